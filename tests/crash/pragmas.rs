//! D-12: the settings that durability stands on, read back from what is really in force.

use crate::util::TestServer;

/// What RELIABILITY.md §3 sets on the writer's connection, as `check` prints it.
const WANTED: [(&str, &str); 10] = [
    ("busy_timeout", "5000"),
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("foreign_keys", "1"),
    ("trusted_schema", "0"),
    ("cell_size_check", "1"),
    ("mmap_size", "0"),
    ("temp_store", "2"),
    ("wal_autocheckpoint", "0"),
    ("journal_size_limit", "67108864"),
];

#[tokio::test]
async fn d12_the_settings_are_in_force() {
    let server = TestServer::start().await;
    let outcome = server.command(&["check"], "").await.succeeds();
    for (name, value) in WANTED {
        let line = format!("{name}={value}");
        assert!(outcome.out.lines().any(|said| said.trim() == line), "{line} in:\n{}", outcome.out);
    }
}

#[tokio::test]
async fn d12_the_file_says_what_it_is() {
    let server = TestServer::start().await;
    let database = server.database();
    assert_ne!(database.number("PRAGMA application_id", []), 0, "so that a foreign file is known");
    assert!(database.number("PRAGMA user_version", []) >= 1, "the version of the schema");
    assert_eq!(database.text("PRAGMA journal_mode", []), "wal");
}

#[tokio::test]
async fn d12_sqlite_is_new_enough() {
    // 3.7.0–3.51.2 can corrupt a database when the log is reset. The tests link the same library.
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
    let server = TestServer::start().await;
    let outcome = server.command(&["check"], "").await.succeeds();
    assert!(outcome.out.contains(rusqlite::version()), "{} in:\n{}", rusqlite::version(), outcome.out);
}
