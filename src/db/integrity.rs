//! Looking through the whole file for damage, on a thread of its own.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use rusqlite::InterruptHandle;

use super::connection::{self, Role};
use super::error::is_damage;
use crate::error::{Error, Result};

/// A check that runs, or has ended without anybody having heard its verdict. Dropped, it is broken off: it must not
/// hold up the last checkpoint.
pub(super) struct Check {
    verdict: Receiver<Result<String>>,
    interrupt: InterruptHandle,
}

/// What is known of the file.
pub(super) enum Found {
    /// The check goes on.
    NothingYet,
    /// It is whole, or the check could not be done, which is no proof of damage.
    NoDamage,
    /// It is damaged: SQLite's words for it.
    Damage(String),
}

impl Check {
    /// Starts looking.
    pub fn start(path: &Path) -> Result<Self> {
        let reader = connection::open(path, Role::Reader)?;
        let interrupt = reader.get_interrupt_handle();
        let (tell, verdict) = channel();
        std::thread::Builder::new()
            .name("revisor".into())
            .spawn(move || {
                let found = reader.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(Error::from);
                // Closed before it is told: who hears it may want to close the last connection.
                drop(reader);
                tell.send(found).ok();
            })
            .map_err(Error::internal)?;
        Ok(Self { verdict, interrupt })
    }

    /// What was found, waiting for so long.
    pub fn found(&self, wait: Duration) -> Found {
        match self.verdict.recv_timeout(wait) {
            Ok(Ok(verdict)) if verdict != "ok" => Found::Damage(verdict),
            Ok(Err(error)) if is_damage(&error) => Found::Damage(error.cause.as_deref().unwrap_or_default().to_owned()),
            Ok(Err(error)) => {
                tracing::warn!(cause = ?error.cause, "no se terminó de revisar la base de datos: {error}");
                Found::NoDamage
            }
            Ok(Ok(_)) | Err(RecvTimeoutError::Disconnected) => Found::NoDamage,
            Err(RecvTimeoutError::Timeout) => Found::NothingYet,
        }
    }
}

impl Drop for Check {
    fn drop(&mut self) {
        self.interrupt.interrupt();
    }
}
