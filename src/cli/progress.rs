//! A progress bar, on a terminal; nothing otherwise.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that goes away when it is dropped.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Shows `what` on the way to `total`. Draws on standard error, and only if that is a terminal.
    pub fn new(what: &'static str, total: u64) -> Self {
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos} de {len} (faltan {eta})");
        let bar = ProgressBar::new(total).with_message(what);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(bar)
    }

    /// Counts what was done.
    pub fn add(&self, done: u64) {
        self.0.inc(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
