//! What the writer looks after when it serves: damage, room on the disk, and how far it has promised. A command beside
//! a running server leaves all that, and that one's checkpoints, alone.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::disk::Disk;
use super::error::{is_damage, is_full, is_unwritable};
use super::health::Health;
use super::integrity::{Check, Found};
use super::lock::Mark;
use crate::error::Error;

/// The writer's view of the machine.
pub(super) struct Watch {
    /// What it tells the doors of it.
    pub health: Arc<Health>,
    /// How far it has promised.
    pub mark: Mark,
    /// The check of the file that still runs.
    check: Option<Check>,
    disk: Disk,
    dir: PathBuf,
}

impl Watch {
    /// Of the data in `dir`, with the check that still runs.
    pub fn new(dir: &Path, check: Option<Check>, mark: Mark) -> Self {
        let health = Arc::<Health>::default();
        Self { disk: Disk::new(dir, health.clone()), health, mark, check, dir: dir.to_owned() }
    }

    /// Looks how much room there is.
    pub fn look(&mut self) {
        self.disk.look();
    }

    /// Hears what the check of the file has found, waiting for so long.
    pub fn hear_check(&mut self, wait: Duration) {
        match self.check.as_ref().map(|check| check.found(wait)) {
            None | Some(Found::NothingYet) => return,
            // Not worth a line at every start.
            Some(Found::NoDamage) => tracing::debug!("la base de datos está sana"),
            Some(Found::Damage(verdict)) => {
                tracing::error!(%verdict, "la revisión de la base de datos encontró un daño");
                self.stop_writing();
            }
        }
        self.check = None;
    }

    /// Breaks the check off: as a reader it would hold up the last checkpoint.
    pub fn break_off_check(&mut self) {
        self.check = None;
    }

    /// What SQLite says of one change can be true of all that follow.
    pub fn notice(&mut self, error: &Error) {
        if is_full(error) {
            self.disk.ran_out();
        } else if is_damage(error) {
            self.stop_writing();
        } else if is_unwritable(error) && !self.health.is_unwritable() {
            self.health.set_unwritable(true);
            tracing::error!(cause = ?error.cause, "no se puede escribir en el disco: se puede leer, pero no guardar");
        }
    }

    /// Something was committed.
    pub fn notice_success(&self) {
        if self.health.is_unwritable() {
            self.health.set_unwritable(false);
            tracing::info!("se puede escribir en el disco otra vez");
        }
    }

    /// The file is damaged: from now on nothing goes into it, not even what stands in the log.
    fn stop_writing(&self) {
        if self.health.is_damaged() {
            return;
        }
        self.health.set_damaged();
        let way_out = super::backup::way_out(&self.dir);
        tracing::error!("la base de datos está dañada: se puede leer, pero ya no se guarda nada. {way_out}");
    }
}
