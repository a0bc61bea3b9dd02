//! Handshake, CONNECT, upgrade.

use serde_json::{Value, json};

use crate::util::{Bare, Frame, Handshake, Live, Packet, TEXT, TestServer, Wire, frame, rut_of};

/// The next packet of Socket.IO.
async fn next_packet(wire: &mut Wire) -> Packet {
    loop {
        match wire.next().await {
            Frame::Text(text) => {
                if let Some(packet) = Packet::read(&text) {
                    return packet;
                }
            }
            other => panic!("{other:?} instead of a packet"),
        }
    }
}

fn assert_open(open: &Value) {
    assert_eq!(open["pingInterval"], 25_000, "{open}");
    assert_eq!(open["pingTimeout"], 20_000, "{open}");
    assert_eq!(open["maxPayload"], 65_536, "{open}");
    assert!(open["sid"].as_str().unwrap().len() >= 16, "{open}");
}

#[tokio::test]
async fn websocket_and_polling_open_as_the_contract_says() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let socket = ana.goes_live().await;
    assert_open(socket.open());
    assert_eq!(socket.open()["upgrades"], json!([]));
    let polling = ana.goes_live_by_polling().await;
    assert_open(polling.open());
    assert_eq!(polling.open()["upgrades"], json!(["websocket"]));
}

#[tokio::test]
async fn without_a_session_connect_is_refused() {
    let server = TestServer::start().await;
    let nobody = Handshake::new(&server.address);
    let impostor = Handshake::new(&server.address).session("inventada");
    let ana = server.login("ana").await;
    ana.logs_out().await;
    for handshake in [nobody, impostor, ana.handshake()] {
        for mut wire in [Wire::websocket(&handshake).await.unwrap(), Wire::polling(&handshake).await.unwrap()] {
            wire.says("40");
            match next_packet(&mut wire).await {
                Packet::Refused(why) => assert_eq!(why["message"], "Usuario no autenticado"),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn nobodys_other_packets_do_nothing() {
    let server = TestServer::start().await;
    let (ana, mut luis) = (server.login("ana").await, server.login("luis").await.goes_live().await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let wire = Wire::websocket(&Handshake::new(&server.address)).await.unwrap();
    wire.says(Packet::event("mensaje_enviar", &json!({ "conversacion_id": conversation, "contenido": "x" }), Some(1)));
    wire.says("40");
    wire.says(Packet::event("mensaje_enviar", &json!({ "conversacion_id": conversation, "contenido": "x" }), Some(2)));
    luis.hears_no("mensaje_recibido").await;
    assert!(ana.reads_all(&conversation).await.is_empty());
}

#[tokio::test]
async fn an_unknown_namespace_is_refused_and_the_connection_goes_on() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut wire = Wire::websocket(&ana.handshake()).await.unwrap();
    wire.says("40/admin,");
    match wire.next().await {
        Frame::Text(text) => assert!(text.starts_with("44/admin,"), "{text}"),
        other => panic!("{other:?}"),
    }
    Live::connect(ana, wire).await.goes_on().await;
}

#[tokio::test]
async fn polling_upgrades_to_websocket_and_loses_nothing() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let (polling, sid) = ana.handshake().opens().await;
    polling.posts("40").await.is(200);
    let seen = polling.polls_until("conectado").await;
    assert!(seen.contains("40{") && seen.contains("conectado"), "{seen}");
    // A message that comes while both transports are there must arrive once.
    let mut wire = Wire::websocket(&ana.handshake().of(&sid)).await.unwrap();
    wire.says("2probe");
    assert_eq!(wire.next().await, Frame::Text("3probe".to_owned()));
    luis.sends(&conversation, "a mitad").await;
    let mut last = String::new();
    while !last.contains("a mitad") && !last.ends_with('6') {
        last = polling.poll("GET").await.is(200).text();
    }
    wire.says("5");
    let mut live = Live::silent(ana, wire);
    luis.sends(&conversation, "después").await;
    let first = live.hears("mensaje_recibido").await;
    if last.contains("a mitad") {
        assert_eq!(first["contenido"], "después", "once, not twice");
    } else {
        assert_eq!(first["contenido"], "a mitad");
        live.hears_message("después").await;
    }
    live.goes_on().await;
    live.hears_no("mensaje_recibido").await;
}

#[tokio::test]
async fn who_speaks_before_the_answer_is_cut_off() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let head = ana.handshake().upgrade_head();
    let bare_lines = head.replace("\r\n", "\n");
    // Where its frames begin could not be told, and so not what it sends: this one hides a flood in a frame that
    // only a reader who begins at the wrong place sees.
    for early in [frame(TEXT, b"40"), b"\n\n".to_vec(), [&[0x81, 0xfe, 0xff][..], b"\r\n\r\n"].concat()] {
        for head in [&head, &bare_lines] {
            let mut client = Bare::open_in_pieces(&server.address, &[&[head.as_bytes(), &early].concat()]).await;
            assert!(!client.is_closed().await.contains("conectado"));
        }
    }
    // In however many pieces the head itself comes, and whatever else came by the connection before it.
    let before = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", server.address.host());
    let pieces: Vec<&[u8]> = head.as_bytes().chunks(40).collect();
    let mut client = Bare::open_in_pieces(&server.address, &pieces).await;
    client.reads_until("101 Switching").await;
    client.connects().await;
    let mut client = Bare::open_in_pieces(&server.address, &[before.as_bytes()]).await;
    client.reads_until("200 OK").await;
    assert!(client.sends_bytes(bare_lines.as_bytes()).await);
    client.reads_until("101 Switching").await;
    client.connects().await;
}

#[tokio::test]
async fn other_protocols_are_refused() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for query in [
        "EIO=3&transport=polling",
        "transport=polling",
        "EIO=4",
        "EIO=4&transport=flash",
        "EIO=4&transport=polling&sid=inventado",
    ] {
        let status = ana.get(&format!("/socket.io/?{query}")).await.status;
        assert!((400..500).contains(&status), "{query}: {status}");
    }
}
