//! Copies of what is in files, for a backup and back. What is in one never changes and its name is its hash: a copy is
//! right or it isn't, one that is there already is taken as it is, and nothing is ever replaced by something else.
//!
//! A backup may lie where others can write: what they put there, a way to some other place above all, is not followed.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::{PARTIAL, entries, hash_of, head, make_dirs, place, private, refused, sync_dir, thumbnail};
use crate::error::{Error, Result};
use crate::model::{filetype, limits};

/// What the database says is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256, in hexadecimal.
    pub hash: String,
    /// How many bytes.
    pub bytes: u64,
}

impl Kept {
    /// Where it lies; `None` for what is no hash, which somebody wrote into the database to get elsewhere.
    fn below(&self, dir: &Path) -> Option<PathBuf> {
        let is_hash =
            self.hash.len() == 64 && self.hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        is_hash.then(|| place(dir, &self.hash))
    }

    /// Whether all of it is there, unchanged.
    fn is_whole(&self, path: &Path) -> bool {
        self.has_its_length(path) && hash_of(path).is_ok_and(|(hash, _)| hash == self.hash)
    }

    fn has_its_length(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == self.bytes)
    }
}

/// Where the files of a backup lie: in a directory beside it.
pub fn of_backup(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".archivos");
    name.into()
}

/// Passes a directory, and a name that nothing has yet; not a way to some other place.
///
/// # Errors
/// For everything else.
pub fn refuse_elsewhere(dir: &Path) -> Result<()> {
    match fs::symlink_metadata(dir) {
        Ok(found) if !found.is_dir() => {
            Err(Error::unavailable(format!("{} no es una carpeta de archivos: elige otro nombre", dir.display())))
        }
        _ => Ok(()),
    }
}

/// Makes a new file for its owner alone. What has its name is removed, and what it leads to is not touched.
///
/// # Errors
/// When the disk refuses, or somebody takes the name at once.
pub fn create(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    private(OpenOptions::new().write(true).create_new(true)).open(path)
}

/// Copies these from one directory to another, safe on the disk when this ends. Gives the hashes of those that are in
/// neither, or are damaged.
///
/// # Errors
/// When the disk refuses, and where a directory is a way to some other place.
pub fn bring(from: &Path, to: &Path, wanted: &[Kept]) -> Result<Vec<String>> {
    let mut lost = Vec::new();
    let mut touched = Vec::new();
    for file in wanted {
        let (Some(source), Some(target)) = (file.below(from), file.below(to)) else {
            lost.push(file.hash.clone());
            continue;
        };
        if let Some(shelf) = target.parent() {
            refuse_elsewhere(shelf)?;
        }
        if !file.is_whole(&target) {
            let is_here = file.has_its_length(&source);
            if is_here {
                make_dirs(&target)?;
            }
            // Looked at as it was written: the other one may have changed meanwhile.
            if !is_here || !copy(&source, &target, |copy| file.is_whole(copy)).map_err(refused)? {
                lost.push(file.hash.clone());
                continue;
            }
            touched.extend(target.ancestors().skip(1).take(3).map(Path::to_owned));
        }
        // It can be done without: there is the picture itself.
        let small = thumbnail(&source);
        if !thumbnail(&target).exists() && is_small_picture(&small) {
            copy(&small, &thumbnail(&target), is_small_picture).map_err(refused)?;
        }
    }
    touched.sort();
    touched.dedup();
    touched.iter().try_for_each(|dir| sync_dir(dir)).map_err(refused)?;
    Ok(lost)
}

/// How many of these are not there, or are damaged.
pub fn lost(dir: &Path, wanted: &[Kept]) -> usize {
    wanted.iter().filter(|file| !file.below(dir).is_some_and(|path| file.is_whole(&path))).count()
}

/// Gives all files a second name in another directory, so that they outlive the first. Where the disk knows no second
/// names they are copied.
///
/// # Errors
/// When the disk refuses.
pub fn also_at(dir: &Path, other: &Path) -> Result<()> {
    for shelf in entries(dir).into_iter().filter(|shelf| shelf.is_dir() && !shelf.ends_with(PARTIAL)) {
        for path in entries(&shelf) {
            let Ok(inside) = path.strip_prefix(dir) else { continue };
            let target = other.join(inside);
            make_dirs(&target)?;
            fs::hard_link(&path, &target).or_else(|_| copy(&path, &target, |_| true).map(drop)).map_err(refused)?;
        }
    }
    Ok(())
}

/// What only says that it is a picture, or is a way to elsewhere, is not copied.
fn is_small_picture(path: &Path) -> bool {
    let is_file =
        fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() <= limits::THUMBNAIL_BYTES);
    is_file && head(path).is_ok_and(|head| filetype::is_picture(filetype::of(&head)))
}

/// Gives whether the copy is right; one that is not is removed again.
fn copy(source: &Path, target: &Path, is_right: impl FnOnce(&Path) -> bool) -> io::Result<bool> {
    let partial = target.with_extension(PARTIAL);
    let copied = (|| {
        let mut copy = create(&partial)?;
        io::copy(&mut File::open(source)?, &mut copy)?;
        copy.sync_all()?;
        let is_right = is_right(&partial);
        if is_right {
            fs::rename(&partial, target)?;
        }
        Ok(is_right)
    })();
    if !matches!(copied, Ok(true)) {
        fs::remove_file(&partial).ok();
    }
    copied
}
