//! Failed logins, counted by key (a person or an address).

use super::{Read, Tx};
use crate::error::Result;
use crate::model::Timestamp;

/// The failures of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many since `since`.
    pub count: u32,
    /// When counting began.
    pub since: Timestamp,
    /// No try before this.
    pub blocked_until: Timestamp,
}

/// The failures of a key, if there are any.
pub fn get(read: &Read<'_>, key: &str) -> Result<Option<Failures>> {
    let sql = "SELECT fallos, desde, bloqueado_hasta FROM intentos_fallidos WHERE clave = ?1";
    read.one(sql, [key], |row| Ok(Failures { count: row.get(0)?, since: row.get(1)?, blocked_until: row.get(2)? }))
}

/// Keeps the failures of a key.
pub fn put(tx: &Tx<'_>, key: &str, failures: Failures) -> Result<()> {
    tx.run(
        "INSERT INTO intentos_fallidos (clave, fallos, desde, bloqueado_hasta) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (clave) DO UPDATE SET fallos = excluded.fallos, desde = excluded.desde, \
             bloqueado_hasta = excluded.bloqueado_hasta",
        rusqlite::params![key, failures.count, failures.since, failures.blocked_until],
    )
    .map(drop)
}

/// Forgets a key.
pub fn forget(tx: &Tx<'_>, key: &str) -> Result<()> {
    tx.run("DELETE FROM intentos_fallidos WHERE clave = ?1", [key]).map(drop)
}

/// Forgets whatever was counted before `before`, so that made-up names can't fill the table.
pub fn forget_before(tx: &Tx<'_>, before: Timestamp) -> Result<()> {
    tx.run("DELETE FROM intentos_fallidos WHERE desde < ?1", [before]).map(drop)
}
