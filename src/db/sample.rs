//! Rows for trying and measuring, written in bulk.

use rusqlite::params;

use super::Tx;
use super::participants::ConversationKey;
use crate::error::Result;
use crate::model::Message;

/// Stores a sample message without telling anybody, and without what its conversation keeps of it: [`set_newest`] and
/// [`recount`] do that. False when it is there already.
pub fn insert_message(tx: &Tx<'_>, key: ConversationKey, message: &Message) -> Result<bool> {
    super::messages::insert(tx, key, message)
}

/// Makes a conversation findable by its newest message. In the transaction in which that is stored: who catches up
/// looks only where something is new, and never looks again where nothing was.
pub fn set_newest(tx: &Tx<'_>, key: ConversationKey, message: &Message) -> Result<()> {
    tx.run(
        "UPDATE conversaciones_chat SET orden = ?2, ultima_secuencia = ?2, ultima_actualizacion = ?3 WHERE numero = ?1",
        params![key.number, message.seq, message.sent_at],
    )?;
    Ok(())
}

/// Sets what is derived from a conversation's messages.
pub fn recount(tx: &Tx<'_>, key: ConversationKey) -> Result<()> {
    tx.run(
        "UPDATE conversaciones_chat SET (orden, ultima_secuencia, ultima_actualizacion) = \
             (SELECT secuencia, secuencia, fecha_envio FROM mensajes_chat WHERE lugar > ?1 AND lugar <= ?2 \
              ORDER BY lugar DESC LIMIT 1), \
             total_mensajes = (SELECT count(*) FROM mensajes_chat WHERE lugar > ?1 AND lugar <= ?2) \
         WHERE numero = ?3 AND EXISTS (SELECT 1 FROM mensajes_chat WHERE lugar > ?1 AND lugar <= ?2)",
        params![key.before_first(), key.last(), key.number],
    )?;
    tx.run(
        "UPDATE participantes_chat SET propios = (SELECT count(*) FROM mensajes_chat m \
             WHERE m.lugar > ?1 AND m.lugar <= ?2 AND m.usuario_id = participantes_chat.usuario_id) \
         WHERE conversacion_id = ?3",
        params![key.before_first(), key.last(), key.id],
    )?;
    Ok(())
}
