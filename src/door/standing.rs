//! Whether who asked may still have what they asked for, while it goes on: a file comes and goes for minutes, and who
//! loses the session loses that too, as they lose their sockets.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::Caller;
use crate::app::App;
use crate::model::session::Token;

/// How often a session is looked at of which nobody told that it has ended: it may have run out.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How soon to ask again when the database did not answer.
const ASK_AGAIN: Duration = Duration::from_millis(200);

/// A session that is watched.
pub struct Standing {
    app: Arc<App>,
    token: Token,
    ends: watch::Receiver<u64>,
    looked: Option<Instant>,
}

impl Standing {
    /// Watches the session with which somebody asks.
    pub fn of(app: &Arc<App>, caller: &Caller) -> Self {
        Self { app: app.clone(), token: caller.token.clone(), ends: app.ends(), looked: None }
    }

    /// Whether it lives: asked as often as one likes, it costs something only when some session has ended.
    pub async fn holds(&mut self) -> bool {
        let is_fresh = self.looked.is_some_and(|looked| looked.elapsed() < LOOK_EVERY);
        if is_fresh && self.ends.has_changed().is_ok_and(|changed| !changed) {
            return true;
        }
        self.ends.mark_unchanged();
        self.looked = Some(Instant::now());
        loop {
            match self.app.identify(&self.token).await {
                Ok(found) => return found.is_some(),
                Err(error) => error.log(),
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }

    /// Waits until it has ended.
    pub async fn lost(mut self) {
        while self.holds().await {
            tokio::time::timeout(LOOK_EVERY, self.ends.changed()).await.ok();
            // What was waited for is no longer new to the receiver.
            self.looked = None;
        }
    }
}
