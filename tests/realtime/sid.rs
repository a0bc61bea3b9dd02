//! A `sid` belongs to the session that opened it (S-14, as far as the contract has it).

use crate::util::{Handshake, TestServer, rut_of};

#[tokio::test]
async fn another_sessions_cookie_is_403_and_the_victim_goes_on() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let (transport, sid) = ana.handshake().opens().await;
    transport.posts("40").await.is(200);
    let another_of_anas = server.login("ana").await;
    for thief in [luis.handshake(), another_of_anas.handshake(), Handshake::new(&server.address).session("inventada")] {
        let thief = thief.of(&sid);
        thief.poll("GET").await.is(403);
        thief.posts("42[\"salir_conversacion\",{}]").await.is(403);
        thief.posts("1").await.is(403);
        assert_eq!(thief.upgrade().await.err(), Some(403));
    }
    // Her packets are still hers.
    transport.polls_until("40{").await;
}

#[tokio::test]
async fn a_request_without_a_cookie_is_taken() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    // python-engineio sends the cookie with the handshake alone.
    let (_, sid) = ana.handshake().opens().await;
    let bare = Handshake::new(&server.address).of(&sid);
    bare.posts("40").await.is(200);
    bare.polls_until("conectado").await;
    luis.sends(&conversation, "¿me oyes?").await;
    bare.polls_until("¿me oyes?").await;
    assert!(bare.upgrade().await.is_ok(), "the upgrade too");
}

#[tokio::test]
async fn an_ended_sessions_cookie_is_403() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let (_, sid) = luis.handshake().opens().await;
    ana.logs_out().await;
    ana.handshake().of(&sid).poll("GET").await.is(403);
    ana.handshake().of(&sid).posts("40").await.is(403);
}

#[tokio::test]
async fn nobodys_sid_is_not_a_persons() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let (_, sid) = Handshake::new(&server.address).opens().await;
    // Or somebody could plant a transport that they know in another's client.
    ana.handshake().of(&sid).posts("40").await.is(403);
}

#[tokio::test]
async fn another_spelling_of_sid_is_no_way_round() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let (transport, sid) = ana.handshake().opens().await;
    transport.posts("40").await.is(200);
    transport.polls_until("conectado").await;
    let (_, own) = luis.handshake().opens().await;
    luis.sends(&conversation, "solo para Ana y Luis").await;
    let says = format!("42[\"mensaje_enviar\",{{\"conversacion_id\":\"{conversation}\",\"contenido\":\"falso\"}}]");
    for name in ["%73id", "s%69d", "%73%69%64", "&sid", "x=1&%73id"] {
        let thief = luis.handshake().spelling(name, &sid);
        thief.poll("GET").await.is(403);
        thief.posts(&says).await.is(403);
        assert_eq!(thief.upgrade().await.err(), Some(403), "{name}");
    }
    // Names of which only one can be meant: it is never the one that wasn't checked.
    let first_own = |name: &str, then: &str| format!("{name}={own}&{then}");
    for name in [
        first_own("%73id", "sid"),
        first_own("sid", "%73id"),
        first_own("sid", "sid"),
        "%2573id".to_owned(),
        "SID".to_owned(),
    ] {
        let thief = luis.handshake().spelling(&name, &sid);
        let polled = thief.poll("GET").await;
        assert!(!polled.text().contains("solo para"), "{name}");
        thief.posts(&says).await;
    }
    transport.polls_until("solo para Ana y Luis").await;
    assert_eq!(server.database().texts_of(&conversation), ["solo para Ana y Luis"]);
}

#[tokio::test]
async fn a_victim_over_websocket_hears_nothing_of_thieves() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let ended = server.login("ana").await;
    ended.logs_out().await;
    let mut live = ana.goes_live().await;
    let sid = live.open()["sid"].as_str().unwrap().to_owned();
    for thief in [luis.handshake(), ended.handshake()] {
        let thief = thief.of(&sid);
        thief.poll("GET").await.is(403);
        thief.posts("1").await.is(403);
        assert_eq!(thief.upgrade().await.err(), Some(403));
    }
    live.goes_on().await;
}
