//! A line of the table: one figure, of everybody.

use crate::stage::Used;
use crate::table::{grid, thousands};

/// In what a figure is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// More is better; of all others less is.
    PerSecond,
    /// On the wall.
    Milliseconds,
    /// On the wall, or of a processor.
    Seconds,
    /// Of memory.
    KibiBytes,
}

/// What ours should be.
#[derive(Clone, Copy)]
pub enum Goal {
    /// So many times the best peer, where more is better; elsewhere at most this share of it.
    Times(f64),
    /// At most this, whatever the peers are.
    Below(f64),
    /// Nothing was asked.
    Open,
}

/// One figure of one server.
pub struct Finding {
    figure: String,
    unit: Unit,
    goal: Goal,
    value: f64,
    remark: String,
    busy: String,
}

impl Finding {
    /// Measured as this.
    pub fn new(figure: impl Into<String>, unit: Unit, value: f64) -> Self {
        Self { figure: figure.into(), unit, goal: Goal::Open, value, remark: String::new(), busy: "–".to_owned() }
    }

    /// What ours should be.
    pub fn goal(mut self, goal: Goal) -> Self {
        self.goal = goal;
        self
    }

    /// What the table must not keep quiet about.
    pub fn remark(mut self, remark: String) -> Self {
        self.remark = remark;
        self
    }

    /// Who was how busy.
    pub fn busy(mut self, used: &Used) -> Self {
        self.busy = used.text();
        self
    }
}

/// One figure of everybody.
pub struct Line {
    figure: String,
    unit: Unit,
    goal: Goal,
    /// By the server's place; ours is the first, and measured twice.
    found: Vec<Vec<f64>>,
    remarks: Vec<String>,
    /// Ours and the client, the last time.
    busy: String,
}

/// Adds what was found on the server at this place.
pub fn note(lines: &mut Vec<Line>, place: usize, findings: Vec<Finding>) {
    for finding in findings {
        let Finding { figure, unit, goal, value, remark, busy } = finding;
        let known = lines.iter().position(|line| line.figure == figure);
        let known = known.unwrap_or_else(|| {
            lines.push(Line { figure, unit, goal, found: Vec::new(), remarks: Vec::new(), busy: String::new() });
            lines.len() - 1
        });
        let line = &mut lines[known];
        let places = line.found.len().max(place + 1);
        line.found.resize(places, Vec::new());
        line.remarks.resize(places, String::new());
        line.found[place].push(value);
        line.remarks[place].push_str(&remark);
        if place == 0 {
            line.busy = busy;
        }
    }
}

impl Line {
    fn mean(&self, place: usize) -> Option<f64> {
        let found = self.found.get(place).filter(|found| !found.is_empty())?;
        Some(found.iter().sum::<f64>() / found.len() as f64)
    }

    fn best_peer(&self) -> Option<f64> {
        let peers = (1..self.found.len()).filter_map(|place| self.mean(place));
        let better = if self.unit == Unit::PerSecond { f64::max } else { f64::min };
        peers.reduce(better)
    }

    /// Ours over the best peer.
    fn ratio(&self) -> Option<f64> {
        Some(self.mean(0)? / self.best_peer()?)
    }

    fn is_met(&self) -> Option<bool> {
        let is_whole = self.remarks.first().is_none_or(String::is_empty);
        let fits = match self.goal {
            Goal::Open => return None,
            Goal::Below(most) => self.mean(0)? <= most,
            Goal::Times(times) if self.unit == Unit::PerSecond => self.ratio()? >= times,
            Goal::Times(times) => self.ratio()? <= times,
        };
        Some(fits && is_whole)
    }

    /// The mean and, where it was measured twice, both.
    fn cell(&self, place: usize) -> String {
        let Some(mean) = self.mean(place) else { return "–".to_owned() };
        let each = match &self.found[place][..] {
            [first, second] => format!(" ({}, {})", self.unit.number(*first), self.unit.number(*second)),
            _ => String::new(),
        };
        format!("{}{}{each}{}", self.unit.number(mean), self.unit.name(), self.remarks[place])
    }

    fn target(&self) -> String {
        match self.goal {
            Goal::Open => "–".to_owned(),
            Goal::Below(most) => format!("≤ {most}{}", self.unit.name()),
            Goal::Times(times) if self.unit == Unit::PerSecond => format!("{times} × the best peer"),
            Goal::Times(times) => format!("≤ {times} × the best peer"),
        }
    }

    fn cells(&self, servers: usize) -> Vec<String> {
        let mut cells = vec![self.figure.clone()];
        cells.extend((0..servers).map(|place| self.cell(place)));
        cells.push(self.ratio().map_or("–".to_owned(), |ratio| format!("{ratio:.2} × the best peer")));
        cells.push(self.target());
        cells.push(self.is_met().map_or("–", |is_met| if is_met { "met" } else { "short" }).to_owned());
        cells.push(self.busy.clone());
        cells
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::PerSecond => "/s",
            Self::Milliseconds => " ms",
            Self::Seconds => " s",
            Self::KibiBytes => " KiB",
        }
    }

    fn number(self, value: f64) -> String {
        match self {
            Self::PerSecond => thousands(value),
            Self::Milliseconds => format!("{value:.2}"),
            Self::Seconds => format!("{value:.3}"),
            Self::KibiBytes => format!("{value:.1}"),
        }
    }
}

/// The table; the servers' names in the order of their places.
pub fn render(servers: &[&str], lines: &[Line]) -> String {
    let mut head = vec!["figure"];
    head.extend(servers);
    head.extend(["ratio", "target", "verdict", "busy: ours / client"]);
    let head = head.into_iter().map(str::to_owned).collect();
    let rows = lines.iter().map(|line| line.cells(servers.len()));
    grid(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}
