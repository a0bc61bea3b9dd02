//! S-09: every answer of every route carries the exact headers of RELIABILITY.md §4.

use serde_json::json;

use crate::util::{Answer, TestServer, raw, rut_of};

/// The policy, with the host as the request wrote it.
fn policy(host: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; \
         font-src 'self'; connect-src 'self' ws://{host} wss://{host}; worker-src 'self'; manifest-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

#[track_caller]
fn has_them_all(answer: &Answer, host: &str, what: &str) {
    let policy = policy(host);
    let exact = [
        ("content-security-policy", policy.as_str()),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "microphone=(self), camera=(self), display-capture=(self), geolocation=(), usb=(), payment=()",
        ),
    ];
    for (name, value) in exact {
        let all: Vec<_> = answer.headers.get_all(name).iter().collect();
        assert_eq!(all.len(), 1, "{what} ({}): {name} once", answer.status);
        assert_eq!(answer.header(name), Some(value), "{what} ({}): {name}", answer.status);
    }
    for name in answer.headers.keys().map(hyper::header::HeaderName::as_str) {
        assert!(!name.starts_with("access-control-"), "{what}: {name}");
        assert_ne!(name, "strict-transport-security", "{what}");
    }
    let kind = answer.header("content-type").unwrap_or_default();
    if kind.starts_with("text/html") || kind.starts_with("application/json") || what.contains("transport=") {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{what} ({})", answer.status);
    }
}

#[tokio::test]
async fn s09_what_is_read() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let host = server.address.host();
    let messages = format!("/api/chat/mensajes/{conversation}");
    let paths = [
        ("/", 0),
        ("/login", 200),
        ("/chat", 200),
        ("/healthz", 200),
        ("/sin-conexion", 200),
        ("/sw.js", 200),
        ("/static/js/chat.js", 200),
        ("/static/css/chat.css", 200),
        ("/static/manifest.webmanifest", 200),
        ("/socket.io/socket.io.js", 200),
        ("/api/chat/usuarios", 200),
        ("/api/chat/conversaciones", 200),
        ("/api/chat/eventos?desde=0", 200),
        ("/api/chat/eventos", 400),
        (&messages, 200),
        ("/api/chat/mensajes/x", 0),
        ("/api/chat/mensajes", 400),
        ("/nada", 404),
        ("/api/nada", 404),
        ("/static/nada.js", 404),
        ("/logout", 405),
        ("/socket.io/?EIO=4&transport=polling", 200),
        ("/socket.io/?EIO=4&transport=polling&sid=nada", 0),
        ("/socket.io/?EIO=3&transport=polling", 0),
        ("/socket.io/?EIO=4&transport=nada", 0),
        ("/socket.io/", 0),
        ("/socket.io/nada", 0),
    ];
    for (path, status) in paths {
        let answer = ana.get(path).await;
        assert!(status == 0 || answer.status == status, "{path}: {}", answer.status);
        has_them_all(&answer, &host, path);
        has_them_all(&ana.call("HEAD", path).await, &host, &format!("HEAD {path}"));
        has_them_all(&server.get(path).header("accept", "text/html").await, &host, &format!("nobody's {path}"));
    }
}

#[tokio::test]
async fn s09_what_is_written_and_refused() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let host = server.address.host();
    let (send, create) = ("/api/chat/mensaje/enviar", "/api/chat/conversacion/crear");
    let made = ana.creates(json!({ "participantes": [rut_of("luis")] })).await;
    has_them_all(&made.is(201), &host, "201");
    has_them_all(&server.post(send).json(&json!({})).await.is(401), &host, "401");
    has_them_all(&ana.post(send).json(&json!({})).header("origin", "null").await.is(403), &host, "403");
    has_them_all(&ana.post(create).json(&json!({ "participantes": ["98765432-1"] })).await.is(404), &host, "404");
    has_them_all(&ana.call("DELETE", send).await.is(405), &host, "405");
    has_them_all(&ana.call("OPTIONS", send).await, &host, "OPTIONS");
    has_them_all(&ana.post(send).body("application/json", "x".repeat(70_000)).await.is(413), &host, "413");
    has_them_all(&ana.post(send).body("text/plain", "x").await.is(415), &host, "415");
    has_them_all(&ana.handshake().header("origin", "null").poll("GET").await.is(403), &host, "socket 403 transport=");
    has_them_all(&server.post("/login").form(&[("usuario", "x"), ("password", "y")]).await.is(401), &host, "page 401");
    has_them_all(&server.post("/login").json(&json!({})).await.is(400), &host, "400");
    has_them_all(&ana.post("/logout").json(&json!({})).await.is(204), &host, "204");
}

#[tokio::test]
async fn s09_what_is_throttled() {
    let server = TestServer::start().await;
    let host = server.address.host();
    for _ in 0..40 {
        let answer = server.post("/login").json(&json!({ "usuario": rut_of("ana"), "password": "no-es" })).await;
        has_them_all(&answer, &host, "a failed login");
        if answer.status == 429 {
            return;
        }
    }
    panic!("never throttled");
}

#[tokio::test]
async fn s09_a_misdirected_request_does_not_put_its_host_into_the_policy() {
    let server = TestServer::start().await;
    let request = "GET / HTTP/1.1\r\nhost: evil.cl; script-src *\r\nconnection: close\r\n\r\n";
    let answer = raw(&server.address, request).await;
    assert!(!answer.header("content-security-policy").unwrap_or_default().contains("evil.cl"), "{:?}", answer.headers);
    let answer = raw(&server.address, "GET / HTTP/1.1\r\nhost: evil.cl\r\nconnection: close\r\n\r\n").await;
    assert_eq!(answer.status, 421);
    for name in ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-resource-policy"]
    {
        assert!(answer.headers.contains_key(name), "{name} on 421");
    }
    assert!(!answer.header("content-security-policy").unwrap().contains("evil.cl"));
}
