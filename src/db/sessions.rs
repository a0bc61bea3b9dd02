//! Sessions.

use super::{Read, Tx};
use crate::error::Result;
use crate::model::{Session, SessionId, Timestamp, User, UserId};

/// What a new session is made of.
pub struct NewSession<'a> {
    /// The hash of the cookie's value.
    pub token_hash: [u8; 32],
    /// Whose it is.
    pub user: &'a UserId,
    /// When it ends, by the server's clock.
    pub expires_at: Timestamp,
    /// Whether it was to be remembered.
    pub remember: bool,
    /// The browser's name, as it gave it.
    pub agent: &'a str,
    /// Where it was opened from.
    pub address: &'a str,
}

pub(super) const LIVE: &str = "SELECT u.rut_usuario, u.nombre, u.correo, u.rol, u.activo, s.id, s.vence_en, s.ultimo_uso \
     FROM sesiones s JOIN usuarios u ON u.rut_usuario = s.usuario_id \
     WHERE s.token_hash = ?1 AND s.revocada_en IS NULL AND s.vence_en > ?2 AND u.activo";
pub(super) const STILL_LIVE: &str = "SELECT 1 FROM sesiones s JOIN usuarios u ON u.rut_usuario = s.usuario_id \
     WHERE s.id = ?1 AND s.revocada_en IS NULL AND s.vence_en > ?2 AND u.activo";

/// The live session of a cookie, with its person.
pub fn live(read: &Read<'_>, token_hash: &[u8; 32]) -> Result<Option<(Session, User)>> {
    read.one(LIVE, rusqlite::params![token_hash, read.now], |row| {
        let user = super::users::user(row)?;
        let session =
            Session { id: row.get(5)?, user: user.id.clone(), expires_at: row.get(6)?, last_seen: row.get(7)? };
        Ok((session, user))
    })
}

/// Whether a session is still live.
pub fn is_live(read: &Read<'_>, id: SessionId) -> Result<bool> {
    Ok(read.one(STILL_LIVE, rusqlite::params![id, read.now], |_| Ok(()))?.is_some())
}

/// Opens a session.
pub fn open(tx: &Tx<'_>, new: &NewSession<'_>) -> Result<SessionId> {
    tx.run(
        "INSERT INTO sesiones (token_hash, usuario_id, creada_en, vence_en, ultimo_uso, recordar, agente, ip) \
         VALUES (?1, ?2, ?3, ?4, ?3, ?5, ?6, ?7)",
        rusqlite::params![new.token_hash, new.user, tx.now, new.expires_at, new.remember, new.agent, new.address],
    )?;
    Ok(SessionId(tx.connection().last_insert_rowid()))
}

/// Notes that a session was used.
pub fn touch(tx: &Tx<'_>, id: SessionId) -> Result<()> {
    tx.run("UPDATE sesiones SET ultimo_uso = ?2 WHERE id = ?1", rusqlite::params![id, tx.now]).map(drop)
}

/// Ends one session. False when it had ended already.
pub fn end(tx: &Tx<'_>, id: SessionId) -> Result<bool> {
    let sql = "UPDATE sesiones SET revocada_en = ?2 WHERE id = ?1 AND revocada_en IS NULL";
    Ok(tx.run(sql, rusqlite::params![id, tx.now])? > 0)
}

/// Ends all sessions of a person; gives which.
pub fn end_all(tx: &Tx<'_>, user: &UserId) -> Result<Vec<SessionId>> {
    tx.all(
        "UPDATE sesiones SET revocada_en = ?2 WHERE usuario_id = ?1 AND revocada_en IS NULL RETURNING id",
        rusqlite::params![user, tx.now],
        |row| row.get(0),
    )
}

/// Forgets a person's sessions that ended before `before`.
pub fn forget_ended(tx: &Tx<'_>, user: &UserId, before: Timestamp) -> Result<()> {
    tx.run(
        "DELETE FROM sesiones WHERE usuario_id = ?1 AND coalesce(revocada_en, vence_en) < ?2",
        rusqlite::params![user, before],
    )
    .map(drop)
}
