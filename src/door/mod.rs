//! What all doors share: who asks, from where, with what body, in whose turn, and how an error is answered.

pub mod body;
pub mod connection;
pub mod cookie;
pub mod frames;
pub mod identity;
pub mod origin;
pub mod path;
pub mod respond;
pub mod standing;
pub mod turns;

pub use connection::Connection;
pub use identity::{Actor, Caller};
pub use path::InPath;

/// Waits until the server stops.
pub async fn stopped(stopping: &mut tokio::sync::watch::Receiver<bool>) {
    // An error means that the server is gone already.
    stopping.wait_for(|stopping| *stopping).await.ok();
}
