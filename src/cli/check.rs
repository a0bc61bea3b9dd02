//! `check`: whether the data are whole.

use std::path::Path;

use super::output;
use crate::db;
use crate::error::{Code, Error, Result};
use crate::files;

/// Checks the data of `dir`; each problem is a line of its own.
pub(super) fn run(dir: &Path) -> Result<()> {
    let report = db::check(dir)?;
    if let Some((last, others)) = report.problems.split_last() {
        for problem in others {
            output::warn(&sentence(problem));
        }
        return Err(Error::new(Code::Unavailable, sentence(last)));
    }
    if let Some(losses) = output::losses(&report) {
        return Err(Error::new(Code::Unavailable, format!("{losses} en {}", files::below(dir).display())));
    }
    output::say(&format!("Base de datos sana: {}", output::holdings(&report)))?;
    output::say(&format!("sqlite={}", report.sqlite))?;
    for pragma in &report.pragmas {
        output::say(&format!("{}={}", pragma.name, pragma.value))?;
    }
    Ok(())
}

/// SQLite tells a problem in English and sometimes on several lines: what follows the colon is for who repairs it.
fn sentence(problem: &str) -> String {
    let problem: Vec<&str> = problem.split_whitespace().collect();
    format!("La base de datos está dañada: {}", problem.join(" "))
}
