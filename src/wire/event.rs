//! Names of the events (CONTRACT, Socket.IO).

use crate::model::Change;

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
/// To the client: a message has another text.
pub const EDITED: &str = "mensaje_editado";
/// To the client: a message was deleted.
pub const DELETED: &str = "mensaje_eliminado";
/// To the client: somebody reacted to a message, or took a reaction back.
pub const REACTED: &str = "mensaje_reaccionado";
/// To the client: a message was pinned, or is so no more.
pub const PINNED: &str = "mensaje_fijado";
/// To the client: somebody has acknowledged an urgent message.
pub const ACKNOWLEDGED: &str = "mensaje_confirmado";
/// To a client that catches up: a message is another one now, whatever was done to it.
pub const CHANGED: &str = "mensaje_cambiado";
/// To the client: its own person starred a message, or does so no more.
pub const STARRED: &str = "mensaje_destacado";
/// To the client: a group's name, people, roles or rules are others now.
pub const GROUP_CHANGED: &str = "grupo_cambiado";
/// To the client: its own person is in a group no more.
pub const LEFT_GROUP: &str = "conversacion_quitada";
/// To the client: somebody else has read more of a conversation.
pub const MESSAGES_READ: &str = "mensajes_leidos";
/// To the client: more has reached somebody else. From the client: more has reached this device.
pub const MESSAGES_RECEIVED: &str = "mensajes_recibidos";
/// To the client: somebody else has stopped typing.
pub const SOMEONE_STOPPED_TYPING: &str = "usuario_dejo_de_escribir";

/// What a change of a message is called.
pub const fn of_change(change: Change) -> &'static str {
    match change {
        Change::Edited => EDITED,
        Change::Deleted => DELETED,
        Change::Reacted => REACTED,
        Change::Pinned => PINNED,
        Change::Acknowledged => ACKNOWLEDGED,
    }
}

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
