//! How far each has read.

use crate::db::{self, Tx};
use crate::error::{Error, Result};
use crate::model::{ConversationId, MessageId, UserId};

/// Marks a conversation as read, up to and including a message or to its end. The mark never goes back.
/// `Some(None)` is a text that can be no message's id.
///
/// # Errors
/// Forbidden for who does not take part; not found for a message that is not of this conversation.
pub fn mark_read(
    tx: &Tx<'_>,
    actor: &UserId,
    conversation: ConversationId,
    up_to: Option<Option<MessageId>>,
) -> Result<()> {
    let (key, mark) = db::participants::read_mark(tx, conversation, actor)?.ok_or_else(Error::no_access)?;
    let Some(id) = up_to else {
        return db::participants::read_all(tx, conversation, actor);
    };
    let to = super::messages::find(tx, conversation, id)?.seq;
    if to > mark { db::participants::read_up_to(tx, key, actor, mark, to) } else { Ok(()) }
}
