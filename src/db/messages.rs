//! Messages.

use rusqlite::{Row, params};

use super::participants::ConversationKey;
use super::{Read, Tx};
use crate::error::Result;
use crate::model::{Message, MessageId, MessageText, Timestamp, Traits, UserId, limits};

macro_rules! select_message {
    ($rest:literal) => {
        concat!(
            "SELECT secuencia, id, conversacion_id, usuario_id, contenido, fecha_envio, editado, eliminado, rasgos ",
            "FROM mensajes_chat ",
            $rest
        )
    };
}

pub(super) const BY_ID: &str = select_message!("WHERE id = ?1");
// The place finds them; the id of the conversation is compared all the same, so that no row that was put into the
// wrong place by hand can show up among other people's.
pub(super) const NEWEST: &str =
    select_message!("WHERE lugar > ?1 AND lugar <= ?2 AND conversacion_id = ?3 ORDER BY lugar DESC LIMIT ?4");
pub(super) const BEFORE: &str = select_message!(
    "WHERE lugar > ?1 AND lugar < (SELECT lugar FROM mensajes_chat WHERE secuencia = ?2) AND conversacion_id = ?3 \
     ORDER BY lugar DESC LIMIT ?4"
);
pub(super) const OLDEST: &str =
    select_message!("WHERE lugar > ?1 AND lugar <= ?2 AND conversacion_id = ?3 ORDER BY lugar LIMIT ?4");
pub(super) const AFTER: &str = select_message!(
    "WHERE lugar > (SELECT lugar FROM mensajes_chat WHERE secuencia = ?2) AND lugar <= ?1 AND conversacion_id = ?3 \
     ORDER BY lugar LIMIT ?4"
);
pub(super) const BY_SEQ: &str = select_message!("WHERE secuencia = ?1");
pub(super) const BACKWARDS: &str = "SELECT secuencia, usuario_id, eliminado OR rasgos & 8 FROM mensajes_chat \
     WHERE lugar > ?1 AND lugar <= ?2 AND conversacion_id = ?3 ORDER BY lugar DESC";

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
        traits: Traits(row.get(8)?),
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

/// The sequences of the messages after `since`, up to and including `until`, newest first, `most` at most.
pub fn between(read: &Read<'_>, key: ConversationKey, since: i64, until: i64, most: usize) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    backwards(read, key, since, |seq, _, _| {
        if seq <= until {
            found.push(seq);
        }
        found.len() < most
    })?;
    Ok(found)
}

/// How many messages after `since`, up to and including `until`, are of others, and neither deleted nor the server's.
pub fn others_between(read: &Read<'_>, key: ConversationKey, since: i64, until: i64, user: &UserId) -> Result<i64> {
    let mut found = 0;
    backwards(read, key, since, |seq, author, deleted| {
        found += i64::from(seq <= until && author != user.as_str() && !deleted);
        true
    })?;
    Ok(found)
}

/// Who wrote what lies after `since`, up to and including `until`, each once; of the newest [`limits::MARKED`] messages.
pub fn authors_between(read: &Read<'_>, key: ConversationKey, since: i64, until: i64) -> Result<Vec<UserId>> {
    let mut authors: Vec<UserId> = Vec::new();
    let mut looked = 0;
    backwards(read, key, since, |seq, author, _| {
        looked += 1;
        if seq <= until && !authors.iter().any(|known| known.as_str() == author) {
            authors.push(UserId::stored(author.to_owned()));
        }
        looked < limits::MARKED
    })?;
    Ok(authors)
}

/// Shows sequence, author and whether it counts for nobody of each message from the newest one back to `since`, or until
/// `look` has seen enough.
fn backwards(
    read: &Read<'_>,
    key: ConversationKey,
    since: i64,
    mut look: impl FnMut(i64, &str, bool) -> bool,
) -> Result<()> {
    read.each(BACKWARDS, params![key.before_first(), key.last(), key.id], |row| {
        let seq = row.get(0)?;
        Ok(seq > since && look(seq, row.get_ref(1)?.as_str()?, row.get(2)?))
    })
}

