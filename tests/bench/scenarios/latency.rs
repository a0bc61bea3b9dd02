//! From sending to delivery at a steady rate. A message counts from the time at which it was due: one that the bench or
//! the server could not take in time is late, not left out (no coordinated omission).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinSet;

use super::Bench;
use crate::bare::{Bare, Echo, measure};
use crate::client::{Heard, Wire, hear, say, stamp, stamped};
use crate::server::fresh_data;
use crate::stage::{Busy, Stage, Used};
use crate::stats::{BenchClock, Spread, Times};
use crate::table::Row;
use crate::{Outcome, pace, people};

/// Messages a second.
const RATE: u64 = 500;
/// Sockets, in pairs.
const SOCKETS: usize = 40;
/// How long the last messages may take.
const LAST: Duration = Duration::from_secs(10);

/// The rows.
pub async fn run(bench: &Bench, stage: &Stage) -> Outcome<Vec<Row>> {
    let found = chat(bench, stage).await?;
    let transport = echo(bench).await?;
    let disk = match stage.data() {
        None => Vec::new(),
        Some(_) => {
            // The server is idle meanwhile.
            let data = fresh_data(10_000, "beside")?;
            measure(&Bare::Writer { data, senders: SOCKETS, seconds: bench.window.as_secs(), rate: RATE })?
        }
    };
    Ok(rows(stage, &found, &transport, &disk))
}

/// Measures the chat.
pub async fn chat(bench: &Bench, stage: &Stage) -> Outcome<Found> {
    let people = stage.pairs_of(SOCKETS);
    let conversations = people::pairs(&stage.target, people).await?;
    let wires = people::connect(&stage.target, people.iter().map(|person| person.cookie.clone())).await?;
    let places = conversations.iter().flat_map(|id| [Some(id.clone()), Some(id.clone())]);
    drive(bench, stage.pid(), wires.into_iter().zip(places).collect()).await
}

fn rows(stage: &Stage, found: &Found, transport: &Found, disk: &[f64]) -> Vec<Row> {
    let limit = |share: f64, place: usize| {
        let disk = disk.get(place).map(|ms| format!("writer {ms:.2} ms + ")).unwrap_or_default();
        format!("{disk}echo {:.2} ms", transport.spread.ms(share))
    };
    let wrong = if found.missing > 0 { format!(" — {} not delivered", found.missing) } else { String::new() };
    let mut rows = Vec::new();
    for (name, share, place, target) in
        [("p50", 0.5, 1, Some(1.0)), ("p99", 0.99, 2, Some(3.0)), ("p99.9", 0.999, 3, None)]
    {
        let took = found.spread.ms(share);
        let row =
            Row::new(format!("send to delivery at {RATE}/s, {name}, {}", stage.name), format!("{took:.2} ms{wrong}"));
        let row = row.limit(limit(share, place)).busy(found.used.text());
        rows.push(match target {
            Some(most) => row.target(format!("≤ {most} ms"), took <= most && found.missing == 0),
            None => row,
        });
    }
    if found.used.server.is_some() {
        let (cost, bare) = (found.cpu_per_thousand(), transport.cpu_per_thousand());
        let disk_cost = disk.get(4).map(|cost| format!("writer {cost:.3} s + ")).unwrap_or_default();
        let row = Row::new(format!("processor time for 1,000 messages at {RATE}/s"), format!("{cost:.3} s"));
        let row = row.limit(format!("{disk_cost}echo {bare:.3} s")).busy(found.used.text());
        rows.push(row.target("≤ 0.10 s (a fifth of 0.50)", cost <= 0.1));
    }
    rows
}

/// What came of it.
pub struct Found {
    /// From when a message was due to its delivery to the other one.
    pub spread: Spread,
    /// Who was how busy.
    pub used: Used,
    /// Deliveries that did not come.
    pub missing: u64,
}

impl Found {
    /// Processor seconds of the server for a thousand messages.
    pub fn cpu_per_thousand(&self) -> f64 {
        self.used.server.map_or(f64::NAN, |seconds| seconds / (RATE as f64 * self.used.wall) * 1000.0)
    }
}

async fn echo(bench: &Bench) -> Outcome<Found> {
    let echo = Echo::start()?;
    let wires = people::open_wires((0..SOCKETS).map(|_| {
        let target = echo.target.clone();
        async move { Wire::open(&target, "/1", None).await }
    }))
    .await?;
    drive(bench, Some(echo.pid()), wires.into_iter().map(|wire| (wire, None)).collect()).await
}

/// Without a conversation, a socket sends what reads as an event when it comes back.
async fn drive(bench: &Bench, server: Option<u32>, lines: Vec<(Wire, Option<String>)>) -> Outcome<Found> {
    let (times, delivered) = (Arc::new(Times::default()), Arc::new(AtomicU64::new(0)));
    let mut turns = Vec::new();
    let mut sockets = JoinSet::new();
    for (number, (wire, conversation)) in lines.into_iter().enumerate() {
        let (turn, mine) = unbounded_channel();
        turns.push(turn);
        let socket = Socket { wire, conversation, number, clock: bench.clock };
        sockets.spawn(socket.run(mine, times.clone(), delivered.clone()));
    }
    let busy = Busy::watch(server);
    let mut due = pace::start(bench.clock, RATE, bench.window);
    let mut sent = 0;
    while let Some(due) = due.recv().await {
        turns[sent % turns.len()].send(due)?;
        sent += 1;
    }
    let used = busy.used();
    let began = std::time::Instant::now();
    let missing = || (sent as u64).saturating_sub(delivered.load(Ordering::Relaxed));
    while missing() > 0 && began.elapsed() < LAST {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if let Some(ended) = sockets.try_join_next() {
            ended??;
        }
    }
    sockets.shutdown().await;
    Ok(Found { spread: times.spread(), used, missing: missing() })
}

struct Socket {
    wire: Wire,
    conversation: Option<String>,
    number: usize,
    clock: BenchClock,
}

impl Socket {
    async fn run(
        mut self,
        mut turns: UnboundedReceiver<u64>,
        times: Arc<Times>,
        delivered: Arc<AtomicU64>,
    ) -> Outcome<()> {
        let mut ack = 0;
        loop {
            tokio::select! {
                Some(due) = turns.recv() => {
                    ack += 1;
                    let text = stamped(due, self.number);
                    let frame = match &self.conversation {
                        Some(conversation) => say(ack, conversation, None, &text),
                        None => format!(r#"42["mensaje_recibido","{text:.<440}"]"#),
                    };
                    self.wire.send(frame).await?;
                }
                frame = self.wire.next() => {
                    let frame = frame?;
                    let Heard::Delivered(event) = hear(frame.as_str()) else { continue };
                    // The other one's: one's own copy says nothing of how long the other waited.
                    if let Some((due, sender)) = stamp(event)
                        && (sender != self.number || self.conversation.is_none())
                    {
                        times.add(self.clock.now().saturating_sub(due));
                        delivered.fetch_add(1, Ordering::Relaxed);
                    }
                }
            }
        }
    }
}
