//! Only failed logins are slowed down: a whole shop may share one address.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::util::{Answer, PASSWORD, PATIENCE, TestServer, eventually, rut_of};

async fn fails_to_log_in(server: &TestServer, who: &str) -> Answer {
    server.post("/login").json(&json!({ "usuario": who, "password": "no-es-esa" })).await
}

/// Fails until the server has had enough; its refusal.
async fn exhausts(server: &TestServer, who: &str) -> (usize, Answer) {
    for tries in 1..=40 {
        let answer = fails_to_log_in(server, who).await;
        if answer.status != 401 {
            return (tries, answer);
        }
    }
    panic!("40 wrong passwords for {who} and nobody minds");
}

#[tokio::test]
async fn many_failures_are_429_and_say_how_long() {
    let server = TestServer::start().await;
    let (_, answer) = exhausts(&server, rut_of("ana")).await;
    let sentence = answer.fails(429);
    let seconds: u64 = answer.header("retry-after").expect("Retry-After").parse().expect("whole seconds");
    assert!(seconds >= 1, "{seconds}");
    assert_eq!(sentence, format!("Demasiados intentos. Espera {seconds} segundos."));
}

#[tokio::test]
async fn the_form_says_it_too() {
    let server = TestServer::start().await;
    exhausts(&server, rut_of("ana")).await;
    let page = server.post("/login").form(&[("usuario", rut_of("ana")), ("password", "x1x1")]).await.is(429);
    assert!(page.header("retry-after").is_some());
    assert!(page.text().contains("Demasiados intentos. Espera "), "{}", page.text());
}

#[tokio::test]
async fn one_persons_failures_do_not_lock_out_another() {
    let server = TestServer::start().await;
    exhausts(&server, rut_of("ana")).await;
    server.login("luis").await;
}

#[tokio::test]
async fn nobody_is_locked_out_for_good() {
    let server = TestServer::start().await;
    exhausts(&server, rut_of("ana")).await;
    // Waiting is what the answer asks for; the first delay is a second.
    eventually("the right password is let in again", PATIENCE, || async {
        let body = json!({ "usuario": rut_of("ana"), "password": PASSWORD });
        (server.post("/login").json(&body).await.status == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn successes_are_never_counted() {
    let server = TestServer::start().await;
    for _ in 0..40 {
        server.login("ana").await;
    }
}

#[tokio::test]
async fn an_unknown_person_is_throttled_like_a_known_one() {
    let server = TestServer::start().await;
    let (known, _) = exhausts(&server, rut_of("ana")).await;
    let (unknown, _) = exhausts(&server, "98765432-1").await;
    assert_eq!(known, unknown, "or the count would tell who exists");
}

#[tokio::test]
async fn a_rut_is_one_person_however_it_is_written() {
    let server = TestServer::start().await;
    exhausts(&server, rut_of("ana")).await;
    fails_to_log_in(&server, "11.111.111-1").await.fails(429);
}

#[tokio::test]
async fn so_is_the_rut_of_nobody() {
    let server = TestServer::start().await;
    // Or counting each spelling anew would tell that nobody has it.
    exhausts(&server, "9876543-k").await;
    for spelling in ["9.876.543-K", "9876543-K", " 9876543-k ", "9876543k", "9 876 543 - K"] {
        fails_to_log_in(&server, spelling).await.fails(429);
    }
}

/// Logs in with a wrong password and hangs up before there is an answer.
async fn hangs_up_on_a_login(server: &TestServer) {
    let body = json!({ "usuario": rut_of("ana"), "password": "no-es-esa" }).to_string();
    let head = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    let mut stream = server.address.connect().await.expect("connection");
    let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await.expect("the request");
    // Long enough to be taken seriously, too short for an answer where many are waiting.
    tokio::time::timeout(Duration::from_millis(20), stream.readable()).await.ok();
}

#[tokio::test]
async fn who_hangs_up_is_counted_and_waits_its_turn() {
    let server = TestServer::start().await;
    let before = server.process().peak_memory();
    let failures = || {
        let sql = "SELECT coalesce(max(fallos), 0) FROM intentos_fallidos WHERE clave = 'u:' || ?1";
        server.database().number(sql, [rut_of("ana")])
    };
    eventually("five are counted", PATIENCE, || async {
        join_all((0..60).map(|_| hangs_up_on_a_login(&server))).await;
        (failures() >= 5).then_some(())
    })
    .await;
    server.post("/login").json(&json!({ "usuario": rut_of("ana"), "password": PASSWORD })).await.fails(429);
    // Each takes 19 MiB while it is hashed. One after the other they take no more; at once, sixty times as much.
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let held = server.process().peak_memory() - before;
    assert!(held < (cores + 4) * (19 << 10), "{held} KiB");
}
