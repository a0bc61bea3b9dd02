//! The state that every door receives: a way to read, a way to write, and the bus.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use tokio::time::Instant;

use crate::chat;
use crate::db::search::Index;
use crate::db::{self, Batch, Database, Job, Purpose, Read, Tx, essential, job, repeatable};
use crate::error::{Error, Result};
use crate::files::Files;
use crate::hub::Hub;
use crate::known::{Identity, Known};
use crate::model::session::Token;
use crate::model::{Allowance, Session, Timestamp, limits};
use crate::presence::Present;

/// How often what was said meanwhile is taken into the index.
const INDEX_PAUSE: Duration = Duration::from_secs(2);
/// Events a second: with more of them a shop is not calm.
const BUSY_EVENTS: f64 = 100.0;
/// For how long, at a time.
const INDEX_TURN: Duration = Duration::from_millis(50);
/// How often files are tidied up.
const TIDY_EVERY: Duration = Duration::from_secs(3_600);
/// How many rows are looked at, and forgotten, at a time.
const TIDY_STEP: usize = 200;
/// How often a full queue is looked at again.
const RETRY: Duration = Duration::from_millis(2);

/// The application, shared by all doors.
pub struct App {
    database: Database,
    hub: Arc<Hub>,
    known: Arc<Known>,
    present: Present,
    reads: Arc<Semaphore>,
    edit_window: OnceLock<Duration>,
    files: Files,
    allowance: OnceLock<Allowance>,
    index: Arc<Index>,
    searching: Arc<Semaphore>,
}

/// Waits for what is still to be stored and told when the application stops.
pub struct Running {
    writer: crate::db::WriterThread,
    teller: tokio::task::JoinHandle<()>,
}

impl App {
    /// Opens the data directory and starts telling of what is committed.
    pub fn open(dir: &Path, purpose: Purpose) -> Result<(Arc<Self>, Running)> {
        let hub = Arc::new(Hub::default());
        let (batches, mut committed) = mpsc::channel::<Batch>(limits::TOLD_BEHIND);
        let (database, writer) = Database::open(dir, purpose, move |batch| {
            // Fails only when the runtime is gone, and then nobody is left to tell.
            batches.blocking_send(batch).ok();
        })?;
        let known = Arc::new(Known::default());
        let (told, forgetful) = (hub.clone(), known.clone());
        let teller = tokio::spawn(async move {
            while let Some(batch) = committed.recv().await {
                for event in &batch.events {
                    forgetful.hear(event);
                    survive(|| told.tell(event));
                }
                for (job, outcome) in batch.finished {
                    survive(|| job.finish(outcome));
                }
                // A burst must not keep this thread from the sockets that it fills.
                tokio::task::yield_now().await;
            }
        });
        let index = Arc::new(Index::beside(dir));
        let reads = Arc::new(Semaphore::new(limits::READS as usize));
        let app = Self {
            database,
            hub,
            known,
            present: Present::default(),
            reads,
            edit_window: OnceLock::new(),
            files: Files::of(dir),
            allowance: OnceLock::new(),
            index,
            searching: Arc::new(Semaphore::new(1)),
        };
        Ok((Arc::new(app), Running { writer, teller }))
    }

