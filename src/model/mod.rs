//! Pure data: ids, people, conversations, messages, sessions, events, and the rules that a value can check by
//! itself. Nothing here reads a file, a clock or a socket.

pub mod address;
pub mod attachment;
pub mod clock;
pub mod conversation;
pub mod event;
pub mod extras;
#[cfg(debug_assertions)]
pub mod faults;
pub mod filetype;
pub mod ids;
pub mod limits;
pub mod message;
pub mod presence;
pub mod receipt;
pub mod search;
pub mod session;
pub mod user;

pub use attachment::{Allowance, Attachment, Content, FileName, Upload};
pub use clock::{Clock, Timestamp};
pub use conversation::{
    Conversation, ConversationView, Created, Group, LastMessage, NewConversation, PersonRef, Standing,
};
pub use event::{CatchUp, Event, Missed};
pub use extras::{Change, Emoji, Extras, GroupRole, Mention, Quote, Reaction, Said, Traits};
pub use ids::{ConversationId, FileId, MessageId, SessionId, UserId};
pub use message::{Anchor, Message, MessageText, NewMessage, Page, PageRequest, Wishes};
pub use presence::Presence;
pub use receipt::Receipt;
pub use session::Session;
pub use user::User;
