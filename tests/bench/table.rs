//! The table that is printed.

use std::fmt::Write;

/// One figure.
pub struct Row {
    figure: String,
    measured: String,
    limit: String,
    target: String,
    verdict: &'static str,
    busy: String,
}

impl Row {
    /// A figure as it was measured.
    pub fn new(figure: impl Into<String>, measured: impl Into<String>) -> Self {
        let empty = || "–".to_owned();
        Self {
            figure: figure.into(),
            measured: measured.into(),
            limit: empty(),
            target: empty(),
            verdict: "–",
            busy: empty(),
        }
    }

    /// What the machine does without the server, from the same run.
    pub fn limit(mut self, limit: impl Into<String>) -> Self {
        self.limit = limit.into();
        self
    }

    /// What it should be, and whether it is.
    pub fn target(mut self, target: impl Into<String>, is_met: bool) -> Self {
        self.target = target.into();
        self.verdict = if is_met { "met" } else { "short" };
        self
    }

    /// How busy the two processes were.
    pub fn busy(mut self, busy: impl Into<String>) -> Self {
        self.busy = busy.into();
        self
    }

    fn cells(&self) -> [&str; 6] {
        [&self.figure, &self.measured, &self.limit, &self.target, self.verdict, &self.busy]
    }
}

const HEAD: [&str; 6] = ["figure", "measured", "limit in the same run", "target", "verdict", "busy: server / client"];

/// The rows under their head.
pub fn render(rows: &[Row]) -> String {
    let all = std::iter::once(HEAD).chain(rows.iter().map(Row::cells));
    grid(&all.map(|cells| cells.map(str::to_owned).to_vec()).collect::<Vec<_>>())
}

/// A table that Markdown understands and a terminal shows straight; its first row is the head.
pub fn grid(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|cells| cells[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (number, cells) in rows.iter().enumerate() {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        let _ = writeln!(text, "| {} |", padded.collect::<Vec<_>>().join(" | "));
        if number == 0 {
            let rules = widths.iter().map(|width| "-".repeat(*width));
            let _ = writeln!(text, "| {} |", rules.collect::<Vec<_>>().join(" | "));
        }
    }
    text
}

/// A whole number with its thousands set apart.
pub fn thousands(number: f64) -> String {
    let digits = format!("{:.0}", number.max(0.0));
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
