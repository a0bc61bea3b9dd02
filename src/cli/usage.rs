//! Help and errors of usage, in Spanish: clap's own words are English and must not show.

use std::error::Error as _;
use std::process::ExitCode;

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

use super::{PROGRAM, output};

/// What is told instead of running a command.
pub struct Answer {
    text: String,
    is_error: bool,
}

impl Answer {
    /// The answer to what clap found.
    pub(super) fn to(error: &clap::Error) -> Self {
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                Self { text: error.to_string().trim_end().to_owned(), is_error: false }
            }
            _ => Self { text: format!("{}\nPrueba: {PROGRAM} --help", sentence(error)), is_error: true },
        }
    }

    /// Tells it; gives the exit status: 2 for wrong usage.
    pub fn give(self) -> ExitCode {
        if self.is_error {
            output::warn(&self.text);
            return ExitCode::from(2);
        }
        match output::say(&self.text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => super::fail(&error),
        }
    }
}

/// Replaces everything that clap would say in English, in a command and in those below it. `path` is how the
/// command is called.
pub(super) fn in_spanish(command: Command, path: &str) -> Command {
    let (usage, template) = (usage_line(&command, path), template(&command));
    let is_root = path == PROGRAM;
    let mut command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .mut_args(plain)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Muestra esta ayuda"))
        .override_usage(usage)
        .help_template(template);
    if is_root {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.arg(version.help("Muestra la versión"));
    }
    command.mut_subcommands(|sub| {
        let path = format!("{path} {}", sub.get_name());
        in_spanish(sub, &path)
    })
}

/// Without the suffixes `[default: …]` and `[env: …]`; an empty variable is one that is not set.
fn plain(arg: Arg) -> Arg {
    let is_empty = arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    let takes_value = arg.get_action().takes_values();
    let arg = arg.hide_env(true).hide_default_value(takes_value);
    if is_empty { arg.env(Resettable::Reset) } else { arg }
}

fn usage_line(command: &Command, path: &str) -> String {
    let mut line = path.to_owned();
    let required = command.get_arguments().filter(|arg| arg.is_required_set());
    let (positionals, options): (Vec<&Arg>, Vec<&Arg>) = required.partition(|arg| arg.is_positional());
    for arg in positionals.into_iter().chain(options) {
        line.push_str(&arg_usage(arg));
    }
    if command.has_subcommands() {
        line.push_str(if path == PROGRAM { " [ORDEN]" } else { " ORDEN" });
    }
    line + " [OPCIONES]"
}

/// An argument as a usage line shows it. (clap's own form panics before the command is built.)
fn arg_usage(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default().iter().map(|name| name.as_str());
    let values = names.collect::<Vec<_>>().join(" ");
    match arg.get_long() {
        Some(long) => format!(" --{long} {values}"),
        None => format!(" {values}"),
    }
}

fn template(command: &Command) -> String {
    let mut template = "{about-with-newline}\nUso: {usage}\n".to_owned();
    if command.has_subcommands() {
        template.push_str("\nÓrdenes:\n{subcommands}\n");
    }
    if command.get_positionals().next().is_some() {
        template.push_str("\nArgumentos:\n{positionals}\n");
    }
    template + "\nOpciones:\n{options}{after-help}"
}

/// One sentence for what is wrong.
fn sentence(error: &clap::Error) -> String {
    let text = |kind| context(error, kind);
    let arg = text(ContextKind::InvalidArg);
    let option = arg.split(' ').next().unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => {
            format!("No se conoce el argumento «{arg}»{}", suggestion(text(ContextKind::SuggestedArg)))
        }
        ErrorKind::InvalidSubcommand => format!(
            "No existe la orden «{}»{}",
            text(ContextKind::InvalidSubcommand),
            suggestion(text(ContextKind::SuggestedSubcommand))
        ),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let known = text(ContextKind::ValidSubcommand);
            if known.is_empty() { "Falta la orden".to_owned() } else { format!("Falta la orden: {known}") }
        }
        ErrorKind::MissingRequiredArgument => format!("Falta indicar {arg}"),
        ErrorKind::InvalidValue | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            format!("Falta el valor de {arg}")
        }
        ErrorKind::ValueValidation => {
            let value = text(ContextKind::InvalidValue);
            let reason = error.source().map(|reason| format!(": {reason}")).unwrap_or_default();
            format!("El valor «{value}» de {} no sirve{reason}", origin(option, &value))
        }
        ErrorKind::TooManyValues => format!("{option} no lleva el valor «{}»", text(ContextKind::InvalidValue)),
        ErrorKind::ArgumentConflict if arg == text(ContextKind::PriorArg) => {
            format!("{option} se indicó más de una vez")
        }
        ErrorKind::ArgumentConflict => {
            format!("{arg} no va junto con {}", text(ContextKind::PriorArg))
        }
        ErrorKind::InvalidUtf8 => "Un argumento no es texto UTF-8".to_owned(),
        _ => "No se entienden los argumentos".to_owned(),
    }
}

/// Where a value came from: the option, or the variable that stands for it.
fn origin(option: &str, value: &str) -> String {
    let variable = format!("WEIGENCE_{}", option.trim_start_matches('-').to_uppercase());
    match std::env::var(&variable) {
        Ok(set) if set.split(',').any(|part| part == value) || set == value => {
            format!("{option} ({variable})")
        }
        _ => option.to_owned(),
    }
}

fn suggestion(similar: String) -> String {
    if similar.is_empty() { similar } else { format!("; ¿quisiste decir «{similar}»?") }
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::Answer;

    fn answer(line: &str) -> Answer {
        crate::cli::parse(line.split(' ').map(OsString::from)).err().expect(line)
    }

    #[test]
    fn wrong_usage_is_told_in_spanish() {
        for (line, says) in [
            ("x --lisen 1", "No se conoce el argumento «--lisen»; ¿quisiste decir «--listen»?"),
            ("x usr", "No existe la orden «usr»; ¿quisiste decir «user»?"),
            ("x user", "Falta la orden"),
            ("x user add", "Falta indicar --name <NOMBRE>, <RUT>"),
            ("x --rate muchos", "El valor «muchos» de --rate no sirve: debe ser un número entero"),
            ("x --rate", "Falta el valor de --rate <N>"),
            ("x --demo=1", "--demo no lleva el valor «1»"),
            ("x --data a --data b", "--data se indicó más de una vez"),
            ("x check de más", "No se conoce el argumento «de»"),
        ] {
            let told = answer(line);
            assert!(told.is_error && told.text.starts_with(says), "{line}: {}", told.text);
        }
    }

    #[test]
    fn no_help_shows_english() {
        let lines =
            ["", " serve", " user", " user add", " user import", " user list", " user password", " user disable"]
                .into_iter()
                .chain([" user enable", " seed", " backup", " restore", " check"]);
        for line in lines {
            let told = answer(&format!("x{line} --help"));
            assert!(!told.is_error, "{line}");
            for word in ["Usage", "Options", "OPTIONS", "Commands", "Arguments", "Print", "[default", "[env"] {
                assert!(!told.text.contains(word), "{line} shows {word}: {}", told.text);
            }
            assert!(told.text.contains("\nUso: weigence-chat") && told.text.contains("Muestra esta ayuda"), "{line}");
        }
    }
}
