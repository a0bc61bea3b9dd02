//! The real server in a process of its own.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::cast;
use super::command::{Tool, program, program_within};
use super::database::Database;
use super::dir::TempDir;
use super::http::{Address, Call};
use super::person::Person;
use super::process::Process;

/// A running server; killed on drop.
pub struct TestServer {
    /// Where it listens; shared with the people, so that they find it again after a restart.
    pub address: Address,
    child: Child,
    said: Arc<Mutex<String>>,
    options: Options,
    /// Keeps the directory alive as long as the server; `None` when the test owns it.
    _dir: Option<Arc<TempDir>>,
}

/// How to start it.
#[derive(Clone)]
pub struct Options {
    data: PathBuf,
    arguments: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
    limit: Option<String>,
    dir: Option<Arc<TempDir>>,
}

impl Options {
    /// A new data directory with the cast in it.
    pub fn with_cast() -> Self {
        let options = Self::empty();
        cast::populate(&options.data);
        options
    }

    /// A new data directory with nothing in it.
    pub fn empty() -> Self {
        let dir = Arc::new(TempDir::new());
        Self { data: dir.join("data"), arguments: Vec::new(), variables: Vec::new(), limit: None, dir: Some(dir) }
    }

    /// A directory that the test made.
    pub fn on(data: &Path) -> Self {
        Self { data: data.to_owned(), arguments: Vec::new(), variables: Vec::new(), limit: None, dir: None }
    }

