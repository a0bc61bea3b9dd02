//! `chat.db` as anyone can open it: the contract names its four tables.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Params, Row};

/// The file, opened beside the server.
pub struct Database {
    connection: Connection,
}

impl Database {
    /// Opens it to look only.
    pub fn look(data: &Path) -> Self {
        Self::open(data, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    /// Opens it to change something that no door changes yet. The server must be stopped.
    pub fn change(data: &Path) -> Self {
        Self::open(data, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    fn open(data: &Path, flags: OpenFlags) -> Self {
        let connection = Connection::open_with_flags(data.join("chat.db"), flags).expect("chat.db opens");
        connection.busy_timeout(super::PATIENCE).expect("busy timeout");
        Self { connection }
    }

    /// One number.
    pub fn number(&self, sql: &str, values: impl Params) -> i64 {
        self.connection.query_row(sql, values, |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    /// One text.
    pub fn text(&self, sql: &str, values: impl Params) -> String {
        self.connection.query_row(sql, values, |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    /// All rows, each made by a function.
    pub fn rows<T>(&self, sql: &str, values: impl Params, make: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let mut statement = self.connection.prepare(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        let rows = statement.query_map(values, make).expect("rows");
        rows.collect::<Result<_, _>>().expect("every row")
    }

    /// Changes something.
    pub fn execute(&self, sql: &str, values: impl Params) -> usize {
        self.connection.execute(sql, values).unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    /// Takes the schema back to the first one that was released.
    pub fn goes_back_to_version_1(&self) {
        self.execute_batch(include_str!("../fixtures/back-to-1.sql"));
    }

    /// Runs several statements, or begins or ends a transaction.
    pub fn execute_batch(&self, sql: &str) {
        self.connection.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    }

    /// Sets a pragma.
    pub fn set_pragma(&self, name: &str, value: i64) {
        self.connection.pragma_update(None, name, value).expect("pragma");
    }

    /// The name of the column that holds the order of insertion of messages: the integer key of its own
    /// that the contract speaks of.
    pub const SEQUENCE: &'static str = "secuencia";

    /// How many messages a conversation has.
    pub fn messages_in(&self, conversation: &str) -> i64 {
        self.number("SELECT count(*) FROM mensajes_chat WHERE conversacion_id = ?1", [conversation])
    }

    /// The texts of a conversation in the order in which they were stored.
    pub fn texts_of(&self, conversation: &str) -> Vec<String> {
        let sql = format!("SELECT contenido FROM mensajes_chat WHERE conversacion_id = ?1 ORDER BY {}", Self::SEQUENCE);
        self.rows(&sql, [conversation], |row| row.get(0))
    }

    /// Nothing in the file is damaged.
    #[track_caller]
    pub fn is_sound(&self) {
        assert_eq!(self.text("PRAGMA integrity_check", []), "ok");
        let orphans = self.rows("PRAGMA foreign_key_check", [], |row| row.get::<_, String>(0));
        assert!(orphans.is_empty(), "rows that point nowhere in {orphans:?}");
    }
}
