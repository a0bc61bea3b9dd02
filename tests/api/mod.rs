//! The REST door and the pages: every row and rule of CONTRACT.md, and the edge of RELIABILITY.md §4.

mod access;
mod attachments;
mod bad_input;
mod changes;
mod conversations;
mod events;
mod files;
mod groups;
mod headers;
mod history;
mod host;
mod login;
mod members;
mod order;
mod origin;
mod overlay;
mod pages;
mod presence;
mod reading;
mod search;
mod sending;
mod sessions;
mod throttling;
mod traversal;
mod urgent;
mod users;
