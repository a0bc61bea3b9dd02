//! A message.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::extras::{Mention, Said, Traits};
use super::{ConversationId, FileId, MessageId, UserId, limits};
use crate::error::{Error, Result};

/// A stored message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its place in the order of everything: insertion order, handed out by the server.
    pub seq: i64,
    /// Its id.
    pub id: MessageId,
    /// Where it was said.
    pub conversation: ConversationId,
    /// Who said it.
    pub author: UserId,
    /// What was said; empty when it was deleted.
    pub content: String,
    /// When, for display (RFC 3339, as stored).
    pub sent_at: String,
    /// Whether it was changed since.
    pub edited: bool,
    /// Whether it was deleted; it keeps its place.
    pub deleted: bool,
    /// What it has beyond its text.
    pub traits: Traits,
}

/// A message's text, checked: trimmed, NFC, 1 to [`limits::MESSAGE_CHARS`] code points, without U+0000.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// Checks what somebody sent.
    pub fn parse(sent: &str) -> Result<Self> {
        let trimmed = sent.trim();
        let text = match is_nfc_quick(trimmed.chars()) {
            IsNormalized::Yes => trimmed.to_owned(),
            _ => trimmed.nfc().collect(),
        };
        if text.is_empty() {
            return Err(Error::missing());
        }
        if text.contains('\0') {
            return Err(Error::invalid("El mensaje contiene un carácter no permitido"));
        }
        // Bytes bound code points, so the count is only needed for long texts.
        if text.len() > limits::MESSAGE_CHARS && text.chars().count() > limits::MESSAGE_CHARS {
            return Err(Error::too_large());
        }
        Ok(Self(text))
    }

    /// No text: of a message that carries files.
    pub fn none() -> Self {
        Self(String::new())
    }

    /// Whether it is no text.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody wants to say.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Where.
    pub conversation: ConversationId,
    /// What.
    pub text: MessageText,
    /// The id that the client made, if it did: sending it again is then harmless.
    pub id: Option<MessageId>,
    /// What else is wished for.
    pub wishes: Wishes,
}

/// What may be wished for with a message. `None` for a message is a text that can be no message's id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Which message of the same conversation it answers.
    pub reply_to: Option<Option<MessageId>>,
    /// Which message is said again here; its text is then that one's.
    pub forward_of: Option<Option<MessageId>>,
    /// Whether everyone else is to acknowledge it.
    pub urgent: bool,
    /// Whom it names; who does not take part is left out.
    pub mentions: Vec<Mention>,
    /// Which files it carries. `None` is a text that can be no file's id.
    pub attachments: Vec<Option<FileId>>,
}

/// One page of a conversation's history.
#[derive(Debug)]
pub struct Page {
    /// Oldest first, each with its author.
    pub messages: Vec<Said>,
    /// Whether there are older ones.
    pub more: bool,
    /// Whether there are newer ones; `None` where that was not asked.
    pub newer: Option<bool>,
}

/// Where a page lies. `None` for a message is a text that can be no message's id.
#[derive(Debug, Clone)]
pub enum Anchor {
    /// At the end.
    Newest,
    /// At the beginning.
    Oldest,
    /// Before this message.
    Before(Option<MessageId>),
    /// After this message.
    After(Option<MessageId>),
    /// On both sides of this message, which is in it.
    Around(Option<MessageId>),
}

/// Which page of a conversation.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// Messages at most.
    pub limit: usize,
    /// Where.
    pub anchor: Anchor,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn the_limit_counts_code_points_after_trimming_and_nfc() {
        let decomposed = "e\u{301}".repeat(limits::MESSAGE_CHARS);
        let text = MessageText::parse(&format!("  {decomposed}\n")).unwrap();
        assert_eq!(text.as_str(), "é".repeat(limits::MESSAGE_CHARS));
        assert_eq!(MessageText::parse(&"a".repeat(limits::MESSAGE_CHARS + 1)).unwrap_err().code, Code::TooLarge);
        assert_eq!(MessageText::parse(" \n ").unwrap_err().code, Code::Invalid);
        assert_eq!(MessageText::parse("a\0b").unwrap_err().code, Code::Invalid);
    }
}
