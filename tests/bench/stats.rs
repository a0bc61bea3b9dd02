//! Times, and what is said of many of them.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The clock that stamps are made with: nanoseconds since it was started.
#[derive(Clone, Copy)]
pub struct BenchClock(Instant);

impl BenchClock {
    /// Starts it.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Now.
    pub fn now(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// The instant of a stamp.
    pub fn at(&self, stamp: u64) -> Instant {
        self.0 + Duration::from_nanos(stamp)
    }
}

/// Collects times from many tasks.
#[derive(Default)]
pub struct Times(Mutex<Vec<u64>>);

impl Times {
    /// Adds one, in nanoseconds.
    pub fn add(&self, nanos: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(nanos);
    }

    /// What was collected.
    pub fn spread(&self) -> Spread {
        Spread::of(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

/// Many times, sorted.
pub struct Spread(Vec<u64>);

impl Spread {
    /// Of these, in nanoseconds.
    pub fn of(mut nanos: Vec<u64>) -> Self {
        nanos.sort_unstable();
        Self(nanos)
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that this share of them keeps below, in milliseconds; not a number without any.
    pub fn ms(&self, share: f64) -> f64 {
        let place = (share * self.0.len() as f64).ceil() as usize;
        self.0.get(place.clamp(1, self.0.len().max(1)) - 1).map_or(f64::NAN, |nanos| *nanos as f64 / 1e6)
    }
}

/// Random enough to choose what to look at.
pub struct Dice(u64);

impl Dice {
    /// The same seed gives the same throws.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A random UUID.
    pub fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        let (head, node) = ((low >> 48) & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
        format!("{:08x}-{:04x}-4{:03x}-{head:04x}-{node:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff)
    }
}
