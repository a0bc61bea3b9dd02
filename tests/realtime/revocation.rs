//! S-07: who loses the session loses every live connection within a second.

use serde_json::json;

use crate::util::{AT_ONCE, Bare, Frame, Packet, Person, TestServer, Wire, eventually, rut_of};

/// The three ways to lose a session.
#[derive(Clone, Copy, Debug)]
enum Loss {
    Logout,
    Disable,
    PasswordChange,
}

const LOSSES: [Loss; 3] = [Loss::Logout, Loss::Disable, Loss::PasswordChange];

async fn loses(server: &TestServer, ana: &Person, loss: Loss) {
    match loss {
        Loss::Logout => ana.logs_out().await,
        Loss::Disable => drop(server.command(&["user", "disable", &ana.rut], "").await.succeeds()),
        Loss::PasswordChange => {
            let words = ["user", "password", &ana.rut, "--password-stdin"];
            server.command(&words, "clave-nueva-larga\n").await.succeeds();
        }
    }
}

/// CONNECT on an engine that is open already must not be accepted.
async fn is_refused_or_closed(wire: &mut Wire) {
    wire.says("40");
    loop {
        match wire.next().await {
            Frame::Closed => return,
            Frame::Text(text) => match Packet::read(&text) {
                Some(Packet::Refused(why)) => {
                    return assert_eq!(why["message"], "Usuario no autenticado");
                }
                Some(other) => panic!("{other:?}"),
                None => {}
            },
            Frame::Binary(bytes) => panic!("{bytes:?}"),
        }
    }
}

async fn everything_is_cut(loss: Loss) {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let mut socket = ana.goes_live().await;
    let mut polling = ana.goes_live_by_polling().await;
    let mut unconnected = Wire::websocket(&ana.handshake()).await.unwrap();
    let (transport, _) = ana.handshake().opens().await;
    let mut other = luis.goes_live().await;

    loses(&server, &ana, loss).await;
    // After the logout's answer, or the command's end, a second.
    socket.is_cut_within(AT_ONCE).await;
    polling.is_cut_within(AT_ONCE).await;
    eventually("the old cookie is 401", AT_ONCE, || async { (!ana.is_logged_in().await).then_some(()) }).await;
    is_refused_or_closed(&mut unconnected).await;
    let again = transport.posts("40").await;
    assert!(again.status >= 400, "CONNECT on the same transport: {}", again.status);
    let mut new = Wire::websocket(&ana.handshake()).await.unwrap();
    is_refused_or_closed(&mut new).await;
    // What comes after is heard by those who are still in.
    other.says(&conversation, "¿sigues ahí?").await;
    other.hears_message("¿sigues ahí?").await;
    assert_eq!(socket.has_heard("mensaje_recibido") + polling.has_heard("mensaje_recibido"), 0);
}

#[tokio::test]
async fn s07_logout_cuts_everything() {
    everything_is_cut(Loss::Logout).await;
}

#[tokio::test]
async fn s07_disabling_by_command_cuts_everything() {
    everything_is_cut(Loss::Disable).await;
}

#[tokio::test]
async fn s07_a_password_change_by_command_cuts_everything() {
    everything_is_cut(Loss::PasswordChange).await;
}

#[tokio::test]
async fn s07_an_upgraded_transport_is_cut_too() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let (polling, sid) = ana.handshake().opens().await;
    polling.posts("40").await.is(200);
    polling.polls_until("conectado").await;
    let mut wire = Wire::websocket(&ana.handshake().of(&sid)).await.unwrap();
    wire.says("2probe");
    assert_eq!(wire.next().await, Frame::Text("3probe".to_owned()));
    wire.says("5");
    let mut live = crate::util::Live::silent(ana.clone(), wire);
    live.goes_on().await;
    ana.logs_out().await;
    live.is_cut_within(AT_ONCE).await;
}

#[tokio::test]
async fn s07_a_client_that_does_not_read_is_cut_too() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let luis = server.login("luis").await.goes_live().await;
    let conversation = luis.opens_chat_with(rut_of("ana")).await;
    // Ana's client connects and then reads nothing, while much is written to it (R2).
    let mut stalled = ana.handshake().upgrade().await.unwrap();
    futures_util::SinkExt::send(&mut stalled, "40".into()).await.unwrap();
    let mut luis = luis;
    for _ in 0..300 {
        luis.emits("mensaje_enviar", &json!({ "conversacion_id": conversation, "contenido": "x".repeat(3_500) }));
    }
    let mut last = luis.begins("salir_conversacion", &json!({ "conversacion_id": conversation }));
    luis.ack(last).await;
    ana.logs_out().await;
    // It can't see the end before it reads again; what counts is that nothing new gets to it.
    luis.says(&conversation, "después del fin").await;
    last = luis.begins("salir_conversacion", &json!({ "conversacion_id": conversation }));
    luis.ack(last).await;
    let read = async {
        let mut heard_after = false;
        while let Some(Ok(message)) = futures_util::StreamExt::next(&mut stalled).await {
            heard_after |= message.to_text().is_ok_and(|text| text.contains("después del fin"));
        }
        heard_after
    };
    let heard_after = tokio::time::timeout(crate::util::PATIENCE, read).await.expect("the connection ends");
    assert!(!heard_after, "nothing after the logout");
}

