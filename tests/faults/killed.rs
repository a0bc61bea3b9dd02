//! D-16: `backup`, `restore` and a migration, killed at about thirty of the changes that each makes to files. What is
//! there afterwards is the old state or the new one, or is refused with a sentence; and doing it again does it.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::shim::Shim;
use crate::util::{Database, Options, Outcome, Random, TempDir, Tool, copy_all, fingerprint, left_out, new_id, rut_of};

const POINTS: usize = 30;

/// About thirty of `changes`: the last ten, where names change hands, and others at random.
fn points(changes: usize) -> Vec<usize> {
    let mut random = Random::from(16);
    let last = changes.saturating_sub(10) + 1..=changes;
    let others = (0..POINTS - 10).map(|_| 1 + random.below(changes));
    let mut points: Vec<usize> = others.chain(last).collect();
    points.sort_unstable();
    points.dedup();
    points
}

fn seeded(dir: &TempDir, messages: &str) -> PathBuf {
    let data = dir.join("data");
    let words = ["seed", "--users", "4", "--conversations", "4", "--messages", messages, "--password", "clave-larga"];
    Tool::on(&data).run(&words).succeeds();
    add_files(&data);
    data
}

/// Three files of somebody's, as if they had been received.
fn add_files(data: &Path) {
    let database = Database::change(data);
    let owner: String = database.text("SELECT min(rut_usuario) FROM usuarios", []);
    for number in 0..3 {
        let content = format!("receta {number}");
        let hash: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
        let shelf = data.join("archivos").join(&hash[..2]);
        fs::create_dir_all(&shelf).unwrap();
        fs::write(shelf.join(&hash), &content).unwrap();
        let sql = "INSERT INTO archivos (id, usuario_id, nombre, bytes, cuando, huella, tipo) VALUES (?1, ?2, 'a', ?3, 0, ?4, '')";
        database.execute(sql, rusqlite::params![new_id(), owner, content.len() as i64, hash]);
    }
}

/// Nothing of what the database names is missing or damaged.
fn is_sound(point: usize, data: &Path) {
    let outcome = Tool::on(data).run(&["check"]);
    assert_eq!(outcome.status, Some(0), "{point}: {outcome:?}");
}

fn messages(data: &Path) -> i64 {
    let database = Database::look(data);
    database.is_sound();
    database.number("SELECT count(*) FROM mensajes_chat", [])
}

fn was_killed(outcome: &Outcome) -> bool {
    outcome.status.is_none()
}

fn shim(what: &str) -> Option<Shim> {
    let shim = Shim::build();
    if shim.is_none() {
        left_out(what, "there is no cc to build the library with that kills");
    }
    shim
}

#[test]
fn slow_d16_a_backup_cut_short_is_none() {
    let Some(shim) = shim("D-16, backup") else { return };
    let dir = TempDir::new();
    let data = seeded(&dir, "1000");
    let whole = dir.join("entero.db");
    let changes = shim.changes_of(&["backup", whole.to_str().unwrap()], &data);
    let mut killed = 0;
    for point in points(changes) {
        let place = TempDir::new();
        let file = place.join("copia.db");
        let words = ["backup", file.to_str().unwrap()];
        killed += usize::from(was_killed(&shim.kill_at(point, &words, &data)));
        assert_eq!(messages(&data), 1_000, "{point}: what is copied is as it was");
        for name in ["copia.db", "copia.db.parcial"] {
            is_whole_or_refused(point, &place, name);
        }
        if !file.exists() {
            Tool::on(&data).run(&words).succeeds();
        }
        is_whole_or_refused(point, &place, "copia.db");
    }
    assert!(killed > POINTS / 2, "{killed} of {changes} changes");
}

/// What stands there can be restored, and then all of it is there, or it can't.
fn is_whole_or_refused(point: usize, place: &TempDir, name: &str) {
    if !place.join(name).exists() {
        return;
    }
    let data = place.join("data");
    let _ = fs::remove_dir_all(&data);
    let outcome = Tool::on(&data).run(&["restore", place.join(name).to_str().unwrap()]);
    // Under its own name it must be whole.
    if name == "copia.db" || outcome.status == Some(0) {
        outcome.succeeds();
        assert_eq!(messages(&data), 1_000, "{point}: {name}");
        if name == "copia.db" {
            is_sound(point, &data);
        }
    } else {
        outcome.fails();
    }
}

