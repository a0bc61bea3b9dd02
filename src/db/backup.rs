//! Copies of the whole database and of what is in files: taking one while the server runs, and checking what is there.
//! The files of `copia.db` lie in `copia.db.archivos`. Putting one back is in `restore`.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::connection::{self, Pragma, Role};
use super::header::{refusal, refuse_unusable};
use super::{FILE, Read, files, migrations};
use crate::error::{Error, Result, reason};
use crate::files::{below, copies, hash_of};
use crate::model::Timestamp;

/// What stands beside a backup and lets `restore` see that it is whole. Spanish keys: an operator reads it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub sha256: String,
    version_esquema: i64,
    mensajes: i64,
    ultima_secuencia: i64,
}

/// What [`check`] found, or what a copy holds.
#[derive(Debug)]
pub struct Report {
    /// What is wrong, one sentence each; empty when nothing is.
    pub problems: Vec<String>,
    /// How many people.
    pub users: i64,
    /// How many conversations.
    pub conversations: i64,
    /// How many messages.
    pub messages: i64,
    /// How many different contents files have.
    pub files: u64,
    /// How many of those are not there, or damaged.
    pub lost_files: u64,
    /// The version of SQLite in this binary.
    pub sqlite: &'static str,
    /// The pragmas of the connection.
    pub pragmas: Vec<Pragma>,
}

/// Writes a compact, consistent copy of `dir`'s database to `file`, which must not exist. The server may run.
pub fn backup(dir: &Path, file: &Path) -> Result<Report> {
    let source = dir.join(FILE);
    require_data(dir, &source)?;
    if file.exists() {
        return Err(refusal(format!("{} ya existe: elige otro nombre", file.display())));
    }
    let connection = connection::open(&source, Role::Writer)?;
    let report = copy_out(&connection, file, Some(dir))?;
    note_newest(dir, file);
    Ok(report)
}

/// Where the path of the newest backup is kept: a database that can't be read can't tell it.
const NEWEST: &str = "ultimo-respaldo.txt";

/// Notes where the newest backup is. It is only a hint: not being able to is no failure of the backup.
pub(super) fn note_newest(dir: &Path, file: &Path) {
    let noted = std::path::absolute(file).and_then(|file| fs::write(dir.join(NEWEST), file.to_string_lossy().as_ref()));
    if let Err(cause) = noted {
        tracing::warn!(%cause, "no se pudo anotar dónde está el respaldo");
    }
}

