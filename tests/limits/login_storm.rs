//! everybody logs in at once, and many with wrong passwords. Memory stays bounded, nobody is left out, and the
//! chat goes on.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use crate::util::{Answer, CAST, Call, PASSWORD, TestServer, rut_of};

/// RELIABILITY: RSS +≤ 64 MiB, in KiB.
const GROWTH: u64 = 64 << 10;
/// RELIABILITY: correct ones all in within this.
const ALL_IN: Duration = Duration::from_secs(60);
/// Long before the server says to come back: nobody is that patient.
const IMPATIENCE: Duration = Duration::from_millis(500);

fn login(server: &TestServer, from: u8, who: &str, password: &str) -> Call {
    let body = json!({ "usuario": who, "password": password });
    server.post("/login").from(Ipv4Addr::new(127, 0, 0, from)).json(&body)
}

/// A clean no: with the time after which to come again.
fn is_clean(answer: &Answer) -> bool {
    [429, 503].contains(&answer.status) && answer.header("retry-after").is_some()
}

async fn gets_in(call: Call) {
    let start = Instant::now();
    loop {
        let answer = call.clone().await;
        if answer.status == 200 {
            return;
        }
        assert!(is_clean(&answer), "{}: {}", answer.status, answer.text());
        assert!(start.elapsed() < ALL_IN, "not in after {ALL_IN:?}");
        tokio::time::sleep(IMPATIENCE).await;
    }
}

#[tokio::test]
async fn slow_r15_a_login_storm_keeps_nobody_out() {
    let server = TestServer::start().await;
    let mut ana = server.login("ana").await.goes_live().await;
    let mut luis = server.login("luis").await.goes_live().await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let before = server.process().peak_memory();
    let mut storm = JoinSet::new();
    for number in 0..500_u16 {
        // Few enough from each address that every single one may cost a hash.
        let call = login(&server, 2 + (number / 25) as u8, &format!("nadie-{number}"), "no-es-esa");
        storm.spawn(async move {
            let answer = call.await;
            assert!(answer.status == 401 || is_clean(&answer), "{}: {}", answer.status, answer.text());
        });
    }
    for number in 0..200 {
        storm.spawn(gets_in(login(&server, 1, CAST[number % CAST.len()].rut, PASSWORD)));
    }
    let mut said = 0;
    while let Some(one) = storm.join_next().await {
        one.expect("a clean answer");
        if storm.len() % 70 == 0 {
            ana.says(&conversation, &said.to_string()).await;
            luis.hears_message(&said.to_string()).await;
            said += 1;
        }
    }
    assert_eq!(said, 10);
    let grown = server.process().peak_memory() - before;
    assert!(grown <= GROWTH, "{grown} KiB more than before");
}
