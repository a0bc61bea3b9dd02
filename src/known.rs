//! Sessions that were looked up a moment ago, so that a busy client costs one look into the database a second and not
//! one a request (RELIABILITY §7.4). What ends a session is told here before anybody is answered that it has ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use crate::model::{Event, Session, Timestamp, User, limits};

/// Whose a cookie is.
pub type Identity = Arc<(Session, User)>;

/// The sessions, by the hash of their cookie.
#[derive(Default)]
pub struct Known {
    inner: Mutex<Inner>,
    ends: watch::Sender<u64>,
}

#[derive(Default)]
struct Inner {
    // Grows with every end of a session: what was read before it is not kept.
    age: u64,
    sessions: HashMap<[u8; 32], (Identity, Instant)>,
}

impl Known {
    /// The session of this cookie, if it was looked up just now and has not ended.
    pub fn get(&self, hash: &[u8; 32], now: Timestamp) -> Option<Identity> {
        let inner = self.lock();
        let (identity, since) = inner.sessions.get(hash)?;
        let is_fresh = since.elapsed() < limits::SESSION_REMEMBERED && identity.0.expires_at > now;
        is_fresh.then(|| identity.clone())
    }

    /// To be asked before the database is, and given to [`Known::keep`] with what it said.
    pub fn age(&self) -> u64 {
        self.lock().age
    }

    /// Keeps what the database said, unless some session has ended since it was asked.
    pub fn keep(&self, hash: [u8; 32], identity: &Identity, age: u64) {
        let mut inner = self.lock();
        if inner.age != age {
            return;
        }
        if inner.sessions.len() >= limits::CACHE_ENTRIES {
            inner.sessions.retain(|_, (_, since)| since.elapsed() < limits::SESSION_REMEMBERED);
        }
        if inner.sessions.len() < limits::CACHE_ENTRIES {
            inner.sessions.insert(hash, (identity.clone(), Instant::now()));
        }
    }

    /// Changes whenever some session may have ended, once that is known here.
    pub fn ends(&self) -> watch::Receiver<u64> {
        self.ends.subscribe()
    }

    /// Forgets whatever an event may have ended.
    pub fn hear(&self, event: &Event) {
        self.forget(event);
        if matches!(event, Event::SessionsEnded(_) | Event::ChangedElsewhere { .. }) {
            self.ends.send_modify(|number| *number += 1);
        }
    }

    fn forget(&self, event: &Event) {
        match event {
            Event::SessionsEnded(ended) => {
                let mut inner = self.lock();
                inner.age += 1;
                inner.sessions.retain(|_, (identity, _)| !ended.contains(&identity.0.id));
            }
            Event::ChangedElsewhere { .. } => {
                let mut inner = self.lock();
                inner.age += 1;
                inner.sessions.clear();
            }
            _ => {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SessionId, UserId};

    fn identity(session: i64) -> Identity {
        let id = UserId::stored("1-9".to_owned());
        let user = User { id: id.clone(), name: "Ana".into(), email: String::new(), role: String::new(), active: true };
        let session =
            Session { id: SessionId(session), user: id, expires_at: Timestamp(1_000), last_seen: Timestamp(0) };
        Arc::new((session, user))
    }

    fn holds(known: &Known, hash: u8, now: i64) -> bool {
        known.get(&[hash; 32], Timestamp(now)).is_some()
    }

    #[test]
    fn what_has_ended_is_forgotten_at_once() {
        let known = Known::default();
        for session in 1..=3 {
            known.keep([session; 32], &identity(session.into()), known.age());
        }
        known.hear(&Event::SessionsEnded(vec![SessionId(2)]));
        assert_eq!([1, 2, 3].map(|hash| holds(&known, hash, 0)), [true, false, true]);
        assert!(!holds(&known, 1, 1_000), "its time is over");
        known.hear(&Event::ChangedElsewhere { newest: 0 });
        assert_eq!([1, 3].map(|hash| holds(&known, hash, 0)), [false, false]);
    }

    #[test]
    fn what_was_read_before_an_end_is_not_kept_after_it() {
        let known = Known::default();
        let age = known.age();
        known.hear(&Event::SessionsEnded(vec![SessionId(1)]));
        known.keep([1; 32], &identity(1), age);
        assert!(!holds(&known, 1, 0));
    }
}
