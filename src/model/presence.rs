//! Whether somebody is here, and since when they are not.

use super::UserId;

/// One person, as those see them who share a conversation with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Who.
    pub user: UserId,
    /// Whether they have a live line.
    pub online: bool,
    /// When the last of their lines went, for display (RFC 3339); `None` while they are here, and for who never was.
    pub seen: Option<String>,
}
