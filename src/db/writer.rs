//! The writer: one thread, the only connection that changes the database while the server runs.
//!
//! It takes what is waiting into one transaction, each job in a SAVEPOINT of its own, commits (one fsync for all),
//! and only then hands the events and the finished jobs on, in commit order. What was acknowledged is on disk,
//! what was rolled back is never seen.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ffi};

use super::job::Finished;
use super::lock::InstanceLock;
use super::tx::Cache;
use super::watch::Watch;
use super::{Batch, Job, Read, Tx, settings};
use crate::error::{Error, Result};
use crate::model::{Clock, Event, limits};

/// How often the idle writer looks for what other processes committed. Half of the second in which a person
/// disabled on the command line must be gone, less what closing takes.
const LOOK_ROUND: Duration = Duration::from_millis(250);
/// How often the clock's floor is kept: what a session can gain by a power cut with a dead clock battery.
const KEEP_CLOCK: Duration = Duration::from_secs(60);
/// How often a disk that can't be written is tried again when nobody else does.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// The way to the writer. When it is closed, the writer finishes what waits and stops.
pub struct Writer {
    queue: RwLock<Option<SyncSender<Box<dyn Job>>>>,
}

impl Writer {
    /// Starts the thread on a prepared connection. `sink` takes each batch, on the writer's thread.
    pub(super) fn start(
        connection: Connection,
        wal: PathBuf,
        clock: Arc<Clock>,
        watch: Option<Watch>,
        sink: impl FnMut(Batch) + Send + 'static,
    ) -> Result<(Self, JoinHandle<()>)> {
        let (queue, jobs) = sync_channel(limits::WRITE_QUEUE);
        let state = Loop {
            connection,
            wal,
            clock,
            watch,
            marked_as_open: false,
            sink: Box::new(sink),
            cache: Cache::default(),
            data_version: 0,
            changed_elsewhere: None,
            clock_kept: Instant::now(),
        };
        let thread = std::thread::Builder::new()
            .name("escritor".into())
            .spawn(move || state.run(&jobs))
            .map_err(Error::internal)?;
        Ok((Self { queue: RwLock::new(Some(queue)) }, thread))
    }

    /// Puts a job at the end of the queue; gives it back when there is no room, or no writer any more.
    pub fn try_submit(&self, job: Box<dyn Job>) -> std::result::Result<(), Box<dyn Job>> {
        let queue = self.queue.read().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = queue.as_ref() else {
            return Err(job);
        };
        queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(job) | TrySendError::Disconnected(job) => job,
        })
    }

    /// Takes nothing more; what is queued is still done.
    pub fn close(&self) {
        self.queue.write().unwrap_or_else(PoisonError::into_inner).take();
    }
}

struct Loop {
    connection: Connection,
    wal: PathBuf,
    clock: Arc<Clock>,
    watch: Option<Watch>,
    marked_as_open: bool,
    sink: Box<dyn FnMut(Batch) + Send>,
    cache: Cache,
    data_version: i64,
    /// The newest number there was, when another process has committed and nobody was told yet.
    changed_elsewhere: Option<i64>,
    clock_kept: Instant,
}

impl Loop {
    fn run(mut self, jobs: &Receiver<Box<dyn Job>>) {
        self.data_version = self.read_data_version();
        self.hear_check(limits::FIRST_LOOK);
        self.mark_as_open();
        let mut looked = Instant::now();
        loop {
            match jobs.recv_timeout(LOOK_ROUND) {
                Ok(first) => self.batch(first, jobs),
                Err(RecvTimeoutError::Timeout) => self.quiet_moment(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if looked.elapsed() >= LOOK_ROUND {
                looked = Instant::now();
                self.look_round();
            }
        }
        self.stop();
    }

    fn batch(&mut self, first: Box<dyn Job>, jobs: &Receiver<Box<dyn Job>>) {
        self.hear_check(Duration::ZERO);
        let mut waiting = vec![first];
        waiting.extend(jobs.try_iter().take(limits::WRITE_BATCH - 1));
        let (mut waiting, mut finished) = self.admit(waiting);
        let mut events = Vec::new();
        if !waiting.is_empty() {
            match self.transact(&mut waiting) {
                Ok((told, outcomes)) => {
                    events = told;
                    self.notice(Ok(()));
                    outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).for_each(|e| self.notice(Err(e)));
                    finished.extend(waiting.into_iter().zip(outcomes));
                }
                Err(error) => {
                    self.cache.forget();
                    self.notice(Err(&error));
                    finished.extend(waiting.into_iter().map(|job| (job, Err(error.clone()))));
                }
            }
        }
        if let Some(newest) = self.changed_elsewhere.take() {
            events.insert(0, Event::ChangedElsewhere { newest });
        }
        (self.sink)(Batch { events, finished });
        self.cache.trim();
    }

    /// Parts what may be stored now from what may not.
    fn admit(&self, jobs: Vec<Box<dyn Job>>) -> (Vec<Box<dyn Job>>, Finished) {
        let (mut admitted, mut refused) = (Vec::with_capacity(jobs.len()), Vec::new());
        for job in jobs {
            match self.watch.as_ref().and_then(|watch| watch.health.refusal(job.is_essential())) {
                Some(error) => refused.push((job, Err(error))),
                None => admitted.push(job),
            }
        }
        (admitted, refused)
    }

    /// Runs the jobs in one transaction. An error means that none of them is stored.
    fn transact(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(Vec<Event>, Vec<Result<()>>)> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        // From here on nobody else commits; what they did before counts for these jobs.
        self.notice_others();
        let done = self.run_jobs(jobs);
        let done = done.and_then(|done| self.commit().map(|()| done));
        if done.is_err() && !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").ok();
        }
        let (events, outcomes, seq) = done?;
        if let (Some(watch), Some(seq)) = (&mut self.watch, seq) {
            watch.mark.set(seq);
        }
        Ok((events, outcomes))
    }

