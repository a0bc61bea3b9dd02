//! A file's bytes, from the line to the disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::sync::{OwnedMutexGuard, watch};

use crate::app::App;
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
/// Malformed when it breaks off, stands still or is more than was announced.
pub async fn receive(
    app: &Arc<App>,
    file: &Upload,
    mut received: u64,
    mut body: Body,
    line: &mut Line,
) -> Result<Outcome> {
    let mut target = app.files().receive(file.id)?;
    loop {
        let Some(piece) = next(&mut body, line).await? else { break };
        received += piece.len() as u64;
        if received > file.bytes {
            return Err(Error::invalid("El archivo trae más bytes de los anunciados"));
        }
        let written = tokio::task::spawn_blocking(move || files::add(&mut target, &piece).map(|()| target));
        target = written.await.map_err(Error::internal)??;
    }
    Ok(if received == file.bytes { Outcome::Whole } else { Outcome::Part(received) })
}

/// The next bytes, some of them at once; `None` at the end.
async fn next(body: &mut Body, line: &mut Line) -> Result<Option<Bytes>> {
    loop {
        let frame = tokio::select! {
            frame = tokio::time::timeout(limits::BODY_TIME, body.frame()) => frame.map_err(|_| Error::missing())?,
            _ = line.newer.changed() => return Err(Error::conflict("El archivo sigue por otra conexión")),
        };
        let Some(frame) = frame else { return Ok(None) };
        if let Ok(data) = frame.map_err(|_| Error::missing())?.into_data() {
            return Ok(Some(data));
        }
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
