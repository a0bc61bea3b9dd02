//! From the start of the process to the line that says it accepts connections, and to the first answer.

use std::time::Instant;

use super::Bench;
use crate::Outcome;
use crate::http::Connection;
use crate::server::bare_start;
use crate::stage::Stage;
use crate::stats::Spread;
use crate::table::Row;

/// The rows; none for a server that isn't ours to start.
pub async fn run(bench: &Bench, stage: &mut Stage) -> Outcome<Vec<Row>> {
    let (mut lines, mut answers, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..if bench.quick { 3 } else { 20 } {
        let Some(line) = stage.restart()? else { return Ok(Vec::new()) };
        let asked = Instant::now();
        Connection::open(&stage.target).await?.get("/healthz", "").await?.expect(&[200])?;
        lines.push(u64::try_from(line.as_nanos())?);
        answers.push(u64::try_from((line + asked.elapsed()).as_nanos())?);
        bare.push(u64::try_from(bare_start()?.as_nanos())?);
    }
    let (lines, answers, bare) = (Spread::of(lines), Spread::of(answers), Spread::of(bare));
    let row = Row::new(
        format!("cold start, {}, to «Servidor en» / to the first answer", stage.name),
        format!("{:.0} / {:.0} ms (slowest {:.0} ms)", lines.ms(0.5), answers.ms(0.5), answers.ms(1.0)),
    );
    let row = row.limit(format!("the program's --help {:.0} ms", bare.ms(0.5)));
    Ok(vec![row.target("≤ 50 ms", answers.ms(0.5) <= 50.0)])
}
