//! One message to a group, until the last of 200 sockets has it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::Bench;
use crate::bare::Echo;
use crate::client::{Heard, Wire, hear, say, stamped};
use crate::stage::{Busy, Stage, Used};
use crate::stats::Spread;
use crate::table::Row;
use crate::{Outcome, people};

/// Sockets that get the message, the sender's own among them.
const SOCKETS: usize = 200;
/// Messages before it is measured.
const WARM_UP: u64 = 10;
/// How long to wait for the last socket.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// The rows.
pub async fn run(bench: &Bench, stage: &Stage) -> Outcome<Vec<Row>> {
    let people = &stage.people[..SOCKETS.min(stage.people.len())];
    let group = people::group(&stage.target, people).await?;
    let wires = people::connect(&stage.target, people.iter().map(|person| person.cookie.clone())).await?;
    let say = |number| say(number, &group, None, &stamped(number, 0));
    let (spread, used) = measure(bench, stage.pid(), wires, say).await?;
    let echo = Echo::start()?;
    let wires = people::open_wires((0..people.len()).map(|_| {
        let target = echo.target.clone();
        async move { Wire::open(&target, "/all", None).await }
    }))
    .await?;
    let say = |number| format!(r#"42["mensaje_recibido","{:.<440}"]"#, stamped(number, 0));
    let (bare, _) = measure(bench, Some(echo.pid()), wires, say).await?;
    let text = |spread: &Spread| format!("p50 {:.2} ms, p99 {:.2} ms", spread.ms(0.5), spread.ms(0.99));
    let row = Row::new(format!("group message until the last of {} sockets has it", people.len()), text(&spread));
    Ok(vec![row.limit(format!("bare axum {}", text(&bare))).busy(used.text())])
}

/// Sends one message after the other from the first socket, each when everybody has the one before.
async fn measure(
    bench: &Bench,
    server: Option<u32>,
    mut wires: Vec<Wire>,
    say: impl Fn(u64) -> String,
) -> Outcome<(Spread, Used)> {
    let sockets = wires.len() as u64;
    let mut first = wires.remove(0);
    let (heard, everybody) = (Arc::new(AtomicU64::new(0)), Arc::new(Notify::new()));
    let mut listening = JoinSet::new();
    for wire in wires {
        listening.spawn(listen(wire, sockets - 1, heard.clone(), everybody.clone()));
    }
    let (mut times, mut busy) = (Vec::new(), Busy::watch(server));
    let rounds = if bench.quick { 50 } else { 500 };
    for number in 1..=WARM_UP + rounds {
        if number == WARM_UP + 1 {
            busy = Busy::watch(server);
        }
        let start = bench.clock.now();
        first.send(say(number)).await?;
        let own = async {
            while !matches!(hear(first.next().await?.as_str()), Heard::Delivered(_)) {}
            Ok::<_, crate::Fault>(())
        };
        let (own, ()) = tokio::time::timeout(PATIENCE, async { tokio::join!(own, everybody.notified()) }).await?;
        own?;
        if number > WARM_UP {
            times.push(bench.clock.now() - start);
        }
    }
    listening.shutdown().await;
    Ok((Spread::of(times), busy.used()))
}

async fn listen(mut wire: Wire, others: u64, heard: Arc<AtomicU64>, everybody: Arc<Notify>) -> Outcome<()> {
    loop {
        if let Heard::Delivered(_) = hear(wire.next().await?.as_str())
            && (heard.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(others)
        {
            everybody.notify_one();
        }
    }
}
