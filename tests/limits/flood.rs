//! R-08 over REST: who sends without end is served, and so is everybody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use serde_json::json;
use weigence_chat::model::limits;

use crate::util::{Database, KeptOpen, TestServer, rut_of};

#[tokio::test]
async fn r08_a_flood_of_requests_starves_nobody() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut luis = server.login("luis").await.goes_live().await;
    let (noise, quiet) = (ana.opens_chat_with(rut_of("rosa")).await, luis.opens_chat_with(rut_of("marta")).await);
    let (enough, stored) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut flooding = Vec::new();
    for _ in 0..32 {
        let mut connection = KeptOpen::by(&ana).await;
        let (enough, stored) = (enough.clone(), stored.clone());
        let body = json!({ "conversacion_id": noise, "contenido": "más" });
        flooding.push(tokio::spawn(async move {
            while !enough.load(Ordering::Relaxed) {
                match connection.posts("/api/chat/mensaje/enviar", &body).await {
                    201 => stored.fetch_add(1, Ordering::Relaxed),
                    429 => 0,
                    other => panic!("{other}"),
                };
            }
        }));
    }
    for number in 0..30 {
        luis.sends(&quiet, &number.to_string()).await;
        luis.hears_message(&number.to_string()).await;
        assert_eq!(luis.conversations().await.len(), 1);
    }
    enough.store(true, Ordering::Relaxed);
    for flood in flooding {
        flood.await.expect("only 201 and 429");
    }
    assert_eq!(server.database().messages_in(&noise) as usize, stored.load(Ordering::Relaxed));
}

/// While another program holds the database, nothing ends: what a person may have under way fills up, and the rest is
/// refused. Nobody else notices but by the database being held.
#[tokio::test]
async fn r08_one_person_has_so_many_requests_under_way_and_no_more() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let holder = Database::change(server.data());
    holder.execute_batch("BEGIN IMMEDIATE");
    let beyond = 36;
    let mut asked: FuturesUnordered<_> = (0..limits::REQUESTS_PER_PERSON + beyond)
        .map(|number| ana.sends_body(json!({ "conversacion_id": conversation, "contenido": number.to_string() })))
        .collect();
    for _ in 0..beyond {
        let answer = asked.next().await.expect("an answer");
        answer.refuses(429, "Demasiadas solicitudes a la vez. Espera 3 segundos.");
        assert_eq!(answer.header("retry-after"), Some("3"));
    }
    let late = luis.sends_body(json!({ "conversacion_id": conversation, "contenido": "y yo" }));
    let (late, ()) = tokio::join!(late, async {
        assert!(luis.is_logged_in().await, "reading goes on");
        holder.execute_batch("ROLLBACK");
    });
    let mut stored = 0;
    for answer in asked.collect::<Vec<_>>().await.into_iter().chain([late]) {
        // After five seconds, which a slow machine may take, the database counts as held for good.
        assert!([201, 503].contains(&answer.status), "{}", answer.text());
        stored += usize::from(answer.status == 201);
    }
    assert_eq!(server.database().messages_in(&conversation) as usize, stored);
    ana.sends(&conversation, "y sigue").await;
    tokio::time::timeout(Duration::from_secs(20), luis.sends(&conversation, "y yo")).await.expect("at once");
}
