//! Saying something, and reading what was said.

use std::collections::HashMap;
use std::sync::Arc;

use crate::db::{self, Read, Remembered, Tx};
use crate::error::{Error, Result};
use crate::model::attachment::label;
use crate::model::extras::changeable;
use crate::model::{
    Anchor, ConversationId, Event, Extras, Mention, Message, MessageId, NewMessage, Page, PageRequest, Quote, Said,
    Traits, User, UserId, Wishes, limits,
};

/// A message that is stored once this is committed.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The message, as it is shown.
    pub said: Arc<Said>,
    /// Whether it stood already: nobody is told again.
    pub repeated: bool,
}

/// Stores a message of `actor`'s and tells everyone in the conversation.
///
/// # Errors
/// Forbidden for who does not take part, or where only admins write; not found for what it answers or repeats; a
/// conflict when the id was used for something else.
pub fn send(tx: &mut Tx<'_>, actor: &UserId, new: &NewMessage) -> Result<Sent> {
    let remembered = db::participants::remembered(tx, new.conversation, actor)?.ok_or_else(Error::no_access)?;
    let author = db::users::remembered(tx, actor)?.filter(|user| user.active).ok_or_else(Error::unauthenticated)?;
    may_write(&remembered, actor)?;
    let Remembered { key, members, .. } = remembered;
    if let Some(sent) = sent_before(tx, &author, new)? {
        return Ok(sent);
    }
    let mut said = Said::plain(
        Message {
            seq: tx.next_seq(),
            id: new.id.unwrap_or_default(),
            conversation: new.conversation,
            author: actor.clone(),
            content: new.text.as_str().to_owned(),
            sent_at: tx.now.to_rfc3339(),
            edited: false,
            deleted: false,
            traits: Traits::default(),
        },
        author.clone(),
    );
    let answered = grant(tx, actor, &new.wishes, &members, &mut said)?;
    if !db::messages::insert(tx, key, &said.message)? {
        return stored_before(tx, said.message, author);
    }
    if let Some(answered) = answered {
        db::extras::answer(tx, said.message.seq, answered)?;
    }
    if !said.extras.mentions.is_empty() {
        db::extras::mention(tx, said.message.seq, &said.extras.mentions)?;
    }
    if !said.extras.attachments.is_empty() {
        db::files::attach(tx, said.message.seq, &said.extras.attachments)?;
    }
    if said.message.traits.has(Traits::URGENT) {
        db::urgent::note(tx, &said.message)?;
    }
    db::conversations::advance(tx, key, &said.message)?;
    db::participants::count_own(tx, said.message.conversation, actor)?;
    let said = Arc::new(said);
    tx.publish(Event::MessageSent { said: said.clone(), audience: members });
    Ok(Sent { said, repeated: false })
}

/// Passes for who may write where only some may.
pub(super) fn may_write(conversation: &Remembered, actor: &UserId) -> Result<()> {
    if conversation.writers.as_ref().is_some_and(|writers| !writers.contains(actor)) {
        return Err(Error::forbidden("Aquí solo escriben quienes administran el grupo"));
    }
    Ok(())
}

/// Gives a message what its author wishes for; returns the sequence of the one that it answers.
fn grant(tx: &Tx<'_>, actor: &UserId, wishes: &Wishes, members: &[UserId], said: &mut Said) -> Result<Option<i64>> {
    let message = &mut said.message;
    if let Some(id) = wishes.forward_of {
        let original = visible(tx, actor, id)?;
        changeable(&original)?;
        message.content = original.content;
        message.traits = message.traits.set(Traits::FORWARDED, true);
        said.extras.attachments = db::files::of_message(tx, original.seq)?;
    } else {
        said.extras.attachments = super::files::to_attach(tx, actor, &wishes.attachments)?;
        if message.content.is_empty() {
            message.content = label(&said.extras.attachments);
        }
    }
    let has_files = !said.extras.attachments.is_empty();
    message.traits = message.traits.set(Traits::ATTACHMENTS, has_files);
    if wishes.urgent {
        if db::urgent::waiting(tx, message)? >= limits::URGENT_WAITING {
            return Err(Error::conflict("Ya tienes demasiados mensajes urgentes sin confirmar en esta conversación"));
        }
        message.traits = message.traits.set(Traits::URGENT, true);
    }
    said.extras.mentions = taking_part(&wishes.mentions, members);
    message.traits = message.traits.set(Traits::MENTIONS, !said.extras.mentions.is_empty());
    let Some(id) = wishes.reply_to else { return Ok(None) };
    let answered = find(tx, message.conversation, id)?;
    message.traits = message.traits.set(Traits::REPLY, true);
    let seq = answered.seq;
    said.extras.quote = Some(quote(tx, &mut Authors::default(), answered)?);
    Ok(Some(seq))
}

