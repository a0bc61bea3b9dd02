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
use weigence_chat::model::search::{Hit, Hits};
use weigence_chat::model::{
    Attachment, CatchUp, Content, Conversation, ConversationId, ConversationView, Created, Emoji, Extras, FileId,
    Group, GroupRole, LastMessage, Mention, Message, MessageId, Missed, Page, Presence, Quote, Reaction, Receipt, Said,
    Standing, Traits, Upload, User, UserId,
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
        traits: Traits::default(),
    }
}

fn said(number: u8, author: Arc<User>, text: &str) -> Said {
    Said::plain(message(number, &author, text), author)
}

/// With everything that a message can have.
fn rich() -> Said {
    let mut said = said(4, luis(), "@Ana, ¿lo viste?");
    said.message.traits = Traits(Traits::FORWARDED.0 | Traits::PINNED.0 | Traits::URGENT.0);
    said.extras = Extras {
        quote: Some(Quote { id: id(1), author: ana(), content: "¿Llegó?".to_owned(), deleted: false }),
        reactions: vec![
            Reaction { emoji: Emoji::stored("👍".to_owned()), people: vec![ana().id.clone(), marta().id.clone()] },
            Reaction { emoji: Emoji::stored("❤️".to_owned()), people: vec![luis().id.clone()] },
        ],
        mentions: vec![Mention::Person(ana().id.clone()), Mention::Everyone],
        acknowledged: vec![(marta().id.clone(), "2025-11-25T10:45:00.000Z".to_owned())],
        attachments: Vec::new(),
    };
    said.starred = true;
    said
}

/// A picture and a file, without a text.
fn carrying() -> Said {
    let file = |number: u8, name: &str, kind: &str, size| Attachment {
        id: FileId::parse(&format!("01941f29-7c00-7000-8000-0000000000f{number}")).expect("an id"),
        name: name.to_owned(),
        bytes: 4_096,
        content: Content { hash: "ab".repeat(32), kind: kind.to_owned(), size, has_thumbnail: size.is_some() },
    };
    let files =
        vec![file(1, "estante.jpg", "image/jpeg", Some((900, 600))), file(2, "boleta.pdf", "application/pdf", None)];
    let mut said = said(5, luis(), &weigence_chat::model::attachment::label(&files));
    said.message.traits = Traits::ATTACHMENTS;
    said.extras.attachments = files;
    said
}

/// A file on its way.
fn upload() -> Upload {
    let id = FileId::parse("01941f29-7c00-7000-8000-0000000000f3").expect("an id");
    Upload { id, owner: luis().id.clone(), name: "nota.txt".to_owned(), bytes: 4_096, content: None }
}

/// The server's own line.
fn line() -> Said {
    let mut said = said(5, ana(), "Ana Pérez Núñez agregó a Marta Ñíguez");
    said.message.traits = Traits::SYSTEM;
    said
}

fn whole_group() -> Group {
    let people = vec![(ana(), GroupRole::Owner), (luis(), GroupRole::Admin), (marta(), GroupRole::Member)];
    Group { conversation: group(), announces: true, people }
}

fn receipts() -> [Receipt; 2] {
    let at = |minute: u8| Some(format!("2025-11-25T10:4{minute}:00.000Z"));
    [
        Receipt { person: luis(), received: true, received_at: at(1), read: true, read_at: at(2) },
        Receipt { person: marta(), received: false, received_at: None, read: false, read_at: None },
    ]
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
        is_system: false,
        seq: last.seq,
    });
    ConversationView {
        conversation: direct(),
        others: vec![luis()],
        last_message,
        unread: 3,
        mentions: 0,
        joined: 0,
        standings: vec![Standing { role: GroupRole::Member, read: 41, received: 42, joined: 0 }],
        role: GroupRole::Member,
        announces: false,
    }
}

fn group_view() -> ConversationView {
    let last = message(3, &ana(), "Ana agregó a Marta");
    ConversationView {
        conversation: group(),
        others: vec![luis(), marta()],
        last_message: Some(LastMessage {
            id: last.id,
            content: last.content,
            sent_at: last.sent_at,
            author: last.author,
            edited: false,
            is_system: true,
            seq: last.seq,
        }),
        unread: 2,
        mentions: 1,
        joined: 0,
        standings: vec![
            Standing { role: GroupRole::Admin, read: 0, received: 0, joined: 0 },
            Standing { role: GroupRole::Member, read: 0, received: 40, joined: 39 },
        ],
        role: GroupRole::Owner,
        announces: true,
    }
}

