//! D-07: a file that is not what it was. Refused with a sentence that names the way out, never overwritten; and damage
//! that only a look through the whole file can find ends the writing, not the reading.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::util::{
    Database, Options, Outcome, PATIENCE, Person, Random, TempDir, TestServer, Tool, copy_all, eventually, fingerprint,
    program, run, rut_of,
};

/// What a server left, with a backup beside it.
struct Left {
    dir: TempDir,
    conversation: String,
}

impl Left {
    /// A server that talked, made a backup, talked on, and was killed or stopped.
    async fn by(how: &str) -> Self {
        let dir = TempDir::new();
        let data = dir.join("data");
        crate::util::populate(&data);
        let mut server = Options::on(&data).start().await;
        let ana = server.login("ana").await;
        let conversation = ana.opens_chat_with(rut_of("luis")).await;
        for number in 0..40 {
            ana.sends(&conversation, &format!("antes {number} {}", "x".repeat(3_000))).await;
        }
        let copy = dir.join("copia del lunes.db");
        server.command(&["backup", copy.to_str().unwrap()], "").await.succeeds();
        ana.sends(&conversation, "después").await;
        match how {
            "killed" => server.kill(),
            _ => drop(server.stop().await),
        }
        fs::remove_file(data.join("reserve.bin")).ok();
        Self { dir, conversation }
    }

    fn backup(&self) -> PathBuf {
        self.dir.join("copia del lunes.db")
    }

    /// A copy of what is left, to damage.
    fn copy(&self) -> (TempDir, PathBuf) {
        let dir = TempDir::new();
        let data = dir.join("data");
        copy_all(&self.dir.join("data"), &data);
        (dir, data)
    }
}

fn serve_on(data: &Path) -> Outcome {
    let mut command = program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    run(command, "")
}

/// The fingerprints of what there is of a database.
fn fingerprints(dir: &Path) -> Vec<(&'static str, String)> {
    let parts = ["chat.db", "chat.db-wal"].into_iter();
    // An empty log is none: looking for one makes it.
    let there = parts.filter(|part| fs::metadata(dir.join(part)).is_ok_and(|file| file.len() > 0));
    there.map(|part| (part, fingerprint(&dir.join(part)))).collect()
}

fn truncate(file: &Path, to: u64) {
    fs::File::options().write(true).open(file).and_then(|file| file.set_len(to)).unwrap();
}

fn overwrite(file: &Path, at: usize, with: &[u8]) {
    let mut bytes = fs::read(file).unwrap();
    bytes[at..at + with.len()].copy_from_slice(with);
    fs::write(file, bytes).unwrap();
}

type Damage = fn(&Path);

