//! When what reached whom, and who read what when.

use std::sync::Arc;

use rusqlite::params;

use super::{Read, Tx, users};
use crate::error::Result;
use crate::model::{ConversationId, Message, Receipt, UserId, limits};

pub(super) const OF: &str = "SELECT u.rut_usuario, u.nombre, u.correo, u.rol, u.activo, \
        u.recibido_secuencia >= ?2 OR p.leido_secuencia >= ?2, p.leido_secuencia >= ?2, \
        (SELECT fecha FROM recepciones r WHERE r.usuario_id = p.usuario_id AND r.hasta >= ?2 ORDER BY r.hasta LIMIT 1), \
        (SELECT fecha FROM lecturas l WHERE l.conversacion_id = ?1 AND l.usuario_id = p.usuario_id AND l.hasta >= ?2 \
         ORDER BY l.hasta LIMIT 1) \
     FROM participantes_chat p JOIN usuarios u ON u.rut_usuario = p.usuario_id \
     WHERE p.conversacion_id = ?1 AND p.usuario_id <> ?3 ORDER BY u.nombre_orden, u.rut_usuario";

/// Moves the mark of what has reached a person. False when it was there already.
pub fn receive(tx: &Tx<'_>, user: &UserId, up_to: i64) -> Result<bool> {
    let sql = "UPDATE usuarios SET recibido_secuencia = ?2 WHERE rut_usuario = ?1 AND recibido_secuencia < ?2";
    if tx.run(sql, params![user, up_to])? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO recepciones (usuario_id, hasta, fecha) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    tx.run(sql, params![user, up_to, tx.now.to_rfc3339()])?;
    let old = "DELETE FROM recepciones WHERE usuario_id = ?1 AND hasta <= (SELECT hasta FROM recepciones \
         WHERE usuario_id = ?1 ORDER BY hasta DESC LIMIT 1 OFFSET ?2)";
    tx.run(old, params![user, limits::RECEIPTS_KEPT as i64])?;
    Ok(true)
}

/// Notes when somebody has read up to a number of a conversation.
pub fn has_read(tx: &Tx<'_>, conversation: ConversationId, user: &UserId, up_to: i64) -> Result<()> {
    let sql = "INSERT INTO lecturas (conversacion_id, usuario_id, hasta, fecha) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT DO NOTHING";
    tx.run(sql, params![conversation, user, up_to, tx.now.to_rfc3339()])?;
    let old = "DELETE FROM lecturas WHERE conversacion_id = ?1 AND usuario_id = ?2 AND hasta <= (SELECT hasta FROM lecturas \
         WHERE conversacion_id = ?1 AND usuario_id = ?2 ORDER BY hasta DESC LIMIT 1 OFFSET ?3)";
    tx.run(old, params![conversation, user, limits::RECEIPTS_KEPT as i64]).map(drop)
}

/// What became of a message with everyone but its author, by name.
pub fn of(read: &Read<'_>, message: &Message) -> Result<Vec<Receipt>> {
    read.all(OF, params![message.conversation, message.seq, message.author], |row| {
        let read_at: Option<String> = row.get(8)?;
        let received_at: Option<String> = row.get(7)?;
        Ok(Receipt {
            person: Arc::new(users::user(row)?),
            received: row.get(5)?,
            // It reached who has read it, at that time at the latest.
            received_at: match (&received_at, &read_at) {
                (Some(received), Some(read)) if received > read => Some(read.clone()),
                (None, Some(read)) => Some(read.clone()),
                _ => received_at,
            },
            read: row.get(6)?,
            read_at,
        })
    })
}
