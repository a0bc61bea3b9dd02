//! The index of what was said: a file of its own beside the database (`busqueda.db`), so that a message costs its writer
//! nothing. It holds nothing that the database doesn't, and is made anew when anything is wrong with it.
//!
//! Each word stands in it with the number of its conversation in front, `12_receta`. So a question that is asked in one
//! conversation touches nothing of another: it takes no longer for what others say elsewhere, which would tell of it,
//! and words that begin so are those of one conversation, a few.

use std::fs::OpenOptions;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, params};

use super::{Read, changes, messages, settings};
use crate::error::{Error, Result};
use crate::model::search::{Question, fold, words};
use crate::model::{Message, UserId, limits};

/// Another form of the index is another number.
const FORMAT: i64 = 2;
/// Messages that are taken in at once.
const STEP: usize = 200;
/// Pages of the index that are put together at once: some 40 ms.
const MERGED_AT_ONCE: i64 = 1_000;

const SCHEMA: &str = "
    CREATE VIRTUAL TABLE textos USING fts5(texto, autor, rasgos, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\");
    INSERT INTO textos (textos, rank) VALUES ('secure-delete', 1);
    CREATE TABLE estado (clave TEXT NOT NULL PRIMARY KEY, valor INTEGER NOT NULL) WITHOUT ROWID;
";

pub(super) const AFTER: &str = "SELECT secuencia FROM mensajes_chat WHERE secuencia > ?1 ORDER BY secuencia LIMIT ?2";
pub(super) const CHANGED: &str = "SELECT secuencia, mensaje FROM cambios_chat \
     WHERE secuencia > ?1 AND mensaje IS NOT NULL ORDER BY secuencia LIMIT ?2";

/// That everything is put together.
const DONE: i64 = 2;

/// The index.
pub struct Index {
    path: PathBuf,
    connection: Mutex<Option<Connection>>,
}

impl Index {
    /// The index beside the database in `dir`; it is opened when it is first needed.
    pub fn beside(dir: &Path) -> Self {
        Self { path: dir.join("busqueda.db"), connection: Mutex::new(None) }
    }

    /// Takes in what was said and changed since, for so long at most. True when everything is in.
    pub fn catch_up(&self, read: &Read<'_>, time: Duration) -> Result<bool> {
        let mut held = self.lock();
        let began = Instant::now();
        let index = self.opened(&mut held, read)?;
        loop {
            match step(index, read) {
                Ok(0) => return Ok(true),
                Ok(_) if began.elapsed() >= time => return Ok(false),
                Ok(_) => {}
                Err(error) => {
                    // Whatever it is, the database has everything: it is made anew the next time.
                    *held = None;
                    self.remove();
                    return Err(error);
                }
            }
        }
    }

    /// Puts what was taken in bit by bit together, a step at a time: a question then looks into one part of the index and
    /// not into ten, and takes a third of the time. Only once after the index was made; what comes later SQLite keeps in
    /// order by itself. True when there is nothing left to do.
    pub fn put_together(&self, read: &Read<'_>) -> Result<bool> {
        let mut held = self.lock();
        let index = self.opened(&mut held, read)?;
        let begun = state(index, "unidos")?.unwrap_or(DONE);
        if begun == DONE {
            return Ok(true);
        }
        let changes = || index.query_row("SELECT total_changes()", [], |row| row.get::<_, i64>(0));
        let before = changes()?;
        // A negative number begins with everything that is there, a positive one goes on (SQLite's FTS5, 6.9).
        let pages = if begun == 0 { -MERGED_AT_ONCE } else { MERGED_AT_ONCE };
        index.execute("INSERT INTO textos (textos, rank) VALUES ('merge', ?1)", [pages])?;
        let is_done = changes()? - before < 2;
        set_state(index, "unidos", if is_done { DONE } else { 1 })?;
        Ok(is_done)
    }

    /// Lets one question be answered; no other one, and nothing is taken in, until it is.
    pub fn looking<T>(&self, read: &Read<'_>, ask: impl FnOnce(&Looking<'_>) -> Result<T>) -> Result<T> {
        let mut held = self.lock();
        let index = self.opened(&mut held, read)?;
        let deadline = Instant::now() + limits::SEARCH_TIME;
        index.progress_handler(10_000, Some(move || Instant::now() >= deadline))?;
        let answer = ask(&Looking { index, deadline });
        index.progress_handler(0, None::<fn() -> bool>)?;
        answer
    }

    fn lock(&self) -> MutexGuard<'_, Option<Connection>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened<'c>(&self, held: &'c mut Option<Connection>, read: &Read<'_>) -> Result<&'c Connection> {
        if held.as_ref().is_none_or(|index| !fits(index, read)) {
            *held = None;
            let kept = self.open().ok().filter(|index| fits(index, read));
            *held = Some(match kept {
                Some(index) => index,
                None => {
                    self.remove();
                    self.make(read)?
                }
            });
        }
        held.as_ref().ok_or_else(|| Error::internal("no hay índice"))
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        // Before SQLite makes it, which gives its other files the same: it holds what people wrote.
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.path).ok();
        let index = Connection::open(&self.path)?;
        // What is lost with the power is taken in again; nothing may be half there.
        index.pragma_update(None, "journal_mode", "WAL")?;
        index.pragma_update(None, "synchronous", "NORMAL")?;
        index.pragma_update(None, "secure_delete", "ON")?;
        index.pragma_update(None, "cache_size", -4_000)?;
        Ok(index)
    }

    fn make(&self, read: &Read<'_>) -> Result<Connection> {
        let index = self.open()?;
        index.execute_batch(SCHEMA)?;
        let life = settings::restored_from(read)?;
        let begun = settings::sequence(read)?;
        for (key, value) in [("formato", FORMAT), ("vida", life), ("hasta", 0), ("cambios", begun), ("unidos", 0)] {
            index.execute("INSERT INTO estado (clave, valor) VALUES (?1, ?2)", params![key, value])?;
        }
        tracing::info!("se prepara el índice de búsqueda");
        Ok(index)
    }

    fn remove(&self) {
        for end in ["", "-wal", "-shm"] {
            let mut name = self.path.as_os_str().to_owned();
            name.push(end);
            std::fs::remove_file(PathBuf::from(name)).ok();
        }
    }
}

