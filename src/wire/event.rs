//! Names of the events (CONTRACT, Socket.IO).

/// To the client, when it is connected.
pub const CONNECTED: &str = "conectado";
/// From the client: joins a conversation.
pub const JOIN: &str = "unirse_conversacion";
/// To the client: it has joined.
pub const JOINED: &str = "unido_conversacion";
/// From the client: leaves a conversation.
pub const LEAVE: &str = "salir_conversacion";
/// From the client: a message.
pub const SEND: &str = "mensaje_enviar";
/// To the client: a message.
pub const MESSAGE: &str = "mensaje_recibido";
/// From the client: somebody is typing.
pub const TYPING: &str = "escribiendo";
/// To the client: somebody else is typing.
pub const SOMEONE_TYPES: &str = "usuario_escribiendo";
/// To the client: a conversation was made.
pub const NEW_CONVERSATION: &str = "nueva_conversacion";
/// To the client: a conversation was made by its own person, perhaps on another device.
pub const OWN_CONVERSATION: &str = "conversacion_creada";
/// To the client: somebody has come or gone.
pub const PRESENCE: &str = "presencia";
/// To the client: its own person has read, perhaps on another device.
pub const READ: &str = "conversacion_leida";
/// From the client: what came after a number?
pub const CATCH_UP: &str = "sincronizar";
/// To the client: another process changed the database; ask.
pub const CHANGED_ELSEWHERE: &str = "cambios_externos";

/// What the making of a conversation is called, told to its maker or to the others.
pub const fn of_creation(own: bool) -> &'static str {
    if own { OWN_CONVERSATION } else { NEW_CONVERSATION }
}
/// To the client: what it sent was refused.
pub const ERROR: &str = "error";
