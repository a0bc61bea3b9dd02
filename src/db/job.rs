//! A change for the writer as two closures: what to do, and who hears what became of it.

use super::{Job, Tx};
use crate::error::{Error, Result};

/// A change for the writer, and who hears what became of it.
pub fn job<T, C, D>(change: C, done: D) -> Box<dyn Job>
where
    T: Send + 'static,
    C: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    D: FnOnce(Result<T>) + Send + 'static,
{
    Box::new(Change { change: Some(change), result: None, done })
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
}

fn lost() -> Error {
    Error::internal("un trabajo de escritura se hizo dos veces o ninguna")
}
