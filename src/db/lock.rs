//! What keeps a second server, or a restore, away from data in use; and, in the same file, how far this server has
//! promised.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::header::refusal;
use crate::error::{Code, Error, Result, reason};

/// Held as long as the data are in use. The system lets go of it when the process ends, however it ends, so a lock
/// is never stale.
pub struct InstanceLock {
    file: File,
}

impl InstanceLock {
    /// Takes the lock of `dir`, or says who has it.
    pub fn take(dir: &Path) -> Result<Self> {
        let path = dir.join("chat.lock");
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        let file =
            file.map_err(|cause| refusal(format!("No se puede escribir en {}: {}", dir.display(), reason(&cause))))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(fs::TryLockError::WouldBlock) => Err(Error::new(
                Code::Conflict,
                format!("Ya hay un servidor usando los datos de {}: detenlo primero", dir.display()),
            )),
            Err(fs::TryLockError::Error(cause)) => {
                Err(refusal(format!("No se puede asegurar {}: {}", path.display(), reason(&cause))))
            }
        }
    }

    /// The mark that the last server left here, and the way to raise it.
    pub(super) fn mark(&self) -> Result<Mark> {
        Ok(Mark { file: self.file.try_clone().map_err(Error::internal)? })
    }
}

/// The last sequence number that was committed, written outside the database after each commit. A database that is
/// behind it has lost what was acknowledged: its `-wal` was left behind by whoever copied or tidied up.
pub(super) struct Mark {
    file: File,
}

/// Digits of the largest `i64`: always overwritten in whole, so that a full disk can take it too.
const WIDTH: usize = 19;

impl Mark {
    /// The mark; 0 where there is none that can be understood.
    pub fn get(&mut self) -> i64 {
        let mut text = String::new();
        self.file.seek(SeekFrom::Start(0)).ok();
        (&self.file).take(64).read_to_string(&mut text).ok();
        text.trim().parse().unwrap_or(0)
    }

    /// Sets it. Not synced: it must never be ahead of the database, and being behind only hides a loss.
    pub fn set(&mut self, sequence: i64) {
        let text = format!("{sequence:0WIDTH$}\n");
        let written = self.file.seek(SeekFrom::Start(0)).and_then(|_| self.file.write_all(text.as_bytes()));
        if let Err(cause) = written {
            tracing::debug!(%cause, "no se pudo guardar la marca");
        }
    }
}
