//! Who is told that somebody came or went, and who is not (RELIABILITY P6, R8, S-02).

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::util::{AT_ONCE, Bare, Live, TEXT, TestServer, is_wire_time, rut_of};

/// 45 s of heartbeat and 3 s of grace; the rest is what a busy test machine may add.
const VANISHED: Duration = Duration::from_secs(50);

/// The next that is told of a person.
async fn told(live: &mut Live, rut: &str) -> Value {
    let one = live.hears("presencia").await;
    assert_eq!(one["usuario_id"], rut, "{one}");
    one
}

#[tokio::test]
async fn coming_and_going_is_told_to_who_shares_a_conversation_and_to_nobody_else() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(&luis.rut).await;
    luis.opens_group("Bodega", &[rut_of("ana"), rut_of("rosa")]).await;
    let (mut till, mut phone) = (ana.goes_live().await, ana.goes_live_by_polling().await);
    let mut rosa = server.login("rosa").await.goes_live().await;
    let mut marta = server.login("marta").await.goes_live().await;
    for live in [&mut till, &mut phone] {
        assert_eq!(told(live, rut_of("rosa")).await["en_linea"], true);
    }
    let mut here = luis.goes_live().await;
    let came = json!({ "usuario_id": luis.rut, "en_linea": true, "visto": null });
    for live in [&mut till, &mut phone, &mut rosa] {
        assert_eq!(told(live, &luis.rut).await, came);
    }
    // A second device is no news, nor is the end of the first one.
    let mut also = luis.goes_live().await;
    also.goes_on().await;
    drop(here);
    also.says(&conversation, "sigo aquí").await;
    let left = Instant::now();
    drop(also);
    for live in [&mut till, &mut phone, &mut rosa] {
        let gone = told(live, &luis.rut).await;
        assert_eq!((&gone["usuario_id"], &gone["en_linea"]), (&json!(luis.rut), &json!(false)));
        assert!(gone["visto"].as_str().is_some_and(is_wire_time), "{gone}");
        assert!(left.elapsed() >= Duration::from_secs(2), "a page that is loaded again would flicker");
    }
    here = luis.goes_live().await;
    for live in [&mut till, &mut phone, &mut rosa] {
        assert_eq!(told(live, &luis.rut).await, came);
        live.hears_no("presencia").await;
    }
    marta.hears_no("presencia").await;
    // Oneself is not told of oneself, only of the others: that of these two, Ana was here before.
    here.hears_no("presencia").await;
}

#[tokio::test]
async fn a_page_that_is_loaded_again_is_not_told() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    ana.opens_chat_with(&luis.rut).await;
    let mut ana = ana.goes_live().await;
    let mut page = luis.goes_live().await;
    assert_eq!(told(&mut ana, &luis.rut).await["en_linea"], true);
    for _ in 0..5 {
        drop(page);
        page = luis.goes_live().await;
    }
    let left = Instant::now();
    drop(page);
    assert_eq!(told(&mut ana, &luis.rut).await["en_linea"], false, "the next news is that he has gone");
    assert!(left.elapsed() >= Duration::from_secs(2));
}

#[tokio::test]
async fn who_loses_the_session_is_gone() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    ana.opens_chat_with(&luis.rut).await;
    let mut ana = ana.goes_live().await;
    let mut live = luis.goes_live().await;
    assert_eq!(told(&mut ana, &luis.rut).await["en_linea"], true);
    server.command(&["user", "disable", &luis.rut], "").await.succeeds();
    live.is_cut_within(AT_ONCE).await;
    assert_eq!(told(&mut ana, &luis.rut).await["en_linea"], false);
}

#[tokio::test]
async fn a_transport_without_connect_is_nobody_here() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(&luis.rut).await;
    let mut ana = ana.goes_live().await;
    let _open = Bare::open(&luis.handshake()).await;
    luis.sends(&conversation, "por REST").await;
    ana.hears_message("por REST").await;
    ana.hears_no("presencia").await;
}

#[tokio::test]
async fn a_conversation_that_is_made_now_counts_from_now() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let mut ana = ana.goes_live().await;
    let live = luis.goes_live().await;
    ana.hears_no("presencia").await;
    ana.opens_chat_with(&luis.rut).await;
    let listed = ana.get("/api/chat/presencia").await.is(200).json();
    let luis_is_here = json!({ "usuario_id": luis.rut, "en_linea": true, "visto": null });
    assert!(listed["presencia"].as_array().unwrap().contains(&luis_is_here), "{listed}");
    drop(live);
    assert_eq!(told(&mut ana, &luis.rut).await["en_linea"], false);
}

/// R8: neither who reads nothing any more nor who vanishes stays online for ever.
#[tokio::test]
async fn slow_who_vanishes_is_gone_within_the_heartbeat() {
    let server = TestServer::start().await;
    let (ana, luis, rosa) = (server.login("ana").await, server.login("luis").await, server.login("rosa").await);
    let conversation = ana.opens_group("Bodega", &[&luis.rut, &rosa.rut]).await;
    let mut ana = ana.goes_live().await;
    // Luis answers nothing any more, and his socket has room; Rosa's is full.
    let mut silent = Bare::open(&luis.handshake()).await;
    silent.connects().await;
    assert_eq!(told(&mut ana, &luis.rut).await["en_linea"], true);
    let mut full = Bare::open_narrow(&rosa.handshake()).await;
    full.connects().await;
    assert_eq!(told(&mut ana, &rosa.rut).await["en_linea"], true);
    assert!(full.sends(TEXT, "3").await);
    let start = Instant::now();
    for number in 0..60 {
        let text = format!("{number} {}", "x".repeat(3_900));
        ana.says(&conversation, &text).await;
        ana.hears_message(&text).await;
    }
    let mut gone = Vec::new();
    while gone.len() < 2 {
        let one = ana.hears_within(VANISHED.saturating_sub(start.elapsed()), "presencia").await;
        assert_eq!(one["en_linea"], false, "{one}");
        gone.push(one["usuario_id"].clone());
    }
    assert!(gone.contains(&json!(luis.rut)) && gone.contains(&json!(rosa.rut)), "{gone:?}");
}
