//! Rows for trying and measuring, written in bulk.

use rusqlite::params;

use super::Tx;
use crate::error::Result;
use crate::model::{ConversationId, Message};

/// Stores a sample message without telling anybody, and without what its conversation keeps of it: [`set_newest`] and
/// [`recount`] do that. False when it is there already.
pub fn insert_message(tx: &Tx<'_>, message: &Message) -> Result<bool> {
    super::messages::insert(tx, message)
}

/// Makes a conversation findable by its newest message. In the transaction in which that is stored: who catches up
/// looks only where something is new, and never looks again where nothing was.
pub fn set_newest(tx: &Tx<'_>, message: &Message) -> Result<()> {
    tx.run(
        "UPDATE conversaciones_chat SET orden = ?2, ultima_secuencia = ?2, ultima_actualizacion = ?3 WHERE id = ?1",
        params![message.conversation, message.seq, message.sent_at],
    )?;
    Ok(())
}

/// Sets what is derived from a conversation's messages.
pub fn recount(tx: &Tx<'_>, conversation: ConversationId) -> Result<()> {
    tx.run(
        "UPDATE conversaciones_chat SET (orden, ultima_secuencia, ultima_actualizacion) = \
             (SELECT secuencia, secuencia, fecha_envio FROM mensajes_chat WHERE conversacion_id = ?1 \
              ORDER BY secuencia DESC LIMIT 1), \
             total_mensajes = (SELECT count(*) FROM mensajes_chat WHERE conversacion_id = ?1) \
         WHERE id = ?1 AND EXISTS (SELECT 1 FROM mensajes_chat WHERE conversacion_id = ?1)",
        [conversation],
    )?;
    tx.run(
        "UPDATE participantes_chat SET propios = (SELECT count(*) FROM mensajes_chat m \
             WHERE m.conversacion_id = ?1 AND m.usuario_id = participantes_chat.usuario_id) \
         WHERE conversacion_id = ?1",
        params![conversation],
    )?;
    Ok(())
}
