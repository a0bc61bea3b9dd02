//! The contract: every JSON shape that comes in or goes out, with its Spanish names.
//!
//! What comes in is in `input`, what the events are called in `event`; the rest goes out: people, conversations and all
//! that is small here, messages in `message`, groups in `group`, files in `file`, what catches a client up in
//! `caught_up`.

mod caught_up;
pub mod event;
mod file;
mod group;
mod input;
mod message;

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

use crate::error::Error;
use crate::model::{
    Conversation, ConversationId, ConversationView, Created, GroupRole, MessageId, Presence, Standing, User, UserId,
};
use caught_up::NewConversationOut;
pub use caught_up::{ack_caught_up, caught_up};
pub use file::{upload, wrong_offset};
use group::role_name;
pub use group::{group, group_event, joined_group_event, left_event};
pub use input::*;
pub use message::*;

/// USUARIO.
#[derive(Serialize)]
struct UserOut<'a> {
    id: &'a str,
    nombre: &'a str,
    apellido: &'a str,
    nombre_completo: &'a str,
    email: &'a str,
    rol: &'a str,
    iniciales: String,
}

impl<'a> UserOut<'a> {
    fn of(user: &'a User) -> Self {
        let nombre = user.name.split_whitespace().next().unwrap_or_default();
        Self {
            id: user.id.as_str(),
            nombre,
            apellido: "",
            nombre_completo: &user.name,
            email: &user.email,
            rol: &user.role,
            iniciales: initials(nombre),
        }
    }
}

fn initials(first_name: &str) -> String {
    first_name.chars().filter(|c| c.is_alphabetic()).take(2).flat_map(char::to_uppercase).collect()
}

/// CONV, as one of its people sees it.
#[derive(Serialize)]
struct ConversationOut<'a> {
    id: ConversationId,
    nombre: String,
    es_grupal: bool,
    participantes: Vec<UserOut<'a>>,
    ultimo_mensaje: Option<LastMessageOut<'a>>,
    ultima_actualizacion: &'a str,
    mensajes_no_leidos: i64,
    /// How many of those name the asker, where it is a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    menciones_no_leidas: Option<i64>,
    /// How the others stand in it.
    estados: Vec<StandingOut<'a>>,
    /// What was said up to this number was said before the asker came.
    #[serde(skip_serializing_if = "is_zero")]
    mi_entrada: i64,
    /// The asker's own role, where it is a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    mi_rol_grupo: Option<&'static str>,
    /// Whether only admins write, where it is a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    solo_admins: Option<bool>,
}

/// How one of the others stands in a conversation: all up to these numbers they have read, and received.
#[derive(Serialize)]
struct StandingOut<'a> {
    usuario_id: &'a str,
    leido: i64,
    recibido: i64,
    /// What was said up to this number was said before they came.
    #[serde(skip_serializing_if = "is_zero")]
    entrada: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    rol_grupo: Option<&'static str>,
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

#[derive(Serialize)]
struct LastMessageOut<'a> {
    id: MessageId,
    contenido: &'a str,
    fecha_envio: &'a str,
    usuario_id: &'a str,
    editado: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    es_sistema: bool,
    n: i64,
}

impl<'a> ConversationOut<'a> {
    /// As it was made.
    fn of(conversation: &'a Conversation, others: impl Iterator<Item = &'a User>, role: GroupRole) -> Self {
        let people: Vec<&User> = others.collect();
        let standing = |person: &User| {
            let is_owner = conversation.is_group && person.id == conversation.created_by;
            Standing { role: if is_owner { GroupRole::Owner } else { GroupRole::Member }, ..Standing::default() }
        };
        let standings = people.iter().map(|person| standing(person)).collect::<Vec<_>>();
        Self::with(conversation, &people, &standings, role)
    }

