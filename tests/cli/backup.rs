//! `backup`, `restore`, `check`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::util::{Database, Live, Options, TempDir, TestServer, Tool, fingerprint, rut_of};

fn words<'a>(command: &'a str, file: &'a Path) -> [&'a str; 2] {
    [command, file.to_str().expect("a path")]
}

/// What one person can read of everything.
async fn all_of(person: &Live, conversations: &[String]) -> Vec<Vec<Value>> {
    let mut all = Vec::new();
    for id in conversations {
        all.push(person.reads_all(id).await);
    }
    all
}

#[tokio::test]
async fn a_backup_of_a_running_server_brings_everything_back() {
    let mut server = TestServer::start().await;
    let dir = TempDir::new();
    let file = dir.join("copia.db");
    let mut ana = server.login("ana").await.goes_live().await;
    let conversations = vec![
        ana.opens_chat_with(rut_of("luis")).await,
        ana.opens_group("Caja", &[rut_of("luis"), rut_of("marta")]).await,
    ];
    for number in 0..60 {
        ana.says(&conversations[number % 2], &format!("{number} ñandú 🛒")).await;
    }
    let before = all_of(&ana, &conversations).await;
    // Somebody goes on writing while the copy is made.
    let command = words("backup", &file);
    let backup = server.command(&command, "");
    let writing = async {
        for number in 0..40 {
            ana.says(&conversations[0], &format!("durante {number}")).await;
        }
    };
    let (outcome, ()) = tokio::join!(backup, writing);
    outcome.succeeds();
    for number in 0..5 {
        ana.says(&conversations[0], &format!("después {number}")).await;
    }
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o077, 0, "a copy holds everything that people wrote: {mode:o}");

    // Not under a running server.
    let fails = server.command(&words("restore", &file), "").await.fails();
    assert!(!fails.err.is_empty());
    ana.says(&conversations[0], "y sigue").await;

    server.stop().await;
    server.tool().run(&words("restore", &file)).succeeds();
    server.tool().run(&["check"]).succeeds();
    server.start_again().await;
    let ana = server.login("ana").await.goes_live().await;
    let after = all_of(&ana, &conversations).await;
    assert_eq!(after[1], before[1]);
    let kept = after[0].len();
    assert_eq!(after[0][..before[0].len()], before[0][..], "all that was acknowledged before it began");
    let texts: Vec<&str> =
        after[0][before[0].len()..].iter().map(|message| message["contenido"].as_str().unwrap()).collect();
    assert!(
        texts.iter().enumerate().all(|(at, text)| *text == format!("durante {at}")),
        "a moment of the middle: {texts:?}"
    );
    ana.sends(&conversations[0], "de vuelta").await;
    assert_eq!(ana.reads_all(&conversations[0]).await.len(), kept + 1);
}

#[tokio::test]
async fn a_backup_goes_onto_a_clean_directory() {
    let server = TestServer::start().await;
    let dir = TempDir::new();
    let file = dir.join("copia.db");
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&id, "hola").await;
    server.command(&words("backup", &file), "").await.succeeds();
    let other = dir.join("otra-caja");
    Tool::on(&other).run(&words("restore", &file)).succeeds();
    let copy = Options::on(&other).start().await;
    assert_eq!(copy.login("luis").await.reads_all(&id).await[0]["contenido"], "hola");
    Database::look(&other).is_sound();
}

#[tokio::test]
async fn what_restore_replaces_is_kept_aside() {
    let mut server = TestServer::start().await;
    let dir = TempDir::new();
    let file = dir.join("copia.db");
    server.command(&words("backup", &file), "").await.succeeds();
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&id, "escrito-después-de-la-copia").await;
    server.stop().await;
    server.tool().run(&words("restore", &file)).succeeds();
    let lost = "escrito-después-de-la-copia".as_bytes();
    let found = files_below(server.data()).iter().any(|path| {
        let bytes = fs::read(path).unwrap();
        bytes.windows(lost.len()).any(|window| window == lost)
    });
    assert!(found, "the replaced set is copied aside first");
}

