//! The binary: parses the arguments, starts the log, runs the command, turns an error into an exit status.

use std::process::ExitCode;

use weigence_chat::cli;

fn main() -> ExitCode {
    let command = match cli::parse(std::env::args_os()) {
        Ok(command) => command,
        Err(answer) => return answer.give(),
    };
    let _log = cli::start_log(&command);
    match command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::fail(&error),
    }
}
