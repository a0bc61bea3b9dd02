//! Long-polling: what an answer may hold.

use std::time::Duration;

use serde_json::{Value, json};

use crate::util::{Handshake, Options, TestServer, rut_of};

/// The packets of one answer to a poll.
async fn polled(transport: &Handshake) -> Vec<String> {
    transport.poll("GET").await.is(200).text().split('\u{1e}').map(str::to_owned).collect()
}

#[tokio::test]
async fn an_answer_holds_at_most_16_packets_and_nothing_is_lost() {
    const MANY: usize = 200;
    let server = Options::with_cast().with("--rate").with("0").start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let (transport, _) = luis.handshake().opens().await;
    transport.posts("40").await.is(200);
    // Luis' client doesn't poll while Ana sends; all of it has to wait for him.
    let mut ana = ana.goes_live().await;
    for number in 0..MANY {
        ana.emits("mensaje_enviar", &json!({ "conversacion_id": conversation, "contenido": number.to_string() }));
    }
    for number in 0..MANY {
        ana.hears_message(&number.to_string()).await;
    }
    let mut texts = Vec::new();
    while texts.len() < MANY {
        let packets = polled(&transport).await;
        assert!(packets.len() <= 16, "python-engineio drops the connection over {}", packets.len());
        if packets.iter().any(|packet| packet == "2") {
            transport.posts("3").await.is(200);
        }
        for packet in packets.iter().filter_map(|packet| packet.strip_prefix("42")) {
            let event: Value = serde_json::from_str(packet).unwrap();
            if event[0] == "mensaje_recibido" {
                texts.push(event[1]["contenido"].as_str().unwrap().to_owned());
            }
        }
    }
    let expected: Vec<String> = (0..MANY).map(|number| number.to_string()).collect();
    assert_eq!(texts, expected);
}

#[tokio::test]
async fn an_event_is_acknowledged_without_delay() {
    let server = TestServer::start().await;
    let mut ana = server.login("ana").await.goes_live().await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    // An event followed by its acknowledgement waits 40 ms where Nagle's algorithm meets delayed
    // acknowledgements: twenty of them would take 800 ms.
    let start = std::time::Instant::now();
    for number in 0..20 {
        ana.asks("unirse_conversacion", &json!({ "conversacion_id": conversation })).await;
        ana.says(&conversation, &number.to_string()).await;
    }
    let each = start.elapsed() / 20;
    assert!(each < Duration::from_millis(60), "{each:?} for each pair of events");
}

#[tokio::test]
async fn a_post_is_answered_with_ok_in_plain_text() {
    let server = TestServer::start().await;
    let (transport, _) = server.login("ana").await.handshake().opens().await;
    let answer = transport.posts("40").await.is(200);
    assert_eq!(answer.text(), "ok");
    assert!(transport.poll("GET").await.is(200).header("content-type").unwrap().starts_with("text/plain"));
}
