//! What a message may have beyond its text: what it answers, reactions, mentions, and how it came to be.

use std::sync::Arc;

use super::{Attachment, Message, MessageId, User, UserId, limits};
use crate::error::{Error, Result};

/// Which extras a message has, so that one without any costs nothing to show. Stored as it is, bit by bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traits(pub i64);

impl Traits {
    /// It answers another one.
    pub const REPLY: Self = Self(1);
    /// Somebody has reacted to it.
    pub const REACTED: Self = Self(2);
    /// It was said before, elsewhere.
    pub const FORWARDED: Self = Self(4);
    /// The server wrote it: who came, who went. `schema.sql` has this number in a trigger.
    pub const SYSTEM: Self = Self(8);
    /// It is pinned.
    pub const PINNED: Self = Self(16);
    /// It names somebody.
    pub const MENTIONS: Self = Self(32);
    /// It is urgent: everyone else is to acknowledge it.
    pub const URGENT: Self = Self(64);
    /// It carries files.
    pub const ATTACHMENTS: Self = Self(128);

    /// Whether it has all of `other`.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// With `other`, or without.
    #[must_use]
    pub fn set(self, other: Self, on: bool) -> Self {
        if on { Self(self.0 | other.0) } else { Self(self.0 & !other.0) }
    }
}

/// What a message answers, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The message.
    pub id: MessageId,
    /// Who said it.
    pub author: Arc<User>,
    /// How it begins, [`limits::QUOTE_CHARS`] code points at most; empty when it was deleted.
    pub content: String,
    /// Whether it was deleted.
    pub deleted: bool,
}

/// Who has reacted to a message with one emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// The emoji.
    pub emoji: Emoji,
    /// Who, in the order in which they did.
    pub people: Vec<UserId>,
}

/// An emoji that somebody chose, checked: one that is drawn as one sign.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Emoji(String);

impl Emoji {
    /// Checks what somebody sent: short, not a letter, nothing that breaks the line or hides. Which signs are emoji
    /// grows every year, so it is not a list that decides.
    pub fn parse(sent: &str) -> Option<Self> {
        let is_part = |c: char| match c {
            // Keycaps are a digit, # or * with a sign behind it.
            '0'..='9' | '#' | '*' => sent.ends_with('\u{20e3}'),
            '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{a9}' | '\u{ae}' => true,
            '\u{2030}'..='\u{32ff}' => {
                !c.is_alphanumeric() || ('\u{2460}'..='\u{24ff}').contains(&c) || c == 'ℹ' || c == '㊗' || c == '㊙'
            }
            '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007f}' => true,
            _ => false,
        };
        let is_sign = |c: char| !matches!(c, '\u{200d}' | '\u{fe0f}');
        let fits = (1..=limits::EMOJI_CHARS).contains(&sent.chars().count());
        (fits && sent.chars().all(is_part) && sent.chars().any(is_sign)).then(|| Self(sent.to_owned()))
    }

    /// One that was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Somebody whom a message names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mention {
    /// Everyone in the conversation.
    Everyone,
    /// One person.
    Person(UserId),
}

/// Everything that a message has beyond its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extras {
    /// What it answers.
    pub quote: Option<Quote>,
    /// Reactions, in the order in which their emoji came first.
    pub reactions: Vec<Reaction>,
    /// Whom it names.
    pub mentions: Vec<Mention>,
    /// What files it carries.
    pub attachments: Vec<Attachment>,
    /// Who has acknowledged it, where it is urgent, and when (RFC 3339), in this order.
    pub acknowledged: Vec<(UserId, String)>,
}

/// A message as it is shown: with who said it, and its extras.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The message.
    pub message: Message,
    /// Who said it.
    pub author: Arc<User>,
    /// What it has beyond its text.
    pub extras: Extras,
    /// Whether the one who asks has starred it; false where that was not asked.
    pub starred: bool,
}

impl Said {
    /// A message without extras.
    pub fn plain(message: Message, author: Arc<User>) -> Self {
        Self { message, author, extras: Extras::default(), starred: false }
    }
}

/// What was done to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Its text is another one.
    Edited,
    /// It was deleted.
    Deleted,
    /// Somebody reacted, or took a reaction back.
    Reacted,
    /// It was pinned, or is so no more.
    Pinned,
    /// Somebody has acknowledged it.
    Acknowledged,
}

/// A group's roles, the mightiest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum GroupRole {
    /// Takes part.
    #[default]
    Member,
    /// May also change who takes part, and the name.
    Admin,
    /// May also say who is an admin. There is one.
    Owner,
}

/// Who may delete whose message: the author, and who looks after the shop or the group.
pub fn may_delete(actor: &User, role: GroupRole, message: &Message) -> bool {
    message.author == actor.id || actor.role == ADMINISTRATOR || role >= GroupRole::Admin
}

/// The role of who looks after the shop.
pub const ADMINISTRATOR: &str = "administrador";

/// What comes of a message that was deleted already, or was never anybody's text.
pub fn changeable(message: &Message) -> Result<()> {
    if message.deleted || message.traits.has(Traits::SYSTEM) {
        return Err(Error::conflict("Ese mensaje ya no se puede cambiar"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emoji_is_one_short_sign() {
        for emoji in ["👍", "❤️", "👨‍👩‍👧‍👦", "🇨🇱", "1️⃣", "✅", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽", "☕", "©", "㊗️", "ℹ️"]
        {
            assert!(Emoji::parse(emoji).is_some(), "{emoji}");
        }
        for text in [
            "",
            "a",
            "1",
            "12",
            "ok",
            "<b>",
            "\u{fe0f}",
            "\u{200d}",
            " ",
            "👍 ",
            "日",
            "é",
            "\u{202e}",
            "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍",
        ] {
            assert!(Emoji::parse(text).is_none(), "{text:?}");
        }
    }
}
