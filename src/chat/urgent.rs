//! Urgent messages: everyone else acknowledges them, and who has not is seen.

use std::sync::Arc;

use super::changes::{changed, shown, target};
use super::messages::{Authors, mark_starred, visible};
use crate::db::{self, Read, Tx};
use crate::error::{Error, Result};
use crate::model::{Change, MessageId, Said, Traits, UserId};

/// Acknowledges an urgent message; again is harmless.
///
/// # Errors
/// Not found for a message of no conversation of `actor`'s; a conflict for one that is not urgent, is `actor`'s own, or
/// was sent before they came.
pub fn acknowledge(tx: &mut Tx<'_>, actor: &UserId, id: Option<MessageId>) -> Result<Arc<Said>> {
    let (message, members) = target(tx, actor, id)?;
    let was_there = || db::participants::joined(tx, message.conversation, actor).map(|joined| joined < message.seq);
    if !message.traits.has(Traits::URGENT) || message.author == *actor || !was_there()? {
        return Err(Error::conflict("Ese mensaje no espera tu confirmación"));
    }
    if !db::urgent::acknowledge(tx, message.seq, actor)? {
        return Ok(Arc::new(Authors::default().said(tx, message)?));
    }
    changed(tx, actor, &message, members, Change::Acknowledged)
}

/// Urgent messages of `actor`'s conversations before one of them, newest first, and whether there are more; only those
/// that wait for their word with `pending`.
///
/// # Errors
/// Not found when `before` is no message of theirs.
pub fn list(
    read: &Read<'_>,
    actor: &UserId,
    before: Option<Option<MessageId>>,
    pending: bool,
    most: usize,
) -> Result<(Vec<Said>, bool)> {
    let before = before.map_or(Ok(i64::MAX), |id| visible(read, actor, id).map(|message| message.seq))?;
    let find = if pending { db::urgent::pending } else { db::urgent::all };
    let mut found = find(read, actor, before, most + 1)?;
    let more = found.len() > most;
    found.truncate(most);
    let mut said = shown(read, found)?;
    said.reverse();
    mark_starred(read, actor, &mut said)?;
    said.reverse();
    Ok((said, more))
}
