//! Who may know of whom whether they are here: people who share a conversation, and nobody else.

use crate::db::{self, Read, Tx};
use crate::error::Result;
use crate::model::UserId;

/// Who is told of `actor`'s coming and going.
pub fn witnesses(read: &Read<'_>, actor: &UserId) -> Result<Vec<UserId>> {
    db::participants::acquainted(read, actor)
}

/// Of whom `actor` is told, and when each was last here, as far as that was kept.
pub fn last_seen(read: &Read<'_>, actor: &UserId) -> Result<Vec<(UserId, Option<String>)>> {
    db::users::last_seen(read, actor)
}

/// Keeps when people left.
pub fn left(tx: &Tx<'_>, people: &[(UserId, String)]) -> Result<()> {
    people.iter().try_for_each(|(person, seen)| db::users::set_seen(tx, person, seen))
}
