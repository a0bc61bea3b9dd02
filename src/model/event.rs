//! What the world is told after a commit. An event carries who may hear of it; nobody else is told.

use std::sync::Arc;

use super::{Conversation, ConversationId, ConversationView, Message, MessageId, SessionId, User, UserId};

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
        /// Its number.
        seq: i64,
    },
    /// Somebody has read more of a conversation: news for their own other devices, and for nobody else.
    ConversationRead {
        /// Who has read.
        reader: UserId,
        /// Where.
        conversation: ConversationId,
        /// How much of it is unread now.
        unread: i64,
        /// Up to and including this message; `None`: to its end.
        up_to: Option<MessageId>,
    },
    /// These sessions ended; their sockets must close.
    SessionsEnded(Vec<SessionId>),
    /// Another process changed the database: whoever caches something must look again.
    ChangedElsewhere {
        /// The number of the newest event at that time, before all that follow here.
        newest: i64,
    },
}

/// One of the things that a client missed, as the person who asks sees it.
#[derive(Debug, Clone)]
pub enum Missed {
    /// A message, and who said it.
    Message(Message, Arc<User>),
    /// A conversation was made.
    Conversation {
        /// The conversation.
        view: ConversationView,
        /// Its number.
        seq: i64,
    },
}

impl Missed {
    /// Its number.
    pub fn seq(&self) -> i64 {
        match self {
            Self::Message(message, _) => message.seq,
            Self::Conversation { seq, .. } => *seq,
        }
    }
}

/// What came after a number, for one person.
#[derive(Debug, Clone)]
pub struct CatchUp {
    /// In the order in which it happened. Empty when `reload` is set.
    pub missed: Vec<Missed>,
    /// Everything up to here is told: what to ask from next.
    pub up_to: i64,
    /// There is more; ask again.
    pub more: bool,
    /// It is too much, or the number is of another life of this database: read everything afresh.
    pub reload: bool,
}