    /// Runs the jobs in the open transaction: without a SAVEPOINT each where all could be run again, and if that went
    /// wrong half way through one of them, again with them.
    fn run_jobs(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<Done> {
        let now = self.clock.now();
        if jobs.iter().all(|job| job.is_repeatable()) {
            match run_all(&self.connection, now, &mut self.cache, jobs, run_plain)? {
                Some(done) => return Ok(done),
                None if self.connection.is_autocommit() => {}
                None => self.connection.execute_batch("ROLLBACK")?,
            }
            self.connection.execute_batch("BEGIN IMMEDIATE")?;
            self.notice_others();
        }
        let done = run_all(&self.connection, now, &mut self.cache, jobs, run_one)?;
        done.ok_or_else(|| Error::internal("una transacción sin resultado"))
    }

    fn commit(&self) -> Result<()> {
        self.connection.execute_batch("COMMIT").map_err(|cause| {
            if let rusqlite::Error::SqliteFailure(failure, _) = &cause
                && failure.extended_code == ffi::SQLITE_IOERR_FSYNC
            {
                // After a failed fsync nobody knows what is on disk, and a second one may lie: only a fresh start,
                // which recovers from the WAL, gives a state that can be vouched for.
                tracing::error!(%cause, "el disco no confirmó la escritura: el servidor se detiene");
                std::process::exit(1);
            }
            cause.into()
        })
    }

    fn look_round(&mut self) {
        self.notice_others();
        if let Some(newest) = self.changed_elsewhere.take() {
            (self.sink)(Batch { events: vec![Event::ChangedElsewhere { newest }], finished: Vec::new() });
        }
        self.hear_check(Duration::ZERO);
        if let Some(watch) = &mut self.watch {
            watch.look();
        }
        if self.is_in_trouble() {
            return;
        }
        self.mark_as_open();
        let is_unwritable = self.has_trouble();
        let interval = if is_unwritable { TRY_AGAIN } else { KEEP_CLOCK };
        if self.watch.is_some() && self.clock_kept.elapsed() >= interval {
            self.clock_kept = Instant::now();
            self.housekeeping("reloj", settings::raise_clock_floor);
        }
        if self.wal_size() > limits::WAL_TOO_LARGE && !is_unwritable {
            self.checkpoint("PASSIVE", Duration::ZERO);
        }
    }

    fn hear_check(&mut self, wait: Duration) {
        if let Some(watch) = &mut self.watch {
            watch.hear_check(wait);
        }
    }

    /// What became of a transaction, or of a change in it, tells how the machine does.
    fn notice(&mut self, outcome: std::result::Result<(), &Error>) {
        match (&mut self.watch, outcome) {
            (Some(watch), Ok(())) => watch.notice_success(),
            (Some(watch), Err(error)) => watch.notice(error),
            (None, _) => {}
        }
    }

    fn has_trouble(&self) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.health.trouble().is_some())
    }

    /// Whether it is useless to try to write.
    fn is_in_trouble(&self) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.health.refusal(false).is_some())
    }

    /// Notes that a server runs: who finds this at the start knows that it did not stop in order.
    fn mark_as_open(&mut self) {
        if self.watch.is_some() && !self.marked_as_open && !self.is_in_trouble() {
            self.marked_as_open = self.housekeeping("cierre_limpio", |tx| settings::set_stopped_cleanly(tx, false));
        }
    }

    /// Another process has committed: what is remembered may be wrong, and the world is to be told.
    fn notice_others(&mut self) {
        let version = self.read_data_version();
        if version == self.data_version {
            return;
        }
        self.cache.forget();
        // What can't be read now is noticed again the next time.
        if let Ok(newest) = settings::sequence(&Read::new(&self.connection, self.clock.now())) {
            self.data_version = version;
            self.changed_elsewhere = Some(newest);
        }
    }

    fn quiet_moment(&mut self) {
        if !self.has_trouble() && self.wal_size() > limits::WAL_WORTH_IT {
            self.checkpoint("PASSIVE", Duration::ZERO);
        }
    }

    fn stop(mut self) {
        if let Some(watch) = &mut self.watch {
            watch.break_off_check();
        }
        if self.watch.as_ref().is_some_and(|watch| watch.health.is_damaged()) {
            // Never closed: the last connection to be closed would put the log into the damaged file.
            std::mem::forget(self.connection);
            return;
        }
        if self.watch.is_some() {
            self.housekeeping("reloj", settings::raise_clock_floor);
            self.housekeeping("cierre_limpio", |tx| settings::set_stopped_cleanly(tx, true));
            self.checkpoint("TRUNCATE", limits::LAST_CHECKPOINT);
        } else if let Some(Ok(_lock)) = self.wal.parent().map(InstanceLock::take) {
            // A command's, beside which no server runs. Closing the last connection would do it too, but the pool may
            // be slower than the end of the process.
            self.checkpoint("TRUNCATE", limits::LAST_CHECKPOINT);
        }
        if let Err((_, cause)) = self.connection.close() {
            tracing::warn!(%cause, "la base de datos no se cerró en orden");
        }
    }

    /// Whether it was stored.
    fn housekeeping(&mut self, what: &str, change: impl FnOnce(&Tx<'_>) -> Result<()>) -> bool {
        let changed = self.connection.execute_batch("BEGIN IMMEDIATE").map_err(Error::from).and_then(|()| {
            change(&Tx::new(&self.connection, self.clock.now(), &mut self.cache, 0))?;
            self.commit()
        });
        if let Err(error) = &changed {
            tracing::debug!(%error, cause = ?error.cause, what, "no se pudo guardar");
            if !self.connection.is_autocommit() {
                self.connection.execute_batch("ROLLBACK").ok();
            }
        }
        self.notice(changed.as_ref().map(drop));
        changed.is_ok()
    }

    /// Never waits for a reader longer than `wait`: every user's commit would wait with it. Once a PASSIVE one has
    /// caught up and nobody reads, the next commit starts the log afresh.
    fn checkpoint(&self, mode: &str, wait: Duration) {
        self.connection.busy_timeout(wait).ok();
        let done = self.connection.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(()));
        if let Err(cause) = done {
            tracing::warn!(%cause, mode, "no se pudo vaciar el registro de escritura");
        }
        self.connection.busy_timeout(limits::BUSY_WAIT).ok();
    }

    fn wal_size(&self) -> u64 {
        std::fs::metadata(&self.wal).map_or(0, |file| file.len())
    }

    fn read_data_version(&self) -> i64 {
        self.connection.pragma_query_value(None, "data_version", |row| row.get(0)).unwrap_or(self.data_version)
    }
}

