//! What waits to go out on one socket, in order and bounded.
//!
//! The library drops what is emitted to a full buffer, and a ping that meets one ends the connection; so little is
//! handed over that has not gone out yet, and what a client does not read waits here, where all receivers of a text
//! share it. While the client polls, it is still less: python-engineio drops a connection on an answer of more than
//! 16 packets, and what does not fit into one answer is lost by the library when the connection is upgraded.

use std::collections::VecDeque;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::value::RawValue;
use socketioxide::extract::AckSender;
use socketioxide::handler::FromMessageParts;
use socketioxide::socket::Socket;
use socketioxide::{SendError, SocketError, TransportType};
use socketioxide_core::Value;

use super::share::Share;
use crate::model::limits;

/// Something to send. The text is JSON.
pub enum Outgoing {
    /// An event.
    Event(&'static str, Arc<RawValue>),
    /// An acknowledgement.
    Ack(i64, Arc<RawValue>),
}

impl Outgoing {
    fn bytes(&self) -> usize {
        let (Self::Event(_, text) | Self::Ack(_, text)) = self;
        text.get().len()
    }
}

/// JSON of ours as something to send.
pub fn raw(text: String) -> Arc<RawValue> {
    // Text that `wire` has made is JSON.
    RawValue::from_string(text).map_or_else(|_| RawValue::NULL.to_owned().into(), Arc::from)
}

/// What became of what was pushed.
#[derive(Debug, PartialEq, Eq)]
pub enum Pushed {
    /// All is with the library, or there is nobody to send to any more.
    Sent,
    /// Some waits for room.
    Waiting,
    /// Too much waits, or it has waited too long.
    Overflow,
}

/// What waits.
pub struct Outbox {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    socket: Option<Arc<Socket>>,
    expecting: bool,
    closed: bool,
    waiting: VecDeque<Outgoing>,
    bytes: Share,
    // Sizes of what was handed over and has not gone out yet.
    handed: VecDeque<usize>,
    retrying: bool,
    stands_since: Option<Instant>,
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Of a person for whom so much waits in all.
    pub fn of(all: Arc<AtomicUsize>) -> Self {
        Self { inner: Mutex::new(Inner { bytes: Share::of(all), ..Inner::default() }) }
    }

    /// How many bytes wait.
    pub fn bytes(&self) -> usize {
        self.lock().bytes.own()
    }

    /// Keeps what is pushed from now on. Before this there is nobody to send to, and it is dropped.
    pub fn expect_connect(&self) {
        self.lock().expecting = true;
    }

    /// From now on everything goes out through `socket`, `greeting` first.
    pub fn attach(&self, socket: Arc<Socket>, greeting: Outgoing) {
        let mut inner = self.lock();
        if !inner.closed {
            inner.bytes.add(greeting.bytes());
            inner.waiting.push_front(greeting);
            inner.socket = Some(socket);
        }
    }

    /// Whether it takes nothing more.
    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Forgets what waits and takes nothing more; gives the socket back.
    pub fn detach(&self) -> Option<Arc<Socket>> {
        let mut inner = self.lock();
        inner.closed = true;
        inner.waiting.clear();
        inner.bytes.clear();
        inner.socket.take()
    }

    pub fn push(&self, outgoing: Outgoing) -> Pushed {
        let mut inner = self.lock();
        if inner.closed || !inner.expecting {
            return Pushed::Sent;
        }
        inner.bytes.add(outgoing.bytes());
        inner.waiting.push_back(outgoing);
        inner.flush();
        inner.state()
    }

    pub fn flush(&self) -> Pushed {
        let mut inner = self.lock();
        inner.flush();
        inner.state()
    }

    pub fn taken(&self, messages: usize) {
        let mut inner = self.lock();
        let taken = messages.min(inner.handed.len());
        inner.handed.drain(..taken);
    }

    /// Whether the caller is the one to try again.
    pub fn begin_retry(&self) -> bool {
        !std::mem::replace(&mut self.lock().retrying, true)
    }

    /// Tries again; anything but `Waiting` ends the trying.
    pub fn retry(&self) -> Pushed {
        let mut inner = self.lock();
        inner.flush();
        let state = inner.state();
        inner.retrying = state == Pushed::Waiting;
        state
    }
}

impl Inner {
    fn state(&self) -> Pushed {
        let stalled = self.stands_since.is_some_and(|since| since.elapsed() >= limits::OUTBOX_STALL);
        if self.waiting.is_empty() {
            Pushed::Sent
        } else if stalled || self.bytes.own() > limits::OUTBOX_BYTES {
            Pushed::Overflow
        } else if self.socket.is_none() {
            // `attach` delivers; if it never comes (the client has gone meanwhile), nothing may wait for it.
            Pushed::Sent
        } else {
            Pushed::Waiting
        }
    }

    fn flush(&mut self) {
        let Some(socket) = self.socket.clone() else {
            return;
        };
        while let Some(bytes) = self.waiting.front().map(Outgoing::bytes) {
            if !self.has_room(&socket, bytes) {
                break;
            }
            let Some(next) = self.waiting.front() else {
                break;
            };
            match emit(&socket, next) {
                Ok(()) => self.handed.push_back(bytes),
                Err(SendError::Socket(SocketError::InternalChannelFull)) => break,
                // Closed, or something that can't be written: it will not get better by waiting.
                Err(cause) => tracing::debug!(%cause, "no se pudo enviar por el socket"),
            }
            self.waiting.pop_front();
            self.bytes.take(bytes);
            self.stands_since = None;
        }
        if self.waiting.is_empty() {
            self.stands_since = None;
        } else {
            self.stands_since.get_or_insert_with(Instant::now);
        }
    }

    fn has_room(&self, socket: &Socket, bytes: usize) -> bool {
        let (most, most_bytes) = match socket.transport_type() {
            TransportType::Polling => (limits::POLL_MESSAGES, limits::POLL_BYTES),
            TransportType::Websocket => (limits::UNDER_WAY, limits::UNDER_WAY_BYTES),
        };
        let handed: usize = self.handed.iter().sum();
        self.handed.is_empty() || (self.handed.len() < most && handed + bytes <= most_bytes)
    }
}

fn emit(socket: &Arc<Socket>, outgoing: &Outgoing) -> Result<(), SendError> {
    match outgoing {
        Outgoing::Event(name, text) => socket.emit(name, &**text),
        Outgoing::Ack(id, text) => {
            let mut nothing = Value::Bytes(bytes::Bytes::new());
            let Ok(sender) = AckSender::from_message_parts(socket, &mut nothing, &Some(*id));
            sender.send(&**text)
        }
    }
}
