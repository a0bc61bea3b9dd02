//! Help, wrong usage, and the language of both.

use crate::util::{Outcome, TempDir, Tool, program, run};

fn called_with(words: &[&str]) -> Outcome {
    let mut command = program();
    command.args(words);
    run(command, "")
}

/// English that a library would write if nobody translated it.
const ENGLISH: [&str; 10] = [
    "Usage:",
    "Options:",
    "Commands:",
    "Arguments:",
    "error:",
    "Print help",
    "unexpected",
    "required",
    "For more",
    "possible values",
];

#[track_caller]
fn is_spanish(text: &str) {
    let found = ENGLISH.iter().find(|english| text.contains(**english));
    assert_eq!(found, None, "in {text}");
}

#[test]
fn help_is_spanish_for_every_command() {
    let commands: [&[&str]; 12] = [
        &[],
        &["serve"],
        &["user"],
        &["user", "add"],
        &["user", "import"],
        &["user", "list"],
        &["user", "password"],
        &["user", "disable"],
        &["user", "enable"],
        &["seed"],
        &["backup"],
        &["restore"],
    ];
    for command in commands {
        let words: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
        let help = called_with(&words).succeeds();
        assert!(help.out.len() > 40, "{command:?}: {help:?}");
        is_spanish(&help.out);
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_so_in_spanish() {
    let dir = TempDir::new();
    let data = dir.join("data");
    let wrong: [&[&str]; 12] = [
        &["nada"],
        &["serve", "--nada"],
        &["user"],
        &["user", "nada"],
        &["user", "add"],
        &["user", "import"],
        &["user", "password"],
        &["seed", "--users", "muchos", "--conversations", "1", "--messages", "1"],
        &["backup"],
        &["restore"],
        &["serve", "--rate", "-1"],
        &["serve", "--listen", "en-ninguna-parte"],
    ];
    for words in wrong {
        let outcome = Tool::on(&data).run(words).refused_as_wrong_usage();
        is_spanish(&outcome.said());
    }
    assert!(!data.exists(), "wrong usage makes no directory");
}

#[test]
fn the_version_is_told() {
    let outcome = called_with(&["--version"]).succeeds();
    assert!(outcome.out.contains(env!("CARGO_PKG_VERSION")), "{outcome:?}");
}

#[test]
fn commands_on_a_directory_that_is_not_there_are_clear() {
    let dir = TempDir::new();
    let words: [&[&str]; 4] = [
        &["user", "disable", "1-9"],
        &["user", "password", "1-9", "--password-stdin"],
        &["check"],
        &["backup", "x.db"],
    ];
    for words in words {
        let outcome = Tool::on(&dir.join("no-hay")).run_with_input(words, "una-clave\n");
        assert_eq!(outcome.status, Some(1), "{outcome:?}");
        assert!(!outcome.err.trim().is_empty() && !outcome.err.contains("panicked"), "{outcome:?}");
    }
}
