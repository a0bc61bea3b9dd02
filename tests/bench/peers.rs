//! Servers of the same contract that others would have written, to be measured beside ours: `tests/bench/peers`.
//! Each opens a copy of the same sample data, is kept on the same core, and commits with `synchronous=FULL`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;
use crate::server::PASSWORD;

/// Where they are.
const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/peers");

/// One of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// Node: what arrived in one turn of the event loop is committed together.
    NodeGrouped,
    /// Node: each message is committed by itself.
    Node,
    /// Flask-SocketIO on gevent, as the first chat was made.
    Flask,
}

impl Peer {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NodeGrouped, Self::Node, Self::Flask];

    /// How it is called in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::NodeGrouped => "Node, grouped commits",
            Self::Node => "Node",
            Self::Flask => "Flask-SocketIO",
        }
    }

    /// Whether what it needs is there; `tests/bench/run --peers` installs it.
    pub fn is_installed(self) -> bool {
        self.folder().join(self.installed()).exists()
    }

    /// Serves `data` on this port of 127.0.0.1, on the server's core.
    pub fn serve(self, data: &Path, port: u16) -> Command {
        let folder = self.folder();
        let mut command = match self {
            Self::NodeGrouped | Self::Node => process::on_servers_core(Path::new("node")),
            Self::Flask => process::on_servers_core(&folder.join(".venv/bin/python")),
        };
        command.arg(folder.join(if self == Self::Flask { "server.py" } else { "server.js" }));
        command.args(["--password", PASSWORD, "--port", &port.to_string(), "--data"]).arg(data);
        if self == Self::NodeGrouped {
            command.arg("--grouped");
        }
        command.env("NODE_ENV", "production");
        command
    }

    fn folder(self) -> PathBuf {
        Path::new(HOME).join(if self == Self::Flask { "flask" } else { "node" })
    }

    /// What is written last when its packages are installed.
    fn installed(self) -> &'static str {
        if self == Self::Flask { ".venv/installed.txt" } else { "node_modules/.installed" }
    }
}
