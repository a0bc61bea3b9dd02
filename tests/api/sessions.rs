//! The cookie, how long it lives and what ends it (S-08).

use std::collections::HashSet;
use std::fs;

use serde_json::json;

use crate::util::{Options, PASSWORD, Person, TestServer, rut_of};

const NOBODY: &str = "Usuario no autenticado";

/// The attributes of a cookie, in lower case, without its value.
fn attributes(cookie: &str) -> Vec<String> {
    cookie.split(';').skip(1).map(|part| part.trim().to_ascii_lowercase()).collect()
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_other_sites() {
    let server = TestServer::start().await;
    let body = json!({ "usuario": rut_of("ana"), "password": PASSWORD });
    let cookie = server.post("/login").json(&body).await.is(200).set_cookie().unwrap();
    let attributes = attributes(&cookie);
    for wanted in ["httponly", "samesite=lax", "path=/"] {
        assert!(attributes.iter().any(|attribute| attribute == wanted), "{wanted} in {cookie}");
    }
    // Over plain HTTP a browser would not keep a Secure cookie.
    assert!(!attributes.contains(&"secure".to_owned()), "{cookie}");
    let lasting = |attribute: &String| attribute.starts_with("max-age") || attribute.starts_with("expires");
    assert!(!attributes.iter().any(lasting), "until the browser closes: {cookie}");
}

#[tokio::test]
async fn remember_keeps_the_cookie_for_30_days() {
    let server = TestServer::start().await;
    for remember in [json!("on"), json!("true"), json!(true)] {
        let body = json!({ "usuario": rut_of("ana"), "password": PASSWORD, "remember": remember });
        let cookie = server.post("/login").json(&body).await.is(200).set_cookie().unwrap();
        assert!(attributes(&cookie).contains(&"max-age=2592000".to_owned()), "{remember}: {cookie}");
    }
    let form = [("usuario", rut_of("ana")), ("password", PASSWORD), ("remember", "on")];
    let cookie = server.post("/login").form(&form).await.is(303).set_cookie().unwrap();
    assert!(attributes(&cookie).contains(&"max-age=2592000".to_owned()), "{cookie}");
    let body = json!({ "usuario": rut_of("ana"), "password": PASSWORD, "remember": false });
    let cookie = server.post("/login").json(&body).await.is(200).set_cookie().unwrap();
    assert!(!cookie.to_ascii_lowercase().contains("max-age"), "{cookie}");
}

#[tokio::test]
async fn s08_every_login_makes_a_new_token() {
    let server = TestServer::start().await;
    let mut tokens = HashSet::new();
    for _ in 0..5 {
        let token = server.login("ana").await.token;
        // 128 bits take 22 letters of base64 or 32 of hexadecimal.
        assert!(token.len() >= 22, "long enough not to be guessed: {token}");
        assert!(tokens.insert(token), "a token twice");
    }
}

#[tokio::test]
async fn s08_a_token_that_somebody_brings_is_never_adopted() {
    let server = TestServer::start().await;
    let planted = "A".repeat(43);
    let body = json!({ "usuario": rut_of("ana"), "password": PASSWORD });
    let token = server.post("/login").session(&planted).json(&body).await.is(200).token();
    assert_ne!(token, planted);
    server.get("/api/chat/usuarios").session(&planted).await.refuses(401, NOBODY);
    server.get("/api/chat/usuarios").session(&token).await.is(200);
}

#[tokio::test]
async fn s08_logging_in_again_ends_the_session_that_the_browser_had() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let body = json!({ "usuario": rut_of("ana"), "password": PASSWORD });
    let again = server.post("/login").session(&ana.token).json(&body).await.is(200).token();
    assert_ne!(again, ana.token);
    assert!(!ana.is_logged_in().await, "ASVS 7.2.4: the old token is terminated");
    server.get("/api/chat/usuarios").session(&again).await.is(200);
}

