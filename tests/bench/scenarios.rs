//! What is measured, one scenario a file. Each gives the rows it adds to the table.

pub mod fanout;
pub mod history;
pub mod latency;
pub mod login;
pub mod memory;
pub mod rest;
pub mod restart;
pub mod search;
pub mod start;
pub mod throughput;

use std::time::Duration;

use crate::stats::BenchClock;

/// How everything is measured.
pub struct Bench {
    /// How long a figure is measured.
    pub window: Duration,
    /// Whether the figures are only to be seen, not to be believed.
    pub quick: bool,
    /// What stamps are made with.
    pub clock: BenchClock,
}
