//! Changing what was said: another text, none at all, reactions, pins; and stars, which are everyone's own.

use std::sync::Arc;
use std::time::Duration;

use super::messages::{Authors, mark_starred, may_write, taking_part, visible};
use crate::db::{self, Read, Remembered, Tx};
use crate::error::{Error, Result};
use crate::model::extras::{changeable, may_delete};
use crate::model::{
    Change, ConversationId, Emoji, Event, GroupRole, Mention, Message, MessageId, MessageText, Said, Timestamp, Traits,
    UserId, limits,
};

/// How long after sending a message may be changed by its author; `None`: for ever.
pub type Window = Option<Duration>;

/// Gives one's own message another text; the one before is kept for the record.
///
/// # Errors
/// Not found for a message of no conversation of `actor`'s; forbidden for another's, and where only admins write; a
/// conflict when it is too late, the message was deleted or edited too often, or others stand behind its text: who wrote
/// what is forwarded, and who acknowledged it.
pub fn edit(
    tx: &mut Tx<'_>,
    actor: &UserId,
    id: Option<MessageId>,
    text: &MessageText,
    mentions: &[Mention],
    window: Window,
) -> Result<Arc<Said>> {
    let (mut message, remembered) = target_in(tx, actor, id)?;
    if message.author != *actor {
        return Err(Error::forbidden("Solo puedes editar tus propios mensajes"));
    }
    changeable(&message)?;
    may_write(&remembered, actor)?;
    in_time(tx.now, &message, window)?;
    if message.traits.has(Traits::FORWARDED) {
        return Err(Error::conflict("Un mensaje reenviado no se puede editar"));
    }
    if message.traits.has(Traits::URGENT) && !db::urgent::acknowledged(tx, message.seq)?.is_empty() {
        return Err(Error::conflict("Ese mensaje urgente ya fue confirmado: envía otro"));
    }
    if message.content == text.as_str() {
        return Ok(Arc::new(Authors::default().said(tx, message)?));
    }
    if db::extras::count_editions(tx, message.seq)? >= limits::EDITIONS {
        return Err(Error::conflict("Ese mensaje ya se editó demasiadas veces"));
    }
    let order = tx.next_seq();
    db::extras::keep_edition(tx, message.seq, order, &message.content)?;
    db::messages::set_text(tx, message.seq, text)?;
    let members = remembered.members;
    let mentions = taking_part(mentions, &members);
    db::extras::mention(tx, message.seq, &mentions)?;
    message.traits = message.traits.set(Traits::MENTIONS, !mentions.is_empty());
    db::messages::set_traits(tx, message.seq, message.traits)?;
    changed(tx, actor, &message, members, Change::Edited)
}

/// Leaves of a message its place alone. Also gives the hashes of what was in files that are none any more.
///
/// # Errors
/// Not found for a message of no conversation of `actor`'s; forbidden for who may not; a conflict when it is too late.
pub fn delete(
    tx: &mut Tx<'_>,
    actor: &UserId,
    id: Option<MessageId>,
    window: Window,
) -> Result<(Arc<Said>, Vec<String>)> {
    let (message, members) = target(tx, actor, id)?;
    if message.deleted {
        return Ok((Arc::new(Authors::default().said(tx, message)?), Vec::new()));
    }
    let person = db::users::remembered(tx, actor)?.ok_or_else(Error::unauthenticated)?;
    let role = db::participants::role(tx, message.conversation, actor)?.unwrap_or_default();
    if !may_delete(&person, role, &message) {
        return Err(Error::forbidden("Solo puedes eliminar tus propios mensajes"));
    }
    changeable(&message)?;
    if message.author == *actor && role == GroupRole::Member && person.role != crate::model::extras::ADMINISTRATOR {
        in_time(tx.now, &message, window)?;
    }
    let gone = db::messages::delete(tx, message.seq)?;
    Ok((changed(tx, actor, &message, members, Change::Deleted)?, gone))
}

