//! The contract on one screen: every JSON shape that comes in or goes out, with its Spanish names.
//!
//! Input is read from a parsed [`Value`], field by field, because the contract's rules are finer than a derive:
//! `null` is absent, ids come in any case, a wrong type is the same error as a missing field, unknown keys are
//! ignored. Malformed input is told before a missing permission.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::model::conversation::group_name;
use crate::model::{
    CatchUp, Conversation, ConversationId, ConversationView, Created, Message, MessageId, MessageText, Missed,
    NewConversation, NewMessage, Page, PageRequest, PersonRef, Presence, User, UserId, limits,
};

// ---- What goes out ----

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

/// MENSAJE. Its USUARIO may be written already.
#[derive(Serialize)]
struct MessageOut<'a, U> {
    id: MessageId,
    conversacion_id: ConversationId,
    usuario_id: &'a str,
    contenido: &'a str,
    fecha_envio: &'a str,
    editado: bool,
    eliminado: bool,
    usuario: U,
    es_propio: bool,
    n: i64,
}

impl<'a> MessageOut<'a, UserOut<'a>> {
    fn of(message: &'a Message, author: &'a User, own: bool) -> Self {
        Self::by(message, UserOut::of(author), own)
    }
}

impl<'a, U> MessageOut<'a, U> {
    fn by(message: &'a Message, author: U, own: bool) -> Self {
        Self {
            id: message.id,
            conversacion_id: message.conversation,
            usuario_id: message.author.as_str(),
            contenido: &message.content,
            fecha_envio: &message.sent_at,
            editado: message.edited,
            eliminado: message.deleted,
            usuario: author,
            es_propio: own,
            n: message.seq,
        }
    }
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
}

#[derive(Serialize)]
struct LastMessageOut<'a> {
    id: MessageId,
    contenido: &'a str,
    fecha_envio: &'a str,
    usuario_id: &'a str,
    editado: bool,
    n: i64,
}

impl<'a> ConversationOut<'a> {
    fn of(conversation: &'a Conversation, others: impl Iterator<Item = &'a User>) -> Self {
        let participantes: Vec<UserOut<'a>> = others.map(UserOut::of).collect();
        Self {
            id: conversation.id,
            nombre: name_of(conversation, &participantes),
            es_grupal: conversation.is_group,
            participantes,
            ultimo_mensaje: None,
            ultima_actualizacion: &conversation.updated_at,
            mensajes_no_leidos: 0,
        }
    }

    fn of_view(view: &'a ConversationView) -> Self {
        let last = view.last_message.as_ref().map(|last| LastMessageOut {
            id: last.id,
            contenido: &last.content,
            fecha_envio: &last.sent_at,
            usuario_id: last.author.as_str(),
            editado: last.edited,
            n: last.seq,
        });
        let others = view.others.iter().map(|user| &**user);
        Self { ultimo_mensaje: last, mensajes_no_leidos: view.unread, ..Self::of(&view.conversation, others) }
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

/// `{"mensajes": [MENSAJE…], "hay_mas": bool}` as `asker` sees it.
pub fn page(page: &Page, asker: &UserId) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        mensajes: Vec<MessageOut<'a, &'a RawValue>>,
        hay_mas: bool,
    }
    // A hundred messages have few authors: each is written once.
    let mut authors: HashMap<&UserId, Arc<RawValue>> = HashMap::new();
    for (_, author) in &page.messages {
        authors.entry(&author.id).or_insert_with(|| raw(&UserOut::of(author)));
    }
    let own = |message: &Message| message.author == *asker;
    let messages = page.messages.iter().map(|(message, author)| {
        let author: &RawValue = authors.get(&author.id).map_or(RawValue::NULL, |author| author);
        MessageOut::by(message, author, own(message))
    });
    text(&Out { mensajes: messages.collect(), hay_mas: page.more })
}

/// `{"mensaje": MENSAJE}` for who sent it.
pub fn sent(message: &Message, author: &User) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        mensaje: MessageOut<'a, UserOut<'a>>,
    }
    text(&Out { mensaje: MessageOut::of(message, author, true) })
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

