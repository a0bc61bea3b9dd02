//! Rows for trying and measuring, written in bulk.

use rusqlite::params;

use super::Tx;
use super::participants::ConversationKey;
use crate::error::Result;
use crate::model::Message;

/// Stores a sample message without telling anybody, and without the counters: [`recount`] sets them at the end.
pub fn insert_message(tx: &Tx<'_>, key: ConversationKey, message: &Message) -> Result<()> {
    super::messages::insert(tx, key, message).map(drop)
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
