//! The invariants of HOUSE.md that can be read off the source.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom: a part may use parts of a lower level only. Parts of one level don't know each other.
const LEVELS: [(&str, u8); 14] = [
    ("error", 0),
    ("model", 1),
    ("db", 3),
    ("chat", 4),
    ("hub", 4),
    ("wire", 4),
    ("app", 5),
    ("api", 7),
    ("realtime", 7),
    ("ui", 7),
    ("server", 8),
    ("cli", 9),
    ("main", 10),
    ("config", 3),
];

/// A part that HOUSE.md doesn't name has its place here, with the reason.
const FURTHER: [(&str, u8); 5] = [
    // What every door needs before it knows which it is: origin, host, session, headers.
    ("door", 6),
    ("tls", 6),
    // What is in files, beside the database, which a backup of the database takes along.
    ("files", 2),
    // What the application remembers of sessions, forgotten as the bus tells.
    ("known", 4),
    // Who is here: both doors ask, one of them knows.
    ("presence", 4),
];

/// The fields that only `wire` may spell. Words that are also common Spanish (`nombre`, `rol`) are left out.
const FIELDS: &[&str] = &[
    "contenido",
    "conversacion_id",
    "participantes",
    "es_grupal",
    "usuario_id",
    "fecha_envio",
    "mensaje_id",
    "ultimo_mensaje",
    "mensajes_no_leidos",
    "ultima_actualizacion",
    "nombre_completo",
    "iniciales",
    "hay_mas",
    "es_propio",
    "editado",
    "eliminado",
    "creado",
    "antes_de",
    "despues_de",
    "alrededor_de",
    "hay_mas_nuevos",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        match entry.path().is_dir() {
            true => files.extend(files_below(&entry.path())),
            false => files.push(entry.path()),
        }
    }
    files.sort();
    files
}

/// One source file, taken apart.
struct Source {
    /// `src/api/messages.rs`.
    name: String,
    /// The part that it belongs to: `api`.
    part: String,
    /// The code without comments and with every literal emptied.
    code: String,
    /// The texts of its literals.
    literals: Vec<String>,
}

/// Every source file: its name, `src/api/messages.rs`, and its text.
pub fn texts() -> Vec<(String, String)> {
    let files = files_below(&root().join("src")).into_iter();
    files
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs"))
        .map(|path| {
            let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("source"))
        })
        .collect()
}

/// The texts of all literals.
pub fn literals() -> Vec<String> {
    sources().into_iter().filter(|source| source.name != "src/model/limits.rs").flat_map(|s| s.literals).collect()
}

fn sources() -> Vec<Source> {
    texts()
        .into_iter()
        .map(|(name, text)| {
            let part = name.split('/').nth(1).expect("a component").trim_end_matches(".rs").to_owned();
            let (code, literals) = take_apart(&text);
            Source { name, part, code, literals }
        })
        .collect()
}

/// Separates code from literals and drops comments. Tests inside a file count as its code.
fn take_apart(text: &str) -> (String, Vec<String>) {
    let letters: Vec<char> = text.chars().collect();
    let (mut code, mut literals) = (String::new(), Vec::new());
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        match rest {
            ['/', '/', ..] => at += rest.iter().position(|letter| *letter == '\n').unwrap_or(rest.len()),
            ['/', '*', ..] => at += end_of_comment(rest),
            ['r', '"' | '#', ..] if raw_hashes(rest).is_some() && !follows_name(&code) => {
                let hashes = raw_hashes(rest).unwrap_or_default();
                let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                let body = &rest[hashes + 2..];
                let end = body.windows(close.len()).position(|window| window == close).unwrap_or(body.len());
                literals.push(body[..end].iter().collect());
                code.push_str("\"\"");
                at += hashes + 2 + end + close.len();
            }
            ['"', ..] => {
                let end = end_of_text(rest);
                literals.push(rest[1..end].iter().collect());
                code.push_str("\"\"");
                at += end + 1;
            }
            // A character, not a lifetime.
            ['\'', '\\', _, ..] => at += 3 + rest[3..].iter().position(|letter| *letter == '\'').unwrap_or(0) + 1,
            ['\'', _, '\'', ..] => at += 3,
            [letter, ..] => {
                code.push(*letter);
                at += 1;
            }
            [] => {}
        }
    }
    (code, literals)
}

fn follows_name(code: &str) -> bool {
    code.chars().next_back().is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
}

fn raw_hashes(rest: &[char]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|letter| **letter == '#').count();
    (rest.get(hashes + 1) == Some(&'"')).then_some(hashes)
}

fn end_of_text(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at.min(rest.len() - 1)
}

