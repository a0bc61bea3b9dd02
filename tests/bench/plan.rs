//! Which scenarios are run, in which order, on which data.

use std::future::Future;
use std::path::Path;
use std::time::Duration;

use crate::bare::{Bare, measure};
use crate::contest::{self, Compared};
use crate::scenarios::throughput::{self, Found, Load, Speech};
use crate::scenarios::{Bench, fanout, history, latency, login, memory, rest, restart, search, start};
use crate::server::{Program, fresh_data, fresh_data_in};
use crate::stage::Stage;
use crate::stats::BenchClock;
use crate::table::{self, Row, thousands};
use crate::{Fault, Outcome};

/// The scenarios' names.
pub const NAMES: [&str; 12] = [
    "throughput",
    "pairs",
    "ids",
    "latency",
    "rest",
    "history",
    "fanout",
    "memory",
    "start",
    "login",
    "restart",
    "search",
];

/// People who are logged in.
pub const PEOPLE: usize = 250;
/// Everybody writes, one message after the other.
pub const CROWD: Load = Load { senders: PEOPLE, ahead: 1, speech: Speech::Plain };
/// As the other servers were measured.
pub const PAIRS: Load = Load { senders: 40, ahead: 4, speech: Speech::Plain };
/// 2.3 times the best of the others.
const TARGET: f64 = 20_000.0;

/// What is to be done.
pub struct Plan {
    bench: Bench,
    only: Vec<String>,
}

/// What was measured, and why no more, if something went wrong.
pub struct Measured {
    /// The table.
    pub rows: Vec<Row>,
    /// What went wrong.
    pub fault: Option<Fault>,
}

impl Measured {
    /// The table as it is printed, and what went wrong.
    pub fn told(self) -> (String, Option<Fault>) {
        (table::render(&self.rows), self.fault)
    }
}

