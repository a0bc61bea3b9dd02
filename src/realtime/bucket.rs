//! How many events one socket may send (CONTRACT: 100 a second, bursts of 2,000), and how much of anything else.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::model::limits;

/// What an event that arrives now is.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Within the limit.
    Pass,
    /// Beyond it: answered, not done.
    Refuse,
    /// One of very many beyond it: the socket is closed.
    Flood,
}

/// A token bucket. Without a rate, everything passes.
pub struct Bucket {
    rate: u32,
    burst: f64,
    state: Mutex<State>,
}

struct State {
    tokens: f64,
    filled: Instant,
    refused: u32,
}

impl Bucket {
    /// A full bucket of `burst` that refills at `rate` a second; 0 for no limit.
    pub fn new(rate: u32, burst: u32) -> Self {
        let burst = f64::from(burst);
        Self { rate, burst, state: Mutex::new(State { tokens: burst, filled: Instant::now(), refused: 0 }) }
    }

    /// For events. The contract's burst belongs to its rate; another rate gets the same 20 seconds' worth.
    pub fn of_events(rate: u32) -> Self {
        Self::new(rate, rate.saturating_mul(limits::EVENTS_BURST / limits::EVENTS_PER_SECOND))
    }

    /// Takes a token, if there is one.
    pub fn take(&self) -> Verdict {
        if self.rate == 0 {
            return Verdict::Pass;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let refill = now.duration_since(state.filled).as_secs_f64() * f64::from(self.rate);
        state.tokens = (state.tokens + refill).min(self.burst);
        state.filled = now;
        if state.tokens >= 1.0 {
            state.tokens -= 1.0;
            state.refused = state.refused.saturating_sub(1);
            return Verdict::Pass;
        }
        state.refused += 1;
        if state.refused > limits::FLOOD_EVENTS { Verdict::Flood } else { Verdict::Refuse }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_events_are_refused_then_it_is_a_flood() {
        let bucket = Bucket::of_events(limits::EVENTS_PER_SECOND);
        let verdicts: Vec<_> = (0..8_000).map(|_| bucket.take()).collect();
        assert!(verdicts[..limits::EVENTS_BURST as usize].iter().all(|v| *v == Verdict::Pass));
        assert!(verdicts.contains(&Verdict::Refuse));
        assert_eq!(verdicts.last(), Some(&Verdict::Flood));
        assert!((0..10_000).all(|_| Bucket::of_events(0).take() == Verdict::Pass));
    }
}
