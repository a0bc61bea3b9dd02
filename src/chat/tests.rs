//! The rules, with a database in a temporary directory and nothing else.

use std::path::PathBuf;
use std::sync::mpsc;

use super::logins::Guess;
use super::messages::{self, Sent};
use super::sample::{self, Plan};
use super::{conversations, events, logins, passwords, reads, users};
use crate::db::{Batch, Database, Purpose, Read, Tx, WriterThread, job, repeatable};
use crate::error::{Code, Result};
use crate::model::user::Profile;
use crate::model::{
    Anchor, ConversationId, MessageId, MessageText, NewConversation, NewMessage, PageRequest, PersonRef, UserId,
    Wishes, limits,
};

struct Store {
    database: Option<Database>,
    thread: Option<WriterThread>,
    dir: PathBuf,
}

impl Store {
    fn with(people: &[&str]) -> Self {
        let dir = std::env::temp_dir().join(format!("weigence-reglas-{}", ConversationId::new()));
        let finish = |batch: Batch| batch.finished.into_iter().for_each(|(job, outcome)| job.finish(outcome));
        let (database, thread) = Database::open(&dir, Purpose::Serve, finish).unwrap();
        let store = Self { database: Some(database), thread: Some(thread), dir };
        for name in people {
            let profile = Profile::parse(name, name, "", "").unwrap();
            store.write(move |tx| users::put(tx, &profile, None)).unwrap();
        }
        store
    }

    fn write<T: Send + 'static>(&self, change: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        let (answer, answered) = mpsc::channel();
        let database = self.database.as_ref().unwrap();
        assert!(database.writer.try_submit(job(change, move |outcome| answer.send(outcome).unwrap())).is_ok());
        answered.recv().unwrap()
    }

    fn read<T>(&self, query: impl FnOnce(&Read<'_>) -> Result<T>) -> T {
        self.database.as_ref().unwrap().read(query).unwrap()
    }

    fn chat_of(&self, one: &str, other: &str) -> ConversationId {
        let people = vec![PersonRef::Key(UserId::parse(other))];
        let one = key(one);
        let created = self.write(move |tx| conversations::create(tx, &one, NewConversation::Direct { people }));
        created.unwrap().view.conversation.id
    }

    fn says(&self, who: &str, conversation: ConversationId, text: &str, id: Option<MessageId>) -> Result<Sent> {
        let (who, text) = (key(who), MessageText::parse(text).unwrap());
        self.write(move |tx| {
            messages::send(tx, &who, &NewMessage { conversation, text, id, wishes: Wishes::default() })
        })
    }

    fn marks(&self, who: &str, conversation: ConversationId, up_to: Option<MessageId>) {
        let who = key(who);
        self.write(move |tx| reads::mark_read(tx, &who, conversation, up_to.map(Some))).unwrap();
    }

    fn unread(&self, who: &str) -> i64 {
        self.read(|read| conversations::list(read, &key(who)))[0].unread
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.database.take();
        if let Some(thread) = self.thread.take() {
            thread.join();
        }
        std::fs::remove_dir_all(&self.dir).ok();
    }
}

fn key(name: &str) -> UserId {
    UserId::parse(name).unwrap()
}

#[test]
fn unread_counts_only_what_others_said_and_the_mark_never_goes_back() {
    let store = Store::with(&["ana", "luis"]);
    let chat = store.chat_of("ana", "luis");
    let first = store.says("luis", chat, "uno", None).unwrap().said.message.id;
    store.says("luis", chat, "dos", None).unwrap();
    let third = store.says("luis", chat, "tres", None).unwrap().said.message.id;
    store.says("ana", chat, "cuatro", None).unwrap();
    assert_eq!((store.unread("ana"), store.unread("luis")), (3, 1), "answering is not reading");
    store.marks("ana", chat, Some(third));
    assert_eq!(store.unread("ana"), 0);
    store.marks("ana", chat, Some(first));
    assert_eq!(store.unread("ana"), 0, "the mark went back");
    store.says("luis", chat, "cinco", None).unwrap();
    assert_eq!(store.unread("ana"), 1);
    store.marks("ana", chat, None);
    assert_eq!((store.unread("ana"), store.unread("luis")), (0, 1));
}

#[test]
fn a_repeated_id_is_the_same_message_and_another_use_of_it_a_conflict() {
    let store = Store::with(&["ana", "luis", "eva"]);
    let chat = store.chat_of("ana", "luis");
    let id = Some(MessageId::new());
    assert!(!store.says("ana", chat, "hola", id).unwrap().repeated);
    let again = store.says("ana", chat, "hola", id).unwrap();
    assert!(again.repeated && again.said.message.content == "hola");
    assert_eq!(store.says("ana", chat, "otra", id).unwrap_err().code, Code::Conflict);
    assert_eq!(store.says("luis", chat, "hola", id).unwrap_err().code, Code::Conflict);
    assert_eq!(store.says("eva", chat, "hola", id).unwrap_err().code, Code::Forbidden);
    let page =
        store.read(|read| messages::page(read, &key("ana"), chat, &PageRequest { limit: 9, anchor: Anchor::Newest }));
    assert_eq!(page.messages.len(), 1);
}

