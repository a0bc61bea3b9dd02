//! What the tests are written with: a server, people, their requests and their sockets.

mod bare;
mod cast;
mod command;
mod database;
mod dir;
mod files;
mod http;
mod live;
mod mount;
mod person;
mod process;
mod proxy;
mod random;
mod server;
mod socketio;
mod wire;

pub use bare::{Bare, FIRST, FURTHER, KeptAlive, PING, TEXT, frame, frame_head};
pub use cast::{CAST, PASSWORD, populate, rut_of};
pub use command::{Outcome, Tool, program, run};
pub use database::Database;
pub use dir::{TempDir, copy_all, fingerprint};
pub use files::{BINARY, text};
pub use http::{Address, Answer, Call, KeptOpen, raw};
pub use live::Live;
pub use mount::{Mount, left_out, succeeds};
pub use person::Person;
pub use proxy::Proxy;
pub use random::Random;
pub use server::{Options, TestServer, spawn};
pub use socketio::Packet;
pub use wire::{Frame, Handshake, Wire};

use std::time::Duration;

/// How long a test waits for something that must happen. Generous, because it is only ever waited
/// out when a test fails, and two cores run everything at once.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Within this, RELIABILITY.md P7 says, who lost a session has lost its connections. The promise is one
/// second; the rest is what a busy test machine may add before it notices.
pub const AT_ONCE: Duration = Duration::from_millis(1_500);

/// A new id as a client makes it.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Whether a text is a time as the contract writes it: `2025-11-25T10:30:00.000Z`.
pub fn is_wire_time(text: &str) -> bool {
    let pattern = b"dddd-dd-ddTdd:dd:dd.dddZ";
    text.len() == pattern.len()
        && text.bytes().zip(pattern).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            other => byte == *other,
        })
}

/// Whether a text is an id as the contract writes it: a lower-case UUID.
pub fn is_wire_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

/// Keeps asking until the answer satisfies; the only way in which a test waits for a state that no event
/// announces.
pub async fn eventually<T, F, Fut>(what: &str, limit: Duration, mut ask: F) -> T
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Option<T>>,
{
    let start = std::time::Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(start.elapsed() < limit, "not within {limit:?}: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
