//! `serve --demo`.

use serde_json::{Value, json};

use crate::util::{Options, TestServer};

/// The RUTs and passwords are told on standard output; how they stand there is free, so this looks for a
/// person's RUT from the list and tries every other word as the password.
async fn logs_in_as_told(server: &TestServer) -> String {
    let list = server.tool().run(&["user", "list", "--json"]).succeeds().out;
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let text = list.to_string();
    let said = server.said();
    let words: Vec<&str> =
        said.split(|letter: char| letter.is_whitespace() || "«»\"'`,;:()".contains(letter)).collect();
    let rut = words
        .iter()
        .find(|word| word.contains('-') && text.contains(&word.replace('.', "")))
        .unwrap_or_else(|| panic!("a RUT in {said}"));
    let after = said.to_lowercase().find("contraseña").unwrap_or_else(|| panic!("the password in {said}"));
    let line_and_next: String = said[after..].chars().skip("contraseña".len()).take(200).collect();
    for word in line_and_next.split(|letter: char| letter.is_whitespace() || "«»\"'`,;:()".contains(letter)) {
        let word = word.trim_end_matches('.');
        if word.len() < 4 {
            continue;
        }
        let answer = server.post("/login").json(&json!({ "usuario": rut, "password": word })).await;
        if answer.status == 200 {
            return answer.token();
        }
    }
    panic!("no password of {rut} in {said}");
}

#[tokio::test]
async fn an_empty_database_gets_three_people_and_says_how_to_log_in() {
    let server = Options::empty().with("--demo").start().await;
    let token = logs_in_as_told(&server).await;
    let users = server.get("/api/chat/usuarios").session(&token).await.is(200).json();
    assert_eq!(users["usuarios"].as_array().unwrap().len(), 2, "two others");
    let conversations = server.get("/api/chat/conversaciones").session(&token).await.is(200).json();
    assert!(conversations["conversaciones"].as_array().unwrap().len() >= 2, "a few conversations");
}

#[tokio::test]
async fn a_database_with_people_is_left_as_it_is() {
    let server = Options::with_cast().with("--demo").start().await;
    let people = server.database().number("SELECT count(*) FROM usuarios", []);
    assert_eq!(people, crate::util::CAST.len() as i64);
    assert!(server.login("ana").await.conversations().await.is_empty());
}

#[tokio::test]
async fn starting_it_again_adds_nothing() {
    let mut server = Options::empty().with("--demo").start().await;
    let count = |server: &TestServer| {
        ["usuarios", "conversaciones_chat", "mensajes_chat"]
            .map(|table| server.database().number(&format!("SELECT count(*) FROM {table}"), []))
    };
    let before = count(&server);
    server.stop().await;
    server.start_again().await;
    assert_eq!(count(&server), before);
}
