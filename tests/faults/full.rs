//! D-05: a full disk. Nothing is acknowledged that isn't stored, people log in and read on, and writing goes on by
//! itself when there is room again. On a RAM disk; without one, `cli::boot` has the variant with a file-size limit.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::util::{
    BINARY, Database, Live, Mount, Options, PATIENCE, Person, TestServer, Tool, eventually, fingerprint, left_out,
    new_id, rut_of, text,
};

/// Within this, RELIABILITY.md says, writing goes on after there is room again.
const RESUMES: Duration = Duration::from_secs(5);
const SENTENCE: &str = "No queda espacio en el disco: por ahora no se puede guardar nada";

/// A small disk of its own with a server on it, and a conversation.
struct Small {
    disk: Mount,
    server: TestServer,
    ana: Live,
    conversation: String,
    /// What was acknowledged, in order.
    stored: Vec<String>,
}

impl Small {
    async fn start(what: &str, mib: u32) -> Option<Self> {
        let Some(disk) = Mount::tmpfs(mib) else {
            left_out(what, "no RAM disk can be mounted here");
            return None;
        };
        let data = disk.join("data");
        crate::util::populate(&data);
        let server = Options::on(&data).with("--rate").with("0").start().await;
        let ana = server.login("ana").await.goes_live().await;
        let conversation = ana.opens_chat_with(rut_of("luis")).await;
        Some(Self { disk, server, ana, conversation, stored: Vec::new() })
    }

    /// Tries to send a text of so many characters of four bytes; whether it was acknowledged.
    async fn tries(&mut self, characters: usize) -> bool {
        let text = format!("{} {}", new_id(), "😀".repeat(characters));
        let body = json!({ "conversacion_id": self.conversation, "contenido": text });
        // By turns over both doors.
        let refusal = if self.stored.len().is_multiple_of(2) {
            let answer = self.ana.sends_body(body).await;
            (answer.status != 201).then(|| answer.fails(503))
        } else {
            let answer = self.ana.asks("mensaje_enviar", &body).await;
            self.ana.forget("mensaje_recibido");
            (answer["ok"] != true).then(|| answer["error"].as_str().expect("a sentence").to_owned())
        };
        match refusal {
            None => self.stored.push(text),
            Some(ref sentence) => assert!(sentence.contains("disco"), "{sentence}"),
        }
        refusal.is_none()
    }

    /// Texts are refused with the sentence, `/healthz` says why, and the reserve has been given back.
    async fn is_read_only(&mut self) {
        let server = &self.server;
        eventually("/healthz tells", PATIENCE, || async {
            let state = server.get("/healthz").await.is(200).json();
            (state["estado"] == "solo lectura" && state["motivo"] == SENTENCE).then_some(())
        })
        .await;
        assert!(!self.disk.join("data/reserve.bin").exists(), "given back");
        for _ in 0..3 {
            let body = json!({ "conversacion_id": self.conversation, "contenido": "no cabe" });
            self.ana.sends_body(body.clone()).await.refuses(503, SENTENCE);
            let answer = self.ana.asks("mensaje_enviar", &body).await;
            assert_eq!((&answer["ok"], &answer["error"]), (&json!(false), &json!(SENTENCE)));
        }
    }

    /// Logging in, wrong passwords, reading and logging out go on.
    async fn people_come_and_go(&self) {
        let luis = self.server.login("luis").await;
        let wrong = json!({ "usuario": rut_of("rosa"), "password": "otra" });
        self.server.post("/login").json(&wrong).await.fails(401);
        assert_eq!(texts(&luis, &self.conversation).await, self.stored);
        luis.logs_out().await;
        assert!(!luis.is_logged_in().await);
    }

