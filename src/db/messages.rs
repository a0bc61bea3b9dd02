//! Messages.

use rusqlite::{Row, params};

use super::{Read, Tx};
use crate::error::Result;
use crate::model::{ConversationId, Message, MessageId};

macro_rules! select_message {
    ($rest:literal) => {
        concat!(
            "SELECT secuencia, id, conversacion_id, usuario_id, contenido, fecha_envio, editado, eliminado ",
            "FROM mensajes_chat ",
            $rest
        )
    };
}

pub(super) const BY_ID: &str = select_message!("WHERE id = ?1");
pub(super) const NEWEST: &str = select_message!("WHERE conversacion_id = ?1 ORDER BY secuencia DESC LIMIT ?2");
pub(super) const BEFORE: &str =
    select_message!("WHERE conversacion_id = ?1 AND secuencia < ?2 ORDER BY secuencia DESC LIMIT ?3");

pub(super) const BY_SEQ: &str = select_message!("WHERE secuencia = ?1");
pub(super) const BETWEEN: &str = "SELECT secuencia FROM mensajes_chat \
     WHERE conversacion_id = ?1 AND secuencia > ?2 AND secuencia <= ?3 ORDER BY secuencia LIMIT ?4";

fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    let deleted: bool = row.get(7)?;
    Ok(Message {
        seq: row.get(0)?,
        id: row.get(1)?,
        conversation: row.get(2)?,
        author: row.get(3)?,
        content: if deleted { String::new() } else { row.get(4)? },
        sent_at: row.get(5)?,
        edited: row.get(6)?,
        deleted,
    })
}

/// The message with this id.
pub fn by_id(read: &Read<'_>, id: MessageId) -> Result<Option<Message>> {
    read.one(BY_ID, [id], message)
}

/// The message with this sequence.
pub fn by_seq(read: &Read<'_>, seq: i64) -> Result<Option<Message>> {
    read.one(BY_SEQ, [seq], message)
}

/// The sequences of the first `most` messages after `since`, up to and including `until`; read from the index alone.
pub fn between(read: &Read<'_>, conversation: ConversationId, since: i64, until: i64, most: usize) -> Result<Vec<i64>> {
    read.all(BETWEEN, params![conversation, since, until, most as i64], |row| row.get(0))
}

/// The newest `most` messages, newest first.
pub fn newest(read: &Read<'_>, conversation: ConversationId, most: usize) -> Result<Vec<Message>> {
    read.all(NEWEST, params![conversation, most as i64], message)
}

/// The `most` messages before a sequence, newest first.
pub fn before(read: &Read<'_>, conversation: ConversationId, seq: i64, most: usize) -> Result<Vec<Message>> {
    read.all(BEFORE, params![conversation, seq, most as i64], message)
}

/// Stores a message. False, and nothing stored, when its id is taken.
pub fn insert(tx: &Tx<'_>, message: &Message) -> Result<bool> {
    let inserted = tx.run(
        "INSERT INTO mensajes_chat (secuencia, id, conversacion_id, usuario_id, contenido, fecha_envio) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING",
        params![message.seq, message.id, message.conversation, message.author, message.content, message.sent_at,],
    )?;
    Ok(inserted > 0)
}
