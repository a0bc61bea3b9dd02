//! Which lines are open, found by Engine.IO id and by person. It only holds them weakly: a line ends with the
//! library's socket, and takes its entries with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::line::Line;
use crate::model::{SessionId, UserId};

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
    by_user: HashMap<UserId, Vec<u64>>,
}

/// A line's entries; dropped with the line.
pub struct Entry {
    registry: Arc<Mutex<Inner>>,
    number: u64,
    user: Option<UserId>,
    sid: Mutex<Option<String>>,
}

impl Registry {
    /// Makes a line and enters it; `None` when this person has `most` already.
    pub fn enter(&self, user: Option<&UserId>, most: usize, make: impl FnOnce(Entry) -> Line) -> Option<Arc<Line>> {
        let number = {
            let mut inner = lock(&self.inner);
            if let Some(user) = user {
                let open = inner.by_user.entry(user.clone()).or_default();
                if open.len() >= most {
                    return None;
                }
            }
            inner.next += 1;
            inner.next
        };
        let entry = Entry { registry: self.inner.clone(), number, user: user.cloned(), sid: Mutex::default() };
        let line = Arc::new(make(entry));
        let mut inner = lock(&self.inner);
        inner.all.insert(number, Arc::downgrade(&line));
        if let Some(user) = user {
            inner.by_user.entry(user.clone()).or_default().push(number);
        }
        drop(inner);
        Some(line)
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
        let inner = lock(&self.inner);
        let numbers = inner.by_user.get(user).map_or(&[][..], Vec::as_slice);
        let lines: Vec<_> = numbers.iter().filter_map(|number| inner.all.get(number)).cloned().collect();
        drop(inner);
        // Upgraded outside the lock: the last reference may be dropped here, which takes it.
        lines.iter().filter_map(Weak::upgrade).collect()
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
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut inner = lock(&self.registry);
        inner.all.remove(&self.number);
        if let Some(sid) = self.sid.lock().unwrap_or_else(PoisonError::into_inner).take() {
            inner.by_sid.remove(&sid);
        }
        if let Some(user) = &self.user
            && let Some(numbers) = inner.by_user.get_mut(user)
        {
            numbers.retain(|number| *number != self.number);
            if numbers.is_empty() {
                inner.by_user.remove(user);
            }
        }
    }
}

fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}
