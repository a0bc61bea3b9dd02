//! How far each has read.

use crate::db::{self, Tx};
use crate::error::{Error, Result};
use crate::model::{ConversationId, Event, MessageId, UserId};

/// Marks a conversation as read, up to and including a message or to its end, and tells the reader's other devices if
/// that changed anything. The mark never goes back. `Some(None)` is a text that can be no message's id.
///
/// # Errors
/// Forbidden for who does not take part; not found for a message that is not of this conversation.
pub fn mark_read(
    tx: &mut Tx<'_>,
    actor: &UserId,
    conversation: ConversationId,
    up_to: Option<Option<MessageId>>,
) -> Result<()> {
    let mark = |tx: &Tx<'_>| db::participants::read_mark(tx, conversation, actor)?.ok_or_else(Error::no_access);
    let before = mark(tx)?;
    match up_to {
        None => db::participants::read_all(tx, conversation, actor)?,
        Some(id) => {
            let to = super::messages::find(tx, conversation, id)?.seq;
            if to > before.seq {
                db::participants::read_up_to(tx, before.key, actor, before.seq, to)?;
            }
        }
    }
    let after = mark(tx)?;
    if after.seq > before.seq {
        db::receipts::has_read(tx, conversation, actor, after.seq)?;
        // Whom it concerns: who wrote what was read.
        let mut authors = db::messages::authors_between(tx, after.key, before.seq, after.seq)?;
        authors.retain(|author| author != actor);
        tx.publish(Event::ReadUpTo { reader: actor.clone(), conversation, up_to: after.seq, audience: authors.into() });
    }
    if (after.seq, after.unread) != (before.seq, before.unread) {
        let (reader, up_to) = (actor.clone(), up_to.flatten());
        tx.publish(Event::ConversationRead { reader, conversation, unread: after.unread, up_to });
    }
    Ok(())
}
