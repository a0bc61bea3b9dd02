//! `serve`: where it listens, what it reads its settings from, how it stops.

use std::net::TcpListener;
use std::time::Duration;

use serde_json::json;

use crate::util::{Address, Call, Options, TempDir, TestServer, Tool, program, run, rut_of, spawn};

/// A server started with a command of the test's own; killed on drop.
struct Bare {
    child: std::process::Child,
    port: u16,
    said: std::sync::Arc<std::sync::Mutex<String>>,
}

impl Bare {
    async fn start(command: std::process::Command) -> Self {
        let (child, port, said) = spawn(command).await;
        Self { child, port, said }
    }

    async fn is_healthy(&self) {
        Call::new(&Address::new(self.port), "GET", "/healthz").await.is(200);
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn it_is_the_default_and_takes_the_next_free_port() {
    // Whether this test gets 5000 or another program has it: it is taken.
    let _taken = TcpListener::bind("127.0.0.1:5000");
    let dir = TempDir::new();
    let mut command = program();
    command.args(["--data"]).arg(dir.join("data"));
    let mut bare_command = program();
    bare_command.current_dir(dir.path());
    for command in [command, bare_command] {
        let server = Bare::start(command).await;
        assert!((5_001..5_100).contains(&server.port), "{}", server.port);
        server.is_healthy().await;
        assert!(server.said.lock().unwrap().contains(&format!("Servidor en http://127.0.0.1:{}", server.port)));
    }
    assert!(dir.join("weigence-data/chat.db").exists(), "the default directory");
}

#[tokio::test]
async fn a_port_that_was_asked_for_and_is_taken_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let dir = TempDir::new();
    let mut command = program();
    command.args(["serve", "--listen", &taken.local_addr().unwrap().to_string(), "--data"]).arg(dir.join("data"));
    let outcome = tokio::task::spawn_blocking(move || run(command, "")).await.unwrap();
    let outcome = outcome.fails();
    assert!(outcome.err.contains(&taken.local_addr().unwrap().port().to_string()), "{outcome:?}");
}

#[tokio::test]
async fn every_flag_has_its_variable() {
    let dir = TempDir::new();
    let assets = dir.join("assets");
    std::fs::create_dir_all(&assets).unwrap();
    std::fs::write(assets.join("propio.txt"), "de la tienda").unwrap();
    let mut command = program();
    command.arg("serve").env("WEIGENCE_LISTEN", "127.0.0.1:0").env("WEIGENCE_DATA", dir.join("data"));
    command
        .env("WEIGENCE_HOST", "tienda.local")
        .env("WEIGENCE_ASSETS", &assets)
        .env("WEIGENCE_RATE", "7")
        .env("WEIGENCE_DEMO", "true");
    let server = Bare::start(command).await;
    assert!(dir.join("data/chat.db").exists());
    let address = Address::new(server.port);
    Call::new(&address, "GET", "/healthz").header("host", &format!("tienda.local:{}", server.port)).await.is(200);
    assert_eq!(Call::new(&address, "GET", "/static/propio.txt").await.is(200).text(), "de la tienda");
    let list = Tool::on(&dir.join("data")).run(&["user", "list"]).succeeds();
    assert!(list.out.lines().count() >= 3, "the demo's people: {list:?}");
}

#[tokio::test]
async fn a_flag_comes_before_its_variable() {
    let dir = TempDir::new();
    let mut command = program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(dir.join("flag"));
    command.env("WEIGENCE_LISTEN", "127.0.0.1:1").env("WEIGENCE_DATA", dir.join("variable"));
    let server = Bare::start(command).await;
    server.is_healthy().await;
    assert!(dir.join("flag/chat.db").exists() && !dir.join("variable").exists());
}

#[tokio::test]
async fn it_stops_cleanly_when_asked_to() {
    for signal in ["TERM", "INT"] {
        let mut server = TestServer::start().await;
        let mut ana = server.login("ana").await.goes_live().await;
        let mut luis = server.login("luis").await.goes_live_by_polling().await;
        let id = ana.opens_chat_with(rut_of("luis")).await;
        ana.says(&id, "hola").await;
        luis.hears_message("hola").await;
        let (status, took) = server.stop_with(signal).await;
        assert_eq!(status.code(), Some(0), "SIG{signal}");
        assert!(took < Duration::from_secs(5), "SIG{signal}: {took:?}");
        ana.is_cut_within(Duration::from_secs(5)).await;
        server.start_again().await;
        assert_eq!(luis.reads_all(&id).await.len(), 1);
    }
}

#[tokio::test]
async fn the_log_tells_what_happens_without_what_is_said() {
    let server = TestServer::start().await;
    let mut ana = server.login("ana").await.goes_live().await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    ana.asks("unirse_conversacion", &json!({ "conversacion_id": id })).await;
    ana.says(&id, "palabras-secretas").await;
    let sid = ana.open()["sid"].as_str().unwrap().to_owned();
    let log = crate::util::eventually("the log mentions the sending", crate::util::PATIENCE, || async {
        let mut log = server.said();
        for entry in walk(server.data()) {
            if entry.extension().is_some_and(|kind| kind == "log") || entry.to_string_lossy().contains("log") {
                log += &std::fs::read_to_string(entry).unwrap_or_default();
            }
        }
        log.contains(&id).then_some(log)
    })
    .await;
    for secret in ["palabras-secretas", crate::util::PASSWORD, ana.token.as_str(), rut_of("ana"), sid.as_str()] {
        assert!(!log.contains(secret), "{secret:?} in the log:\n{log}");
    }
}

fn walk(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn no_limit_on_the_rate_is_0() {
    let server = Options::with_cast().with("--rate").with("0").start().await;
    let mut ana = server.login("ana").await.goes_live().await;
    let nowhere = json!({ "conversacion_id": crate::util::new_id() });
    let numbers: Vec<u64> = (0..4_000).map(|_| ana.begins("salir_conversacion", &nowhere)).collect();
    for number in numbers {
        assert_eq!(ana.ack(number).await["ok"], true);
    }
}
