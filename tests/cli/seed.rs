//! `seed`: sample data that is the same for the same numbers.

use crate::util::{Database, Options, TempDir, Tool};

const WORDS: [&str; 9] =
    ["seed", "--users", "12", "--conversations", "9", "--messages", "200", "--password", "clave-larga"];

fn seeded() -> (TempDir, Database) {
    let dir = TempDir::new();
    Tool::on(&dir.join("data")).run(&WORDS).succeeds();
    let database = Database::look(&dir.join("data"));
    (dir, database)
}

/// The check digit of a RUT, as the Registro Civil computes it.
fn check_digit(number: u64) -> char {
    let digits = number.to_string();
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([2, 3, 4, 5, 6, 7].iter().cycle())
        .map(|(digit, factor)| u32::from(digit - b'0') * factor)
        .sum();
    match 11 - sum % 11 {
        11 => '0',
        10 => 'K',
        digit => char::from_digit(digit, 10).unwrap(),
    }
}

#[test]
fn it_makes_what_it_was_asked_for() {
    let (_dir, database) = seeded();
    for (table, many) in [("usuarios", 12), ("conversaciones_chat", 9), ("mensajes_chat", 200)] {
        assert_eq!(database.number(&format!("SELECT count(*) FROM {table}"), []), many, "{table}");
    }
    let ruts: Vec<String> =
        database.rows("SELECT rut_usuario FROM usuarios ORDER BY rut_usuario", [], |row| row.get(0));
    let expected: Vec<String> =
        (10_000_001..=10_000_012).map(|number| format!("{number}-{}", check_digit(number))).collect();
    assert_eq!(ruts, expected);
    let strangers = "SELECT count(*) FROM mensajes_chat m WHERE NOT EXISTS (SELECT 1 FROM participantes_chat p \
        WHERE p.conversacion_id = m.conversacion_id AND p.usuario_id = m.usuario_id)";
    assert_eq!(database.number(strangers, []), 0, "everybody writes where they take part");
    database.is_sound();
}

#[test]
fn the_same_numbers_make_the_same_data() {
    let ((_one, one), (_two, two)) = (seeded(), seeded());
    let people = "SELECT rut_usuario || nombre || correo || rol FROM usuarios ORDER BY rut_usuario";
    let talk = "SELECT usuario_id || contenido FROM mensajes_chat ORDER BY secuencia";
    let pairs = "SELECT group_concat(usuario_id) AS who FROM (SELECT conversacion_id, usuario_id FROM participantes_chat \
        ORDER BY conversacion_id, usuario_id) GROUP BY conversacion_id ORDER BY who";
    for sql in [people, talk, pairs] {
        let rows = |database: &Database| database.rows(sql, [], |row| row.get::<_, String>(0));
        assert_eq!(rows(&one), rows(&two), "{sql}");
    }
}

#[tokio::test]
async fn everybody_can_log_in_with_the_password_and_read() {
    let server = Options::empty().after(|tool| drop(tool.run(&WORDS).succeeds())).start().await;
    let answer =
        server.post("/login").json(&serde_json::json!({ "usuario": "10000001-6", "password": "clave-larga" })).await;
    let answer = answer.is(200);
    let conversations = server.get("/api/chat/conversaciones").session(&answer.token()).await.is(200).json();
    for conversation in conversations["conversaciones"].as_array().unwrap() {
        let path = format!("/api/chat/mensajes/{}", conversation["id"].as_str().unwrap());
        server.get(&path).session(&answer.token()).await.is(200);
    }
}

#[test]
fn it_says_how_to_log_in_when_no_password_was_given() {
    let dir = TempDir::new();
    let words = ["seed", "--users", "2", "--conversations", "1", "--messages", "3"];
    let outcome = Tool::on(&dir.join("data")).run(&words).succeeds();
    assert!(outcome.said().to_lowercase().contains("contraseña"), "{outcome:?}");
}

#[test]
fn numbers_that_cannot_be_are_refused() {
    let dir = TempDir::new();
    for (users, conversations, messages) in [("0", "1", "0"), ("1", "1", "1"), ("3", "0", "5")] {
        let words = ["seed", "--users", users, "--conversations", conversations, "--messages", messages];
        let outcome = Tool::on(&dir.join("data")).run(&words);
        assert_ne!(outcome.status, Some(0), "{users} {conversations} {messages}: {outcome:?}");
        assert!(!outcome.err.contains("panicked"), "{outcome:?}");
    }
}
