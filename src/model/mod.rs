//! Pure data: ids, people, conversations, messages, sessions, events, and the rules that a value can check by
//! itself. Nothing here reads a file, a clock or a socket.

pub mod address;
pub mod clock;
pub mod conversation;
pub mod event;
#[cfg(debug_assertions)]
pub mod faults;
pub mod ids;
pub mod limits;
pub mod message;
pub mod presence;
pub mod session;
pub mod user;

pub use clock::{Clock, Timestamp};
pub use conversation::{Conversation, ConversationView, Created, LastMessage, NewConversation, PersonRef};
pub use event::{CatchUp, Event, Missed};
pub use ids::{ConversationId, MessageId, SessionId, UserId};
pub use message::{Anchor, Message, MessageText, NewMessage, Page, PageRequest};
pub use presence::Presence;
pub use session::Session;
pub use user::User;
