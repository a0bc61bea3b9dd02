//! The durability standard, as far as one process can test it: D-01, D-10, D-11, D-12, D-19.

mod kills;
mod ledger;
mod pragmas;
mod repeats;
mod senders;
mod stop;
