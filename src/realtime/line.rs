//! What is kept of one Engine.IO session: whose it is, its TCP connections, what waits to go out and to be done.
//!
//! The library offers no way to close a session's transport, its `disconnect` does nothing when the buffer is full,
//! and a session outlives its login in the request that it keeps; so a line can be ended here, whatever the client
//! or the library does (RELIABILITY R1, R2, R7).

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit};

use super::bucket::Bucket;
use super::intake::Intake;
use super::meter::{Found, Meter, Packet};
use super::outbox::{Outbox, Outgoing, Pushed};
use super::registry::Entry;
use crate::door::Connection;
use crate::door::connection::Watch;
use crate::door::frames::Frame;
use crate::model::{SessionId, User, limits};
use crate::presence::Stay;

/// How far a line's end has come. A `watch` channel would say the same in 250 bytes more a socket.
#[derive(Default)]
struct Life {
    ended: AtomicBool,
    cut: AtomicBool,
    changed: Notify,
}

impl Life {
    /// False when it had ended before.
    fn end(&self) -> bool {
        !self.ended.swap(true, Ordering::AcqRel)
    }

    fn cut(&self) {
        self.cut.store(true, Ordering::Release);
        self.changed.notify_waiters();
    }

    fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Acquire)
    }

    async fn over(&self) {
        let changed = self.changed.notified();
        if !self.is_cut() {
            changed.await;
        }
    }
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
    meter: Meter,
    outbox: Outbox,
    connections: Mutex<Vec<Weak<Connection>>>,
    newest_at_connect: AtomicI64,
    stay: Mutex<Option<Stay>>,
    life: Life,
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
            bucket: Bucket::of_events(rate),
            intake: Intake::default(),
            meter: Meter::default(),
            outbox: Outbox::of(entry.waiting().clone()),
            connections: Mutex::default(),
            newest_at_connect: AtomicI64::default(),
            stay: Mutex::default(),
            life: Life::default(),
            entry,
            _anonymous: anonymous,
        }
    }

    /// Its place among the others.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Makes it findable by its Engine.IO id.
    pub fn bind(&self, sid: &str) {
        self.entry.bind(sid);
    }

    /// Adds a TCP connection that has become its own: a WebSocket.
    pub fn uses(self: &Arc<Self>, connection: &Arc<Connection>) {
        let watch: Weak<dyn Watch> = Arc::<Self>::downgrade(self);
        connection.watched_by(watch);
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.retain(|known| known.strong_count() > 0);
        connections.push(Arc::downgrade(connection));
        drop(connections);
        if self.life.is_cut() {
            connection.cut();
        }
    }

    /// Counts a packet that arrived. False when it was one too many: the line is ended.
    pub fn counts(self: &Arc<Self>, packet: Packet) -> bool {
        match self.meter.count(packet) {
            Found::Fine => {}
            Found::Announced => self.await_attachments(),
            Found::Flood => self.end("inundación de paquetes"),
        }
        !self.is_ended()
    }

    /// The library looks at its own time limit only when the next packet comes.
    fn await_attachments(self: &Arc<Self>) {
        let line = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(limits::ATTACHMENTS_WAIT).await;
            if let Some(line) = line.upgrade().filter(|line| line.meter.is_overdue()) {
                line.end("no mandó lo que anunció");
            }
        });
    }

    /// Stops reading from its connections, or goes on.
    pub fn hold(&self, hold: bool) {
        if !hold && self.is_ended() {
            return;
        }
        for connection in self.connections() {
            connection.hold(hold);
        }
    }

    /// Its client was let in: what is told from now on waits for it.
    pub fn expect_connect(&self) {
        self.outbox.expect_connect();
    }

    /// Keeps the number that the greeting will name.
    pub fn greet_with(&self, newest: i64) {
        self.newest_at_connect.store(newest, Ordering::Relaxed);
    }

    /// The number of the newest event when the client was let in.
    pub fn newest_at_connect(&self) -> i64 {
        self.newest_at_connect.load(Ordering::Relaxed)
    }

    /// From now on everything goes out through `socket`: `greeting` first, then what waits.
    pub fn attach(self: &Arc<Self>, socket: Arc<socketioxide::socket::Socket>, greeting: Outgoing) {
        self.outbox.attach(socket, greeting);
        self.deliver();
    }

    /// Its person is here as long as it is open, and no longer.
    pub fn stays(&self, stay: Stay) {
        let mut kept = self.lock_stay();
        if !self.outbox.is_closed() && !self.is_ended() {
            *kept = Some(stay);
        }
    }

    fn lock_stay(&self) -> MutexGuard<'_, Option<Stay>> {
        self.stay.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The library's socket is gone: nothing more goes out.
    pub fn detach(&self) {
        self.outbox.detach();
        self.lock_stay().take();
        self.intake.forget_questions();
    }

    /// Sends something, after all that waits already. A line that can't keep up is ended, never skipped.
    pub fn push(self: &Arc<Self>, outgoing: Outgoing) {
        match self.outbox.push(outgoing) {
            Pushed::Sent => {}
            Pushed::Waiting => self.clone().retry(),
            Pushed::Overflow => self.break_off("no alcanza a leer"),
        }
        if self.entry.is_crowded() {
            self.make_room();
        }
    }

    /// Too much waits for this person: the line for which the most waits is the slowest, and goes.
    fn make_room(&self) {
        let mut lines = self.entry.lines();
        lines.sort_by_cached_key(|line| line.outbox.bytes());
        while let Some(fullest) = lines.pop().filter(|_| self.entry.is_crowded()) {
            fullest.break_off("espera demasiado para una sola persona");
        }
    }

    /// So many messages have gone out.
    pub fn taken(self: &Arc<Self>, messages: usize) {
        self.outbox.taken(messages);
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
                    Pushed::Overflow => return self.break_off("no alcanza a leer"),
                }
            }
        });
    }

    /// Whether it was ended.
    pub fn is_ended(&self) -> bool {
        self.life.ended.load(Ordering::Acquire)
    }

    /// Waits until its connections are cut.
    pub async fn over(&self) {
        self.life.over().await;
    }

    /// Ends it for good: what it sent and is not done is forgotten, the client is told if it still reads, and its
    /// connections are cut in any case.
    pub fn end(self: &Arc<Self>, why: &'static str) {
        self.intake.revoke();
        self.leave(why);
        // What it sends until it is cut is not even read.
        self.hold(true);
    }

    /// Ends it for its client to come back and catch up: its connections just break. A word of farewell would keep the
    /// official clients away; they return by themselves from everything but that.
    pub fn break_off(self: &Arc<Self>, why: &'static str) {
        self.intake.revoke();
        if self.ends(why) {
            self.life.cut();
            self.outbox.detach();
            self.connections().iter().for_each(|connection| connection.cut());
        }
    }

    /// Ends it, but what it sent is still stored: the client said goodbye itself.
    pub fn leave(self: &Arc<Self>, why: &'static str) {
        if !self.ends(why) {
            return;
        }
        if let Some(socket) = self.outbox.detach() {
            // Does nothing when the buffer is full, which is why the connections are cut as well.
            socket.disconnect().ok();
        }
        let line = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(limits::DISCONNECT_GRACE).await;
            line.life.cut();
            for connection in line.connections() {
                connection.cut();
            }
        });
    }

    /// False when it had ended before.
    fn ends(&self, why: &'static str) -> bool {
        let was_open = self.life.end();
        self.lock_stay().take();
        if was_open && let Some(user) = &self.user {
            tracing::info!(persona = %user.id.masked(), motivo = why, "socket cerrado por el servidor");
        }
        was_open
    }

    fn connections(&self) -> Vec<Arc<Connection>> {
        let connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.iter().filter_map(Weak::upgrade).collect()
    }
}

impl Watch for Line {
    fn received(self: Arc<Self>, frame: Frame<'_>) {
        self.counts(Packet::of_frame(frame));
    }

    fn sent(self: Arc<Self>, frame: Frame<'_>) {
        if frame.is_said() {
            self.taken(1);
        }
    }
}
