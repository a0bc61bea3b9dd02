//! Everybody comes back at once after a restart of the server.

use std::time::Instant;

use super::Bench;
use crate::bare::Echo;
use crate::client::Wire;
use crate::stage::Stage;
use crate::table::Row;
use crate::{Outcome, people};

/// Clients that come back.
const CLIENTS: usize = 500;
/// The best of the other servers, in seconds.
const TARGET: f64 = 0.21;

/// The rows. The time counts from when the server accepts connections: before that it is the clients' own patience
/// that would be measured.
pub async fn run(_: &Bench, stage: &mut Stage) -> Outcome<Vec<Row>> {
    let Some(took) = chat(stage).await? else { return Ok(Vec::new()) };
    let echo = Echo::start()?;
    let begin = Instant::now();
    let bare = people::open_wires((0..CLIENTS).map(|_| {
        let target = echo.target.clone();
        async move { Wire::open(&target, "/1", None).await }
    }))
    .await?;
    let limit = begin.elapsed().as_secs_f64();
    drop(bare);
    let row = Row::new(format!("{CLIENTS} clients back after a restart"), format!("{took:.2} s"));
    Ok(vec![row.limit(format!("bare axum {limit:.2} s")).target("≤ 0.21 s (the best other)", took <= TARGET)])
}

/// Measures the chat, if it is ours to stop: the seconds until everybody is back.
pub async fn chat(stage: &mut Stage) -> Outcome<Option<f64>> {
    let cookies: Vec<String> = stage.people.iter().cycle().take(CLIENTS).map(|person| person.cookie.clone()).collect();
    let before = people::connect(&stage.target, cookies.iter().cloned()).await?;
    if stage.restart()?.is_none() {
        return Ok(None);
    }
    drop(before);
    let begin = Instant::now();
    let back = people::connect(&stage.target, cookies.into_iter()).await?;
    let took = begin.elapsed().as_secs_f64();
    drop(back);
    Ok(Some(took))
}
