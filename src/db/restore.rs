//! Putting a copy of the whole database, and of what is in files, in the place of what is there.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::backup::{Manifest, Report, beside, examine, make_private, open_copy, sync_dir, sync_file};
use super::header::{refusal, refuse_unusable, wal_of};
use super::lock::InstanceLock;
use super::{FILE, Read, files, migrations, settings};
use crate::error::{Error, Result, reason};
use crate::files::{below, copies, hash_of};
use crate::model::Timestamp;

/// Numbers that one life of a database may use between two restores.
const LIFE: i64 = 1_000_000_000;

/// Puts a backup in the place of `dir`'s database. What was there is moved aside, never deleted; everybody has to
/// log in again, because a session that was ended since the backup must not come back to life.
/// Gives where the old one is, if there was one.
pub fn restore(dir: &Path, file: &Path) -> Result<(Report, Option<PathBuf>)> {
    super::boot::make_private_dir(dir)?;
    let lock = InstanceLock::take(dir)?;
    if !file.is_file() {
        return Err(refusal(format!("No existe el archivo {}", file.display())));
    }
    refuse_unusable(file)?;
    refuse_damaged(file)?;
    let new = dir.join(format!("{FILE}.restaurando"));
    fs::remove_file(&new).ok();
    fs::remove_file(wal_of(&new)).ok();
    let placed = place(dir, file, &new, &lock);
    fs::remove_file(wal_of(&new)).ok();
    if placed.is_err() {
        fs::remove_file(&new).ok();
    }
    placed
}

fn place(dir: &Path, file: &Path, new: &Path, lock: &InstanceLock) -> Result<(Report, Option<PathBuf>)> {
    let io = |cause: std::io::Error| refusal(format!("No se pudo copiar {}: {}", file.display(), reason(&cause)));
    // What stands in a WAL beside the copy belongs to it: opening the copy below takes it in.
    let wal = wal_of(file);
    if wal.is_file() {
        fs::copy(&wal, wal_of(new)).map_err(io)?;
    }
    fs::copy(file, new).map_err(io)?;
    make_private(new)?;
    let copy = open_copy(new)?;
    migrations::refuse_newer(migrations::version(&copy)?)?;
    let mut report = examine(&copy)?;
    if let Some(problem) = report.problems.first() {
        return Err(refusal(format!("{} está dañado: {problem}", file.display())));
    }
    // Nothing is replaced by this: what was there before has all that it had. A copy of a whole data directory that
    // somebody made by hand is a backup too.
    let beside = Some(copies::of_backup(file)).filter(|files| files.is_dir());
    let beside = beside.unwrap_or_else(|| below(file.parent().unwrap_or(Path::new("."))));
    report.lost_files = copies::bring(&beside, &below(dir), &files::contents(&copy)?)?.len() as u64;
    copy.execute("DELETE FROM sesiones", [])?;
    begin_new_life(&copy, dir)?;
    copy.execute("UPDATE ajustes SET valor = 1 WHERE clave = 'cierre_limpio'", [])?;
    copy.close().map_err(|(_, cause)| cause)?;
    sync_file(new)?;
    // An older state is what is wanted now; the mark of the newer one must not keep the server from starting on it.
    lock.mark()?.set(0);
    let aside = move_aside(dir)?;
    if let Err(cause) = fs::rename(new, dir.join(FILE)) {
        put_back(dir, aside.as_deref());
        return Err(io(cause));
    }
    sync_dir(dir)?;
    Ok((report, aside))
}

/// Numbers go on above all that were ever handed out, and what came before counts as unknown: a client that saw
/// what this backup doesn't have must not take other messages for it.
fn begin_new_life(copy: &Connection, dir: &Path) -> Result<()> {
    let stands = |of: &Connection| settings::sequence(&Read::new(of, Timestamp(0)));
    let old = Connection::open_with_flags(dir.join(FILE), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).ok();
    let (before, steps) = match old.and_then(|old| stands(&old).ok()) {
        Some(before) => (before, 1),
        // Unreadable: somewhere ahead. Numbers stay whole in JavaScript (2^53) for thousands of such restores.
        None => (0, 1 + getrandom::u32().map_err(Error::internal)? % 1_000),
    };
    let first = (stands(copy)?.max(before) / LIFE + i64::from(steps)) * LIFE;
    let set = "INSERT INTO ajustes (clave, valor) VALUES (?1, ?2) ON CONFLICT (clave) DO UPDATE SET valor = ?2";
    copy.execute(set, ("secuencia", first))?;
    copy.execute(set, ("restaurada_desde", first))?;
    Ok(())
}

/// Moves the database with its WAL into a directory of its own.
fn move_aside(dir: &Path) -> Result<Option<PathBuf>> {
    let parts = [FILE.to_owned(), format!("{FILE}-wal"), format!("{FILE}-shm")];
    if !parts.iter().any(|part| dir.join(part).exists()) {
        return Ok(None);
    }
    let stamp = chrono::Utc::now().format("%Y%m%d-%H%M%S%3f");
    let aside = dir.join(format!("antes-de-restaurar-{stamp}"));
    let io = |cause: std::io::Error| refusal(format!("No se pudo apartar la base anterior: {}", reason(&cause)));
    fs::create_dir(&aside).map_err(io)?;
    // What is set aside is a backup as any other, with its files, which the new database may not name.
    copies::also_at(&below(dir), &copies::of_backup(&aside.join(FILE)))?;
    // The WAL last: until the database itself has gone, the set in place is still whole.
    for part in &parts {
        if dir.join(part).exists() {
            fs::rename(dir.join(part), aside.join(part)).map_err(io)?;
        }
    }
    sync_dir(&aside)?;
    Ok(Some(aside))
}

/// Puts what was moved aside in its place again.
fn put_back(dir: &Path, aside: Option<&Path>) {
    let Some(aside) = aside else { return };
    for part in [format!("{FILE}-shm"), format!("{FILE}-wal"), FILE.to_owned()] {
        fs::rename(aside.join(&part), dir.join(&part)).ok();
    }
}

/// A manifest that says otherwise means that the file changed since it was made. It says nothing of a log beside it, which
/// opening the copy would take in: a backup has none.
fn refuse_damaged(file: &Path) -> Result<()> {
    let Ok(text) = fs::read_to_string(beside(file, "json")) else {
        return Ok(());
    };
    let manifest: Manifest = serde_json::from_str(&text).map_err(|_| {
        refusal(format!("{} no se entiende: el respaldo no es de fiar", beside(file, "json").display()))
    })?;
    if manifest.sha256 != hash_of(file).map_err(Error::internal)?.0 {
        return Err(refusal(format!("{} no es el que se respaldó: su suma SHA-256 no calza", file.display())));
    }
    let wal = wal_of(file);
    if fs::symlink_metadata(&wal).is_ok() {
        return Err(refusal(format!("{} no es parte del respaldo: quítalo para restaurar", wal.display())));
    }
    Ok(())
}
