//! Opening a connection: the pragmas of RELIABILITY §3, set in order and read back.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::{Code, Error, Result};

/// `WCHT`: what the file's header says it is.
pub const APPLICATION_ID: i32 = 0x5743_4854;

/// The first version without the WAL-reset corruption bug of 3.7.0–3.51.2 (RELIABILITY, floors).
const SQLITE_FLOOR: i32 = 3_051_003;

/// A pragma and what it is on this connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pragma {
    /// Its name.
    pub name: &'static str,
    /// Its value as SQLite gives it back.
    pub value: String,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Changes the database.
    Writer,
    /// Only reads: SQLite itself refuses anything else.
    Reader,
}

/// Of a connection's page cache: the writer's has the inner pages of every index at 5 million messages, a reader's those
/// of the table. There are several readers, and beside them the system keeps the file in memory too.
const WRITER_CACHE_KIB: i64 = 16_000;
const READER_CACHE_KIB: i64 = 6_000;

/// Name, statement, and what reading it back must give.
const PRAGMAS: &[(&str, &str, &str)] = &[
    ("busy_timeout", "5000", "5000"),
    ("journal_mode", "WAL", "wal"),
    // FULL: a commit is on disk when it returns (500 commits: NORMAL did 8 fdatasync calls, FULL 509).
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("mmap_size", "0", "0"),
    ("temp_store", "MEMORY", "2"),
    // The writer checkpoints by itself, between commits.
    ("wal_autocheckpoint", "0", "0"),
    ("journal_size_limit", "67108864", "67108864"),
];

/// Opens the database at `path`, which must exist, for `role`.
pub fn open(path: &Path, role: Role) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection, role)?;
    Ok(connection)
}

/// Sets what every connection of `role` needs and checks that it took.
pub fn prepare(connection: &Connection, role: Role) -> Result<()> {
    configure(connection, role)?;
    audit(connection, role)
}

/// Sets the pragmas; fit for r2d2's initialiser, which wants SQLite's own error.
pub fn configure(connection: &Connection, role: Role) -> rusqlite::Result<()> {
    // First of all: who only looks, or refuses what it finds, must not put the log into the file by closing it last.
    tidy_when_closed(connection, false)?;
    for (name, value, _) in PRAGMAS {
        connection.pragma_update(None, name, value)?;
    }
    connection.pragma_update(
        None,
        "cache_size",
        if role == Role::Reader { -READER_CACHE_KIB } else { -WRITER_CACHE_KIB },
    )?;
    if role == Role::Reader {
        connection.pragma_update(None, "query_only", "ON")?;
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // A statement's plan does not depend on what is bound: without this a range is planned anew with every other value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Says whether closing the last connection puts the log into the file.
pub fn tidy_when_closed(connection: &Connection, tidy: bool) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !tidy).map(drop)
}

/// Reads back what was set; anything else than what was asked for is a reason not to start.
pub fn audit(connection: &Connection, role: Role) -> Result<()> {
    if rusqlite::version_number() < SQLITE_FLOOR {
        let version = rusqlite::version();
        return Err(refusal(format!("SQLite {version} es demasiado antigua: se necesita 3.51.3 o posterior")));
    }
    for (pragma, (_, _, expected)) in pragmas(connection)?.iter().zip(PRAGMAS) {
        if pragma.value != *expected {
            let Pragma { name, value } = pragma;
            return Err(refusal(format!("SQLite no aceptó {name}: quedó en «{value}» y debe ser «{expected}»")));
        }
    }
    let query_only: i64 = connection.pragma_query_value(None, "query_only", |row| row.get(0))?;
    if (query_only == 1) != (role == Role::Reader) {
        return Err(refusal("SQLite no aceptó query_only".into()));
    }
    Ok(())
}

fn refusal(sentence: String) -> Error {
    Error::new(Code::Internal, sentence)
}

/// What the pragmas are on this connection.
pub fn pragmas(connection: &Connection) -> Result<Vec<Pragma>> {
    PRAGMAS
        .iter()
        .map(|&(name, _, _)| {
            let value = connection.pragma_query_value(None, name, |row| {
                Ok(match row.get_ref(0)? {
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    other => other.as_str().unwrap_or_default().to_owned(),
                })
            })?;
            Ok(Pragma { name, value })
        })
        .collect()
}
