//! What the review of `restore` asked for: a backup that is a set of two files, and a start beside half a restore.

use std::fs;

use crate::util::{Options, TempDir, Tool, populate, rut_of};

#[tokio::test]
async fn what_stands_in_the_log_beside_a_copy_is_restored_with_it() {
    let dir = TempDir::new();
    let data = dir.join("data");
    populate(&data);
    let mut server = Options::on(&data).start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&id, "solo en el registro").await;
    server.kill();
    // A copy made by hand, as people do: without the command.
    fs::create_dir(dir.join("pendrive")).unwrap();
    let copy = dir.join("pendrive/chat.db");
    for ending in ["", "-wal"] {
        fs::copy(data.join(format!("chat.db{ending}")), format!("{}{ending}", copy.display())).unwrap();
    }
    let other = dir.join("otra");
    Tool::on(&other).run(&["restore", copy.to_str().unwrap()]).succeeds();
    assert!(!other.join("chat.db.restaurando-wal").exists());
    let server = Options::on(&other).start().await;
    let luis = server.login("luis").await;
    assert_eq!(luis.reads_all(&id).await[0]["contenido"], "solo en el registro");
}

#[tokio::test]
async fn beside_half_a_restore_no_server_starts_afresh() {
    let dir = TempDir::new();
    let data = dir.join("data");
    populate(&data);
    let backup = dir.join("copia.db");
    Tool::on(&data).run(&["backup", backup.to_str().unwrap()]).succeeds();
    fs::remove_file(data.join("chat.db-wal")).ok();
    fs::rename(data.join("chat.db"), data.join("chat.db.restaurando")).unwrap();
    let said = Options::on(&data).try_start().await.err().expect("it is refused");
    assert!(said.contains("chat.db.restaurando") && said.contains(backup.to_str().unwrap()), "{said}");
    assert!(!data.join("chat.db").exists(), "nothing was made");
    Tool::on(&data).run(&["user", "list"]).fails();
    assert!(!data.join("chat.db").exists(), "nor by a command");
    Tool::on(&data).run(&["restore", backup.to_str().unwrap()]).succeeds();
    Options::on(&data).start().await.login("ana").await;
}
