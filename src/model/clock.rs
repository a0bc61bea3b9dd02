//! Time on a machine whose clock can't be trusted: no NTP, no battery, set by hand. What is compared with time
//! (sessions, delays) uses a clock that never goes back; what must be in order uses sequences instead.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, Utc};

/// Milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// RFC 3339 with milliseconds and `Z`, the only form on the wire and in the database.
    pub fn to_rfc3339(self) -> String {
        DateTime::<Utc>::from_timestamp_millis(self.0)
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
            .to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// What [`Timestamp::to_rfc3339`] wrote; `None` for anything else.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|time| Self(time.timestamp_millis()))
    }

    /// This much later.
    pub fn after(self, time: Duration) -> Self {
        self.plus_millis(millis(time))
    }

    /// This much earlier.
    pub fn before(self, time: Duration) -> Self {
        self.plus_millis(-millis(time))
    }

    /// This many milliseconds later.
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// The server's clock: the system's where that is ahead, else the persisted floor plus the time since the start
/// (RELIABILITY §3). So a clock that steps back neither ends a session nor prolongs it.
#[derive(Debug)]
pub struct Clock {
    floor: i64,
    started: Instant,
    newest: AtomicI64,
}

impl Clock {
    /// A clock that never shows less than `floor`.
    pub fn starting_at(floor: Timestamp) -> Self {
        Self { floor: floor.0, started: Instant::now(), newest: AtomicI64::new(floor.0) }
    }

    /// Now; never less than an earlier answer.
    pub fn now(&self) -> Timestamp {
        let since_start = millis(self.started.elapsed());
        let now = Utc::now().timestamp_millis().max(self.floor.saturating_add(since_start));
        Timestamp(self.newest.fetch_max(now, Ordering::Relaxed).max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_goes_on_from_its_floor() {
        let future = Timestamp(Utc::now().timestamp_millis() + 3_600_000);
        let clock = Clock::starting_at(future);
        assert!(clock.now() >= future);
        assert!(clock.now() < future.plus_millis(60_000));
    }

    #[test]
    fn the_wire_form_has_milliseconds() {
        assert_eq!(Timestamp(1_764_066_600_000).to_rfc3339(), "2025-11-25T10:30:00.000Z");
    }
}
