//! S-06: the server answers to its own names only, so that no outside page can reach it by rebinding one.

use crate::util::{Options, TestServer, raw};

/// A GET with these header lines.
fn request(path: &str, lines: &[String]) -> String {
    format!("GET {path} HTTP/1.1\r\n{}connection: close\r\n\r\n", lines.concat())
}

async fn status_for(server: &TestServer, path: &str, host: &str) -> u16 {
    raw(&server.address, request(path, &[format!("host: {host}\r\n")])).await.status
}

fn machine_name() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").expect("the machine's name").trim().to_owned()
}

#[tokio::test]
async fn s06_its_own_names_are_answered() {
    let server = TestServer::start().await;
    let port = server.address.port();
    for name in ["127.0.0.1", "localhost", "LocalHost", "[::1]", &machine_name()] {
        assert_eq!(status_for(&server, "/healthz", &format!("{name}:{port}")).await, 200, "{name}");
    }
}

#[tokio::test]
async fn s06_other_names_are_421_everywhere() {
    let server = TestServer::start().await;
    let port = server.address.port();
    let paths = [
        "/",
        "/login",
        "/chat",
        "/api/chat/usuarios",
        "/static/js/chat.js",
        "/healthz",
        "/socket.io/?EIO=4&transport=polling",
        "/nada",
    ];
    for name in [
        "evil.cl",
        "192.0.2.7",
        "127.0.0.1.evil.cl",
        "evil.cl.localhost",
        "localhost.evil.cl",
        "0.0.0.0",
        "[2001:db8::1]",
    ] {
        for path in paths {
            assert_eq!(status_for(&server, path, &format!("{name}:{port}")).await, 421, "{name} {path}");
            assert_eq!(status_for(&server, path, name).await, 421, "{name} {path}");
        }
    }
    let refusal = raw(&server.address, request("/api/chat/usuarios", &["host: evil.cl\r\n".to_owned()])).await;
    refusal.fails(421);
}

#[tokio::test]
async fn s06_a_websocket_under_another_name_is_421() {
    let server = TestServer::start().await;
    let lines = [
        "host: evil.cl\r\n",
        "upgrade: websocket\r\n",
        "sec-websocket-version: 13\r\n",
        "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    ];
    let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    let text = request("/socket.io/?EIO=4&transport=websocket", &lines)
        .replace("connection: close", "connection: upgrade, close");
    assert_eq!(raw(&server.address, text).await.status, 421);
}

#[tokio::test]
async fn s06_no_name_two_names_and_nonsense_are_refused() {
    let server = TestServer::start().await;
    let own = server.address.host();
    let lines: [Vec<String>; 7] = [
        vec![],
        vec![format!("host: {own}\r\n"), "host: evil.cl\r\n".to_owned()],
        vec!["host: evil.cl\r\n".to_owned(), format!("host: {own}\r\n")],
        vec![format!("host: {own}\r\n"), format!("host: {own}\r\n")],
        vec!["host: \r\n".to_owned()],
        vec![format!("host: evil.cl@{own}\r\n")],
        vec![format!("host: {own}, evil.cl\r\n")],
    ];
    for lines in lines {
        let status = raw(&server.address, request("/healthz", &lines)).await.status;
        assert!(status == 400 || status == 421, "{lines:?}: {status}");
    }
}

#[tokio::test]
async fn s06_further_names_can_be_given() {
    let server = Options::with_cast().with("--host").with("tienda.local").with("--host").with("Caja2").start().await;
    let port = server.address.port();
    for name in ["tienda.local", "TIENDA.local", "caja2"] {
        assert_eq!(status_for(&server, "/healthz", &format!("{name}:{port}")).await, 200, "{name}");
    }
    assert_eq!(status_for(&server, "/healthz", "otra.local").await, 421);
}