/// The acknowledgement of a message that is durable.
pub fn ack_sent(message: &Message, author: &User) -> Arc<RawValue> {
    #[derive(Serialize)]
    struct Out<'a> {
        ok: bool,
        mensaje: MessageOut<'a, UserOut<'a>>,
    }
    raw(&Out { ok: true, mensaje: MessageOut::of(message, author, true) })
}

/// The payload of `conectado`: whatever comes after event `newest` will be told on this socket.
pub fn connected(newest: i64) -> String {
    text(&json!({"mensaje": "Conectado al chat en tiempo real", "n": newest}))
}

/// The payload of `cambios_externos`: another process changed the database, up to this number.
pub fn changed_elsewhere(newest: i64) -> String {
    text(&json!({"n": newest}))
}

/// `{"eventos": [{"evento", "datos"}…], "hasta", "hay_mas", "recargar"}`.
pub fn caught_up(caught_up: &CatchUp, asker: &UserId) -> String {
    text(&CaughtUpOut::of(caught_up, asker))
}

/// The acknowledgement of `sincronizar`: `"ok": true` and the same.
pub fn ack_caught_up(caught_up: &CatchUp, asker: &UserId) -> Arc<RawValue> {
    #[derive(Serialize)]
    struct Out {
        ok: bool,
        #[serde(flatten)]
        caught_up: CaughtUpOut,
    }
    raw(&Out { ok: true, caught_up: CaughtUpOut::of(caught_up, asker) })
}

#[derive(Serialize)]
struct CaughtUpOut {
    eventos: Vec<Box<RawValue>>,
    hasta: i64,
    hay_mas: bool,
    recargar: bool,
}

/// An event that was missed, as the socket would have told it.
#[derive(Serialize)]
struct MissedOut<'a> {
    n: i64,
    evento: &'static str,
    datos: MissedData<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum MissedData<'a> {
    Message(MessageOut<'a, UserOut<'a>>),
    Conversation(NewConversationOut<'a>),
}

#[derive(Serialize)]
struct NewConversationOut<'a> {
    conversacion: ConversationOut<'a>,
    n: i64,
}

impl CaughtUpOut {
    /// As many of the events as fit, one at least; what they take is known only now that they are written.
    fn of(caught_up: &CatchUp, asker: &UserId) -> Self {
        let CatchUp { missed, up_to, more, reload } = caught_up;
        let mut out =
            Self { eventos: Vec::with_capacity(missed.len()), hasta: *up_to, hay_mas: *more, recargar: *reload };
        let mut bytes = 0;
        for (at, one) in missed.iter().enumerate() {
            let event = to_raw_value(&MissedOut::of(one, asker)).unwrap_or_default();
            bytes += event.get().len();
            if at > 0 && bytes > limits::PAGE_EVENTS_BYTES {
                (out.hasta, out.hay_mas) = (missed[at - 1].seq(), true);
                break;
            }
            out.eventos.push(event);
        }
        out
    }
}

impl<'a> MissedOut<'a> {
    fn of(missed: &'a Missed, asker: &UserId) -> Self {
        let (evento, datos) = match missed {
            Missed::Message(message, author) => {
                (event::MESSAGE, MissedData::Message(MessageOut::of(message, author, message.author == *asker)))
            }
            Missed::Conversation { view, seq } => {
                // As it was made, without messages: those come after it, and would count twice.
                let others = view.others.iter().map(|user| &**user);
                let conversacion = ConversationOut::of(&view.conversation, others);
                let data = NewConversationOut { conversacion, n: *seq };
                (event::of_creation(view.conversation.created_by == *asker), MissedData::Conversation(data))
            }
        };
        Self { n: missed.seq(), evento, datos }
    }
}

/// The payload of `mensaje_recibido`.
pub fn message_event(message: &Message, author: &User, own: bool) -> Arc<RawValue> {
    raw(&MessageOut::of(message, author, own))
}

