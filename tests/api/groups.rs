//! `POST /api/chat/conversacion/crear` with `es_grupal`.

use serde_json::{Value, json};

use crate::util::{Options, TestServer, is_wire_id, new_id, rut_of};

const MISSING: &str = "Faltan datos requeridos";

fn group(name: &str, people: &[&str]) -> Value {
    let people: Vec<&str> = people.iter().map(|key| rut_of(key)).collect();
    json!({ "participantes": people, "es_grupal": true, "nombre": name })
}

fn with_id(mut body: Value, id: &str) -> Value {
    body["id"] = json!(id);
    body
}

#[tokio::test]
async fn a_group_is_new_each_time() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let first = ana.creates(group("  Bodega ", &["luis", "marta"])).await.is(201).json();
    let conversation = &first["conversacion"];
    assert_eq!(conversation["nombre"], "Bodega", "trimmed");
    assert_eq!(conversation["es_grupal"], true);
    assert_eq!(conversation["creado"], true);
    assert_eq!(conversation["participantes"].as_array().unwrap().len(), 2, "without oneself");
    assert!(is_wire_id(first["conversacion_id"].as_str().unwrap()));
    let second = ana.creates(group("Bodega", &["luis", "marta"])).await.is(201).json();
    assert_ne!(first["conversacion_id"], second["conversacion_id"]);
}

#[tokio::test]
async fn everyone_in_a_group_sees_it_by_its_name() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_group("Bodega", &[rut_of("luis"), rut_of("marta")]).await;
    for key in ["ana", "luis", "marta"] {
        let seen = server.login(key).await.conversation(&id).await;
        assert_eq!(seen["nombre"], "Bodega");
        assert_eq!(seen["es_grupal"], true);
        let others = seen["participantes"].as_array().unwrap();
        assert_eq!(others.len(), 2);
        assert!(others.iter().all(|other| other["id"] != rut_of(key)), "{key} sees the others: {others:?}");
    }
    assert!(server.login("pedro").await.conversations().await.is_empty());
}

#[tokio::test]
async fn a_group_has_a_name_of_1_to_80_characters() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let people = ["luis", "marta"];
    for name in ["", "   ", &"ñ".repeat(81)] {
        ana.creates(group(name, &people)).await.refuses(400, MISSING);
    }
    for name in [json!(null), json!(7), json!(["x"])] {
        let mut body = group("", &people);
        body["nombre"] = name;
        ana.creates(body).await.refuses(400, MISSING);
    }
    for name in ["x", &"ñ".repeat(80), &format!("  {}  ", "ñ".repeat(80))] {
        ana.creates(group(name, &people)).await.is(201);
    }
    let nul = ana.creates(group("a\0b", &people)).await;
    nul.fails(400);
}

#[tokio::test]
async fn a_group_needs_two_others_and_repeated_ones_count_once() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for people in [&["luis"][..], &["luis", "luis"], &["ana", "luis"], &["ana"], &[]] {
        let sentence = ana.creates(group("Caja", people)).await.fails(400);
        assert!(sentence.contains('2') && sentence.contains("255"), "saying so: {sentence}");
    }
    let body = json!({
        "participantes": ["22222222-2", 22222222, "22.222.222-2", "33333333-3", "11111111-1", 11111111],
        "es_grupal": true, "nombre": "Caja",
    });
    let made = ana.creates(body).await.is(201).json();
    assert_eq!(made["conversacion"]["participantes"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn slow_a_group_has_at_most_255_others() {
    let words = ["seed", "--users", "257", "--conversations", "0", "--messages", "0", "--password", "clave-larga"];
    let server = Options::with_cast()
        .after(|tool| {
            tool.run(&words).succeeds();
        })
        .start()
        .await;
    let ana = server.login("ana").await;
    let list = ana.get("/api/chat/usuarios").await.is(200).json();
    let ruts: Vec<&str> =
        list["usuarios"].as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap()).collect();
    assert!(ruts.len() >= 256, "{}", ruts.len());
    let body = |many: usize| json!({ "participantes": ruts[..many], "es_grupal": true, "nombre": "Todos" });
    let sentence = ana.creates(body(256)).await.fails(400);
    assert!(sentence.contains("255"), "{sentence}");
    let made = ana.creates(body(255)).await.is(201).json();
    assert_eq!(made["conversacion"]["participantes"].as_array().unwrap().len(), 255);
}

#[tokio::test]
async fn the_same_id_makes_the_same_group() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let id = new_id();
    let body = with_id(group("Caja", &["luis", "marta"]), &id);
    let made = ana.creates(body.clone()).await.is(201).json();
    assert_eq!(made["conversacion_id"], id);
    let again = ana.creates(body.clone()).await.is(200).json();
    assert_eq!(again["conversacion"]["creado"], false);
    assert_eq!(again["conversacion_id"], id);
    // The order of people, their spelling and the case of the id are no other content.
    let spelled = json!({
        "participantes": ["33.333.333-3", 22222222], "es_grupal": true, "nombre": " Caja ", "id": id.to_ascii_uppercase(),
    });
    ana.creates(spelled).await.is(200);
    assert_eq!(ana.conversations().await.len(), 1);
}

#[tokio::test]
async fn the_same_id_for_something_else_is_409() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let id = new_id();
    ana.creates(with_id(group("Caja", &["luis", "marta"]), &id)).await.is(201);
    ana.creates(with_id(group("Otra", &["luis", "marta"]), &id)).await.fails(409);
    ana.creates(with_id(group("Caja", &["luis", "pedro"]), &id)).await.fails(409);
    ana.creates(with_id(group("Caja", &["luis", "marta", "pedro"]), &id)).await.fails(409);
    luis.creates(with_id(group("Caja", &["ana", "marta"]), &id)).await.fails(409);
    let seen = ana.conversation(&id).await;
    assert_eq!(seen["nombre"], "Caja", "and nothing has changed");
    assert_eq!(seen["participantes"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_id_that_is_no_uuid_is_400_and_an_empty_one_is_none() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for id in [json!("x"), json!(5), json!("0190-not-a-uuid"), json!({})] {
        let mut body = group("Caja", &["luis", "marta"]);
        body["id"] = id;
        ana.creates(body).await.fails(400);
    }
    for id in [json!(null), json!("")] {
        let mut body = group("Caja", &["luis", "marta"]);
        body["id"] = id;
        ana.creates(body).await.is(201);
    }
}

#[tokio::test]
async fn unknown_people_make_no_group() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let body = json!({ "participantes": [rut_of("luis"), rut_of("marta"), "98765432-1"], "es_grupal": true, "nombre": "Caja" });
    ana.creates(body).await.refuses(404, "Usuario no encontrado");
    assert!(ana.conversations().await.is_empty());
}
