//! `user add | list | password | disable | enable`.

use serde_json::{Value, json};

use crate::util::{Database, Options, Outcome, PASSWORD, TempDir, TestServer, Tool, rut_of};

fn new_tool() -> (TempDir, Tool) {
    let dir = TempDir::new();
    let tool = Tool::on(&dir.join("data"));
    (dir, tool)
}

fn add(tool: &Tool, rut: &str, password: &str) -> Outcome {
    let words = [
        "user",
        "add",
        rut,
        "--name",
        "Ana Pérez",
        "--email",
        "ana@tienda.cl",
        "--role",
        "vendedor",
        "--password-stdin",
    ];
    tool.run_with_input(&words, &format!("{password}\n"))
}

/// What was said to warn, in whichever stream.
fn warns(outcome: &Outcome) -> bool {
    let said = outcome.said().to_lowercase();
    ["aviso", "advertencia", "atención"].iter().any(|word| said.contains(word))
}

#[test]
fn a_person_is_added_as_given() {
    let (dir, tool) = new_tool();
    let outcome = add(&tool, "11.111.111-1", PASSWORD).succeeds();
    assert!(!warns(&outcome), "nothing to warn of: {outcome:?}");
    let row =
        Database::look(&dir.join("data")).rows("SELECT rut_usuario, nombre, correo, rol FROM usuarios", [], |row| {
            Ok([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
        });
    assert_eq!(row, [["11111111-1", "Ana Pérez", "ana@tienda.cl", "vendedor"]]);
}

#[test]
fn a_rut_is_normalised_and_a_wrong_check_digit_is_a_warning() {
    let (_dir, tool) = new_tool();
    let outcome = add(&tool, "12.345.678-9", PASSWORD).succeeds();
    assert!(warns(&outcome), "{outcome:?}");
    let outcome = tool.run_with_input(
        &["user", "add", " 1.000.005-k ", "--name", "K", "--email", "k@tienda.cl", "--role", "x", "--password-stdin"],
        &format!("{PASSWORD}\n"),
    );
    assert!(!warns(&outcome.succeeds()), "1000005-K is right");
    let list = tool.run(&["user", "list"]).succeeds().out;
    assert!(list.contains("12345678-9") && list.contains("1000005-K"), "{list}");
}

#[test]
fn a_rut_that_is_none_is_refused() {
    let (_dir, tool) = new_tool();
    for rut in ["", "   ", "a\u{1}b"] {
        let outcome = add(&tool, rut, PASSWORD);
        assert!(outcome.status == Some(1) || outcome.status == Some(2), "{rut:?}: {outcome:?}");
    }
}

#[test]
fn passwords_have_4_to_128_bytes() {
    let (_dir, tool) = new_tool();
    for bad in ["", "abc", "ñ", &"x".repeat(129), &"ñ".repeat(65)] {
        add(&tool, "11111111-1", bad).fails();
    }
    assert!(!tool.run(&["user", "list"]).out.contains("11111111-1"), "nobody was added");
    add(&tool, "1-9", "ñandú-azul").succeeds();
    add_other(&tool, "2-7", &"x".repeat(128));
    add_other(&tool, "3-5", "ñ1ñ2");
}

fn add_other(tool: &Tool, rut: &str, password: &str) -> Outcome {
    let words = ["user", "add", rut, "--name", "Otra", "--email", "", "--role", "vendedor", "--password-stdin"];
    tool.run_with_input(&words, &format!("{password}\n")).succeeds()
}

#[test]
fn short_and_common_passwords_are_warned_of() {
    let (_dir, tool) = new_tool();
    assert!(warns(&add_other(&tool, "1-9", "zqxw")), "four bytes");
    assert!(warns(&add_other(&tool, "2-7", "zq81xwv")), "seven bytes");
    assert!(warns(&add_other(&tool, "3-5", "12345678")), "among the common ones");
    assert!(warns(&add_other(&tool, "4-3", "password")), "among the common ones");
    assert!(!warns(&add_other(&tool, "5-1", "zq81xwv-lirio")), "neither");
}

#[tokio::test]
async fn only_the_line_end_is_taken_off_a_password() {
    let server = Options::with_cast()
        .after(|tool| {
            let words = ["user", "add", "1-9", "--name", "Uno", "--email", "", "--role", "x", "--password-stdin"];
            tool.run_with_input(&words, " con espacios \r\nsegunda línea\n").succeeds();
        })
        .start()
        .await;
    let body = json!({ "usuario": "1-9", "password": " con espacios " });
    server.post("/login").json(&body).await.is(200);
}

#[test]
fn adding_who_is_there_already_is_refused_and_changes_nothing() {
    let (dir, tool) = new_tool();
    add(&tool, "11111111-1", PASSWORD).succeeds();
    let words =
        ["user", "add", "11.111.111-1", "--name", "Impostora", "--email", "", "--role", "x", "--password-stdin"];
    tool.run_with_input(&words, "otra-clave-larga\n").fails();
    assert_eq!(Database::look(&dir.join("data")).text("SELECT nombre FROM usuarios", []), "Ana Pérez");
}

#[test]
fn the_list_shows_people_and_never_their_passwords() {
    let (_dir, tool) = new_tool();
    add(&tool, "11111111-1", PASSWORD).succeeds();
    add_other(&tool, "22222222-2", PASSWORD);
    tool.run(&["user", "disable", "22222222-2"]).succeeds();
    let plain = tool.run(&["user", "list"]).succeeds().out;
    for wanted in ["11111111-1", "Ana Pérez", "ana@tienda.cl", "vendedor", "22222222-2"] {
        assert!(plain.contains(wanted), "{wanted} in {plain}");
    }
    let machine = tool.run(&["user", "list", "--json"]).succeeds().out;
    let list: Value = serde_json::from_str(&machine).expect("JSON on standard output");
    let text = list.to_string();
    assert!(text.contains("11111111-1") && text.contains("22222222-2"), "{text}");
    for output in [plain, machine] {
        assert!(!output.contains("argon2"), "{output}");
    }
}

#[tokio::test]
async fn passwords_are_changed() {
    let server = TestServer::start().await;
    for bad in ["abc", &"x".repeat(129)] {
        server.command(&["user", "password", rut_of("ana"), "--password-stdin"], &format!("{bad}\n")).await.fails();
    }
    server.login("ana").await;
    server.command(&["user", "password", "11.111.111-1", "--password-stdin"], "otra-clave-larga\n").await.succeeds();
    let body = |password: &str| json!({ "usuario": rut_of("ana"), "password": password });
    server.post("/login").json(&body(PASSWORD)).await.is(401);
    server.post("/login").json(&body("otra-clave-larga")).await.is(200);
}

#[tokio::test]
async fn disabling_and_enabling_may_be_repeated() {
    let server = TestServer::start().await;
    let login = async || {
        let body = json!({ "usuario": rut_of("ana"), "password": PASSWORD });
        server.post("/login").json(&body).await.status
    };
    for _ in 0..2 {
        server.command(&["user", "disable", "11.111.111-1"], "").await.succeeds();
        assert_eq!(login().await, 401);
    }
    for _ in 0..2 {
        server.command(&["user", "enable", rut_of("ana")], "").await.succeeds();
        assert_eq!(login().await, 200);
    }
}

#[test]
fn unknown_people_are_told_so() {
    let (_dir, tool) = new_tool();
    add(&tool, "11111111-1", PASSWORD).succeeds();
    for words in [
        &["user", "disable", "98765432-1"][..],
        &["user", "enable", "98765432-1"],
        &["user", "password", "98765432-1", "--password-stdin"],
    ] {
        tool.run_with_input(words, "una-clave-larga\n").fails();
    }
}
