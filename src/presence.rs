//! Who is here: whoever has a live line, and for who has none any more, until when they had. A set of lines with drop
//! guards and no count (RELIABILITY R8): a line that ends in whatever way takes its entry with it.
//!
//! Nothing is told from here: what changed waits until it is taken, each person at most once in each list.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

use crate::model::{Presence, Timestamp, UserId, limits};

/// Who is here.
#[derive(Clone, Default)]
pub struct Present {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    people: Mutex<People>,
    changed: Notify,
    left: Notify,
}

#[derive(Default)]
struct People {
    next: u64,
    by_id: HashMap<UserId, Being>,
    came: Vec<UserId>,
    /// Whose last line has gone, by when that is told.
    going: BTreeSet<(Instant, UserId)>,
    /// Whose leaving is not on disk yet.
    unsaved: BTreeSet<UserId>,
}

/// Somebody who has had a line since the start.
#[derive(Default)]
struct Being {
    lines: Vec<u64>,
    online: bool,
    /// When the last line went; `None` while there is one.
    gone: Option<Instant>,
    /// The same as it was told.
    seen: Option<String>,
}

/// A line is there as long as this is.
pub struct Stay {
    inner: Arc<Inner>,
    user: UserId,
    line: u64,
}

impl Present {
    /// Somebody has one line more.
    pub fn enter(&self, user: &UserId) -> Stay {
        let mut people = self.inner.lock();
        people.next += 1;
        let line = people.next;
        let being = people.by_id.entry(user.clone()).or_default();
        being.lines.push(line);
        let (gone, is_new) = (being.gone.take(), !being.online);
        if is_new {
            (being.online, being.seen) = (true, None);
            people.came.push(user.clone());
            people.unsaved.remove(user);
        }
        if let Some(gone) = gone {
            people.going.remove(&(gone + limits::PRESENCE_GRACE, user.clone()));
        }
        drop(people);
        if is_new {
            self.inner.changed.notify_one();
        }
        Stay { inner: self.inner.clone(), user: user.clone(), line }
    }

    /// What has changed and was not taken yet, in an order in which it may be told, and when there will be more if
    /// nobody comes or goes. `clock` is what the clock shows at `now`.
    pub fn take_changes(&self, now: Instant, clock: Timestamp) -> (Vec<Presence>, Option<Instant>) {
        let mut people = self.inner.lock();
        let came = std::mem::take(&mut people.came);
        let mut changes: Vec<_> = came.into_iter().map(|user| Presence { user, online: true, seen: None }).collect();
        while people.going.first().is_some_and(|(due, _)| *due <= now) {
            let Some((due, user)) = people.going.pop_first() else { break };
            let Some(being) = people.by_id.get_mut(&user) else { continue };
            let gone_for = now.saturating_duration_since(due) + limits::PRESENCE_GRACE;
            being.online = false;
            being.seen = Some(clock.before(gone_for).to_rfc3339());
            changes.push(Presence { user: user.clone(), online: false, seen: being.seen.clone() });
            people.unsaved.insert(user);
        }
        let next = people.going.first().map(|(due, _)| *due);
        let has_left = !people.unsaved.is_empty();
        drop(people);
        if has_left {
            self.inner.left.notify_one();
        }
        (changes, next)
    }

    /// Waits until somebody comes or begins to go. For one to wait.
    pub async fn changed(&self) {
        self.inner.changed.notified().await;
    }

    /// Waits until somebody has left. For one to wait.
    pub async fn left(&self) {
        self.inner.left.notified().await;
    }

    /// Whose leaving is to be kept, and when it was.
    pub fn unsaved(&self) -> Vec<(UserId, String)> {
        let people = self.inner.lock();
        let seen = |user: &UserId| Some((user.clone(), people.by_id.get(user)?.seen.clone()?));
        people.unsaved.iter().filter_map(seen).collect()
    }

    /// These are on disk.
    pub fn saved(&self, kept: &[(UserId, String)]) {
        let mut people = self.inner.lock();
        for (user, seen) in kept {
            // Who came back and left again meanwhile is to be kept anew.
            if people.by_id.get(user).is_some_and(|being| being.seen.as_ref() == Some(seen)) {
                people.unsaved.remove(user);
            }
        }
    }

