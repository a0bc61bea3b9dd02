//! What the operator can set, in one struct.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::model::Allowance;

/// How `serve` runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen. `None`: 127.0.0.1:5000, or the next free port.
    pub listen: Option<SocketAddr>,
    /// Further names that the server answers to.
    pub hosts: Vec<String>,
    /// The data directory.
    pub data: PathBuf,
    /// A directory laid over the embedded files.
    pub assets: Option<PathBuf>,
    /// Socket events per second of one socket; 0 for no limit.
    pub rate: u32,
    /// Minutes for which one's own messages may be edited and deleted; 0: for ever.
    pub edit_minutes: u32,
    /// What files people may send.
    pub allowance: Allowance,
    /// Whether to fill an empty database with sample people.
    pub demo: bool,
}
