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
     WHERE p.conversacion_id = ?1 AND p.usuario_id <> ?3 AND p.entrada < ?2 ORDER BY u.nombre_orden, u.rut_usuario";

pub(super) const MARK: &str = "SELECT recibido_secuencia FROM usuarios WHERE rut_usuario = ?1";
pub(super) const AUTHORS: &str = "SELECT DISTINCT m.usuario_id FROM mensajes_chat m \
     JOIN participantes_chat p ON p.conversacion_id = m.conversacion_id AND p.usuario_id = ?1 \
     WHERE m.secuencia > ?2 AND m.secuencia <= ?3 AND m.usuario_id <> ?1";

/// Moves the mark of what has reached a person; gives where it was. `None` when it was there already.
pub fn receive(tx: &Tx<'_>, user: &UserId, up_to: i64) -> Result<Option<i64>> {
    let before = tx.one(MARK, [user], |row| row.get::<_, i64>(0))?.unwrap_or(i64::MAX);
    if before >= up_to {
        return Ok(None);
    }
    tx.run("UPDATE usuarios SET recibido_secuencia = ?2 WHERE rut_usuario = ?1", params![user, up_to])?;
    let sql = "INSERT INTO recepciones (usuario_id, hasta, fecha) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    tx.run(sql, params![user, up_to, tx.now.to_rfc3339()])?;
    let old = "DELETE FROM recepciones WHERE usuario_id = ?1 AND hasta <= (SELECT hasta FROM recepciones \
         WHERE usuario_id = ?1 ORDER BY hasta DESC LIMIT 1 OFFSET ?2)";
    tx.run(old, params![user, limits::RECEIPTS_KEPT as i64])?;
    Ok(Some(before))
}

/// Who wrote to a person what lies between two marks, each once; of the newest [`limits::MARKED`] messages of all.
pub fn authors(read: &Read<'_>, user: &UserId, after: i64, up_to: i64) -> Result<Vec<UserId>> {
    let after = after.max(up_to.saturating_sub(limits::MARKED as i64));
    read.all(AUTHORS, params![user, after, up_to], |row| row.get(0))
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

/// What became of a message with everyone who was there but its author, by name.
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
