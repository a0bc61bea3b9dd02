//! The Socket.IO door: every event of CONTRACT.md, both transports, and what must end a connection.

mod abuse;
mod bombs;
mod catching_up;
mod connecting;
mod events;
mod fanout;
mod floods;
mod leaving;
mod order;
mod polling;
mod presence;
mod rate;
mod reading;
mod receipts;
mod revocation;
mod sid;
mod slow_readers;
mod stopping;
