//! The server under test in a process of its own, on a core of its own, and the data it serves.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::client::Target;
use crate::peers::Peer;
use crate::{Outcome, process};

/// The server of this repository.
const PROGRAM: &str = env!("CARGO_BIN_EXE_weigence-chat");
/// What it says once it accepts connections (CONTRACT).
const READY: &str = "Servidor en ";
/// The password of everybody in the sample data.
pub const PASSWORD: &str = "banco-1234";
/// People in the sample data; the numbers below give each of them 200 conversations at 5 million messages.
pub const PEOPLE: u64 = 500;
/// Messages of one conversation: a full page and a little more.
const PER_CONVERSATION: u64 = 125;

/// What can be started on sample data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// The server of this repository.
    Ours,
    /// Another server of the same contract.
    Peer(Peer),
}

impl Program {
    /// Serves `data` on this port of 127.0.0.1 without a limit on events.
    fn serve(self, data: &Path, port: u16) -> Command {
        match self {
            Self::Peer(peer) => peer.serve(data, port),
            Self::Ours => {
                let mut command = command();
                let listen = format!("127.0.0.1:{port}");
                command.args(["serve", "--rate", "0", "--listen", &listen, "--data"]).arg(data);
                command
            }
        }
    }
}

/// A running server; killed on drop.
pub struct Server {
    program: Program,
    child: Child,
    url: String,
    started_in: Duration,
    // Whoever closes it has the server fail on its next line.
    _said: BufReader<std::process::ChildStdout>,
}

impl Server {
    /// Serves `data` on this port of 127.0.0.1 (0 takes any).
    pub fn start(program: Program, data: &Path, port: u16) -> Outcome<Self> {
        let begin = Instant::now();
        let mut child = program
            .serve(data, port)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::options().create(true).append(true).open(data.join("server.log"))?)
            .spawn()?;
        let mut said = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        let mut line = String::new();
        while !line.starts_with(READY) {
            line.clear();
            if said.read_line(&mut line)? == 0 {
                child.wait()?;
                let log = fs::read_to_string(data.join("server.log")).unwrap_or_default();
                return Err(format!("the server did not start: {}", log.lines().last().unwrap_or_default()).into());
            }
        }
        let url = line[READY.len()..].trim().to_owned();
        Ok(Self { program, child, url, started_in: begin.elapsed(), _said: said })
    }

    /// Which one it is.
    pub fn program(&self) -> Program {
        self.program
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where it is.
    pub fn target(&self) -> Outcome<Target> {
        Target::parse(&self.url)
    }

    /// Its port.
    pub fn port(&self) -> Outcome<u16> {
        Ok(self.url.rsplit_once(':').ok_or("no port")?.1.parse()?)
    }

    /// From the start of the process to the line that says it accepts connections.
    pub fn started_in(&self) -> Duration {
        self.started_in
    }

    /// Stops it as a person would.
    pub fn stop(mut self) -> Outcome<ExitStatus> {
        Command::new("kill").args(["-TERM", &self.pid().to_string()]).status()?;
        Ok(self.child.wait()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The server's program on the server's core, with none of the variables that the developer's shell may have set.
fn command() -> Command {
    let mut command = process::on_servers_core(Path::new(PROGRAM));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("WEIGENCE_")) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// How long the program takes to say its help: a start that opens nothing.
pub fn bare_start() -> Outcome<Duration> {
    let begin = Instant::now();
    command().arg("--help").stdout(Stdio::null()).status()?;
    Ok(begin.elapsed())
}

/// A fresh copy, under this name, of sample data with so many messages. They are made once for each schema and kept.
pub fn fresh_data(messages: u64, name: &str) -> Outcome<PathBuf> {
    fresh_data_in(messages, messages / PER_CONVERSATION, name)
}

/// The same in so many conversations.
pub fn fresh_data_in(messages: u64, conversations: u64, name: &str) -> Outcome<PathBuf> {
    let kept = seeded(messages, conversations)?;
    let copy = home().join(name);
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    fs::create_dir_all(&copy)?;
    for file in fs::read_dir(&kept)? {
        let (from, to) = (file?.path(), &copy);
        let Some(name) = from.file_name().filter(|name| name.to_string_lossy().starts_with("chat.db")) else {
            continue;
        };
        fs::copy(&from, to.join(name))?;
        // Or the system would write it out in the middle of what is measured.
        File::open(to.join(name))?.sync_all()?;
    }
    Ok(copy)
}

fn seeded(messages: u64, conversations: u64) -> Outcome<PathBuf> {
    let schema = fingerprint(include_str!("../../schema.sql"));
    let dir = home().join(format!("{messages}-in-{conversations}-{schema:016x}"));
    if dir.exists() {
        return Ok(dir);
    }
    eprintln!("making sample data with {messages} messages; they are kept in {}", dir.display());
    let half = dir.with_extension("half");
    if half.exists() {
        fs::remove_dir_all(&half)?;
    }
    let (people, conversations) = (PEOPLE.to_string(), conversations.to_string());
    let status = Command::new(PROGRAM)
        .args(["seed", "--users", &people, "--conversations", &conversations, "--messages", &messages.to_string()])
        .args(["--password", PASSWORD, "--data"])
        .arg(&half)
        .stdout(Stdio::null())
        .status()?;
    if !status.success() {
        return Err("the sample data could not be made".into());
    }
    fs::rename(&half, &dir)?;
    Ok(dir)
}

/// Where the data are; below `target`, beside the program, unless told otherwise.
static HOME: OnceLock<PathBuf> = OnceLock::new();

/// Keeps the data in this directory: the disk that it is on is the one that is measured.
pub fn keep_data_in(dir: PathBuf) {
    HOME.set(dir).ok();
}

fn home() -> &'static Path {
    HOME.get_or_init(|| Path::new(PROGRAM).ancestors().nth(2).unwrap_or(Path::new("target")).join("bench-data"))
}

/// FNV-1a: the same on every run, which the standard library's hasher does not promise.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
