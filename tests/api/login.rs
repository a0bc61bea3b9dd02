//! `GET /login` and `POST /login`.

use serde_json::{Value, json};

use crate::util::{Answer, Options, PASSWORD, TestServer, rut_of};

const WRONG: &str = "Usuario o contraseña incorrectos";

async fn log_in(server: &TestServer, who: &str, password: &str) -> Answer {
    server.post("/login").json(&json!({ "usuario": who, "password": password })).await
}

#[tokio::test]
async fn the_login_page_is_a_page() {
    let server = TestServer::start().await;
    let page = server.get("/login").header("accept", "text/html").await.is(200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"), "{:?}", page.headers);
    for field in ["usuario", "password", "remember"] {
        assert!(page.text().contains(&format!("name=\"{field}\"")), "a field {field}");
    }
}

#[tokio::test]
async fn json_login_tells_who_one_is() {
    let server = TestServer::start().await;
    let answer = log_in(&server, rut_of("ana"), PASSWORD).await.is(200);
    let expected = json!({
        "id": "11111111-1", "nombre": "Ana", "apellido": "", "nombre_completo": "Ana Pérez",
        "email": "ana@tienda.cl", "rol": "vendedor", "iniciales": "AN",
    });
    assert_eq!(answer.json()["usuario"], expected);
}

#[tokio::test]
async fn people_are_known_by_rut_email_and_unique_name() {
    let server = TestServer::start().await;
    let names = ["11111111-1", "11.111.111-1", " 11.111.111 - 1 ", "ana@tienda.cl", "ANA@Tienda.CL", "Ana Pérez"];
    for name in names {
        let answer = log_in(&server, name, PASSWORD).await.is(200);
        assert_eq!(answer.json()["usuario"]["id"], "11111111-1", "as {name:?}");
    }
    for name in ["Ana", "ana pérez", "ana@tienda", "11111111", ""] {
        let status = log_in(&server, name, PASSWORD).await.status;
        assert!(status == 401 || (name.is_empty() && status == 400), "as {name:?}: {status}");
    }
}

#[tokio::test]
async fn a_rut_that_ends_in_k_is_taken_in_any_case() {
    let add = |tool: &crate::util::Tool| drop(tool.add("1000005-k", "Karina Lobos").succeeds());
    let server = Options::with_cast().after(add).start().await;
    for name in ["1000005-K", "1.000.005-k"] {
        let answer = log_in(&server, name, PASSWORD).await.is(200);
        assert_eq!(answer.json()["usuario"]["id"], "1000005-K");
    }
}

#[tokio::test]
async fn a_name_that_two_people_have_is_nobody() {
    let server = Options::with_cast()
        .after(|tool| {
            tool.add("10000013-K", "Luis Soto").succeeds();
        })
        .start()
        .await;
    log_in(&server, "Luis Soto", PASSWORD).await.refuses(401, WRONG);
    log_in(&server, rut_of("luis"), PASSWORD).await.is(200);
}

#[tokio::test]
async fn wrong_unknown_and_disabled_get_the_same_answer() {
    let disable = |tool: &crate::util::Tool| drop(tool.run(&["user", "disable", rut_of("hugo")]).succeeds());
    let server = Options::with_cast().after(disable).start().await;
    type Answer = (u16, Vec<(String, String)>, String);
    let mut seen: Vec<Answer> = Vec::new();
    for (who, password) in [(rut_of("ana"), "otra-cosa"), ("98765432-1", PASSWORD), (rut_of("hugo"), PASSWORD)] {
        let answer = log_in(&server, who, password).await;
        answer.refuses(401, WRONG);
        assert_eq!(answer.set_cookie(), None, "no session for {who}");
        let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
        let headers = headers.map(|(name, value)| (name.to_string(), format!("{value:?}"))).collect();
        seen.push((answer.status, headers, answer.text()));
    }
    assert_eq!(seen[0], seen[1], "wrong and unknown");
    assert_eq!(seen[0], seen[2], "wrong and disabled");
}

#[tokio::test]
async fn a_form_leads_to_the_chat_or_back_to_the_page() {
    let server = TestServer::start().await;
    let right = [("usuario", "11.111.111-1"), ("password", PASSWORD)];
    let answer = server.post("/login").form(&right).await.is(303);
    assert_eq!(answer.header("location"), Some("/chat"));
    server.get("/chat").session(&answer.token()).await.is(200);

    let wrong = [("usuario", rut_of("ana")), ("password", "no-es")];
    let page = server.post("/login").form(&wrong).await.is(401);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(page.text().contains(WRONG), "{}", page.text());
    assert_eq!(page.set_cookie(), None);
}

#[tokio::test]
async fn what_was_typed_is_escaped_when_the_form_comes_back() {
    let server = TestServer::start().await;
    let typed = "\"><script>alert(1)</script>";
    let page = server.post("/login").form(&[("usuario", typed), ("password", "no-es")]).await.is(401);
    assert!(!page.text().contains("<script>alert"), "{}", page.text());
}

#[tokio::test]
async fn a_missing_field_is_400() {
    let server = TestServer::start().await;
    let missing = "Faltan datos requeridos";
    let bodies = [
        json!({}),
        json!({ "usuario": "11111111-1" }),
        json!({ "password": PASSWORD }),
        json!({ "usuario": null, "password": PASSWORD }),
        json!({ "usuario": 11111111, "password": PASSWORD }),
        json!({ "usuario": "11111111-1", "password": ["x"] }),
        json!(["11111111-1", PASSWORD]),
        Value::Null,
    ];
    for body in bodies {
        server.post("/login").json(&body).await.refuses(400, missing);
    }
    server.post("/login").form(&[("usuario", "11111111-1")]).await.is(400);
    server.post("/login").form(&[]).await.is(400);
    server.post("/login").body("application/json", "{\"usuario\":").await.fails(400);
}

#[tokio::test]
async fn login_takes_a_form_or_json_and_nothing_else() {
    let server = TestServer::start().await;
    let body = format!("{{\"usuario\":\"11111111-1\",\"password\":\"{PASSWORD}\"}}");
    server.post("/login").body("text/plain", body.clone()).await.fails(415);
    server.post("/login").untyped_body(body.clone()).await.fails(415);
    server.post("/login").body("Application/JSON; charset=utf-8", body).await.is(200);
}

#[tokio::test]
async fn a_password_longer_than_any_is_just_wrong() {
    let server = TestServer::start().await;
    log_in(&server, rut_of("ana"), &"x".repeat(129)).await.refuses(401, WRONG);
    log_in(&server, rut_of("ana"), &"x".repeat(20_000)).await.refuses(401, WRONG);
    log_in(&server, rut_of("ana"), PASSWORD).await.is(200);
}

#[tokio::test]
async fn unknown_keys_are_as_if_not_there() {
    let server = TestServer::start().await;
    let body = json!({ "usuario": "11111111-1", "password": PASSWORD, "tienda": { "id": 3 } });
    server.post("/login").json(&body).await.is(200);
}
