//! What happens at each limit, and under whatever is sent without regard for them.

mod bodies;
mod descriptors;
mod events;
mod flood;
mod grammar;
mod login_storm;
mod panics;
mod questions;
mod slow;
mod table;
mod uploads;
mod waiting;
