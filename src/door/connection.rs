//! A handle on one TCP connection, for those who must be able to hold it up or cut it off from outside: no library
//! on top of the stream offers either.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;

use super::frames::Frame;

/// What a connection is doing, and so how long it may stay silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// Nothing has come yet.
    Fresh = 0,
    /// Between two requests.
    Idle = 1,
    /// A request's head is coming in.
    Head = 2,
    /// A request is being answered: others watch over it.
    Busy = 3,
    /// It is a WebSocket from now on: others watch over it.
    Upgraded = 4,
}

/// Who looks at what goes over a WebSocket.
pub trait Watch: Send + Sync {
    /// A frame has arrived. Called before the library gets it.
    fn received(self: Arc<Self>, frame: Frame<'_>);

    /// A frame has gone out to the system.
    fn sent(self: Arc<Self>, frame: Frame<'_>);
}

/// The handle. The stream looks at it with every read and write.
pub struct Connection {
    /// The other end's address.
    pub peer: IpAddr,
    phase: AtomicU8,
    cut: AtomicBool,
    held: AtomicBool,
    dismissed: AtomicBool,
    reader: AtomicWaker,
    writer: AtomicWaker,
    watch: OnceLock<Weak<dyn Watch>>,
}

impl Connection {
    /// The handle of a new connection.
    pub fn new(peer: IpAddr) -> Self {
        Self {
            peer,
            phase: AtomicU8::new(Phase::Fresh as u8),
            cut: AtomicBool::new(false),
            held: AtomicBool::new(false),
            dismissed: AtomicBool::new(false),
            reader: AtomicWaker::new(),
            writer: AtomicWaker::new(),
            watch: OnceLock::new(),
        }
    }

    /// Cuts the connection off: every read and write fails from now on, and it is reset.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::Release);
        self.reader.wake();
        self.writer.wake();
    }

    /// Whether it was cut off.
    pub fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Acquire)
    }

    /// Stops reading from it (its sender has to wait), or goes on.
    pub fn hold(&self, hold: bool) {
        self.held.store(hold, Ordering::Release);
        if !hold {
            self.reader.wake();
        }
    }

    /// Asks a WebSocket's client to come back later, because the server stops.
    pub fn dismiss(&self) {
        self.dismissed.store(true, Ordering::Release);
        self.reader.wake();
    }

    /// Whether its client was asked to come back later.
    pub fn is_dismissed(&self) -> bool {
        self.dismissed.load(Ordering::Acquire)
    }

    /// Has `watch` see every frame once it is a WebSocket; a connection becomes one once.
    pub fn watched_by(&self, watch: Weak<dyn Watch>) {
        self.watch.set(watch).ok();
    }

    /// Who sees its frames.
    pub fn watch(&self) -> Option<Arc<dyn Watch>> {
        self.watch.get()?.upgrade()
    }

    /// Says what it is doing.
    pub fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Release);
        // The stream's timer must follow.
        self.reader.wake();
    }

    /// What it is doing.
    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            0 => Phase::Fresh,
            1 => Phase::Idle,
            2 => Phase::Head,
            3 => Phase::Busy,
            _ => Phase::Upgraded,
        }
    }

    /// Ready when the stream may read; wakes the reader when that changes.
    pub fn poll_may_read(&self, context: &mut Context<'_>) -> Poll<()> {
        self.reader.register(context.waker());
        if self.held.load(Ordering::Acquire) && !self.is_cut() { Poll::Pending } else { Poll::Ready(()) }
    }

    /// Has the writer woken when the connection is cut off.
    pub fn watch_writer(&self, context: &mut Context<'_>) {
        self.writer.register(context.waker());
    }
}
