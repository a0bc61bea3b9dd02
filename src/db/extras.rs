//! What messages have beyond their text.

use rusqlite::params;

use super::{Read, Tx};
use crate::error::Result;
use crate::model::{Emoji, Mention, Reaction, UserId};

pub(super) const ANSWERED: &str = "SELECT a FROM respuestas WHERE mensaje = ?1";
pub(super) const REACTIONS: &str = "SELECT emoji, usuario_id FROM reacciones WHERE mensaje = ?1 ORDER BY secuencia";
pub(super) const MENTIONS: &str = "SELECT usuario_id FROM menciones WHERE mensaje = ?1";
pub(super) const STARRED_BETWEEN: &str =
    "SELECT mensaje FROM destacados WHERE usuario_id = ?1 AND mensaje BETWEEN ?2 AND ?3";
pub(super) const STARRED: &str = "SELECT d.mensaje FROM destacados d \
     CROSS JOIN mensajes_chat m ON m.secuencia = d.mensaje AND NOT m.eliminado \
     CROSS JOIN participantes_chat p ON p.conversacion_id = m.conversacion_id AND p.usuario_id = d.usuario_id \
     WHERE d.usuario_id = ?1 AND d.mensaje < ?2 ORDER BY d.mensaje DESC LIMIT ?3";
pub(super) const PINNED: &str = "SELECT mensaje FROM fijados WHERE conversacion_id = ?1 ORDER BY mensaje";
pub(super) const EDITIONS: &str = "SELECT contenido, fecha FROM ediciones WHERE mensaje = ?1 ORDER BY secuencia";

/// How everybody in a conversation is kept among the mentions; nobody's key ([`UserId::parse`]).
const EVERYONE: &str = "*";

/// Notes that one message answers another.
pub fn answer(tx: &Tx<'_>, seq: i64, to: i64) -> Result<()> {
    tx.run("INSERT INTO respuestas (mensaje, a) VALUES (?1, ?2)", [seq, to]).map(drop)
}

/// Which message one answers.
pub fn answered(read: &Read<'_>, seq: i64) -> Result<Option<i64>> {
    read.one(ANSWERED, [seq], |row| row.get(0))
}

/// Reactions to a message, in the order in which their emoji came first.
pub fn reactions(read: &Read<'_>, seq: i64) -> Result<Vec<Reaction>> {
    let mut reactions: Vec<Reaction> = Vec::new();
    for (emoji, person) in read.all(REACTIONS, [seq], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))? {
        match reactions.iter_mut().find(|reaction| reaction.emoji.as_str() == emoji) {
            Some(reaction) => reaction.people.push(person),
            None => reactions.push(Reaction { emoji: Emoji::stored(emoji), people: vec![person] }),
        }
    }
    Ok(reactions)
}

/// Adds somebody's reaction. False when it was there.
pub fn react(tx: &mut Tx<'_>, seq: i64, user: &UserId, emoji: &Emoji) -> Result<bool> {
    let order = tx.next_seq();
    let sql = "INSERT INTO reacciones (mensaje, secuencia, usuario_id, emoji) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT DO NOTHING";
    Ok(tx.run(sql, params![seq, order, user, emoji.as_str()])? > 0)
}

/// Takes somebody's reaction back. False when it was not there.
pub fn take_back(tx: &Tx<'_>, seq: i64, user: &UserId, emoji: &Emoji) -> Result<bool> {
    let sql = "DELETE FROM reacciones WHERE mensaje = ?1 AND usuario_id = ?2 AND emoji = ?3";
    Ok(tx.run(sql, params![seq, user, emoji.as_str()])? > 0)
}

/// Whom a message names.
pub fn mentions(read: &Read<'_>, seq: i64) -> Result<Vec<Mention>> {
    read.all(MENTIONS, [seq], |row| {
        let key: String = row.get(0)?;
        Ok(if key == EVERYONE { Mention::Everyone } else { Mention::Person(UserId::stored(key)) })
    })
}

/// Sets whom a message names.
pub fn mention(tx: &Tx<'_>, seq: i64, mentions: &[Mention]) -> Result<()> {
    tx.run("DELETE FROM menciones WHERE mensaje = ?1", [seq])?;
    for mention in mentions {
        let key = match mention {
            Mention::Everyone => EVERYONE,
            Mention::Person(id) => id.as_str(),
        };
        tx.run(
            "INSERT INTO menciones (usuario_id, conversacion, mensaje) SELECT ?2, lugar >> 32, secuencia FROM mensajes_chat \
             WHERE secuencia = ?1 ON CONFLICT DO NOTHING",
            params![seq, key],
        )?;
    }
    Ok(())
}

