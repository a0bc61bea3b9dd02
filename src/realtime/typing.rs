//! Who is typing where: told at most every other second, and told to have stopped when no word comes any more, because
//! a client that vanishes says nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::{Duration, Instant};

use super::Realtime;
use super::fanout;
use super::outbox::raw;
use crate::chat;
use crate::db::Read;
use crate::error::Result;
use crate::model::{ConversationId, User, UserId, limits};
use crate::wire::{self, event};

/// How often it is told that somebody goes on typing.
const TOLD_EVERY: Duration = Duration::from_secs(2);
/// After the last word of it somebody has stopped. The page says it every 3 s, and takes it back after 5 s itself.
const LASTS: Duration = Duration::from_secs(5);

type Key = (UserId, ConversationId);

/// Who is typing where.
#[derive(Default)]
pub struct Typing {
    typing: Mutex<HashMap<Key, Typist>>,
}

struct Typist {
    told: Instant,
    until: Instant,
    others: Arc<[UserId]>,
}

impl Typing {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Typist>> {
        self.typing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this was told so recently that it need not be again; it lasts longer then.
    fn goes_on(&self, key: &Key) -> bool {
        let now = Instant::now();
        let mut typing = self.lock();
        let Some(typist) = typing.get_mut(key) else { return false };
        typist.until = now + LASTS;
        now < typist.told + TOLD_EVERY
    }

    /// It is told now. True when somebody has to watch for its end.
    fn begin(&self, key: &Key, others: Arc<[UserId]>) -> bool {
        let now = Instant::now();
        let mut typing = self.lock();
        let is_known = typing.contains_key(key);
        if !is_known && typing.len() >= limits::CACHE_ENTRIES {
            return false;
        }
        typing.insert(key.clone(), Typist { told: now, until: now + LASTS, others });
        !is_known
    }

    /// A message came: nobody needs to be told that its author has stopped.
    pub fn sent(&self, author: &UserId, conversation: ConversationId) {
        let mut typing = self.lock();
        if !typing.is_empty() {
            typing.remove(&(author.clone(), conversation));
        }
    }

    /// Until when it lasts, or whom to tell that it is over.
    fn look(&self, key: &Key) -> Look {
        let mut typing = self.lock();
        match typing.get(key) {
            None => Look::Gone,
            Some(typist) if Instant::now() < typist.until => Look::Until(typist.until),
            Some(_) => typing.remove(key).map_or(Look::Gone, |typist| Look::Over(typist.others)),
        }
    }
}

enum Look {
    Until(Instant),
    Over(Arc<[UserId]>),
    Gone,
}

/// Tells the others in a conversation that somebody is typing.
///
/// # Errors
/// Forbidden for who does not take part.
pub async fn told(realtime: &Arc<Realtime>, user: &User, conversation: ConversationId) -> Result<()> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Answer, conversation);
    let key = (user.id.clone(), conversation);
    if realtime.typing.goes_on(&key) {
        return Ok(());
    }
    let actor = user.id.clone();
    // As they are called now: the line knows only the name of when it was opened.
    let look = move |read: &Read<'_>| {
        Ok((chat::conversations::others(read, &actor, conversation)?, chat::users::known(read, &actor)?))
    };
    let (others, user) = realtime.app.read(look).await?;
    let others: Arc<[UserId]> = others.into();
    fanout::tell_people(realtime, &others[..], event::SOMEONE_TYPES, &raw(wire::typing(conversation, &user)));
    if realtime.typing.begin(&key, others) {
        tokio::spawn(watch(realtime.clone(), key));
    }
    Ok(())
}

async fn watch(realtime: Arc<Realtime>, key: Key) {
    loop {
        match realtime.typing.look(&key) {
            Look::Until(until) => tokio::time::sleep_until(until).await,
            Look::Gone => return,
            Look::Over(others) => {
                let text = raw(wire::stopped_typing(key.1, &key.0));
                return fanout::tell_people(&realtime, &others[..], event::SOMEONE_STOPPED_TYPING, &text);
            }
        }
    }
}
