//! Every shape of the wire that the page reads, as `src/wire.rs` makes it, in `tests/golden/`. The page's translators are
//! tested on these files (`tests/browser/wire.test.mjs`), so that a change on either side breaks a test.
//!
//! After a change that is meant: `WEIGENCE_GOLDEN=write cargo test the_wire_is_as_written_down`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use weigence_chat::error::Error;
use weigence_chat::model::{
    CatchUp, Conversation, ConversationId, ConversationView, Created, LastMessage, Message, MessageId, Missed, Page,
    Presence, User, UserId,
};
use weigence_chat::wire::{self, event};

fn person(id: &str, name: &str, email: &str, role: &str) -> Arc<User> {
    let (name, email, role) = (name.to_owned(), email.to_owned(), role.to_owned());
    Arc::new(User { id: UserId::stored(id.to_owned()), name, email, role, active: true })
}

fn ana() -> Arc<User> {
    person("11111111-1", "Ana Pérez Núñez", "ana@tienda.cl", "química farmacéutica")
}

fn luis() -> Arc<User> {
    person("22222222-2", "Luis Soto", "", "")
}

fn marta() -> Arc<User> {
    person("33333333-3", "Marta Ñíguez", "marta@tienda.cl", "bodega")
}

fn chat(number: u8) -> ConversationId {
    ConversationId::parse(&format!("01941f29-7c00-7000-8000-0000000000c{number}")).expect("an id")
}

fn id(number: u8) -> MessageId {
    MessageId::parse(&format!("01941f29-7c00-7000-8000-0000000000a{number}")).expect("an id")
}

fn message(number: u8, author: &User, text: &str) -> Message {
    Message {
        seq: 40 + i64::from(number),
        id: id(number),
        conversation: chat(1),
        author: author.id.clone(),
        content: text.to_owned(),
        sent_at: format!("2025-11-25T10:3{number}:00.000Z"),
        edited: number == 2,
        deleted: text.is_empty(),
    }
}

fn direct() -> Conversation {
    Conversation {
        id: chat(1),
        name: None,
        is_group: false,
        created_by: ana().id.clone(),
        updated_at: "2025-11-25T10:32:00.000Z".to_owned(),
    }
}

fn group() -> Conversation {
    let name = Some("Bodega & caja".to_owned());
    Conversation { id: chat(2), name, is_group: true, updated_at: "2025-11-24T09:00:00.000Z".to_owned(), ..direct() }
}

/// As Ana sees them.
fn direct_view() -> ConversationView {
    let last = message(2, &luis(), "Sí, «llegó» <ayer>");
    let last_message = Some(LastMessage {
        id: last.id,
        content: last.content,
        sent_at: last.sent_at,
        author: last.author,
        edited: last.edited,
        seq: last.seq,
    });
    ConversationView { conversation: direct(), others: vec![luis()], last_message, unread: 3 }
}

fn group_view() -> ConversationView {
    ConversationView { conversation: group(), others: vec![luis(), marta()], last_message: None, unread: 0 }
}

fn caught_up() -> CatchUp {
    let missed = vec![
        Missed::Message(message(1, &ana(), "¿Llegó?"), ana()),
        Missed::Message(message(2, &luis(), "Sí, «llegó» <ayer>"), luis()),
        Missed::Conversation { view: group_view(), seq: 43 },
    ];
    CatchUp { missed, up_to: 43, more: true, reload: false }
}

fn presences() -> [Presence; 3] {
    let seen = Some("2025-11-25T10:30:00.000Z".to_owned());
    [
        Presence { user: luis().id.clone(), online: true, seen: None },
        Presence { user: marta().id.clone(), online: false, seen },
        Presence { user: UserId::stored("44444444-4".to_owned()), online: false, seen: None },
    ]
}

fn page() -> Page {
    let messages = vec![
        (message(1, &ana(), "¿Llegó?"), ana()),
        (message(2, &luis(), "Sí, «llegó» <ayer>"), luis()),
        (message(3, &luis(), ""), luis()),
    ];
    Page { messages, more: true, newer: None }
}

