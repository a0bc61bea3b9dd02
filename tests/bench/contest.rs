//! Ours beside the peers, in one run: each scenario is measured on all of them before the next one begins, ours first
//! and last, so that a machine that is slower for a minute is so for everybody.

mod line;

use std::path::Path;
use std::time::Duration;

use self::line::{Finding, Goal, Line, Unit};
use crate::peers::Peer;
use crate::plan::{CROWD, PAIRS, PEOPLE, named};
use crate::scenarios::throughput::{self, Load};
use crate::scenarios::{Bench, history, latency, memory, rest, restart};
use crate::server::{Program, fresh_data};
use crate::stage::Stage;
use crate::{Fault, Outcome};

/// What is measured, in this order: those that count how much is done come first and warm everybody's code for those
/// that count how long it takes; memory starts everybody anew.
const SCENARIOS: [&str; 7] = ["pairs", "throughput", "latency", "rest", "history", "memory", "restart"];
/// Messages in the sample data: of the five million of the other table each would need a copy.
const MESSAGES: u64 = 1_000_000;
/// How long a figure is measured: everybody's are, one after the other.
const WINDOW: Duration = Duration::from_secs(5);
/// Idle sockets.
const SOCKETS: usize = 5_000;
/// How long a scenario may take on one server: who hangs doesn't keep the others waiting for ever.
const PATIENCE: Duration = Duration::from_secs(180);

/// Times the best of the others that ours should do, and the share of it that ours should take.
const TIMES_MESSAGES: f64 = 2.3;
const TIMES_REST: f64 = 4.0;
const TIMES_PAGES: f64 = 10.0;
const SHARE_OF_PROCESSOR: f64 = 0.2;

/// What was measured, and why no more, if something went wrong with ours.
pub struct Compared {
    /// What is printed.
    pub table: String,
    /// What went wrong.
    pub fault: Option<Fault>,
}

/// Measures everybody.
pub async fn run(bench: &Bench, wants: impl Fn(&str) -> bool) -> Outcome<Compared> {
    let bench = Bench { window: bench.window.min(WINDOW), ..*bench };
    let mut servers = set_up(&bench).await?;
    let (mut lines, mut fault) = (Vec::new(), None);
    for scenario in SCENARIOS.into_iter().filter(|name| wants(name)) {
        match everybody(&bench, scenario, &mut servers).await {
            Ok(more) => lines.extend(more),
            Err(cause) => {
                fault = Some(cause);
                break;
            }
        }
    }
    let names: Vec<&str> = servers.iter().map(|server| server.name.as_str()).collect();
    let table = line::render(&names, &lines);
    servers.iter_mut().try_for_each(Stage::stop)?;
    Ok(Compared { table, fault })
}

/// Ours and, after it, the peers that are installed, each on its own copy of the data. They run beside each other; who
/// isn't asked has nothing to do.
async fn set_up(bench: &Bench) -> Outcome<Vec<Stage>> {
    let (size, people) = if bench.quick { (MESSAGES / 10, 100) } else { (MESSAGES, PEOPLE) };
    let (here, missing): (Vec<Peer>, Vec<Peer>) = Peer::ALL.into_iter().partition(|peer| peer.is_installed());
    for peer in missing {
        eprintln!("{} is left out: it is not installed", peer.name());
    }
    if here.is_empty() {
        return Err("no peer is installed; tests/bench/run --peers does that".into());
    }
    let peers = here.into_iter().map(|peer| (peer.name(), Program::Peer(peer)));
    let mut servers = Vec::new();
    for (number, (name, program)) in [("ours", Program::Ours)].into_iter().chain(peers).enumerate() {
        eprintln!("starting {name}, {}", named(size));
        let data = fresh_data(size, &format!("contest-{number}"))?;
        if number > 0 {
            lay_out_plainly(&data)?;
        }
        let stage = in_time(Stage::of(program, data, name.to_owned(), people)).await;
        servers.push(stage.map_err(|fault| format!("{name}: {fault}"))?);
    }
    Ok(servers)
}

/// The tables as the contract lists them, with the index that anybody would give them: how the messages lie in the file
/// is part of what is compared.
fn lay_out_plainly(data: &Path) -> Outcome<()> {
    let database = rusqlite::Connection::open(data.join("chat.db"))?;
    Ok(database.execute_batch(include_str!("../fixtures/back-to-1.sql"))?)
}

