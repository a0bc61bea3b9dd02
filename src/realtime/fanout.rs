//! Telling the people concerned. Who they are was decided inside the transaction, by their participation.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Weak};

use serde_json::value::RawValue;

use super::Realtime;
use super::outbox::{Outgoing, raw};
use crate::chat;
use crate::db::Read;
use crate::error::Result;
use crate::model::{Conversation, ConversationId, Event, Message, User, UserId};
use crate::wire::{self, event};

/// How soon to ask again which sessions have ended, when the database did not answer.
const ASK_AGAIN: std::time::Duration = std::time::Duration::from_millis(200);

/// Listens to what is committed.
pub fn start(realtime: &Arc<Realtime>) {
    let listener = Arc::downgrade(realtime);
    realtime.app.hub().listen(move |event| {
        if let Some(realtime) = Weak::upgrade(&listener)
            && let Err(fault) = catch_unwind(AssertUnwindSafe(|| tell(&realtime, event)))
        {
            send_away(&realtime, event);
            // Where all listeners are told, it is noted and survived.
            resume_unwind(fault);
        }
    });
}

fn tell(realtime: &Arc<Realtime>, event: &Event) {
    match event {
        Event::MessageSent { message, author, audience } => tell_message(realtime, message, author, audience),
        Event::ConversationCreated { conversation, members, seq } => {
            tell_conversation(realtime, conversation, members, *seq);
        }
        Event::ConversationRead { reader, conversation, unread, up_to } => {
            let text = raw(wire::read_event(*conversation, *unread, *up_to));
            for line in realtime.registry.of_user(reader) {
                line.push(Outgoing::Event(event::READ, text.clone()));
            }
        }
        Event::SessionsEnded(sessions) => {
            for line in realtime.registry.all() {
                if line.session.is_some_and(|session| sessions.contains(&session)) {
                    line.end("sesión terminada");
                }
            }
        }
        Event::ChangedElsewhere { newest } => {
            tell_of_other_changes(realtime, *newest);
            let realtime = realtime.clone();
            tokio::spawn(async move { close_ended(&realtime).await });
        }
    }
}

/// Some may have heard of an event and some not, and nobody would ever ask for it: who should have heard comes back and
/// catches up.
fn send_away(realtime: &Realtime, event: &Event) {
    let lines: Vec<_> = match event {
        Event::MessageSent { audience, .. } => audience.iter().flat_map(|id| realtime.registry.of_user(id)).collect(),
        Event::ConversationCreated { members, .. } => {
            members.iter().flat_map(|member| realtime.registry.of_user(&member.id)).collect()
        }
        Event::ConversationRead { reader, .. } => realtime.registry.of_user(reader),
        // A session that has ended is let in no more.
        Event::SessionsEnded(_) | Event::ChangedElsewhere { .. } => realtime.registry.all(),
    };
    for line in lines {
        line.break_off("un aviso falló");
    }
}

/// Every socket of every participant; to the maker's own, which may be other devices, under another name.
fn tell_conversation(realtime: &Realtime, conversation: &Conversation, members: &[Arc<User>], seq: i64) {
    for member in members {
        let lines = realtime.registry.of_user(&member.id);
        if lines.is_empty() {
            continue;
        }
        let people = members.iter().map(|member| &**member);
        let text = raw(wire::conversation_event(conversation, people, &member.id, seq));
        let name = event::of_creation(member.id == conversation.created_by);
        for line in lines {
            line.push(Outgoing::Event(name, text.clone()));
        }
    }
}

/// What another process stored was told to nobody: every socket is told to ask for it. Here and now, because who has
/// heard of a later event would ask from there.
fn tell_of_other_changes(realtime: &Realtime, newest: i64) {
    let text = raw(wire::changed_elsewhere(newest));
    for line in realtime.registry.all() {
        line.push(Outgoing::Event(event::CHANGED_ELSEWHERE, text.clone()));
    }
}

/// Every socket of every participant, the author's own too, each exactly once.
fn tell_message(realtime: &Realtime, message: &Message, author: &User, audience: &[UserId]) {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Telling, &message.content);
    let (mut own, mut others): (Option<Arc<RawValue>>, Option<Arc<RawValue>>) = (None, None);
    for person in audience {
        let is_author = *person == author.id;
        for line in realtime.registry.of_user(person) {
            let text = if is_author { &mut own } else { &mut others };
            let text = text.get_or_insert_with(|| wire::message_event(message, author, is_author)).clone();
            line.push(Outgoing::Event(event::MESSAGE, text));
        }
    }
}

/// Tells the others in a conversation that somebody is typing.
///
/// # Errors
/// Forbidden for who does not take part.
pub async fn typing(realtime: &Realtime, user: &User, conversation: ConversationId) -> Result<()> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Answer, conversation);
    let actor = user.id.clone();
    // As they are called now: the line knows only the name of when it was opened.
    let look = move |read: &Read<'_>| {
        Ok((chat::conversations::others(read, &actor, conversation)?, chat::users::known(read, &actor)?))
    };
    let (others, user) = realtime.app.read(look).await?;
    let text = raw(wire::typing(conversation, &user));
    for person in others {
        for line in realtime.registry.of_user(&person) {
            line.push(Outgoing::Event(event::SOMEONE_TYPES, text.clone()));
        }
    }
    Ok(())
}

/// Closes the sockets of sessions that have ended, by the command line or by time.
pub async fn close_ended(realtime: &Realtime) {
    let sessions = realtime.registry.sessions();
    if sessions.is_empty() {
        return;
    }
    let ended = loop {
        let asked = sessions.clone();
        match realtime.app.read(move |read| chat::logins::ended_among(read, &asked)).await {
            Ok(ended) => break ended,
            // Somebody may have lost access: this is not given up while the server runs.
            Err(error) if !*realtime.stopping.borrow() => error.log(),
            Err(_) => return,
        }
        tokio::time::sleep(ASK_AGAIN).await;
    };
    for line in realtime.registry.all() {
        if line.session.is_some_and(|session| ended.contains(&session)) {
            line.end("sesión terminada");
        }
    }
}
