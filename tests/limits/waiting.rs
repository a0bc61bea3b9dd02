//! What waits for one person is bounded over all their sockets, not only for each.

use serde_json::json;

use crate::util::{Bare, Live, Options, Person, TEXT, rut_of};

/// Sockets that read nothing. What may wait for each would be four times what may wait for all.
const STALLED: usize = 32;
const REASON: &str = "espera demasiado para una sola persona";

async fn stops_reading(person: &Person) -> Bare {
    let mut client = Bare::open_narrow(&person.handshake()).await;
    client.connects().await;
    assert!(client.sends(TEXT, "3").await);
    client
}

async fn is_told(speaker: &mut Live, listener: &mut Live, chat: &str, words: &str) {
    speaker.emits("mensaje_enviar", &json!({ "conversacion_id": chat, "contenido": words }));
    speaker.hears_message(words).await;
    listener.hears_message(words).await;
}

#[tokio::test]
async fn what_waits_for_a_person_is_bounded_and_the_slowest_socket_goes_first() {
    let server = Options::with_cast().with("--rate").with("0").start().await;
    let ana = server.login("ana").await;
    let mut luis = server.login("luis").await.goes_live().await;
    let chat = luis.opens_chat_with(rut_of("ana")).await;
    let mut reads = ana.goes_live().await;
    let text = |number: usize| format!("{number} {}", "🛒".repeat(3_500));

    let slowest = stops_reading(&ana).await;
    for number in 0..20 {
        is_told(&mut luis, &mut reads, &chat, &text(number)).await;
    }
    let mut stalled = Vec::new();
    for _ in 0..STALLED {
        stalled.push(stops_reading(&ana).await);
    }
    let mut number = 20;
    while server.lines_with(&[REASON]) == 0 {
        assert_eq!(server.lines_with(&["no alcanza a leer"]), 0, "each of them alone has too much by now");
        is_told(&mut luis, &mut reads, &chat, &text(number)).await;
        number += 1;
    }
    slowest.is_reset_within(crate::util::PATIENCE).await;
    assert!(server.lines_with(&[REASON]) < STALLED / 2, "only as many as it takes");
    reads.goes_on().await;
    assert_eq!(ana.reads_all(&chat).await.len(), number, "back, and nothing is missing");
    drop(stalled);
}
