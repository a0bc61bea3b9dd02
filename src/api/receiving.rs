//! A file's bytes, from the line to the disk.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::sync::{OwnedMutexGuard, watch};

use crate::app::App;
use crate::door::standing::Standing;
use crate::error::{Error, Result};
use crate::files;
use crate::model::{FileId, Upload, limits};

/// Which files are being received: each over one line at a time. Who comes anew to go on takes over from a line that
/// is dead and does not know it yet.
#[derive(Default)]
pub struct Receiving(Mutex<HashMap<FileId, Arc<Lane>>>);

#[derive(Default)]
struct Lane {
    turn: Arc<tokio::sync::Mutex<()>>,
    newest: watch::Sender<u64>,
}

/// The one line over which a file comes, until it is dropped.
pub struct Line {
    _turn: OwnedMutexGuard<()>,
    newer: watch::Receiver<u64>,
    of: Arc<Receiving>,
    id: FileId,
}

impl Receiving {
    /// Becomes the line of a file, once the one before has stopped.
    ///
    /// # Errors
    /// Unavailable when that takes too long.
    pub async fn take_over(self: &Arc<Self>, id: FileId) -> Result<Line> {
        let lane = self.lanes().entry(id).or_default().clone();
        lane.newest.send_modify(|number| *number += 1);
        let newer = lane.newest.subscribe();
        let turn = tokio::time::timeout(limits::REQUEST_WAIT, lane.turn.clone().lock_owned()).await;
        let busy = |_| Error::unavailable("El servidor está ocupado; intenta de nuevo en unos segundos");
        Ok(Line { _turn: turn.map_err(busy)?, newer, of: self.clone(), id })
    }

    fn lanes(&self) -> std::sync::MutexGuard<'_, HashMap<FileId, Arc<Lane>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut lanes = self.of.lanes();
        // One reference is the map's: nobody else waits for it.
        if lanes.get(&self.id).is_some_and(|lane| Arc::strong_count(lane) == 1 && lane.newest.receiver_count() == 1) {
            lanes.remove(&self.id);
        }
    }
}

/// What came of a body.
pub enum Outcome {
    /// So many bytes are here now.
    Part(u64),
    /// All are.
    Whole,
}

/// Writes a body behind what is here of a file. What came before it broke off stays.
///
/// # Errors
/// Malformed when it breaks off, comes too slowly or is more than was announced; nobody logged in when the session ends.
pub async fn receive(
    app: &Arc<App>,
    file: &Upload,
    mut received: u64,
    body: Body,
    line: &mut Line,
    standing: Standing,
) -> Result<Outcome> {
    let mut target = app.files().receive(file.id)?;
    let mut source = Source { body, line, patience: Patience::default(), ended: Box::pin(standing.lost()) };
    loop {
        let Some(piece) = source.next().await? else { break };
        received += piece.len() as u64;
        if received > file.bytes {
            return Err(Error::invalid("El archivo trae más bytes de los anunciados"));
        }
        let written = tokio::task::spawn_blocking(move || files::add(&mut target, &piece).map(|()| target));
        target = written.await.map_err(Error::internal)??;
    }
    Ok(if received == file.bytes { Outcome::Whole } else { Outcome::Part(received) })
}

/// Where the bytes of a file come from, and what ends that.
struct Source<'l, E> {
    body: Body,
    line: &'l mut Line,
    patience: Patience,
    ended: Pin<Box<E>>,
}

impl<E: Future<Output = ()>> Source<'_, E> {
    /// The next bytes, some of them at once; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            let since = Instant::now();
            let frame = tokio::time::timeout(self.patience.left, self.body.frame());
            let frame = tokio::select! {
                frame = frame => frame.map_err(|_| Error::missing())?,
                _ = self.line.newer.changed() => return Err(Error::conflict("El archivo sigue por otra conexión")),
                () = &mut self.ended => return Err(Error::unauthenticated()),
            };
            let Some(frame) = frame else { return Ok(None) };
            let data = frame.map_err(|_| Error::missing())?.into_data();
            self.patience.hears(since.elapsed(), data.as_ref().map_or(0, Bytes::len));
            if let Ok(data) = data {
                return Ok(Some(data));
            }
        }
    }
}

/// How long somebody is waited for who sends a file. Waiting uses it up, and only what comes gives it back: one byte
/// before each deadline would keep a file, a turn and a connection for days.
struct Patience {
    left: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { left: limits::BODY_TIME }
    }
}

impl Patience {
    /// So many bytes came after so long.
    fn hears(&mut self, waited: Duration, bytes: usize) {
        let earned = Duration::from_secs_f64(bytes as f64 / limits::UPLOAD_SPEED as f64);
        self.left = (self.left.saturating_sub(waited) + earned).min(limits::BODY_TIME);
    }
}

/// Reads a body that nobody wants, up to a point, so that who sends it gets to read the answer.
pub async fn discard(mut body: Body) {
    let all = async {
        let mut left = limits::BODY_DISCARDED;
        while let Some(Ok(frame)) = body.frame().await {
            left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
            if left == 0 {
                break;
            }
        }
    };
    tokio::time::timeout(limits::BODY_TIME, all).await.ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long somebody is heard who sends so many bytes every so many seconds; an hour at most.
    fn lasts(bytes: usize, every: u64) -> Duration {
        let (mut patience, mut time, every) = (Patience::default(), Duration::ZERO, Duration::from_secs(every));
        while time < Duration::from_secs(3_600) {
            if patience.left < every {
                return time + patience.left;
            }
            patience.hears(every, bytes);
            time += every;
        }
        time
    }

    #[test]
    fn who_sends_fast_enough_may_take_all_the_time_and_who_dawdles_may_not() {
        let speed = limits::UPLOAD_SPEED;
        assert!(lasts(speed, 1) >= Duration::from_secs(3_600));
        assert!(lasts(29 * speed, 29) >= Duration::from_secs(3_600), "in large pieces too");
        assert_eq!(lasts(0, 1), limits::BODY_TIME);
        assert!(lasts(1, 29) < limits::BODY_TIME + Duration::from_secs(1));
        let half = lasts(speed / 2, 1);
        assert!(half > limits::BODY_TIME && half < 3 * limits::BODY_TIME, "{half:?}");
        let mut patience = Patience::default();
        patience.hears(Duration::ZERO, 1 << 30);
        assert_eq!(patience.left, limits::BODY_TIME, "nothing is saved up");
    }
}
