//! MENSAJE, and what goes out around it.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::file::AttachmentOut;
use super::{UserOut, raw, text};
use crate::model::attachment::label;
use crate::model::search::Hits;
use crate::model::{ConversationId, Mention, Message, MessageId, Page, Quote, Receipt, Said, Traits, UserId};

/// MENSAJE. Its USUARIO may be written already. Whatever the contract does not have is left out where there is none.
#[derive(Serialize)]
pub(super) struct MessageOut<'a, U> {
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
    #[serde(skip_serializing_if = "Option::is_none")]
    respuesta_a: Option<QuoteOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reacciones: Vec<ReactionOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    menciones: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    adjuntos: Vec<AttachmentOut<'a>>,
    /// Whether `contenido` only says which files it carries.
    #[serde(skip_serializing_if = "is_false")]
    sin_texto: bool,
    #[serde(skip_serializing_if = "is_false")]
    reenviado: bool,
    #[serde(skip_serializing_if = "is_false")]
    es_sistema: bool,
    #[serde(skip_serializing_if = "is_false")]
    fijado: bool,
    #[serde(skip_serializing_if = "is_false")]
    destacado: bool,
    #[serde(skip_serializing_if = "is_false")]
    urgente: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    confirmaciones: Vec<AcknowledgementOut<'a>>,
}

#[derive(Serialize)]
struct AcknowledgementOut<'a> {
    usuario_id: &'a str,
    fecha: &'a str,
}

#[derive(Serialize)]
struct QuoteOut<'a> {
    id: MessageId,
    usuario_id: &'a str,
    nombre: &'a str,
    contenido: &'a str,
    eliminado: bool,
}

#[derive(Serialize)]
struct ReactionOut<'a> {
    emoji: &'a str,
    usuarios: Vec<&'a str>,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// How everyone in a conversation is named among the people of a message's mentions.
pub(super) const EVERYONE: &str = "todos";

impl<'a> MessageOut<'a, UserOut<'a>> {
    pub(super) fn of(said: &'a Said, own: bool) -> Self {
        Self::by(said, UserOut::of(&said.author), own)
    }
}

impl<'a, U> MessageOut<'a, U> {
    pub(super) fn by(said: &'a Said, author: U, own: bool) -> Self {
        let Said { message, extras, starred, .. } = said;
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
            respuesta_a: extras.quote.as_ref().map(QuoteOut::of),
            reacciones: extras
                .reactions
                .iter()
                .map(|reaction| ReactionOut {
                    emoji: reaction.emoji.as_str(),
                    usuarios: reaction.people.iter().map(UserId::as_str).collect(),
                })
                .collect(),
            menciones: extras
                .mentions
                .iter()
                .map(|mention| match mention {
                    Mention::Everyone => EVERYONE,
                    Mention::Person(id) => id.as_str(),
                })
                .collect(),
            adjuntos: extras.attachments.iter().map(AttachmentOut::of).collect(),
            sin_texto: !extras.attachments.is_empty() && message.content == label(&extras.attachments),
            reenviado: message.traits.has(Traits::FORWARDED),
            es_sistema: message.traits.has(Traits::SYSTEM),
            fijado: message.traits.has(Traits::PINNED),
            destacado: *starred,
            urgente: message.traits.has(Traits::URGENT),
            confirmaciones: extras
                .acknowledged
                .iter()
                .map(|(person, at)| AcknowledgementOut { usuario_id: person.as_str(), fecha: at })
                .collect(),
        }
    }
}

impl<'a> QuoteOut<'a> {
    fn of(quote: &'a Quote) -> Self {
        Self {
            id: quote.id,
            usuario_id: quote.author.id.as_str(),
            nombre: &quote.author.name,
            contenido: &quote.content,
            eliminado: quote.deleted,
        }
    }
}

/// MENSAJEs as `asker` sees them. A hundred messages have few authors: each is written once.
struct Messages<'a> {
    said: &'a [Said],
    asker: &'a UserId,
}

impl Serialize for Messages<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut authors: HashMap<&UserId, Arc<RawValue>> = HashMap::new();
        for said in self.said {
            authors.entry(&said.author.id).or_insert_with(|| raw(&UserOut::of(&said.author)));
        }
        serializer.collect_seq(self.said.iter().map(|said| {
            let author: &RawValue = authors.get(&said.author.id).map_or(RawValue::NULL, |author| author);
            MessageOut::by(said, author, is_own(&said.message, self.asker))
        }))
    }
}

fn is_own(message: &Message, asker: &UserId) -> bool {
    message.author == *asker
}

/// `{"mensajes": [MENSAJE…], "hay_mas": bool, "hay_mas_nuevos"?: bool}` as `asker` sees it.
pub fn page(page: &Page, asker: &UserId) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        mensajes: Messages<'a>,
        hay_mas: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        hay_mas_nuevos: Option<bool>,
    }
    text(&Out { mensajes: Messages { said: &page.messages, asker }, hay_mas: page.more, hay_mas_nuevos: page.newer })
}

