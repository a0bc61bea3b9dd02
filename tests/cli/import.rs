//! `user import FILE.csv`: all or nothing.

use std::fs;

use serde_json::json;

use crate::util::{Database, Options, Outcome, PASSWORD, TempDir, Tool};

/// A directory with a CSV file in it, and the command run on it.
fn import(bytes: impl AsRef<[u8]>) -> (TempDir, Outcome) {
    let dir = TempDir::new();
    let outcome = import_into(&dir, bytes);
    (dir, outcome)
}

fn import_into(dir: &TempDir, bytes: impl AsRef<[u8]>) -> Outcome {
    let file = dir.join("personas.csv");
    fs::write(&file, bytes).unwrap();
    Tool::on(&dir.join("data")).run(&["user", "import", file.to_str().unwrap()])
}

fn people(dir: &TempDir) -> Vec<(String, String, String)> {
    let sql = "SELECT rut_usuario, nombre, coalesce(correo, '') FROM usuarios ORDER BY rut_usuario";
    Database::look(&dir.join("data")).rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

fn nobody(dir: &TempDir) -> bool {
    !dir.join("data/chat.db").exists() || people(dir).is_empty()
}

/// A good file, of which a test breaks one line.
fn ten_lines() -> Vec<String> {
    let person =
        |number: usize| format!("1000000{number}-0,Persona {number},p{number}@tienda.cl,vendedor,clave-larga-{number}");
    std::iter::once("rut,nombre,correo,rol,password".to_owned()).chain((2..=10).map(person)).collect()
}

#[test]
fn a_good_file_is_taken_whole() {
    let (dir, outcome) = import(ten_lines().join("\n"));
    outcome.succeeds();
    assert_eq!(people(&dir).len(), 9);
}

#[test]
fn an_error_in_line_7_says_so_and_imports_nobody() {
    let broken = [
        "10000007-0,Persona 7,p7@tienda.cl,vendedor,abc",
        "10000007-0,Persona 7,p7@tienda.cl,vendedor,",
        "10000007-0,Persona 7,p7@tienda.cl,vendedor",
        "10000007-0,Persona 7,p7@tienda.cl,vendedor,clave-larga,sobra",
        "10000007-0,,p7@tienda.cl,vendedor,clave-larga",
        ",Persona 7,p7@tienda.cl,vendedor,clave-larga",
        "solo esto",
    ];
    for line in broken {
        let mut lines = ten_lines();
        lines[6] = line.to_owned();
        let (dir, outcome) = import(lines.join("\n"));
        let outcome = outcome.fails();
        assert!(outcome.err.to_lowercase().contains("línea 7"), "{line:?}: {outcome:?}");
        assert!(nobody(&dir), "{line:?}: all or nothing");
    }
}

#[test]
fn the_line_is_the_files_line() {
    // Blank lines and quoted line ends count, as an editor counts them.
    let mut lines = ten_lines();
    lines[2] = String::new();
    lines[4] = String::new();
    lines[6] = "10000007-0,Persona 7,p7@tienda.cl,vendedor,abc".to_owned();
    for end in ["\n", "\r\n"] {
        let (dir, outcome) = import(lines.join(end));
        let outcome = outcome.fails();
        assert!(outcome.err.to_lowercase().contains("línea 7"), "{outcome:?}");
        assert!(nobody(&dir));
    }
}

#[test]
fn bytes_that_are_no_utf8_name_their_line() {
    let mut bytes = ten_lines()[..6].join("\n").into_bytes();
    bytes.extend_from_slice(b"\n10000007-0,Mu\xf1oz,p7@tienda.cl,vendedor,clave-larga\n");
    let (dir, outcome) = import(bytes);
    let outcome = outcome.fails();
    assert!(outcome.err.to_lowercase().contains("línea 7"), "{outcome:?}");
    assert!(nobody(&dir));
}

#[test]
fn a_person_twice_in_a_file_is_an_error_of_the_second_line() {
    let mut lines = ten_lines();
    lines[6] = lines[2].replace("10000003-0", "10.000.003-0");
    let (dir, outcome) = import(lines.join("\n"));
    let outcome = outcome.fails();
    assert!(outcome.err.to_lowercase().contains("línea 7"), "{outcome:?}");
    assert!(nobody(&dir));
}

#[test]
fn quotes_byte_order_mark_and_crlf_are_understood() {
    let file = "\u{feff}rut,nombre,correo,rol,password\r\n\
        \"11.111.111-1\",\"Pérez, Ana \"\"la jefa\"\"\",ana@tienda.cl,vendedor,\"clave, con coma\"\r\n\
        22222222-2,Luis Soto,,vendedor,clave-larga\r\n";
    let (dir, outcome) = import(file);
    outcome.succeeds();
    let expected = [
        ("11111111-1".to_owned(), "Pérez, Ana \"la jefa\"".to_owned(), "ana@tienda.cl".to_owned()),
        ("22222222-2".to_owned(), "Luis Soto".to_owned(), String::new()),
    ];
    assert_eq!(people(&dir), expected);
}

#[test]
fn another_header_is_refused() {
    let person = "11111111-1,Ana,ana@tienda.cl,vendedor,clave-larga";
    for header in ["", "rut;nombre;correo;rol;password", "rut,nombre,correo,rol", "a,b,c,d,e", person] {
        let (dir, outcome) = import(format!("{header}\n{person}\n"));
        outcome.fails();
        assert!(nobody(&dir), "{header}");
    }
    let (_dir, outcome) = import("");
    outcome.fails();
}

#[test]
fn columns_in_another_order_are_never_mixed_up() {
    let (dir, outcome) = import("nombre,password,rut,rol,correo\nAna,clave-larga,11111111-1,vendedor,ana@tienda.cl\n");
    match outcome.status {
        Some(0) => assert_eq!(people(&dir), [("11111111-1".into(), "Ana".into(), "ana@tienda.cl".into())]),
        _ => assert!(nobody(&dir), "{:?}", outcome.fails()),
    }
}

#[tokio::test]
async fn who_is_there_already_is_updated() {
    let server = Options::with_cast().start().await;
    let dir = TempDir::new();
    let file = dir.join("personas.csv");
    fs::write(&file, "rut,nombre,correo,rol,password\n11.111.111-1,Ana María Pérez,,jefa,clave-nueva-larga\n").unwrap();
    server.command(&["user", "import", file.to_str().unwrap()], "").await.succeeds();
    let old = json!({ "usuario": "11111111-1", "password": PASSWORD });
    server.post("/login").json(&old).await.is(401);
    let new = json!({ "usuario": "11111111-1", "password": "clave-nueva-larga" });
    let answer = server.post("/login").json(&new).await.is(200).json();
    assert_eq!(answer["usuario"]["nombre_completo"], "Ana María Pérez");
    assert_eq!(answer["usuario"]["email"], "");
    assert_eq!(answer["usuario"]["rol"], "jefa");
    server.login("luis").await;
}

#[test]
fn a_file_that_is_not_there_is_told_so() {
    let dir = TempDir::new();
    let outcome =
        Tool::on(&dir.join("data")).run(&["user", "import", dir.join("no-hay.csv").to_str().unwrap()]).fails();
    assert!(outcome.err.contains("no-hay.csv"), "{outcome:?}");
}

#[test]
fn no_progress_bar_where_there_is_no_terminal() {
    let (_dir, outcome) = import(ten_lines().join("\n"));
    let outcome = outcome.succeeds();
    assert!(!outcome.said().contains('\u{1b}') && !outcome.said().contains('\r'), "{outcome:?}");
}
