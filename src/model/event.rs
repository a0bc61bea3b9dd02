//! What the world is told after a commit. An event carries who may hear of it; nobody else is told.

use std::sync::Arc;

use super::{Conversation, Message, SessionId, User, UserId};

/// Something that was committed.
#[derive(Debug, Clone)]
pub enum Event {
    /// A message was stored.
    MessageSent {
        /// The message.
        message: Arc<Message>,
        /// Who said it.
        author: Arc<User>,
        /// Everyone in the conversation, the author too.
        audience: Arc<[UserId]>,
    },
    /// A conversation was made.
    ConversationCreated {
        /// The conversation.
        conversation: Arc<Conversation>,
        /// Everyone in it, its maker too.
        members: Arc<[Arc<User>]>,
    },
    /// These sessions ended; their sockets must close.
    SessionsEnded(Vec<SessionId>),
    /// Another process changed the database: whoever caches something must look again.
    ChangedElsewhere,
}