    /// Everybody whose leaving is not kept if the server stops now, at `clock`: who is here leaves with it.
    pub fn leaving_with_the_server(&self, clock: Timestamp) -> Vec<(UserId, String)> {
        let now = clock.to_rfc3339();
        let here: Vec<_> = {
            let people = self.inner.lock();
            let online = people.by_id.iter().filter(|(_, being)| being.online);
            online.map(|(user, _)| (user.clone(), now.clone())).collect()
        };
        self.unsaved().into_iter().chain(here).collect()
    }

    /// What is known of these people; for who was not here since the start, what was kept of an earlier life.
    pub fn of(&self, kept: Vec<(UserId, Option<String>)>) -> Vec<Presence> {
        let people = self.inner.lock();
        let known = |(user, kept): (UserId, Option<String>)| match people.by_id.get(&user) {
            Some(being) => Presence { user, online: being.online, seen: being.seen.clone() },
            None => Presence { user, online: false, seen: kept },
        };
        kept.into_iter().map(known).collect()
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, People> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        let mut people = self.inner.lock();
        let Some(being) = people.by_id.get_mut(&self.user) else { return };
        being.lines.retain(|line| *line != self.line);
        if !being.lines.is_empty() {
            return;
        }
        let now = Instant::now();
        being.gone = Some(now);
        people.going.insert((now + limits::PRESENCE_GRACE, self.user.clone()));
        drop(people);
        self.inner.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::limits::PRESENCE_GRACE as GRACE;

    const NOON: Timestamp = Timestamp(1_764_066_600_000);

    fn ana() -> UserId {
        UserId::stored("1-9".to_owned())
    }

    /// Who came (true) or went (false), as taken `later`.
    fn changes(present: &Present, later: Duration) -> Vec<bool> {
        let (changes, _) = present.take_changes(Instant::now() + later, NOON.after(later));
        changes.into_iter().map(|change| change.online).collect()
    }

    #[test]
    fn the_first_line_and_the_last_one_are_news() {
        let present = Present::default();
        let (till, phone) = (present.enter(&ana()), present.enter(&ana()));
        assert_eq!(changes(&present, Duration::ZERO), [true]);
        drop(till);
        assert!(changes(&present, GRACE).is_empty(), "the phone is there");
        drop(phone);
        assert!(changes(&present, Duration::ZERO).is_empty(), "not yet");
        assert_eq!(changes(&present, GRACE), [false]);
        assert!(changes(&present, GRACE).is_empty(), "told once");
    }

    #[test]
    fn a_page_that_is_loaded_again_is_no_news() {
        let present = Present::default();
        drop(present.enter(&ana()));
        let again = present.enter(&ana());
        assert_eq!(changes(&present, GRACE * 2), [true]);
        drop(again);
        let (_, next) = present.take_changes(Instant::now(), NOON);
        assert!(next.is_some_and(|next| next <= Instant::now() + GRACE));
    }

    #[test]
    fn the_time_is_when_the_last_line_went() {
        let present = Present::default();
        drop(present.enter(&ana()));
        let gone = |kept: Option<&str>| present.of(vec![(ana(), kept.map(str::to_owned))]).remove(0);
        assert_eq!(gone(Some("ayer")), Presence { user: ana(), online: true, seen: None });
        let later = GRACE * 10;
        changes(&present, later);
        let seen = gone(Some("ayer")).seen.expect("a time");
        let latest = NOON.after(Duration::from_millis(100)).to_rfc3339();
        assert!((NOON.before(Duration::from_millis(100)).to_rfc3339()..latest).contains(&seen), "{seen}");
        let nobody = UserId::stored("2-7".to_owned());
        let kept = Some("ayer".to_owned());
        assert_eq!(
            present.of(vec![(nobody.clone(), kept.clone())]),
            [Presence { user: nobody, online: false, seen: kept }]
        );
    }

    #[test]
    fn a_leaving_is_to_be_kept_until_it_is() {
        let present = Present::default();
        drop(present.enter(&ana()));
        assert!(present.unsaved().is_empty(), "still here");
        assert_eq!(present.leaving_with_the_server(NOON), [(ana(), NOON.to_rfc3339())]);
        changes(&present, GRACE);
        let kept = present.unsaved();
        assert_eq!(kept.len(), 1);
        drop(present.enter(&ana()));
        present.take_changes(Instant::now() + GRACE, NOON.plus_millis(60_000));
        present.saved(&kept);
        assert_eq!(present.unsaved().len(), 1, "of the second leaving");
        present.saved(&present.unsaved());
        assert!(present.unsaved().is_empty());
    }
}
