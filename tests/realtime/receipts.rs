//! What has reached people and what they have read, and who is typing until when.

use std::time::Duration;

use serde_json::{Value, json};

use crate::util::{TestServer, rut_of};

#[tokio::test]
async fn who_wrote_it_sees_whom_it_reached_and_who_read_it() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let group = ana.opens_group("Bodega", &[rut_of("luis"), rut_of("marta")]).await;
    let mut ana = ana.goes_live().await;
    let mut luis = server.login("luis").await.goes_live().await;
    let mut marta = server.login("marta").await.goes_live().await;
    let mut tomas = server.login("tomas").await.goes_live().await;
    let message = ana.says(&group, "¿Llegó?").await;
    let n = message["n"].as_i64().unwrap();
    luis.hears_message("¿Llegó?").await;
    assert_eq!(luis.asks("mensajes_recibidos", &json!({ "hasta": n + 1_000_000 })).await["ok"], true);
    let told = ana.hears("mensajes_recibidos").await;
    assert_eq!(told["usuario_id"], rut_of("luis"));
    assert!(
        told["hasta"].as_i64() >= Some(n) && told["hasta"].as_i64() < Some(n + 1_000),
        "no more than there is: {told}"
    );
    // Again, or less, is no news.
    assert_eq!(luis.asks("mensajes_recibidos", &json!({ "hasta": 1 })).await["ok"], true);
    luis.marks_read(json!({ "conversacion_id": group })).await.is(200);
    let read = ana.hears("mensajes_leidos").await;
    assert_eq!(read, json!({ "conversacion_id": group, "usuario_id": rut_of("luis"), "hasta": n }));
    for other in [&mut marta, &mut luis] {
        other.hears_no("mensajes_leidos").await;
        other.hears_no("mensajes_recibidos").await;
    }
    tomas.hears_nothing_of(&group).await;
    tomas.hears_no("mensajes_recibidos").await;
    ana.hears_no("mensajes_recibidos").await;

    let state = |person: &str, list: &Value| {
        let list = list["personas"].as_array().unwrap();
        list.iter().find(|one| one["usuario"]["id"] == rut_of(person)).cloned().unwrap()
    };
    let path = format!("/api/chat/mensaje/{}/estado", message["id"].as_str().unwrap());
    let list = ana.get(&path).await.is(200).json();
    assert_eq!(list["personas"].as_array().unwrap().len(), 2, "of everyone but its author");
    let (of_luis, of_marta) = (state("luis", &list), state("marta", &list));
    assert_eq!((&of_luis["recibido"], &of_luis["leido"]), (&json!(true), &json!(true)));
    assert!(of_luis["recibido_en"].is_string() && of_luis["leido_en"].is_string());
    assert_eq!(
        (&of_marta["recibido"], &of_marta["leido"], &of_marta["leido_en"]),
        (&json!(false), &json!(false), &Value::Null)
    );
    tomas.get(&path).await.fails(404);
    let seen = ana.conversation(&group).await;
    let standing =
        seen["estados"].as_array().unwrap().iter().find(|one| one["usuario_id"] == rut_of("luis")).unwrap().clone();
    assert_eq!(standing["leido"], n);
    for bad in [json!({}), json!({ "hasta": -1 }), json!({ "hasta": "7" })] {
        assert_eq!(luis.asks("mensajes_recibidos", &bad).await["ok"], false, "{bad}");
    }
    marta.posts("/api/chat/mensaje/recibidos", json!({ "hasta": n })).await.is(200);
    ana.hears("mensajes_recibidos").await;
}

#[tokio::test]
async fn who_vanishes_stops_typing() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let chat = ana.opens_chat_with(&luis.rut).await;
    let (mut ana, mut luis) = (ana.goes_live().await, luis.goes_live().await);
    for _ in 0..20 {
        assert_eq!(luis.asks("escribiendo", &json!({ "conversacion_id": chat })).await["ok"], true);
    }
    ana.hears("usuario_escribiendo").await;
    ana.hears_no("usuario_escribiendo").await;
    drop(luis);
    let stopped = ana.hears_within(Duration::from_secs(6), "usuario_dejo_de_escribir").await;
    assert_eq!(stopped, json!({ "conversacion_id": chat, "usuario_id": rut_of("luis") }));
}

#[tokio::test]
async fn a_message_ends_the_typing_without_a_word() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let chat = ana.opens_chat_with(&luis.rut).await;
    let (mut ana, mut luis) = (ana.goes_live().await, luis.goes_live().await);
    luis.asks("escribiendo", &json!({ "conversacion_id": chat })).await;
    luis.says(&chat, "listo").await;
    // Typing anew is told at once, although it was told a moment ago.
    luis.asks("escribiendo", &json!({ "conversacion_id": chat })).await;
    for _ in 0..2 {
        ana.hears("usuario_escribiendo").await;
    }
    ana.hears_no("usuario_dejo_de_escribir").await;
}
