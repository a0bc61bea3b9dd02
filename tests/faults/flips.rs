//! D-07: one byte of one page, two hundred times. What SQLite's own check can see is found before anything is
//! written. Through the library, because two hundred servers would take a minute.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use weigence_chat::db::{self, Purpose};

use crate::util::{Database, PATIENCE, Random, TempDir, Tool, fingerprint};

const FLIPS: usize = 200;

/// Whether SQLite, asked directly and with the settings of the server, sees nothing wrong.
pub fn oracle(file: &Path) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let verdict = Connection::open_with_flags(file, flags).and_then(|connection| {
        connection.pragma_update(None, "cell_size_check", "ON")?;
        connection.query_row("PRAGMA quick_check", [], |row| row.get::<_, String>(0))
    });
    verdict.is_ok_and(|verdict| verdict == "ok")
}

/// A database of some hundred pages whose last server was killed, without a log.
fn killed() -> TempDir {
    let dir = TempDir::new();
    let words = ["seed", "--users", "5", "--conversations", "5", "--messages", "4000", "--password", "clave-larga"];
    Tool::on(dir.path()).run(&words).succeeds();
    Database::change(dir.path()).execute("UPDATE ajustes SET valor = 0 WHERE clave = 'cierre_limpio'", []);
    dir
}

#[test]
fn slow_d07_a_flipped_byte_that_quick_check_can_see_is_found_before_anything_is_written() {
    let original = fs::read(killed().join("chat.db")).unwrap();
    let pages = original.len() / 4_096;
    assert!(pages > FLIPS / 2, "{pages} pages");
    let mut random = Random::from(20_261_124);
    let (mut seen, mut served) = (0, 0);
    for number in 0..FLIPS {
        // Every other one where it does harm: in the page's header and its list of cells.
        let inside = random.below(if number % 2 == 0 { 4_096 } else { 40 });
        let at = random.below(pages) * 4_096 + inside;
        let flip = 1 + random.below(255) as u8;
        let dir = TempDir::new();
        let file = dir.join("chat.db");
        let mut damaged = original.clone();
        damaged[at] ^= flip;
        let what = format!("byte {at} xor {flip}");
        fs::write(dir.join("oráculo.db"), &damaged).unwrap();
        let is_sound = oracle(&dir.join("oráculo.db"));
        fs::write(&file, &damaged).unwrap();
        let before = fingerprint(&file);
        match db::Database::open(dir.path(), Purpose::Serve, |_| {}) {
            Err(refused) => {
                seen += usize::from(!is_sound);
                assert!(!refused.message.contains("Error interno"), "{what}: {refused}");
                assert_eq!(fingerprint(&file), before, "{what}: {refused}");
            }
            Ok((database, writer)) => {
                served += 1;
                // Only where the flip hit the note that the stop was not in order does it take till later.
                let start = Instant::now();
                while !is_sound && database.trouble().is_none() {
                    assert!(start.elapsed() < PATIENCE, "{what}: nobody has noticed");
                    std::thread::sleep(Duration::from_millis(5));
                }
                drop(database);
                writer.join();
            }
        }
    }
    assert!(seen > 20 && served > 20, "of {FLIPS}, {seen} were damage and {served} were served");
}