fn caught_up() -> CatchUp {
    let missed = vec![
        Missed::Message(said(1, ana(), "¿Llegó?")),
        Missed::Message(said(2, luis(), "Sí, «llegó» <ayer>")),
        Missed::Conversation { view: group_view(), seq: 43 },
    ];
    CatchUp { missed, up_to: 43, more: true, reload: false }
}

fn changes_caught_up() -> CatchUp {
    let missed = vec![
        Missed::Changed { said: rich(), seq: 51 },
        Missed::Group { group: whole_group(), seq: 52 },
        Missed::Left { conversation: chat(2), seq: 53 },
    ];
    CatchUp { missed, up_to: 53, more: false, reload: false }
}

fn found() -> Hits {
    let pieces = [("Sí, «", false), ("llegó", true), ("» <ayer>", false)];
    let snippet = pieces.map(|(text, is_found)| (text.to_owned(), is_found)).to_vec();
    Hits { hits: vec![Hit { said: said(2, luis(), "Sí, «llegó» <ayer>"), snippet }], more: true, complete: false }
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
    let messages = vec![said(1, ana(), "¿Llegó?"), said(2, luis(), "Sí, «llegó» <ayer>"), said(3, luis(), "")];
    Page { messages, more: true, newer: None }
}

/// What each file holds, by its name.
fn shapes() -> BTreeMap<String, String> {
    let error = Error::too_many("Demasiados intentos. Espera 7 segundos.", 7);
    let (asker, own) = (ana().id.clone(), said(1, ana(), "¿Llegó?"));
    let heard = said(2, luis(), "Sí, «llegó» <ayer>");
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
        ("mensaje_enviar", wire::sent(&own, &asker)),
        ("marcar_leido", wire::SUCCESS.to_owned()),
        ("eventos", wire::caught_up(&caught_up(), &asker)),
        (
            "eventos_recargar",
            wire::caught_up(&CatchUp { missed: Vec::new(), up_to: 43, more: false, reload: true }, &asker),
        ),
        ("eventos_cambios", wire::caught_up(&changes_caught_up(), &asker)),
        ("mensajes-adjuntos", wire::messages(&[carrying()], false, &asker)),
        ("archivo", wire::upload(&upload(), 1_024)),
        ("archivo-otro_lugar", wire::wrong_offset(&upload(), 1_024, "El archivo sigue desde otro lugar")),
        ("mensajes-con_todo", wire::messages(&[rich(), line()], false, &asker)),
        ("mensaje_editar", wire::sent(&rich(), &asker)),
        ("mensaje_estado", wire::receipts(&receipts())),
        ("mensaje_ediciones", wire::editions(&[("antes".to_owned(), "2025-11-25T10:35:00.000Z".to_owned())])),
        ("buscar", wire::hits(&found(), &asker)),
        ("grupo", wire::group(&whole_group())),
        ("presencia", wire::presence(&presences())),
        ("error", wire::error(&error)),
    ];
    let events = [
        (event::CONNECTED, wire::connected(43)),
        (event::JOINED, wire::joined(chat(1))),
        (event::MESSAGE, wire::message_event(&heard, false).get().to_owned()),
        (event::NEW_CONVERSATION, made(&luis().id)),
        (event::OWN_CONVERSATION, made(&asker)),
        (event::SOMEONE_TYPES, wire::typing(chat(1), &luis())),
        (event::PRESENCE, wire::presence_event(&here).get().to_owned()),
        ("presencia-se_fue", wire::presence_event(&gone).get().to_owned()),
        ("presencia-nunca", wire::presence_event(&never).get().to_owned()),
        (event::READ, wire::read_event(chat(1), 1, Some(id(2)))),
        ("conversacion_leida-entera", wire::read_event(chat(1), 0, None)),
        (event::EDITED, wire::changed_event(&rich(), &luis().id, 51, false).get().to_owned()),
        (event::STARRED, wire::starred_event(id(4), chat(1), true)),
        (event::GROUP_CHANGED, wire::group_event(&whole_group(), 52)),
        (event::LEFT_GROUP, wire::left_event(chat(2), 53)),
        ("nueva_conversacion-agregada", wire::joined_group_event(&group_view(), &ana().id, 54)),
        (event::MESSAGES_READ, wire::read_up_to_event(chat(1), &luis().id, 42)),
        (event::MESSAGES_RECEIVED, wire::received_event(&luis().id, 43)),
        (event::SOMEONE_STOPPED_TYPING, wire::stopped_typing(chat(1), &luis().id)),
        (event::CHANGED_ELSEWHERE, wire::changed_elsewhere(43)),
        (event::ERROR, wire::error_event(&error)),
    ];
    let acks = [
        ("escribiendo", wire::ACK.to_owned()),
        ("mensaje_enviar", wire::ack_sent(&own).get().to_owned()),
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
