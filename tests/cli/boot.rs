//! What the server starts on, and what it refuses to start on (D-06, D-07, D-09, D-17 as far as they go).

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::time::Duration;

use crate::util::{Database, Options, Outcome, TempDir, TestServer, Tool, fingerprint, program, run, rut_of};

/// Tries to start a server that must not start.
fn serve_on(data: &Path) -> Outcome {
    let mut command = program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    run(command, "")
}

#[tokio::test]
async fn d09_a_second_server_on_the_same_data_ends_at_once_and_harms_nothing() {
    let mut server = TestServer::start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    for after_kill in [false, true] {
        if after_kill {
            // A lock that a killed server leaves behind must neither block the next nor let two in.
            server.kill();
            server.start_again().await;
        }
        let data = server.data().to_owned();
        let second = tokio::task::spawn_blocking(move || serve_on(&data)).await.unwrap();
        assert!(second.took < Duration::from_secs(1), "{second:?}");
        second.fails();
        ana.sends(&id, "sigo").await;
    }
    assert_eq!(ana.reads_all(&id).await.len(), 2);
}

#[test]
fn a_database_newer_than_the_binary_is_refused_and_left_alone() {
    let dir = TempDir::new();
    let data = dir.join("data");
    Tool::on(&data).add("11111111-1", "Ana").succeeds();
    Database::change(&data).set_pragma("user_version", 9_999);
    let before = fingerprint(&data.join("chat.db"));
    serve_on(&data).fails();
    Tool::on(&data).run(&["user", "list"]).fails();
    Tool::on(&data).add("22222222-2", "Luis").fails();
    assert_eq!(fingerprint(&data.join("chat.db")), before);
}

#[test]
fn a_picture_called_chat_db_is_refused_and_left_untouched() {
    let pictures: [Vec<u8>; 3] = [
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01".repeat(700),
        b"\xff\xd8\xff\xe0".to_vec(),
        [b"SQLite format 3\0".to_vec(), vec![0xA5; 20_000]].concat(),
    ];
    for picture in pictures {
        let dir = TempDir::new();
        let file = dir.join("chat.db");
        fs::write(&file, &picture).unwrap();
        let outcome = serve_on(dir.path()).fails();
        assert!(outcome.took < Duration::from_secs(5), "{outcome:?}");
        assert!(fs::read(&file).unwrap() == picture, "never overwritten");
        Tool::on(dir.path()).add("11111111-1", "Ana").fails();
        assert!(fs::read(&file).unwrap() == picture, "nor by a command");
    }
}

#[test]
fn another_programs_database_is_refused_and_left_untouched() {
    let dir = TempDir::new();
    let file = dir.join("chat.db");
    let other = rusqlite::Connection::open(&file).unwrap();
    other
        .execute_batch("CREATE TABLE usuarios (x); INSERT INTO usuarios VALUES (1); PRAGMA application_id = 77")
        .unwrap();
    drop(other);
    let before = fingerprint(&file);
    serve_on(dir.path()).fails();
    assert_eq!(fingerprint(&file), before);
}

/// Runs a command so that file permissions hold, which root doesn't notice.
fn as_ordinary_user(command: &mut std::process::Command) {
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
}

#[test]
fn a_read_only_directory_is_one_clear_sentence() {
    // Outside the build's directory, which an ordinary user may not be able to enter.
    let place = std::env::temp_dir().join(format!("weigence-{}", std::process::id()));
    let (data, copy) = (place.join("data"), place.join("weigence-chat"));
    fs::create_dir_all(&place).unwrap();
    fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_weigence-chat"), &copy).unwrap();
    Tool::on(&data).add("11111111-1", "Ana").succeeds();
    for entry in fs::read_dir(&data).unwrap().map(Result::unwrap) {
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(&data, fs::Permissions::from_mode(0o555)).unwrap();
    let before = fingerprint(&data.join("chat.db"));
    let outcomes: Vec<Outcome> = [data.clone(), place.join("nueva")]
        .iter()
        .map(|data| {
            let mut command = std::process::Command::new(&copy);
            command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).current_dir(&place);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            as_ordinary_user(&mut command);
            run(command, "")
        })
        .collect();
    let after = fingerprint(&data.join("chat.db"));
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    fs::remove_dir_all(&place).unwrap();
    for outcome in outcomes {
        outcome.fails();
    }
    assert_eq!(before, after);
}

#[tokio::test]
async fn the_data_directory_is_private() {
    let server = Options::empty().start().await;
    let mode = fs::metadata(server.data()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700, "{mode:o}");
    assert!(server.data().join("chat.db").exists());
}

#[tokio::test]
async fn the_four_tables_have_the_columns_of_the_contract() {
    let server = Options::empty().start().await;
    let database = server.database();
    let tables = [
        ("usuarios", vec!["rut_usuario", "nombre", "correo", "rol"]),
        ("conversaciones_chat", vec!["id", "nombre", "es_grupal", "creado_por", "ultima_actualizacion"]),
        ("participantes_chat", vec!["conversacion_id", "usuario_id", "ultimo_mensaje_leido"]),
        (
            "mensajes_chat",
            vec!["id", "conversacion_id", "usuario_id", "contenido", "fecha_envio", "editado", "eliminado"],
        ),
    ];
    for (table, wanted) in tables {
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns: Vec<String> = database.rows(&sql, [], |row| row.get(0));
        for column in wanted {
            assert!(columns.iter().any(|name| name == column), "{table}.{column} among {columns:?}");
        }
    }
}

#[tokio::test]
async fn a_database_that_cannot_grow_is_503_and_loses_nothing() {
    // A file-size limit stands for the full disk: what is beyond it can't be written. The signal that comes
    // with it is ignored, as it doesn't come with a full disk.
    let dir = TempDir::new();
    let data = dir.join("data");
    Tool::on(&data).add("11111111-1", "Ana Pérez").succeeds();
    Tool::on(&data).add("22222222-2", "Luis Soto").succeeds();
    let mut command = std::process::Command::new("sh");
    let script = format!(
        "trap '' XFSZ; ulimit -f 700; exec '{}' serve --listen 127.0.0.1:0 --data '{}'",
        env!("CARGO_BIN_EXE_weigence-chat"),
        data.display()
    );
    command.args(["-c", &script]).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let (mut child, port, said) = crate::util::spawn(command).await;
    let address = crate::util::Address::new(port);
    let ana = crate::util::Person::login(&address, "11111111-1", crate::util::PASSWORD).await;
    let id = ana.opens_chat_with("22222222-2").await;
    let mut acknowledged = Vec::new();
    let refused = loop {
        let text = format!("{} {}", acknowledged.len(), "x".repeat(3_000));
        let body = serde_json::json!({ "conversacion_id": id, "contenido": text });
        let answer = ana.sends_body(body).await;
        if answer.status != 201 {
            break answer;
        }
        acknowledged.push(text);
        assert!(acknowledged.len() < 2_000, "the limit is never met");
    };
    refused.fails(503);
    let read = ana.reads_all(&id).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        read.iter().map(|message| message["contenido"].as_str().unwrap()).eq(&acknowledged),
        "stays readable: {}",
        said.lock().unwrap()
    );
    let server = Options::on(&data).start().await;
    let ana = server.login_as("11111111-1").await;
    let texts: Vec<String> =
        ana.reads_all(&id).await.iter().map(|message| message["contenido"].as_str().unwrap().to_owned()).collect();
    assert_eq!(texts.len(), acknowledged.len(), "nothing lost, nothing more");
    assert_eq!(texts, acknowledged);
    ana.sends(&id, "hay sitio otra vez").await;
}
