//! What closes a connection, and what doesn't.

use serde_json::json;

use crate::util::{Live, PATIENCE, TestServer, rut_of};

async fn two(server: &TestServer) -> (Live, Live, String) {
    let (ana, luis) = (server.login("ana").await.goes_live().await, server.login("luis").await.goes_live().await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    (ana, luis, conversation)
}

/// The others are not harmed: a message still goes from one to the other.
async fn others_go_on(luis: &mut Live, conversation: &str) {
    luis.says(conversation, "todo bien").await;
    luis.hears_message("todo bien").await;
}

#[tokio::test]
async fn a_complete_binary_event_is_an_error_and_the_connection_goes_on() {
    let server = TestServer::start().await;
    let (mut ana, mut luis, conversation) = two(&server).await;
    let with_placeholder = format!(
        "451-[\"mensaje_enviar\",{{\"conversacion_id\":\"{conversation}\",\"contenido\":{{\"_placeholder\":true,\"num\":0}}}}]"
    );
    ana.says_raw(&with_placeholder);
    ana.says_bytes(b"\x00\x01hola");
    ana.hears_error("Datos inválidos").await;
    ana.says_raw("452-7[\"escribiendo\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
    ana.says_bytes(b"uno");
    ana.says_bytes(b"dos");
    ana.hears_error("Datos inválidos").await;
    ana.says(&conversation, "sigo aquí").await;
    luis.hears_message("sigo aquí").await;
    assert_eq!(server.database().messages_in(&conversation), 1, "nothing else stored");
}

#[tokio::test]
async fn packets_that_are_no_socket_io_close_the_connection() {
    let server = TestServer::start().await;
    let (_ana, mut luis, conversation) = two(&server).await;
    for packet in ["hola", "9", "4", "49", "4x", "42", "42{}", "42[", "42[5]", "42[]", "4é", "42\"mensaje_enviar\""] {
        let mut ana = server.login("ana").await.goes_live().await;
        ana.says_raw(packet);
        ana.is_cut_within(PATIENCE).await;
    }
    others_go_on(&mut luis, &conversation).await;
}

#[tokio::test]
async fn stray_binary_frames_close_the_connection() {
    let server = TestServer::start().await;
    let (mut ana, mut luis, conversation) = two(&server).await;
    ana.says_bytes(b"nadie me espera");
    ana.is_cut_within(PATIENCE).await;
    others_go_on(&mut luis, &conversation).await;
}

#[tokio::test]
async fn a_packet_that_announces_too_many_attachments_closes_the_connection() {
    let server = TestServer::start().await;
    let (mut ana, mut luis, conversation) = two(&server).await;
    ana.says_raw("4599999999-[\"mensaje_enviar\",{}]");
    ana.is_cut_within(PATIENCE).await;
    others_go_on(&mut luis, &conversation).await;
}

#[tokio::test]
async fn one_byte_over_64_kib_closes_that_connection_only() {
    let server = TestServer::start().await;
    let (mut ana, mut luis, conversation) = two(&server).await;
    let packet = |size: usize| {
        let head = format!("42[\"salir_conversacion\",{{\"conversacion_id\":\"{conversation}\",\"relleno\":\"");
        format!("{head}{}\"}}]", "x".repeat(size - head.len() - 3))
    };
    assert_eq!(packet(65_536).len(), 65_536);
    ana.says_raw(&packet(65_536));
    ana.goes_on().await;
    let mut second = server.login("ana").await.goes_live().await;
    second.says_raw(&packet(65_537));
    second.is_cut_within(PATIENCE).await;
    ana.goes_on().await;
    others_go_on(&mut luis, &conversation).await;
}

#[tokio::test]
async fn a_poll_over_64_kib_closes_that_connection_only() {
    let server = TestServer::start().await;
    let (_ana, mut luis, conversation) = two(&server).await;
    let (polling, _) = server.login("ana").await.handshake().opens().await;
    polling.posts("40").await.is(200);
    polling.polls_until("conectado").await;
    let answer = polling.posts(&format!("42[\"x\",\"{}\"]", "x".repeat(65_537))).await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    // What was on its way may still be fetched; then the transport is gone.
    crate::util::eventually("the transport is closed", PATIENCE, || async {
        let answer = polling.poll("GET").await;
        (answer.status >= 400 || answer.text() == "1").then_some(())
    })
    .await;
    assert!(polling.posts("2").await.status >= 400);
    others_go_on(&mut luis, &conversation).await;
}

#[tokio::test]
async fn deep_json_is_an_error_or_the_end_and_nothing_worse() {
    let server = TestServer::start().await;
    let (ana, mut luis, conversation) = two(&server).await;
    ana.says_raw(&format!("42[\"escribiendo\",{}{}]", "[".repeat(30_000), "]".repeat(30_000)));
    ana.says_raw(&format!("42[\"escribiendo\",{{\"conversacion_id\":1e999,\"a\":{}}}]", "9".repeat(1_000)));
    others_go_on(&mut luis, &conversation).await;
    assert!(ana.is_logged_in().await);
}

#[tokio::test]
async fn connecting_twice_on_one_transport_harms_nobody() {
    let server = TestServer::start().await;
    let (ana, mut luis, conversation) = two(&server).await;
    for _ in 0..10 {
        ana.says_raw("40");
    }
    ana.emits("mensaje_enviar", &json!({ "conversacion_id": conversation, "contenido": "hola" }));
    others_go_on_or_hear(&mut luis, &conversation).await;
}

/// The message of the odd client may or may not have come; the others must go on.
async fn others_go_on_or_hear(luis: &mut Live, conversation: &str) {
    luis.says(conversation, "todo bien").await;
    loop {
        let heard = luis.hears("mensaje_recibido").await;
        if heard["contenido"] == "todo bien" {
            return;
        }
        assert_eq!(heard["contenido"], "hola");
    }
}
