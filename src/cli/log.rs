//! The log: to standard error, through a bounded queue, so that a slow terminal never holds up the server.

use std::io::IsTerminal;

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use crate::model::limits;

/// Starts the log. `WEIGENCE_LOG` says how much of it (`debug`, `info,weigence_chat=trace`); without it `serve` logs
/// from `info` on and the other commands nothing: they tell what went wrong in one sentence themselves.
pub(super) fn start(serving: bool) -> WorkerGuard {
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(limits::LOG_LINES)
        .lossy(true)
        .thread_name("registro")
        .finish(std::io::stderr());
    let usual = if serving { "info" } else { "off" };
    let wanted = std::env::var("WEIGENCE_LOG").ok().filter(|wanted| !wanted.trim().is_empty());
    let filter = wanted.as_deref().map(EnvFilter::try_new);
    let is_unclear = matches!(filter, Some(Err(_)));
    let ansi = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter.and_then(Result::ok).unwrap_or_else(|| EnvFilter::new(usual)))
        .with_writer(writer)
        .with_ansi(ansi)
        .with_target(false)
        .try_init();
    if is_unclear && started.is_ok() {
        tracing::warn!("no se entiende WEIGENCE_LOG: se usa {usual}");
    }
    guard
}
