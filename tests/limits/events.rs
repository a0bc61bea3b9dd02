//! R-09 on the socket: whatever the payload, an answer comes and the connection goes on.

use serde_json::Value;

use super::grammar::{Grammar, is_ours};
use crate::util::{Live, PATIENCE, TestServer, rut_of};

const EVENTS: [&str; 4] = ["mensaje_enviar", "unirse_conversacion", "salir_conversacion", "escribiendo"];

/// An acknowledgement is a success, or a failure with a sentence of ours and the same as `error`.
async fn is_answered(live: &mut Live, number: u64, sent: &str) {
    let answer = live.ack(number).await;
    match &answer["ok"] {
        Value::Bool(true) => {}
        Value::Bool(false) => {
            let sentence = answer["error"].as_str().unwrap_or_default();
            assert!(is_ours(sentence), "{answer} for {sent:.300}");
            assert_eq!(live.hears("error").await["mensaje"], sentence);
        }
        _ => panic!("{answer} for {sent:.300}"),
    }
}

#[tokio::test]
async fn r09_any_payload_is_answered_and_the_connection_goes_on() {
    let server = TestServer::start().await;
    let mut luis = server.login("luis").await.goes_live().await;
    let mut ana = server.login("ana").await.goes_live().await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let mut grammar = Grammar::new(1, &[&conversation, rut_of("luis"), "hola"]);
    // Numbers that the helpers don't use.
    let mut number = 1_000_000_000;
    for round in 0..1_000 {
        let name = EVENTS[round % EVENTS.len()];
        let payload = match round % 7 {
            0 => String::new(),
            1 => format!(",{}", grammar.value(3)),
            2 => format!(",{},{}", grammar.object(3), grammar.value(2)),
            _ => format!(",{}", grammar.object(3)),
        };
        number += 1;
        let packet = format!("42{number}[\"{name}\"{payload}]");
        ana.says_raw(&packet);
        is_answered(&mut ana, number, &packet).await;
        // Without a number there is no acknowledgement, and what nobody knows is not answered at all.
        if round % 9 == 0 {
            ana.says_raw(&format!("42[\"{name}\",null]"));
            ana.hears_error("Datos inválidos").await;
            ana.says_raw(&format!("42[\"otra_cosa\"{payload}]"));
        }
    }
    ana.goes_on().await;
    ana.says(&conversation, "todo bien").await;
    luis.hears("mensaje_recibido").await;
    let said = server.said();
    assert!(!said.contains("panicked") && !said.contains("ERROR"), "{said}");
}

/// What is no JSON is no packet of Socket.IO: it may end that connection, and does nothing else.
#[tokio::test]
async fn r09_a_broken_packet_ends_its_own_connection_at_most() {
    let server = TestServer::start().await;
    let mut luis = server.login("luis").await.goes_live().await;
    let conversation = luis.opens_chat_with(rut_of("ana")).await;
    let ana = server.login("ana").await;
    let mut grammar = Grammar::new(2, &[&conversation]);
    for round in 0..60 {
        let mut live = ana.goes_live().await;
        let body = String::from_utf8_lossy(&grammar.body()).into_owned();
        let name = EVENTS[round % EVENTS.len()];
        live.says_raw(&format!("421[\"{name}\",{body}]"));
        if let Some(answer) = live.ack_or_end(1).await {
            assert!(answer["ok"] == true || is_ours(answer["error"].as_str().unwrap_or_default()), "{answer}");
            live.goes_on().await;
        }
    }
    luis.says(&conversation, "todo bien").await;
    let mut live = ana.goes_live().await;
    live.goes_on().await;
    live.says_raw("42[\"escribiendo\",");
    live.is_cut_within(PATIENCE).await;
    let said = server.said();
    assert!(!said.contains("panicked") && !said.contains("ERROR"), "{said}");
}
