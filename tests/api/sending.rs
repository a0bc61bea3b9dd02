//! `POST /api/chat/mensaje/enviar`.

use serde_json::{Value, json};

use crate::util::{Person, TestServer, is_wire_id, is_wire_time, new_id, rut_of};

const LONG: &str = "Mensaje demasiado largo";

async fn two(server: &TestServer) -> (Person, Person, String) {
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    (ana, luis, conversation)
}

fn body(conversation: &str, text: &str) -> Value {
    json!({ "conversacion_id": conversation, "contenido": text })
}

#[tokio::test]
async fn a_message_comes_back_whole() {
    let server = TestServer::start().await;
    let (ana, luis, conversation) = two(&server).await;
    let message = ana.sends(&conversation, "¿Abrimos mañana?").await;
    assert!(is_wire_id(message["id"].as_str().unwrap()), "{message}");
    assert!(is_wire_time(message["fecha_envio"].as_str().unwrap()), "{message}");
    let expected = json!({
        "conversacion_id": conversation, "usuario_id": rut_of("ana"), "contenido": "¿Abrimos mañana?",
        "editado": false, "eliminado": false, "es_propio": true,
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&message[key], value, "{key}");
    }
    assert_eq!(message["usuario"]["nombre_completo"], "Ana Pérez");
    assert_eq!(ana.reads_all(&conversation).await, std::slice::from_ref(&message), "the same in the history");
    let seen = luis.reads_all(&conversation).await[0].clone();
    assert_eq!(seen["es_propio"], false);
    assert_eq!(seen["id"], message["id"]);
}

#[tokio::test]
async fn text_is_kept_as_sent_and_never_escaped() {
    let server = TestServer::start().await;
    let (ana, luis, conversation) = two(&server).await;
    let texts = [
        "<script>alert('x')</script>",
        "a & b < c > d \"e\" 'f'",
        "línea 1\nlínea 2\ttabulada",
        "🛒👨‍👩‍👧‍👦 ñandú",
        "'; DROP TABLE mensajes_chat; --",
        "\u{202e}al revés",
        "%00 \\u0000 \\n",
        "{{csrf_token}}",
        "\u{1}\u{7f}\u{1e}",
    ];
    for text in texts {
        assert_eq!(ana.sends(&conversation, text).await["contenido"], text);
    }
    let read = luis.reads_all(&conversation).await;
    assert!(read.iter().map(|message| &message["contenido"]).eq(texts), "{read:?}");
}

#[tokio::test]
async fn text_is_trimmed_and_composed() {
    let server = TestServer::start().await;
    let (ana, _, conversation) = two(&server).await;
    assert_eq!(ana.sends(&conversation, " \n\t hola \u{a0}\u{3000}\n").await["contenido"], "hola");
    assert_eq!(ana.sends(&conversation, "n\u{303}andu\u{301}").await["contenido"], "ñandú", "NFC");
    for nothing in ["", " ", "\n\t \u{a0}\u{2003}"] {
        ana.sends_body(body(&conversation, nothing)).await.fails(400);
    }
    ana.sends_body(body(&conversation, "a\0b")).await.fails(400);
    ana.sends_body(body(&conversation, "\0")).await.fails(400);
    assert_eq!(ana.reads_all(&conversation).await.len(), 2, "nothing of that was stored");
}

#[tokio::test]
async fn a_message_has_at_most_4000_code_points() {
    let server = TestServer::start().await;
    let (ana, _, conversation) = two(&server).await;
    let fits = ["x".repeat(4_000), "🛒".repeat(4_000), format!("  {}\n", "x".repeat(4_000)), "n\u{303}".repeat(4_000)];
    for text in &fits {
        let message = ana.sends(&conversation, text).await;
        assert_eq!(message["contenido"].as_str().unwrap().chars().count(), 4_000);
    }
    for text in ["x".repeat(4_001), "🛒".repeat(4_001), "ñ".repeat(10_000)] {
        ana.sends_body(body(&conversation, &text)).await.refuses(413, LONG);
    }
    assert_eq!(ana.reads_all(&conversation).await.len(), fits.len());
}