/// What a killed server left: a database with a log, and somebody's session.
async fn old_state(dir: &TempDir) -> PathBuf {
    let data = dir.join("vieja");
    crate::util::populate(&data);
    let mut server = Options::on(&data).start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    for number in 0..20 {
        ana.sends(&id, &number.to_string()).await;
    }
    ana.uploads("vieja.txt", b"receta vieja").await;
    server.kill();
    fs::remove_file(data.join("reserve.bin")).ok();
    data
}

#[tokio::test]
async fn slow_d16_a_restore_cut_short_leaves_the_old_or_the_new() {
    let Some(shim) = shim("D-16, restore") else { return };
    let dir = TempDir::new();
    let old = old_state(&dir).await;
    let backup = dir.join("copia.db");
    let newer = seeded(&dir, "700");
    Tool::on(&newer).run(&["backup", backup.to_str().unwrap()]).succeeds();
    let words = ["restore", backup.to_str().unwrap()];
    let trial = dir.join("prueba");
    copy_all(&old, &trial);
    let changes = shim.changes_of(&words, &trial);
    let (mut killed, mut refused) = (0, 0);
    for point in points(changes) {
        let place = TempDir::new();
        let data = place.join("data");
        copy_all(&old, &data);
        killed += usize::from(was_killed(&shim.kill_at(point, &words, &data)));
        match data.join("chat.db").exists() {
            true => is_old_or_new(point, &data),
            false => {
                refused += 1;
                is_refused(point, &data).await;
            }
        }
        is_kept_somewhere(point, &old.join("chat.db"), &data);
        Tool::on(&data).run(&words).succeeds();
        assert_eq!(messages(&data), 700, "{point}: done again, it is done");
        is_sound(point, &data);
        assert!(!data.join("chat.db.restaurando").exists(), "{point}");
    }
    assert!(killed > POINTS / 2 && refused > 0, "{killed} killed, {refused} refused, {changes} changes");
}

/// The old state has its messages and its session, the new one the backup's messages and no session.
fn is_old_or_new(point: usize, data: &Path) {
    let sessions = Database::look(data).number("SELECT count(*) FROM sesiones", []);
    let state = (messages(data), sessions);
    assert!([(20, 1), (700, 0)].contains(&state), "{point}: {state:?}");
    is_sound(point, data);
}

async fn is_refused(point: usize, data: &Path) {
    let Err(said) = Options::on(data).try_start().await else {
        panic!("{point}: a server started beside a restore that was cut short");
    };
    assert!(said.contains("no se empieza de nuevo encima"), "{point}: {said}");
}

/// The old file is in its place or aside: nothing of it was overwritten.
fn is_kept_somewhere(point: usize, old: &Path, data: &Path) {
    let wanted = fingerprint(old);
    let asides = fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut places = asides.chain([data.to_owned()]).map(|dir| dir.join("chat.db")).filter(|file| file.exists());
    assert!(places.any(|file| fingerprint(&file) == wanted), "{point}: the old one is gone");
}

/// From the first schema that was released to today's, with the copy that is taken before.
#[test]
fn slow_d16_a_migration_cut_short_is_done_or_not() {
    let Some(shim) = shim("D-16, migration") else { return };
    let dir = TempDir::new();
    let old = seeded(&dir, "500");
    let newest = Database::look(&old).number("PRAGMA user_version", []);
    let copy = format!("antes-de-la-version-{newest}.db");
    Database::change(&old).goes_back_to_version_1();
    let trial = dir.join("prueba");
    copy_all(&old, &trial);
    let changes = shim.changes_of(&["user", "list"], &trial);
    for point in points(changes) {
        let place = TempDir::new();
        let data = place.join("data");
        copy_all(&old, &data);
        shim.kill_at(point, &["user", "list"], &data);
        assert_eq!(messages(&data), 500, "{point}");
        let version = Database::look(&data).number("PRAGMA user_version", []);
        let copy = data.join(&copy);
        assert!(version == 1 || (version == newest && copy.exists()), "{point}: {version} without the copy");
        Tool::on(&data).run(&["user", "list"]).succeeds();
        assert_eq!(Database::look(&data).number("PRAGMA user_version", []), newest, "{point}");
        Tool::on(&place.join("otra")).run(&["restore", copy.to_str().unwrap()]).succeeds();
        assert_eq!(messages(&place.join("otra")), 500, "{point}: the copy is whole");
    }
}
