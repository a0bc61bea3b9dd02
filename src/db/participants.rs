//! Who takes part in what, and how far each has read.

use std::sync::Arc;

use rusqlite::params;

use super::{Read, Tx, messages, tx::Remembered};
use crate::error::Result;
use crate::model::{ConversationId, GroupRole, UserId};

pub(super) const IS_IN: &str = "SELECT 1 FROM participantes_chat WHERE conversacion_id = ?1 AND usuario_id = ?2";
pub(super) const MEMBERS: &str = "SELECT usuario_id FROM participantes_chat WHERE conversacion_id = ?1";
pub(super) const ROLES: &str = "SELECT usuario_id, rol FROM participantes_chat WHERE conversacion_id = ?1";
pub(super) const KEY: &str = "SELECT c.numero FROM participantes_chat p \
     JOIN conversaciones_chat c ON c.id = p.conversacion_id WHERE p.conversacion_id = ?1 AND p.usuario_id = ?2";
pub(super) const MARK: &str = "SELECT c.numero, p.leido_secuencia, c.total_mensajes - p.propios - p.ajenos_leidos \
     FROM participantes_chat p JOIN conversaciones_chat c ON c.id = p.conversacion_id WHERE p.conversacion_id = ?1 AND p.usuario_id = ?2";
/// Who shares a conversation with a person: a walk over their conversations, and over the people of each.
pub(super) const ACQUAINTED: &str = "SELECT DISTINCT other.usuario_id FROM participantes_chat mine \
     JOIN participantes_chat other \
         ON other.conversacion_id = mine.conversacion_id AND other.usuario_id <> mine.usuario_id \
     WHERE mine.usuario_id = ?1";

/// Where a conversation's messages lie. Whoever reads messages needs one, and gets it through somebody's
/// participation.
#[derive(Debug, Clone, Copy)]
pub struct ConversationKey {
    pub(super) id: ConversationId,
    pub(super) number: i64,
}

impl ConversationKey {
    /// The conversation.
    pub fn id(self) -> ConversationId {
        self.id
    }

    /// Bits of a message's place within its conversation.
    const PLACE_BITS: u32 = 32;

    /// One less than the place of its first message.
    pub(super) fn before_first(self) -> i64 {
        self.number << Self::PLACE_BITS
    }

    /// The last place there is in it.
    pub(super) fn last(self) -> i64 {
        self.before_first() | ((1 << Self::PLACE_BITS) - 1)
    }
}

/// Whether a person takes part.
pub fn is_in(read: &Read<'_>, conversation: ConversationId, user: &UserId) -> Result<bool> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Query, conversation);
    Ok(read.one(IS_IN, params![conversation, user], |_| Ok(()))?.is_some())
}

/// Where the messages of a conversation lie that a person takes part in; `None` for anybody else.
pub fn key(read: &Read<'_>, conversation: ConversationId, user: &UserId) -> Result<Option<ConversationKey>> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Query, conversation);
    read.one(KEY, params![conversation, user], |row| Ok(ConversationKey { id: conversation, number: row.get(0)? }))
}

/// Everyone who takes part, in no order.
pub fn members(read: &Read<'_>, conversation: ConversationId) -> Result<Vec<UserId>> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Query, conversation);
    read.all(MEMBERS, [conversation], |row| row.get(0))
}

/// Who takes part and where the messages lie, as the writer remembers it; `None` for who does not take part.
pub(crate) fn remembered(tx: &mut Tx<'_>, conversation: ConversationId, user: &UserId) -> Result<Option<Remembered>> {
    let remembered = match tx.cache.conversations.get(&conversation) {
        Some(remembered) => remembered.clone(),
        None => {
            // An unknown id is not worth remembering: anybody can make up any number of them.
            let Some(key) = key(tx, conversation, user)? else { return Ok(None) };
            let members = members(tx, conversation)?.into();
            let remembered = Remembered { key, members, writers: writers(tx, conversation)? };
            tx.cache.conversations.insert(conversation, remembered.clone());
            remembered
        }
    };
    Ok(Some(remembered).filter(|remembered| remembered.members.contains(user)))
}

/// Adds a person to a conversation; what was said in it before counts as read, and they were not there for it.
pub fn add(tx: &mut Tx<'_>, conversation: ConversationId, user: &UserId, role: GroupRole) -> Result<()> {
    let sql = "INSERT INTO participantes_chat (conversacion_id, usuario_id, rol, ajenos_leidos, leido_secuencia, entrada) \
         SELECT id, ?2, ?3, total_mensajes, coalesce(ultima_secuencia, 0), \
         coalesce(ultima_secuencia, 0) FROM conversaciones_chat WHERE id = ?1";
    tx.run(sql, params![conversation, user, role])?;
    tx.cache.conversations.remove(&conversation);
    Ok(())
}

