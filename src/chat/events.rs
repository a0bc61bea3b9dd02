//! What came after a number: how a client that was away ends with the state of one that never left.

use std::collections::HashSet;

use super::messages::{Authors, mark_starred};
use crate::db::{self, Read};
use crate::error::{Error, Result};
use crate::model::{CatchUp, ConversationId, Missed, Said, UserId, limits};

/// The number of the newest event of all: who has read everything after hearing it, and then asks for what came
/// after it, misses nothing.
pub fn newest(read: &Read<'_>) -> Result<i64> {
    db::settings::sequence(read)
}

/// What `actor` is concerned by after `since`, oldest first, `most` at most.
pub fn since(read: &Read<'_>, actor: &UserId, since: i64, most: usize) -> Result<CatchUp> {
    // Nothing beyond this is looked at: between two statements more may be committed, of which one would see a part.
    let newest = newest(read)?;
    let afresh = CatchUp { missed: Vec::new(), up_to: newest, more: false, reload: true };
    if since > newest || since < db::settings::restored_from(read)? || since < db::changes::forgotten_up_to(read)? {
        return Ok(afresh);
    }
    let Some(mut found) = find(read, actor, since, newest)? else {
        return Ok(afresh);
    };
    found.sort_unstable_by_key(|found| found.seq());
    collect(read, actor, &found, newest, most)
}

/// Something that came, by its number.
#[derive(Clone, Copy)]
enum Found {
    Message(i64),
    Conversation(i64, ConversationId),
    /// A message's newest change, and the message.
    Change(i64, i64),
    /// A group's newest change.
    Group(i64, ConversationId),
}

impl Found {
    fn seq(self) -> i64 {
        match self {
            Self::Message(seq) | Self::Conversation(seq, _) | Self::Change(seq, _) | Self::Group(seq, _) => seq,
        }
    }
}

/// Everything after `since`; `None` when it is more than anybody should be told one by one. Of several changes of one
/// thing the newest is enough: it says what the thing is now.
fn find(read: &Read<'_>, actor: &UserId, since: i64, newest: i64) -> Result<Option<Vec<Found>>> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (seq, conversation) in db::changes::addressed(read, actor, since, newest, limits::MISSED_EVENTS + 1)? {
        if seen.insert((conversation, None)) {
            found.push(Found::Conversation(seq, conversation));
        }
    }
    seen.clear();
    for (key, made) in db::conversations::changed_since(read, actor, since)? {
        if made > since && made <= newest {
            found.push(Found::Conversation(made, key.id()));
        }
        let most = limits::MISSED_EVENTS + 1 - found.len().min(limits::MISSED_EVENTS);
        let messages = db::messages::between(read, key, since, newest, most)?;
        found.extend(messages.into_iter().map(Found::Message));
        let most = limits::MISSED_EVENTS + 1 - found.len().min(limits::MISSED_EVENTS);
        for (seq, message) in db::changes::since(read, key.id(), since, newest, most)? {
            match message {
                // Also of what is told as new: who read a page of history meanwhile has that message, and takes of the
                // two only this one.
                Some(message) if seen.insert((key.id(), Some(message))) => found.push(Found::Change(seq, message)),
                None if seen.insert((key.id(), None)) => found.push(Found::Group(seq, key.id())),
                _ => {}
            }
        }
        if found.len() > limits::MISSED_EVENTS {
            return Ok(None);
        }
    }
    Ok(Some(found))
}

fn collect(read: &Read<'_>, actor: &UserId, found: &[Found], newest: i64, most: usize) -> Result<CatchUp> {
    let mut authors = Authors::default();
    let mut missed = Vec::new();
    let mut bytes = 0;
    for one in found.iter().take(most) {
        let one = match *one {
            Found::Message(seq) => Missed::Message(shown(read, &mut authors, actor, seq)?),
            Found::Change(seq, message) => Missed::Changed { said: shown(read, &mut authors, actor, message)?, seq },
            Found::Conversation(seq, id) => match db::conversations::one(read, id, actor)? {
                Some(view) => Missed::Conversation { view, seq },
                None => Missed::Left { conversation: id, seq },
            },
            Found::Group(seq, id) => match db::conversations::group(read, id)? {
                Some(group) => Missed::Group { group, seq },
                None => continue,
            },
        };
        bytes += text_of(&one);
        missed.push(one);
        // No more is read than can go out: as JSON it is longer still, and cut where it is written.
        if bytes >= limits::PAGE_EVENTS_BYTES {
            break;
        }
    }
    let last = missed.last().map_or(newest, Missed::seq);
    let more = found.last().is_some_and(|found| found.seq() > last);
    Ok(CatchUp { missed, up_to: if more { last } else { newest }, more, reload: false })
}

/// Bytes of what people wrote in it.
fn text_of(missed: &Missed) -> usize {
    match missed {
        Missed::Message(said) | Missed::Changed { said, .. } => said.message.content.len(),
        Missed::Left { .. } => 0,
        Missed::Group { group, .. } => {
            group.people.iter().map(|(user, _)| user.name.len() + user.email.len() + user.role.len()).sum()
        }
        Missed::Conversation { view, .. } => {
            view.others.iter().map(|user| user.name.len() + user.email.len() + user.role.len()).sum()
        }
    }
}

fn shown(read: &Read<'_>, authors: &mut Authors, actor: &UserId, seq: i64) -> Result<Said> {
    let message = db::messages::by_seq(read, seq)?
        .ok_or_else(|| Error::internal("un mensaje que estaba en el índice no está"))?;
    let mut said = [authors.said(read, message)?];
    mark_starred(read, actor, &mut said)?;
    let [said] = said;
    Ok(said)
}
