//! Password hashes on one core, with the server's own parameters.

use std::time::{Duration, Instant};

use weigence_chat::chat::passwords;

use crate::Outcome;

/// Hashes a second.
pub fn run(seconds: u64) -> Outcome<Vec<f64>> {
    let stored = passwords::hash("una clave")?;
    let begin = Instant::now();
    let mut done = 0_u32;
    while begin.elapsed() < Duration::from_secs(seconds) {
        assert!(passwords::verify("una clave", Some(&stored)), "a hash verifies");
        done += 1;
    }
    Ok(vec![f64::from(done) / begin.elapsed().as_secs_f64()])
}
