//! Weigence Chat: a chat for a store's own network, in one binary.
//!
//! In reading order:
//! - [`model`]: pure data, and the rules that a value checks by itself.
//! - [`db`]: the only SQL: opening, migrations, the writer thread, one file a noun.
//! - [`chat`]: every rule, one verb a function. Knows no task, no HTTP, no socket.
//! - [`files`]: what is in files, beside the database, and small pictures of pictures.
//! - [`app`], [`hub`], [`known`] and [`presence`]: what a door receives: `read`, `write`, who asks, the bus that tells
//!   what was committed, and who is here.
//! - [`wire`]: the contract: every JSON shape that comes in or goes out, with its Spanish names.
//! - [`door`]: what all doors share: who asks, from where, with what body, and how an error is answered.
//! - [`api`] (REST), [`realtime`] (Socket.IO) and [`ui`] (the page): the doors. No door has a rule or SQL.
//! - [`server`]: composes the doors, listens, guards the connections, stops.
//! - [`cli`]: one file a command.
//!
//! Invariants:
//! - Acknowledged means committed and synced; nothing is told before its commit.
//! - Authorisation is the query: a conversation is loaded through the asker's participation.
//! - Order, paging, unread counts and read marks go by sequence, never by clock.
//! - Every field that a client can send has a maximum ([`model::limits`]); every queue is bounded.
//! - No request leaves the machine.
//! - Imports go one way: `main → cli → server → {api, realtime, ui} → door → app → {chat, hub, known, presence, wire} → db → files → model → error`.

pub mod api;
pub mod app;
pub mod chat;
pub mod cli;
pub mod config;
pub mod db;
pub mod door;
pub mod error;
pub mod files;
pub mod hub;
pub mod known;
pub mod model;
pub mod presence;
pub mod realtime;
pub mod server;
pub mod ui;
pub mod wire;
