//! What became of a message with one person.

use std::sync::Arc;

use super::User;

/// What became of a message with one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Who.
    pub person: Arc<User>,
    /// Whether it reached one of their devices.
    pub received: bool,
    /// Since when at the latest, for display; `None` where that is not kept any more.
    pub received_at: Option<String>,
    /// Whether they have read it.
    pub read: bool,
    /// Since when, for display; `None` where that is not kept any more.
    pub read_at: Option<String>,
}