    /// A further argument of `serve`.
    pub fn with(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// With so many file descriptors and no more.
    pub fn with_open_files(mut self, most: u32) -> Self {
        self.limit = Some(format!("-n {most}"));
        self
    }

    /// With so many file descriptors, and as many as the system has for who asks.
    pub fn with_open_files_at_first(mut self, few: u32) -> Self {
        self.limit = Some(format!("-Sn {few}"));
        self
    }

    /// Runs a command on the data directory before the server starts.
    pub fn after(self, work: impl FnOnce(&Tool)) -> Self {
        work(&Tool::on(&self.data));
        self
    }

    /// An environment variable of the server.
    pub fn with_variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Starts the server.
    pub async fn start(self) -> TestServer {
        self.try_start().await.unwrap_or_else(|said| panic!("the server did not say where it listens:\n{said}"))
    }

    /// Starts a server that may refuse to; then what it said.
    pub async fn try_start(self) -> Result<TestServer, String> {
        let (child, port, said) = try_spawn(self.command()).await?;
        let dir = self.dir.clone();
        Ok(TestServer { address: Address::new(port), child, said, options: self, _dir: dir })
    }

    fn command(&self) -> Command {
        let mut command = self.limit.as_deref().map_or_else(program, program_within);
        command.arg("serve").arg("--data").arg(&self.data).args(&self.arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        if !self.arguments.iter().any(|argument| argument == "--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command
    }
}

impl TestServer {
    /// A server with the cast and nothing else.
    pub async fn start() -> Self {
        Options::with_cast().start().await
    }

    /// Logs a person of the cast in.
    pub async fn login(&self, key: &str) -> Person {
        let person = cast::member(key);
        Person::login(&self.address, person.rut, super::PASSWORD).await
    }

    /// Logs a person in whom the test added, with the cast's password.
    pub async fn login_as(&self, rut: &str) -> Person {
        Person::login(&self.address, rut, super::PASSWORD).await
    }

    /// A request by nobody.
    pub fn get(&self, path: &str) -> Call {
        Call::new(&self.address, "GET", path)
    }

    /// A request by nobody.
    pub fn post(&self, path: &str) -> Call {
        Call::new(&self.address, "POST", path)
    }

    /// A request by nobody, with any method.
    pub fn call(&self, method: &str, path: &str) -> Call {
        Call::new(&self.address, method, path)
    }

    /// The command line, on this server's data.
    pub fn tool(&self) -> Tool {
        Tool::on(&self.options.data)
    }

    /// Runs a command on this server's data, without holding up what the test's sockets do meanwhile.
    pub async fn command(&self, words: &[&str], input: &str) -> super::Outcome {
        let (tool, input) = (self.tool(), input.to_owned());
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        tokio::task::spawn_blocking(move || tool.run_with_input(&words, &input)).await.expect("command")
    }

    /// The database file, to look at.
    pub fn database(&self) -> Database {
        Database::look(&self.options.data)
    }

    /// The data directory.
    pub fn data(&self) -> &Path {
        &self.options.data
    }

    /// All that it has written so far, to standard output and standard error.
    pub fn said(&self) -> String {
        self.said.lock().expect("log").clone()
    }

    /// How many lines of the log have all these words.
    pub fn lines_with(&self, words: &[&str]) -> usize {
        self.said().lines().filter(|line| words.iter().all(|word| line.contains(word))).count()
    }

    /// The process.
    pub fn process(&self) -> Process {
        Process(self.child.id())
    }

    /// SIGKILL, which nothing can prepare for.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// SIGTERM; how it ended and how long it took.
    pub async fn stop(&mut self) -> (ExitStatus, Duration) {
        self.stop_with("TERM").await
    }

    /// A signal by its name; how it ended and how long it took.
    pub async fn stop_with(&mut self, name: &str) -> (ExitStatus, Duration) {
        let start = Instant::now();
        signal(self.child.id(), name);
        loop {
            if let Some(status) = self.child.try_wait().expect("wait") {
                return (status, start.elapsed());
            }
            assert!(start.elapsed() < super::PATIENCE, "still running after SIG{name}:\n{}", self.said());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Starts it again on the same data, after `kill` or `stop`.
    pub async fn start_again(&mut self) {
        let (child, port, said) = spawn(self.options.command()).await;
        self.child = child;
        self.said = said;
        self.address.moves_to(port);
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let said = self.said();
            let from = said.len().saturating_sub(3_000);
            let from = (from..=said.len()).find(|at| said.is_char_boundary(*at)).unwrap_or(0);
            eprintln!("--- the server said, at last:\n{}", &said[from..]);
        }
    }
}

/// Starts any command that serves and waits for the line that says where.
pub async fn spawn(command: Command) -> (Child, u16, Arc<Mutex<String>>) {
    try_spawn(command).await.unwrap_or_else(|said| panic!("the server did not say where it listens:\n{said}"))
}

/// The same for one that may refuse to serve; then what it said.
async fn try_spawn(mut command: Command) -> Result<(Child, u16, Arc<Mutex<String>>), String> {
    let mut child = command.stdin(Stdio::null()).spawn().expect("the server starts");
    let said = Arc::new(Mutex::new(String::new()));
    let (tell, told) = tokio::sync::mpsc::unbounded_channel();
    // Both pipes are read to their end, or a server that logs much would stand still.
    collect(child.stdout.take().expect("stdout"), Arc::clone(&said), Some(tell));
    let errors = collect(child.stderr.take().expect("stderr"), Arc::clone(&said), None);
    match tokio::time::timeout(super::PATIENCE, first_port(told)).await {
        Ok(Some(port)) => Ok((child, port, said)),
        _ => {
            let _ = child.kill();
            let _ = child.wait();
            let _ = errors.join();
            let said = said.lock().expect("log").clone();
            Err(said)
        }
    }
}

async fn first_port(mut lines: tokio::sync::mpsc::UnboundedReceiver<String>) -> Option<u16> {
    loop {
        if let Some(port) = port_in(&lines.recv().await?) {
            return Some(port);
        }
    }
}

/// The port in a line `Servidor en http://127.0.0.1:5000`.
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("Servidor en http://")?;
    let address = rest.split([' ', '/']).next()?;
    address.rsplit(':').next()?.trim().parse().ok()
}

fn collect(
    pipe: impl Read + Send + 'static,
    said: Arc<Mutex<String>>,
    lines: Option<tokio::sync::mpsc::UnboundedSender<String>>,
) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n') {
            let Ok(line) = line else { return };
            let line = String::from_utf8_lossy(&line).into_owned();
            {
                let mut said = said.lock().expect("log");
                said.push_str(&line);
                said.push('\n');
            }
            if let Some(lines) = &lines {
                let _ = lines.send(line);
            }
        }
    })
}

/// Sends a signal through the shell: the standard library has only SIGKILL.
pub fn signal(pid: u32, name: &str) {
    let command = format!("kill -{name} {pid}");
    let status = Command::new("sh").args(["-c", &command]).status().expect("sh");
    assert!(status.success(), "{command}");
}
