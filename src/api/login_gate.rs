//! Bounds how many passwords are hashed at once: each takes 19 MiB and some 25 ms of a core, and a hundred at once
//! would take the machine with them (RELIABILITY §7.4).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};
use crate::model::limits;

/// One at a time on two cores, a short queue, and a clear no beyond it.
pub struct LoginGate {
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
}

impl LoginGate {
    /// One turn less than there are cores, one at least.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { turns: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))), waiting: AtomicUsize::new(0) }
    }

    /// Waits for a turn; it lasts until the permit is dropped.
    ///
    /// # Errors
    /// Unavailable when the queue is full or the wait too long.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let _place = Place::take(&self.waiting)?;
        match tokio::time::timeout(limits::LOGIN_WAIT, self.turns.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(crowded()),
        }
    }
}

/// A place in the queue, given up however the wait ends.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Result<Self> {
        let place = Self(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) < limits::LOGIN_QUEUE { Ok(place) } else { Err(crowded()) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn crowded() -> Error {
    Error::unavailable("Hay demasiadas personas entrando a la vez; intenta de nuevo en unos segundos")
}