    /// Sends until it works again, and then all is as before.
    async fn resumes(&mut self) {
        let start = std::time::Instant::now();
        while !self.tries(10).await {
            assert!(start.elapsed() < RESUMES, "still refused:\n{}", self.server.said());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let server = &self.server;
        eventually("/healthz tells", PATIENCE, || async {
            (server.get("/healthz").await.is(200).json()["estado"] == "ok").then_some(())
        })
        .await;
    }

    /// What is there after a kill is what was acknowledged, and nothing else.
    async fn has_just_what_was_acknowledged(mut self) {
        self.server.kill();
        self.server.start_again().await;
        let luis = self.server.login("luis").await;
        assert!(texts(&luis, &self.conversation).await == self.stored, "{} were acknowledged", self.stored.len());
        self.server.database().is_sound();
        assert!(!self.server.said().contains("panicked"));
    }
}

async fn texts(person: &Person, conversation: &str) -> Vec<String> {
    let text = |message: &Value| message["contenido"].as_str().expect("a text").to_owned();
    person.reads_all(conversation).await.iter().map(text).collect()
}

/// Gives back so many MiB of what fills the disk.
fn free(filler: &Path, mib: u64) {
    let file = fs::File::options().write(true).open(filler).expect("what fills the disk");
    let length = file.metadata().expect("its length").len();
    file.set_len(length - (mib << 20)).expect("a shorter file");
}

#[tokio::test]
async fn d05_another_program_fills_the_disk() {
    let Some(mut small) = Small::start("D-05, another program", 48).await else { return };
    let reserve = small.disk.join("data/reserve.bin");
    eventually("room is set aside", PATIENCE, || async { reserve.exists().then_some(()) }).await;
    for _ in 0..10 {
        assert!(small.tries(100).await);
    }
    let filler = small.disk.fill_but(0);
    while small.tries(1_000).await {}
    small.is_read_only().await;
    small.people_come_and_go().await;
    free(&filler, 10);
    small.resumes().await;
    eventually("room is set aside again", PATIENCE, || async { reserve.exists().then_some(()) }).await;
    small.has_just_what_was_acknowledged().await;
}

#[tokio::test]
async fn d05_the_chat_itself_fills_the_disk() {
    let Some(mut small) = Small::start("D-05, the chat itself", 32).await else { return };
    let filler = small.disk.fill_but(8 << 20);
    // The log grows with every text, until it doesn't any more.
    while small.tries(3_900).await {}
    small.is_read_only().await;
    small.people_come_and_go().await;
    free(&filler, 10);
    small.resumes().await;
    small.has_just_what_was_acknowledged().await;
}

/// What has come of a file stays, and the rest comes when there is room again.
#[tokio::test]
async fn d05_the_disk_fills_during_an_upload() {
    let Some(mut small) = Small::start("D-05, an upload", 64).await else { return };
    let ana = small.server.login("ana").await;
    let content: Vec<u8> = (0..6_u32 << 20).map(|at| (at % 251) as u8).collect();
    let half = content.len() / 2;
    let id = text(&ana.announces("informe.bin", content.len()).await.is(201).json()["archivo"]["id"]);
    let more = format!("Content-Type: {BINARY}\r\nContent-Length: {}\r\n", content.len());
    let mut line = ana.begins(&format!("PUT /api/chat/archivo/{id}?desde=0"), &more, &content[..half]).await;
    eventually("half of it is here", PATIENCE, || async { (ana.state(&id).await["recibidos"] == half).then_some(()) })
        .await;
    let reserve = small.disk.join("data/reserve.bin");
    eventually("room is set aside", PATIENCE, || async { reserve.exists().then_some(()) }).await;
    let filler = small.disk.fill_but(256 << 10);
    // The answer may come, and the line close, before all of it has gone.
    line.write_all(&content[half..]).await.ok();
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.ok();
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("No queda espacio en el disco para archivos"), "{answer}");
    let came = ana.state(&id).await["recibidos"].as_u64().expect("a number") as usize;
    assert!((half..content.len()).contains(&came), "{came}");
    small.is_read_only().await;
    small.people_come_and_go().await;
    fs::remove_file(filler).expect("room");
    small.resumes().await;
    assert_eq!(ana.puts(&id, came, &content[came..]).await.is(200).json()["archivo"]["completo"], true);
    ana.sends_files(&small.conversation, &[&id]).await;
    let luis = small.server.login("luis").await;
    assert!(luis.fetches(&id).await.is(200).body.as_ref() == content, "all of it, once");
}

#[tokio::test]
async fn d05_a_backup_onto_a_full_disk_leaves_nothing_behind() {
    let Some(disk) = Mount::tmpfs(2) else {
        left_out("D-05, a backup", "no RAM disk can be mounted here");
        return;
    };
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&id, "hola").await;
    let filler = disk.fill_but(64 << 10);
    let copy = disk.join("copia.db");
    let words = ["backup", copy.to_str().unwrap()];
    let outcome = server.command(&words, "").await.fails();
    assert!(outcome.err.contains("No queda espacio"), "{outcome:?}");
    let names: Vec<_> = fs::read_dir(disk.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["relleno"], "nothing that could be taken for a backup");
    ana.sends(&id, "y sigue").await;
    fs::remove_file(filler).unwrap();
    server.command(&words, "").await.succeeds();
}

/// The copy that is taken before a migration finds no room.
#[tokio::test]
async fn d05_without_room_for_the_copy_nothing_is_migrated() {
    let Some(disk) = Mount::tmpfs(4) else {
        left_out("D-05, a migration", "no RAM disk can be mounted here");
        return;
    };
    let data = disk.join("data");
    crate::util::populate(&data);
    let copy = data.join(format!("antes-de-la-version-{}.db", Database::look(&data).number("PRAGMA user_version", [])));
    Database::change(&data).goes_back_to_version_1();
    let before = fingerprint(&data.join("chat.db"));
    let filler = disk.fill_but(48 << 10);
    let outcome = Tool::on(&data).run(&["user", "list"]).fails();
    assert!(outcome.err.contains("No queda espacio"), "{outcome:?}");
    assert_eq!(fingerprint(&data.join("chat.db")), before);
    assert!(!copy.exists());
    fs::remove_file(filler).unwrap();
    let server = Options::on(&data).start().await;
    server.login("ana").await;
    assert!(copy.exists());
}