/// Events, outcomes, and the last number that was handed out, if one was.
type Done = (Vec<Event>, Vec<Result<()>>, Option<i64>);

/// How one job is run. `None`: it went wrong half way, and the whole transaction must be taken back.
type RunOne = fn(&mut Tx<'_>, &mut dyn Job) -> Result<Option<Result<()>>>;

fn run_all(
    connection: &Connection,
    now: crate::model::Timestamp,
    cache: &mut Cache,
    jobs: &mut [Box<dyn Job>],
    run: RunOne,
) -> Result<Option<Done>> {
    let seq = settings::sequence(&Read::new(connection, now))?;
    let mut tx = Tx::new(connection, now, cache, seq);
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        let Some(outcome) = run(&mut tx, job.as_mut())? else { return Ok(None) };
        outcomes.push(outcome);
    }
    let handed_out = (tx.seq != seq).then_some(tx.seq);
    if handed_out.is_some() {
        settings::set_sequence(&tx)?;
    }
    Ok(Some((tx.into_events(), outcomes, handed_out)))
}

fn attempt(tx: &mut Tx<'_>, job: &mut dyn Job) -> Result<()> {
    let events = tx.events_so_far();
    let outcome = catch_unwind(AssertUnwindSafe(|| job.run(tx)))
        .unwrap_or_else(|_| Err(Error::internal("un trabajo de escritura entró en pánico")));
    if outcome.is_err() {
        tx.take_back_events(events);
        tx.cache.forget();
    }
    outcome
}

/// Runs one job with nothing to take it back alone: a refusal that comes before its first change needs nothing taken
/// back, which is what refusals of messages are.
fn run_plain(tx: &mut Tx<'_>, job: &mut dyn Job) -> Result<Option<Result<()>>> {
    let before = tx.connection().total_changes();
    let outcome = attempt(tx, job);
    let half_way = tx.connection().is_autocommit() || tx.connection().total_changes() != before;
    Ok(Some(outcome).filter(|outcome| outcome.is_ok() || !half_way))
}

/// Runs one job in its SAVEPOINT. The error means that the whole transaction is gone.
fn run_one(tx: &mut Tx<'_>, job: &mut dyn Job) -> Result<Option<Result<()>>> {
    tx.run("SAVEPOINT trabajo", [])?;
    let outcome = attempt(tx, job);
    if outcome.is_err() {
        if tx.connection().is_autocommit() {
            // SQLite took back everything (disk full, I/O error): the jobs before this one are gone with it.
            return Err(outcome.err().unwrap_or_else(Error::missing));
        }
        tx.run("ROLLBACK TO trabajo", [])?;
    }
    tx.run("RELEASE trabajo", [])?;
    Ok(Some(outcome))
}
