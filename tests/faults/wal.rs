//! D-13, small: somebody has the database open and reads, so that the write-ahead log can't be put into the file. The
//! chat goes on.

use rusqlite::Connection;

use crate::util::{PATIENCE, TestServer, rut_of};

/// From here on the server wants to checkpoint, quiet or not.
const TOO_LARGE: u64 = 64 << 20;

#[tokio::test]
async fn d13_a_reader_that_holds_the_log_holds_nobody_up() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&id, "antes").await;

    let file = server.data().join("chat.db");
    let reader = Connection::open(&file).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    let seen: i64 = reader.query_row("SELECT count(*) FROM mensajes_chat", [], |row| row.get(0)).unwrap();
    grow_log(&file);
    let log = server.data().join("chat.db-wal");
    assert!(std::fs::metadata(&log).unwrap().len() > TOO_LARGE);

    // Were each look round to wait for the reader, as a checkpoint can (5 s), this would take minutes.
    let talking = async {
        for number in 0..200 {
            ana.sends(&id, &number.to_string()).await;
        }
        // Spread over some looks round, which come four times a second.
        for number in 0..40 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            ana.sends(&id, &number.to_string()).await;
        }
    };
    tokio::time::timeout(PATIENCE, talking).await.expect("nobody waits for the reader");
    let still: i64 = reader.query_row("SELECT count(*) FROM mensajes_chat", [], |row| row.get(0)).unwrap();
    assert_eq!(seen, still, "the reader did hold the log all the time");
    drop(reader);
    ana.sends(&id, "después").await;
    server.database().is_sound();
}

/// Another program writes so much that the log exceeds what the server lets it grow to.
fn grow_log(file: &std::path::Path) {
    let other = Connection::open(file).unwrap();
    other.busy_timeout(PATIENCE).unwrap();
    other.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    other.execute_batch("CREATE TABLE relleno (x)").unwrap();
    for _ in 0..17 {
        other.execute("INSERT INTO relleno VALUES (zeroblob(4194304))", []).unwrap();
    }
}