    fn with(conversation: &'a Conversation, people: &[&'a User], standings: &[Standing], role: GroupRole) -> Self {
        let participantes: Vec<UserOut<'a>> = people.iter().map(|person| UserOut::of(person)).collect();
        let is_group = conversation.is_group;
        let standings = people.iter().zip(standings).map(|(person, standing)| StandingOut {
            usuario_id: person.id.as_str(),
            leido: standing.read,
            recibido: standing.received.max(standing.read),
            entrada: standing.joined,
            rol_grupo: is_group.then(|| role_name(standing.role)),
        });
        Self {
            id: conversation.id,
            nombre: name_of(conversation, &participantes),
            es_grupal: is_group,
            estados: standings.collect(),
            participantes,
            ultimo_mensaje: None,
            ultima_actualizacion: &conversation.updated_at,
            mensajes_no_leidos: 0,
            menciones_no_leidas: is_group.then_some(0),
            mi_entrada: 0,
            mi_rol_grupo: is_group.then(|| role_name(role)),
            solo_admins: is_group.then_some(false),
        }
    }

    /// Nobody is among the others of their own.
    fn without(mut self, person: &UserId) -> Self {
        self.participantes.retain(|one| one.id != person.as_str());
        self.estados.retain(|one| one.usuario_id != person.as_str());
        self
    }

    fn of_view(view: &'a ConversationView) -> Self {
        let last = view.last_message.as_ref().map(|last| LastMessageOut {
            id: last.id,
            contenido: &last.content,
            fecha_envio: &last.sent_at,
            usuario_id: last.author.as_str(),
            editado: last.edited,
            es_sistema: last.is_system,
            n: last.seq,
        });
        let people: Vec<&User> = view.others.iter().map(|user| &**user).collect();
        Self {
            ultimo_mensaje: last,
            mensajes_no_leidos: view.unread,
            menciones_no_leidas: view.conversation.is_group.then_some(view.mentions),
            mi_entrada: view.joined,
            solo_admins: view.conversation.is_group.then_some(view.announces),
            ..Self::with(&view.conversation, &people, &view.standings, view.role)
        }
    }
}

/// A group has its own name; a 1:1 is named after the other, as seen by whoever asks.
fn name_of(conversation: &Conversation, others: &[UserOut<'_>]) -> String {
    match (&conversation.name, others.first()) {
        (Some(name), _) => name.clone(),
        (None, Some(other)) => format!("Chat con {}", other.nombre),
        (None, None) => "Chat".to_owned(),
    }
}

fn text(shape: &impl Serialize) -> String {
    // Strings, numbers and lists of them always have a JSON form.
    serde_json::to_string(shape).unwrap_or_default()
}

/// For the socket: written once and not read again, as making it from a text would.
fn raw(shape: &impl Serialize) -> Arc<RawValue> {
    to_raw_value(shape).map_or_else(|_| RawValue::NULL.to_owned().into(), Arc::from)
}

/// `{"usuario": USUARIO}`.
pub fn login(user: &User) -> String {
    text(&json!({"usuario": UserOut::of(user)}))
}

/// `{"usuarios": [USUARIO…]}`.
pub fn users(users: &[User]) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        usuarios: Vec<UserOut<'a>>,
    }
    text(&Out { usuarios: users.iter().map(UserOut::of).collect() })
}

/// `{"conversaciones": [CONV…], "n"}`: everything up to event `newest` is in it.
pub fn conversations(views: &[ConversationView], newest: i64) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        conversaciones: Vec<ConversationOut<'a>>,
        n: i64,
    }
    text(&Out { conversaciones: views.iter().map(ConversationOut::of_view).collect(), n: newest })
}

/// The answer to making a conversation.
pub fn created(created: &Created) -> String {
    let ConversationOut { id, nombre, es_grupal, participantes, .. } = ConversationOut::of_view(&created.view);
    text(&json!({
        "conversacion": {
            "id": id, "nombre": nombre, "es_grupal": es_grupal, "creado": created.created,
            "participantes": participantes,
        },
        "conversacion_id": id,
    }))
}

/// `{"success": true}`.
pub const SUCCESS: &str = r#"{"success":true}"#;
/// What `/healthz` answers.
pub const HEALTHY: &str = r#"{"estado":"ok"}"#;
/// The acknowledgement of an event that has nothing to say.
pub const ACK: &str = r#"{"ok":true}"#;

/// What `/healthz` answers while people can read but not write, and why.
pub fn read_only(trouble: &Error) -> String {
    text(&json!({"estado": "solo lectura", "motivo": trouble.message}))
}

/// `{"error": "…"}`.
pub fn error(error: &Error) -> String {
    text(&json!({"error": error.message}))
}