/// Adds a reaction of `actor`'s, or takes one back.
///
/// # Errors
/// Not found for a message of no conversation of `actor`'s; a conflict for a deleted one, or with too many.
pub fn react(tx: &mut Tx<'_>, actor: &UserId, id: Option<MessageId>, emoji: &Emoji, on: bool) -> Result<Arc<Said>> {
    let (mut message, members) = target(tx, actor, id)?;
    changeable(&message)?;
    let done = if on {
        let there = db::extras::reactions(tx, message.seq)?;
        let own = there.iter().filter(|reaction| reaction.people.contains(actor)).count();
        let is_new = !there.iter().any(|reaction| reaction.emoji == *emoji);
        if own >= limits::REACTIONS_OF_ONE || (is_new && there.len() >= limits::REACTIONS) {
            return Err(Error::conflict("Ese mensaje ya tiene demasiadas reacciones"));
        }
        db::extras::react(tx, message.seq, actor, emoji)?
    } else {
        db::extras::take_back(tx, message.seq, actor, emoji)?
    };
    if !done {
        return Ok(Arc::new(Authors::default().said(tx, message)?));
    }
    let is_left = on || !db::extras::reactions(tx, message.seq)?.is_empty();
    if message.traits.has(Traits::REACTED) != is_left {
        message.traits = message.traits.set(Traits::REACTED, is_left);
        db::messages::set_traits(tx, message.seq, message.traits)?;
    }
    changed(tx, actor, &message, members, Change::Reacted)
}

/// Pins a message for everyone, or does so no more.
///
/// # Errors
/// Not found for a message of no conversation of `actor`'s; forbidden where only admins write; a conflict for a deleted
/// one, or with too many pinned.
pub fn pin(tx: &mut Tx<'_>, actor: &UserId, id: Option<MessageId>, on: bool) -> Result<Arc<Said>> {
    let (mut message, remembered) = target_in(tx, actor, id)?;
    changeable(&message)?;
    may_write(&remembered, actor)?;
    if message.traits.has(Traits::PINNED) == on {
        return Ok(Arc::new(Authors::default().said(tx, message)?));
    }
    if on && db::extras::pinned(tx, message.conversation)?.len() >= limits::PINNED {
        return Err(Error::conflict("Ya hay demasiados mensajes fijados en esta conversación"));
    }
    let order = tx.next_seq();
    db::extras::pin(tx, &message, actor, order, on)?;
    message.traits = message.traits.set(Traits::PINNED, on);
    db::messages::set_traits(tx, message.seq, message.traits)?;
    changed(tx, actor, &message, remembered.members, Change::Pinned)
}

/// Stars a message for `actor` alone, or does so no more.
///
/// # Errors
/// Not found for a message of no conversation of `actor`'s, unless they had starred it; a conflict with too many.
pub fn star(tx: &mut Tx<'_>, actor: &UserId, id: Option<MessageId>, on: bool) -> Result<()> {
    let message = match visible(tx, actor, id) {
        // Where one is in that group no more, its stars can still go.
        Err(error) if !on => own_star(tx, actor, id)?.ok_or(error)?,
        found => found?,
    };
    if on {
        changeable(&message)?;
        if db::extras::count_starred(tx, actor)? >= limits::STARRED {
            return Err(Error::conflict("Ya tienes demasiados mensajes destacados"));
        }
    }
    if db::extras::star(tx, actor, message.seq, on)? {
        tx.publish(Event::MessageStarred {
            reader: actor.clone(),
            message: message.id,
            conversation: message.conversation,
            on,
        });
    }
    Ok(())
}

fn own_star(read: &Read<'_>, actor: &UserId, id: Option<MessageId>) -> Result<Option<Message>> {
    let found = id.map_or(Ok(None), |id| db::messages::by_id(read, id))?;
    let Some(message) = found else { return Ok(None) };
    let is_starred = !db::extras::starred_between(read, actor, message.seq, message.seq)?.is_empty();
    Ok(Some(message).filter(|_| is_starred))
}

