//! What was just kept and stands in no committed row yet: nobody throws it away, and who wanted to is not forgotten.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// All that is held now, by its hash.
#[derive(Default, Clone)]
pub(super) struct Holding(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    held: Vec<String>,
    wanted_gone: Vec<String>,
}

/// Something that nobody throws away while this lives.
#[must_use]
pub struct Held {
    of: Holding,
    hash: String,
    is_over: bool,
}

impl Holding {
    pub fn hold(&self, hash: &str) -> Held {
        self.lock().held.push(hash.to_owned());
        Held { of: self.clone(), hash: hash.to_owned(), is_over: false }
    }

    /// Throws it away, unless somebody holds it or `is_named`; who holds it is told when they let go.
    pub fn throw_away(&self, hash: &str, is_named: impl FnOnce() -> bool, gone: impl FnOnce()) {
        // Locked to the end: who keeps the same meanwhile waits, and puts it there again.
        let mut inner = self.lock();
        if inner.held.iter().any(|one| one == hash) {
            inner.wanted_gone.push(hash.to_owned());
        } else if !is_named() {
            gone();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Says whether somebody wanted it gone meanwhile, and nobody else holds it: then that has to be asked for again.
    pub fn let_go(mut self) -> bool {
        self.release()
    }

    fn release(&mut self) -> bool {
        if std::mem::replace(&mut self.is_over, true) {
            return false;
        }
        let mut inner = self.of.lock();
        if let Some(place) = inner.held.iter().position(|hash| *hash == self.hash) {
            inner.held.swap_remove(place);
        }
        if inner.held.contains(&self.hash) {
            return false;
        }
        let before = inner.wanted_gone.len();
        inner.wanted_gone.retain(|hash| *hash != self.hash);
        inner.wanted_gone.len() < before
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.release();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_thrown_away(holding: &Holding, hash: &str, named: bool) -> bool {
        let mut is_gone = false;
        holding.throw_away(hash, || named, || is_gone = true);
        is_gone
    }

    #[test]
    fn what_could_not_go_is_told_to_the_last_who_holds_it() {
        let holding = Holding::default();
        let (first, second, other) = (holding.hold("a"), holding.hold("a"), holding.hold("b"));
        assert!(!is_thrown_away(&holding, "a", false));
        assert!(!first.let_go(), "the second holds it still");
        assert!(!is_thrown_away(&holding, "a", false));
        assert!(second.let_go());
        assert!(!other.let_go(), "nobody wanted that gone");
        assert!(is_thrown_away(&holding, "a", false) && !is_thrown_away(&holding, "a", true));
        assert!(!holding.hold("a").let_go(), "it is told once");
    }

    #[test]
    fn who_is_stopped_half_way_holds_nothing() {
        let holding = Holding::default();
        drop(holding.hold("a"));
        assert!(is_thrown_away(&holding, "a", false));
    }
}