/// Takes a person out of a conversation.
pub fn remove(tx: &mut Tx<'_>, conversation: ConversationId, user: &UserId) -> Result<()> {
    let sql = "DELETE FROM participantes_chat WHERE conversacion_id = ?1 AND usuario_id = ?2";
    tx.run(sql, params![conversation, user])?;
    tx.cache.conversations.remove(&conversation);
    Ok(())
}

/// The role of each in a group.
pub fn roles(read: &Read<'_>, conversation: ConversationId) -> Result<Vec<(UserId, GroupRole)>> {
    read.all(ROLES, [conversation], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A person's role in a conversation; `None` for who does not take part.
pub fn role(read: &Read<'_>, conversation: ConversationId, user: &UserId) -> Result<Option<GroupRole>> {
    let sql = "SELECT rol FROM participantes_chat WHERE conversacion_id = ?1 AND usuario_id = ?2";
    read.one(sql, params![conversation, user], |row| row.get(0))
}

/// What was said up to this sequence was said before a person came into a conversation.
pub fn joined(read: &Read<'_>, conversation: ConversationId, user: &UserId) -> Result<i64> {
    let sql = "SELECT entrada FROM participantes_chat WHERE conversacion_id = ?1 AND usuario_id = ?2";
    Ok(read.one(sql, params![conversation, user], |row| row.get(0))?.unwrap_or(i64::MAX))
}

/// Gives a person a role.
pub fn set_role(tx: &mut Tx<'_>, conversation: ConversationId, user: &UserId, role: GroupRole) -> Result<()> {
    let sql = "UPDATE participantes_chat SET rol = ?3 WHERE conversacion_id = ?1 AND usuario_id = ?2";
    tx.run(sql, params![conversation, user, role])?;
    tx.cache.conversations.remove(&conversation);
    Ok(())
}

/// Who may write where only admins may; `None` where everyone may.
fn writers(read: &Read<'_>, conversation: ConversationId) -> Result<Option<Arc<[UserId]>>> {
    let announces = "SELECT solo_admins FROM conversaciones_chat WHERE id = ?1";
    if !read.one(announces, [conversation], |row| row.get::<_, bool>(0))?.unwrap_or_default() {
        return Ok(None);
    }
    let admins = roles(read, conversation)?.into_iter().filter(|(_, role)| *role >= GroupRole::Admin);
    Ok(Some(admins.map(|(user, _)| user).collect()))
}

/// A message that the server writes counts as read by everyone.
pub fn count_for_nobody(tx: &Tx<'_>, conversation: ConversationId, author: &UserId) -> Result<()> {
    let sql = "UPDATE participantes_chat SET ajenos_leidos = ajenos_leidos + 1 \
         WHERE conversacion_id = ?1 AND usuario_id <> ?2";
    tx.run(sql, params![conversation, author]).map(drop)
}

/// Counts a message of a person's own, which is never unread for them.
pub fn count_own(tx: &Tx<'_>, conversation: ConversationId, user: &UserId) -> Result<()> {
    let sql = "UPDATE participantes_chat SET propios = propios + 1 WHERE conversacion_id = ?1 AND usuario_id = ?2";
    tx.run(sql, params![conversation, user]).map(drop)
}

/// Everyone with whom a person shares a conversation, each once, in no order.
pub fn acquainted(read: &Read<'_>, user: &UserId) -> Result<Vec<UserId>> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Query, user);
    read.all(ACQUAINTED, [user], |row| row.get(0))
}

/// How far somebody has read a conversation.
#[derive(Debug, Clone, Copy)]
pub struct ReadMark {
    /// Where the messages lie.
    pub key: ConversationKey,
    /// Everything up to this number is read.
    pub seq: i64,
    /// How much is not.
    pub unread: i64,
}

/// How far a person has read; `None` for who does not take part.
pub fn read_mark(read: &Read<'_>, conversation: ConversationId, user: &UserId) -> Result<Option<ReadMark>> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Query, conversation);
    read.one(MARK, params![conversation, user], |row| {
        let key = ConversationKey { id: conversation, number: row.get(0)? };
        Ok(ReadMark { key, seq: row.get(1)?, unread: row.get(2)? })
    })
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
pub fn read_up_to(tx: &Tx<'_>, key: ConversationKey, user: &UserId, from: i64, to: i64) -> Result<()> {
    let newly = messages::others_between(tx, key, from, to, user)?;
    tx.run(
        "UPDATE participantes_chat SET ultimo_mensaje_leido = ?3, leido_secuencia = ?4, \
             ajenos_leidos = ajenos_leidos + ?5 WHERE conversacion_id = ?1 AND usuario_id = ?2",
        params![key.id, user, tx.now.to_rfc3339(), to, newly],
    )
    .map(drop)
}
