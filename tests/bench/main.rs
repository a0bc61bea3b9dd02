//! The bench: one command, one table, every figure beside its limit from the same run.
//!
//! ```sh
//! tests/bench/run                       # everything; the first time it makes 6 million messages, which takes minutes
//! tests/bench/run --quick               # everything with less of it, to see that the bench itself works
//! tests/bench/run --only throughput latency
//! tests/bench/run --peers               # ours beside other servers of the same contract, with ratios
//! tests/bench/run --against http://127.0.0.1:5000 --users FILE [--pid PID] [--only …]
//! ```
//!
//! The last form measures any server that speaks the contract. `FILE` has a line for each person: what is typed as
//! `usuario`, a space, the password; 250 people for the figures of our own table. With `--pid` (and the server on this
//! machine) memory and processor time are told too. To be fair, keep that server on one core as ours is:
//! `taskset -c 0 …`, and without a limit on events (`serve --rate 0`).
//!
//! `--peers` installs the servers in `tests/bench/peers` (Node with better-sqlite3, committing each message or groups of
//! them; Flask-SocketIO) and measures ours beside them: the same scenarios on copies of the same data, on the same core,
//! each scenario on everybody before the next one, ours first and last. Its targets are ratios to the best of them.
//!
//! - [`client`], [`http`]: what speaks to the server. [`people`]: who. [`stage`], [`server`]: the server and its data.
//! - [`scenarios`]: what is measured, one a file. [`bare`]: the limits. [`peers`], [`contest`]: the others beside ours.
//! - [`stats`], [`pace`], [`process`], [`table`]: times, the schedule, what the system says, what is printed.
//!
//! The server and the limits run on core 0, this client on core 1; where the client was the one that could do no
//! more, the table says so. No figure makes the bench fail; a server that refuses or loses a message is told in its row.
//! Sample data are kept in `target/bench-data`, or where `--data` says.

mod bare;
mod client;
mod contest;
mod http;
mod pace;
mod peers;
mod people;
mod plan;
mod process;
mod scenarios;
mod server;
mod stage;
mod stats;
mod table;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// What can go wrong with measuring.
pub type Fault = Box<dyn Error + Send + Sync>;
/// What measuring gives.
pub type Outcome<T> = Result<T, Fault>;

/// Measures the server, and says what the machine allows.
#[derive(Parser)]
struct Arguments {
    /// Short and small: the figures are to be seen, not to be believed
    #[arg(long)]
    quick: bool,
    /// Only these of: throughput pairs ids latency rest history fanout memory start login restart search
    #[arg(long, num_args = 1.., value_parser = plan::NAMES)]
    only: Vec<String>,
    /// Ours beside the servers in tests/bench/peers
    #[arg(long, conflicts_with = "against")]
    peers: bool,
    /// Another server that speaks the contract
    #[arg(long, value_name = "URL", requires = "users")]
    against: Option<String>,
    /// Who can log in there: a line for each, `usuario password`
    #[arg(long, value_name = "FILE", requires = "against")]
    users: Option<PathBuf>,
    /// The other server's process, for its memory and processor time
    #[arg(long, requires = "against")]
    pid: Option<u32>,
    /// Where sample data are made and kept (target/bench-data): the disk that it is on is the one that is measured
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// What cargo says
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    hidden: Option<Hidden>,
}

#[derive(clap::Subcommand)]
enum Hidden {
    /// A limit, in a process of its own
    #[command(subcommand, hide = true)]
    Bare(bare::Bare),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.hidden {
        Some(Hidden::Bare(limit)) => limit.run(),
        None => measure(arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("bench: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: Arguments) -> Outcome<()> {
    let machine = process::machine();
    let is_pinned = process::pin_client();
    if let Some(dir) = arguments.data {
        server::keep_data_in(dir);
    }
    let plan = plan::Plan::new(arguments.quick, arguments.only);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (table, fault) = runtime.block_on(async {
        match (arguments.against, arguments.users) {
            _ if arguments.peers => plan.compared().await.map(|compared| (compared.table, compared.fault)),
            (Some(url), Some(users)) => Ok(plan.elsewhere(&url, &users, arguments.pid).await.told()),
            _ => Ok(plan.ours().await.told()),
        }
    })?;
    println!("\n{machine}{}\n", if is_pinned { "" } else { ", nothing kept on a core of its own" });
    println!("{table}");
    match fault {
        None => Ok(()),
        Some(fault) => Err(fault),
    }
}