/// TCP itself ends, whether the client reads or not: what the kernel still holds must not come out later.
async fn tcp_is_reset(loss: Loss) {
    let server = TestServer::start().await;
    let (ana, mut luis) = (server.login("ana").await, server.login("luis").await.goes_live().await);
    let conversation = luis.opens_chat_with(rut_of("ana")).await;
    let mut idle = Bare::open(&ana.handshake()).await;
    let mut stalled = Bare::open_narrow(&ana.handshake()).await;
    stalled.connects().await;
    for number in 0..150 {
        luis.says(&conversation, &format!("{number}{}", "x".repeat(3_500))).await;
    }
    idle.connects().await;
    loses(&server, &ana, loss).await;
    stalled.is_reset_within(AT_ONCE).await;
    idle.is_closed_before(tokio::time::Instant::now() + AT_ONCE).await;
    let mut again = Wire::websocket(&ana.handshake()).await.unwrap();
    is_refused_or_closed(&mut again).await;
}

#[tokio::test]
async fn s07_logout_resets_who_does_not_read() {
    tcp_is_reset(Loss::Logout).await;
}

#[tokio::test]
async fn s07_disabling_resets_who_does_not_read() {
    tcp_is_reset(Loss::Disable).await;
}

#[tokio::test]
async fn s07_a_password_change_resets_who_does_not_read() {
    tcp_is_reset(Loss::PasswordChange).await;
}

#[tokio::test]
async fn s07_what_is_sent_after_the_logout_is_not_stored() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let mut socket = ana.goes_live().await;
    let (polling, _) = ana.handshake().opens().await;
    polling.posts("40").await.is(200);
    polling.polls_until("conectado").await;
    ana.logs_out().await;
    // The connection may still be there for a moment.
    let message = json!({ "conversacion_id": conversation, "contenido": "desde afuera" });
    for _ in 0..20 {
        socket.emits("mensaje_enviar", &message);
    }
    polling.posts(&format!("42[\"mensaje_enviar\",{message}]")).await.is(403);
    socket.is_cut_within(AT_ONCE).await;
    let luis = server.login("luis").await;
    luis.sends(&conversation, "¿sigues?").await;
    assert_eq!(server.database().texts_of(&conversation), ["¿sigues?"]);
}

#[tokio::test]
async fn s07_another_session_of_the_same_person_is_not_cut_by_logout() {
    let server = TestServer::start().await;
    let (till, phone) = (server.login("ana").await, server.login("ana").await);
    let (mut cut, mut kept) = (till.goes_live().await, phone.goes_live().await);
    till.logs_out().await;
    cut.is_cut_within(AT_ONCE).await;
    kept.goes_on().await;
}

#[tokio::test]
async fn s07_disabling_cuts_every_session_and_enabling_revives_none() {
    let server = TestServer::start().await;
    let (till, phone) = (server.login("ana").await, server.login("ana").await);
    let (mut one, mut two) = (till.goes_live().await, phone.goes_live_by_polling().await);
    server.command(&["user", "disable", rut_of("ana")], "").await.succeeds();
    one.is_cut_within(AT_ONCE).await;
    two.is_cut_within(AT_ONCE).await;
    server.command(&["user", "enable", rut_of("ana")], "").await.succeeds();
    assert!(!till.is_logged_in().await && !phone.is_logged_in().await);
    server.login("ana").await.goes_live().await.goes_on().await;
}

#[tokio::test]
async fn slow_s07_twenty_times_over() {
    let server = TestServer::start().await;
    for round in 0..20 {
        let loss = LOSSES[round % LOSSES.len()];
        let keys = ["ana", "luis", "marta", "pedro", "rosa", "ines", "hugo"];
        let person = server.login_as(rut_of("elena")).await;
        let (mut socket, mut polling) = (person.goes_live().await, person.goes_live_by_polling().await);
        let mut bystander = server.login(keys[round % keys.len()]).await.goes_live().await;
        loses(&server, &person, loss).await;
        socket.is_cut_within(AT_ONCE).await;
        polling.is_cut_within(AT_ONCE).await;
        bystander.goes_on().await;
        server.command(&["user", "enable", &person.rut], "").await.succeeds();
        let words = ["user", "password", &person.rut, "--password-stdin"];
        server.command(&words, &format!("{}\n", crate::util::PASSWORD)).await.succeeds();
    }
}