fn end_of_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at + 1 < rest.len() {
        match (rest[at], rest[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// The names directly below `crate::` (or the library's name, in `main.rs`) that a file uses.
fn imports(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for prefix in ["crate::", "weigence_chat::"] {
        for part in code.split(prefix).skip(1) {
            match part.strip_prefix('{') {
                Some(list) => names.extend(top_level_names(list)),
                None => names.push(first_name(part)),
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn first_name(text: &str) -> String {
    text.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

fn top_level_names(list: &str) -> Vec<String> {
    let (mut depth, mut items) = (0, vec![String::new()]);
    for letter in list.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(String::new()),
            other if depth == 0 => items.last_mut().expect("an item").push(other),
            _ => {}
        }
    }
    items.iter().map(|item| first_name(item)).collect()
}

/// The words of some code.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

#[test]
fn imports_go_one_way() {
    let levels: BTreeMap<&str, u8> = LEVELS.into_iter().chain(FURTHER).collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.part != "lib") {
        let Some(level) = levels.get(source.part.as_str()) else {
            wrong.push(format!("{} belongs to no part that has a place in the order", source.name));
            continue;
        };
        for import in imports(&source.code) {
            match levels.get(import.as_str()) {
                _ if import == source.part => {}
                Some(below) if below < level => {}
                Some(_) => wrong.push(format!("{} imports {import}", source.name)),
                // A macro, a constant or a type at the root of the crate would belong to no part.
                None => wrong.push(format!("{} imports crate::{import}, which is no part", source.name)),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_db_has_sql() {
    let statements = [
        "SELECT ",
        "INSERT ",
        "UPDATE ",
        "DELETE ",
        "CREATE ",
        "PRAGMA ",
        "BEGIN ",
        "ROLLBACK",
        "SAVEPOINT",
        "VACUUM",
        "ATTACH ",
    ];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.part != "db") {
        let sql = source
            .literals
            .iter()
            .filter(|text| statements.iter().any(|statement| text.trim_start().starts_with(statement)));
        wrong.extend(sql.map(|text| format!("{}: {text:?}", source.name)));
        wrong.extend(
            words(&source.code).filter(|word| *word == "rusqlite").map(|word| format!("{}: {word}", source.name)),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_wire_spells_the_spanish_fields() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.part != "wire" && source.part != "db") {
        let spelled = source.literals.iter().filter(|text| {
            let quoted =
                |field: &&str| text.contains(&format!("\"{field}\"")) || text.contains(&format!("\\\"{field}\\\""));
            FIELDS.contains(&text.as_str()) || FIELDS.iter().any(quoted)
        });
        wrong.extend(spelled.map(|text| format!("{}: {text:?}", source.name)));
        let named = words(&source.code).filter(|word| FIELDS.contains(word));
        wrong.extend(named.map(|word| format!("{}: {word}", source.name)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_rules_know_no_framework() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| ["chat", "db", "model", "error"].contains(&source.part.as_str())) {
        let foreign = ["tokio", "axum", "hyper", "socketioxide", "engineioxide", "clap"];
        wrong.extend(
            words(&source.code).filter(|word| foreign.contains(word)).map(|word| format!("{}: {word}", source.name)),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_error_type_knows_neither_http_nor_the_database() {
    for source in sources().iter().filter(|source| source.part == "error") {
        for word in words(&source.code) {
            assert!(!["rusqlite", "StatusCode", "axum", "http"].contains(&word), "{}: {word}", source.name);
        }
    }
}

#[test]
fn no_file_of_the_page_names_another_host() {
    let mut wrong = Vec::new();
    for path in files_below(&root().join("assets")) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        // A comment may speak of an address.
        let is_code = |line: &&str| !["//", "/*", "*"].iter().any(|mark| line.trim_start().starts_with(mark));
        let text: String = text.lines().filter(is_code).map(|line| format!("{line}\n")).collect();
        for scheme in ["http://", "https://", "ws://", "wss://"] {
            for rest in text.split(scheme).skip(1) {
                let host: String =
                    rest.chars().take_while(|letter| letter.is_alphanumeric() || "-.".contains(*letter)).collect();
                // A namespace is a name, not an address; the machine itself is no other host.
                if !["www.w3.org", "localhost", "127.0.0.1", ""].contains(&host.as_str()) {
                    wrong.push(format!("{}: {scheme}{host}", path.display()));
                }
            }
        }
        for protocol_relative in ["src=\"//", "href=\"//", "url(//", "from \"//", "import \"//"] {
            if text.contains(protocol_relative) {
                wrong.push(format!("{}: {protocol_relative}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_source_is_taken_apart_as_it_should() {
    let text = "use crate::{db::x, chat, wire::{a, b}}; // use crate::no\nlet a = \"SELECT \\\" \"; /* x /* y */ crate::z */ let c = '\"'; r#\"raw \"quoted\"\"#; fn f<'a>() { crate::hub::g('\\'') }";
    let (code, literals) = take_apart(text);
    assert_eq!(literals, ["SELECT \\\" ", "raw \"quoted\""]);
    assert_eq!(imports(&code), ["db", "chat", "wire", "hub"]);
}
