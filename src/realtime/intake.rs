//! What one socket sent, in the order of arrival, until it is done.
//!
//! The library spawns a task per event, and tasks run in any order; so an event takes its place here in the very
//! call in which it arrives. Normally a message goes straight into the writer's queue; only when that is full, or a
//! question to the database is being answered, does it wait here, and a socket that waits is not read from.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::line::Line;
use crate::app::App;
use crate::db::Job;

/// Waiting events from which a socket is not read from any more.
const HOLD: usize = 64;
/// Waiting events from which it is read from again.
const RELEASE: usize = 16;
/// Waiting events at most. What the stream had already delivered when it was held still comes: with the 1 KiB read
/// buffer, a 64 KiB message and no event under 10 bytes that is some 7,000.
const MOST: usize = 8_192;
/// How often a full writer queue is looked at again.
const RETRY: Duration = Duration::from_millis(2);

/// One thing to do.
pub enum Work {
    /// A change for the writer.
    Write(Box<dyn Job>),
    /// A question, with what to do with its answer.
    Ask(Pin<Box<dyn Future<Output = ()> + Send>>),
}

/// What waits.
#[derive(Default)]
pub struct Intake {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    waiting: VecDeque<Work>,
    working: bool,
    held: bool,
    revoked: bool,
}

impl Intake {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the questions: nobody is there to hear the answers. What was said is still stored.
    pub fn forget_questions(&self) {
        self.lock().waiting.retain(|work| matches!(work, Work::Write(_)));
    }

    /// Forgets everything: its sender has no right to it any more.
    pub fn revoke(&self) {
        let mut inner = self.lock();
        inner.revoked = true;
        inner.waiting.clear();
    }

    /// Whether more may come.
    pub fn has_room(&self) -> bool {
        self.lock().waiting.len() < HOLD
    }
}

/// Takes something to do from a socket. False when there is no room at all.
pub fn take(line: &Arc<Line>, app: &Arc<App>, work: Work) -> bool {
    let mut inner = line.intake.lock();
    let mut work = work;
    if !inner.working {
        match work {
            Work::Write(job) => match app.try_submit(job) {
                Ok(()) => return true,
                Err(refused) => work = Work::Write(refused),
            },
            ask => work = ask,
        }
    }
    if inner.waiting.len() >= MOST {
        return false;
    }
    inner.waiting.push_back(work);
    if inner.waiting.len() >= HOLD && !inner.held {
        inner.held = true;
        line.hold(true);
    }
    if !std::mem::replace(&mut inner.working, true) {
        tokio::spawn(run(line.clone(), app.clone()));
    }
    true
}

async fn run(line: Arc<Line>, app: Arc<App>) {
    while let Some(work) = next(&line) {
        match work {
            Work::Ask(question) => question.await,
            Work::Write(mut job) => {
                while let Err(refused) = app.try_submit(job) {
                    job = refused;
                    if line.intake.lock().revoked {
                        break;
                    }
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }
}

fn next(line: &Line) -> Option<Work> {
    let mut inner = line.intake.lock();
    let work = inner.waiting.pop_front();
    inner.working = work.is_some();
    if inner.held && inner.waiting.len() <= RELEASE {
        inner.held = false;
        line.hold(false);
    }
    work
}
