//! Each event that a client sends, and what it gets for it.

use serde_json::{Value, json};

use crate::util::{Database, Live, Person, TestServer, is_wire_id, new_id, rut_of};

const INVALID: &str = "Datos inválidos";
const NO_ACCESS: &str = "No tienes acceso a esta conversación";

async fn ana_live(server: &TestServer) -> (Live, Person, String) {
    let (ana, luis) = (server.login("ana").await.goes_live().await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    (ana, luis, conversation)
}

fn of(conversation: &str) -> Value {
    json!({ "conversacion_id": conversation })
}

#[tokio::test]
async fn joining_is_answered() {
    let server = TestServer::start().await;
    let (mut ana, _, conversation) = ana_live(&server).await;
    ana.emits("unirse_conversacion", &of(&conversation));
    let joined = ana.hears("unido_conversacion").await;
    assert_eq!(joined, json!({ "conversacion_id": conversation, "mensaje": "Te has unido a la conversación" }));
    assert_eq!(ana.asks("unirse_conversacion", &of(&conversation.to_uppercase())).await["ok"], true);
    assert_eq!(ana.hears("unido_conversacion").await["conversacion_id"], conversation);
}

#[tokio::test]
async fn leaving_is_never_an_error() {
    let server = TestServer::start().await;
    let (mut ana, _, conversation) = ana_live(&server).await;
    ana.asks("unirse_conversacion", &of(&conversation)).await;
    for id in [conversation.as_str(), &conversation, &new_id()] {
        assert_eq!(ana.asks("salir_conversacion", &of(id)).await["ok"], true);
    }
    ana.hears_no("error").await;
}

#[tokio::test]
async fn sending_is_acknowledged_with_the_message() {
    let server = TestServer::start().await;
    let (mut ana, luis, conversation) = ana_live(&server).await;
    let message = ana.says(&conversation, "  hola <b> ").await;
    assert_eq!(message["contenido"], "hola <b>");
    assert_eq!(message["es_propio"], true);
    assert!(is_wire_id(message["id"].as_str().unwrap()));
    assert_eq!(ana.reads_all(&conversation).await, std::slice::from_ref(&message), "the same as over REST");
    assert_eq!(luis.unread(&conversation).await, 1);
}

#[tokio::test]
async fn an_acknowledged_message_is_in_the_file() {
    let server = TestServer::start().await;
    let (mut ana, _, conversation) = ana_live(&server).await;
    for number in 0..20 {
        ana.says(&conversation, &number.to_string()).await;
        assert_eq!(server.database().messages_in(&conversation), number + 1, "before the acknowledgement, not after");
    }
}

#[tokio::test]
async fn the_same_id_is_one_message_and_heard_once() {
    let server = TestServer::start().await;
    let (mut ana, luis, conversation) = ana_live(&server).await;
    let mut luis = luis.goes_live().await;
    let body = json!({ "conversacion_id": conversation, "contenido": "una vez", "id": new_id() });
    let first = ana.asks("mensaje_enviar", &body).await;
    assert_eq!(first["ok"], true, "{first}");
    assert_eq!(first["mensaje"]["id"], body["id"]);
    assert_eq!(ana.asks("mensaje_enviar", &body).await, first);
    assert_eq!(ana.sends_body(body.clone()).await.is(200).json()["mensaje"], first["mensaje"]);
    for live in [&mut luis, &mut ana] {
        live.hears_message("una vez").await;
        live.hears_no("mensaje_recibido").await;
    }
    let mut other = body;
    other["contenido"] = json!("otra cosa");
    let conflict = ana.asks("mensaje_enviar", &other).await;
    assert_eq!(conflict["ok"], false);
    ana.hears("error").await;
    assert_eq!(server.database().messages_in(&conversation), 1);
}

#[tokio::test]
async fn typing_is_told_to_the_others() {
    let server = TestServer::start().await;
    let (mut ana, luis, conversation) = ana_live(&server).await;
    let (mut luis, mut marta) = (luis.goes_live().await, server.login("marta").await.goes_live().await);
    assert_eq!(ana.asks("escribiendo", &of(&conversation)).await["ok"], true);
    let typing = luis.hears("usuario_escribiendo").await;
    assert_eq!(
        typing,
        json!({ "conversacion_id": conversation, "usuario_id": rut_of("ana"), "nombre": typing["nombre"] })
    );
    assert!(typing["nombre"].as_str().unwrap().starts_with("Ana"), "{typing}");
    ana.hears_no("usuario_escribiendo").await;
    marta.hears_nothing_of(&conversation).await;
}

#[tokio::test]
async fn a_strangers_events_are_refused_and_reach_nobody() {
    let server = TestServer::start().await;
    let (mut ana, luis, conversation) = ana_live(&server).await;
    ana.hears("conversacion_creada").await;
    let mut luis = luis.goes_live().await;
    let mut marta = server.login("marta").await.goes_live().await;
    for id in [conversation.as_str(), &new_id()] {
        for name in ["unirse_conversacion", "mensaje_enviar", "escribiendo"] {
            let data = json!({ "conversacion_id": id, "contenido": "me meto" });
            assert_eq!(marta.asks(name, &data).await, json!({ "ok": false, "error": NO_ACCESS }), "{name}");
            marta.hears_error(NO_ACCESS).await;
            marta.emits(name, &data);
            marta.hears_error(NO_ACCESS).await;
        }
    }
    ana.hears_nothing_of(&conversation).await;
    luis.hears_nothing_of(&conversation).await;
    assert_eq!(server.database().messages_in(&conversation), 0);
}

#[tokio::test]
async fn a_payload_that_is_not_in_the_table_is_an_error_and_the_connection_goes_on() {
    let server = TestServer::start().await;
    let (mut ana, _, conversation) = ana_live(&server).await;
    let odd = [
        json!(null),
        json!(5),
        json!("x"),
        json!(true),
        json!([]),
        json!({}),
        json!([conversation]),
        json!({ "id": conversation }),
    ];
    for name in ["unirse_conversacion", "salir_conversacion", "mensaje_enviar", "escribiendo"] {
        for data in &odd {
            let answer = ana.asks(name, data).await;
            assert_eq!((&answer["ok"], &answer["error"]), (&json!(false), &json!(INVALID)), "{name} {data}");
            ana.hears_error(INVALID).await;
        }
        for id in [json!(null), json!(5), json!(true), json!([]), json!({}), json!(""), json!("no-es-un-id")] {
            // Nobody is in a conversation whose id is none, and leaving one where one is not is no error.
            if name == "salir_conversacion" && id == "no-es-un-id" {
                continue;
            }
            let data = json!({ "conversacion_id": id, "contenido": "hola" });
            assert_eq!(ana.asks(name, &data).await["ok"], false, "{name} {data}");
            ana.hears("error").await;
        }
        // No argument at all, with and without a wish for an acknowledgement.
        ana.says_raw(&format!("42[\"{name}\"]"));
        ana.hears_error(INVALID).await;
    }
    for text in [json!(null), json!(5), json!([]), json!(""), json!("  \n"), json!("a\0b")] {
        let data = json!({ "conversacion_id": conversation, "contenido": text });
        assert_eq!(ana.asks("mensaje_enviar", &data).await["ok"], false, "{data}");
        ana.hears("error").await;
    }
    for id in [json!("x"), json!(5), json!({})] {
        let data = json!({ "conversacion_id": conversation, "contenido": "hola", "id": id });
        assert_eq!(ana.asks("mensaje_enviar", &data).await["ok"], false, "{data}");
        ana.hears("error").await;
    }
    assert_eq!(server.database().messages_in(&conversation), 0, "nothing stored");
    ana.says(&conversation, "y sigo aquí").await;
}

#[tokio::test]
async fn a_text_that_is_too_long_is_told_so() {
    let server = TestServer::start().await;
    let (mut ana, _, conversation) = ana_live(&server).await;
    let data = |many: usize| json!({ "conversacion_id": conversation, "contenido": "ñ".repeat(many) });
    let answer = ana.asks("mensaje_enviar", &data(4_001)).await;
    assert_eq!(answer, json!({ "ok": false, "error": "Mensaje demasiado largo" }));
    ana.hears_error("Mensaje demasiado largo").await;
    assert_eq!(ana.asks("mensaje_enviar", &data(4_000)).await["ok"], true);
}

#[tokio::test]
async fn further_arguments_and_unknown_events_change_nothing() {
    let server = TestServer::start().await;
    let (mut ana, _, conversation) = ana_live(&server).await;
    let data = json!({ "conversacion_id": conversation, "contenido": "hola", "sobra": [1, { "a": null }] });
    ana.says_raw(&format!("42[\"mensaje_enviar\",{data},\"sobra\",7]"));
    ana.hears_message("hola").await;
    ana.emits("no_existe", &json!({ "x": 1 }));
    ana.goes_on().await;
    assert_eq!(Database::look(server.data()).messages_in(&conversation), 1);
}