/// The payload of `nueva_conversacion`, and of `conversacion_creada`, as `receiver` sees it.
pub fn conversation_event<'a>(
    conversation: &'a Conversation,
    members: impl Iterator<Item = &'a User>,
    receiver: &UserId,
    seq: i64,
) -> String {
    let others = members.filter(|member| member.id != *receiver);
    text(&NewConversationOut { conversacion: ConversationOut::of(conversation, others), n: seq })
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

/// Names of the events (CONTRACT, Socket.IO).
pub mod event {
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
}

// ---- What comes in ----

/// A request's body, or an event's payload: an object.
fn field<'a>(body: &'a Value, name: &str) -> Result<Option<&'a Value>> {
    let object = body.as_object().ok_or_else(Error::missing)?;
    Ok(object.get(name).filter(|value| !value.is_null()))
}

/// A text that may be absent; `""` is absent too.
fn optional_text<'a>(body: &'a Value, name: &str) -> Result<Option<&'a str>> {
    match field(body, name)? {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some(_) => Err(Error::missing()),
    }
}

fn required_text<'a>(body: &'a Value, name: &str) -> Result<&'a str> {
    optional_text(body, name)?.ok_or_else(Error::missing)
}

/// A text that is no id is no conversation of anybody's.
fn conversation_id(text: &str) -> Result<ConversationId> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Door, text);
    ConversationId::parse(text).ok_or_else(Error::no_access)
}

/// The conversation of a request that names nothing else.
pub fn conversation_of(body: &Value) -> Result<ConversationId> {
    conversation_id(required_text(body, "conversacion_id")?)
}

/// `{"conversacion_id", "contenido", "id"?}`.
pub fn new_message(body: &Value) -> Result<NewMessage> {
    let conversation = required_text(body, "conversacion_id")?;
    let text = MessageText::parse(required_text(body, "contenido")?)?;
    let id = optional_text(body, "id")?;
    let id = id.map(|id| MessageId::parse(id).ok_or_else(Error::missing)).transpose()?;
    Ok(NewMessage { conversation: conversation_id(conversation)?, text, id })
}

/// A conversation to be marked as read, and up to which message; the inner `None` is no message's id.
pub type MarkRead = (ConversationId, Option<Option<MessageId>>);

/// `{"conversacion_id", "mensaje_id"?}`.
pub fn mark_read(body: &Value) -> Result<MarkRead> {
    let conversation = required_text(body, "conversacion_id")?;
    let up_to = optional_text(body, "mensaje_id")?.map(MessageId::parse);
    Ok((conversation_id(conversation)?, up_to))
}

/// `?limit=&antes_de=` with the conversation from the path or from `?conversacion_id=`.
pub fn page_request(conversation: Option<&str>, query: &[(String, String)]) -> Result<(ConversationId, PageRequest)> {
    let value = |name: &str| {
        query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    };
    let limit = value("limit").map_or(Ok(limits::PAGE_MESSAGES), clamped_limit)?;
    let before = value("antes_de").map(MessageId::parse);
    let conversation = conversation.or_else(|| value("conversacion_id")).ok_or_else(Error::missing)?;
    Ok((conversation_id(conversation)?, PageRequest { limit, before }))
}

/// `?desde=&limit=`.
pub fn since_query(query: &[(String, String)]) -> Result<(i64, usize)> {
    let value = |name: &str| {
        query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    };
    let since = value("desde").ok_or_else(Error::missing)?;
    let since = since
        .parse()
        .ok()
        .filter(|since| *since >= 0)
        .ok_or_else(|| Error::invalid("El parámetro desde debe ser un número entero, de cero en adelante"))?;
    Ok((since, value("limit").map_or(Ok(limits::PAGE_EVENTS), clamped_limit)?))
}

/// `{"desde"}`.
pub fn since(body: &Value) -> Result<i64> {
    let since = field(body, "desde")?.and_then(Value::as_i64);
    since.filter(|since| *since >= 0).ok_or_else(Error::missing)
}

