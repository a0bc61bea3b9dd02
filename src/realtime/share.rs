//! How many bytes wait in one outbox, and in all outboxes of its person together. A text that several receivers share
//! counts for each of them: what is counted can only be more than what is held.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One outbox's share of what waits for its person; given back when it is dropped.
#[derive(Default)]
pub struct Share {
    own: usize,
    all: Arc<AtomicUsize>,
}

impl Share {
    /// Of a person for whom so much waits already.
    pub fn of(all: Arc<AtomicUsize>) -> Self {
        Self { own: 0, all }
    }

    /// What waits here.
    pub fn own(&self) -> usize {
        self.own
    }

    /// More waits.
    pub fn add(&mut self, bytes: usize) {
        self.own += bytes;
        self.all.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Some of it has gone out.
    pub fn take(&mut self, bytes: usize) {
        self.own -= bytes;
        self.all.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Nothing waits any more.
    pub fn clear(&mut self) {
        self.take(self.own);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_a_person_is_the_sum_of_what_is_there() {
        let all = Arc::new(AtomicUsize::new(0));
        let [mut phone, mut till] = [Share::of(all.clone()), Share::of(all.clone())];
        phone.add(5);
        till.add(7);
        phone.take(2);
        assert_eq!((phone.own(), till.own(), all.load(Ordering::Relaxed)), (3, 7, 10));
        drop(till);
        assert_eq!(all.load(Ordering::Relaxed), 3);
        phone.clear();
        assert_eq!((phone.own(), all.load(Ordering::Relaxed)), (0, 0));
    }
}
