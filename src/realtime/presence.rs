//! Telling who came and who went, and keeping until when people were here.
//!
//! Beside the telling of what is committed, and in its own time: presence has no number, and nothing waits for it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;

use super::Realtime;
use super::outbox::Outgoing;
use crate::chat;
use crate::db::repeatable;
use crate::door::stopped;
use crate::error::{Code, Error, Result};
use crate::model::{Presence, UserId, limits};
use crate::wire::{self, event};

/// How soon to try again what the database could not do.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// How long to wait when nobody is about to be told of.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Begins to tell and to keep.
pub fn start(realtime: &Arc<Realtime>) {
    tokio::spawn(until_stop(realtime.clone(), tell_changes(realtime.clone())));
    tokio::spawn(until_stop(realtime.clone(), keep_leavings(realtime.clone())));
}

async fn until_stop(realtime: Arc<Realtime>, work: impl Future<Output = ()>) {
    let mut stopping = realtime.stopping.clone();
    tokio::select! {
        () = work => {}
        () = stopped(&mut stopping) => {}
    }
}

async fn tell_changes(realtime: Arc<Realtime>) {
    let app = &realtime.app;
    loop {
        let (changes, next) = app.present().take_changes(Instant::now(), app.now());
        for change in &changes {
            // One that can't be told must not end the telling of all others.
            match AssertUnwindSafe(tell(&realtime, change)).catch_unwind().await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => error.log(),
                Err(_) => Error::internal("avisar de una presencia entró en pánico").log(),
            }
        }
        let pause = next.map_or(LOOK_AGAIN, |next| next.saturating_duration_since(Instant::now()));
        tokio::select! {
            () = app.present().changed() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Every socket of everybody who shares a conversation with that person now, and nobody else.
async fn tell(realtime: &Realtime, change: &Presence) -> Result<()> {
    let witnesses = loop {
        match witnesses(realtime, change.user.clone()).await {
            // Who is not told goes on believing the opposite, so a busy database is asked again.
            Err(error) if error.code == Code::Unavailable => tokio::time::sleep(TRY_AGAIN).await,
            answer => break answer?,
        }
    };
    let text = wire::presence_event(change);
    for person in witnesses {
        for line in realtime.registry.of_user(&person) {
            line.push(Outgoing::Event(event::PRESENCE, text.clone()));
        }
    }
    Ok(())
}

async fn witnesses(realtime: &Realtime, user: UserId) -> Result<Vec<UserId>> {
    realtime.app.read(move |read| chat::presence::witnesses(read, &user)).await
}

/// One write for all who left since the last one.
async fn keep_leavings(realtime: Arc<Realtime>) {
    let app = &realtime.app;
    loop {
        app.present().left().await;
        loop {
            let left = app.present().unsaved();
            if left.is_empty() {
                break;
            }
            let kept = left.clone();
            match app.write_repeatable(move |tx| chat::presence::left(tx, &left)).await {
                Ok(()) => app.present().saved(&kept),
                // The disk is full, perhaps: until it is not, this life of the server remembers.
                Err(_) => tokio::time::sleep(limits::WRITE_WAIT).await,
            }
        }
    }
}

/// The server stops: whoever is here leaves with it. Queued, so that the stop waits for it as for every change.
pub fn keep_all(realtime: &Realtime) {
    let app = &realtime.app;
    let left = app.present().leaving_with_the_server(app.now());
    if left.is_empty() {
        return;
    }
    let job = repeatable(
        move |tx| chat::presence::left(tx, &left),
        |kept| {
            if let Err(error) = kept {
                error.log();
            }
        },
    );
    // A queue that is full has messages in it, which matter more.
    app.try_submit(job).ok();
}