/// The payload of `error` on the socket.
pub fn error_event(error: &Error) -> String {
    text(&json!({"mensaje": error.message}))
}

/// The acknowledgement of an event that failed.
pub fn ack_error(error: &Error) -> String {
    text(&json!({"ok": false, "error": error.message}))
}

/// The payload of `conectado`: whatever comes after event `newest` will be told on this socket.
pub fn connected(newest: i64) -> String {
    text(&json!({"mensaje": "Conectado al chat en tiempo real", "n": newest}))
}

/// The payload of `cambios_externos`: another process changed the database, up to this number.
pub fn changed_elsewhere(newest: i64) -> String {
    text(&json!({"n": newest}))
}

/// The payload of `nueva_conversacion`, and of `conversacion_creada`, as `receiver` sees it.
pub fn conversation_event<'a>(
    conversation: &'a Conversation,
    members: impl Iterator<Item = &'a User>,
    receiver: &UserId,
    seq: i64,
) -> String {
    let others = members.filter(|member| member.id != *receiver);
    let is_owner = conversation.is_group && conversation.created_by == *receiver;
    let role = if is_owner { GroupRole::Owner } else { GroupRole::Member };
    text(&NewConversationOut { conversacion: ConversationOut::of(conversation, others, role), n: seq })
}

/// The payload of `mensajes_leidos`.
pub fn read_up_to_event(conversation: ConversationId, reader: &UserId, up_to: i64) -> String {
    text(&json!({"conversacion_id": conversation, "usuario_id": reader.as_str(), "hasta": up_to}))
}

/// The payload of `mensajes_recibidos`.
pub fn received_event(person: &UserId, up_to: i64) -> String {
    text(&json!({"usuario_id": person.as_str(), "hasta": up_to}))
}

/// The payload of `usuario_dejo_de_escribir`.
pub fn stopped_typing(conversation: ConversationId, user: &UserId) -> String {
    text(&json!({"conversacion_id": conversation, "usuario_id": user.as_str()}))
}

/// The payload of `unido_conversacion`.
pub fn joined(conversation: ConversationId) -> String {
    text(&json!({"conversacion_id": conversation, "mensaje": "Te has unido a la conversación"}))
}

/// The payload of `usuario_escribiendo`.
pub fn typing(conversation: ConversationId, user: &User) -> String {
    text(&json!({"conversacion_id": conversation, "usuario_id": user.id.as_str(), "nombre": user.name}))
}

/// Whether one person is here.
#[derive(Serialize)]
struct PresenceOut<'a> {
    usuario_id: &'a str,
    en_linea: bool,
    visto: Option<&'a str>,
}

impl<'a> PresenceOut<'a> {
    fn of(presence: &'a Presence) -> Self {
        Self { usuario_id: presence.user.as_str(), en_linea: presence.online, visto: presence.seen.as_deref() }
    }
}

/// `{"presencia": [{"usuario_id", "en_linea", "visto"}…]}`.
pub fn presence(people: &[Presence]) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        presencia: Vec<PresenceOut<'a>>,
    }
    text(&Out { presencia: people.iter().map(PresenceOut::of).collect() })
}

/// The payload of `presencia`.
pub fn presence_event(presence: &Presence) -> Arc<RawValue> {
    raw(&PresenceOut::of(presence))
}

/// The payload of `conversacion_leida`.
pub fn read_event(conversation: ConversationId, unread: i64, up_to: Option<MessageId>) -> String {
    let (id, up_to) = (conversation.to_string(), up_to.map(|id| id.to_string()));
    text(&json!({"conversacion_id": id, "mensajes_no_leidos": unread, "mensaje_id": up_to}))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_user_is_as_the_contract_shows() {
        let user = User {
            id: UserId::stored("1-9".into()),
            name: "Juan Pérez".into(),
            email: String::new(),
            role: "dueño".into(),
            active: true,
        };
        let shape: Value = serde_json::from_str(&login(&user)).unwrap();
        assert_eq!(
            shape,
            json!({"usuario": {"id": "1-9", "nombre": "Juan", "apellido": "", "nombre_completo": "Juan Pérez",
                "email": "", "rol": "dueño", "iniciales": "JU"}})
        );
    }
}