/// What each file holds, by its name.
fn shapes() -> BTreeMap<String, String> {
    let error = Error::too_many("Demasiados intentos. Espera 7 segundos.", 7);
    let (asker, said) = (ana().id.clone(), message(1, &ana(), "¿Llegó?"));
    let heard = message(2, &luis(), "Sí, «llegó» <ayer>");
    let members = [ana(), luis(), marta()];
    let made = |receiver: &UserId| wire::conversation_event(&group(), members.iter().map(|one| &**one), receiver, 43);
    let view = group_view();
    let [here, gone, never] = presences();
    let answers = [
        ("login", wire::login(&ana())),
        ("usuarios", wire::users(&[(*luis()).clone(), (*marta()).clone()])),
        ("conversaciones", wire::conversations(&[direct_view(), group_view()], 43)),
        ("conversacion_crear", wire::created(&Created { view, created: true })),
        ("mensajes", wire::page(&page(), &asker)),
        ("mensajes-en_medio", wire::page(&Page { newer: Some(true), ..page() }, &asker)),
        ("mensaje_enviar", wire::sent(&said, &ana())),
        ("marcar_leido", wire::SUCCESS.to_owned()),
        ("eventos", wire::caught_up(&caught_up(), &asker)),
        (
            "eventos_recargar",
            wire::caught_up(&CatchUp { missed: Vec::new(), up_to: 43, more: false, reload: true }, &asker),
        ),
        ("presencia", wire::presence(&presences())),
        ("error", wire::error(&error)),
    ];
    let events = [
        (event::CONNECTED, wire::connected(43)),
        (event::JOINED, wire::joined(chat(1))),
        (event::MESSAGE, wire::message_event(&heard, &luis(), false).get().to_owned()),
        (event::NEW_CONVERSATION, made(&luis().id)),
        (event::OWN_CONVERSATION, made(&asker)),
        (event::SOMEONE_TYPES, wire::typing(chat(1), &luis())),
        (event::PRESENCE, wire::presence_event(&here).get().to_owned()),
        ("presencia-se_fue", wire::presence_event(&gone).get().to_owned()),
        ("presencia-nunca", wire::presence_event(&never).get().to_owned()),
        (event::READ, wire::read_event(chat(1), 1, Some(id(2)))),
        ("conversacion_leida-entera", wire::read_event(chat(1), 0, None)),
        (event::CHANGED_ELSEWHERE, wire::changed_elsewhere(43)),
        (event::ERROR, wire::error_event(&error)),
    ];
    let acks = [
        ("escribiendo", wire::ACK.to_owned()),
        ("mensaje_enviar", wire::ack_sent(&said, &ana()).get().to_owned()),
        ("sincronizar", wire::ack_caught_up(&caught_up(), &asker).get().to_owned()),
        ("error", wire::ack_error(&error)),
    ];
    let named = |kind: &str, (name, text): (&str, String)| (format!("{kind}-{name}.json"), text);
    let answers = answers.into_iter().map(|one| named("respuesta", one));
    let events = events.into_iter().map(|one| named("evento", one));
    answers.chain(events).chain(acks.into_iter().map(|one| named("acuse", one))).collect()
}

/// For the eye, and for a diff that shows the one field that has changed.
fn pretty(json: &str) -> String {
    let value: Value = serde_json::from_str(json).expect("JSON");
    serde_json::to_string_pretty(&value).expect("JSON") + "\n"
}

#[test]
fn the_wire_is_as_written_down() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let shapes = shapes();
    if std::env::var("WEIGENCE_GOLDEN").is_ok_and(|wish| wish == "write") {
        fs::create_dir_all(&dir).expect("tests/golden");
        shapes.iter().for_each(|(name, text)| fs::write(dir.join(name), pretty(text)).expect("a golden file"));
    }
    let files = fs::read_dir(&dir).expect("tests/golden").map(|entry| entry.expect("a file").file_name());
    let mut files: Vec<_> = files.map(|name| name.into_string().expect("a name")).collect();
    files.sort();
    assert_eq!(files, shapes.keys().cloned().collect::<Vec<_>>(), "one file a shape");
    for (name, text) in &shapes {
        let written = fs::read_to_string(dir.join(name)).expect("a golden file");
        assert_eq!(written, pretty(text), "{name}: if this is meant, WEIGENCE_GOLDEN=write cargo test the_wire_is");
    }
}
