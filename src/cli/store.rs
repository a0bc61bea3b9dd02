//! The data, opened for one command beside a server that may be running.

use std::path::Path;
use std::sync::mpsc;

use crate::db::job;
use crate::db::{self, Batch, Database, Purpose, Read, Tx, WriterThread};
use crate::error::{Code, Error, Result};

/// An open data directory. When it is dropped, everything is stored and closed.
pub(super) struct Store {
    database: Option<Database>,
    writer: Option<WriterThread>,
}

impl Store {
    /// Opens the data of `dir`, making them if there are none.
    pub fn open(dir: &Path) -> Result<Self> {
        let (database, writer) = Database::open(dir, Purpose::Command, finish)?;
        Ok(Self { database: Some(database), writer: Some(writer) })
    }

    /// Opens data that must be there: a mistyped directory is not made.
    pub fn open_existing(dir: &Path) -> Result<Self> {
        // A link that leads nowhere and a directory without permission are told by `open`.
        if let Ok(false) = dir.join(db::FILE).try_exists()
            && let Ok(false) = dir.join(format!("{}-wal", db::FILE)).try_exists()
        {
            return Err(Error::new(
                Code::NotFound,
                format!("No hay datos en {}: revisa --data, o agrega a alguien primero", dir.display()),
            ));
        }
        Self::open(dir)
    }

    /// Runs `query` on a reading connection.
    pub fn read<T>(&self, query: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        self.database()?.read(query)
    }

    /// Runs `change` in a transaction of its own; returns once it is on disk.
    pub fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        let change = job(change, move |outcome| {
            answer.send(outcome).ok();
        });
        self.database()?.writer.try_submit(change).map_err(|_| stopped())?;
        answered.recv().unwrap_or_else(|_| Err(stopped()))
    }

    fn database(&self) -> Result<&Database> {
        self.database.as_ref().ok_or_else(stopped)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // The way to the writer first: it stops when nothing more can come.
        drop(self.database.take());
        if let Some(writer) = self.writer.take() {
            writer.join();
        }
    }
}

/// A server that runs finds out by itself what was committed; there is nobody else to tell.
fn finish(batch: Batch) {
    for (job, outcome) in batch.finished {
        job.finish(outcome);
    }
}

fn stopped() -> Error {
    Error::unavailable("La base de datos se cerró antes de tiempo; intenta de nuevo")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::users;
    use crate::model::user::Profile;

    #[test]
    fn what_is_written_is_there_for_the_next_command() {
        let dir = std::env::temp_dir().join(format!("weigence-cli-store-{}", std::process::id()));
        assert!(Store::open_existing(&dir).is_err());
        let store = Store::open(&dir).unwrap();
        let ana = Profile::parse("1-9", "Ana", "", "").unwrap();
        store.write(move |tx| users::add(tx, &ana, "hash")).unwrap();
        drop(store);
        let store = Store::open_existing(&dir).unwrap();
        assert_eq!(store.read(users::everyone).unwrap().len(), 1);
        drop(store);
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