impl Plan {
    /// Everything, or only these.
    pub fn new(quick: bool, only: Vec<String>) -> Self {
        let window = Duration::from_secs(if quick { 2 } else { 10 });
        Self { bench: Bench { window, quick, clock: BenchClock::start() }, only }
    }

    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| wanted == name)
    }

    /// Measures our own server.
    pub async fn ours(&self) -> Measured {
        let mut rows = Vec::new();
        let fault = self.all_of_ours(&mut rows).await.err();
        Measured { rows, fault }
    }

    async fn all_of_ours(&self, rows: &mut Vec<Row>) -> Outcome<()> {
        let sizes: &[u64] = if self.bench.quick { &[10_000, 100_000] } else { &[10_000, 1_000_000, 5_000_000] };
        let last = sizes[sizes.len() - 1];
        if self.wants("throughput") {
            let mut found = Vec::new();
            for size in sizes {
                found.push(self.crowd(*size, rows).await?);
            }
            rows.push(flatness(&found[0], &found[found.len() - 1], sizes[0], last));
        }
        if self.wants("search") {
            eprintln!("search");
            rows.extend(self.search().await?);
        }
        let others = NAMES.iter().filter(|name| !["throughput", "search"].contains(name));
        if others.clone().any(|name| self.wants(name)) {
            let mut stage = self.stage(last).await?;
            let done = self.on(&mut stage, rows).await;
            stage.stop()?;
            done?;
        }
        Ok(())
    }

    /// In a shop of its own: what makes a search long is how many conversations the messages lie in.
    async fn search(&self) -> Outcome<Vec<Row>> {
        let share = if self.bench.quick { 20 } else { 1 };
        let (messages, conversations) = (search::MESSAGES / share, search::CONVERSATIONS / share);
        let data = fresh_data_in(messages, conversations, "run")?;
        let stage = Stage::of(Program::Ours, data, named(messages), 20).await?;
        let rows = search::run(&self.bench, &stage).await;
        let mut stage = stage;
        stage.stop()?;
        rows
    }

    async fn stage(&self, size: u64) -> Outcome<Stage> {
        let people = if self.bench.quick { 100 } else { PEOPLE };
        Stage::of(Program::Ours, fresh_data(size, "run")?, named(size), people).await
    }

    /// Measures ours beside the peers.
    pub async fn compared(&self) -> Outcome<Compared> {
        contest::run(&self.bench, |name| self.wants(name)).await
    }

    /// Measures another server.
    pub async fn elsewhere(&self, url: &str, users: &Path, pid: Option<u32>) -> Measured {
        let mut rows = Vec::new();
        let fault = async {
            let mut stage = Stage::elsewhere(url, users, pid).await?;
            if self.wants("throughput") {
                let found = throughput::chat(&self.bench, &stage, CROWD).await?;
                rows.push(self.throughput_row(&stage, CROWD, &found, &[]).await?);
            }
            self.on(&mut stage, &mut rows).await
        };
        let fault = fault.await.err();
        Measured { rows, fault }
    }

    /// Everybody writes on so many messages; then the bare writer does, on a fresh copy of the same data.
    async fn crowd(&self, size: u64, rows: &mut Vec<Row>) -> Outcome<Found> {
        eprintln!("throughput, {}", named(size));
        let mut stage = self.stage(size).await?;
        let found = throughput::chat(&self.bench, &stage, CROWD).await?;
        stage.stop()?;
        let (senders, seconds) = (stage.people.len(), self.bench.window.as_secs());
        let bare = measure(&Bare::Writer { data: fresh_data(size, "run")?, senders, seconds, rate: 0 })?;
        rows.push(self.throughput_row(&stage, CROWD, &found, &bare).await?);
        Ok(found)
    }

    async fn throughput_row(&self, stage: &Stage, load: Load, found: &Found, bare: &[f64]) -> Outcome<Row> {
        let senders = load.senders.min(stage.people.len());
        let load = Load { senders, ..load };
        let (once, thrice) =
            (throughput::echo(&self.bench, load, 1).await?, throughput::echo(&self.bench, load, 3).await?);
        let writer = bare.first().map(|rate| format!("writer {}; ", thousands(*rate))).unwrap_or_default();
        let ids = if load.speech == Speech::RandomIds { ", random ids" } else { "" };
        Ok(Row::new(
            format!("durable messages, {senders} senders, {} in flight each{ids}, {}", load.ahead, stage.name),
            format!(
                "{}/s, ack p50 {:.1} p99 {:.1} ms, {:.3} CPU s per 1,000{}",
                thousands(found.per_second),
                found.acknowledged_in.ms(0.5),
                found.acknowledged_in.ms(0.99),
                found.cpu_per_thousand(),
                found.remark(),
            ),
        )
        .limit(format!(
            "{writer}echo {}, one in three out {}/s ({})",
            thousands(once.per_second),
            thousands(thrice.per_second),
            thrice.used.text()
        ))
        .target("20,000/s (2.3 × 8,692)", found.per_second >= TARGET && found.wrong == (0, 0))
        .busy(found.used.text()))
    }

    /// Everything that is measured on one size.
    async fn on(&self, stage: &mut Stage, rows: &mut Vec<Row>) -> Outcome<()> {
        let bench = &self.bench;
        for (name, load) in [("pairs", PAIRS), ("ids", Load { speech: Speech::RandomIds, ..CROWD })] {
            if self.wants(name) {
                eprintln!("{name}, {}", stage.name);
                let found = throughput::chat(bench, stage, load).await?;
                rows.push(self.throughput_row(stage, load, &found, &[]).await?);
            }
        }
        self.step("latency", rows, latency::run(bench, stage)).await?;
        self.step("rest", rows, rest::run(bench, stage)).await?;
        self.step("history", rows, history::run(bench, stage)).await?;
        self.step("fanout", rows, fanout::run(bench, stage)).await?;
        self.step("login", rows, async { login::run(bench, stage) }).await?;
        self.step("memory", rows, memory::run(bench, stage)).await?;
        self.step("start", rows, start::run(bench, stage)).await?;
        self.step("restart", rows, restart::run(bench, stage)).await
    }

    async fn step(&self, name: &str, rows: &mut Vec<Row>, run: impl Future<Output = Outcome<Vec<Row>>>) -> Outcome<()> {
        if self.wants(name) {
            eprintln!("{name}");
            rows.extend(run.await.map_err(|fault| format!("{name}: {fault}"))?);
        }
        Ok(())
    }
}

/// How data of so many messages are called in the table.
pub fn named(size: u64) -> String {
    format!("{} rows", thousands(size as f64))
}

fn flatness(small: &Found, large: &Found, few: u64, many: u64) -> Row {
    let cost = large.cpu_per_thousand() / small.cpu_per_thousand();
    let rate = small.per_second / large.per_second;
    Row::new(
        format!("cost of a message at {} over {}", named(many), named(few)),
        format!("{cost:.2} × the processor time, {rate:.2} × the time"),
    )
    .target("flat (≤ 1.10)", cost <= 1.1 && rate <= 1.1)
}
