//! What comes in. It is read from a parsed [`Value`], field by field, because the contract's rules are finer than a
//! derive: `null` is absent, ids come in any case, a wrong type is the same error as a missing field, unknown keys are
//! ignored. Malformed input is told before a missing permission.

use serde_json::Value;

use super::message::EVERYONE;
use crate::error::{Error, Result};
use crate::model::conversation::group_name;
use crate::model::search::Question;
use crate::model::{
    Anchor, ConversationId, Emoji, FileId, FileName, GroupRole, Mention, MessageId, MessageText, NewConversation,
    NewMessage, PageRequest, PersonRef, UserId, Wishes, limits,
};

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

/// A parameter of a query; `""` is absent.
fn asked<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

/// A text that is no id is no conversation of anybody's.
pub fn conversation_id(text: &str) -> Result<ConversationId> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Door, text);
    ConversationId::parse(text).ok_or_else(Error::no_access)
}

/// The conversation of a request that names nothing else.
pub fn conversation_of(body: &Value) -> Result<ConversationId> {
    conversation_id(required_text(body, "conversacion_id")?)
}

/// `{"conversacion_id", "contenido", "id"?, "respuesta_a"?, "reenviado_de"?, "menciones"?, "urgente"?, "adjuntos"?}`.
pub fn new_message(body: &Value) -> Result<NewMessage> {
    let conversation = required_text(body, "conversacion_id")?;
    let attachments = attachments(body)?;
    let text = match optional_text(body, "contenido")?.filter(|text| !text.trim().is_empty()) {
        None if !attachments.is_empty() => MessageText::none(),
        text => MessageText::parse(text.ok_or_else(Error::missing)?)?,
    };
    let id = optional_text(body, "id")?;
    let id = id.map(|id| MessageId::parse(id).ok_or_else(Error::missing)).transpose()?;
    let wishes = Wishes {
        reply_to: optional_text(body, "respuesta_a")?.map(MessageId::parse),
        forward_of: optional_text(body, "reenviado_de")?.map(MessageId::parse),
        urgent: flag(body, "urgente")?,
        mentions: mentions(body)?,
        attachments,
    };
    Ok(NewMessage { conversation: conversation_id(conversation)?, text, id, wishes })
}