/// The index while one question is being answered.
pub struct Looking<'c> {
    index: &'c Connection,
    deadline: Instant,
}

impl Looking<'_> {
    /// Sequences of messages of one conversation that have what is asked for and lie in `range`, newest first; `authors`
    /// are who may have written it. `look` says whether it wants more.
    ///
    /// # Errors
    /// Unavailable when the question has taken [`limits::SEARCH_TIME`] in all.
    pub fn each(
        &self,
        question: &Question,
        number: i64,
        authors: Option<&[UserId]>,
        range: Range<i64>,
        mut look: impl FnMut(i64) -> Result<bool>,
    ) -> Result<()> {
        let Some(matching) = expression(question, number, authors) else { return Ok(()) };
        let late = || Error::unavailable("La base de datos está ocupada; intenta de nuevo en unos segundos");
        let mut walk = || {
            let sql =
                "SELECT rowid FROM textos WHERE textos MATCH ?1 AND rowid >= ?2 AND rowid < ?3 ORDER BY rowid DESC";
            let mut statement = self.index.prepare_cached(sql)?;
            let mut rows = statement.query(params![matching, range.start, range.end])?;
            while let Some(row) = rows.next()? {
                if Instant::now() >= self.deadline {
                    return Err(late());
                }
                if !look(row.get(0)?)? {
                    break;
                }
            }
            Ok(())
        };
        walk().map_err(|error| if Instant::now() >= self.deadline { late().because(error) } else { error })
    }
}

fn state(index: &Connection, key: &str) -> rusqlite::Result<Option<i64>> {
    index.query_row("SELECT valor FROM estado WHERE clave = ?1", [key], |row| row.get(0)).optional()
}

fn set_state(index: &Connection, key: &str, value: i64) -> rusqlite::Result<usize> {
    index.execute("UPDATE estado SET valor = ?2 WHERE clave = ?1", params![key, value])
}

