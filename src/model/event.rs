//! What the world is told after a commit. An event carries who may hear of it; nobody else is told.

use std::sync::Arc;

use super::{Change, Conversation, ConversationId, ConversationView, Group, MessageId, Said, SessionId, User, UserId};

/// Something that was committed.
#[derive(Debug, Clone)]
pub enum Event {
    /// A message was stored.
    MessageSent {
        /// The message, as it is shown.
        said: Arc<Said>,
        /// Everyone in the conversation, the author too.
        audience: Arc<[UserId]>,
    },
    /// A message is another one now.
    MessageChanged {
        /// The message, as it is shown from now on.
        said: Arc<Said>,
        /// What was done to it.
        change: Change,
        /// Who did.
        by: UserId,
        /// The number of the change.
        seq: i64,
        /// Everyone in the conversation.
        audience: Arc<[UserId]>,
    },
    /// Somebody starred a message, or does so no more: news for their own devices, and for nobody else.
    MessageStarred {
        /// Who.
        reader: UserId,
        /// Which message.
        message: MessageId,
        /// Where it is.
        conversation: ConversationId,
        /// Whether it is starred now.
        on: bool,
    },
    /// A group's name, people, roles or rules are others now.
    GroupChanged {
        /// The group, as everyone in it sees it.
        group: Arc<Group>,
        /// The number of the change.
        seq: i64,
    },
    /// Somebody is in a group now: to them it is a new conversation.
    GroupJoined {
        /// Who.
        person: UserId,
        /// The conversation, with everyone in it among the others, themselves too.
        view: Arc<ConversationView>,
        /// The number of the change.
        seq: i64,
    },
    /// Somebody is in a group no more.
    GroupLeft {
        /// Who.
        person: UserId,
        /// Which group.
        conversation: ConversationId,
        /// The number of the change.
        seq: i64,
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
    /// Somebody has read more of a conversation: news for who wrote it.
    ReadUpTo {
        /// Who has read.
        reader: UserId,
        /// Where.
        conversation: ConversationId,
        /// Everything up to this number.
        up_to: i64,
        /// Who wrote what was read.
        audience: Arc<[UserId]>,
    },
    /// More has reached one of somebody's devices: news for who wrote it.
    Received {
        /// Who.
        person: UserId,
        /// Everything up to this number had before.
        after: i64,
        /// Everything up to this number.
        up_to: i64,
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
    /// A message.
    Message(Said),
    /// A message is another one now.
    Changed {
        /// The message.
        said: Said,
        /// The number of its newest change.
        seq: i64,
    },
    /// A group is another one now.
    Group {
        /// The group.
        group: Group,
        /// The number of its newest change.
        seq: i64,
    },
    /// One is in a group no more.
    Left {
        /// Which.
        conversation: ConversationId,
        /// The number of the change.
        seq: i64,
    },
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
            Self::Message(said) => said.message.seq,
            Self::Changed { seq, .. }
            | Self::Group { seq, .. }
            | Self::Left { seq, .. }
            | Self::Conversation { seq, .. } => *seq,
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