/// `{"mensajes": [MENSAJE…], "hay_mas": bool}` as `asker` sees them, wherever they are from.
pub fn messages(said: &[Said], more: bool, asker: &UserId) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        mensajes: Messages<'a>,
        hay_mas: bool,
    }
    text(&Out { mensajes: Messages { said, asker }, hay_mas: more })
}

/// `{"mensaje": MENSAJE}` as `asker` sees it.
pub fn sent(said: &Said, asker: &UserId) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        mensaje: MessageOut<'a, UserOut<'a>>,
    }
    text(&Out { mensaje: MessageOut::of(said, is_own(&said.message, asker)) })
}

/// The acknowledgement of a message that is durable, to its author.
pub fn ack_sent(said: &Said) -> Arc<RawValue> {
    #[derive(Serialize)]
    struct Out<'a> {
        ok: bool,
        mensaje: MessageOut<'a, UserOut<'a>>,
    }
    raw(&Out { ok: true, mensaje: MessageOut::of(said, true) })
}

/// The payload of `mensaje_recibido`.
pub fn message_event(said: &Said, own: bool) -> Arc<RawValue> {
    raw(&MessageOut::of(said, own))
}

/// The payload of what tells of a change: the message as it is now, who did it where that is known, and the change's
/// number.
#[derive(Serialize)]
pub(super) struct ChangedOut<'a> {
    mensaje: MessageOut<'a, UserOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    por: Option<&'a str>,
    n: i64,
}

impl<'a> ChangedOut<'a> {
    pub(super) fn of(said: &'a Said, by: Option<&'a UserId>, seq: i64, own: bool) -> Self {
        Self { mensaje: MessageOut::of(said, own), por: by.map(UserId::as_str), n: seq }
    }
}

/// The payload of `mensaje_editado`, `mensaje_eliminado`, `mensaje_reaccionado`, `mensaje_fijado` and
/// `mensaje_confirmado`.
pub fn changed_event(said: &Said, by: &UserId, seq: i64, own: bool) -> Arc<RawValue> {
    raw(&ChangedOut::of(said, Some(by), seq, own))
}

/// The payload of `mensaje_destacado`.
pub fn starred_event(message: MessageId, conversation: ConversationId, on: bool) -> String {
    text(&json!({"mensaje_id": message, "conversacion_id": conversation, "destacado": on}))
}

/// `{"resultados": [{"mensaje": MENSAJE, "fragmento": [{"texto", "marcado"}…]}…], "hay_mas", "completo"}`.
pub fn hits(hits: &Hits, asker: &UserId) -> String {
    #[derive(Serialize)]
    struct PieceOut<'a> {
        texto: &'a str,
        marcado: bool,
    }
    #[derive(Serialize)]
    struct HitOut<'a> {
        mensaje: MessageOut<'a, UserOut<'a>>,
        fragmento: Vec<PieceOut<'a>>,
    }
    #[derive(Serialize)]
    struct Out<'a> {
        resultados: Vec<HitOut<'a>>,
        hay_mas: bool,
        completo: bool,
    }
    let found = hits.hits.iter().map(|hit| HitOut {
        mensaje: MessageOut::of(&hit.said, is_own(&hit.said.message, asker)),
        fragmento: hit.snippet.iter().map(|(text, is_found)| PieceOut { texto: text, marcado: *is_found }).collect(),
    });
    text(&Out { resultados: found.collect(), hay_mas: hits.more, completo: hits.complete })
}

/// `{"personas": [{"usuario": USUARIO, "recibido", "recibido_en", "leido", "leido_en"}…]}`.
pub fn receipts(receipts: &[Receipt]) -> String {
    #[derive(Serialize)]
    struct ReceiptOut<'a> {
        usuario: UserOut<'a>,
        recibido: bool,
        recibido_en: Option<&'a str>,
        leido: bool,
        leido_en: Option<&'a str>,
    }
    #[derive(Serialize)]
    struct Out<'a> {
        personas: Vec<ReceiptOut<'a>>,
    }
    let people = receipts.iter().map(|receipt| ReceiptOut {
        usuario: UserOut::of(&receipt.person),
        recibido: receipt.received,
        recibido_en: receipt.received_at.as_deref(),
        leido: receipt.read,
        leido_en: receipt.read_at.as_deref(),
    });
    text(&Out { personas: people.collect() })
}

/// `{"ediciones": [{"contenido", "hasta"}…]}`.
pub fn editions(editions: &[(String, String)]) -> String {
    let list: Vec<_> = editions.iter().map(|(content, until)| json!({"contenido": content, "hasta": until})).collect();
    text(&json!({"ediciones": list}))
}
