//! Memory of sockets that say nothing, a thousand more at a time.

use std::time::Duration;

use tokio::task::JoinSet;

use super::Bench;
use crate::bare::Echo;
use crate::client::Wire;
use crate::stage::Stage;
use crate::table::{Row, thousands};
use crate::{Outcome, people, process};

/// Sockets opened before the memory is looked at again.
const STEP: usize = 1_000;
/// Sockets in all.
const MOST: usize = 10_000;
/// Sockets of one person: the server allows 256.
const PER_PERSON: usize = 200;
/// In which everybody has been told of everybody else.
const ALL_TOLD: Duration = Duration::from_secs(3);
/// In which every socket is pinged once (CONTRACT: every 25 s).
const ONE_PING: Duration = Duration::from_secs(27);
/// Bytes a socket.
const TARGET: f64 = 20.0 * 1024.0;

/// The rows.
pub async fn run(bench: &Bench, stage: &mut Stage) -> Outcome<Vec<Row>> {
    let most = if bench.quick { 2 * STEP } else { MOST.min(stage.people.len() * PER_PERSON / STEP * STEP) };
    let Some(found) = chat(bench, stage, most).await? else { return Ok(Vec::new()) };
    let echo = Echo::start()?;
    let bare = |_| {
        let target = echo.target.clone();
        async move { Wire::open(&target, "/1", None).await }
    };
    let bare = fill(bench, echo.pid(), stage.people.len(), most, bare).await?;
    Ok(vec![
        Row::new(
            format!("memory of an idle socket, at {} of them", thousands(most as f64)),
            format!("{:.1} KiB ({:.0} MiB in all)", found.per_socket / 1024.0, found.in_all / 1_048_576.0),
        )
        .limit(format!("bare axum {:.1} KiB", bare.per_socket / 1024.0))
        .target("< 20 KiB", found.per_socket < TARGET),
    ])
}

/// Measures the chat, if its process is known. It is started anew: what it used before would hide what a socket takes.
pub async fn chat(bench: &Bench, stage: &mut Stage, most: usize) -> Outcome<Option<Found>> {
    stage.restart()?;
    let Some(pid) = stage.pid() else { return Ok(None) };
    let open = |number: usize| {
        let (target, cookie) = (stage.target.clone(), stage.people[number % stage.people.len()].cookie.clone());
        async move { Wire::connect(&target, &cookie).await }
    };
    Ok(Some(fill(bench, pid, stage.people.len(), most, open).await?))
}

/// What came of it, in bytes.
pub struct Found {
    /// Of one socket.
    pub per_socket: f64,
    /// Of the whole process.
    pub in_all: f64,
}

/// Opens `first`, and then `most` of which each counts.
async fn fill<F>(bench: &Bench, pid: u32, first: usize, most: usize, open: impl Fn(usize) -> F) -> Outcome<Found>
where
    F: Future<Output = Outcome<Wire>> + Send + 'static,
{
    let resident = || process::resident(pid).map(|bytes| bytes as f64).ok_or("the server is gone");
    // What it loads and allocates once, and for each person who is here, belongs to no socket: everybody has one already,
    // and has been told of all others.
    let mut idle = JoinSet::new();
    for mut wire in people::open_wires((0..first).map(&open)).await? {
        idle.spawn(async move { while wire.next().await.is_ok() {} });
    }
    tokio::time::sleep(ALL_TOLD).await;
    let empty = resident()?;
    for step in 0..most / STEP {
        for mut wire in people::open_wires((step * STEP..(step + 1) * STEP).map(&open)).await? {
            idle.spawn(async move { while wire.next().await.is_ok() {} });
        }
        let per_socket = (resident()? - empty) / ((step + 1) * STEP) as f64;
        eprintln!("  {} sockets: {:.1} KiB each", (step + 1) * STEP, per_socket / 1024.0);
    }
    if !bench.quick {
        tokio::time::sleep(ONE_PING).await;
    }
    let in_all = resident()?;
    let gone = idle.try_join_next().is_some();
    idle.shutdown().await;
    if gone {
        Err("a socket that said nothing was closed".into())
    } else {
        Ok(Found { per_socket: (in_all - empty) / most as f64, in_all })
    }
}
