//! Opening a data directory: lock, header, integrity, migrations. Nothing that is there is ever overwritten or
//! deleted; what can't be used is refused with one sentence that says what to do.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use r2d2::Pool;
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, OpenFlags};

use super::connection::{self, APPLICATION_ID, Role};
use super::header::{self, refusal};
use super::health::Health;
use super::integrity::{Check, Found};
use super::lock::{InstanceLock, Mark};
use super::watch::Watch;
use super::{Batch, FILE, Read, Writer, backup, error, migrations, settings};
use crate::error::{Code, Error, Result, reason};
use crate::model::{Clock, Timestamp, limits};

/// What a data directory is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To serve: alone on these data.
    Serve,
    /// For one command, beside a server that may be running.
    Command,
}

/// An open database.
pub struct Database {
    /// The way to the writer.
    pub writer: Writer,
    pool: Pool<SqliteConnectionManager>,
    clock: Arc<Clock>,
    health: Arc<Health>,
}

/// What is waited for after the [`Database`] is dropped: the writer's last work.
pub struct WriterThread {
    thread: JoinHandle<()>,
    // Held until the thread is done: a second server must not open what this one still writes.
    _lock: Option<InstanceLock>,
}

impl WriterThread {
    /// Waits until everything is stored and closed.
    pub fn join(self) {
        if self.thread.join().is_err() {
            tracing::error!("el escritor terminó con un pánico");
        }
    }
}

impl Database {
    /// Opens `dir`, making it if it is not there. `sink` takes what each commit brings, on the writer's thread.
    pub fn open(
        dir: &Path,
        purpose: Purpose,
        sink: impl FnMut(Batch) + Send + 'static,
    ) -> Result<(Self, WriterThread)> {
        make_private_dir(dir)?;
        let serving = purpose == Purpose::Serve;
        let lock = serving.then(|| InstanceLock::take(dir)).transpose()?;
        let path = dir.join(FILE);
        if !exists(&path)? {
            refuse_orphans(dir)?;
            create(dir, &path)?;
        }
        header::refuse_unusable(&path).map_err(|error| with_way_out(dir, error))?;
        let prepared = prepare(dir, &path, lock.as_ref()).map_err(|error| explain(dir, error))?;
        let Prepared { connection, floor, watch } = prepared;
        let health = watch.as_ref().map(|watch| watch.health.clone()).unwrap_or_default();
        let clock = Arc::new(Clock::starting_at(floor));
        let pool = readers(&path)?;
        let (writer, thread) = Writer::start(connection, header::wal_of(&path), clock.clone(), watch, sink)?;
        Ok((Self { writer, pool, clock, health }, WriterThread { thread, _lock: lock }))
    }

    /// Why nothing, or nothing but logins, is stored now. `None` when all is well.
    pub fn trouble(&self) -> Option<Error> {
        self.health.trouble()
    }

    /// Runs `query` on a reading connection.
    pub fn read<T>(&self, query: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        let connection = self.pool.get().map_err(|cause| {
            Error::unavailable("La base de datos está ocupada; intenta de nuevo en unos segundos").because(cause)
        })?;
        query(&Read::new(&connection, self.clock.now()))
    }

