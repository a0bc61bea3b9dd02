//! Everything that touches SQLite: the only SQL of the crate.
//!
//! One file a noun; queries take a [`Read`], changes a [`Tx`], which is a `Read` inside the writer's transaction.
//! No rule lives here, and nothing here knows of tasks, HTTP or the command line.

mod backup;
mod boot;
pub mod changes;
mod columns;
mod connection;
pub mod conversations;
mod disk;
mod error;
pub mod extras;
pub mod files;
mod header;
mod health;
mod integrity;
mod job;
mod lock;
pub mod login_failures;
pub mod messages;
mod migrations;
pub mod participants;
#[cfg(test)]
mod plans;
pub mod receipts;
mod restore;
pub mod sample;
pub mod search;
pub mod sessions;
pub mod settings;
mod tx;
pub mod urgent;
pub mod users;
mod watch;
mod writer;

pub use backup::{Report, backup, check};
pub use boot::{Database, Purpose, WriterThread};
pub use connection::Pragma;
pub use job::{Batch, Job, essential, job, repeatable};
pub use lock::InstanceLock;
pub use restore::restore;
pub use tx::{Read, Remembered, Tx};
pub use writer::Writer;

/// The database's file name inside the data directory (CONTRACT).
pub const FILE: &str = "chat.db";
