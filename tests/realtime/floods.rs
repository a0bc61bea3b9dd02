//! Who floods is disconnected, whatever with; the bucket of events sees events alone.

use std::time::Duration;

use serde_json::json;

use crate::util::{Bare, Options, PATIENCE, PING, TEXT, TestServer, eventually, frame, new_id, rut_of};

/// More than any limit, and little enough to be sent at once.
const MANY: usize = 20_000;

#[tokio::test]
async fn r08_packets_that_are_no_events_are_limited_too() {
    // Without a limit for events, so that theirs can't be what ends it.
    let server = Options::with_cast().with("--rate").with("0").start().await;
    let ana = server.login("ana").await;
    let mut luis = server.login("luis").await.goes_live().await;
    let conversation = luis.opens_chat_with(rut_of("ana")).await;
    let kinds = [
        ("CONNECT elsewhere", TEXT, "40/ninguna,"),
        ("CONNECT again", TEXT, "40"),
        ("events elsewhere", TEXT, "42/ninguna,[\"x\",1]"),
        ("acknowledgements that nobody asked for", TEXT, "4317[]"),
        ("pongs", TEXT, "3"),
        ("pings", TEXT, "2"),
        ("pings of WebSocket", PING, "hola"),
    ];
    for (kind, first, packet) in kinds {
        let mut flooder = Bare::open(&ana.handshake()).await;
        flooder.connects().await;
        // As many as a client could have reason to send do no harm.
        assert!(flooder.sends_bytes(&frame(first, packet.as_bytes()).repeat(500)).await, "{kind}");
        let event = json!(["salir_conversacion", { "conversacion_id": new_id() }]);
        assert!(flooder.sends(TEXT, format!("427{event}")).await, "{kind}");
        flooder.reads_until("437[{\"ok\":true").await;
        flooder.sends_bytes(&frame(first, packet.as_bytes()).repeat(MANY)).await;
        flooder.is_closed().await;
    }
    assert_eq!(server.lines_with(&["inundación de paquetes"]), kinds.len());
    luis.says(&conversation, "todo bien").await;
}

#[tokio::test]
async fn r08_a_flood_by_polling_ends_that_session_of_polling() {
    let server = Options::with_cast().with("--rate").with("0").start().await;
    let ana = server.login("ana").await;
    let (polling, _) = ana.handshake().opens().await;
    polling.posts("40").await.is(200);
    polling.polls_until("conectado").await;
    let many = |packet: &str, times: usize| vec![packet; times].join("\u{1e}");
    polling.posts(&many("3", 500)).await.is(200);
    polling.posts(&many("40/ninguna,", MANY / 5)).await.is(429);
    polling.posts("3").await.is(403);
    eventually("polls end", PATIENCE, || async { (polling.poll("GET").await.status == 403).then_some(()) }).await;
    assert!(ana.is_logged_in().await);
    ana.goes_live().await.goes_on().await;
}

#[tokio::test]
async fn r08_six_thousand_events_a_second_are_a_flood() {
    let server = TestServer::start().await;
    let mut luis = server.login("luis").await.goes_live().await;
    let mut flooder = server.login("ana").await.goes_live().await;
    let conversation = luis.opens_chat_with(rut_of("ana")).await;
    let mut pace = tokio::time::interval(Duration::from_millis(10));
    for _ in 0..300 {
        pace.tick().await;
        for _ in 0..60 {
            flooder.emits("salir_conversacion", &json!({ "conversacion_id": new_id() }));
        }
    }
    flooder.is_cut_within(PATIENCE).await;
    luis.says(&conversation, "todo bien").await;
}
