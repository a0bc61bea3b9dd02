//! When a message is due. A thread of its own keeps the time, because the runtime's timer counts in milliseconds.

use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::stats::BenchClock;

/// Gives the stamp of each turn when it comes, `rate` times a second, and ends after `time`. A turn that comes late
/// still has the stamp at which it should have come.
pub fn start(clock: BenchClock, rate: u64, time: Duration) -> UnboundedReceiver<u64> {
    let (turns, receiver) = unbounded_channel();
    std::thread::spawn(move || {
        let (first, step) = (clock.now() + 1_000_000, 1_000_000_000 / rate);
        let turns_in_all = time.as_nanos() as u64 / step;
        for turn in 0..turns_in_all {
            let due = first + turn * step;
            let wait = clock.at(due).saturating_duration_since(Instant::now());
            std::thread::sleep(wait);
            if turns.send(due).is_err() {
                return;
            }
        }
    });
    receiver
}