/// What is pinned in a conversation, oldest first.
///
/// # Errors
/// Forbidden for who does not take part.
pub fn pinned(read: &Read<'_>, actor: &UserId, conversation: ConversationId) -> Result<Vec<Said>> {
    super::conversations::enter(read, actor, conversation)?;
    let mut found = shown(read, db::extras::pinned(read, conversation)?)?;
    mark_starred(read, actor, &mut found)?;
    Ok(found)
}

/// What `actor` has starred before a message, newest first, and whether there is more. What is in a conversation that
/// they take part in no more is left out.
///
/// # Errors
/// Not found when `before` is no message of theirs.
pub fn starred(
    read: &Read<'_>,
    actor: &UserId,
    before: Option<Option<MessageId>>,
    most: usize,
) -> Result<(Vec<Said>, bool)> {
    let before = before.map_or(Ok(i64::MAX), |id| visible(read, actor, id).map(|message| message.seq))?;
    let mut found = db::extras::starred(read, actor, before, most + 1)?;
    let more = found.len() > most;
    found.truncate(most);
    let mut said = shown(read, found)?;
    said.iter_mut().for_each(|one| one.starred = true);
    Ok((said, more))
}

/// The texts that a message had before, oldest first, each with when it was replaced.
///
/// # Errors
/// Not found for a message of no conversation of `actor`'s.
pub fn editions(read: &Read<'_>, actor: &UserId, id: Option<MessageId>) -> Result<Vec<(String, String)>> {
    db::extras::editions(read, visible(read, actor, id)?.seq)
}

pub(super) fn shown(read: &Read<'_>, found: Vec<i64>) -> Result<Vec<Said>> {
    let mut authors = Authors::default();
    let mut said = Vec::with_capacity(found.len());
    for seq in found {
        if let Some(message) = db::messages::by_seq(read, seq)? {
            said.push(authors.said(read, message)?);
        }
    }
    Ok(said)
}

/// A message that is about to change, and who will hear of it.
pub(super) fn target(tx: &mut Tx<'_>, actor: &UserId, id: Option<MessageId>) -> Result<(Message, Arc<[UserId]>)> {
    target_in(tx, actor, id).map(|(message, remembered)| (message, remembered.members))
}

fn target_in(tx: &mut Tx<'_>, actor: &UserId, id: Option<MessageId>) -> Result<(Message, Remembered)> {
    let message = visible(tx, actor, id)?;
    let remembered = db::participants::remembered(tx, message.conversation, actor)?.ok_or_else(Error::no_access)?;
    Ok((message, remembered))
}

fn in_time(now: Timestamp, message: &Message, window: Window) -> Result<()> {
    let Some(window) = window else { return Ok(()) };
    let age = Timestamp::parse_rfc3339(&message.sent_at).map(|sent| now.0.saturating_sub(sent.0));
    if age.is_some_and(|age| age as u128 > window.as_millis()) {
        return Err(Error::conflict("Ya pasó el plazo para cambiar ese mensaje"));
    }
    Ok(())
}

/// Numbers a change and tells everyone in the conversation what the message is now.
pub(super) fn changed(
    tx: &mut Tx<'_>,
    actor: &UserId,
    message: &Message,
    audience: Arc<[UserId]>,
    change: Change,
) -> Result<Arc<Said>> {
    let seq = tx.next_seq();
    db::changes::note(tx, seq, message.conversation, Some(message.seq))?;
    let message = db::messages::by_seq(tx, message.seq)?.ok_or_else(|| Error::internal("un mensaje que no está"))?;
    let said = Arc::new(Authors::default().said(tx, message)?);
    tx.publish(Event::MessageChanged { said: said.clone(), change, by: actor.clone(), seq, audience });
    Ok(said)
}
