//! R-08 on the socket: who asks the database by many sockets at once stands before nobody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use weigence_chat::model::limits;

use crate::util::{PASSWORD, Person, TestServer};

/// Of one person; nearly all that they may have.
const SOCKETS: usize = 200;
/// How often the other one reads their list meanwhile.
const LISTS: usize = 20;
/// The person with the most messages of the sample.
const BUSY: &str = "10000001-6";

/// Asks without end by so many sockets for more than anybody is told one by one, the dearest question there is.
async fn asks_without_end(person: &Person) -> Arc<AtomicUsize> {
    let answered = Arc::new(AtomicUsize::new(0));
    let mut lines = Vec::new();
    for _ in 0..SOCKETS {
        lines.push(person.goes_live().await);
    }
    for mut line in lines {
        let answered = answered.clone();
        tokio::spawn(async move {
            loop {
                line.asks("sincronizar", &json!({ "desde": 0 })).await;
                answered.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    answered
}

#[tokio::test]
async fn r08_questions_by_many_sockets_of_one_person_keep_nobody_waiting() {
    let server = TestServer::start().await;
    let luis = server.login("luis").await;
    let sample = ["seed", "--users", "2", "--conversations", "1", "--messages", "3000", "--password", PASSWORD];
    server.command(&sample, "").await.succeeds();
    let busy = server.login_as(BUSY).await;
    let probe = busy.goes_live().await.asks("sincronizar", &json!({ "desde": 0 })).await;
    assert!(probe["recargar"] == true && 3_000 > limits::MISSED_EVENTS, "{probe}");

    let answered = asks_without_end(&busy).await;
    while answered.load(Ordering::Relaxed) < SOCKETS {
        assert!(luis.is_logged_in().await);
    }
    let before = answered.load(Ordering::Relaxed);
    for _ in 0..LISTS {
        luis.conversations().await;
    }
    // Each list would have waited for one question of every socket.
    let meanwhile = (answered.load(Ordering::Relaxed) - before) / LISTS;
    assert!(meanwhile < SOCKETS / 4, "{meanwhile} of theirs for each of his");
    assert!(answered.load(Ordering::Relaxed) > before, "they are not kept waiting either");
}
