//! Messages over REST, on connections that stay open, one request at a time on each.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use super::Bench;
use crate::bare::Echo;
use crate::client::Target;
use crate::http::Connection;
use crate::stage::{Busy, Stage, Used};
use crate::stats::{Spread, Times};
use crate::table::{Row, thousands};
use crate::{Outcome, people};

/// How long everything runs before it is measured.
const WARM_UP: Duration = Duration::from_secs(1);
/// Connections, one person each.
const CONNECTIONS: usize = 100;
/// Four times the best of the other servers.
const TARGET: f64 = 12_240.0;

/// The rows.
pub async fn run(bench: &Bench, stage: &Stage) -> Outcome<Vec<Row>> {
    let people = stage.pairs_of(CONNECTIONS);
    let found = chat(bench, stage).await?;
    let echo = Echo::start()?;
    let small = Asked { path: "/small".into(), cookie: String::new(), body: Some("x".repeat(110)) };
    let bare = closed_loop(bench, &echo.target, Some(echo.pid()), vec![vec![small]; people.len()]).await?;
    let row = Row::new(
        format!("messages over REST, {} connections, {}", people.len(), stage.name),
        format!(
            "{}/s, p50 {:.2} ms, p99 {:.2} ms",
            thousands(found.per_second),
            found.spread.ms(0.5),
            found.spread.ms(0.99)
        ),
    );
    let row = row.limit(format!("bare axum {}/s", thousands(bare.per_second)));
    Ok(vec![row.target("12,240/s (4 × 3,060)", found.per_second >= TARGET).busy(found.used.text())])
}

/// Measures the chat.
pub async fn chat(bench: &Bench, stage: &Stage) -> Outcome<Found> {
    let people = stage.pairs_of(CONNECTIONS);
    let conversations = people::pairs(&stage.target, people).await?;
    let asked = people.iter().enumerate().map(|(number, person)| {
        let body =
            json!({ "conversacion_id": conversations[number / 2], "contenido": "Voy en camino, con la receta 4471." });
        Asked { path: "/api/chat/mensaje/enviar".into(), cookie: person.cookie.clone(), body: Some(body.to_string()) }
    });
    closed_loop(bench, &stage.target, stage.pid(), asked.map(|one| vec![one]).collect()).await
}

/// A request.
#[derive(Clone)]
pub struct Asked {
    /// Where.
    pub path: String,
    /// Who.
    pub cookie: String,
    /// What is posted; without it, it is a GET.
    pub body: Option<String>,
}

/// What came of it.
pub struct Found {
    /// Answers a second.
    pub per_second: f64,
    /// How long an answer took.
    pub spread: Spread,
    /// Who was how busy.
    pub used: Used,
}

/// Each connection asks its requests in turn, the next as soon as one is answered.
pub async fn closed_loop(
    bench: &Bench,
    target: &Target,
    server: Option<u32>,
    connections: Vec<Vec<Asked>>,
) -> Outcome<Found> {
    let (times, stop) = (Arc::new(Times::default()), Arc::new(AtomicBool::new(false)));
    let recording = Arc::new(AtomicBool::new(false));
    let mut asking = JoinSet::new();
    for requests in connections {
        let (times, stop, recording) = (times.clone(), stop.clone(), recording.clone());
        let mut connection = Connection::open(target).await?;
        asking.spawn(async move {
            for asked in requests.iter().cycle() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let start = Instant::now();
                match &asked.body {
                    Some(body) => {
                        connection.post(&asked.path, &asked.cookie, body.clone()).await?.expect(&[200, 201])?
                    }
                    None => connection.get(&asked.path, &asked.cookie).await?.expect(&[200])?,
                };
                if recording.load(Ordering::Relaxed) {
                    times.add(u64::try_from(start.elapsed().as_nanos())?);
                }
            }
            Ok::<_, crate::Fault>(())
        });
    }
    tokio::time::sleep(WARM_UP).await;
    recording.store(true, Ordering::Relaxed);
    let busy = Busy::watch(server);
    tokio::time::sleep(bench.window).await;
    let (used, spread) = (busy.used(), times.spread());
    stop.store(true, Ordering::Relaxed);
    while let Some(done) = asking.join_next().await {
        done??;
    }
    Ok(Found { per_second: spread.count() as f64 / used.wall, spread, used })
}