    /// Runs `query` on a reading connection.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        query: impl FnOnce(&Read<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = tokio::time::timeout(limits::WRITE_WAIT, self.reads.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(busy());
        };
        let app = self.clone();
        let work = move || {
            // Held by the work, not by who waits for it: a client that hangs up does not free a thread.
            let _turn = turn;
            app.database.read(query)
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }

    /// Whose a cookie is, if its session lives.
    pub async fn identify(self: &Arc<Self>, token: &Token) -> Result<Option<Identity>> {
        let hash = token.hash();
        if let Some(identity) = self.known.get(&hash, self.now()) {
            return Ok(Some(identity));
        }
        let (age, asked) = (self.known.age(), token.clone());
        let found = self.read(move |read| chat::logins::identify(read, &asked)).await?.map(Arc::new);
        if let Some(identity) = &found {
            self.known.keep(hash, identity, age);
            self.note_use(&identity.0);
        }
        Ok(found)
    }

    /// Changes whenever some session may have ended: then [`App::identify`] says which live.
    pub fn ends(&self) -> watch::Receiver<u64> {
        self.known.ends()
    }

    fn note_use(self: &Arc<Self>, session: &Session) {
        if chat::logins::wants_touch(session, self.now()) {
            let (app, id) = (self.clone(), session.id);
            // Beside the request: a disk that is full must not keep people from reading.
            tokio::spawn(async move { app.write(move |tx| chat::logins::touch(tx, id)).await.ok() });
        }
    }

    /// Runs `change` in the writer's next transaction; returns once it is on disk and told.
    ///
    /// # Errors
    /// What `change` says, or unavailable when the queue stays full for three seconds or nothing can be written.
    pub async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (job, answered) = answering(change);
        self.outcome_of(job, answered).await
    }

    /// The same for a change that can be made again from the start, which makes it cheaper.
    ///
    /// # Errors
    /// As of [`App::write`].
    pub async fn write_repeatable<T: Send + 'static>(
        &self,
        change: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let job = repeatable(change, move |outcome| {
            answer.send(outcome).ok();
        });
        self.outcome_of(job, answered).await
    }

    /// The same for what must go on when the disk is all but full: logging in and out.
    ///
    /// # Errors
    /// As of [`App::write`].
    pub async fn write_essential<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (job, answered) = answering(change);
        self.outcome_of(essential(job), answered).await
    }

    async fn outcome_of<T>(&self, job: Box<dyn Job>, answered: oneshot::Receiver<Result<T>>) -> Result<T> {
        self.submit_waiting(job).await?;
        answered.await.unwrap_or_else(|_| Err(busy()))
    }

    async fn submit_waiting(&self, mut job: Box<dyn Job>) -> Result<()> {
        let deadline = Instant::now() + limits::WRITE_WAIT;
        while let Err(refused) = self.try_submit(job) {
            if Instant::now() >= deadline {
                return Err(busy());
            }
            job = refused;
            tokio::time::sleep(RETRY).await;
        }
        Ok(())
    }

    /// Puts a change at the end of the writer's queue, now; gives it back when there is no room.
    /// This is how a socket's events keep their order: they queue where they arrive.
    pub fn try_submit(&self, job: Box<dyn Job>) -> std::result::Result<(), Box<dyn Job>> {
        self.database.writer.try_submit(job)
    }

    /// Why nothing, or nothing but logins, is stored now. `None` when all is well.
    pub fn trouble(&self) -> Option<Error> {
        self.database.trouble()
    }

    /// Who is told of what is committed.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Asks the index. One question at a time, so that those that wait for it keep nobody from reading.
    ///
    /// # Errors
    /// As of [`App::read`], and what `query` says.
    pub async fn search<T: Send + 'static>(
        self: &Arc<Self>,
        query: impl FnOnce(&Read<'_>, &Index) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = tokio::time::timeout(limits::WRITE_WAIT, self.searching.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(busy());
        };
        let index = self.index.clone();
        self.read(move |read| {
            let _turn = turn;
            query(read, &index)
        })
        .await
    }

    /// Keeps the index up to date, a little at a time; who searches brings in the rest.
    pub async fn keep_index(self: Arc<Self>) {
        let (mut pause, mut newest) = (INDEX_PAUSE, 0);
        loop {
            tokio::time::sleep(pause).await;
            let look = |read: &Read<'_>, index: &Index| {
                let newest = chat::events::newest(read)?;
                Ok((index.catch_up(read, INDEX_TURN)? && index.put_together(read)?, newest))
            };
            let Ok((is_whole, now)) = self.search(look).await else {
                pause = INDEX_PAUSE;
                continue;
            };
            let is_calm = (now - newest) as f64 <= BUSY_EVENTS * pause.as_secs_f64();
            // While it is being built it takes a third of a core of a calm shop, and a fortieth of a busy one.
            pause = if is_whole || !is_calm { INDEX_PAUSE } else { 2 * INDEX_TURN };
            newest = now;
        }
    }

    /// How long after sending a message may be changed by its author; `None`: for ever.
    pub fn edit_window(&self) -> Option<Duration> {
        self.edit_window.get().copied()
    }

    /// Sets how long messages may be changed; once, before anybody is let in.
    pub fn limit_edits(&self, window: Duration) {
        self.edit_window.set(window).ok();
    }

    /// What is in files.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// What people may send.
    pub fn allowance(&self) -> Allowance {
        self.allowance.get().copied().unwrap_or_default()
    }

    /// Sets what people may send; once, before anybody is let in.
    pub fn allow_files(&self, allowance: Allowance) {
        self.allowance.set(allowance).ok();
    }

    /// Removes what was in files that are none any more, beside the work; what is missed goes with
    /// [`App::tidy_files`].
    pub fn forget_contents(self: &Arc<Self>, hashes: Vec<String>) {
        if hashes.is_empty() {
            return;
        }
        let app = self.clone();
        tokio::spawn(async move {
            let files = app.clone();
            let forget = move |read: &Read<'_>| {
                for hash in &hashes {
                    // What can't be asked about stays.
                    files.files.forget(hash, || db::files::is_kept(read, hash).unwrap_or(true));
                }
                Ok(())
            };
            app.read(forget).await.ok();
        });
    }

    /// Removes files that were given up or never sent, while the server runs or before: what is being received stays,
    /// however long ago it was begun.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn tidy_files(self: &Arc<Self>) -> Result<()> {
        let mut after = None;
        loop {
            let found = self.read(move |read| chat::files::abandoned(read, after, TIDY_STEP)).await?;
            let Some(last) = found.last() else { break };
            after = Some(*last);
            let old: Vec<_> = found.into_iter().filter(|id| !self.files.is_coming(*id)).collect();
            if !old.is_empty() {
                let gone = self.write(move |tx| chat::files::forget(tx, &old)).await?;
                self.forget_contents(gone);
            }
        }
        for shelf in self.files.shelves() {
            let app = self.clone();
            self.read(move |read| {
                // What can't be asked about stays.
                let is_named = |hash: &str| db::files::is_kept(read, hash).unwrap_or(true);
                let is_known = |id| db::files::by_id(read, id).map_or(true, |file| file.is_some());
                app.files.tidy(&shelf, is_named, is_known);
                Ok(())
            })
            .await?;
        }
        Ok(())
    }

    /// Tidies files up again and again.
    pub async fn keep_tidy(self: Arc<Self>) {
        loop {
            tokio::time::sleep(TIDY_EVERY).await;
            if let Err(error) = self.tidy_files().await {
                error.log();
            }
        }
    }

    /// Who is here.
    pub fn present(&self) -> &Present {
        &self.present
    }

    /// Now, by the server's clock.
    pub fn now(&self) -> Timestamp {
        self.database.clock().now()
    }

    /// Takes no more changes; what is queued is still stored.
    pub fn close(&self) {
        self.database.writer.close();
    }
}

impl Running {
    /// Waits until everything is stored and told, after [`App::close`].
    pub async fn finished(self) {
        self.teller.await.ok();
        tokio::task::spawn_blocking(|| self.writer.join()).await.ok();
    }
}

/// A change for the writer, and where what became of it will be heard.
fn answering<T: Send + 'static>(
    change: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> (Box<dyn Job>, oneshot::Receiver<Result<T>>) {
    let (answer, answered) = oneshot::channel();
    let job = job(change, move |outcome| {
        answer.send(outcome).ok();
    });
    (job, answered)
}

/// A fault in telling one event must not end the telling: everybody waits for this task.
fn survive(tell: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(tell)).is_err() {
        tracing::error!("avisar de un cambio entró en pánico");
    }
}

fn busy() -> Error {
    Error::unavailable("El servidor está ocupado; intenta de nuevo en unos segundos")
}
