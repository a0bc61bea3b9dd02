//! Which lines are open, found by Engine.IO id and by person. It only holds them weakly: a line ends with the
//! library's socket, and takes its entries with it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::line::Line;
use crate::model::{SessionId, UserId, limits};

/// The open lines.
#[derive(Default)]
pub struct Registry {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    next: u64,
    all: HashMap<u64, Weak<Line>>,
    by_sid: HashMap<String, u64>,
    by_user: HashMap<UserId, Person>,
}

/// Whoever has a line open.
#[derive(Default)]
struct Person {
    lines: Vec<u64>,
    waiting: Arc<AtomicUsize>,
}

/// A line's entries; dropped with the line.
pub struct Entry {
    registry: Arc<Mutex<Inner>>,
    number: u64,
    user: Option<UserId>,
    waiting: Arc<AtomicUsize>,
    sid: Mutex<Option<String>>,
}

impl Registry {
    /// Makes a line and enters it; `None` when this person has `most` already.
    pub fn enter(&self, user: Option<&UserId>, most: usize, make: impl FnOnce(Entry) -> Line) -> Option<Arc<Line>> {
        let line = Arc::new(make(self.reserve(user, most)?));
        lock(&self.inner).all.insert(line.entry().number, Arc::downgrade(&line));
        Some(line)
    }

    fn reserve(&self, user: Option<&UserId>, most: usize) -> Option<Entry> {
        let mut inner = lock(&self.inner);
        let number = inner.next + 1;
        let mut waiting = Arc::default();
        if let Some(user) = user {
            let person = inner.by_user.entry(user.clone()).or_default();
            if person.lines.len() >= most {
                return None;
            }
            person.lines.push(number);
            waiting = person.waiting.clone();
        }
        inner.next = number;
        Some(Entry { registry: self.inner.clone(), number, user: user.cloned(), waiting, sid: Mutex::default() })
    }

    /// The line with this Engine.IO id.
    pub fn by_sid(&self, sid: &str) -> Option<Arc<Line>> {
        let inner = lock(&self.inner);
        let line = inner.by_sid.get(sid).and_then(|number| inner.all.get(number)).cloned();
        drop(inner);
        line?.upgrade()
    }

    /// The lines of a person.
    pub fn of_user(&self, user: &UserId) -> Vec<Arc<Line>> {
        lines_of(&self.inner, user)
    }

    /// Every line.
    pub fn all(&self) -> Vec<Arc<Line>> {
        let lines: Vec<_> = lock(&self.inner).all.values().cloned().collect();
        lines.iter().filter_map(Weak::upgrade).collect()
    }

    /// Every session that has an open line.
    pub fn sessions(&self) -> Vec<SessionId> {
        let mut sessions: Vec<_> = self.all().iter().filter_map(|line| line.session).collect();
        sessions.sort_unstable();
        sessions.dedup();
        sessions
    }
}

impl Entry {
    /// Makes the line findable by its Engine.IO id.
    pub fn bind(&self, sid: &str) {
        lock(&self.registry).by_sid.insert(sid.to_owned(), self.number);
        *self.sid.lock().unwrap_or_else(PoisonError::into_inner) = Some(sid.to_owned());
    }

    /// What waits for all lines of this person together, in bytes: for the outboxes to count.
    pub fn waiting(&self) -> &Arc<AtomicUsize> {
        &self.waiting
    }

    /// Whether more waits for this person than for anybody may.
    pub fn is_crowded(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > limits::OUTBOX_BYTES_PER_PERSON
    }

    /// The lines of this person.
    pub fn lines(&self) -> Vec<Arc<Line>> {
        self.user.as_ref().map_or_else(Vec::new, |user| lines_of(&self.registry, user))
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut inner = lock(&self.registry);
        inner.all.remove(&self.number);
        if let Some(sid) = self.sid.lock().unwrap_or_else(PoisonError::into_inner).take() {
            inner.by_sid.remove(&sid);
        }
        if let Some(user) = &self.user
            && let Some(person) = inner.by_user.get_mut(user)
        {
            person.lines.retain(|number| *number != self.number);
            if person.lines.is_empty() {
                inner.by_user.remove(user);
            }
        }
    }
}

fn lines_of(registry: &Mutex<Inner>, user: &UserId) -> Vec<Arc<Line>> {
    let inner = lock(registry);
    let numbers = inner.by_user.get(user).map_or(&[][..], |person| &person.lines);
    let lines: Vec<_> = numbers.iter().filter_map(|number| inner.all.get(number)).cloned().collect();
    drop(inner);
    // Upgraded outside the lock: the last reference may be dropped here, which takes it.
    lines.iter().filter_map(Weak::upgrade).collect()
}

fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}
