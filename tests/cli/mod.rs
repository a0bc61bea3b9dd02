//! The command line: every command of CONTRACT.md's table, what it says and how it ends.

mod backup;
mod boot;
mod demo;
mod import;
mod running;
mod seed;
mod serve;
mod upgrade;
mod usage;
mod user;