/// `"menciones"?`: keys of people, or `todos`.
fn mentions(body: &Value) -> Result<Vec<Mention>> {
    let Some(list) = field(body, "menciones")? else { return Ok(Vec::new()) };
    let list = list.as_array().filter(|list| list.len() <= limits::MENTIONS).ok_or_else(Error::missing)?;
    let mentions = list.iter().map(|item| {
        let text = item.as_str().ok_or_else(Error::missing)?;
        Ok(if text == EVERYONE { Some(Mention::Everyone) } else { UserId::parse(text).map(Mention::Person) })
    });
    // A text that can be nobody's key names nobody who takes part.
    Ok(mentions.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// `"adjuntos"?`: ids of files.
fn attachments(body: &Value) -> Result<Vec<Option<FileId>>> {
    let Some(list) = field(body, "adjuntos")? else { return Ok(Vec::new()) };
    let list = list.as_array().ok_or_else(Error::missing)?;
    if list.len() > limits::FILES_PER_MESSAGE {
        return Err(Error::invalid("Un mensaje lleva 10 archivos como máximo"));
    }
    list.iter().map(|item| item.as_str().map(FileId::parse).ok_or_else(Error::missing)).collect()
}

/// `{"nombre", "bytes"}`.
pub fn new_file(body: &Value) -> Result<(FileName, u64)> {
    let name = FileName::parse(required_text(body, "nombre")?)?;
    let bytes = field(body, "bytes")?.and_then(Value::as_u64).filter(|bytes| *bytes > 0);
    Ok((name, bytes.ok_or_else(Error::missing)?))
}

/// `?desde=`.
pub fn file_offset(query: &[(String, String)]) -> Result<u64> {
    asked(query, "desde").unwrap_or("0").parse().map_err(|_| Error::missing())
}

/// A message; `None` is a text that can be no message's id.
pub type Named = Option<MessageId>;

/// The message of a request that names nothing else.
pub fn message_of(body: &Value) -> Result<Named> {
    Ok(MessageId::parse(required_text(body, "mensaje_id")?))
}

/// `{"mensaje_id", "contenido", "menciones"?}`.
pub fn edit(body: &Value) -> Result<(Named, MessageText, Vec<Mention>)> {
    let id = message_of(body)?;
    Ok((id, MessageText::parse(required_text(body, "contenido")?)?, mentions(body)?))
}

/// `{"mensaje_id", "emoji", "quitar"?}`; whether it is to be there.
pub fn reaction(body: &Value) -> Result<(Named, Emoji, bool)> {
    let id = message_of(body)?;
    let emoji = Emoji::parse(required_text(body, "emoji")?).ok_or_else(Error::missing)?;
    Ok((id, emoji, !flag(body, "quitar")?))
}

/// `{"mensaje_id", "quitar"?}`; whether it is to be so.
pub fn message_flag(body: &Value) -> Result<(Named, bool)> {
    Ok((message_of(body)?, !flag(body, "quitar")?))
}

fn flag(body: &Value, name: &str) -> Result<bool> {
    match field(body, name)? {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(Error::missing()),
    }
}

/// `{"hasta"}`.
pub fn received(body: &Value) -> Result<i64> {
    field(body, "hasta")?.and_then(Value::as_i64).filter(|number| *number >= 0).ok_or_else(Error::missing)
}

/// `?limit=&antes_de=&pendientes=`.
pub fn urgent_query(query: &[(String, String)]) -> Result<(Option<Named>, bool, usize)> {
    let (before, limit) = starred_query(query)?;
    let pending = asked(query, "pendientes").is_some_and(says_yes);
    Ok((before, pending, limit))
}

/// `?limit=&antes_de=`.
pub fn starred_query(query: &[(String, String)]) -> Result<(Option<Named>, usize)> {
    let limit = asked(query, "limit").map_or(Ok(limits::PAGE_MESSAGES), clamped_limit)?;
    Ok((asked(query, "antes_de").map(MessageId::parse), limit))
}

/// `?q=&conversacion_id=&limit=&antes_de=`.
pub fn search_query(query: &[(String, String)]) -> Result<(Question, Option<Named>, usize)> {
    let mut question = Question::parse(asked(query, "q").unwrap_or_default())?;
    let limit = asked(query, "limit").map_or(Ok(limits::PAGE_HITS), clamped_limit)?.min(limits::PAGE_HITS);
    question.conversation = asked(query, "conversacion_id").map(conversation_id).transpose()?;
    Ok((question, asked(query, "antes_de").map(MessageId::parse), limit))
}

/// `{"conversacion_id", "participantes"}`.
pub fn group_people(body: &Value) -> Result<(ConversationId, Vec<PersonRef>)> {
    let conversation = required_text(body, "conversacion_id")?;
    let people = people(body)?;
    if people.is_empty() {
        return Err(Error::missing());
    }
    Ok((conversation_id(conversation)?, people))
}

/// `{"conversacion_id", "usuario_id"}`; a text that can be nobody's key is nobody.
pub fn group_person(body: &Value) -> Result<(ConversationId, Option<UserId>)> {
    let conversation = required_text(body, "conversacion_id")?;
    let person = UserId::parse(required_text(body, "usuario_id")?);
    Ok((conversation_id(conversation)?, person))
}

/// `{"conversacion_id", "usuario_id", "rol_grupo"}`.
pub fn group_role(body: &Value) -> Result<(ConversationId, Option<UserId>, GroupRole)> {
    let role = match required_text(body, "rol_grupo")? {
        "dueño" => GroupRole::Owner,
        "admin" => GroupRole::Admin,
        "miembro" => GroupRole::Member,
        _ => return Err(Error::missing()),
    };
    let (conversation, person) = group_person(body)?;
    Ok((conversation, person, role))
}

/// `{"conversacion_id", "nombre"}`.
pub fn rename(body: &Value) -> Result<(ConversationId, String)> {
    let conversation = required_text(body, "conversacion_id")?;
    let name = group_name(required_text(body, "nombre")?)?;
    Ok((conversation_id(conversation)?, name))
}

/// `{"conversacion_id", "solo_admins"}`.
pub fn announces(body: &Value) -> Result<(ConversationId, bool)> {
    let conversation = required_text(body, "conversacion_id")?;
    let on = field(body, "solo_admins")?.and_then(Value::as_bool).ok_or_else(Error::missing)?;
    Ok((conversation_id(conversation)?, on))
}

/// A conversation to be marked as read, and up to which message; the inner `None` is no message's id.
pub type MarkRead = (ConversationId, Option<Option<MessageId>>);

/// `{"conversacion_id", "mensaje_id"?}`.
pub fn mark_read(body: &Value) -> Result<MarkRead> {
    let conversation = required_text(body, "conversacion_id")?;
    let up_to = optional_text(body, "mensaje_id")?.map(MessageId::parse);
    Ok((conversation_id(conversation)?, up_to))
}

/// `?limit=` and one of `antes_de=`, `despues_de=` (a message, or `inicio`) and `alrededor_de=`, with the conversation from
/// the path or from `?conversacion_id=`.
pub fn page_request(conversation: Option<&str>, query: &[(String, String)]) -> Result<(ConversationId, PageRequest)> {
    let limit = asked(query, "limit").map_or(Ok(limits::PAGE_MESSAGES), clamped_limit)?;
    let anchors = [
        asked(query, "antes_de").map(|id| Anchor::Before(MessageId::parse(id))),
        asked(query, "despues_de")
            .map(|id| if id == "inicio" { Anchor::Oldest } else { Anchor::After(MessageId::parse(id)) }),
        asked(query, "alrededor_de").map(|id| Anchor::Around(MessageId::parse(id))),
    ];
    let mut anchors = anchors.into_iter().flatten();
    let anchor = anchors.next().unwrap_or(Anchor::Newest);
    if anchors.next().is_some() {
        return Err(Error::invalid("Usa solo uno de antes_de, despues_de y alrededor_de"));
    }
    let conversation = conversation.or_else(|| asked(query, "conversacion_id")).ok_or_else(Error::missing)?;
    Ok((conversation_id(conversation)?, PageRequest { limit, anchor }))
}

/// `?desde=&limit=`.
pub fn since_query(query: &[(String, String)]) -> Result<(i64, usize)> {
    let since = asked(query, "desde").ok_or_else(Error::missing)?;
    let since = since
        .parse()
        .ok()
        .filter(|since| *since >= 0)
        .ok_or_else(|| Error::invalid("El parámetro desde debe ser un número entero, de cero en adelante"))?;
    Ok((since, asked(query, "limit").map_or(Ok(limits::PAGE_EVENTS), clamped_limit)?))
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
    let people = people(body)?;
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

fn people(body: &Value) -> Result<Vec<PersonRef>> {
    let Some(Value::Array(list)) = field(body, "participantes")? else {
        return Err(Error::missing());
    };
    if list.len() > limits::PARTICIPANTS_LISTED {
        return Err(Error::missing());
    }
    list.iter().filter_map(|item| person(item).transpose()).collect()
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
    use serde_json::json;

    use super::*;

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
