//! Putting files away, so that nobody waits for what others sent longer than for one piece of work of each of them.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::app::App;
use crate::chat;
use crate::db::Tx;
use crate::door::Caller;
use crate::door::standing::Standing;
use crate::door::turns::Turns;
use crate::error::{Error, Result};
use crate::files::{Files, Looked, Picture};
use crate::model::{FileId, Upload, limits};

/// Whose turn it is.
pub struct Keeping {
    /// One file of a person at a time: who sends many waits for their own.
    people: Arc<Turns>,
    /// What reads and writes holds a thread, and is soon done.
    disk: Semaphore,
    /// A picture takes a second or more, and they are looked at one at a time: what is none does not wait for them, and
    /// what waits holds no thread.
    pictures: Semaphore,
}

impl Default for Keeping {
    fn default() -> Self {
        Self {
            people: Turns::waiting(1, limits::KEEPING_WAIT),
            disk: Semaphore::new(limits::FILES_KEPT_AT_ONCE),
            pictures: Semaphore::new(1),
        }
    }
}

impl Keeping {
    /// Puts a file that is all here away, and notes that it is.
    ///
    /// # Errors
    /// Too many when others of theirs take too long; when the disk refuses; not found when it was cancelled meanwhile,
    /// and nobody logged in when the session has ended.
    pub async fn keep(self: &Arc<Self>, app: &Arc<App>, caller: Caller, id: FileId) -> Result<Upload> {
        let turn = self.people.take(&caller.user.id).await?;
        // Before anything is put away: what was received waits for who logs in again.
        if !Standing::of(app, &caller).holds().await {
            return Err(Error::unauthenticated());
        }
        let (keeping, app) = (self.clone(), app.clone());
        let work = async move {
            let _turn = turn;
            let looked = keeping.on_disk(&app, move |files| files.look_through(id)).await?;
            let (looked, picture) = keeping.with_picture(&app, looked).await?;
            let kept = keeping.on_disk(&app, move |files| files.put_away(looked, picture)).await?;
            let (content, bytes) = (kept.content, kept.bytes);
            let hash = content.hash.clone();
            let complete = move |tx: &mut Tx<'_>| {
                chat::logins::identify(tx, &caller.token)?.ok_or_else(Error::unauthenticated)?;
                chat::files::complete(tx, &caller.user.id, id, bytes, &content)
            };
            let file = app.write(complete).await;
            // Cancelled meanwhile, or the disk is full: no row may name what lies there now. Nor when the last other one
            // that did went meanwhile.
            if kept.held.let_go() || file.is_err() {
                app.forget_contents(vec![hash]);
            }
            file
        };
        // Goes on when its client hangs up: what is kept has to stay held until its row is committed.
        tokio::spawn(work).await.map_err(Error::internal)?
    }

    async fn with_picture(&self, app: &Arc<App>, looked: Looked) -> Result<(Looked, Option<Picture>)> {
        if !looked.is_picture() {
            return Ok((looked, None));
        }
        let hash = looked.hash().to_owned();
        // Who sends the same again has it looked at once. What can't be asked about is looked at anew.
        let known = app.read(move |read| chat::files::known_picture(read, &hash)).await.ok().flatten();
        let known = known.and_then(|size| app.files().known_picture(&looked, size));
        if known.is_some() {
            return Ok((looked, known));
        }
        let _turn = self.pictures.acquire().await.map_err(Error::internal)?;
        in_thread(app, move |files| {
            let picture = files.picture_of(&looked);
            Ok((looked, picture))
        })
        .await
    }

    async fn on_disk<T: Send + 'static>(
        &self,
        app: &Arc<App>,
        work: impl FnOnce(&Files) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _turn = self.disk.acquire().await.map_err(Error::internal)?;
        in_thread(app, work).await
    }
}

async fn in_thread<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&Files) -> Result<T> + Send + 'static,
) -> Result<T> {
    let app = app.clone();
    tokio::task::spawn_blocking(move || work(app.files())).await.map_err(Error::internal)?
}
