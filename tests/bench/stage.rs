//! The server that is measured, with people logged in: ours or a peer on sample data, or any other that speaks the
//! contract.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use weigence_chat::model::ids::check_digit;

use crate::client::Target;
use crate::people::{self, Credentials, Person};
use crate::server::{PASSWORD, PEOPLE, Program, Server};
use crate::{Outcome, process};

/// A server with people.
pub struct Stage {
    /// Where it is.
    pub target: Target,
    /// Who is logged in.
    pub people: Vec<Person>,
    /// How many logged in within a second.
    pub logins_per_second: f64,
    /// How it is called in the table.
    pub name: String,
    pid: Option<u32>,
    started: Option<(Server, PathBuf)>,
}

impl Stage {
    /// A server on these data, of which it becomes the only user.
    pub async fn of(program: Program, data: PathBuf, name: String, people: usize) -> Outcome<Self> {
        let server = Server::start(program, &data, 0)?;
        let target = server.target()?;
        let (people, logins_per_second) = people::log_in(&target, sample_people(people)).await?;
        Ok(Self { pid: Some(server.pid()), target, people, logins_per_second, name, started: Some((server, data)) })
    }

    /// A server that somebody else started.
    pub async fn elsewhere(url: &str, users: &Path, pid: Option<u32>) -> Outcome<Self> {
        let target = Target::parse(url)?;
        let text = std::fs::read_to_string(users)?;
        let who = text.lines().filter_map(|line| line.split_once(char::is_whitespace));
        let who: Vec<Credentials> = who.map(|(user, password)| (user.into(), password.trim().into())).collect();
        let (people, logins_per_second) = people::log_in(&target, who).await?;
        if people.len() < 2 {
            return Err("the file of users names fewer than two".into());
        }
        Ok(Self { target, people, logins_per_second, name: url.to_owned(), pid, started: None })
    }

    /// Its process, if it runs on this machine.
    pub fn pid(&self) -> Option<u32> {
        self.pid
    }

    /// The data, if the server is ours.
    pub fn data(&self) -> Option<&Path> {
        let ours = self.started.as_ref().filter(|(server, _)| server.program() == Program::Ours);
        ours.map(|(_, data)| data.as_path())
    }

    /// Stops the server and starts it again at the same place, unless somebody else started it; gives the time that the start
    /// took. Who was logged in still is.
    pub fn restart(&mut self) -> Outcome<Option<Duration>> {
        let Some((server, data)) = self.started.take() else { return Ok(None) };
        let (program, port) = (server.program(), server.port()?);
        server.stop()?;
        let server = Server::start(program, &data, port)?;
        self.pid = Some(server.pid());
        let took = server.started_in();
        self.started = Some((server, data));
        Ok(Some(took))
    }

    /// Stops the server, unless somebody else started it.
    pub fn stop(&mut self) -> Outcome<()> {
        if let Some((server, _)) = self.started.take() {
            server.stop()?;
        }
        Ok(())
    }

    /// The first `most` people, in whole pairs.
    pub fn pairs_of(&self, most: usize) -> &[Person] {
        &self.people[..most.min(self.people.len()) / 2 * 2]
    }
}

/// The keys of the sample data (CONTRACT, `seed`), and the password that the bench gave them.
fn sample_people(most: usize) -> Vec<Credentials> {
    let keys = (0..PEOPLE).map(|number| 10_000_001 + number).take(most);
    keys.map(|digits| (format!("{digits}-{}", check_digit(digits)), PASSWORD.to_owned())).collect()
}

/// How busy the server and the client are over a time.
pub struct Busy {
    server: Option<(u32, Duration)>,
    client: Duration,
    since: Instant,
}

/// What [`Busy`] has seen.
pub struct Used {
    /// Processor seconds of the server.
    pub server: Option<f64>,
    /// Processor seconds of the client.
    pub client: f64,
    /// Seconds on the wall.
    pub wall: f64,
}

impl Busy {
    /// Starts to look.
    pub fn watch(server: Option<u32>) -> Self {
        let own = process::cpu(std::process::id()).unwrap_or_default();
        let server = server.and_then(|pid| Some((pid, process::cpu(pid)?)));
        Self { server, client: own, since: Instant::now() }
    }

    /// What was used since.
    pub fn used(&self) -> Used {
        let own = process::cpu(std::process::id()).unwrap_or_default();
        let server = self.server.and_then(|(pid, before)| Some(process::cpu(pid)?.saturating_sub(before)));
        Used {
            server: server.map(|time| time.as_secs_f64()),
            client: own.saturating_sub(self.client).as_secs_f64(),
            wall: self.since.elapsed().as_secs_f64(),
        }
    }
}

impl Used {
    /// For the table.
    pub fn text(&self) -> String {
        let share = |used: f64| used / self.wall * 100.0;
        let server = self.server.map_or("–".to_owned(), |used| format!("{:.0} %", share(used)));
        let client = share(self.client);
        let remark = if client >= 95.0 { " (client saturated)" } else { "" };
        format!("{server} / {client:.0} %{remark}")
    }
}
