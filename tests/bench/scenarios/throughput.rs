//! Durable messages a second: each sender has so many messages without their acknowledgement, and writes the next one
//! as soon as one is acknowledged. Both people of each conversation are there and get every message.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::Bench;
use crate::Outcome;
use crate::bare::Echo;
use crate::client::{Heard, Wire, hear, say, stamped};
use crate::people;
use crate::stage::{Busy, Stage, Used};
use crate::stats::{Dice, Spread, Times};

/// How long everything runs before it is measured.
const WARM_UP: Duration = Duration::from_secs(2);
/// How long the last messages may take.
const LAST: Duration = Duration::from_secs(10);

/// What is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Speech {
    /// `mensaje_enviar` as the existing front ends send it.
    Plain,
    /// With an id that the client made at random, which lands anywhere in the index.
    RandomIds,
    /// A text that reads as an acknowledgement when an echo server sends it back.
    Echo,
}

/// How much is sent.
#[derive(Clone, Copy)]
pub struct Load {
    /// Sockets.
    pub senders: usize,
    /// Messages of one of them that wait for their acknowledgement.
    pub ahead: usize,
    /// What they send.
    pub speech: Speech,
}

/// What came of it.
pub struct Found {
    /// Acknowledged messages a second.
    pub per_second: f64,
    /// From sending to the acknowledgement.
    pub acknowledged_in: Spread,
    /// Who was how busy.
    pub used: Used,
    /// Messages that were refused, and deliveries that did not come.
    pub wrong: (u64, u64),
}

impl Found {
    /// Processor seconds of the server for a thousand messages.
    pub fn cpu_per_thousand(&self) -> f64 {
        self.used.server.map_or(f64::NAN, |seconds| seconds / (self.per_second * self.used.wall) * 1000.0)
    }

    /// What the table must not keep quiet about.
    pub fn remark(&self) -> String {
        match self.wrong {
            (0, 0) => String::new(),
            (refused, lost) => format!(" — {refused} refused, {lost} not delivered"),
        }
    }
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    recording: AtomicBool,
    sent: AtomicU64,
    acknowledged: AtomicU64,
    refused: AtomicU64,
    delivered: AtomicU64,
    times: Times,
}

/// Measures the chat.
pub async fn chat(bench: &Bench, stage: &Stage, load: Load) -> Outcome<Found> {
    let people = stage.pairs_of(load.senders);
    let conversations = people::pairs(&stage.target, people).await?;
    let wires = people::connect(&stage.target, people.iter().map(|person| person.cookie.clone())).await?;
    let places = conversations.iter().flat_map(|id| [id.clone(), id.clone()]);
    drive(bench, stage.pid(), load, wires.into_iter().zip(places).collect()).await
}

/// Measures an echo server that sends every frame back `times` times.
pub async fn echo(bench: &Bench, load: Load, times: usize) -> Outcome<Found> {
    let echo = Echo::start()?;
    let path = format!("/{times}");
    let wires = people::open_wires((0..load.senders).map(|_| {
        let (target, path) = (echo.target.clone(), path.clone());
        async move { Wire::open(&target, &path, None).await }
    }))
    .await?;
    let load = Load { speech: Speech::Echo, ..load };
    drive(bench, Some(echo.pid()), load, wires.into_iter().map(|wire| (wire, String::new())).collect()).await
}

async fn drive(bench: &Bench, server: Option<u32>, load: Load, lines: Vec<(Wire, String)>) -> Outcome<Found> {
    let shared = Arc::new(Shared::default());
    let mut senders = JoinSet::new();
    for (number, (wire, conversation)) in lines.into_iter().enumerate() {
        senders.spawn(send(wire, conversation, number, load, shared.clone()));
    }
    tokio::time::sleep(WARM_UP.min(bench.window)).await;
    let (busy, before) = (Busy::watch(server), shared.acknowledged.load(Ordering::Relaxed));
    shared.recording.store(true, Ordering::Relaxed);
    tokio::time::sleep(bench.window).await;
    shared.recording.store(false, Ordering::Relaxed);
    let (used, after) = (busy.used(), shared.acknowledged.load(Ordering::Relaxed));
    shared.stop.store(true, Ordering::Relaxed);
    let expected = if load.speech == Speech::Echo { 0 } else { 2 };
    let lost = wind_down(&shared, expected, &mut senders).await?;
    Ok(Found {
        per_second: (after - before) as f64 / used.wall,
        acknowledged_in: shared.times.spread(),
        used,
        wrong: (shared.refused.load(Ordering::Relaxed), lost),
    })
}

/// Waits for what is under way, and tells how many deliveries are missing.
async fn wind_down(shared: &Shared, expected: u64, senders: &mut JoinSet<Outcome<()>>) -> Outcome<u64> {
    let began = Instant::now();
    let missing = || {
        let sent = shared.sent.load(Ordering::Relaxed);
        let refused = shared.refused.load(Ordering::Relaxed);
        let unanswered = sent.saturating_sub(shared.acknowledged.load(Ordering::Relaxed) + refused);
        unanswered + (expected * (sent - refused)).saturating_sub(shared.delivered.load(Ordering::Relaxed))
    };
    while missing() > 0 && began.elapsed() < LAST {
        tokio::time::sleep(Duration::from_millis(20)).await;
        // None ends by itself but by a fault.
        if let Some(ended) = senders.try_join_next() {
            ended??;
        }
    }
    senders.shutdown().await;
    Ok(missing())
}

async fn send(mut wire: Wire, conversation: String, number: usize, load: Load, shared: Arc<Shared>) -> Outcome<()> {
    let mut waiting: Vec<(u64, Instant)> = Vec::with_capacity(load.ahead);
    let (mut next, mut dice) = (0, Dice::new(number as u64 + 1));
    loop {
        if waiting.len() < load.ahead && !shared.stop.load(Ordering::Relaxed) {
            while waiting.len() < load.ahead {
                next += 1;
                waiting.push((next, Instant::now()));
                shared.sent.fetch_add(1, Ordering::Relaxed);
                wire.feed(frame(load.speech, next, &conversation, number, &mut dice)).await?;
            }
            wire.flush().await?;
        }
        match hear(wire.next().await?.as_str()) {
            Heard::Acked(ack, fine) => {
                let Some(place) = waiting.iter().position(|(number, _)| *number == ack) else { continue };
                let (_, since) = waiting.swap_remove(place);
                let counter = if fine { &shared.acknowledged } else { &shared.refused };
                counter.fetch_add(1, Ordering::Relaxed);
                if shared.recording.load(Ordering::Relaxed) {
                    shared.times.add(u64::try_from(since.elapsed().as_nanos())?);
                }
            }
            Heard::Delivered(_) => drop(shared.delivered.fetch_add(1, Ordering::Relaxed)),
            Heard::Other => {}
        }
    }
}

fn frame(speech: Speech, number: u64, conversation: &str, sender: usize, dice: &mut Dice) -> String {
    let text = stamped(number, sender);
    match speech {
        Speech::Plain => say(number, conversation, None, &text),
        Speech::RandomIds => say(number, conversation, Some(&dice.uuid()), &text),
        // As long as the acknowledgement of such a message.
        Speech::Echo => format!(r#"43{number}[{{"ok":true,"mensaje":"{text:.<440}"}}]"#),
    }
}