#[tokio::test]
async fn a_backup_takes_what_is_in_files_and_brings_it_back() {
    let mut server = TestServer::start().await;
    let dir = TempDir::new();
    let (file, files) = (dir.join("copia.db"), dir.join("copia.db.archivos"));
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let (early, later) = (ana.uploads("a.txt", b"receta 1").await, ana.uploads("b.txt", b"receta 2").await);
    ana.sends_files(&chat, &[&early]).await;
    let said = server.command(&words("backup", &file), "").await.succeeds().out;
    assert!(said.contains("2 archivos") && said.contains(files.to_str().unwrap()), "{said}");
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&files).unwrap().permissions());
    assert_eq!(mode & 0o077, 0, "{mode:o}");
    let message = ana.sends_files(&chat, &[&later]).await;
    server.stop().await;

    // Onto another machine, where there is nothing; and by hand, without the command.
    let (other, third) = (dir.join("otra"), dir.join("tercera"));
    Tool::on(&other).run(&words("restore", &file)).succeeds();
    Tool::on(&third).run(&words("restore", &server.data().join("chat.db"))).succeeds();
    for (data, id) in [(&other, &early), (&third, &later)] {
        let copy = Options::on(data).start().await;
        let luis = copy.login("luis").await;
        assert!(luis.fetches(&early).await.is(200).body.as_ref() == b"receta 1");
        assert_eq!(luis.fetches(id).await.status, 200);
        Tool::on(data).run(&["check"]).succeeds();
    }

    // Onto what it was made of: what came since goes, but stays with what is set aside, which can be restored too.
    server.tool().run(&words("restore", &file)).succeeds();
    server.start_again().await;
    let luis = server.login("luis").await;
    assert_eq!(luis.reads_all(&chat).await.len(), 1);
    server.stop().await;
    let aside = fs::read_dir(server.data()).unwrap().map(|entry| entry.unwrap().path());
    let aside = aside.filter(|path| path.to_string_lossy().contains("antes-de-restaurar")).max().unwrap();
    let fourth = dir.join("cuarta");
    Tool::on(&fourth).run(&words("restore", &aside.join("chat.db"))).succeeds();
    let copy = Options::on(&fourth).start().await;
    let luis = copy.login("luis").await;
    assert_eq!(luis.reads_all(&chat).await[1]["id"], message["id"]);
    assert_eq!(luis.fetches(&later).await.is(200).body.as_ref(), b"receta 2");
}

#[tokio::test]
async fn files_that_are_lost_or_damaged_are_told_and_keep_nobody_from_the_rest() {
    let mut server = TestServer::start().await;
    let dir = TempDir::new();
    let file = dir.join("copia.db");
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let ids =
        [ana.uploads("a.txt", b"uno").await, ana.uploads("b.txt", b"dos").await, ana.uploads("c.txt", b"3").await];
    ana.sends_files(&chat, &[&ids[0], &ids[1], &ids[2]]).await;
    server.stop().await;
    let mut kept = files_below(&server.data().join("archivos"));
    kept.sort_by_key(|path| fs::read(path).unwrap());
    fs::write(&kept[1], b"DOS").unwrap();
    fs::remove_file(&kept[2]).unwrap();
    let outcome = server.tool().run(&["check"]);
    assert_eq!(
        (outcome.status, outcome.err.contains("Faltan o están dañados 2 archivos en")),
        (Some(1), true),
        "{outcome:?}"
    );
    let outcome = server.tool().run(&words("backup", &file)).succeeds();
    assert!(outcome.err.contains("Faltan o están dañados 2 archivos: no están en el respaldo"), "{outcome:?}");
    assert_eq!(files_below(&dir.join("copia.db.archivos")).len(), 1, "what is damaged is not passed on");

    // What somebody put there in its place goes nowhere, neither by its name nor as a small picture.
    let other = dir.join("otra");
    let good = files_below(&dir.join("copia.db.archivos")).remove(0);
    fs::remove_file(&good).unwrap();
    fs::write(dir.join("secreto"), b"3").unwrap();
    std::os::unix::fs::symlink(dir.join("secreto"), &good).unwrap();
    std::os::unix::fs::symlink(dir.join("secreto"), good.with_extension("mini")).unwrap();
    let outcome = Tool::on(&other).run(&words("restore", &file)).succeeds();
    assert!(outcome.err.contains("Faltan o están dañados 3 archivos"), "{outcome:?}");
    assert!(!other.join("archivos").exists());
    let copy = Options::on(&other).start().await;
    assert_eq!(copy.login("luis").await.reads_all(&chat).await.len(), 1);
}

