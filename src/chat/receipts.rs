//! What has reached people, and what they have read: by number, and for one message by person.

use crate::db::{self, Read, Tx};
use crate::error::Result;
use crate::model::{Event, MessageId, Receipt, UserId};

/// Notes that everything up to a number has reached one of `actor`'s devices. The mark never goes back.
pub fn received(tx: &mut Tx<'_>, actor: &UserId, up_to: i64) -> Result<()> {
    let up_to = up_to.min(tx.newest_seq());
    if let Some(after) = db::receipts::receive(tx, actor, up_to)? {
        tx.publish(Event::Received { person: actor.clone(), after, up_to });
    }
    Ok(())
}

/// Whom it concerns that something has reached a person: who wrote it, and nobody else. In a group of 256 everybody's
/// marks to everybody would be 65,000 events a message.
pub fn witnesses(read: &Read<'_>, person: &UserId, after: i64, up_to: i64) -> Result<Vec<UserId>> {
    db::receipts::authors(read, person, after, up_to)
}

/// Whom a message of a conversation of `actor`'s has reached, and who has read it, of everyone but its author.
///
/// # Errors
/// Not found for a message of no conversation of `actor`'s.
pub fn of(read: &Read<'_>, actor: &UserId, id: Option<MessageId>) -> Result<Vec<Receipt>> {
    let message = super::messages::visible(read, actor, id)?;
    db::receipts::of(read, &message)
}
