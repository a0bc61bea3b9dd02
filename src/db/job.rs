//! A change for the writer as two closures: what to do, and who hears what became of it.

use super::Tx;
use crate::error::{Error, Result};
use crate::model::Event;

/// One change. It is run inside a SAVEPOINT and told afterwards what became of it.
pub trait Job: Send {
    /// Makes the change; an error takes back what it did and leaves the others in its transaction alone.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()>;
    /// Called once, after the commit or after it is known that there will be none.
    fn finish(self: Box<Self>, outcome: Result<()>);
    /// Whether it is made also when the disk has only the room left that is kept for logins.
    fn is_essential(&self) -> bool;
    /// Whether it may be run again, from the start, in a transaction that knows nothing of the first time.
    fn is_repeatable(&self) -> bool;
}

/// Jobs that are done, each with what became of it.
pub(super) type Finished = Vec<(Box<dyn Job>, Result<()>)>;

/// What one commit brought: first the events are told, then the jobs are finished.
pub struct Batch {
    /// In commit order.
    pub events: Vec<Event>,
    /// Each with what became of it.
    pub finished: Finished,
}

/// A change for the writer, and who hears what became of it.
pub fn job<T, C, D>(change: C, done: D) -> Box<dyn Job>
where
    T: Send + 'static,
    C: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    D: FnOnce(Result<T>) + Send + 'static,
{
    Box::new(Change { change: Some(change), result: None, done })
}

/// A change that can be made again from the start. A transaction of nothing but these needs no SAVEPOINTs, which cost
/// a message a tenth of its time: when one goes wrong half way, all are taken back and made again with them.
pub fn repeatable<T, C, D>(change: C, done: D) -> Box<dyn Job>
where
    T: Send + 'static,
    C: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    D: FnOnce(Result<T>) + Send + 'static,
{
    Box::new(Repeatable { change, result: None, done })
}

/// The same change, made also when the disk has only the room left that is kept for logins.
pub fn essential(job: Box<dyn Job>) -> Box<dyn Job> {
    Box::new(Essential(job))
}

struct Essential(Box<dyn Job>);

impl Job for Essential {
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.0.run(tx)
    }

    fn finish(self: Box<Self>, outcome: Result<()>) {
        self.0.finish(outcome);
    }

    fn is_essential(&self) -> bool {
        true
    }

    fn is_repeatable(&self) -> bool {
        self.0.is_repeatable()
    }
}

struct Change<T, C, D> {
    change: Option<C>,
    result: Option<T>,
    done: D,
}

impl<T, C, D> Job for Change<T, C, D>
where
    T: Send,
    C: FnOnce(&mut Tx<'_>) -> Result<T> + Send,
    D: FnOnce(Result<T>) + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let change = self.change.take().ok_or_else(lost)?;
        self.result = Some(change(tx)?);
        Ok(())
    }

    fn finish(self: Box<Self>, outcome: Result<()>) {
        let Self { result, done, .. } = *self;
        done(outcome.and_then(|()| result.ok_or_else(lost)));
    }

    fn is_essential(&self) -> bool {
        false
    }

    fn is_repeatable(&self) -> bool {
        false
    }
}

struct Repeatable<T, C, D> {
    change: C,
    result: Option<T>,
    done: D,
}

impl<T, C, D> Job for Repeatable<T, C, D>
where
    T: Send,
    C: FnMut(&mut Tx<'_>) -> Result<T> + Send,
    D: FnOnce(Result<T>) + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.result = Some((self.change)(tx)?);
        Ok(())
    }

    fn finish(self: Box<Self>, outcome: Result<()>) {
        let Self { result, done, .. } = *self;
        done(outcome.and_then(|()| result.ok_or_else(lost)));
    }

    fn is_essential(&self) -> bool {
        false
    }

    fn is_repeatable(&self) -> bool {
        true
    }
}

fn lost() -> Error {
    Error::internal("un trabajo de escritura se hizo dos veces o ninguna")
}