/// What to do about data that can't be used: the command that puts the newest backup in their place, if it is there.
pub(super) fn way_out(dir: &Path) -> String {
    let noted = fs::read_to_string(dir.join(NEWEST)).unwrap_or_default();
    let newest = Path::new(noted.trim());
    match refuse_unusable(newest) {
        Ok(()) => format!(
            "Restaura el respaldo más nuevo con: weigence-chat restore {} --data {}",
            quoted(newest),
            quoted(dir)
        ),
        Err(_) => "Restaura el último respaldo con: weigence-chat restore ARCHIVO".to_owned(),
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(char::is_whitespace) { format!("\"{path}\"") } else { path }
}

/// `VACUUM INTO` a name beside `file`, checked, synced, renamed: there is never a half backup under its own name. What is
/// in the files of a data directory comes after the database that names it, and before that rename.
pub(super) fn copy_out(connection: &Connection, file: &Path, files_of: Option<&Path>) -> Result<Report> {
    let from = files_of.map(below);
    let bring = |to: &Path, contents: &[copies::Kept]| match &from {
        Some(from) => copies::refuse_elsewhere(to).and_then(|()| copies::bring(from, to, contents)),
        None => Ok(Vec::new()),
    };
    copy_with(connection, file, bring)
}

/// The same, with what brings files to a directory and gives the hashes of those that are not there.
fn copy_with(
    connection: &Connection,
    file: &Path,
    mut bring: impl FnMut(&Path, &[copies::Kept]) -> Result<Vec<String>>,
) -> Result<Report> {
    let (partial, files) = (beside(file, "parcial"), copies::of_backup(file));
    let had_files = fs::symlink_metadata(&files).is_ok();
    let copied = (|| {
        if let Some(report) = copy_checked(connection, &partial, file, &mut bring, false)? {
            return Ok(report);
        }
        let again = copy_checked(connection, &partial, file, &mut bring, true)?;
        again.ok_or_else(|| Error::internal("un respaldo sin resultado"))
    })();
    if copied.is_err() {
        fs::remove_file(&partial).ok();
        if !had_files {
            fs::remove_dir_all(&files).ok();
        }
    }
    copied
}

/// `None` when something was deleted while it was being copied, so that the copy names what is no more: then it is
/// better made again. What still is like that in the last one counts as no loss: nobody misses it.
fn copy_checked(
    connection: &Connection,
    partial: &Path,
    file: &Path,
    bring: &mut impl FnMut(&Path, &[copies::Kept]) -> Result<Vec<String>>,
    is_last: bool,
) -> Result<Option<Report>> {
    let name = partial.to_str().ok_or_else(|| refusal("El nombre del respaldo no es texto UTF-8".into()))?;
    let io = |cause: std::io::Error| refusal(format!("No se pudo escribir {}: {}", file.display(), reason(&cause)));
    // SQLite fills an empty file too, and says less of why a name can't be written.
    drop(copies::create(partial).map_err(io)?);
    connection.execute("VACUUM INTO ?1", [name]).map_err(|cause| {
        let error = Error::from(cause);
        Error { message: format!("No se pudo escribir {}: {error}", file.display()).into(), ..error }
    })?;
    let copy = open_copy(partial)?;
    let mut report = examine(&copy)?;
    if let Some(problem) = report.problems.first() {
        return Err(refusal(format!("El respaldo no quedó sano ({problem}): revisa la base con weigence-chat check")));
    }
    let missing = bring(&copies::of_backup(file), &files::contents(&copy)?)?;
    let lost = still_named(connection, &missing)?;
    if lost < missing.len() && !is_last {
        return Ok(None);
    }
    report.lost_files = lost as u64;
    let manifest = Manifest {
        sha256: String::new(),
        version_esquema: migrations::version(&copy)?,
        mensajes: report.messages,
        ultima_secuencia: copy.query_row("SELECT coalesce(max(secuencia), 0) FROM mensajes_chat", [], |r| r.get(0))?,
    };
    drop(copy);
    sync_file(partial)?;
    let manifest = Manifest { sha256: hash_of(partial).map_err(Error::internal)?.0, ..manifest };
    let text = serde_json::to_string_pretty(&manifest).map_err(Error::internal)?;
    let mut note = copies::create(&beside(file, "json")).map_err(io)?;
    note.write_all(text.as_bytes()).and_then(|()| note.sync_all()).map_err(io)?;
    if !fs::symlink_metadata(partial).map_err(io)?.is_file() {
        return Err(refusal(format!("{} cambió mientras se escribía", partial.display())));
    }
    fs::rename(partial, file).map_err(io)?;
    sync_dir(file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    Ok(Some(report))
}

/// How many of these the database names now.
fn still_named(connection: &Connection, hashes: &[String]) -> Result<usize> {
    let read = Read::new(connection, Timestamp(0));
    let named = hashes.iter().map(|hash| files::is_kept(&read, hash)).collect::<Result<Vec<_>>>()?;
    Ok(named.into_iter().filter(|is_named| *is_named).count())
}

/// Checks the database of `dir`. The server may run.
pub fn check(dir: &Path) -> Result<Report> {
    let path = dir.join(FILE);
    require_data(dir, &path)?;
    refuse_unusable(&path)?;
    let connection = connection::open(&path, Role::Reader)?;
    migrations::refuse_newer(migrations::version(&connection)?)?;
    let mut report = examine(&connection)?;
    if report.problems.is_empty() {
        report.lost_files = copies::lost(&below(dir), &files::contents(&connection)?) as u64;
    }
    Ok(report)
}

pub(super) fn examine(connection: &Connection) -> Result<Report> {
    let mut problems: Vec<String> = connection
        .prepare("PRAGMA integrity_check(20)")?
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<rusqlite::Result<_>>()?;
    problems.retain(|verdict| verdict != "ok");
    // SQLite puts a heading of its own and a line break before some of them: each is one line of ours.
    problems
        .iter_mut()
        .for_each(|problem| *problem = problem.replace("*** in database main ***\n", "").replace('\n', "; "));
    let mut foreign_keys = connection.prepare("PRAGMA foreign_key_check")?;
    let dangling = foreign_keys.query_map([], |row| row.get::<_, String>(0))?.count();
    if dangling > 0 {
        problems.push(format!("{dangling} filas apuntan a algo que no existe"));
    }
    drop(foreign_keys);
    let count =
        |table: &str| connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0));
    Ok(Report {
        problems,
        users: count("usuarios")?,
        conversations: count("conversaciones_chat")?,
        messages: count("mensajes_chat")?,
        files: files::contents(connection)?.len() as u64,
        lost_files: 0,
        sqlite: rusqlite::version(),
        pragmas: connection::pragmas(connection)?,
    })
}

