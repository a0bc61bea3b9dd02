//! The table of limits is whole, it is the README's, and it says what is answered.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use weigence_chat::model::limits::{LIMITS, Limit};

use super::grammar::is_ours;
use crate::architecture::texts;

/// Numbers that other files keep to themselves, and why they are no limits.
const NO_LIMITS: &[(&str, &str)] = &[
    ("src/app.rs: BUSY_EVENTS", "a pace"),
    ("src/app.rs: INDEX_PAUSE", "a pace"),
    ("src/app.rs: INDEX_TURN", "a pace"),
    ("src/app.rs: RETRY", "a pace"),
    ("src/app.rs: TIDY_STEP", "a step"),
    ("src/db/search.rs: FILE_BIT", "a name"),
    ("src/db/search.rs: DONE", "a name"),
    ("src/db/search.rs: FORMAT", "a version"),
    ("src/db/search.rs: MERGED_AT_ONCE", "a pace"),
    ("src/db/search.rs: STEP", "a pace"),
    ("src/chat/search.rs: FEW", "a choice between two ways"),
    ("src/db/migrations.rs: WITH_FILES", "a version"),
    ("src/model/search.rs: BEFORE", "how much is told"),
    ("src/chat/groups.rs: NAMED", "how much is told"),
    ("src/chat/logins.rs: TOUCH_EVERY_MS", "a pace"),
    ("src/chat/sample.rs: BEGIN_MS", "the date of the sample data"),
    ("src/chat/sample.rs: ROWS_AT_ONCE", "a pace"),
    ("src/cli/seed.rs: PAUSE", "a pace"),
    ("src/cli/seed.rs: TURN", "a pace"),
    ("src/cli/user/import.rs: LISTED", "how much is told"),
    ("src/db/migrations.rs: CURRENT", "a version"),
    ("src/db/connection.rs: APPLICATION_ID", "a name"),
    ("src/db/connection.rs: READER_CACHE_KIB", "how much is kept at hand"),
    ("src/db/connection.rs: SQLITE_FLOOR", "a version"),
    ("src/db/connection.rs: WRITER_CACHE_KIB", "how much is kept at hand"),
    ("src/realtime/typing.rs: LASTS", "a pace"),
    ("src/db/restore.rs: LIFE", "a step between numbers"),
    ("src/db/disk.rs: MIB", "a unit"),
    ("src/db/header.rs: WAL_MAGIC", "a name"),
    ("src/db/lock.rs: WIDTH", "digits of a number"),
    ("src/db/participants.rs: PLACE_BITS", "a shape of the file"),
    ("src/door/frames.rs: HEAD", "a length of the protocol"),
    ("src/door/frames.rs: SHOWN", "how much is looked at"),
    ("src/db/writer.rs: KEEP_CLOCK", "a pace"),
    ("src/db/writer.rs: LOOK_ROUND", "a pace"),
    ("src/files/metadata/webp.rs: HAS_METADATA", "bits of a format"),
    ("src/files/mod.rs: PIECE", "a step"),
    ("src/files/pictures.rs: QUALITY", "a taste"),
    ("src/model/filetype.rs: LOOKED_AT", "how much is looked at"),
    ("src/realtime/meter.rs: SEPARATOR", "a letter"),
    ("src/server/listen.rs: PORT", "a name"),
];

const BEGIN: &str =
    "<!-- Made from src/model/limits.rs: WEIGENCE_README=write cargo test the_readme_has_the_table -->\n";
const END: &str = "<!-- End of the limits -->\n";

#[test]
fn every_number_is_in_the_table_or_no_limit() {
    let mut found = BTreeSet::new();
    for (name, text) in texts().iter().filter(|(name, _)| name != "src/model/limits.rs") {
        for line in text.lines() {
            let Some((_, constant)) = line.split_once("const ") else { continue };
            let Some((constant, kind)) = constant.split_once(": ") else { continue };
            let kind = kind.split([' ', ';']).next().unwrap_or_default();
            let is_number = kind.ends_with("Duration") || "iuf".contains(&kind[..1]) && kind.len() <= 5;
            if is_number && constant.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_') {
                found.insert(format!("{name}: {constant}"));
            }
        }
    }
    let paces = ["EVERY", "AGAIN", "RETRY", "SWEEP", "PAUSE", "EXHAUSTED"];
    found.retain(|constant| !paces.iter().any(|pace| constant.ends_with(pace)));
    let known: BTreeSet<String> = NO_LIMITS.iter().map(|(constant, _)| (*constant).to_owned()).collect();
    let new: Vec<_> = found.difference(&known).collect();
    assert!(new.is_empty(), "limits belong into src/model/limits.rs, and what is none into this list: {new:#?}");
}

#[test]
fn every_answer_is_one_that_the_server_gives() {
    for limit in LIMITS {
        for sentence in sentences(limit.answer) {
            assert!(is_ours(&sentence) || sentence == "recordarme", "{}: nobody says «{sentence}»", limit.constant);
        }
    }
}

#[test]
fn the_readme_has_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).expect("README.md");
    let (before, rest) = readme.split_once(BEGIN).expect("the begin of the table");
    let (table, after) = rest.split_once(END).expect("the end of the table");
    if std::env::var("WEIGENCE_README").is_ok_and(|wish| wish == "write") {
        fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", expected())).expect("README.md");
        return;
    }
    assert_eq!(table, expected(), "WEIGENCE_README=write cargo test the_readme_has_the_table");
}

fn expected() -> String {
    let head = "| `limits::` | qué | máximo | qué pasa |\n|---|---|---|---|\n";
    let row =
        |limit: &Limit| format!("| `{}` | {} | {} | {} |\n", limit.constant, limit.name, amount(limit), limit.answer);
    LIMITS.iter().map(row).fold(head.to_owned(), |table, row| table + &row)
}

/// As a person says it: 64 KiB, 30 s, 4.000 caracteres.
fn amount(limit: &Limit) -> String {
    let units: &[(u64, &str)] = match limit.unit {
        "bytes" => &[(1 << 20, "MiB"), (1 << 10, "KiB")],
        "ms" => &[(24 * 3_600_000, "días"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")],
        _ => &[],
    };
    match units.iter().find(|(size, _)| limit.value.is_multiple_of(*size)) {
        Some((size, unit)) => format!("{} {unit}", with_points(limit.value / size)),
        None => format!("{} {}", with_points(limit.value), limit.unit),
    }
}

fn with_points(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// What stands between « and ». A sentence may quote in turn; the table has one such.
fn sentences(answer: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut depth, mut sentence) = (0, String::new());
    for letter in answer.chars() {
        match letter {
            '«' if depth == 0 => depth = 1,
            '»' if depth == 1 => {
                depth = 0;
                found.push(std::mem::take(&mut sentence));
            }
            _ if depth == 0 => {}
            letter => {
                depth += i32::from(letter == '«') - i32::from(letter == '»');
                sentence.push(letter);
            }
        }
    }
    found
}
