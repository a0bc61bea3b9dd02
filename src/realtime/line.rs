//! What is kept of one Engine.IO session: whose it is, its TCP connections, what waits to go out and to be done.
//!
//! The library offers no way to close a session's transport, its `disconnect` does nothing when the buffer is full,
//! and a session outlives its login in the request that it keeps; so a line can be ended here, whatever the client
//! or the library does (RELIABILITY R1, R2, R7).

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, watch};

use super::bucket::Bucket;
use super::intake::Intake;
use super::outbox::{Outbox, Outgoing, Pushed};
use super::registry::Entry;
use crate::door::Connection;
use crate::model::{SessionId, User, limits};

/// How far a line's end has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Life {
    Open,
    Ended,
    Cut,
}

/// One Engine.IO session.
pub struct Line {
    /// The login that opened it; `None` for an anonymous one, which can do nothing.
    pub session: Option<SessionId>,
    /// Who opened it.
    pub user: Option<Arc<User>>,
    /// Its limit.
    pub bucket: Bucket,
    /// What it sent and is not done yet.
    pub intake: Intake,
    outbox: Outbox,
    connections: Mutex<Vec<Weak<Connection>>>,
    life: watch::Sender<Life>,
    entry: Entry,
    _anonymous: Option<OwnedSemaphorePermit>,
}

impl Line {
    /// A new line.
    pub fn new(
        session: Option<SessionId>,
        user: Option<Arc<User>>,
        rate: u32,
        entry: Entry,
        anonymous: Option<OwnedSemaphorePermit>,
    ) -> Self {
        Self {
            session,
            user,
            bucket: Bucket::new(rate),
            intake: Intake::default(),
            outbox: Outbox::default(),
            connections: Mutex::default(),
            life: watch::Sender::new(Life::Open),
            entry,
            _anonymous: anonymous,
        }
    }

    /// Makes it findable by its Engine.IO id.
    pub fn bind(&self, sid: &str) {
        self.entry.bind(sid);
    }

    /// Adds a TCP connection that it uses.
    pub fn uses(&self, connection: &Arc<Connection>) {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.retain(|known| known.upgrade().is_some_and(|known| !Arc::ptr_eq(&known, connection)));
        connections.push(Arc::downgrade(connection));
    }

    /// Stops reading from its connections, or goes on.
    pub fn hold(&self, hold: bool) {
        for connection in self.connections() {
            connection.hold(hold);
        }
    }

    /// Its client was let in: what is told from now on waits for it.
    pub fn expect_connect(&self) {
        self.outbox.expect_connect();
    }

    /// From now on everything goes out through `socket`: `greeting` first, then what waits.
    pub fn attach(self: &Arc<Self>, socket: Arc<socketioxide::socket::Socket>, greeting: Outgoing) {
        self.outbox.attach(socket, greeting);
        self.deliver();
    }

    /// The library's socket is gone: nothing more goes out.
    pub fn detach(&self) {
        self.outbox.detach();
        self.intake.forget_questions();
    }

    /// Sends something, after all that waits already. A line that can't keep up is ended, never skipped.
    pub fn push(self: &Arc<Self>, outgoing: Outgoing) {
        match self.outbox.push(outgoing) {
            Pushed::Sent => {}
            Pushed::Waiting => self.clone().retry(),
            Pushed::Overflow => self.end("no alcanza a leer"),
        }
    }

    /// A poll took this many messages along.
    pub fn polled(self: &Arc<Self>, messages: usize) {
        self.outbox.polled(messages);
        self.deliver();
    }

    fn deliver(self: &Arc<Self>) {
        if self.outbox.flush() == Pushed::Waiting {
            self.clone().retry();
        }
    }

    /// Tries again until everything has gone out, or nothing has for too long.
    fn retry(self: Arc<Self>) {
        if !self.outbox.begin_retry() {
            return;
        }
        tokio::spawn(async move {
            let mut pause = Duration::from_millis(2);
            loop {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_millis(50));
                match self.outbox.retry() {
                    Pushed::Sent => return,
                    Pushed::Waiting => {}
                    Pushed::Overflow => return self.end("no alcanza a leer"),
                }
            }
        });
    }

    /// Whether it was ended.
    pub fn is_ended(&self) -> bool {
        *self.life.borrow() != Life::Open
    }

    /// Waits until its connections are cut.
    pub async fn over(&self) {
        self.life.subscribe().wait_for(|life| *life == Life::Cut).await.ok();
    }

    /// Ends it for good: what it sent and is not done is forgotten, the client is told if it still reads, and its
    /// connections are cut in any case.
    pub fn end(self: &Arc<Self>, why: &'static str) {
        self.intake.revoke();
        self.leave(why);
    }

    /// Ends it, but what it sent is still stored: the client said goodbye itself.
    pub fn leave(self: &Arc<Self>, why: &'static str) {
        let was_open = self.life.send_if_modified(|life| {
            let open = *life == Life::Open;
            if open {
                *life = Life::Ended;
            }
            open
        });
        if !was_open {
            return;
        }
        if let Some(user) = &self.user {
            tracing::info!(persona = %user.id.masked(), motivo = why, "socket cerrado por el servidor");
        }
        if let Some(socket) = self.outbox.detach() {
            // Does nothing when the buffer is full, which is why the connections are cut as well.
            socket.disconnect().ok();
        }
        let line = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(limits::DISCONNECT_GRACE).await;
            line.life.send_replace(Life::Cut);
            for connection in line.connections() {
                connection.cut();
            }
        });
    }

    fn connections(&self) -> Vec<Arc<Connection>> {
        let connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.iter().filter_map(Weak::upgrade).collect()
    }
}
