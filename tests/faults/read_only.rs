//! D-06: a disk that can't be written, from the start or while the server runs. On a file system of its own, which
//! root can mount; `cli::boot` has the directory whose permissions say no.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::util::{Mount, Options, Person, TestServer, Tool, eventually, fingerprint, left_out, rut_of, succeeds};

/// A server on a disk of its own, with one message and somebody who is logged in.
async fn talking_on(disk: &Mount) -> (TestServer, Person, String) {
    let data = disk.join("data");
    crate::util::populate(&data);
    // What the test itself copied there; what the server makes, it syncs.
    assert!(succeeds("sync", &["-f", data.to_str().unwrap()]));
    let server = Options::on(&data).start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&id, "antes").await;
    (server, ana, id)
}

/// Texts and logins are refused with a sentence, `/healthz` says so, and who is logged in reads on.
async fn only_reading_works(server: &TestServer, ana: &Person, id: &str) {
    for _ in 0..3 {
        let refused = ana.sends_body(json!({ "conversacion_id": id, "contenido": "no se guarda" })).await;
        assert!(refused.fails(503).contains("no se puede"), "{refused:?}");
    }
    // A session is a row: without one nobody can be let in.
    let login = json!({ "usuario": rut_of("luis"), "password": crate::util::PASSWORD });
    server.post("/login").json(&login).await.fails(503);
    let state = server.get("/healthz").await.is(200).json();
    assert_eq!(state["estado"], "solo lectura", "{state}");
    assert_eq!(ana.reads_all(id).await.len(), 1);
    ana.conversations().await;
}

#[tokio::test]
async fn d06_a_disk_that_turns_read_only_and_back_needs_no_restart() {
    let Some(disk) = Mount::ext4(32) else {
        left_out("D-06, a disk that turns read-only and back", "no file system can be mounted here");
        return;
    };
    let (mut server, ana, id) = talking_on(&disk).await;
    // As a remount would be, which the system refuses while something is open.
    let files: Vec<PathBuf> = ["chat.db", "chat.db-wal"].iter().map(|name| server.data().join(name)).collect();
    let immutable = |flag: &str| files.iter().all(|file| succeeds("chattr", &[flag, file.to_str().unwrap()]));
    if !immutable("+i") {
        left_out("D-06, a disk that turns read-only and back", "chattr doesn't work here");
        return;
    }
    only_reading_works(&server, &ana, &id).await;
    assert!(immutable("-i"));
    // By itself: nobody has written yet.
    eventually("/healthz tells", Duration::from_secs(5), || async {
        (server.get("/healthz").await.is(200).json()["estado"] == "ok").then_some(())
    })
    .await;
    ana.sends(&id, "después").await;
    server.kill();
    server.start_again().await;
    assert_eq!(server.login("luis").await.reads_all(&id).await.len(), 2);
}

#[tokio::test]
async fn d06_a_disk_that_gives_up_is_read_from_until_it_is_mended() {
    let Some(disk) = Mount::ext4(32) else {
        left_out("D-06, a disk that gives up", "no file system can be mounted here");
        return;
    };
    let (mut server, ana, id) = talking_on(&disk).await;
    let Some(trigger) = disk.error_trigger() else {
        left_out("D-06, a disk that gives up", "the kernel offers no trigger for an error");
        return;
    };
    std::fs::write(trigger, "1").expect("an error");
    only_reading_works(&server, &ana, &id).await;
    server.kill();
    // Whoever starts it again before the disk is mended gets one sentence.
    refuses_to_start_on(server.data());
    assert!(disk.mend(), "the disk is checked and mounted again");
    server.start_again().await;
    let luis = server.login("luis").await;
    assert_eq!(luis.reads_all(&id).await.len(), 1);
    luis.sends(&id, "después").await;
}

#[test]
fn d06_a_disk_mounted_read_only_is_one_sentence() {
    let Some(disk) = Mount::tmpfs(8) else {
        left_out("D-06, mounted read-only at the start", "no RAM disk can be mounted here");
        return;
    };
    let data = disk.join("data");
    crate::util::populate(&data);
    Tool::on(&data).run(&["check"]).succeeds();
    assert!(succeeds("mount", &["-o", "remount,ro", disk.path().to_str().unwrap()]));
    let before = fingerprint(&data.join("chat.db"));
    refuses_to_start_on(&data);
    refuses_to_start_on(&disk.join("nueva"));
    assert_eq!(fingerprint(&data.join("chat.db")), before);
}

fn refuses_to_start_on(data: &Path) {
    let mut command = crate::util::program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    let outcome = crate::util::run(command, "").fails();
    assert!(outcome.err.contains("solo lectura"), "{outcome:?}");
}
