//! Telling the people concerned. Who they are was decided inside the transaction, by their participation.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Weak};

use serde_json::value::RawValue;

use super::Realtime;
use super::outbox::{Outgoing, raw};
use crate::chat;
use crate::db::Read;
use crate::model::{Conversation, Event, Said, User, UserId};
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
        Event::MessageSent { said, audience } => tell_message(realtime, said, audience),
        Event::MessageChanged { said, change, by, seq, audience } => {
            let name = event::of_change(*change);
            tell_each(realtime, audience, name, |own| wire::changed_event(said, by, *seq, own), &said.author.id);
        }
        Event::MessageStarred { reader, message, conversation, on } => {
            let text = raw(wire::starred_event(*message, *conversation, *on));
            tell_people(realtime, [reader], event::STARRED, &text);
        }
        Event::GroupChanged { group, seq } => {
            let text = raw(wire::group_event(group, *seq));
            tell_people(realtime, group.people.iter().map(|(person, _)| &person.id), event::GROUP_CHANGED, &text);
        }
        Event::GroupJoined { person, view, seq } => {
            if !realtime.registry.of_user(person).is_empty() {
                let text = raw(wire::joined_group_event(view, person, *seq));
                tell_people(realtime, [person], event::NEW_CONVERSATION, &text);
            }
        }
        Event::GroupLeft { person, conversation, seq } => {
            let text = raw(wire::left_event(*conversation, *seq));
            tell_people(realtime, [person], event::LEFT_GROUP, &text);
        }
        Event::ReadUpTo { reader, conversation, up_to, audience } => {
            let text = raw(wire::read_up_to_event(*conversation, reader, *up_to));
            tell_people(realtime, &audience[..], event::MESSAGES_READ, &text);
        }
        Event::Received { person, after, up_to } => {
            let text = raw(wire::received_event(person, *up_to));
            // Beside the telling: who wrote it takes a look into the database, and a mark that comes late is as good.
            let (realtime, person, after, up_to) = (realtime.clone(), person.clone(), *after, *up_to);
            tokio::spawn(async move {
                let look = move |read: &Read<'_>| chat::receipts::witnesses(read, &person, after, up_to);
                match realtime.app.read(look).await {
                    Ok(people) => tell_people(&realtime, &people, event::MESSAGES_RECEIVED, &text),
                    Err(error) => error.log(),
                }
            });
        }
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
        Event::MessageSent { audience, .. }
        | Event::MessageChanged { audience, .. }
        | Event::ReadUpTo { audience, .. } => audience.iter().flat_map(|id| realtime.registry.of_user(id)).collect(),
        Event::GroupChanged { group, .. } => {
            group.people.iter().flat_map(|(person, _)| realtime.registry.of_user(&person.id)).collect()
        }
        Event::GroupJoined { person, .. } | Event::GroupLeft { person, .. } => realtime.registry.of_user(person),
        Event::MessageStarred { reader, .. } => realtime.registry.of_user(reader),
        // The next mark says this one too.
        Event::Received { .. } => Vec::new(),
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
fn tell_message(realtime: &Realtime, said: &Said, audience: &[UserId]) {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Telling, &said.message.content);
    realtime.typing.sent(&said.author.id, said.message.conversation);
    tell_each(realtime, audience, event::MESSAGE, |own| wire::message_event(said, own), &said.author.id);
}

/// What is another text for its author than for the others: each is written once.
fn tell_each(
    realtime: &Realtime,
    audience: &[UserId],
    name: &'static str,
    write: impl Fn(bool) -> Arc<RawValue>,
    author: &UserId,
) {
    let (mut own, mut others): (Option<Arc<RawValue>>, Option<Arc<RawValue>>) = (None, None);
    for person in audience {
        let is_author = person == author;
        for line in realtime.registry.of_user(person) {
            let text = if is_author { &mut own } else { &mut others };
            let text = text.get_or_insert_with(|| write(is_author)).clone();
            line.push(Outgoing::Event(name, text));
        }
    }
}

pub(super) fn tell_people<'a>(
    realtime: &Realtime,
    people: impl IntoIterator<Item = &'a UserId>,
    name: &'static str,
    text: &Arc<RawValue>,
) {
    for person in people {
        for line in realtime.registry.of_user(person) {
            line.push(Outgoing::Event(name, text.clone()));
        }
    }
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
