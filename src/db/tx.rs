//! What queries and changes are made through.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use rusqlite::{Connection, Params, Row, Transaction};

use super::participants::ConversationKey;
use crate::error::Result;
use crate::model::{ConversationId, Event, Timestamp, User, UserId, limits};

/// A connection to read with.
pub struct Read<'c> {
    connection: &'c Connection,
    /// Now, by the server's clock.
    pub now: Timestamp,
}

impl<'c> Read<'c> {
    /// Reads through `connection`; the clock rides along so that tests can set it.
    pub fn new(connection: &'c Connection, now: Timestamp) -> Self {
        Self { connection, now }
    }

    /// As long as it is kept, everything that is read is of one moment, whatever is committed meanwhile. Not within
    /// the writer's transaction, which is one anyway.
    pub fn moment(&self) -> Result<Moment<'_>> {
        Ok(Moment { _transaction: self.connection.unchecked_transaction()? })
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        use rusqlite::OptionalExtension;
        Ok(self.connection.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Shows one row after the other, as long as `look` wants more.
    pub(super) fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut look: impl FnMut(&Row<'_>) -> rusqlite::Result<bool>,
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            if !look(row)? {
                break;
            }
        }
        Ok(())
    }
}

/// Ends when it is dropped.
pub struct Moment<'r> {
    _transaction: Transaction<'r>,
}

/// What the writer remembers of a conversation between two changes.
#[derive(Clone)]
pub struct Remembered {
    /// Where its messages lie.
    pub key: ConversationKey,
    /// Everyone in it.
    pub members: Arc<[UserId]>,
    /// Who may write, where not everyone may.
    pub writers: Option<Arc<[UserId]>>,
}

/// What the writer remembers so as not to ask for it with every message. Forgotten on a rollback and whenever
/// another process has changed the database.
#[derive(Default)]
pub(super) struct Cache {
    pub conversations: HashMap<ConversationId, Remembered>,
    pub users: HashMap<UserId, Arc<User>>,
}

impl Cache {
    pub fn forget(&mut self) {
        self.conversations.clear();
        self.users.clear();
    }

    pub fn trim(&mut self) {
        if self.conversations.len() > limits::CACHE_ENTRIES || self.users.len() > limits::CACHE_ENTRIES {
            self.forget();
        }
    }
}

/// The writer's transaction: reads, changes, and the events to publish once it is committed.
pub struct Tx<'c> {
    read: Read<'c>,
    pub(super) cache: &'c mut Cache,
    pub(super) seq: i64,
    events: Vec<Event>,
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c Connection, now: Timestamp, cache: &'c mut Cache, seq: i64) -> Self {
        Self { read: Read::new(connection, now), cache, seq, events: Vec::new() }
    }

    /// The next number of the one sequence that orders everything. Numbers of what was rolled back are not used again.
    pub fn next_seq(&mut self) -> i64 {
        self.seq += 1;
        self.seq
    }

    /// The newest number that was handed out.
    pub fn newest_seq(&self) -> i64 {
        self.seq
    }

    /// Tells the world, once this is committed.
    pub fn publish(&mut self, event: Event) {
        self.events.push(event);
    }

    pub(super) fn events_so_far(&self) -> usize {
        self.events.len()
    }

    pub(super) fn take_back_events(&mut self, down_to: usize) {
        self.events.truncate(down_to);
    }

    pub(super) fn into_events(self) -> Vec<Event> {
        self.events
    }

    /// Runs a change; gives the number of rows it touched.
    pub(super) fn run(&self, sql: &str, params: impl Params) -> Result<usize> {
        Ok(self.read.connection.prepare_cached(sql)?.execute(params)?)
    }

    pub(super) fn connection(&self) -> &Connection {
        self.read.connection
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}
