//! Every rule of the chat: one verb a function, `(tx or read, who asks, what) -> Result`. Synchronous, and testable
//! with a database in a temporary directory and nothing else. A door calls one of these and has no rule of its own.

pub mod changes;
pub mod conversations;
pub mod events;
pub mod files;
pub mod groups;
pub mod logins;
pub mod messages;
pub mod passwords;
pub mod presence;
pub mod reads;
pub mod receipts;
pub mod sample;
pub mod search;
#[cfg(test)]
mod tests;
pub mod urgent;
pub mod users;
