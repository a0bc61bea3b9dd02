//! Who takes part in what, and how far each has read.

use rusqlite::params;

use super::{Read, Tx, tx::Members};
use crate::error::Result;
use crate::model::{ConversationId, UserId};

pub(super) const IS_IN: &str = "SELECT 1 FROM participantes_chat WHERE conversacion_id = ?1 AND usuario_id = ?2";
pub(super) const MEMBERS: &str = "SELECT usuario_id FROM participantes_chat WHERE conversacion_id = ?1";
pub(super) const MARK: &str =
    "SELECT leido_secuencia FROM participantes_chat WHERE conversacion_id = ?1 AND usuario_id = ?2";
pub(super) const UNREAD_UP_TO: &str = "SELECT count(*) FROM mensajes_chat \
     WHERE conversacion_id = ?1 AND secuencia > ?2 AND secuencia <= ?3 AND usuario_id <> ?4 AND NOT eliminado";

/// Whether a person takes part.
pub fn is_in(read: &Read<'_>, conversation: ConversationId, user: &UserId) -> Result<bool> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Query, conversation);
    Ok(read.one(IS_IN, params![conversation, user], |_| Ok(()))?.is_some())
}

/// Everyone who takes part, in no order.
pub fn members(read: &Read<'_>, conversation: ConversationId) -> Result<Vec<UserId>> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Query, conversation);
    read.all(MEMBERS, [conversation], |row| row.get(0))
}

/// Everyone who takes part, as the writer remembers them. Empty when there is no such conversation.
pub(crate) fn remembered_members(tx: &mut Tx<'_>, conversation: ConversationId) -> Result<Members> {
    if let Some(members) = tx.cache.members.get(&conversation) {
        return Ok(members.clone());
    }
    let members: Members = members(tx, conversation)?.into();
    // An unknown id is not worth remembering: anybody can make up any number of them.
    if !members.is_empty() {
        tx.cache.members.insert(conversation, members.clone());
    }
    Ok(members)
}

/// Adds a person to a conversation that has no messages yet.
pub fn add(tx: &mut Tx<'_>, conversation: ConversationId, user: &UserId) -> Result<()> {
    let sql = "INSERT INTO participantes_chat (conversacion_id, usuario_id) VALUES (?1, ?2)";
    tx.run(sql, params![conversation, user])?;
    tx.cache.members.remove(&conversation);
    Ok(())
}

/// Counts a message of a person's own, which is never unread for them.
pub fn count_own(tx: &Tx<'_>, conversation: ConversationId, user: &UserId) -> Result<()> {
    let sql = "UPDATE participantes_chat SET propios = propios + 1 WHERE conversacion_id = ?1 AND usuario_id = ?2";
    tx.run(sql, params![conversation, user]).map(drop)
}

/// How far a person has read; `None` for who does not take part.
pub fn read_mark(read: &Read<'_>, conversation: ConversationId, user: &UserId) -> Result<Option<i64>> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Query, conversation);
    read.one(MARK, params![conversation, user], |row| row.get(0))
}

/// Moves the mark to the end. Costs the same however much there was to read.
pub fn read_all(tx: &Tx<'_>, conversation: ConversationId, user: &UserId) -> Result<()> {
    tx.run(
        "UPDATE participantes_chat SET ultimo_mensaje_leido = ?3, \
             leido_secuencia = max(leido_secuencia, coalesce(c.ultima_secuencia, 0)), \
             ajenos_leidos = c.total_mensajes - propios \
         FROM conversaciones_chat c \
         WHERE participantes_chat.conversacion_id = ?1 AND usuario_id = ?2 AND c.id = ?1",
        params![conversation, user, tx.now.to_rfc3339()],
    )
    .map(drop)
}

/// Moves the mark from `from` to `to`. Counts what lies between, so each message is counted once in its life.
pub fn read_up_to(tx: &Tx<'_>, conversation: ConversationId, user: &UserId, from: i64, to: i64) -> Result<()> {
    let newly: i64 = tx.one(UNREAD_UP_TO, params![conversation, from, to, user], |row| row.get(0))?.unwrap_or(0);
    tx.run(
        "UPDATE participantes_chat SET ultimo_mensaje_leido = ?3, leido_secuencia = ?4, \
             ajenos_leidos = ajenos_leidos + ?5 WHERE conversacion_id = ?1 AND usuario_id = ?2",
        params![conversation, user, tx.now.to_rfc3339(), to, newly],
    )
    .map(drop)
}
