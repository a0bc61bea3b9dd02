//! Saying something, and reading what was said.

use std::collections::HashMap;
use std::sync::Arc;

use crate::db::{self, Read, Remembered, Tx};
use crate::error::{Error, Result};
use crate::model::{Anchor, ConversationId, Event, Message, MessageId, NewMessage, Page, PageRequest, User, UserId};

/// A message that is stored once this is committed.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The message.
    pub message: Arc<Message>,
    /// Who said it.
    pub author: Arc<User>,
    /// Whether it stood already: nobody is told again.
    pub repeated: bool,
}

/// Stores a message of `actor`'s and tells everyone in the conversation.
///
/// # Errors
/// Forbidden for who does not take part; a conflict when the id was used for something else.
pub fn send(tx: &mut Tx<'_>, actor: &UserId, new: &NewMessage) -> Result<Sent> {
    let Remembered { key, members } =
        db::participants::remembered(tx, new.conversation, actor)?.ok_or_else(Error::no_access)?;
    let author = db::users::remembered(tx, actor)?.filter(|user| user.active).ok_or_else(Error::unauthenticated)?;
    let message = Arc::new(Message {
        seq: tx.next_seq(),
        id: new.id.unwrap_or_default(),
        conversation: new.conversation,
        author: actor.clone(),
        content: new.text.as_str().to_owned(),
        sent_at: tx.now.to_rfc3339(),
        edited: false,
        deleted: false,
    });
    if !db::messages::insert(tx, key, &message)? {
        return stored_before(tx, &message, author);
    }
    db::conversations::advance(tx, key, &message)?;
    db::participants::count_own(tx, message.conversation, actor)?;
    tx.publish(Event::MessageSent { message: message.clone(), author: author.clone(), audience: members });
    Ok(Sent { message, author, repeated: false })
}

fn stored_before(tx: &Tx<'_>, sent: &Message, author: Arc<User>) -> Result<Sent> {
    let stored = db::messages::by_id(tx, sent.id)?.ok_or_else(|| Error::internal("un id ocupado por nadie"))?;
    let same = stored.conversation == sent.conversation
        && stored.author == sent.author
        && (stored.content == sent.content || stored.deleted || stored.edited);
    if same {
        Ok(Sent { message: Arc::new(stored), author, repeated: true })
    } else {
        Err(Error::conflict("El id ya se usó para otro mensaje"))
    }
}

/// A page of what was said.
///
/// # Errors
/// Forbidden for who does not take part; not found when the anchor is no message of this conversation.
pub fn page(read: &Read<'_>, actor: &UserId, conversation: ConversationId, request: &PageRequest) -> Result<Page> {
    let key = db::participants::key(read, conversation, actor)?.ok_or_else(Error::no_access)?;
    let limit = request.limit;
    let seq_of = |id| Ok::<_, Error>(find(read, conversation, id)?.seq);
    // One more than asked for tells whether there are others.
    let older = |seq, limit| Ok::<_, Error>(cut(db::messages::before(read, key, seq, limit + 1)?, limit));
    let newer = |seq, limit| Ok::<_, Error>(cut(db::messages::after(read, key, seq, limit + 1)?, limit));
    let (mut back, ahead, more, newer) = match request.anchor {
        Anchor::Newest => {
            let (back, more) = cut(db::messages::newest(read, key, limit + 1)?, limit);
            (back, Vec::new(), more, None)
        }
        Anchor::Oldest => {
            let (ahead, newer) = cut(db::messages::oldest(read, key, limit + 1)?, limit);
            (Vec::new(), ahead, false, Some(newer))
        }
        Anchor::Before(id) => {
            let (back, more) = older(seq_of(id)?, limit)?;
            (back, Vec::new(), more, None)
        }
        Anchor::After(id) => {
            let (ahead, newer) = newer(seq_of(id)?, limit)?;
            (Vec::new(), ahead, true, Some(newer))
        }
        Anchor::Around(id) => {
            let own = find(read, conversation, id)?;
            let (back, more) = older(own.seq, (limit - 1) / 2)?;
            let (rest, newer) = newer(own.seq, limit - 1 - back.len())?;
            let ahead = [vec![own], rest].concat();
            (back, ahead, more, Some(newer))
        }
    };
    back.reverse();
    back.extend(ahead);
    Ok(Page { messages: with_authors(read, back)?, more, newer })
}

/// At most `limit` of what was found, and whether there was more.
fn cut(mut found: Vec<Message>, limit: usize) -> (Vec<Message>, bool) {
    let more = found.len() > limit;
    found.truncate(limit);
    (found, more)
}

/// The message of this conversation with this id.
pub(super) fn find(read: &Read<'_>, conversation: ConversationId, id: Option<MessageId>) -> Result<Message> {
    let found = match id {
        Some(id) => db::messages::by_id(read, id)?,
        None => None,
    };
    found.filter(|m| m.conversation == conversation).ok_or_else(|| Error::not_found("Mensaje no encontrado"))
}

fn with_authors(read: &Read<'_>, messages: Vec<Message>) -> Result<Vec<(Message, Arc<User>)>> {
    let mut authors = Authors::default();
    let paired = messages.into_iter().map(|message| {
        let author = authors.of(read, &message)?;
        Ok((message, author))
    });
    paired.collect()
}

/// Who wrote the messages of one answer, each asked for once.
#[derive(Default)]
pub(super) struct Authors(HashMap<UserId, Arc<User>>);

impl Authors {
    /// The author of a message.
    pub fn of(&mut self, read: &Read<'_>, message: &Message) -> Result<Arc<User>> {
        if let Some(author) = self.0.get(&message.author) {
            return Ok(author.clone());
        }
        let author = db::users::by_id(read, &message.author)?.map(Arc::new);
        let author = author.ok_or_else(|| Error::internal("un mensaje de nadie"))?;
        self.0.insert(message.author.clone(), author.clone());
        Ok(author)
    }
}
