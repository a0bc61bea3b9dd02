//! Turns: how much of one person is worked on at once. The rest of theirs waits, and nobody else behind it
//! (RELIABILITY R-08).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};
use crate::model::{UserId, limits};

/// The people who are asking for something right now, each with what is left of their turns.
pub struct Turns {
    most: usize,
    wait: Duration,
    people: Mutex<HashMap<UserId, Arc<Semaphore>>>,
}

/// One turn, given up when it is dropped.
pub struct Turn {
    of: Arc<Turns>,
    person: UserId,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// So many of each person's at once. Nobody has asked for anything yet.
    pub fn new(most: usize) -> Arc<Self> {
        Self::waiting(most, limits::REQUEST_WAIT)
    }

    /// The same, where who waits does so for another time.
    pub fn waiting(most: usize, wait: Duration) -> Arc<Self> {
        Arc::new(Self { most, wait, people: Mutex::default() })
    }

    /// Waits for a turn of this person's.
    ///
    /// # Errors
    /// Too many, when nothing else of theirs ends in time.
    pub async fn take(self: &Arc<Self>, person: &UserId) -> Result<Turn> {
        let turns = self.people().entry(person.clone()).or_insert_with(|| Arc::new(Semaphore::new(self.most))).clone();
        match tokio::time::timeout(self.wait, turns.acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn { of: self.clone(), person: person.clone(), permit: Some(permit) }),
            _ => {
                let seconds = self.wait.as_secs().max(1) as u32;
                Err(Error::too_many(format!("Demasiadas solicitudes a la vez. Espera {seconds} segundos."), seconds))
            }
        }
    }

    fn people(&self) -> MutexGuard<'_, HashMap<UserId, Arc<Semaphore>>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.permit.take();
        let mut people = self.of.people();
        // Nobody else holds one of their turns or waits for one.
        if people.get(&self.person).is_some_and(|turns| Arc::strong_count(turns) == 1) {
            people.remove(&self.person);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[tokio::test]
    async fn one_persons_turns_are_theirs_alone() {
        let turns = Turns::waiting(2, Duration::from_millis(20));
        let [ana, luis] = ["1-9", "2-7"].map(|rut| UserId::stored(rut.to_owned()));
        let held = [turns.take(&ana).await.unwrap(), turns.take(&ana).await.unwrap()];
        let refused = turns.take(&ana).await.err().unwrap();
        assert_eq!((refused.code, refused.retry_after), (Code::TooMany, Some(1)));
        turns.take(&luis).await.unwrap();
        drop(held);
        turns.take(&ana).await.unwrap();
        assert!(turns.people().is_empty(), "nobody is remembered who asks for nothing");
    }

    #[tokio::test]
    async fn who_waits_is_let_in_by_a_turn_that_ends() {
        let turns = Turns::waiting(1, Duration::from_secs(20));
        let ana = UserId::stored("1-9".to_owned());
        let held = turns.take(&ana).await.unwrap();
        let (waiting, ()) = tokio::join!(turns.take(&ana), async { drop(held) });
        waiting.unwrap();
    }
}