#[tokio::test]
async fn the_clients_id_becomes_the_messages_id() {
    let server = TestServer::start().await;
    let (ana, luis, conversation) = two(&server).await;
    let id = new_id();
    let mut message = body(&conversation, "una vez");
    message["id"] = json!(id.to_ascii_uppercase());
    let first = ana.sends_body(message.clone()).await.is(201).json();
    assert_eq!(first["mensaje"]["id"], id, "stored in lower case");
    message["id"] = json!(id);
    let again = ana.sends_body(message.clone()).await.is(200).json();
    assert_eq!(again["mensaje"], first["mensaje"], "the message already stored");
    message["contenido"] = json!("  una vez ");
    ana.sends_body(message).await.is(200);
    assert_eq!(luis.reads_all(&conversation).await.len(), 1);
    assert_eq!(luis.unread(&conversation).await, 1);
}

#[tokio::test]
async fn a_repeat_is_recognised_after_other_messages_and_a_restart() {
    let mut server = TestServer::start().await;
    let (ana, luis, conversation) = two(&server).await;
    let mut message = body(&conversation, "una vez");
    message["id"] = json!(new_id());
    let first = ana.sends_body(message.clone()).await.is(201).json();
    luis.sends(&conversation, "ya").await;
    server.kill();
    server.start_again().await;
    let again = ana.sends_body(message).await.is(200).json();
    assert_eq!(again["mensaje"], first["mensaje"]);
    assert_eq!(ana.conversation(&conversation).await["ultimo_mensaje"]["contenido"], "ya", "and moves nothing");
}

#[tokio::test]
async fn the_same_id_for_another_message_is_409() {
    let server = TestServer::start().await;
    let (ana, luis, conversation) = two(&server).await;
    let elsewhere = ana.opens_chat_with(rut_of("marta")).await;
    let id = new_id();
    let with = |conversation: &str, text: &str| json!({ "conversacion_id": conversation, "contenido": text, "id": id });
    ana.sends_body(with(&conversation, "hola")).await.is(201);
    ana.sends_body(with(&conversation, "chao")).await.fails(409);
    ana.sends_body(with(&elsewhere, "hola")).await.fails(409);
    luis.sends_body(with(&conversation, "hola")).await.fails(409);
    assert_eq!(ana.reads_all(&conversation).await.len(), 1);
    assert!(ana.reads_all(&elsewhere).await.is_empty());
}

#[tokio::test]
async fn an_absent_id_may_be_null_or_empty_but_not_nonsense() {
    let server = TestServer::start().await;
    let (ana, _, conversation) = two(&server).await;
    for id in [json!(null), json!("")] {
        let message = json!({ "conversacion_id": conversation, "contenido": "hola", "id": id });
        let stored = ana.sends_body(message).await.is(201).json();
        assert!(is_wire_id(stored["mensaje"]["id"].as_str().unwrap()), "{stored}");
    }
    for id in [json!("x"), json!(7), json!(true), json!([new_id()]), json!(format!("{}0", new_id()))] {
        let message = json!({ "conversacion_id": conversation, "contenido": "hola", "id": id });
        ana.sends_body(message).await.fails(400);
    }
}

#[tokio::test]
async fn unknown_keys_change_nothing() {
    let server = TestServer::start().await;
    let (ana, _, conversation) = two(&server).await;
    let message = json!({
        "conversacion_id": conversation, "contenido": "hola", "usuario_id": rut_of("luis"), "eliminado": true,
        "fecha_envio": "1999-01-01T00:00:00.000Z", "adjuntos": [],
    });
    let stored = ana.sends_body(message).await.is(201).json()["mensaje"].clone();
    assert_eq!(stored["usuario_id"], rut_of("ana"), "one writes as oneself");
    assert_eq!(stored["eliminado"], false);
    assert!(!stored["fecha_envio"].as_str().unwrap().starts_with("1999"));
}
