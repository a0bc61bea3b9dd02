//! Only failed logins are slowed down: a whole shop may share one address.

use serde_json::json;

use crate::util::{Answer, PASSWORD, PATIENCE, TestServer, eventually, rut_of};

async fn fails_to_log_in(server: &TestServer, who: &str) -> Answer {
    server.post("/login").json(&json!({ "usuario": who, "password": "no-es-esa" })).await
}

/// Fails until the server has had enough; its refusal.
async fn exhausts(server: &TestServer, who: &str) -> (usize, Answer) {
    for tries in 1..=40 {
        let answer = fails_to_log_in(server, who).await;
        if answer.status != 401 {
            return (tries, answer);
        }
    }
    panic!("40 wrong passwords for {who} and nobody minds");
}

#[tokio::test]
async fn many_failures_are_429_and_say_how_long() {
    let server = TestServer::start().await;
    let (_, answer) = exhausts(&server, rut_of("ana")).await;
    let sentence = answer.fails(429);
    let seconds: u64 = answer.header("retry-after").expect("Retry-After").parse().expect("whole seconds");
    assert!(seconds >= 1, "{seconds}");
    assert_eq!(sentence, format!("Demasiados intentos. Espera {seconds} segundos."));
}

#[tokio::test]
async fn the_form_says_it_too() {
    let server = TestServer::start().await;
    exhausts(&server, rut_of("ana")).await;
    let page = server.post("/login").form(&[("usuario", rut_of("ana")), ("password", "x1x1")]).await.is(429);
    assert!(page.header("retry-after").is_some());
    assert!(page.text().contains("Demasiados intentos. Espera "), "{}", page.text());
}

#[tokio::test]
async fn one_persons_failures_do_not_lock_out_another() {
    let server = TestServer::start().await;
    exhausts(&server, rut_of("ana")).await;
    server.login("luis").await;
}

#[tokio::test]
async fn nobody_is_locked_out_for_good() {
    let server = TestServer::start().await;
    exhausts(&server, rut_of("ana")).await;
    // Waiting is what the answer asks for; the first delay is a second.
    eventually("the right password is let in again", PATIENCE, || async {
        let body = json!({ "usuario": rut_of("ana"), "password": PASSWORD });
        (server.post("/login").json(&body).await.status == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn successes_are_never_counted() {
    let server = TestServer::start().await;
    for _ in 0..40 {
        server.login("ana").await;
    }
}

#[tokio::test]
async fn an_unknown_person_is_throttled_like_a_known_one() {
    let server = TestServer::start().await;
    let (known, _) = exhausts(&server, rut_of("ana")).await;
    let (unknown, _) = exhausts(&server, "98765432-1").await;
    assert_eq!(known, unknown, "or the count would tell who exists");
}

#[tokio::test]
async fn a_rut_is_one_person_however_it_is_written() {
    let server = TestServer::start().await;
    exhausts(&server, rut_of("ana")).await;
    fails_to_log_in(&server, "11.111.111-1").await.fails(429);
}
