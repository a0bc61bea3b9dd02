//! Single values that outlive the process.

use rusqlite::Connection;

use super::{Read, Tx};
use crate::error::Result;
use crate::model::Timestamp;

/// The last number that was handed out.
pub fn sequence(read: &Read<'_>) -> Result<i64> {
    Ok(read.one("SELECT valor FROM ajustes WHERE clave = 'secuencia'", [], |row| row.get(0))?.unwrap_or(0))
}

/// The first number handed out since the last restore; 0 where there was none.
pub fn restored_from(read: &Read<'_>) -> Result<i64> {
    let sql = "SELECT valor FROM ajustes WHERE clave = 'restaurada_desde'";
    Ok(read.one(sql, [], |row| row.get(0))?.unwrap_or(0))
}

/// Keeps the last number handed out.
pub(super) fn set_sequence(tx: &Tx<'_>) -> Result<()> {
    tx.run("UPDATE ajustes SET valor = ?1 WHERE clave = 'secuencia'", [tx.seq]).map(drop)
}

const IS_BEHIND: &str = "SELECT coalesce((SELECT max(secuencia) FROM mensajes_chat), 0) > \
     coalesce((SELECT valor FROM ajustes WHERE clave = 'secuencia'), 0)";

/// Whether a number that is taken would be handed out: somebody has written into the file by hand.
pub(super) fn is_sequence_behind(read: &Read<'_>) -> Result<bool> {
    Ok(read.one(IS_BEHIND, [], |row| row.get(0))?.unwrap_or(false))
}

/// Hands out no number that is taken.
pub(super) fn mend_sequence(connection: &Connection) -> Result<()> {
    if is_sequence_behind(&Read::new(connection, Timestamp(0)))? {
        connection.execute(
            "INSERT INTO ajustes (clave, valor) SELECT 'secuencia', max(secuencia) FROM mensajes_chat WHERE true \
             ON CONFLICT (clave) DO UPDATE SET valor = excluded.valor",
            [],
        )?;
    }
    Ok(())
}

/// The clock's floor: the latest time that this database has seen.
pub(super) fn clock_floor(read: &Read<'_>) -> Result<Timestamp> {
    let floor = read.one("SELECT valor FROM ajustes WHERE clave = 'reloj'", [], |row| row.get(0))?;
    Ok(floor.unwrap_or(Timestamp(0)))
}

/// Raises the clock's floor to now.
pub(super) fn raise_clock_floor(tx: &Tx<'_>) -> Result<()> {
    tx.run("UPDATE ajustes SET valor = max(valor, ?1) WHERE clave = 'reloj'", [tx.now]).map(drop)
}

/// Whether the last server to use this database stopped in order.
pub(super) fn stopped_cleanly(read: &Read<'_>) -> Result<bool> {
    Ok(read.one("SELECT valor FROM ajustes WHERE clave = 'cierre_limpio'", [], |row| row.get(0))?.unwrap_or(false))
}

/// Keeps whether the server stopped in order: false while one runs.
pub(super) fn set_stopped_cleanly(tx: &Tx<'_>, clean: bool) -> Result<()> {
    tx.run("UPDATE ajustes SET valor = ?1 WHERE clave = 'cierre_limpio'", [clean]).map(drop)
}

/// Whether this database was made by `serve --demo`.
pub fn is_demo(read: &Read<'_>) -> Result<bool> {
    Ok(read.one("SELECT 1 FROM ajustes WHERE clave = 'demo'", [], |_| Ok(()))?.is_some())
}

/// Notes that this database was made by `serve --demo`.
pub fn set_demo(tx: &Tx<'_>) -> Result<()> {
    tx.run("INSERT INTO ajustes (clave, valor) VALUES ('demo', 1) ON CONFLICT DO NOTHING", []).map(drop)
}