/// Which messages of a stretch a person has starred.
pub fn starred_between(read: &Read<'_>, user: &UserId, first: i64, last: i64) -> Result<Vec<i64>> {
    read.all(STARRED_BETWEEN, params![user, first, last], |row| row.get(0))
}

/// What a person has starred and may read, before a sequence, newest first, `most` at most.
pub fn starred(read: &Read<'_>, user: &UserId, before: i64, most: usize) -> Result<Vec<i64>> {
    read.all(STARRED, params![user, before, most as i64], |row| row.get(0))
}

/// How many messages a person has starred.
pub fn count_starred(read: &Read<'_>, user: &UserId) -> Result<usize> {
    let count =
        read.one("SELECT count(*) FROM destacados WHERE usuario_id = ?1", [user], |row| row.get::<_, i64>(0))?;
    Ok(count.unwrap_or_default() as usize)
}

/// Stars a message for a person, or does so no more. False when that changed nothing.
pub fn star(tx: &Tx<'_>, user: &UserId, seq: i64, on: bool) -> Result<bool> {
    let sql = if on {
        "INSERT INTO destacados (usuario_id, mensaje) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM destacados WHERE usuario_id = ?1 AND mensaje = ?2"
    };
    Ok(tx.run(sql, params![user, seq])? > 0)
}

/// What is pinned in a conversation, oldest message first.
pub fn pinned(read: &Read<'_>, conversation: crate::model::ConversationId) -> Result<Vec<i64>> {
    read.all(PINNED, [conversation], |row| row.get(0))
}

/// Pins a message, or does so no more.
pub fn pin(tx: &Tx<'_>, message: &crate::model::Message, user: &UserId, order: i64, on: bool) -> Result<()> {
    if on {
        let sql = "INSERT INTO fijados (conversacion_id, mensaje, usuario_id, secuencia) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT DO NOTHING";
        return tx.run(sql, params![message.conversation, message.seq, user, order]).map(drop);
    }
    let sql = "DELETE FROM fijados WHERE conversacion_id = ?1 AND mensaje = ?2";
    tx.run(sql, params![message.conversation, message.seq]).map(drop)
}

/// Keeps a text that is about to be replaced.
pub fn keep_edition(tx: &Tx<'_>, seq: i64, order: i64, content: &str) -> Result<()> {
    let sql = "INSERT INTO ediciones (mensaje, secuencia, contenido, fecha) VALUES (?1, ?2, ?3, ?4)";
    tx.run(sql, params![seq, order, content, tx.now.to_rfc3339()]).map(drop)
}

/// How many texts a message had before.
pub fn count_editions(read: &Read<'_>, seq: i64) -> Result<usize> {
    let count = read.one("SELECT count(*) FROM ediciones WHERE mensaje = ?1", [seq], |row| row.get::<_, i64>(0))?;
    Ok(count.unwrap_or_default() as usize)
}

/// The texts that a message had before, oldest first, each with when it was replaced.
pub fn editions(read: &Read<'_>, seq: i64) -> Result<Vec<(String, String)>> {
    read.all(EDITIONS, [seq], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Nothing is left of a message but its place. Gives the hashes of what was in its files, where nothing has them now.
pub fn forget(tx: &Tx<'_>, seq: i64) -> Result<Vec<String>> {
    for sql in [
        "DELETE FROM ediciones WHERE mensaje = ?1",
        "DELETE FROM respuestas WHERE mensaje = ?1",
        "DELETE FROM reacciones WHERE mensaje = ?1",
        "DELETE FROM menciones WHERE mensaje = ?1",
        "DELETE FROM acuses WHERE mensaje = ?1",
        "DELETE FROM urgentes WHERE mensaje = ?1",
        "DELETE FROM fijados WHERE mensaje = ?1 AND conversacion_id = (SELECT conversacion_id FROM mensajes_chat WHERE secuencia = ?1)",
    ] {
        tx.run(sql, [seq])?;
    }
    super::files::detach(tx, seq)
}
