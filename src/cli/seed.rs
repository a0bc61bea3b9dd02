//! `seed`: sample data, for trying and for measuring.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::progress::Progress;
use super::store::Store;
use super::{output, values};
use crate::chat::passwords;
use crate::chat::sample::{self, DEMO_PASSWORD, Plan, ROWS_AT_ONCE};
use crate::db::Tx;
use crate::error::Result;

/// After this long a server that runs beside gets its turn to write, well within the 5 s that it waits for one.
const TURN: Duration = Duration::from_secs(1);
/// How long it gets: SQLite looks again every 100 ms.
const PAUSE: Duration = Duration::from_millis(110);

#[derive(clap::Args)]
#[command(about = "Crea datos de ejemplo para probar y medir; con los mismos números, los mismos datos")]
pub(super) struct Args {
    #[arg(long, value_name = "N", value_parser = values::count, help = "Cuántas personas")]
    users: u64,
    #[arg(long, value_name = "M", value_parser = values::count, help = "Cuántas conversaciones")]
    conversations: u64,
    #[arg(long, value_name = "K", value_parser = values::count, help = "Cuántos mensajes en total")]
    messages: u64,
    #[arg(long, value_name = "P", help = "La contraseña de todas las personas (si no se indica: demo-1234)")]
    password: Option<String>,
}

impl Args {
    /// Makes the sample in `dir`.
    pub fn run(self, dir: &Path) -> Result<()> {
        let plan = Plan { users: self.users, conversations: self.conversations, messages: self.messages };
        plan.check()?;
        let password = self.password.unwrap_or_else(|| DEMO_PASSWORD.to_owned());
        passwords::check(&password)?;
        let hash = passwords::hash(&password)?;
        fill(dir, plan, hash)?;
        output::say(&format!(
            "Listo: {}, {} y {}",
            output::counted(plan.users, "persona", "personas"),
            output::counted(plan.conversations, "conversación", "conversaciones"),
            output::counted(plan.messages, "mensaje", "mensajes"),
        ))?;
        output::say(&format!("Para entrar: RUT {}, contraseña {password}", plan.first_key()))
    }
}

fn fill(dir: &Path, plan: Plan, hash: String) -> Result<()> {
    let store = Store::open(dir)?;
    let total = plan.users + 2 * plan.conversations + plan.messages;
    let progress = Progress::new("Creando datos", total);
    let steps = |total, step| in_steps(&store, &progress, total, step);
    steps(plan.users, Box::new(move |tx, range| sample::people(tx, &plan, range, &hash)))?;
    steps(plan.conversations, Box::new(move |tx, range| sample::conversations(tx, &plan, range)))?;
    steps(plan.messages, Box::new(move |tx, range| sample::messages(tx, &plan, range)))?;
    // What is derived from the messages is set last: counting each one as it comes would take twice as long.
    steps(plan.conversations, Box::new(move |tx, range| sample::recount(tx, &plan, range)))
}

type Step = Box<dyn Fn(&mut Tx<'_>, Range<u64>) -> Result<()> + Send + Sync>;

/// Runs `step` over `0..total` in transactions that are short enough for a server to go on in between.
fn in_steps(store: &Store, progress: &Progress, total: u64, step: Step) -> Result<()> {
    let step = Arc::new(step);
    let mut turn = Instant::now();
    let mut start = 0;
    while start < total {
        let end = (start + ROWS_AT_ONCE).min(total);
        let step = step.clone();
        store.write(move |tx| step(tx, start..end))?;
        progress.add(end - start);
        start = end;
        if turn.elapsed() >= TURN {
            thread::sleep(PAUSE);
            turn = Instant::now();
        }
    }
    Ok(())
}
