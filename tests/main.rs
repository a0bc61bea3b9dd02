//! The black-box tests: one binary that starts the real server, on a port of its own with a data
//! directory of its own, and drives it as its clients do.
//!
//! - `util` has the server, the people and their sockets; tests read as what people do.
//! - `api`, `realtime`, `cli` follow the three doors of CONTRACT.md.
//! - `limits` sends too much of everything, and what nobody should send.
//! - `crash` kills the server and counts what is left (D-… of RELIABILITY.md).
//! - `faults` damages its files, fills its disk and slows it down (D-05, D-06, D-07, D-13, D-14, D-16).
//! - `joined` tries how the build joins the modules of the page.
//! - `architecture` reads the source, not the program.
//!
//! Nothing here sleeps to let something happen: a test waits for the event, with a time limit.
//! Tests that take more than some seconds are named `slow_…`: `cargo test -- --skip slow_`.

mod api;
mod architecture;
mod cli;
mod crash;
mod faults;
mod joined;
mod limits;
mod realtime;
mod util;
