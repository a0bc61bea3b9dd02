//! Panics on demand, so that tests see what a fault of ours leaves behind (RELIABILITY R-16). Only a build with debug
//! assertions has this file: what is called here is nothing that a store runs.

use std::fmt::Display;

/// Where a panic can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Where a door reads what came in.
    Door,
    /// Inside a query, or inside a change in the writer.
    Query,
    /// In a task that answers one event or lets one socket in.
    Answer,
    /// While a change is told to the sockets.
    Telling,
}

impl Place {
    /// What asks for it: an id like any other, fit for a conversation, a person and a text.
    pub fn id(self) -> &'static str {
        match self {
            Self::Door => "fa110000-0000-4000-8000-000000000001",
            Self::Query => "fa110000-0000-4000-8000-000000000002",
            Self::Answer => "fa110000-0000-4000-8000-000000000003",
            Self::Telling => "fa110000-0000-4000-8000-000000000004",
        }
    }
}

/// Panics if `said` is the id of this place; hyphens don't count, because a RUT has no room for them.
///
/// # Panics
/// That is what it is for.
pub fn strike(place: Place, said: impl Display) {
    let plain = |text: &str| text.replace('-', "");
    assert!(plain(&said.to_string()) != plain(place.id()), "pánico pedido por una prueba: {place:?}");
}
