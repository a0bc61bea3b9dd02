//! D-19: a stop under load ends in time, loses nothing and leaves no write-ahead log to replay.

use std::time::Duration;

use super::ledger::Verdict;
use super::senders::Crowd;
use crate::util::{Options, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_d19_sigterm_under_load_loses_nothing() {
    let mut server = Options::with_cast().with("--rate").with("0").start().await;
    let crowd = Crowd::gather(&server).await;
    for round in 1..=3 {
        let senders = crowd.start(&[]);
        let enough = crowd.ledger.acknowledged() + 100;
        eventually("there is load", crate::util::PATIENCE, || async {
            (crowd.ledger.acknowledged() > enough).then_some(())
        })
        .await;
        let (status, took) = server.stop().await;
        assert_eq!(status.code(), Some(0), "round {round}: {}", server.said());
        assert!(took <= Duration::from_secs(5), "round {round}: {took:?}");
        for sender in senders {
            sender.await.expect("a sender");
        }
        let log = std::fs::metadata(server.data().join("chat.db-wal")).map_or(0, |file| file.len());
        assert_eq!(log, 0, "round {round}: the log was put into the database");
        server.start_again().await;
        assert_eq!(crowd.ledger.judge(&crowd.all_stored().await), Verdict::default());
    }
}