/// Of those who are named, who takes part, each once.
pub(super) fn taking_part(mentions: &[Mention], members: &[UserId]) -> Vec<Mention> {
    let mut named: Vec<Mention> = Vec::new();
    for mention in mentions {
        let is_here = match mention {
            Mention::Everyone => true,
            Mention::Person(id) => members.contains(id),
        };
        if is_here && !named.contains(mention) {
            named.push(mention.clone());
        }
    }
    named
}

/// The system's line about what `actor` did to a group: a message of theirs that is unread for nobody.
pub(super) fn note(tx: &mut Tx<'_>, actor: &Arc<User>, conversation: ConversationId, text: String) -> Result<()> {
    let Some(Remembered { key, members, .. }) = db::participants::remembered(tx, conversation, &actor.id)? else {
        return Ok(());
    };
    let message = Message {
        seq: tx.next_seq(),
        id: MessageId::default(),
        conversation,
        author: actor.id.clone(),
        content: text,
        sent_at: tx.now.to_rfc3339(),
        edited: false,
        deleted: false,
        traits: Traits::SYSTEM,
    };
    db::messages::insert(tx, key, &message)?;
    db::conversations::advance(tx, key, &message)?;
    db::participants::count_own(tx, conversation, &actor.id)?;
    db::participants::count_for_nobody(tx, conversation, &actor.id)?;
    tx.publish(Event::MessageSent { said: Arc::new(Said::plain(message, actor.clone())), audience: members });
    Ok(())
}

/// A message with wishes that was sent before. It is looked for first: what it wished for may be refused by now, as its
/// files are no longer free to be sent, what it forwards was deleted, or it is itself the urgent one that is too many.
fn sent_before(tx: &Tx<'_>, author: &Arc<User>, new: &NewMessage) -> Result<Option<Sent>> {
    let Some(id) = new.id.filter(|_| new.wishes != Wishes::default()) else { return Ok(None) };
    let Some(stored) = db::messages::by_id(tx, id)? else { return Ok(None) };
    let is_so = if stored.deleted {
        true
    } else if new.wishes.forward_of.is_some() {
        stored.traits.has(Traits::FORWARDED)
    } else {
        let files = db::files::of_message(tx, stored.seq)?;
        let is_text = stored.edited || stored.content == new.text.as_str() || new.text.is_none();
        is_text && files.iter().map(|file| Some(file.id)).eq(new.wishes.attachments.iter().copied())
    };
    repeated(tx, stored, new.conversation, author.clone(), is_so).map(Some)
}

fn stored_before(tx: &Tx<'_>, sent: Message, author: Arc<User>) -> Result<Sent> {
    let stored = db::messages::by_id(tx, sent.id)?.ok_or_else(|| Error::internal("un id ocupado por nadie"))?;
    let is_so = stored.content == sent.content || stored.deleted || stored.edited;
    repeated(tx, stored, sent.conversation, author, is_so)
}

/// What stands there under the same id, if it is what was sent.
fn repeated(
    tx: &Tx<'_>,
    stored: Message,
    conversation: ConversationId,
    author: Arc<User>,
    is_so: bool,
) -> Result<Sent> {
    let is_ours = stored.conversation == conversation && stored.author == author.id;
    if !is_so || !is_ours || stored.traits.has(Traits::SYSTEM) {
        return Err(Error::conflict("El id ya se usó para otro mensaje"));
    }
    let mut authors = Authors::default();
    authors.0.insert(author.id.clone(), author);
    Ok(Sent { said: Arc::new(authors.said(tx, stored)?), repeated: true })
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
    let mut authors = Authors::default();
    let mut messages = back.into_iter().map(|message| authors.said(read, message)).collect::<Result<Vec<_>>>()?;
    mark_starred(read, actor, &mut messages)?;
    Ok(Page { messages, more, newer })
}

