//! Urgent messages, and who has acknowledged them.

use rusqlite::params;

use super::{Read, Tx, messages};
use crate::error::Result;
use crate::model::{Message, Timestamp, UserId, limits};

pub(super) const ACKNOWLEDGED: &str =
    "SELECT usuario_id, fecha FROM acuses WHERE mensaje = ?1 ORDER BY fecha, usuario_id";
pub(super) const ALL: &str = "SELECT u.mensaje FROM participantes_chat p \
     JOIN urgentes u ON u.conversacion_id = p.conversacion_id \
     WHERE p.usuario_id = ?1 AND u.mensaje < ?2 ORDER BY u.mensaje DESC LIMIT ?3";
pub(super) const PENDING: &str = "SELECT u.mensaje FROM participantes_chat p \
     JOIN urgentes u ON u.conversacion_id = p.conversacion_id \
     JOIN mensajes_chat m ON m.secuencia = u.mensaje AND m.usuario_id <> p.usuario_id \
     LEFT JOIN acuses a ON a.mensaje = u.mensaje AND a.usuario_id = p.usuario_id \
     WHERE p.usuario_id = ?1 AND u.mensaje < ?2 AND u.mensaje > p.entrada AND a.mensaje IS NULL ORDER BY u.mensaje DESC LIMIT ?3";
pub(super) const OF_AUTHOR: &str = "SELECT count(*) FROM urgentes u \
     JOIN mensajes_chat m ON m.secuencia = u.mensaje AND m.usuario_id = ?2 \
     WHERE u.conversacion_id = ?1 AND u.mensaje >= ?3 AND EXISTS (SELECT 1 FROM participantes_chat p \
         JOIN usuarios s ON s.rut_usuario = p.usuario_id AND s.activo \
         WHERE p.conversacion_id = ?1 AND p.usuario_id <> ?2 AND p.entrada < u.mensaje \
             AND NOT EXISTS (SELECT 1 FROM acuses a WHERE a.mensaje = u.mensaje AND a.usuario_id = p.usuario_id))";

/// Notes that a message is urgent.
pub fn note(tx: &Tx<'_>, message: &Message) -> Result<()> {
    let sql = "INSERT INTO urgentes (mensaje, conversacion_id) VALUES (?1, ?2)";
    tx.run(sql, params![message.seq, message.conversation]).map(drop)
}

/// Notes that somebody has acknowledged a message. False when they had.
pub fn acknowledge(tx: &Tx<'_>, seq: i64, user: &UserId) -> Result<bool> {
    let sql = "INSERT INTO acuses (mensaje, usuario_id, fecha) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(tx.run(sql, params![seq, user, tx.now.to_rfc3339()])? > 0)
}

/// Who has acknowledged a message, and when, in this order.
pub fn acknowledged(read: &Read<'_>, seq: i64) -> Result<Vec<(UserId, String)>> {
    read.all(ACKNOWLEDGED, [seq], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Urgent messages of a person's conversations before a sequence, newest first, `most` at most.
pub fn all(read: &Read<'_>, user: &UserId, before: i64, most: usize) -> Result<Vec<i64>> {
    read.all(ALL, params![user, before, most as i64], |row| row.get(0))
}

/// The same of those that they have not acknowledged and did not write.
pub fn pending(read: &Read<'_>, user: &UserId, before: i64, most: usize) -> Result<Vec<i64>> {
    read.all(PENDING, params![user, before, most as i64], |row| row.get(0))
}

/// How many urgent messages of one author in a conversation somebody in it has still to acknowledge who was there, and can
/// log in; of those of the last [`limits::URGENT_SPAN`], so that one who never does so can't keep the others from writing.
pub fn waiting(tx: &Tx<'_>, message: &Message) -> Result<usize> {
    let from = messages::first_since(tx, Timestamp(tx.now.0 - limits::URGENT_SPAN.as_millis() as i64))?;
    let count = tx.one(OF_AUTHOR, params![message.conversation, message.author, from], |row| row.get::<_, i64>(0))?;
    Ok(count.unwrap_or_default() as usize)
}
