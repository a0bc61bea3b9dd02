//! Bounds how many passwords are hashed at once: each takes 19 MiB and some 25 ms of a core, and a hundred at once
//! would take the machine with them (RELIABILITY §7.4).
//!
//! Hashing has threads of its own. On the runtime's, which are many, the allocator keeps the 19 MiB for each thread
//! that has hashed once: a storm of 700 logins left 1.1 GiB behind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::error::{Error, Result};
use crate::model::limits;

/// One at a time on two cores, a short queue, and a clear no beyond it.
pub struct LoginGate {
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    work: Sender<Work>,
}

type Work = Box<dyn FnOnce() + Send>;

/// Somebody's turn, given up when it is dropped.
pub struct Turn {
    _permit: OwnedSemaphorePermit,
    work: Sender<Work>,
}

impl LoginGate {
    /// One turn less than there are cores, one at least.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub fn new() -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let at_once = cores.saturating_sub(1).max(1);
        let (work, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..at_once {
            let waiting = waiting.clone();
            let thread = std::thread::Builder::new().name("contraseñas".into());
            thread.spawn(move || do_all(&waiting)).map_err(Error::internal)?;
        }
        Ok(Self { turns: Arc::new(Semaphore::new(at_once)), waiting: AtomicUsize::new(0), work })
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// Unavailable when the queue is full or the wait too long.
    pub async fn turn(&self) -> Result<Turn> {
        let _place = Place::take(&self.waiting)?;
        match tokio::time::timeout(limits::LOGIN_WAIT, self.turns.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn { _permit: permit, work: self.work.clone() }),
            _ => Err(crowded()),
        }
    }
}

impl Turn {
    /// Runs something that takes as much as a password does.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let work = Box::new(move || {
            answer.send(work()).ok();
        });
        self.work.send(work).map_err(Error::internal)?;
        answered.await.map_err(Error::internal)?
    }
}

fn do_all(waiting: &Mutex<Receiver<Work>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        // Who waits for it learns of a fault by hearing nothing; the next one is served.
        catch_unwind(AssertUnwindSafe(work)).ok();
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