/// Measures a scenario on everybody. What goes wrong with a peer is told and leaves its cells empty.
async fn everybody(bench: &Bench, scenario: &str, servers: &mut [Stage]) -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    // Memory takes long and is the same on a machine that is slower just now.
    let again = if scenario == "memory" { None } else { Some(0) };
    for place in (0..servers.len()).chain(again) {
        eprintln!("{scenario}, {}", servers[place].name);
        match in_time(measure(bench, scenario, &mut servers[place])).await {
            Ok(findings) => line::note(&mut lines, place, findings),
            Err(cause) if place == 0 => return Err(format!("{scenario}: {cause}").into()),
            Err(cause) => eprintln!("  {cause}"),
        }
    }
    Ok(lines)
}

async fn in_time<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| Err("it took too long".into()))
}

async fn measure(bench: &Bench, scenario: &str, stage: &mut Stage) -> Outcome<Vec<Finding>> {
    match scenario {
        "pairs" => messages(bench, stage, PAIRS).await,
        "throughput" => messages(bench, stage, CROWD).await,
        "latency" => delivery(bench, stage).await,
        "rest" => sending(bench, stage).await,
        "history" => reading(bench, stage).await,
        "memory" => idling(bench, stage).await,
        _ => coming_back(stage).await,
    }
}

async fn messages(bench: &Bench, stage: &Stage, load: Load) -> Outcome<Vec<Finding>> {
    let found = throughput::chat(bench, stage, load).await?;
    let senders = load.senders.min(stage.people.len());
    let load = format!("{senders} senders, {} in flight each", load.ahead);
    let rate = Finding::new(format!("durable messages, {load}"), Unit::PerSecond, found.per_second);
    let rate = rate.goal(Goal::Times(TIMES_MESSAGES)).remark(found.remark()).busy(&found.used);
    let wait =
        Finding::new(format!("acknowledgement, p99, {load}"), Unit::Milliseconds, found.acknowledged_in.ms(0.99));
    let cost = Finding::new(format!("processor time for 1,000, {load}"), Unit::Seconds, found.cpu_per_thousand());
    Ok(vec![rate, wait, cost])
}

async fn delivery(bench: &Bench, stage: &Stage) -> Outcome<Vec<Finding>> {
    let found = latency::chat(bench, stage).await?;
    let remark = if found.missing > 0 { format!(" — {} not delivered", found.missing) } else { String::new() };
    let took = |name: &str, share| {
        let finding =
            Finding::new(format!("send to delivery at 500/s, {name}"), Unit::Milliseconds, found.spread.ms(share));
        finding.remark(remark.clone()).busy(&found.used)
    };
    let cost = Finding::new("processor time for 1,000 messages at 500/s", Unit::Seconds, found.cpu_per_thousand());
    Ok(vec![
        took("p50", 0.5).goal(Goal::Below(1.0)),
        took("p99", 0.99).goal(Goal::Below(3.0)),
        cost.goal(Goal::Times(SHARE_OF_PROCESSOR)).busy(&found.used),
    ])
}

async fn sending(bench: &Bench, stage: &Stage) -> Outcome<Vec<Finding>> {
    let found = rest::chat(bench, stage).await?;
    let rate = Finding::new("messages over REST, 100 connections", Unit::PerSecond, found.per_second);
    Ok(vec![rate.goal(Goal::Times(TIMES_REST)).busy(&found.used)])
}

async fn reading(bench: &Bench, stage: &Stage) -> Outcome<Vec<Finding>> {
    let pages = history::full_pages(stage).await?;
    let many = history::many(bench, stage, &pages).await?;
    let again = history::again(bench, stage, &pages).await?;
    let list = history::list(bench, stage).await?;
    let rate = |name: &str, found: &rest::Found| {
        let finding = Finding::new(name, Unit::PerSecond, found.per_second);
        finding.goal(Goal::Times(TIMES_PAGES)).busy(&found.used)
    };
    Ok(vec![
        rate("pages of 100 messages, 16 connections", &many),
        rate("the same 16 pages again and again", &again),
        Finding::new("list of conversations, p50", Unit::Milliseconds, list.spread.ms(0.5)).busy(&list.used),
    ])
}

async fn idling(bench: &Bench, stage: &mut Stage) -> Outcome<Vec<Finding>> {
    let most = if bench.quick { 2_000 } else { SOCKETS };
    let found = memory::chat(bench, stage, most).await?;
    let finding = |found: memory::Found| {
        Finding::new("memory of an idle socket", Unit::KibiBytes, found.per_socket / 1024.0).goal(Goal::Below(20.0))
    };
    Ok(found.map(finding).into_iter().collect())
}

async fn coming_back(stage: &mut Stage) -> Outcome<Vec<Finding>> {
    let took = restart::chat(stage).await?;
    let finding = |took| Finding::new("500 clients back after a restart", Unit::Seconds, took).goal(Goal::Times(1.0));
    Ok(took.map(finding).into_iter().collect())
}