    /// The server's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// What the writer starts with.
struct Prepared {
    connection: Connection,
    floor: Timestamp,
    /// What only who serves the data looks after.
    watch: Option<Watch>,
}

/// Opens the writer's connection, brings the schema up to date, looks for damage and finds out where the clock
/// stands. Whoever serves brings the lock.
fn prepare(dir: &Path, path: &Path, lock: Option<&InstanceLock>) -> Result<Prepared> {
    let mut connection = connection::open(path, Role::Writer)?;
    migrate(dir, &mut connection, lock)?;
    let read = Read::new(&connection, Timestamp(0));
    let watch = match lock {
        Some(lock) => {
            let mark = lock.mark()?;
            let (check, mark) = (look_through(path, &read)?, refuse_behind(path, &read, mark)?);
            Some(Watch::new(dir, check, mark))
        }
        None => None,
    };
    let floor = settings::clock_floor(&read)?;
    settings::mend_sequence(&connection)?;
    connection::tidy_when_closed(&connection, true)?;
    Ok(Prepared { connection, floor, watch })
}

fn migrate(dir: &Path, connection: &mut Connection, lock: Option<&InstanceLock>) -> Result<()> {
    let version = migrations::version(connection)?;
    migrations::refuse_newer(version)?;
    if version < migrations::CURRENT {
        // Taken for the time of the migration: no server may run on what changes under it.
        let _lock = lock.is_none().then(|| InstanceLock::take(dir)).transpose()?;
        let copy = dir.join(format!("antes-de-la-version-{}.db", migrations::CURRENT));
        backup::copy_out(connection, &copy, None)?;
        backup::note_newest(dir, &copy);
        migrations::run(connection)?;
    }
    Ok(())
}

/// Checks the file, beside the work when the last stop was in order, and otherwise before it, for a while: a large
/// file is checked to its end beside the work. Gives the check that still runs.
fn look_through(path: &Path, read: &Read<'_>) -> Result<Option<Check>> {
    let in_order = settings::stopped_cleanly(read)? && header::wal_length(path) == 0;
    // What was written by hand makes the first thing to be written here a repair.
    let by_hand = settings::is_sequence_behind(read)?;
    let check = Check::start(path)?;
    if in_order && !by_hand {
        return Ok(Some(check));
    }
    tracing::warn!("el servidor no se detuvo en orden la última vez: se revisa la base de datos");
    match check.found(limits::QUICK_CHECK) {
        Found::NothingYet => Ok(Some(check)),
        Found::NoDamage => {
            tracing::info!("la base de datos está sana");
            Ok(None)
        }
        Found::Damage(verdict) => Err(error::damaged(&verdict)),
    }
}

/// A database behind its mark lacks what was acknowledged. Where the write-ahead log is not there, somebody may still
/// have it: nothing is written then. Where it is, it was cut off by a disk that lies, and nothing brings it back.
fn refuse_behind(path: &Path, read: &Read<'_>, mut mark: Mark) -> Result<Mark> {
    let (promised, stored) = (mark.get(), settings::sequence(read)?);
    if promised <= stored {
        return Ok(mark);
    }
    if header::wal_is_one(path) {
        tracing::error!(promised, stored, "faltan mensajes que se habían confirmado: el disco no los guardó");
        return Ok(mark);
    }
    Err(refusal(format!(
        "Falta {wal}, o no es el suyo, y con él los últimos mensajes: no se toca nada. Devuelve ese archivo a su \
         lugar, o sigue sin esos mensajes con: weigence-chat restore {path}",
        wal = header::wal_of(path).display(),
        path = path.display(),
    )))
}

fn readers(path: &Path) -> Result<Pool<SqliteConnectionManager>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let manager = SqliteConnectionManager::file(path).with_flags(flags).with_init(|connection| {
        connection::configure(connection, Role::Reader)?;
        connection::tidy_when_closed(connection, true)
    });
    let pool = Pool::builder()
        .max_size(limits::READS)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(limits::WRITE_WAIT)
        .build(manager)
        .map_err(Error::internal)?;
    let reader = pool.get().map_err(Error::internal)?;
    connection::audit(&reader, Role::Reader)?;
    drop(reader);
    Ok(pool)
}

/// Makes the directory readable by its owner only, when it is not there yet.
pub(super) fn make_private_dir(dir: &Path) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(dir)
        .map_err(|cause| refusal(format!("No se puede crear el directorio {}: {}", dir.display(), reason(&cause))))
}

fn exists(path: &Path) -> Result<bool> {
    path.try_exists().map_err(|cause| refusal(format!("No se puede leer {}: {}", path.display(), reason(&cause))))
}

/// What is left of a database that has gone, or of a restore that was cut short: starting afresh beside it would
/// look as if everything had been lost.
fn refuse_orphans(dir: &Path) -> Result<()> {
    let restoring = format!("{FILE}.restaurando");
    let left = match header::wal_length(&dir.join(FILE)) {
        0 if !exists(&dir.join(&restoring))? => return Ok(()),
        0 => restoring,
        _ => format!("{FILE}-wal"),
    };
    let sentence = format!("Falta {FILE} en {}, pero está {left}: no se empieza de nuevo encima", dir.display());
    Err(with_way_out(dir, refusal(sentence)))
}

/// Builds a new database under another name and moves it into place, so that `chat.db` is never half made.
fn create(dir: &Path, path: &Path) -> Result<()> {
    let new = dir.join(format!("{FILE}.nuevo-{}", std::process::id()));
    let made = build(&new).and_then(|()| {
        // Not a rename: that would replace what another process has made in the meantime.
        match fs::hard_link(&new, path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::AlreadyExists => {
                Err(refusal(format!("No se puede crear {}: {}", path.display(), reason(&cause))))
            }
            _ => backup::sync_dir(dir),
        }
    });
    fs::remove_file(&new).ok();
    made.map_err(|error| in_dir(dir, error))
}

fn build(path: &Path) -> Result<()> {
    fs::remove_file(path).ok();
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    let schema = migrations::SCHEMA;
    let version = migrations::CURRENT;
    connection.execute_batch(&format!("BEGIN; {schema}; PRAGMA user_version = {version}; COMMIT;"))?;
    connection.close().map_err(|(_, cause)| cause)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(Error::internal)?;
    }
    Ok(())
}

fn in_dir(dir: &Path, error: Error) -> Error {
    Error { message: format!("No se puede usar {}: {error}", dir.display()).into(), ..error }
}

/// Tells damage from everything else that keeps a database from being opened. What SQLite itself can't name (a
/// schema it doesn't understand, a table that isn't there) is damage too: this file was ours once.
fn explain(dir: &Path, error: Error) -> Error {
    if error::is_damage(&error) {
        return with_way_out(dir, in_dir(dir, error));
    }
    if error.code == Code::Internal && error.cause.is_some() {
        let message = "La base de datos está dañada o incompleta".into();
        return with_way_out(dir, in_dir(dir, Error { message, code: Code::Unavailable, ..error }));
    }
    in_dir(dir, error)
}

fn with_way_out(dir: &Path, error: Error) -> Error {
    Error { message: format!("{error}; no se toca nada. {}", backup::way_out(dir)).into(), ..error }
}
