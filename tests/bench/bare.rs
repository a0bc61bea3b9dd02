//! The limits: what the machine does without the server, in a process that is kept on the server's core as the
//! server is. Each is this same program, called with a hidden word.

mod echo;
mod hashes;
mod pages;
mod writer;

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::client::Target;
use crate::{Outcome, process};

/// What is run in a process of its own.
#[derive(clap::Subcommand, Clone, Debug)]
pub enum Bare {
    /// The writer and the rules without HTTP.
    Writer {
        /// The data directory.
        data: PathBuf,
        /// How many write at once, one message each.
        senders: usize,
        /// For how long.
        seconds: u64,
        /// Messages a second; 0 for as many as it takes.
        rate: u64,
    },
    /// Reading pages and lists without HTTP.
    Pages {
        /// The data directory.
        data: PathBuf,
        /// For how long.
        seconds: u64,
    },
    /// Password hashes.
    Hashes {
        /// For how long.
        seconds: u64,
    },
    /// A bare axum server that echoes.
    Echo,
}

impl Bare {
    /// Runs it in this process; its figures go to standard output, in one line.
    pub fn run(self) -> Outcome<()> {
        let figures = match self {
            Self::Writer { data, senders, seconds, rate } => writer::run(&data, senders, seconds, rate)?,
            Self::Pages { data, seconds } => pages::run(&data, seconds)?,
            Self::Hashes { seconds } => hashes::run(seconds)?,
            Self::Echo => return echo::run(),
        };
        let words: Vec<String> = figures.iter().map(f64::to_string).collect();
        println!("{}", words.join(" "));
        Ok(())
    }

    fn words(&self) -> Vec<String> {
        let mut words = vec!["bare".to_owned()];
        match self {
            Self::Writer { data, senders, seconds, rate } => {
                words.extend(["writer".into(), data.display().to_string()]);
                words.extend([*senders as u64, *seconds, *rate].map(|number| number.to_string()));
            }
            Self::Pages { data, seconds } => {
                words.extend(["pages".into(), data.display().to_string(), seconds.to_string()]);
            }
            Self::Hashes { seconds } => words.extend(["hashes".into(), seconds.to_string()]),
            Self::Echo => words.push("echo".into()),
        }
        words
    }

    fn spawn(&self) -> Outcome<Child> {
        let mut command = process::on_servers_core(&std::env::current_exe()?);
        Ok(command.args(self.words()).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?)
    }
}

/// The figures of a limit, measured now.
pub fn measure(bare: &Bare) -> Outcome<Vec<f64>> {
    let mut child = bare.spawn()?;
    let mut line = String::new();
    child.stdout.take().ok_or("no standard output")?.read_to_string(&mut line)?;
    child.wait()?;
    let figures: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    if figures.is_empty() { Err(format!("{bare:?} gave no figures").into()) } else { Ok(figures) }
}

/// The running echo server; killed on drop.
pub struct Echo {
    child: Child,
    /// Where it is.
    pub target: Target,
}

impl Echo {
    /// Starts it.
    pub fn start() -> Outcome<Self> {
        let mut child = Bare::Echo.spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no standard output")?).read_line(&mut line)?;
        let target = Target::parse(line.trim())?;
        Ok(Self { child, target })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
