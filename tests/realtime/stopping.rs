//! When the server stops, its clients are told to come back.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

use crate::util::{Bare, PATIENCE, TestServer, rut_of};

/// The Close that a WebSocket gets, and the texts before it.
async fn last_words(socket: &mut (impl StreamExt<Item = Result<Message, impl Sized>> + Unpin)) -> (Vec<String>, u16) {
    let mut texts = Vec::new();
    loop {
        match tokio::time::timeout(PATIENCE, socket.next()).await.expect("the end in time") {
            Some(Ok(Message::Text(text))) => texts.push(text.to_string()),
            Some(Ok(Message::Close(Some(close)))) => return (texts, close.code.into()),
            Some(Ok(other)) => panic!("{other:?}"),
            Some(Err(_)) | None => panic!("cut off without a word"),
        }
    }
}

#[tokio::test]
async fn websockets_are_closed_in_order_and_polls_answered() {
    let mut server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let mut connected = ana.handshake().upgrade().await.unwrap();
    connected.send("40".into()).await.unwrap();
    let mut unconnected = ana.handshake().upgrade().await.unwrap();
    let (polling, _) = luis.handshake().opens().await;
    polling.posts("40").await.is(200);
    polling.polls_until("conectado").await;
    let waiting = tokio::spawn({
        let polling = polling.clone();
        async move { polling.poll("GET").send().await }
    });
    // Sent and not waited for: it is stored, told and acknowledged before the end.
    let event = format!("427[\"mensaje_enviar\",{{\"conversacion_id\":\"{conversation}\",\"contenido\":\"uno\"}}]");
    connected.send(event.as_str().into()).await.unwrap();
    while !matches!(connected.next().await, Some(Ok(Message::Text(text))) if text.starts_with("437[")) {}
    // A poll that was on its way may have taken the message along.
    let polled = waiting.await.unwrap();

    let (status, took) = server.stop().await;
    assert!(status.success() && took < Duration::from_secs(5), "{status} after {took:?}");
    for socket in [&mut connected, &mut unconnected] {
        let (texts, code) = last_words(socket).await;
        assert_eq!(code, 1012, "service restart");
        // An Engine.IO close or a Socket.IO disconnect would tell official clients not to come back.
        assert!(!texts.iter().any(|text| text == "1" || text.starts_with("41")), "{texts:?}");
    }
    assert!(polled.is_ok());
}

#[tokio::test]
async fn a_poll_that_waits_is_told_at_once() {
    let mut server = TestServer::start().await;
    let (polling, _) = server.login("ana").await.handshake().opens().await;
    polling.posts("40").await.is(200);
    polling.polls_until("conectado").await;
    polling.posts("3").await.is(200);
    let waiting = tokio::spawn(async move { polling.poll("GET").send().await });
    // It waits now, or it comes when nobody listens any more.
    let (status, _) = server.stop().await;
    assert!(status.success());
    assert!(waiting.await.unwrap().map_or(true, |answer| answer.status == 503 || answer.status == 200));
}

#[tokio::test]
async fn who_does_not_read_holds_up_no_stop() {
    let mut server = TestServer::start().await;
    let (ana, mut luis) = (server.login("ana").await, server.login("luis").await.goes_live().await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let mut stalled = Bare::open_narrow(&ana.handshake()).await;
    stalled.connects().await;
    for number in 0..100 {
        luis.says(&conversation, &format!("{number}{}", "x".repeat(3_500))).await;
    }
    let mut half_a_frame = Bare::open(&ana.handshake()).await;
    half_a_frame.connects().await;
    assert!(half_a_frame.sends_bytes(&[0x81, 0xff, 0, 0]).await);
    let (status, took) = server.stop().await;
    assert!(status.success() && took < Duration::from_secs(5), "{status} after {took:?}");
    stalled.is_closed().await;
    half_a_frame.is_closed().await;
    luis.is_cut_within(PATIENCE).await;
}
