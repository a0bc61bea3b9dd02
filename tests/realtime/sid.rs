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