#[tokio::test]
async fn s08_two_devices_are_two_sessions() {
    let server = TestServer::start().await;
    let (till, phone) = tokio::join!(server.login("ana"), server.login("ana"));
    assert_ne!(till.token, phone.token);
    till.logs_out().await;
    assert!(!till.is_logged_in().await);
    assert!(phone.is_logged_in().await, "logging out ends one session, not the other");
}

#[tokio::test]
async fn logout_by_json_is_204_and_by_form_303() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    ana.post("/logout").json(&json!({})).await.is(204);
    ana.get("/api/chat/usuarios").await.refuses(401, NOBODY);

    let luis = server.login("luis").await;
    let answer = luis.post("/logout").form(&[]).await.is(303);
    assert_eq!(answer.header("location"), Some("/login"));
    luis.get("/api/chat/usuarios").await.refuses(401, NOBODY);

    let marta = server.login("marta").await;
    let status = marta.post("/logout").await.status;
    assert!(status == 204 || status == 303, "without a body: {status}");
    assert!(!marta.is_logged_in().await);
}

#[tokio::test]
async fn an_ended_session_stays_ended_after_a_restart() {
    let mut server = TestServer::start().await;
    let ana = server.login("ana").await;
    ana.logs_out().await;
    server.kill();
    server.start_again().await;
    assert!(!ana.is_logged_in().await);
}

#[tokio::test]
async fn sessions_survive_a_restart() {
    let mut server = TestServer::start().await;
    let ana = server.login("ana").await;
    server.stop().await;
    server.start_again().await;
    assert!(ana.is_logged_in().await, "after SIGTERM");
    server.kill();
    server.start_again().await;
    assert!(ana.is_logged_in().await, "after SIGKILL");
}

#[tokio::test]
async fn nonsense_in_the_cookie_is_no_session() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let cookies = [
        "session=".to_owned(),
        "session=x".to_owned(),
        format!("session={}", "x".repeat(4_000)),
        format!("session={}x", ana.token),
        format!("session={}", ana.token.to_ascii_uppercase()),
        format!("SESSION={}", ana.token),
        format!("xsession={}", ana.token),
        "=;;=; session".to_owned(),
    ];
    for cookie in cookies {
        server.get("/api/chat/usuarios").header("cookie", &cookie).await.refuses(401, NOBODY);
    }
    let among_others = format!("idioma=es; session={}; tema=oscuro", ana.token);
    server.get("/api/chat/usuarios").header("cookie", &among_others).await.is(200);
}

#[tokio::test]
async fn neither_tokens_nor_passwords_are_on_disk() {
    let mut server = Options::with_cast().start().await;
    let ana = server.login("ana").await;
    ana.opens_chat_with(rut_of("luis")).await;
    server.stop().await;
    for entry in fs::read_dir(server.data()).unwrap().map(Result::unwrap) {
        if entry.file_name() == "reserve.bin" || !entry.file_type().unwrap().is_file() {
            continue;
        }
        let bytes = fs::read(entry.path()).unwrap();
        for secret in [ana.token.as_bytes(), PASSWORD.as_bytes()] {
            let found = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!found, "a secret in {:?}", entry.file_name());
        }
    }
    assert!(!server.said().contains(&ana.token), "nor in the log");
}

#[tokio::test]
async fn a_password_change_ends_every_session_of_the_person_and_of_nobody_else() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let words = ["user", "password", rut_of("ana"), "--password-stdin"];
    server.command(&words, "otra-clave-larga\n").await.succeeds();
    crate::util::eventually("the session ends", crate::util::AT_ONCE, || async {
        (!ana.is_logged_in().await).then_some(())
    })
    .await;
    assert!(luis.is_logged_in().await);
    let old = json!({ "usuario": rut_of("ana"), "password": PASSWORD });
    server.post("/login").json(&old).await.fails(401);
    Person::login(ana.address(), rut_of("ana"), "otra-clave-larga").await;
}
