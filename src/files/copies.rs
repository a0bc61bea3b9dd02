//! Copies of what is in files, for a backup and back. What is in one never changes and its name is its hash: a copy is
//! right or it isn't, one that is there already is taken as it is, and nothing is ever replaced by something else.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::{PARTIAL, entries, hash_of, head, make_dirs, place, private, refused, sync_dir, thumbnail};
use crate::error::Result;
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
        let is_file = fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == self.bytes);
        is_file && hash_of(path).is_ok_and(|(hash, _)| hash == self.hash)
    }
}

/// Where the files of a backup lie: in a directory beside it.
pub fn of_backup(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".archivos");
    name.into()
}

/// Copies these from one directory to another, safe on the disk when this ends. Gives how many are there in neither, or
/// are damaged.
///
/// # Errors
/// When the disk refuses.
pub fn bring(from: &Path, to: &Path, wanted: &[Kept]) -> Result<usize> {
    let mut lost = 0;
    let mut touched = Vec::new();
    for file in wanted {
        let (Some(source), Some(target)) = (file.below(from), file.below(to)) else {
            lost += 1;
            continue;
        };
        if !file.is_whole(&target) {
            if !file.is_whole(&source) {
                lost += 1;
                continue;
            }
            make_dirs(&target)?;
            copy(&source, &target).map_err(refused)?;
            touched.extend(target.ancestors().skip(1).take(3).map(Path::to_owned));
        }
        // It can be done without: there is the picture itself.
        let small = thumbnail(&source);
        if !thumbnail(&target).exists() && is_small_picture(&small) {
            copy(&small, &thumbnail(&target)).map_err(refused)?;
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
            fs::hard_link(&path, &target).or_else(|_| copy(&path, &target)).map_err(refused)?;
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

fn copy(source: &Path, target: &Path) -> io::Result<()> {
    let partial = target.with_extension(PARTIAL);
    let copied = (|| {
        let mut copy = private(OpenOptions::new().create(true).write(true).truncate(true)).open(&partial)?;
        io::copy(&mut File::open(source)?, &mut copy)?;
        copy.sync_all()?;
        fs::rename(&partial, target)
    })();
    if copied.is_err() {
        fs::remove_file(&partial).ok();
    }
    copied
}