/// The newest `most` messages, newest first.
pub fn newest(read: &Read<'_>, key: ConversationKey, most: usize) -> Result<Vec<Message>> {
    read.all(NEWEST, params![key.before_first(), key.last(), key.id, most as i64], message)
}

/// The `most` messages before a sequence of the same conversation, newest first.
pub fn before(read: &Read<'_>, key: ConversationKey, seq: i64, most: usize) -> Result<Vec<Message>> {
    read.all(BEFORE, params![key.before_first(), seq, key.id, most as i64], message)
}

/// The oldest `most` messages, oldest first.
pub fn oldest(read: &Read<'_>, key: ConversationKey, most: usize) -> Result<Vec<Message>> {
    read.all(OLDEST, params![key.before_first(), key.last(), key.id, most as i64], message)
}

/// The `most` messages after a sequence of the same conversation, oldest first.
pub fn after(read: &Read<'_>, key: ConversationKey, seq: i64, most: usize) -> Result<Vec<Message>> {
    read.all(AFTER, params![key.last(), seq, key.id, most as i64], message)
}

/// Stores a message after all others of its conversation. False, and nothing stored, when its id is taken.
pub fn insert(tx: &Tx<'_>, key: ConversationKey, message: &Message) -> Result<bool> {
    let inserted = tx.run(
        "INSERT INTO mensajes_chat (lugar, id, secuencia, conversacion_id, usuario_id, contenido, fecha_envio, rasgos) \
         VALUES (1 + coalesce((SELECT lugar FROM mensajes_chat WHERE lugar > ?1 AND lugar <= ?2 \
                               ORDER BY lugar DESC LIMIT 1), ?1), \
             ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO NOTHING",
        params![
            key.before_first(),
            key.last(),
            message.id,
            message.seq,
            message.conversation,
            message.author,
            message.content,
            message.sent_at,
            message.traits.0,
        ],
    )?;
    Ok(inserted > 0)
}

/// Gives a message another text.
pub fn set_text(tx: &Tx<'_>, seq: i64, text: &MessageText) -> Result<()> {
    let sql = "UPDATE mensajes_chat SET contenido = ?2, editado = true WHERE secuencia = ?1";
    tx.run(sql, params![seq, text.as_str()]).map(drop)
}

/// Leaves of a message its place alone. Gives the hashes of what was in files that are none any more.
pub fn delete(tx: &Tx<'_>, seq: i64) -> Result<Vec<String>> {
    let sql = "UPDATE mensajes_chat SET contenido = '', eliminado = true, rasgos = rasgos & ?2 WHERE secuencia = ?1";
    tx.run(sql, [seq, Traits::SYSTEM.0])?;
    super::extras::forget(tx, seq)
}

/// Sets what a message has beyond its text.
pub fn set_traits(tx: &Tx<'_>, seq: i64, traits: Traits) -> Result<()> {
    tx.run("UPDATE mensajes_chat SET rasgos = ?2 WHERE secuencia = ?1", [seq, traits.0]).map(drop)
}

pub(super) const NEXT: &str =
    "SELECT secuencia, fecha_envio FROM mensajes_chat WHERE secuencia >= ?1 ORDER BY secuencia LIMIT 1";

/// A sequence from which on everything was said then or later, where the clock never went back; found by halving.
pub fn first_since(read: &Read<'_>, time: Timestamp) -> Result<i64> {
    let (mut from, mut to) = (0, super::settings::sequence(read)? + 1);
    while from < to {
        let middle = from + (to - from) / 2;
        let next = read.one(NEXT, [middle], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        match next {
            Some((seq, sent)) if Timestamp::parse_rfc3339(&sent).is_some_and(|sent| sent < time) => from = seq + 1,
            _ => to = middle,
        }
    }
    Ok(from)
}
