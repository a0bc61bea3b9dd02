//! Bounds how many requests of one person are worked on at once, so that one who sends without end fills neither the
//! writer's queue nor the readers': the others are never behind more of theirs than that (RELIABILITY R-08).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Api;
use crate::door::Actor;
use crate::error::{Error, Result};
use crate::model::{UserId, limits};

/// Lets a request of somebody who may act through when it is their turn.
pub async fn in_turn(State(api): State<Api>, request: Request, next: Next) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let Actor(caller) = Actor::from_request_parts(&mut parts, &api).await?;
    let turn = api.turns.take(&caller.user.id).await?;
    parts.extensions.insert(caller);
    let request = Request::from_parts(parts, body);
    // On a task of its own: who hangs up must not free the turn while what they asked for is still waited for.
    let answered = tokio::spawn(async move {
        let answer = next.run(request).await;
        drop(turn);
        answer
    });
    answered.await.map_err(Error::internal)
}

/// The people who are asking for something right now, each with what is left of their turns.
pub struct Turns {
    most: usize,
    wait: Duration,
    people: Mutex<HashMap<UserId, Arc<Semaphore>>>,
}

/// One request's turn, given up when it is dropped.
pub struct Turn {
    of: Arc<Turns>,
    person: UserId,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// Nobody has asked for anything yet.
    pub fn new() -> Arc<Self> {
        Self::of(limits::REQUESTS_PER_PERSON, limits::REQUEST_WAIT)
    }

    fn of(most: usize, wait: Duration) -> Arc<Self> {
        Arc::new(Self { most, wait, people: Mutex::default() })
    }

    /// Waits for a turn of this person's.
    ///
    /// # Errors
    /// Too many, when none of their other requests ends in time.
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
        let turns = Turns::of(2, Duration::from_millis(20));
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
        let turns = Turns::of(1, Duration::from_secs(20));
        let ana = UserId::stored("1-9".to_owned());
        let held = turns.take(&ana).await.unwrap();
        let (waiting, ()) = tokio::join!(turns.take(&ana), async { drop(held) });
        waiting.unwrap();
    }
}
