//! Packets that are too large, or that announce what never comes: the connection that sends them ends,
//! it holds little memory until then, and nobody else notices.

use std::time::Duration;

use tokio::time::Instant;

use crate::util::{
    Bare, FIRST, FURTHER, Handshake, Live, PATIENCE, TEXT, TestServer, eventually, frame, frame_head, rut_of,
};

/// A packet with an attachment to follow.
const ANNOUNCES: &str = "451-[\"mensaje_enviar\",{\"_placeholder\":true,\"num\":0}]";
/// Five seconds are allowed; nobody's connection would end by itself after ten.
const OVERDUE: Duration = Duration::from_secs(9);
/// What one attacker's connection may hold.
const MEMORY: u64 = 5 << 10;

/// A connected client that has answered the first ping, so that it would stay.
async fn connected(handshake: &Handshake) -> Bare {
    let mut client = Bare::open(handshake).await;
    client.connects().await;
    assert!(client.sends(TEXT, "3").await);
    client
}

async fn others_go_on(live: &mut Live, conversation: &str) {
    live.says(conversation, "todo bien").await;
    live.hears_message("todo bien").await;
}

#[tokio::test]
async fn r05_an_attachment_that_never_comes_ends_the_connection() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut bystander = server.login("luis").await.goes_live().await;
    let mut clients = Vec::new();
    for packet in [ANNOUNCES, "460010-7[]", "450000000000000000000000000001-[\"x\"]"] {
        let mut client = connected(&ana.handshake()).await;
        assert!(client.sends(TEXT, packet).await);
        clients.push(client);
    }
    // In two parts, with a ping of WebSocket between them.
    let mut client = connected(&ana.handshake()).await;
    for (first, part) in [(FIRST, &ANNOUNCES[..2]), (crate::util::PING, ""), (0x80, &ANNOUNCES[2..])] {
        assert!(client.sends(first, part).await);
    }
    clients.push(client);
    let (polling, _) = ana.handshake().opens().await;
    polling.posts("40").await.is(200);
    polling.polls_until("conectado").await;
    polling.posts("3").await.is(200);
    polling.posts(ANNOUNCES).await.is(200);

    for client in &mut clients {
        client.is_closed().await;
    }
    eventually("the polling transport is closed", PATIENCE, || async {
        (polling.posts("3").await.status == 403).then_some(())
    })
    .await;
    bystander.goes_on().await;
}

#[tokio::test]
async fn r05_nor_has_nobody_longer_and_hears_nothing_but_the_refusal() {
    let server = TestServer::start().await;
    for packet in [ANNOUNCES, "4599999999-[\"mensaje_enviar\",{}]"] {
        let mut client = Bare::open(&Handshake::new(&server.address)).await;
        let moment = Instant::now() + OVERDUE;
        assert!(client.sends(TEXT, "40").await);
        client.reads_until("44{\"message\":\"Usuario no autenticado\"}").await;
        assert!(client.sends(TEXT, packet).await);
        let heard = client.is_closed_before(moment).await;
        let spoken: String = heard.chars().filter(char::is_ascii_graphic).collect();
        // A ping, and the library's own goodbye.
        assert!(["", "2", "1", "21"].contains(&spoken.as_str()), "{heard:?}");
    }
}

#[tokio::test]
async fn slow_r05_a_thousand_unfinished_packets_are_let_go() {
    let server = TestServer::start().await;
    let mut bystander = server.login("luis").await.goes_live().await;
    let mut clients = Vec::new();
    for key in ["ana", "marta", "pedro", "rosa"] {
        let person = server.login(key).await;
        for _ in 0..250 {
            clients.push(connected(&person.handshake()).await);
        }
    }
    let before = server.process().memory();
    for client in &mut clients {
        assert!(client.sends(TEXT, ANNOUNCES).await);
    }
    let mut most = 0;
    for client in &mut clients {
        client.is_closed().await;
        most = most.max(server.process().memory().saturating_sub(before));
    }
    assert!(most < 20 << 10, "{most} KiB for what never came");
    bystander.goes_on().await;
}

/// What is sent on a connection until it ends.
struct Bomb {
    name: &'static str,
    first: Vec<u8>,
    again: Vec<u8>,
    times: usize,
}

fn bombs() -> Vec<Bomb> {
    let event = |size: usize| {
        let packet = format!("42[\"salir_conversacion\",\"{}\"]", "x".repeat(size - 27));
        assert!(packet.len() == size);
        packet.into_bytes()
    };
    let bomb = |name, first, again, times| Bomb { name, first, again, times };
    let huge = |size: u64| [frame_head(TEXT, size), b"42".to_vec()].concat();
    let opened = || frame(FIRST, b"42[\"");
    vec![
        bomb("64 KiB and a byte", frame(TEXT, &event(65_537)), vec![], 0),
        bomb("1 MiB", frame(TEXT, &event(1 << 20)), vec![], 0),
        bomb("64 MiB", huge(64 << 20), vec![b'x'; 1 << 20], 64),
        bomb("more than there is", huge(u64::MAX / 2), vec![b'x'; 1 << 20], 64),
        bomb("fragments of 40,000", opened(), frame(FURTHER, &[b'x'; 40_000]), 2),
        bomb("100,000 tiny fragments", opened(), frame(FURTHER, b"x").repeat(100), 1_000),
        bomb("100,000 empty fragments", opened(), frame(FURTHER, b"").repeat(100), 1_000),
        bomb("64 KiB of attachments and a byte", frame(TEXT, b"452-[]"), frame(0x82, &[0; 32_769]), 2),
    ]
}

#[tokio::test]
async fn r06_what_is_too_large_ends_its_own_connection_and_holds_no_memory() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut luis = server.login("luis").await.goes_live().await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    // The first one of each kind makes the allocator ask for what it then keeps.
    for round in ["warm", "counted"] {
        for bomb in bombs() {
            let mut client = connected(&ana.handshake()).await;
            let before = server.process().memory();
            let mut goes_on = client.sends_bytes(&bomb.first).await;
            for _ in 0..bomb.times {
                goes_on = goes_on && client.sends_bytes(&bomb.again).await;
            }
            let held = server.process().memory().saturating_sub(before);
            client.is_closed().await;
            assert!(round == "warm" || held < MEMORY, "{}: {held} KiB", bomb.name);
        }
        others_go_on(&mut luis, &conversation).await;
    }
}

#[tokio::test]
async fn r06_a_poll_without_an_end_holds_no_memory() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut luis = server.login("luis").await.goes_live().await;
    let (polling, _) = ana.handshake().opens().await;
    let before = server.process().memory();
    for size in [65_537, 1 << 20, 64 << 20] {
        let answer = polling.poll("POST").body("text/plain", vec![b'x'; size]).send().await;
        // With very much still to come the connection may end before the answer is read.
        assert!(answer.is_err() || answer.is_ok_and(|answer| (400..500).contains(&answer.status)), "{size}");
    }
    let held = server.process().memory().saturating_sub(before);
    assert!(held < 3 * MEMORY, "{held} KiB");
    luis.goes_on().await;
}
