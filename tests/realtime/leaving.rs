//! Clients that come and go at once, and connections that several share.

use serde_json::json;

use crate::util::{Bare, KeptAlive, Live, PATIENCE, TEXT, TestServer, Wire, eventually, rut_of};

#[tokio::test]
async fn what_was_said_just_before_leaving_is_stored() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let of = json!({ "conversacion_id": conversation });
    let mut said = 0;
    for goodbye in ["41", "1", "" /* not a word: the line is just dropped */] {
        for _ in 0..10 {
            let mut client = Bare::open(&ana.handshake()).await;
            client.connects().await;
            // What is asked takes longer than what is sent, and comes first.
            for _ in 0..5 {
                assert!(client.sends(TEXT, format!("42[\"unirse_conversacion\",{of}]")).await);
            }
            let message = json!({ "conversacion_id": conversation, "contenido": "adiós" });
            assert!(client.sends(TEXT, format!("42[\"mensaje_enviar\",{message}]")).await);
            if !goodbye.is_empty() {
                assert!(client.sends(TEXT, goodbye).await);
            }
            client.hangs_up().await;
            said += 1;
        }
    }
    eventually("everything is stored", PATIENCE, || async {
        (server.database().messages_in(&conversation) == said).then_some(())
    })
    .await;
}

#[tokio::test]
async fn slow_a_connect_that_is_never_done_leaves_nothing_behind() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let luis = server.login("luis").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    // Gone while they are being let in, and while something is told to them. Fewer than one may have: each keeps its
    // place for up to 10 s.
    let mut round = 0;
    while round < 200 {
        let handshake = ana.handshake();
        let (one, two) = tokio::join!(Bare::open(&handshake), Bare::open(&handshake));
        for mut client in [one, two] {
            assert!(client.sends(TEXT, "40").await);
            drop(client);
            round += 1;
        }
        if round % 10 == 0 {
            luis.sends(&conversation, "hola").await;
        }
    }
    // A person may have 256 sockets at once, so none of before is left when so many can be opened.
    let mut sockets = Vec::new();
    for _ in 0..256 {
        let opened = || async { Wire::websocket(&ana.handshake()).await.ok() };
        let wire = eventually("all of them can be opened again", PATIENCE, opened).await;
        sockets.push(Live::connect(ana.clone(), wire).await);
    }
    assert_eq!(ana.handshake().upgrade().await.err(), Some(429), "or it would prove nothing");
}

#[tokio::test]
async fn a_connection_that_others_use_too_outlives_the_end_of_one_session() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    // Behind a proxy, requests of many come by the same connection.
    let mut shared = KeptAlive::open(&server.address).await;
    let (hers, _) = ana.handshake().opens().await;
    let (his, _) = luis.handshake().opens().await;
    for polling in [&hers, &his] {
        let connect = polling.poll("POST").body("text/plain", "40");
        shared.sends(connect).await.expect("an answer").is(200);
        shared.sends(polling.poll("GET")).await.expect("an answer").is(200);
    }
    // A WebSocket that comes to nothing makes the connection nobody's either.
    for path in [his.path_of("websocket"), "/socket.io/?EIO=4&transport=websocket".to_owned()] {
        let key = luis.get(&path).header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        shared.sends(key).await.expect("an answer").is(400);
    }
    // His session ends wrongly, and then the login too.
    let flood = vec!["3"; 3_000].join("\u{1e}");
    shared.sends(his.poll("POST").body("text/plain", flood)).await.expect("an answer").is(429);
    let (again, _) = luis.handshake().opens().await;
    shared.sends(again.poll("POST").body("text/plain", "40")).await.expect("an answer").is(200);
    luis.logs_out().await;
    shared.sends(again.poll("GET")).await.expect("an answer").is(403);
    // By now what had to be cut has been cut.
    eventually("his polls end", PATIENCE, || async { (again.poll("GET").await.status == 403).then_some(()) }).await;
    shared.sends(ana.get("/api/chat/usuarios")).await.expect("the connection goes on").is(200);
    shared.sends(hers.poll("POST").body("text/plain", "3")).await.expect("and her polling").is(200);
}
