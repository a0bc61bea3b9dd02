//! Logins a second. Each hashes a password, one at a time.

use super::Bench;
use crate::Outcome;
use crate::bare::{Bare, measure};
use crate::stage::Stage;
use crate::table::Row;

/// The rows, from the logins with which the stage was set.
pub fn run(bench: &Bench, stage: &Stage) -> Outcome<Vec<Row>> {
    let limit = measure(&Bare::Hashes { seconds: bench.window.as_secs() / 2 + 1 })?[0];
    let row = Row::new(format!("logins ({} people)", stage.people.len()), format!("{:.1}/s", stage.logins_per_second));
    Ok(vec![row.limit(format!("bare argon2id {limit:.1}/s"))])
}
