//! Putting away what is all here, in three steps: looking through it, making a small picture of what is one, which takes
//! long and is done elsewhere, and giving it its place for good.

use std::fs::{self, File};
use std::path::PathBuf;

use super::held::Held;
use super::metadata::{self, Found};
use super::pictures::Picture;
use super::{Files, SMALL, hash_of, head, make_dirs, place, refused, sync_dir, thumbnail, write};
use crate::error::Result;
use crate::model::{Content, FileId, filetype};

/// A file that was looked through and has no place yet.
pub struct Looked {
    id: FileId,
    kind: &'static str,
    source: PathBuf,
    hash: String,
    bytes: u64,
    held: Held,
}

impl Looked {
    /// What is in it, as it will be kept.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Whether a small picture may come of it.
    pub fn is_picture(&self) -> bool {
        filetype::is_picture(self.kind)
    }
}

/// What lies in its place.
pub struct Kept {
    /// What is in it.
    pub content: Content,
    /// How many bytes are kept.
    pub bytes: u64,
    /// To be let go once a row that names it is committed.
    pub held: Held,
}

impl Files {
    /// Looks through a file that is all here. A picture loses what it says of where and with what it was taken; one
    /// that can't be freed of that is kept as a file like any other, not as a picture.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn look_through(&self, id: FileId) -> Result<Looked> {
        let partial = self.partial(id);
        let mut kind = filetype::of(&head(&partial).map_err(refused)?);
        let mut source = partial.clone();
        if filetype::is_picture(kind) {
            match metadata::without(kind, &partial).map_err(refused)? {
                Found::Nothing => {}
                // What was received stays as it came until this is done: a shorter file would be gone on with after a
                // crash.
                Found::Clean(clean) => {
                    source = partial.with_extension("limpio");
                    write(&source, &clean).map_err(refused)?;
                }
                Found::Lost => kind = filetype::UNKNOWN,
            }
        }
        let (hash, bytes) = hash_of(&source).map_err(refused)?;
        // From now on what lies there already, if something does, stays.
        let held = self.holding.hold(&hash);
        Ok(Looked { id, kind, source, hash, bytes, held })
    }

    /// Makes a small picture of it, which may take as long as [`PICTURE_TIME`](crate::model::limits::PICTURE_TIME).
    /// `None`: it is none, is too large to look at, or takes too long.
    pub fn picture_of(&self, looked: &Looked) -> Option<Picture> {
        self.studio.look_at(&looked.source)
    }

    /// The same for what was looked at before, when it was of this size; `None` when the small picture is not there.
    pub fn known_picture(&self, looked: &Looked, size: (u32, u32)) -> Option<Picture> {
        let small = thumbnail(&place(&self.dir, &looked.hash));
        small.is_file().then_some(Picture { size, thumbnail: None })
    }

    /// Keeps it for good.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn put_away(&self, looked: Looked, picture: Option<Picture>) -> Result<Kept> {
        let Looked { id, kind, source, hash, bytes, held } = looked;
        let path = place(&self.dir, &hash);
        make_dirs(&path)?;
        let has_thumbnail = match picture.as_ref().map(|picture| &picture.thumbnail) {
            Some(Some(small)) => {
                let new = source.with_extension(SMALL);
                write(&new, small).and_then(|()| fs::rename(&new, thumbnail(&path))).is_ok()
            }
            Some(None) => true,
            None => false,
        };
        File::open(&source).and_then(|file| file.sync_all()).map_err(refused)?;
        fs::rename(&source, &path).map_err(refused)?;
        self.give_up(id);
        for dir in path.ancestors().skip(1).take(3) {
            sync_dir(dir).map_err(refused)?;
        }
        let size = picture.map(|picture| picture.size);
        Ok(Kept { content: Content { hash, kind: kind.to_owned(), size, has_thumbnail }, bytes, held })
    }
}
