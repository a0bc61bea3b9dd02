//! whatever the body, the answer is 2xx or 4xx, and every error a sentence of ours as JSON.

use serde_json::{Value, json};

use super::grammar::{Grammar, is_ours};
use crate::util::{Answer, PASSWORD, Person, TestServer, new_id, raw, rut_of};

/// The routes that read a body.
const POSTS: [&str; 5] =
    ["/api/chat/conversacion/crear", "/api/chat/mensaje/enviar", "/api/chat/mensaje/marcar-leido", "/login", "/logout"];

/// Those that don't, whatever is sent with them.
const GETS: [&str; 5] =
    ["/api/chat/usuarios", "/api/chat/conversaciones", "/api/chat/mensajes", "/api/chat/mensajes/x", "/healthz"];

#[track_caller]
fn is_fine(answer: &Answer, sent: &[u8]) {
    let sent = || String::from_utf8_lossy(&sent[..sent.len().min(300)]).into_owned();
    match answer.status {
        200..=299 => {}
        400..=499 => {
            let sentence = answer.fails(answer.status);
            assert!(is_ours(&sentence), "{sentence:?} for {}", sent());
        }
        other => panic!("{other} {} for {}", answer.text(), sent()),
    }
}

/// The server has met nothing that it did not expect.
fn is_unharmed(server: &TestServer) {
    let said = server.said();
    assert!(!said.contains("panicked") && !said.contains("ERROR"), "{said}");
    server.database().is_sound();
}

#[tokio::test]
async fn r09_any_body_is_answered_with_2xx_or_4xx() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let message = ana.sends(&conversation, "hola").await["id"].as_str().expect("id").to_owned();
    let good = [conversation.as_str(), &message, rut_of("luis"), rut_of("ana"), rut_of("marta"), PASSWORD, "hola"];
    for (seed, path) in POSTS.iter().enumerate() {
        let mut grammar = Grammar::new(seed as u64, &good);
        // Each logout takes a login before it.
        for _ in 0..if *path == "/logout" { 10 } else { 250 } {
            let body = grammar.body();
            let who = if *path == "/logout" { server.login("tomas").await } else { ana.clone() };
            is_fine(&who.post(path).body("application/json", body.clone()).await, &body);
        }
    }
    let mut grammar = Grammar::new(9, &good);
    for path in GETS.repeat(5) {
        let body = grammar.body();
        is_fine(&ana.get(path).body("application/json", body.clone()).await, &body);
    }
    assert!(ana.is_logged_in().await);
    is_unharmed(&server);
}

/// One body of each kind, for every route: none but a complete one is taken.
#[tokio::test]
async fn r09_the_boundary_of_every_field() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    for (text, status) in [
        ("a".repeat(4_000), 201),
        ("a".repeat(4_001), 413),
        ("🛒".repeat(4_000), 201),
        ("🛒".repeat(4_001), 413),
        ("e\u{301}".repeat(4_000), 201),
        ("e\u{301}".repeat(4_001), 413),
        (format!("{}{}{}", " ".repeat(4_000), "a".repeat(4_000), "\n".repeat(4_000)), 201),
    ] {
        ana.sends_body(json!({ "conversacion_id": conversation, "contenido": text })).await.is(status);
    }
    let group =
        |name: String| json!({ "participantes": [rut_of("luis"), rut_of("marta")], "es_grupal": true, "nombre": name });
    for (name, status) in [("ñ".repeat(80), 201), ("ñ".repeat(81), 400), (format!(" {} ", "ñ".repeat(80)), 201)] {
        ana.creates(group(name)).await.is(status);
    }
    for (listed, status) in [(1_024, 200), (1_025, 400)] {
        ana.creates(json!({ "participantes": vec![rut_of("luis"); listed] })).await.is(status);
    }
    for (person, status) in [
        (json!("1".repeat(32)), 404),
        (json!("1".repeat(33)), 404),
        (json!(i64::MAX), 404),
        (json!(i64::MIN), 404),
        (json!(u64::MAX), 400),
        (json!(1.5), 400),
    ] {
        is_answered(&ana, json!({ "participantes": [person] }), status).await;
    }
    let id = new_id();
    for (id, status) in
        [(id.to_uppercase(), 201), (id.clone(), 200), (format!("{id}0"), 400), (id.replace('-', "+"), 400)]
    {
        let body = json!({ "conversacion_id": conversation, "contenido": "una vez", "id": id });
        ana.sends_body(body).await.is(status);
    }
    is_unharmed(&server);
}

async fn is_answered(person: &Person, body: Value, status: u16) {
    let answer = person.creates(body.clone()).await;
    assert_eq!(answer.status, status, "{body}: {}", answer.text());
    is_fine(&answer, body.to_string().as_bytes());
}

#[tokio::test]
async fn r09_the_boundary_of_what_one_logs_in_with() {
    let server = TestServer::start().await;
    let longest = "x".repeat(128);
    let words = ["user", "password", rut_of("ana"), "--password-stdin"];
    server.command(&words, &format!("{longest}\n")).await.succeeds();
    let tries =
        |name: String, password: String| server.post("/login").json(&json!({ "usuario": name, "password": password }));
    tries(rut_of("ana").to_owned(), longest.clone()).await.is(200);
    for (name, password) in [
        (rut_of("ana").to_owned(), longest.clone() + "x"),
        ("ñ".repeat(254), "clave".to_owned()),
        ("ñ".repeat(255), "clave".to_owned()),
        ("ñ".repeat(20_000), "clave".repeat(5_000)),
    ] {
        tries(name, password).await.refuses(401, "Usuario o contraseña incorrectos");
    }
    let agent = format!("{}ñ", "a".repeat(199));
    server
        .post("/login")
        .header("user-agent", "x")
        .json(&json!({ "usuario": rut_of("luis"), "password": PASSWORD }))
        .await
        .is(200);
    let body = json!({ "usuario": rut_of("luis"), "password": PASSWORD }).to_string();
    let request = format!(
        "POST /login HTTP/1.1\r\nhost: {}\r\nuser-agent: {agent}\r\ncontent-type: application/json\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        server.address.host(),
        body.len()
    );
    assert_eq!(raw(&server.address, request).await.status, 200, "a name that is cut inside a letter harms nobody");
    is_unharmed(&server);
}

#[tokio::test]
async fn r09_the_boundary_of_a_requests_head() {
    let server = TestServer::start().await;
    let ask = async |line: &str, headers: String| {
        let host = server.address.host();
        raw(&server.address, format!("{line}\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n")).await.status
    };
    let many = |number: usize| (0..number).map(|at| format!("x-{at}: y\r\n")).collect::<String>();
    assert_eq!(ask("GET /healthz HTTP/1.1", many(62)).await, 200, "64 with the two that must be");
    assert_eq!(ask("GET /healthz HTTP/1.1", many(63)).await, 431);
    assert_eq!(ask("GET /healthz HTTP/1.1", format!("x: {}\r\n", "y".repeat(30_000))).await, 200);
    assert_eq!(ask("GET /healthz HTTP/1.1", format!("x: {}\r\n", "y".repeat(40_000))).await, 431);
    assert_eq!(ask(&format!("GET /healthz?{} HTTP/1.1", "y".repeat(30_000)), String::new()).await, 200);
    let endless = ask(&format!("GET /healthz?{} HTTP/1.1", "y".repeat(70_000)), String::new()).await;
    assert!([414, 431].contains(&endless), "{endless}");
    server.login("ana").await;
    is_unharmed(&server);
}
