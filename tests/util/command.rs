//! The command line, run to its end.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The command `weigence-chat` on one data directory.
pub struct Tool {
    data: PathBuf,
}

/// How a command ended.
#[derive(Debug)]
pub struct Outcome {
    /// The exit status; `None` when a signal ended it.
    pub status: Option<i32>,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub err: String,
    /// How long it took.
    pub took: Duration,
}

/// The program under test, with none of the variables that the developer's own shell may have set.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weigence-chat"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("WEIGENCE_") {
            command.env_remove(name);
        }
    }
    // A backtrace of a debug build takes the better part of a second.
    command
        .env_remove("RUST_BACKTRACE")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The same, within a limit of the shell's `ulimit`.
pub fn program_within(limit: &str) -> Command {
    let plain = program();
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit {limit}; exec \"$0\" \"$@\"")]).arg(plain.get_program());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Tool {
    /// Commands that get `--data` with this directory.
    pub fn on(data: &Path) -> Self {
        Self { data: data.to_owned() }
    }

    /// Runs a command.
    pub fn run<S: AsRef<OsStr>>(&self, words: &[S]) -> Outcome {
        self.run_with_input(words, "")
    }

    /// Runs a command that reads its standard input.
    pub fn run_with_input<S: AsRef<OsStr>>(&self, words: &[S], input: &str) -> Outcome {
        let mut command = program();
        command.args(words).arg("--data").arg(&self.data);
        run(command, input)
    }

    /// Adds a person with the cast's password.
    pub fn add(&self, rut: &str, name: &str) -> Outcome {
        let words = ["user", "add", rut, "--name", name, "--email", "", "--role", "vendedor", "--password-stdin"];
        self.run_with_input(&words, &format!("{}\n", super::PASSWORD))
    }
}

/// Runs a command that must end by itself; one that doesn't is killed and is a failure.
pub fn run(mut command: Command, input: &str) -> Outcome {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
    // A command that reads nothing may be gone already: not being able to write is no failure of the test.
    let _ = child.stdin.take().expect("stdin").write_all(input.as_bytes());
    let pid = child.id();
    let (done, finished) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(child.wait_with_output()));
    let limit = Duration::from_secs(60);
    let output = finished.recv_timeout(limit).unwrap_or_else(|_| {
        super::server::signal(pid, "KILL");
        panic!("{command:?} did not end within {limit:?}");
    });
    let output = output.expect("output");
    Outcome {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
        err: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        took: start.elapsed(),
    }
}

impl Outcome {
    /// It must have ended with 0.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.status, Some(0), "should succeed: {self:#?}");
        self
    }

    /// It must have ended with 1 and one clear sentence in Spanish on standard error: a single line, no
    /// panic, no English of a library. What `serve` logged before doesn't count.
    #[track_caller]
    pub fn fails(self) -> Self {
        assert_eq!(self.status, Some(1), "should fail with 1: {self:#?}");
        let lines: Vec<&str> = self.err.lines().filter(|line| !line.trim().is_empty() && !is_logged(line)).collect();
        assert_eq!(lines.len(), 1, "one sentence on standard error: {self:#?}");
        for word in ["panicked", "Error {", "Os {", "unwrap", "sqlite error", "code:"] {
            assert!(!self.err.contains(word), "a clear sentence, not {word:?}: {self:#?}");
        }
        self
    }

    /// It must have ended with 2: called in a way it doesn't know.
    #[track_caller]
    pub fn refused_as_wrong_usage(self) -> Self {
        assert_eq!(self.status, Some(2), "should be wrong usage: {self:#?}");
        assert!(!self.err.trim().is_empty(), "and says so: {self:#?}");
        self
    }

    /// Standard output and standard error together.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// Whether a line is one of the log: `2026-11-24T03:35:04.584564Z  WARN …`.
fn is_logged(line: &str) -> bool {
    let time = line.split(' ').next().unwrap_or_default();
    time.len() == 27 && time.ends_with('Z') && time.as_bytes()[10] == b'T'
}