/// Whether it is of this form and of this life of the database, and every change since is still told.
fn fits(index: &Connection, read: &Read<'_>) -> bool {
    let value = |key| state(index, key).ok().flatten();
    let is_known = |changes| {
        settings::sequence(read).is_ok_and(|newest| changes <= newest)
            && changes::forgotten_up_to(read).is_ok_and(|forgotten| forgotten <= changes)
    };
    value("formato") == Some(FORMAT)
        && settings::restored_from(read).is_ok_and(|life| value("vida") == Some(life))
        && value("cambios").is_some_and(is_known)
        && value("hasta").is_some()
}

/// Takes in the next messages and changes, all or nothing; gives how many.
fn step(index: &Connection, read: &Read<'_>) -> Result<usize> {
    let upto = state(index, "hasta")?.unwrap_or_default();
    let changes = state(index, "cambios")?.unwrap_or_default();
    let fresh: Vec<i64> = read.all(AFTER, params![upto, STEP as i64], |row| row.get(0))?;
    let changed: Vec<(i64, i64)> =
        read.all(CHANGED, params![changes, STEP as i64], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if fresh.is_empty() && changed.is_empty() {
        return Ok(0);
    }
    let tx = index.unchecked_transaction()?;
    for &seq in &fresh {
        take_in(&tx, read, seq)?;
    }
    for &(_, seq) in changed.iter().filter(|(_, seq)| *seq <= upto) {
        tx.prepare_cached("DELETE FROM textos WHERE rowid = ?1")?.execute([seq])?;
        take_in(&tx, read, seq)?;
    }
    if let Some(last) = fresh.last() {
        set_state(&tx, "hasta", *last)?;
    }
    if let Some((last, _)) = changed.last() {
        set_state(&tx, "cambios", *last)?;
    }
    tx.commit()?;
    if !changed.is_empty() {
        // What was deleted is not to be read in the log either.
        index.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    }
    Ok(fresh.len() + changed.len())
}

fn take_in(index: &Connection, read: &Read<'_>, seq: i64) -> Result<()> {
    let Some(message) = messages::by_seq(read, seq)?.filter(|message| !message.deleted) else { return Ok(()) };
    let Some(place) = super::conversations::number(read, message.conversation)? else { return Ok(()) };
    let sql = "INSERT INTO textos (rowid, texto, autor, rasgos) VALUES (?1, ?2, ?3, ?4)";
    let folded = fold(&message.content);
    let text = in_place(place, words(&folded));
    let kinds = in_place(place, kinds(&message).iter().map(String::as_str));
    let row = params![seq, text, in_place(place, [author_token(&message.author).as_str()]), kinds];
    index.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

/// Words as they stand in the index.
fn in_place<'w>(number: i64, words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("{number}_{word}")).collect();
    words.join(" ")
}

/// A key has signs that are no part of a word.
fn author_token(author: &UserId) -> String {
    let hex: String = author.as_str().bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("u{hex}")
}

/// Trait bits as words.
fn kinds(message: &Message) -> Vec<String> {
    (0..63).filter(|bit| message.traits.0 & (1 << bit) != 0).map(|bit| format!("r{bit}")).collect()
}

/// The bit of messages with files.
const FILE_BIT: u32 = 7;

/// The question in FTS5's language, for one conversation. Every word is quoted: what somebody typed is never syntax.
/// `None`: nobody can have written it.
fn expression(question: &Question, number: i64, authors: Option<&[UserId]>) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for term in &question.terms {
        let star = if term.is_prefix { " *" } else { "" };
        parts.push(format!("texto : \"{}\"{star}", in_place(number, term.words.iter().map(String::as_str))));
    }
    if let Some(authors) = authors {
        if authors.is_empty() {
            return None;
        }
        let any: Vec<String> = authors.iter().map(|author| format!("\"{number}_{}\"", author_token(author))).collect();
        parts.push(format!("autor : ({})", any.join(" OR ")));
    }
    if question.with_file {
        parts.push(format!("rasgos : \"{number}_r{FILE_BIT}\""));
    }
    if parts.is_empty() {
        // Only a time was asked for: everything has an author.
        parts.push(format!("autor : \"{number}_u\" *"));
    }
    Some(parts.join(" AND "))
}