/// A copy is opened without WAL, so that it stays one file, and with a schema that can't run anything.
pub(super) fn open_copy(path: &Path) -> Result<Connection> {
    let copy = Connection::open_with_flags(
        path,
        rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    copy.pragma_update(None, "trusted_schema", "OFF")?;
    copy.pragma_update(None, "cell_size_check", "ON")?;
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    let code: Vec<String> = copy
        .prepare("SELECT coalesce(sql, '') FROM sqlite_schema WHERE type IN ('trigger', 'view')")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if code.iter().any(|sql| !migrations::is_ours(sql)) {
        return Err(refusal(format!("{} trae código ajeno: no se usa", path.display())));
    }
    Ok(copy)
}

fn require_data(dir: &Path, path: &Path) -> Result<()> {
    if path.is_file() {
        return Ok(());
    }
    Err(refusal(format!("No hay datos en {}: inicia el servidor o agrega a alguien primero", dir.display())))
}

pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

pub(super) fn make_private(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(Error::internal)?;
    }
    Ok(())
}

pub(super) fn sync_file(path: &Path) -> Result<()> {
    File::options().write(true).open(path).and_then(|file| file.sync_all()).map_err(Error::internal)
}

/// Makes a rename survive a power cut. Windows has no such call and needs none.
pub(super) fn sync_dir(dir: &Path) -> Result<()> {
    #[cfg(unix)]
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(Error::internal)?;
    let _ = dir;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Database, Purpose};
    use crate::model::FileId;

    const NONE: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn what_is_deleted_while_it_is_copied_is_no_loss() {
        let dir = std::env::temp_dir().join(format!("weigence-respaldo-{}", FileId::new()));
        let (database, thread) = Database::open(&dir, Purpose::Serve, drop).unwrap();
        drop(database);
        thread.join();
        let connection = connection::open(&dir.join(FILE), Role::Writer).unwrap();
        let person = "INSERT INTO usuarios (rut_usuario, nombre, correo, rol, nombre_orden, correo_clave, rut_numero) \
             VALUES ('1-9', 'Ana', '', '', 'ana', '', 1)";
        connection.execute(person, []).unwrap();
        let file =
            "INSERT INTO archivos (id, usuario_id, nombre, bytes, cuando, huella) VALUES (?1, '1-9', 'a', 0, 0, ?2)";
        let lost = NONE.replace('e', "f");
        for hash in [NONE, &lost] {
            connection.execute(file, (FileId::new(), hash)).unwrap();
        }
        // Nothing lies there, and of one of them the row goes while it is looked for.
        let (mut turns, copy) = (0, dir.join("copia.db"));
        let report = copy_with(&connection, &copy, |_, contents| {
            turns += 1;
            connection.execute("DELETE FROM archivos WHERE huella = ?1", [NONE])?;
            Ok(contents.iter().map(|file| file.hash.clone()).collect())
        });
        assert_eq!((turns, report.unwrap().lost_files), (2, 1));
        let copy = open_copy(&copy).unwrap();
        assert_eq!(files::contents(&copy).unwrap().len(), 1, "the copy names nothing that is no more");
        fs::remove_dir_all(&dir).unwrap();
    }
}
