//! The command line: one file a command. Names and flags are English, what people read is Spanish (CONTRACT).
//!
//! A command other than `serve` works beside a server that may be running: it opens the data for itself ([`store`]),
//! calls one function of `chat` or `db`, and says in a sentence what became of it. No rule and no SQL is here.

mod backup;
mod check;
mod log;
mod output;
mod password;
mod progress;
mod restore;
mod seed;
mod serve;
mod store;
mod usage;
mod user;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use usage::Answer;

use crate::error::{Code, Error, Result};

/// The binary's name, as people type it.
const PROGRAM: &str = "weigence-chat";

/// What the command line asks for.
#[derive(Parser)]
#[command(
    name = PROGRAM,
    version,
    about = "Chat para la red de la tienda, sin internet.",
    after_help = "Sin orden, hace lo mismo que «serve» y acepta sus opciones.\n\
        Las opciones de cada orden: weigence-chat ORDEN --help"
)]
pub struct Cli {
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "WEIGENCE_DATA",
        default_value = "./weigence-data",
        help = "Directorio de los datos (si no se indica: ./weigence-data; variable WEIGENCE_DATA)"
    )]
    data: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Args),
    #[command(subcommand, about = "Administra a las personas")]
    User(user::Command),
    Seed(seed::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    #[command(about = "Revisa la integridad de los datos")]
    Check,
}

/// Reads the arguments, the program's name first. `Err` is what to tell instead of running anything: help, or what
/// is wrong with the usage.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> std::result::Result<Cli, Answer> {
    let words = with_default_command(words.into_iter().collect());
    let matches = usage::in_spanish(Cli::command(), PROGRAM).try_get_matches_from(words);
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| Answer::to(&error))
}

/// Starts the log that fits the command. It is written out when the guard is dropped.
pub fn start_log(cli: &Cli) -> tracing_appender::non_blocking::WorkerGuard {
    log::start(matches!(cli.command, Command::Serve(_)))
}

impl Cli {
    /// Runs the command to its end.
    pub fn run(self) -> Result<()> {
        let data = self.data;
        match self.command {
            Command::Serve(args) => args.run(data),
            Command::User(command) => command.run(&data),
            Command::Seed(args) => args.run(&data),
            Command::Backup(args) => args.run(&data),
            Command::Restore(args) => args.run(&data),
            Command::Check => check::run(&data),
        }
    }
}

/// Tells why a command failed; gives its exit status.
pub fn fail(error: &Error) -> ExitCode {
    // One sentence for whoever ran it; the technical cause for whoever asks for it.
    let asked_for = std::env::var_os("WEIGENCE_LOG").is_some();
    if asked_for {
        error.log();
    }
    let hidden = error.code == Code::Internal && error.cause.is_some() && !asked_for;
    let hint = if hidden { ": repite la orden con WEIGENCE_LOG=error para ver la causa" } else { "" };
    output::warn(&format!("{error}{hint}"));
    ExitCode::FAILURE
}

/// `serve` may be left out, with its flags or without. Only `--data`, help and version stand before a command.
fn with_default_command(mut words: Vec<OsString>) -> Vec<OsString> {
    let mut rest = words.iter().skip(1).map(|word| word.to_string_lossy());
    let first = loop {
        match rest.next() {
            Some(word) if word == "--data" => drop(rest.next()),
            Some(word) if word.starts_with("--data=") => {}
            other => break other,
        }
    };
    let serves = match first.as_deref() {
        None => true,
        Some("-h" | "--help" | "-V" | "--version") => false,
        Some(word) => word.starts_with('-'),
    };
    if serves {
        words.insert(words.len().min(1), "serve".into());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(line: &str) -> String {
        let words = line.split(' ').map(OsString::from).collect();
        with_default_command(words).join(" ".as_ref()).into_string().unwrap()
    }

    #[test]
    fn serve_is_the_default_with_its_flags() {
        for (typed, meant) in [
            ("x", "x serve"),
            ("x --demo", "x serve --demo"),
            ("x --data d --demo", "x serve --data d --demo"),
            ("x --data=d", "x serve --data=d"),
            ("x --data d user list", "x --data d user list"),
            ("x --data d --help", "x --data d --help"),
            ("x user list", "x user list"),
            ("x servir", "x servir"),
            ("x -V", "x -V"),
        ] {
            assert_eq!(completed(typed), meant);
        }
    }

    #[test]
    fn the_data_directory_stands_before_or_after_the_command() {
        for line in ["x --data d user list", "x user list --data d", "x user --data d list"] {
            let cli = parse(line.split(' ').map(OsString::from)).ok().expect(line);
            assert_eq!(cli.data, PathBuf::from("d"), "{line}");
        }
    }

    #[test]
    fn the_definition_is_consistent() {
        usage::in_spanish(Cli::command(), PROGRAM).debug_assert();
    }
}
