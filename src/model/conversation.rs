//! A conversation, of two people or of a group.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::{ConversationId, GroupRole, MessageId, User, UserId, limits};
use crate::error::{Error, Result};

/// A stored conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The name of a group; `None` for a 1:1, whose name depends on who asks.
    pub name: Option<String>,
    /// Whether it is a group.
    pub is_group: bool,
    /// Who made it.
    pub created_by: UserId,
    /// When it last changed, for display (RFC 3339, as stored).
    pub updated_at: String,
}

/// The newest message, as the list of conversations shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastMessage {
    /// Its id.
    pub id: MessageId,
    /// What was said; empty when it was deleted.
    pub content: String,
    /// When, for display.
    pub sent_at: String,
    /// Who said it.
    pub author: UserId,
    /// Whether it was changed since.
    pub edited: bool,
    /// Whether the system said it.
    pub is_system: bool,
    /// Its place in the order of everything.
    pub seq: i64,
}

/// A conversation as one of its people sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationView {
    /// The conversation.
    pub conversation: Conversation,
    /// Everyone in it but the one who asks.
    pub others: Vec<Arc<User>>,
    /// The newest message, if there is one.
    pub last_message: Option<LastMessage>,
    /// How many messages of others they have not read.
    pub unread: i64,
    /// How many of those name them, in a group; [`limits::MENTIONS_COUNTED`](super::limits::MENTIONS_COUNTED) at most.
    pub mentions: i64,
    /// What was said up to this sequence was said before they came.
    pub joined: i64,
    /// How each of `others` stands in it, in the same order.
    pub standings: Vec<Standing>,
    /// Their own role.
    pub role: GroupRole,
    /// Whether only admins may write.
    pub announces: bool,
}

/// How somebody stands in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Their role, where it is a group.
    pub role: GroupRole,
    /// Everything up to this sequence they have read.
    pub read: i64,
    /// Everything up to this sequence has reached one of their devices.
    pub received: i64,
    /// What was said up to this sequence was said before they came.
    pub joined: i64,
}

/// A group as everyone in it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The conversation.
    pub conversation: Conversation,
    /// Whether only admins may write.
    pub announces: bool,
    /// Everyone in it with their role, by name in Spanish order.
    pub people: Vec<(Arc<User>, GroupRole)>,
}

impl Group {
    /// A person's role; `None` for who is not in it.
    pub fn role_of(&self, person: &UserId) -> Option<GroupRole> {
        self.people.iter().find(|(user, _)| user.id == *person).map(|(_, role)| *role)
    }

    /// What a person in it is called.
    pub fn name_of(&self, person: &UserId) -> &str {
        self.people.iter().find(|(user, _)| user.id == *person).map_or("", |(user, _)| &user.name)
    }
}

/// A person as a client names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonRef {
    /// By the whole key. `None`: a text that can be nobody's key.
    Key(Option<UserId>),
    /// By the digits before the hyphen, which is what the existing front end makes of a RUT.
    Number(i64),
}

/// A conversation that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewConversation {
    /// With one other person.
    Direct {
        /// Who was named; oneself is dropped.
        people: Vec<PersonRef>,
    },
    /// With several.
    Group {
        /// The name, checked.
        name: String,
        /// Who was named; oneself and repeated ones are dropped.
        people: Vec<PersonRef>,
        /// An id made by the client, which makes asking again harmless.
        id: Option<ConversationId>,
    },
}

/// What came of asking for a conversation.
#[derive(Debug, Clone)]
pub struct Created {
    /// The conversation as its maker sees it.
    pub view: ConversationView,
    /// Whether it was made now; otherwise it stood already.
    pub created: bool,
}

/// What makes a 1:1 unique: both keys, sorted. `|` is in no key ([`UserId::parse`]).
pub fn pair_key(one: &UserId, other: &UserId) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    format!("{first}|{second}")
}

/// A group's name, checked: trimmed, NFC, 1 to [`limits::GROUP_NAME_CHARS`] code points, no control characters.
pub fn group_name(sent: &str) -> Result<String> {
    let name: String = sent.trim().nfc().collect();
    let fits = (1..=limits::GROUP_NAME_CHARS).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) { Ok(name) } else { Err(Error::missing()) }
}

/// A fingerprint of what was asked for when a group was made: tells a repeated request from another one with its id.
pub fn creation_fingerprint(name: &str, others: &[UserId]) -> Vec<u8> {
    let mut sorted: Vec<&str> = others.iter().map(UserId::as_str).collect();
    sorted.sort_unstable();
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    for person in sorted {
        hash.update(b"\0");
        hash.update(person.as_bytes());
    }
    hash.finalize().to_vec()
}