/// Somebody else can write where backups are put, and what they put there leads to files of the operator's.
#[tokio::test]
async fn a_backup_writes_through_no_link() {
    let mut server = TestServer::start().await;
    let dir = TempDir::new();
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let id = ana.uploads("a.txt", b"receta").await;
    ana.sends_files(&chat, &[&id]).await;
    server.stop().await;
    let link = |to: &Path, at: &Path| std::os::unix::fs::symlink(to, at).unwrap();
    let (own, elsewhere) = (dir.join("propio"), dir.join("otro-lugar"));
    fs::write(&own, "no tocar").unwrap();
    fs::create_dir(&elsewhere).unwrap();
    let kept = files_below(&server.data().join("archivos")).remove(0);
    let inside = kept.strip_prefix(server.data().join("archivos")).unwrap().to_owned();

    let file = dir.join("copia.db");
    let target = dir.join("copia.db.archivos").join(&inside);
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    link(&own, &target.with_extension("parcial"));
    link(&own, &target);
    link(&own, &dir.join("copia.db.json"));
    link(&own, &dir.join("copia.db.parcial"));
    server.tool().run(&words("backup", &file)).succeeds();
    assert_eq!(fs::read_to_string(&own).unwrap(), "no tocar");
    for path in [&target, &dir.join("copia.db.json"), &file] {
        assert!(fs::symlink_metadata(path).unwrap().is_file(), "{}", path.display());
    }
    assert_eq!(fs::read_to_string(&target).unwrap(), "receta");

    // A directory that is none, and one in it.
    let shelf = inside.parent().unwrap();
    fs::create_dir(dir.join("tercera.db.archivos")).unwrap();
    link(&elsewhere, &dir.join("otra.db.archivos"));
    link(&elsewhere, &dir.join("tercera.db.archivos").join(shelf));
    for name in ["otra.db", "tercera.db"] {
        let outcome = server.tool().run(&words("backup", &dir.join(name))).fails();
        assert!(outcome.err.contains("no es una carpeta de archivos: elige otro nombre"), "{outcome:?}");
        assert!(!dir.join(name).exists());
    }
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[tokio::test]
async fn a_log_beside_a_backup_is_none_of_it() {
    let mut server = TestServer::start().await;
    let dir = TempDir::new();
    let (file, wal) = (dir.join("copia.db"), dir.join("copia.db-wal"));
    server.command(&words("backup", &file), "").await.succeeds();
    server.stop().await;
    fs::write(&wal, "de otra base").unwrap();
    let before = fingerprint(&server.data().join("chat.db"));
    let outcome = server.tool().run(&words("restore", &file)).fails();
    assert!(outcome.err.contains("no es parte del respaldo"), "{outcome:?}");
    assert_eq!(fingerprint(&server.data().join("chat.db")), before);
    fs::remove_file(&wal).unwrap();
    server.tool().run(&words("restore", &file)).succeeds();
}

fn files_below(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => files.extend(files_below(&entry.path())),
            false if entry.file_name() == "reserve.bin" => {}
            false => files.push(entry.path()),
        }
    }
    files
}

#[tokio::test]
async fn what_is_no_backup_is_refused_and_replaces_nothing() {
    let mut server = TestServer::start().await;
    let dir = TempDir::new();
    let good = dir.join("copia.db");
    server.command(&words("backup", &good), "").await.succeeds();
    server.stop().await;
    let bytes = fs::read(&good).unwrap();
    let mut damaged = bytes.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 4_096].fill(0xA5);
    let other = rusqlite::Connection::open(dir.join("ajena.db")).unwrap();
    other.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1);").unwrap();
    drop(other);
    let bad: [(&str, Vec<u8>); 5] = [
        ("foto.db", b"\xff\xd8\xff\xe0\x00\x10JFIF".repeat(500)),
        ("vacía.db", Vec::new()),
        ("mitad.db", bytes[..bytes.len() / 2].to_vec()),
        ("dañada.db", damaged),
        ("ajena.db", fs::read(dir.join("ajena.db")).unwrap()),
    ];
    let before = fingerprint(&server.data().join("chat.db"));
    for (name, bytes) in bad {
        fs::write(dir.join(name), bytes).unwrap();
        server.tool().run(&words("restore", &dir.join(name))).fails();
        assert_eq!(fingerprint(&server.data().join("chat.db")), before, "{name}");
    }
    server.tool().run(&words("restore", &dir.join("no-hay.db"))).fails();
    server.start_again().await;
    server.login("ana").await;
}

#[test]
fn check_tells_what_is_damaged() {
    let dir = TempDir::new();
    let data = dir.join("data");
    let tool = Tool::on(&data);
    tool.run(&["seed", "--users", "5", "--conversations", "5", "--messages", "2000", "--password", "clave-larga"])
        .succeeds();
    tool.run(&["check"]).succeeds();
    let file = data.join("chat.db");
    let mut bytes = fs::read(&file).unwrap();
    let pages = bytes.len() / 4_096;
    assert!(pages > 40, "{pages}");
    for page in (pages / 3)..(pages / 3 + 10) {
        bytes[page * 4_096..(page + 1) * 4_096].fill(0xA5);
    }
    fs::write(&file, &bytes).unwrap();
    let before = fingerprint(&file);
    let outcome = tool.run(&["check"]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(!outcome.err.trim().is_empty() && !outcome.err.contains("panicked"), "{outcome:?}");
    assert_eq!(fingerprint(&file), before, "looking changes nothing");
}
