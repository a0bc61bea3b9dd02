//! What is in files, beside the database: by its hash, so that the same is kept once. Nothing here asks whose a file is.
//!
//! `archivos/ab/abcd…` is a file, `archivos/ab/abcd….mini` the small picture of one, `archivos/parcial/ID` what is being
//! received. The directory of a backup looks the same. A name that a person gave is in no path. A file is on the disk,
//! and so is its entry in the directory, before this says that it is kept.

pub mod copies;
mod held;
mod keeping;
mod metadata;
mod pictures;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::model::{FileId, filetype, limits};
pub use held::Held;
use held::Holding;
pub use keeping::{Kept, Looked};
pub use pictures::Picture;
use pictures::Studio;

/// Bytes that are read or written at a time.
pub const PIECE: usize = 64 << 10;

/// How the name of a small picture ends.
const SMALL: &str = "mini";
/// How the name of what is still being copied ends.
const PARTIAL: &str = "parcial";

/// The directory of files.
pub struct Files {
    dir: PathBuf,
    studio: Studio,
    holding: Holding,
}

impl Files {
    /// The files of a data directory; made when the first one comes.
    pub fn of(data: &Path) -> Self {
        Self { dir: below(data), studio: Studio::default(), holding: Holding::default() }
    }

    /// Whether there is room for so many bytes, and enough beside them.
    ///
    /// # Errors
    /// Unavailable where there is not.
    pub fn room_for(&self, bytes: u64) -> Result<()> {
        let data = self.dir.parent().unwrap_or(&self.dir);
        let Ok(found) = fs4::statvfs(data) else { return Ok(()) };
        let floor = limits::FILES_DISK_FLOOR.min(found.total_space() / 8);
        if found.available_space() < bytes.saturating_add(floor) { Err(full()) } else { Ok(()) }
    }

    /// How much of a file is here.
    pub fn received(&self, id: FileId) -> u64 {
        fs::metadata(self.partial(id)).map_or(0, |found| found.len())
    }

    /// Opens what is here of a file, to go on behind it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn receive(&self, id: FileId) -> Result<File> {
        let path = self.partial(id);
        make_dirs(&path)?;
        private(OpenOptions::new().create(true).append(true)).open(path).map_err(refused)
    }

    /// Throws away what is here of a file.
    pub fn give_up(&self, id: FileId) {
        fs::remove_file(self.partial(id)).ok();
    }

    /// Opens a file, or the small picture of it; also gives its length.
    ///
    /// # Errors
    /// Not found when it is not there, as after a restore without the files.
    pub fn open(&self, hash: &str, small: bool) -> Result<(File, u64)> {
        let path = place(&self.dir, hash);
        // A backup may have come without the small ones.
        let small = small.then(|| File::open(thumbnail(&path)).ok()).flatten();
        let opened = small
            .map_or_else(|| File::open(path), Ok)
            .and_then(|file| file.metadata().map(|found| (file, found.len())));
        opened.map_err(|_| Error::not_found("Archivo no encontrado"))
    }

    /// Removes what is no file's any more, unless it is just being kept, which [`Held::let_go`] then tells. `is_named`
    /// says whether a row names it.
    pub fn forget(&self, hash: &str, is_named: impl FnOnce() -> bool) {
        self.holding.throw_away(hash, is_named, || {
            let path = place(&self.dir, hash);
            fs::remove_file(thumbnail(&path)).ok();
            fs::remove_file(path).ok();
        });
    }

    /// Whether something of a file came within the last day.
    pub fn is_coming(&self, id: FileId) -> bool {
        fs::metadata(self.partial(id)).is_ok_and(|found| !is_old(&found))
    }

    /// The directories in which files lie.
    pub fn shelves(&self) -> Vec<PathBuf> {
        entries(&self.dir)
    }

    /// Removes from a shelf what is no file's any more: what no row names, which `is_named` says of a hash and
    /// `is_known` of a file that did not arrive whole, and what is over a day old and half. What is being received has
    /// a row, and what was just kept is held.
    pub fn tidy(&self, shelf: &Path, is_named: impl Fn(&str) -> bool, is_known: impl Fn(FileId) -> bool) {
        for path in entries(shelf) {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let is_old = || fs::metadata(&path).is_ok_and(|found| is_old(&found));
            if shelf.ends_with(PARTIAL) {
                if is_old() || FileId::parse(name).is_some_and(|id| !is_known(id)) {
                    fs::remove_file(&path).ok();
                }
            } else if path.extension().is_none_or(|end| end != PARTIAL) {
                self.forget(name, || is_named(name));
            } else if is_old() {
                fs::remove_file(&path).ok();
            }
        }
    }

    fn partial(&self, id: FileId) -> PathBuf {
        self.dir.join(PARTIAL).join(id.to_string())
    }
}

fn is_old(found: &fs::Metadata) -> bool {
    let age = found.modified().ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age > limits::UNSENT_FILES)
}

/// The directory of files of a data directory.
pub fn below(data: &Path) -> PathBuf {
    data.join("archivos")
}

fn place(dir: &Path, hash: &str) -> PathBuf {
    dir.join(hash.get(..2).unwrap_or("00")).join(hash)
}

/// Reads a piece of a file, from a place and of so many bytes at most; empty at its end.
///
/// # Errors
/// When the disk refuses.
pub fn piece(file: &mut File, from: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.take(most.min(PIECE as u64)).read_to_end(&mut piece)?;
    Ok(piece)
}

/// Puts bytes behind what is in a file.
///
/// # Errors
/// When the disk refuses.
pub fn add(file: &mut File, bytes: &[u8]) -> Result<()> {
    file.write_all(bytes).map_err(refused)
}

fn thumbnail(path: &Path) -> PathBuf {
    path.with_extension(SMALL)
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(filetype::LOOKED_AT as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The SHA-256 of a file, in hexadecimal, and its length in bytes.
///
/// # Errors
/// When it can't be read.
pub fn hash_of(path: &Path) -> io::Result<(String, u64)> {
    let (mut file, mut hasher, mut at) = (File::open(path)?, Sha256::new(), 0);
    loop {
        let piece = piece(&mut file, at, PIECE as u64)?;
        if piece.is_empty() {
            let hex = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            return Ok((hex, at));
        }
        hasher.update(&piece);
        at += piece.len() as u64;
    }
}

/// What is made is its owner's alone to read.
fn private(options: &mut OpenOptions) -> &OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = private(OpenOptions::new().create(true).write(true).truncate(true)).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn make_dirs(path: &Path) -> Result<()> {
    let Some(dir) = path.parent().filter(|dir| !dir.is_dir()) else { return Ok(()) };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(refused)
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    // Windows keeps directories in order by itself, and opens none.
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

fn refused(cause: io::Error) -> Error {
    let is_full = matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    let error = if is_full { full() } else { Error::unavailable("No se pudo guardar el archivo") };
    error.because(cause)
}

fn full() -> Error {
    Error::unavailable("No queda espacio en el disco para archivos")
}