/// At most `limit` of what was found, and whether there was more.
fn cut(mut found: Vec<Message>, limit: usize) -> (Vec<Message>, bool) {
    let more = found.len() > limit;
    found.truncate(limit);
    (found, more)
}

/// The message of this conversation with this id.
pub(super) fn find(read: &Read<'_>, conversation: ConversationId, id: Option<MessageId>) -> Result<Message> {
    let found = id.map_or(Ok(None), |id| db::messages::by_id(read, id))?;
    found.filter(|m| m.conversation == conversation).ok_or_else(|| Error::not_found("Mensaje no encontrado"))
}

/// The message with this id, wherever `actor` may read it.
pub(super) fn visible(read: &Read<'_>, actor: &UserId, id: Option<MessageId>) -> Result<Message> {
    let found = id.map_or(Ok(None), |id| db::messages::by_id(read, id))?;
    // Somebody else's message and no message at all are the same answer.
    let missing = || Error::not_found("Mensaje no encontrado");
    let message = found.ok_or_else(missing)?;
    if db::participants::is_in(read, message.conversation, actor)? { Ok(message) } else { Err(missing()) }
}

/// Says of messages of one conversation which of them `actor` has starred.
pub(super) fn mark_starred(read: &Read<'_>, actor: &UserId, messages: &mut [Said]) -> Result<()> {
    let (Some(first), Some(last)) = (messages.first(), messages.last()) else { return Ok(()) };
    let starred = db::extras::starred_between(read, actor, first.message.seq, last.message.seq)?;
    for said in messages.iter_mut().filter(|said| starred.contains(&said.message.seq)) {
        said.starred = true;
    }
    Ok(())
}

fn quote(read: &Read<'_>, authors: &mut Authors, message: Message) -> Result<Quote> {
    let author = authors.of(read, &message.author)?;
    let content = message.content.chars().take(limits::QUOTE_CHARS).collect();
    Ok(Quote { id: message.id, author, content, deleted: message.deleted })
}

/// Who wrote the messages of one answer, each asked for once.
#[derive(Default)]
pub(super) struct Authors(HashMap<UserId, Arc<User>>);

impl Authors {
    /// A person.
    pub fn of(&mut self, read: &Read<'_>, id: &UserId) -> Result<Arc<User>> {
        if let Some(author) = self.0.get(id) {
            return Ok(author.clone());
        }
        let author = db::users::by_id(read, id)?.map(Arc::new);
        let author = author.ok_or_else(|| Error::internal("un mensaje de nadie"))?;
        self.0.insert(id.clone(), author.clone());
        Ok(author)
    }

    /// A message as it is shown, but for the asker's star.
    pub fn said(&mut self, read: &Read<'_>, message: Message) -> Result<Said> {
        let author = self.of(read, &message.author)?;
        let extras = self.extras(read, &message)?;
        Ok(Said { message, author, extras, starred: false })
    }

    fn extras(&mut self, read: &Read<'_>, message: &Message) -> Result<Extras> {
        let (seq, traits) = (message.seq, message.traits);
        let mut extras = Extras::default();
        if traits.has(Traits::REPLY)
            && let Some(answered) = db::extras::answered(read, seq)?
            && let Some(answered) = db::messages::by_seq(read, answered)?
        {
            extras.quote = Some(quote(read, self, answered)?);
        }
        if traits.has(Traits::REACTED) {
            extras.reactions = db::extras::reactions(read, seq)?;
        }
        if traits.has(Traits::URGENT) {
            extras.acknowledged = db::urgent::acknowledged(read, seq)?;
        }
        if traits.has(Traits::MENTIONS) {
            extras.mentions = db::extras::mentions(read, seq)?;
        }
        if traits.has(Traits::ATTACHMENTS) {
            extras.attachments = db::files::of_message(read, seq)?;
        }
        Ok(extras)
    }
}