fn clamped_limit(text: &str) -> Result<usize> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::invalid("El parámetro limit debe ser un número entero"));
    }
    // More digits than a number holds is a number above the maximum.
    let number = digits.parse().unwrap_or(usize::MAX);
    Ok(if negative { 1 } else { number.clamp(1, limits::PAGE_MESSAGES) })
}

/// `{"participantes", "es_grupal"?, "nombre"?, "id"?}`.
pub fn new_conversation(body: &Value) -> Result<NewConversation> {
    let Some(Value::Array(list)) = field(body, "participantes")? else {
        return Err(Error::missing());
    };
    if list.len() > limits::PARTICIPANTS_LISTED {
        return Err(Error::missing());
    }
    let people = list.iter().filter_map(|item| person(item).transpose()).collect::<Result<Vec<_>>>()?;
    let is_group = match field(body, "es_grupal")? {
        None => false,
        Some(Value::Bool(is_group)) => *is_group,
        Some(_) => return Err(Error::missing()),
    };
    if !is_group {
        return Ok(NewConversation::Direct { people });
    }
    let name = group_name(required_text(body, "nombre")?)?;
    let id = optional_text(body, "id")?;
    let id = id.map(|id| ConversationId::parse(id).ok_or_else(Error::missing)).transpose()?;
    Ok(NewConversation::Group { name, people, id })
}

fn person(item: &Value) -> Result<Option<PersonRef>> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Door, item.as_str().unwrap_or_default());
    match item {
        Value::Null => Ok(None),
        Value::String(key) if key.trim().is_empty() => Ok(None),
        Value::String(key) => Ok(Some(PersonRef::Key(UserId::parse(key)))),
        Value::Number(number) => number.as_i64().map(|n| Some(PersonRef::Number(n))).ok_or_else(Error::missing),
        _ => Err(Error::missing()),
    }
}

/// What a login form or a JSON login brings.
pub struct LoginRequest {
    /// Who it says it is.
    pub name: String,
    /// The password.
    pub password: String,
    /// Whether to be remembered.
    pub remember: bool,
}

/// A JSON login.
pub fn login_request(body: &Value) -> Result<LoginRequest> {
    let remember = match field(body, "remember")? {
        Some(Value::Bool(remember)) => *remember,
        Some(Value::String(text)) => says_yes(text),
        _ => false,
    };
    checked_login(required_text(body, "usuario")?, required_text(body, "password")?, remember)
}

/// A login by form.
pub fn login_form(fields: &[(String, String)]) -> Result<LoginRequest> {
    let value = |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    checked_login(value("usuario"), value("password"), says_yes(value("remember")))
}

fn checked_login(name: &str, password: &str, remember: bool) -> Result<LoginRequest> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Door, name);
    if name.trim().is_empty() || password.is_empty() {
        return Err(Error::missing());
    }
    Ok(LoginRequest { name: name.to_owned(), password: password.to_owned(), remember })
}

fn says_yes(text: &str) -> bool {
    matches!(text, "on" | "true" | "1")
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn limits_are_clamped_and_must_be_whole_numbers() {
        for (text, limit) in [("0", 1), ("-5", 1), ("1", 1), ("50", 50), ("101", 100), ("99999999999999999999", 100)] {
            assert_eq!(clamped_limit(text).unwrap(), limit);
        }
        for text in ["1.5", "abc", "-", "1e3", " 1"] {
            assert!(clamped_limit(text).is_err(), "{text}");
        }
    }

    #[test]
    fn malformed_input_is_told_before_a_missing_permission() {
        let body = json!({"conversacion_id": "no-es-un-id", "contenido": " "});
        assert_eq!(new_message(&body).unwrap_err(), Error::missing());
        let body = json!({"conversacion_id": "no-es-un-id", "contenido": "hola", "id": null});
        assert_eq!(new_message(&body).unwrap_err(), Error::no_access());
        let body = json!({"conversacion_id": ConversationId::new().to_string(), "contenido": "hola", "id": "x"});
        assert_eq!(new_message(&body).unwrap_err(), Error::missing());
    }
}
