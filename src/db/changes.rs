//! What happened in conversations besides new messages, by number: what a client that was away asks for.

use rusqlite::params;

use super::{Read, Tx};
use crate::error::Result;
use crate::model::{ConversationId, UserId, limits};

pub(super) const SINCE: &str = "SELECT secuencia, mensaje FROM cambios_chat \
     WHERE conversacion_id = ?1 AND secuencia > ?2 AND secuencia <= ?3 AND usuario_id IS NULL ORDER BY secuencia DESC LIMIT ?4";
pub(super) const ADDRESSED: &str = "SELECT secuencia, conversacion_id FROM cambios_chat \
     WHERE usuario_id = ?1 AND secuencia > ?2 AND secuencia <= ?3 ORDER BY secuencia DESC LIMIT ?4";

/// Notes a change of a conversation or, where one is named, of a message in it. Of a message the newest is enough: it
/// says what the message is now, and who changes one again and again takes no room from the others' changes.
pub fn note(tx: &Tx<'_>, seq: i64, conversation: ConversationId, message: Option<i64>) -> Result<()> {
    if let Some(message) = message {
        tx.run("DELETE FROM cambios_chat WHERE mensaje = ?1", [message])?;
    }
    let sql = "INSERT INTO cambios_chat (secuencia, conversacion_id, mensaje) VALUES (?1, ?2, ?3)";
    tx.run(sql, params![seq, conversation, message])?;
    tx.run("UPDATE conversaciones_chat SET cambio = ?2 WHERE id = ?1", params![conversation, seq])?;
    trim(tx, seq)
}

/// Notes that somebody came into a conversation or is in it no more: news for them alone.
pub fn note_for(tx: &Tx<'_>, seq: i64, conversation: ConversationId, user: &UserId) -> Result<()> {
    let sql = "INSERT INTO cambios_chat (secuencia, conversacion_id, usuario_id) VALUES (?1, ?2, ?3)";
    tx.run(sql, params![seq, conversation, user])?;
    trim(tx, seq)
}

/// What is older than anybody asks for one by one is not kept.
fn trim(tx: &Tx<'_>, seq: i64) -> Result<()> {
    // Not with each change: a look at the oldest one is cheap, but it would be one more in every burst.
    if seq % 64 != 0 {
        return Ok(());
    }
    let kept = "SELECT secuencia FROM cambios_chat ORDER BY secuencia DESC LIMIT 1 OFFSET ?1";
    if let Some(oldest) = tx.one(kept, [limits::CHANGES_KEPT as i64], |row| row.get::<_, i64>(0))? {
        tx.run("DELETE FROM cambios_chat WHERE secuencia <= ?1", [oldest])?;
        tx.run(
            "INSERT INTO ajustes (clave, valor) VALUES ('cambios_desde', ?1) \
             ON CONFLICT (clave) DO UPDATE SET valor = excluded.valor",
            [oldest],
        )?;
    }
    Ok(())
}

/// The number of the newest change that is not kept any more: who knows nothing after it starts afresh.
pub fn forgotten_up_to(read: &Read<'_>) -> Result<i64> {
    let found = read.one("SELECT valor FROM ajustes WHERE clave = 'cambios_desde'", [], |row| row.get(0))?;
    Ok(found.unwrap_or_default())
}

/// Changes of a conversation after `since`, newest first, each with the message that it is of.
pub fn since(
    read: &Read<'_>,
    conversation: ConversationId,
    since: i64,
    until: i64,
    most: usize,
) -> Result<Vec<(i64, Option<i64>)>> {
    read.all(SINCE, params![conversation, since, until, most as i64], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The conversations that somebody came into or went out of after `since`, newest first.
pub fn addressed(
    read: &Read<'_>,
    user: &UserId,
    since: i64,
    until: i64,
    most: usize,
) -> Result<Vec<(i64, ConversationId)>> {
    read.all(ADDRESSED, params![user, since, until, most as i64], |row| Ok((row.get(0)?, row.get(1)?)))
}
