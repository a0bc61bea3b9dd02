//! Who stops reading, and who vanishes without a word, is gone soon and costs the others nothing.

use std::time::Duration;

use serde_json::json;

use crate::util::{Bare, Live, Options, Person, Proxy, TEXT, TestServer, Wire, eventually, rut_of};

/// Clients that stop reading in the busy conversation.
const STALLED: usize = 50;
/// Clients that stop reading where less is said than would fill their buffers.
const HALF_FULL: usize = 50;
/// RELIABILITY say 45 and 50 seconds; the rest is what a busy test machine may add.
const GONE: Duration = Duration::from_secs(60);
/// What fifty readers that don't read may hold.
const MEMORY: u64 = 64 << 10;

async fn stops_reading(person: &Person, many: usize) -> Vec<Bare> {
    let mut stalled = Vec::new();
    for _ in 0..many {
        let mut client = Bare::open_narrow(&person.handshake()).await;
        client.connects().await;
        // It answers the first ping, or it would be gone for that.
        assert!(client.sends(TEXT, "3").await);
        stalled.push(client);
    }
    stalled
}

/// Says so many long things, none of which its reader may miss.
async fn talks(speaker: &mut Live, listener: &mut Live, conversation: &str, many: usize) {
    for from in (0..many).step_by(20) {
        let to = many.min(from + 20);
        let text = |number: usize| format!("{number} {}", "🛒".repeat(3_500));
        for number in from..to {
            speaker.emits("mensaje_enviar", &json!({ "conversacion_id": conversation, "contenido": text(number) }));
        }
        for number in from..to {
            speaker.hears_message(&text(number)).await;
            listener.hears_message(&text(number)).await;
        }
    }
}

/// The library has let them all go: its handler says so.
async fn are_gone(server: &TestServer, person: &Person, many: usize) {
    let masked = format!("{}.***.***-{}", &person.rut[..2], &person.rut[person.rut.len() - 1..]);
    eventually(&format!("{many} sockets of {masked} are gone"), GONE, || async {
        (server.lines_with(&["desconectado", &masked]) >= many).then_some(())
    })
    .await;
}

/// Nothing of the ones that are gone counts any more: a person may have 256 sockets at once.
async fn may_open_256(person: &Person) {
    let mut sockets = Vec::new();
    person.goes_live().await.goes_on().await;
    for number in 0..255 {
        let socket = Wire::websocket(&person.handshake()).await;
        sockets.push(socket.unwrap_or_else(|status| panic!("socket {number}: {status}")));
    }
}

#[tokio::test]
async fn slow_r03_r04_who_does_not_read_or_vanishes_is_gone_and_misses_nothing() {
    let server = Options::with_cast().with("--rate").with("0").start().await;
    let (ana, pedro, marta) = (server.login("ana").await, server.login("pedro").await, server.login("marta").await);
    let mut luis = server.login("luis").await.goes_live().await;
    let mut elena = server.login("elena").await.goes_live().await;
    let busy = elena.opens_group("Mesón", &[rut_of("ana"), rut_of("luis")]).await;
    let quiet = elena.opens_group("Bodega", &[rut_of("pedro"), rut_of("luis")]).await;
    let with_marta = elena.opens_chat_with(rut_of("marta")).await;

    // The line of Marta's phone goes dead.
    let proxy = Proxy::to(&server.address).await;
    let by_proxy = Wire::websocket(&crate::util::Handshake::new(&proxy.address).session(&marta.token)).await;
    let mut phone = Live::connect(marta.clone(), by_proxy.expect("a WebSocket")).await;
    phone.goes_on().await;
    proxy.goes_dead();
    elena.says(&with_marta, "¿dónde estás?").await;
    elena.hears_message("¿dónde estás?").await;

    let before = server.process().memory();
    // Each gets less than the one before: among them are those whose last bytes just don't go out (R1).
    let mut half_full = Vec::new();
    for _ in 0..HALF_FULL {
        half_full.extend(stops_reading(&pedro, 1).await);
        talks(&mut elena, &mut luis, &quiet, 4).await;
    }
    let stalled = stops_reading(&ana, STALLED).await;
    talks(&mut elena, &mut luis, &busy, 300).await;
    let held = server.process().memory().saturating_sub(before);
    assert!(held < MEMORY, "{held} KiB more");

    are_gone(&server, &ana, STALLED).await;
    are_gone(&server, &pedro, HALF_FULL).await;
    are_gone(&server, &marta, 1).await;
    drop((half_full, stalled));
    for (person, conversation, many) in [(&ana, &busy, 300), (&pedro, &quiet, 4 * HALF_FULL), (&marta, &with_marta, 1)]
    {
        may_open_256(person).await;
        assert_eq!(person.reads_all(conversation).await.len(), many, "back, and nothing is missing");
    }
}