/// What is done to `chat.db` and its log, after which kind of end.
const DAMAGES: [(&str, &str, Damage); 11] = [
    ("the header is zeros", "stopped", |data| overwrite(&data.join("chat.db"), 0, &[0; 4_096])),
    ("the header is zeros after a kill", "killed", |data| overwrite(&data.join("chat.db"), 0, &[0; 4_096])),
    ("cut in half", "stopped", |data| {
        let file = data.join("chat.db");
        truncate(&file, fs::metadata(&file).unwrap().len() / 2);
    }),
    ("cut inside a page", "stopped", |data| {
        let file = data.join("chat.db");
        truncate(&file, fs::metadata(&file).unwrap().len() - 100);
    }),
    ("cut in half after a kill", "killed", |data| {
        let file = data.join("chat.db");
        truncate(&file, fs::metadata(&file).unwrap().len() / 2);
    }),
    ("a log of garbage", "killed", |data| {
        let file = data.join("chat.db-wal");
        let length = fs::metadata(&file).unwrap().len() as usize;
        fs::write(file, Random::from(7).bytes(length)).unwrap();
    }),
    ("no log", "killed", |data| fs::remove_file(data.join("chat.db-wal")).unwrap()),
    ("an empty log", "killed", |data| truncate(&data.join("chat.db-wal"), 0)),
    ("nothing in it", "stopped", |data| truncate(&data.join("chat.db"), 0)),
    ("a JPEG", "stopped", |data| {
        fs::write(data.join("chat.db"), b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01".repeat(700)).unwrap();
    }),
    ("nothing but the header", "stopped", |data| truncate(&data.join("chat.db"), 4_096)),
];

#[tokio::test]
async fn d07_what_is_damaged_is_refused_left_alone_and_can_be_restored() {
    let (killed, stopped) = (Left::by("killed").await, Left::by("stopped").await);
    for (what, after, damage) in DAMAGES {
        let left = if after == "killed" { &killed } else { &stopped };
        let (_dir, data) = left.copy();
        damage(&data);
        let before = fingerprints(&data);
        let outcome = serve_on(&data).fails();
        assert!(outcome.took < Duration::from_secs(5), "{what}: {outcome:?}");
        assert_eq!(fingerprints(&data), before, "{what}: left alone");
        if !outcome.err.contains("chat.db-wal") {
            let way_out = format!("weigence-chat restore \"{}\" --data", left.backup().display());
            assert!(outcome.err.contains(&way_out), "{what}: {outcome:?}");
        }
        restores(what, left, &data, &before).await;
    }
}

/// The backup goes into the place of what is damaged, which is moved aside.
async fn restores(what: &str, left: &Left, data: &Path, before: &[(&'static str, String)]) {
    let backup = left.backup();
    Tool::on(data).run(&["restore", backup.to_str().unwrap()]).succeeds();
    let entries = fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    let aside = entries.filter(|path| path.is_dir()).last().expect("a directory for what was there");
    assert_eq!(fingerprints(&aside), before, "{what}: moved aside as it was");
    let server = Options::on(data).start().await;
    assert_eq!(server.login("luis").await.reads_all(&left.conversation).await.len(), 40, "{what}");
}

#[tokio::test]
async fn d07_a_lost_log_is_named_and_one_can_go_on_without_it() {
    let left = Left::by("killed").await;
    let (_dir, data) = left.copy();
    let log = fs::read(data.join("chat.db-wal")).unwrap();
    fs::remove_file(data.join("chat.db-wal")).unwrap();
    let outcome = serve_on(&data).fails();
    assert!(outcome.err.contains("Falta") && outcome.err.contains("chat.db-wal"), "{outcome:?}");

    // Put back, nothing is missing.
    let (_other, again) = left.copy();
    fs::write(again.join("chat.db-wal"), log).unwrap();
    fs::remove_file(again.join("chat.db-shm")).ok();
    let server = Options::on(&again).start().await;
    assert_eq!(server.login("luis").await.reads_all(&left.conversation).await.len(), 41);

    // Gone for good: what the sentence says lets the rest be used.
    Tool::on(&data).run(&["restore", data.join("chat.db").to_str().unwrap()]).succeeds();
    let server = Options::on(&data).start().await;
    server.login("luis").await;
    server.database().is_sound();
}

#[tokio::test]
async fn d07_the_log_of_another_database_is_never_taken_for_whole() {
    let (left, other) = (Left::by("killed").await, Left::by("killed").await);
    let (_dir, data) = left.copy();
    // As it is after the log has gone into the file, with more in it since.
    fs::copy(other.dir.join("data/chat.db-wal"), data.join("chat.db-wal")).unwrap();
    fs::remove_file(data.join("chat.db-shm")).ok();
    let before = fingerprints(&data);
    let sound = is_sound(&data);
    let outcome = tokio::time::timeout(PATIENCE, Options::on(&data).try_start()).await.expect("an answer");
    match outcome {
        Err(said) => {
            assert!(!sound, "refused without a reason: {said}");
            assert_eq!(fingerprints(&data), before, "left alone");
        }
        Ok(_server) => assert!(sound, "served although quick_check sees the damage"),
    }
}

/// What SQLite itself says of a database.
fn is_sound(data: &Path) -> bool {
    let dir = TempDir::new();
    copy_all(data, dir.path());
    super::flips::oracle(&dir.join("chat.db"))
}

/// A server that was stopped in order, with 90 messages that ana can read and a backup.
async fn at_rest(dir: &TempDir) -> (TestServer, Person, String, PathBuf) {
    let data = dir.join("data");
    crate::util::populate(&data);
    let mut server = Options::on(&data).start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    for number in 0..90 {
        ana.sends(&id, &number.to_string()).await;
    }
    let copy = dir.join("copia.db");
    server.command(&["backup", copy.to_str().unwrap()], "").await.succeeds();
    server.stop().await;
    (server, ana, id, copy)
}

/// Damages the index of the messages' ids: reading the newest page doesn't need it.
fn damage_ids(data: &Path) -> String {
    let root = Database::look(data)
        .number("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_mensajes_chat_1'", []);
    overwrite_in_place(&data.join("chat.db"), (root as u64 - 1) * 4_096, 0xA5);
    fingerprint(&data.join("chat.db"))
}

/// As a failing disk does: under a server that may have the file open.
fn overwrite_in_place(file: &Path, at: u64, byte: u8) {
    let file = fs::File::options().write(true).open(file).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, &[byte], at).unwrap();
}

/// Nothing is stored any more, everybody is told why, who is logged in reads on, and the log names the way out.
async fn only_reading_works(server: &TestServer, ana: &Person, id: &str, copy: &Path) {
    let state = server.get("/healthz").await.is(200).json();
    assert_eq!(state["estado"], "solo lectura");
    assert!(state["motivo"].as_str().unwrap().contains("dañada"), "{state}");
    let refused = ana.sends_body(json!({ "conversacion_id": id, "contenido": "no se guarda" })).await;
    assert!(refused.fails(503).contains("dañada"));
    // A login is a row too.
    let body = json!({ "usuario": rut_of("luis"), "password": crate::util::PASSWORD });
    server.post("/login").json(&body).await.fails(503);
    assert_eq!(ana.reads_all(id).await.len(), 90);
    eventually("the log names the way out", PATIENCE, || async {
        server.said().contains(copy.to_str().unwrap()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn d07_damage_found_beside_the_work_ends_the_writing_and_not_the_reading() {
    let dir = TempDir::new();
    let (mut server, ana, id, copy) = at_rest(&dir).await;
    let before = damage_ids(server.data());
    server.start_again().await;
    eventually("/healthz tells", PATIENCE, || async {
        let state = server.get("/healthz").await.is(200).json();
        (state["estado"] != "ok").then_some(())
    })
    .await;
    only_reading_works(&server, &ana, &id, &copy).await;
    server.stop().await;
    assert_eq!(fingerprint(&server.data().join("chat.db")), before, "not even at the end");
    check_tells(server.data());
}

#[tokio::test]
async fn d07_damage_that_a_change_meets_ends_the_writing_and_not_the_reading() {
    let dir = TempDir::new();
    let (mut server, ana, id, copy) = at_rest(&dir).await;
    server.start_again().await;
    // Into the log, which must not be put into the file later.
    server.login("marta").await;
    let before = damage_ids(server.data());
    let met = ana.sends_body(json!({ "conversacion_id": id, "contenido": "da con el daño" })).await;
    assert!(met.fails(503).contains("dañada"));
    only_reading_works(&server, &ana, &id, &copy).await;
    server.stop().await;
    assert_eq!(fingerprint(&server.data().join("chat.db")), before, "not even at the end");
    check_tells(server.data());
}

/// Nobody is told that all is well.
fn check_tells(data: &Path) {
    let outcome = Tool::on(data).run(&["check"]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(outcome.err.contains("dañada"), "{outcome:?}");
}