#[test]
fn a_job_that_fails_takes_back_its_own_work_only() {
    let store = Store::with(&["ana", "luis"]);
    let chat = store.chat_of("ana", "luis");
    let failed = store.write(move |tx| {
        let text = MessageText::parse("se pierde").unwrap();
        messages::send(tx, &key("ana"), &NewMessage { conversation: chat, text, id: None, wishes: Wishes::default() })?;
        Err::<(), _>(crate::error::Error::missing())
    });
    assert!(failed.is_err());
    let panicked = store.write(|_| -> Result<()> { panic!("una prueba") });
    assert_eq!(panicked.unwrap_err().code, Code::Internal);
    store.says("ana", chat, "queda", None).unwrap();
    assert_eq!(store.unread("luis"), 1);
}

/// Messages share a transaction without SAVEPOINTs, until one of them fails after it has changed something.
#[test]
fn a_message_that_fails_half_way_leaves_those_around_it_alone() {
    let store = Store::with(&["ana", "luis"]);
    let chat = store.chat_of("ana", "luis");
    let (goes_on, waits) = mpsc::channel::<()>();
    let (answer, answers) = mpsc::channel();
    let writer = &store.database.as_ref().unwrap().writer;
    // While this one waits, the others gather behind it and are taken together.
    let first = job(move |_| waits.recv().map_err(crate::error::Error::internal), |_| {});
    assert!(writer.try_submit(first).is_ok());
    for (text, fails) in [("uno", false), ("dos", true), ("tres", false), ("cuatro", true), ("cinco", false)] {
        let (text, answer) = (MessageText::parse(text).unwrap(), answer.clone());
        let new = NewMessage { conversation: chat, text, id: None, wishes: Wishes::default() };
        let change = move |tx: &mut Tx<'_>| {
            messages::send(tx, &key("ana"), &new)?;
            assert!(!(fails && new.text.as_str() == "cuatro"), "una prueba");
            if fails { Err(crate::error::Error::missing()) } else { Ok(()) }
        };
        assert!(writer.try_submit(repeatable(change, move |outcome| answer.send(outcome.is_ok()).unwrap())).is_ok());
    }
    goes_on.send(()).unwrap();
    assert_eq!(answers.iter().take(5).collect::<Vec<_>>(), [true, false, true, false, true]);
    let page =
        store.read(|read| messages::page(read, &key("luis"), chat, &PageRequest { limit: 9, anchor: Anchor::Newest }));
    let texts: Vec<_> = page.messages.iter().map(|said| said.message.content.as_str()).collect();
    assert_eq!((texts, store.unread("luis")), (vec!["uno", "tres", "cinco"], 3));
}

#[test]
fn a_hash_is_asked_for_only_of_who_is_active() {
    let store = Store::with(&["ana"]);
    let hash = passwords::hash("una clave").unwrap();
    store.write(move |tx| users::set_password(tx, &key("ana"), &hash)).unwrap();
    assert!(store.read(|read| super::logins::candidate(read, "ANA")).is_none(), "an opaque key keeps its case");
    assert!(store.read(|read| super::logins::candidate(read, "ana")).unwrap().1.is_some());
    store.write(|tx| users::disable(tx, &key("ana"))).unwrap();
    assert!(store.read(|read| super::logins::candidate(read, "ana")).unwrap().1.is_none());
}

/// Who guesses from a network of 2⁶⁴ addresses counts once, and its neighbours are not counted with it.
#[test]
fn failures_are_counted_by_ipv6_network() {
    let store = Store::with(&[]);
    let guess = |address: &str, who: u32| Guess::new(None, &format!("nadie-{who}"), address);
    let may_try = |guess: &Guess| store.read(|read| Ok(logins::may_try(read, guess).is_ok()));
    for number in 0..limits::ADDRESS_FAILURES {
        let guess = guess(&format!("2001:db8:0:1::{number:x}"), number);
        assert!(may_try(&guess));
        store.write(move |tx| logins::failed(tx, &guess)).unwrap();
    }
    assert!(!may_try(&guess("2001:db8:0:1:ffff::1", 99)));
    assert!(may_try(&guess("2001:db8:0:2::1", 99)) && may_try(&guess("192.168.1.4", 99)));
}

/// Who asks while a sample is being made, between two of its transactions, never asks for those numbers again.
#[test]
fn messages_of_a_sample_are_found_as_soon_as_they_are_stored() {
    let store = Store::with(&[]);
    let plan = Plan { users: 2, conversations: 1, messages: 5 };
    store.write(move |tx| sample::people(tx, &plan, 0..2, "")).unwrap();
    store.write(move |tx| sample::conversations(tx, &plan, 0..1)).unwrap();
    let someone = plan.first_key();
    let missed = |since| store.read(|read| events::since(read, &someone, since, 9));
    let made = missed(0);
    assert_eq!(made.missed.len(), 1);
    store.write(move |tx| sample::messages(tx, &plan, 0..3)).unwrap();
    let first = missed(made.up_to);
    store.write(move |tx| sample::messages(tx, &plan, 0..5)).unwrap();
    assert_eq!((first.missed.len(), missed(first.up_to).missed.len()), (3, 2));
}
