//! Opening a data directory: lock, header, integrity, migrations. Nothing that is there is ever overwritten or
//! deleted; what can't be used is refused with one sentence that says what to do.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;

use r2d2::Pool;
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, OpenFlags};

use super::connection::{self, APPLICATION_ID, Role};
use super::{Batch, FILE, Read, Writer, migrations, settings};
use crate::error::{Code, Error, Result, reason};
use crate::model::{Clock, Timestamp, limits};

const HEADER: &[u8; 16] = b"SQLite format 3\0";

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
        refuse_foreign(&path)?;
        let (connection, floor) = prepare(dir, &path, serving).map_err(|error| in_dir(dir, error))?;
        let clock = Arc::new(Clock::starting_at(floor));
        let pool = readers(&path)?;
        let wal = dir.join(format!("{FILE}-wal"));
        let (writer, thread) = Writer::start(connection, wal, clock.clone(), serving, sink)?;
        Ok((Self { writer, pool, clock }, WriterThread { thread, _lock: lock }))
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

/// Opens the writer's connection, brings the schema up to date and finds out where the clock stands.
fn prepare(dir: &Path, path: &Path, serving: bool) -> Result<(Connection, Timestamp)> {
    let mut connection = connection::open(path, Role::Writer)?;
    let version = migrations::version(&connection)?;
    migrations::refuse_newer(version)?;
    if version < migrations::CURRENT {
        // Taken for the time of the migration: no server may run on what changes under it.
        let _lock = (!serving).then(|| InstanceLock::take(dir)).transpose()?;
        let copy = dir.join(format!("antes-de-la-version-{}.db", migrations::CURRENT));
        super::backup::copy_out(&connection, &copy)?;
        migrations::run(&mut connection)?;
    }
    let floor = {
        let read = Read::new(&connection, Timestamp(0));
        if serving && !settings::stopped_cleanly(&read)? {
            quick_check(path)?;
        }
        settings::clock_floor(&read)?
    };
    mend_sequence(&connection)?;
    Ok((connection, floor))
}

/// Hands out no number that is taken: somebody may have written into the file by hand.
fn mend_sequence(connection: &Connection) -> Result<()> {
    let behind: bool = connection.query_row(
        "SELECT coalesce((SELECT max(secuencia) FROM mensajes_chat), 0) > \
             coalesce((SELECT valor FROM ajustes WHERE clave = 'secuencia'), 0)",
        [],
        |row| row.get(0),
    )?;
    if behind {
        connection.execute(
            "INSERT INTO ajustes (clave, valor) SELECT 'secuencia', max(secuencia) FROM mensajes_chat WHERE true \
             ON CONFLICT (clave) DO UPDATE SET valor = excluded.valor",
            [],
        )?;
    }
    Ok(())
}

fn readers(path: &Path) -> Result<Pool<SqliteConnectionManager>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let manager = SqliteConnectionManager::file(path)
        .with_flags(flags)
        .with_init(|connection| connection::configure(connection, Role::Reader));
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
    for left in [format!("{FILE}-wal"), format!("{FILE}.restaurando")] {
        if exists(&dir.join(&left))? {
            return Err(refusal(format!(
                "Falta {FILE} en {}, pero está {left}: no se empieza de nuevo encima. {WAY_OUT}",
                dir.display()
            )));
        }
    }
    Ok(())
}

const WAY_OUT: &str = "Restaura el último respaldo con: weigence-chat restore ARCHIVO";

/// Builds a new database under another name and moves it into place, so that `chat.db` is never half made.
fn create(dir: &Path, path: &Path) -> Result<()> {
    let new = dir.join(format!("{FILE}.nuevo-{}", std::process::id()));
    let made = build(&new).and_then(|()| {
        // Not a rename: that would replace what another process has made in the meantime.
        match fs::hard_link(&new, path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::AlreadyExists => {
                Err(refusal(format!("No se puede crear {}: {}", path.display(), reason(&cause))))
            }
            _ => super::backup::sync_dir(dir),
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

/// Looks at the header before SQLite does: what is not ours is left untouched.
pub(super) fn refuse_foreign(path: &Path) -> Result<()> {
    let mut header = [0u8; 100];
    let name = path.display();
    File::open(path).and_then(|mut file| file.read_exact(&mut header)).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::UnexpectedEof => {
            refusal(format!("{name} está vacío o cortado: no es una base de datos de Weigence Chat. {WAY_OUT}"))
        }
        _ => refusal(format!("No se puede leer {name}: {}", reason(&cause))),
    })?;
    let application = i32::from_be_bytes([header[68], header[69], header[70], header[71]]);
    if &header[..16] != HEADER || application != APPLICATION_ID {
        return Err(refusal(format!("{name} no es una base de datos de Weigence Chat; no se toca. {WAY_OUT}")));
    }
    Ok(())
}

/// Checks the file on a thread of its own and waits for it for a while; a large file is checked beside the work.
fn quick_check(path: &Path) -> Result<()> {
    tracing::warn!("el servidor no se detuvo en orden la última vez: se revisa la base de datos");
    let (answer, answered) = mpsc::channel();
    let path = path.to_owned();
    std::thread::Builder::new()
        .name("revisor".into())
        .spawn(move || {
            let found = connection::open(&path, Role::Reader)
                .and_then(|reader| Ok(reader.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))?));
            match &found {
                Ok(verdict) if verdict == "ok" => tracing::info!("la base de datos está sana"),
                Ok(verdict) => tracing::error!(verdict, "la base de datos está dañada"),
                Err(error) => error.log(),
            }
            answer.send(found).ok();
        })
        .map_err(Error::internal)?;
    match answered.recv_timeout(limits::QUICK_CHECK) {
        Ok(Ok(verdict)) if verdict != "ok" => {
            Err(refusal(format!("La base de datos está dañada ({verdict}); no se toca. {WAY_OUT}")))
        }
        Ok(Err(error)) => Err(refusal(format!("{error}; no se toca. {WAY_OUT}"))),
        _ => Ok(()),
    }
}

pub(super) fn refusal(sentence: String) -> Error {
    Error::new(Code::Unavailable, sentence)
}

fn in_dir(dir: &Path, error: Error) -> Error {
    Error { message: format!("No se puede usar {}: {error}", dir.display()).into(), ..error }
}

/// What keeps a second server, or a restore, away from data in use. The system lets go of it when the process ends,
/// however it ends, so a lock is never stale.
pub struct InstanceLock {
    _file: File,
}

impl InstanceLock {
    /// Takes the lock of `dir`, or says who has it.
    pub fn take(dir: &Path) -> Result<Self> {
        let path = dir.join("chat.lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file =
            file.map_err(|cause| refusal(format!("No se puede escribir en {}: {}", dir.display(), reason(&cause))))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(Error::new(
                Code::Conflict,
                format!("Ya hay un servidor usando los datos de {}: detenlo primero", dir.display()),
            )),
            Err(fs::TryLockError::Error(cause)) => {
                Err(refusal(format!("No se puede asegurar {}: {}", path.display(), reason(&cause))))
            }
        }
    }
}
