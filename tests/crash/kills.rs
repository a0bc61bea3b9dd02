//! D-01: SIGKILL at random moments under load. It proves the order of acknowledgement and recovery; what a
//! power cut does to the disk it can't prove, because the system still writes what the process had handed over.

use std::time::{Duration, Instant};

use super::ledger::{Intent, Verdict};
use super::senders::Crowd;
use crate::util::{Options, TestServer, eventually};

const KILLS: usize = 20;

/// A moment between 20 and 700 ms.
fn random_moment() -> Duration {
    let mut bytes = [0; 2];
    getrandom::fill(&mut bytes).expect("randomness");
    Duration::from_millis(20 + u64::from(u16::from_le_bytes(bytes)) % 680)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_d01_twenty_kills_lose_nothing() {
    let mut server = Options::with_cast().with("--rate").with("0").start().await;
    let crowd = Crowd::gather(&server).await;
    let mut unfinished: Vec<Vec<Intent>> = Vec::new();
    let mut slowest = Duration::ZERO;
    for _ in 0..KILLS {
        let before = crowd.ledger.acknowledged();
        let senders = crowd.start(&unfinished);
        eventually("somebody is answered", crate::util::PATIENCE, || async {
            (crowd.ledger.acknowledged() > before).then_some(())
        })
        .await;
        // This is no waiting for something to happen: the moment of the kill is what is tested.
        tokio::time::sleep(random_moment()).await;
        server.kill();
        unfinished.clear();
        for sender in senders {
            unfinished.push(sender.await.expect("a sender"));
        }
        let start = Instant::now();
        server.start_again().await;
        server.get("/healthz").await.is(200);
        slowest = slowest.max(start.elapsed());
        assert_eq!(crowd.ledger.judge(&crowd.all_stored().await), Verdict::default());
    }
    retried_ones_arrive_once(&crowd, &unfinished).await;
    server.database().is_sound();
    assert!(crowd.ledger.acknowledged() > 10 * KILLS, "there was load: {}", crowd.ledger.acknowledged());
    assert!(slowest < Duration::from_secs(5), "back within {slowest:?}");
    check_passes(&server).await;
}

/// What was in the air at the last kill is sent again: one row each, whether it had been stored or not.
async fn retried_ones_arrive_once(crowd: &Crowd, unfinished: &[Vec<Intent>]) {
    for intent in unfinished.iter().flatten() {
        let person = crowd.people.iter().find(|person| person.rut == intent.sender).expect("sender");
        let body =
            serde_json::json!({ "conversacion_id": intent.conversation, "contenido": intent.text, "id": intent.id });
        let answer = person.sends_body(body).await;
        assert!(answer.status == 200 || answer.status == 201, "{}", answer.text());
        crowd.ledger.was_acknowledged(&intent.id);
    }
    let verdict = crowd.ledger.judge(&crowd.all_stored().await);
    assert_eq!((verdict.lost, verdict.duplicated, verdict.phantom), (0, 0, 0));
}

async fn check_passes(server: &TestServer) {
    server.command(&["check"], "").await.succeeds();
}
