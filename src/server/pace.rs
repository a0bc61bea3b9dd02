//! How slowly an answer may be taken. Who takes a byte just before each deadline would keep a page in memory for days;
//! so waiting uses up a patience that only reading gives back (RELIABILITY §4).

use std::time::Duration;

use tokio::time::Instant;

use crate::model::limits;

/// The patience with one connection. Only the time counts in which there is something to write and no room for it.
pub struct Pace {
    left: Duration,
    waits_since: Option<Instant>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { left: limits::READING_PATIENCE, waits_since: None }
    }
}

impl Pace {
    /// There is no room; until when to wait for some.
    pub fn waits(&mut self, now: Instant) -> Instant {
        *self.waits_since.get_or_insert(now) + self.left
    }

    /// There was room for so many bytes.
    pub fn goes_on(&mut self, now: Instant, bytes: usize) {
        let Some(since) = self.waits_since.take() else { return };
        let earned = Duration::from_secs_f64(bytes as f64 / limits::READING_SPEED as f64);
        let left = self.left.saturating_sub(now - since) + earned;
        self.left = left.min(limits::READING_PATIENCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long somebody is served who makes room for so many bytes every so many seconds; an hour at most.
    fn lasts(bytes: usize, every: u64) -> Duration {
        let start = Instant::now();
        let (mut pace, mut now) = (Pace::default(), start);
        while now - start < Duration::from_secs(3_600) {
            let until = pace.waits(now);
            now += Duration::from_secs(every);
            if until < now {
                return until - start;
            }
            pace.goes_on(now, bytes);
        }
        now - start
    }

    #[test]
    fn who_reads_fast_enough_may_take_all_the_time_and_who_dawdles_may_not() {
        let speed = limits::READING_SPEED;
        assert!(lasts(speed, 1) >= Duration::from_secs(3_600));
        assert!(lasts(19 * speed, 19) >= Duration::from_secs(3_600), "in large pieces too");
        assert_eq!(lasts(0, 1), limits::READING_PATIENCE);
        assert!(lasts(1, 19) < limits::READING_PATIENCE + Duration::from_secs(1));
        let half = lasts(speed / 2, 1);
        assert!(half > limits::READING_PATIENCE && half < 3 * limits::READING_PATIENCE, "{half:?}");
    }

    #[test]
    fn nothing_is_saved_up_and_only_waiting_counts() {
        let start = Instant::now();
        let mut pace = Pace::default();
        pace.goes_on(start, 1 << 30);
        assert_eq!(pace.waits(start) - start, limits::READING_PATIENCE);
        let ten = Duration::from_secs(10);
        pace.goes_on(start + ten, 0);
        let later = start + 100 * ten;
        assert_eq!(pace.waits(later) - later, limits::READING_PATIENCE - ten, "the pause between cost nothing");
    }
}
