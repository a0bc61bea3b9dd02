//! `POST /api/chat/conversacion/crear` for two people, and `GET /api/chat/conversaciones`.

use serde_json::{Value, json};

use crate::util::{Options, Person, TestServer, is_wire_id, is_wire_time, rut_of};

const ONE: &str = "Debes especificar exactamente un participante";
const MISSING: &str = "Faltan datos requeridos";
const UNKNOWN: &str = "Usuario no encontrado";

/// The RUTs in a list of participants.
fn ruts(participants: &Value) -> Vec<String> {
    let list = participants.as_array().expect("a list").iter();
    list.map(|one| one["id"].as_str().expect("USUARIO").to_owned()).collect()
}

async fn creates(person: &Person, participants: Value) -> (u16, String) {
    let answer = person.creates(json!({ "participantes": participants })).await;
    (answer.status, answer.json()["conversacion_id"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_conversation_is_made_once_and_found_ever_after() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let made = ana.creates(json!({ "participantes": [rut_of("luis")] })).await.is(201).json();
    let conversation = &made["conversacion"];
    assert_eq!(conversation["id"], made["conversacion_id"]);
    assert!(is_wire_id(made["conversacion_id"].as_str().unwrap()), "{made}");
    assert_eq!(conversation["creado"], true);
    assert_eq!(conversation["es_grupal"], false);
    assert_eq!(conversation["nombre"], "Chat con Luis");
    assert_eq!(ruts(&conversation["participantes"]), [rut_of("luis")], "without oneself");

    let found = ana.creates(json!({ "participantes": [rut_of("luis")] })).await.is(200).json();
    assert_eq!(found["conversacion"]["creado"], false);
    assert_eq!(found["conversacion_id"], made["conversacion_id"]);

    let from_the_other_side = luis.creates(json!({ "participantes": [rut_of("ana")] })).await.is(200).json();
    assert_eq!(from_the_other_side["conversacion_id"], made["conversacion_id"]);
    assert_eq!(from_the_other_side["conversacion"]["nombre"], "Chat con Ana");
    assert_eq!(ruts(&from_the_other_side["conversacion"]["participantes"]), [rut_of("ana")]);
}

#[tokio::test]
async fn the_other_may_be_named_in_three_ways() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    let ways = [
        json!(["22222222-2"]),
        json!(["22.222.222-2"]),
        json!([22222222]),
        json!(["11111111-1", "22222222-2"]),
        json!(["22222222-2", "11111111-1"]),
        json!([11111111, 22222222]),
        json!(["11111111-1", 22222222]),
    ];
    for way in ways {
        assert_eq!(creates(&ana, way.clone()).await, (200, id.clone()), "{way}");
    }
}

#[tokio::test]
async fn a_number_that_several_ruts_share_is_409() {
    // Two people whose RUT differs in the check digit alone; one of them is wrong, and both are valid data.
    let server = Options::with_cast()
        .after(|tool| {
            tool.add("12345678-5", "Otro Juan").succeeds();
        })
        .start()
        .await;
    let ana = server.login("ana").await;
    ana.creates(json!({ "participantes": [12345678] })).await.fails(409);
    assert_eq!(creates(&ana, json!(["12345678-5"])).await.0, 201);
    assert_eq!(creates(&ana, json!(["12345678-9"])).await.0, 201);
    // Unknown people are told before shared numbers.
    let body = json!({ "participantes": [12345678, "98765432-1"], "es_grupal": true, "nombre": "Caja" });
    ana.creates(body).await.refuses(404, UNKNOWN);
}

#[tokio::test]
async fn nobody_or_several_are_not_one() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let lists = [
        json!([]),
        json!(["11111111-1"]),
        json!([11111111]),
        json!(["22222222-2", "33333333-3"]),
        json!(["11111111-1", "22222222-2", "33333333-3"]),
    ];
    for list in lists {
        ana.creates(json!({ "participantes": list })).await.refuses(400, ONE);
        ana.creates(json!({ "participantes": list, "es_grupal": false })).await.refuses(400, ONE);
        ana.creates(json!({ "participantes": list, "es_grupal": null })).await.refuses(400, ONE);
    }
    assert!(ana.conversations().await.is_empty(), "nothing was made");
}

#[tokio::test]
async fn what_is_no_list_of_people_is_400() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let luis = rut_of("luis");
    let bodies = [
        json!({}),
        json!({ "participantes": null }),
        json!({ "participantes": luis }),
        json!({ "participantes": { "id": luis } }),
        json!({ "participantes": 22222222 }),
        json!({ "participantes": [luis], "es_grupal": "true" }),
        json!({ "participantes": [luis], "es_grupal": 1 }),
    ];
    for body in bodies {
        ana.creates(body).await.refuses(400, MISSING);
    }
    for odd in [json!([null]), json!([true]), json!([[luis]]), json!([{ "id": luis }]), json!([2.5])] {
        ana.creates(json!({ "participantes": odd })).await.fails(400);
    }
    assert!(ana.conversations().await.is_empty(), "nothing was made");
}

#[tokio::test]
async fn unknown_and_disabled_people_are_404() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    server.command(&["user", "disable", rut_of("hugo")], "").await.succeeds();
    let absent =
        [json!("98765432-1"), json!(98765432), json!("no es un rut"), json!(rut_of("hugo")), json!(88888888), json!(0)];
    for who in absent {
        ana.creates(json!({ "participantes": [who] })).await.refuses(404, UNKNOWN);
    }
}

#[tokio::test]
async fn the_list_tells_all_about_a_conversation() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    assert!(ana.conversations().await.is_empty());
    let id = ana.opens_chat_with(rut_of("luis")).await;
    let empty = ana.conversation(&id).await;
    assert_eq!(empty["ultimo_mensaje"], Value::Null);
    assert_eq!(empty["mensajes_no_leidos"], 0);
    assert!(is_wire_time(empty["ultima_actualizacion"].as_str().unwrap()), "{empty}");

    let sent = luis.sends(&id, "¿Queda azúcar?").await;
    let seen = ana.conversation(&id).await;
    assert_eq!(seen["nombre"], "Chat con Luis");
    assert_eq!(seen["es_grupal"], false);
    assert_eq!(ruts(&seen["participantes"]), [rut_of("luis")]);
    assert_eq!(seen["participantes"][0]["nombre_completo"], "Luis Soto");
    let last = json!({
        "id": sent["id"], "contenido": "¿Queda azúcar?", "fecha_envio": sent["fecha_envio"],
        "usuario_id": rut_of("luis"), "editado": false,
    });
    for (key, value) in last.as_object().unwrap() {
        assert_eq!(&seen["ultimo_mensaje"][key], value, "{key}");
    }
    assert_eq!(seen["ultima_actualizacion"], sent["fecha_envio"]);
    assert_eq!(seen["mensajes_no_leidos"], 1);
    assert_eq!(luis.conversation(&id).await["nombre"], "Chat con Ana");
    assert_eq!(luis.unread(&id).await, 0, "one's own message is not unread");
}

#[tokio::test]
async fn latest_activity_comes_first() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut ids = Vec::new();
    for other in ["luis", "marta", "pedro"] {
        ids.push(ana.opens_chat_with(rut_of(other)).await);
    }
    let order = async || -> Vec<usize> {
        let list = ana.conversations().await;
        list.iter().map(|one| ids.iter().position(|id| one["id"] == *id).unwrap()).collect()
    };
    assert_eq!(order().await, [2, 1, 0], "the newest conversation first");
    ana.sends(&ids[0], "hola").await;
    assert_eq!(order().await, [0, 2, 1], "a message is activity");
    ana.sends(&ids[1], "hola").await;
    assert_eq!(order().await, [1, 0, 2]);
    ana.opens_chat_with(rut_of("luis")).await;
    ana.marks_read(json!({ "conversacion_id": ids[0] })).await.is(200);
    assert_eq!(order().await, [1, 0, 2], "finding and reading are none");
}

#[tokio::test]
async fn ids_are_taken_in_any_case() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    let upper = id.to_ascii_uppercase();
    let sent = ana.sends(&upper, "hola").await;
    assert_eq!(sent["conversacion_id"], id, "and given in lower case");
    ana.page(&upper, "").await.is(200);
    ana.marks_read(json!({ "conversacion_id": upper })).await.is(200);
}

#[tokio::test]
async fn a_conversation_with_somebody_who_was_disabled_since_stays_readable() {
    let server = TestServer::start().await;
    let (ana, hugo) = (server.login("ana").await, server.login("hugo").await);
    let id = ana.opens_chat_with(rut_of("hugo")).await;
    hugo.sends(&id, "adiós").await;
    server.command(&["user", "disable", rut_of("hugo")], "").await.succeeds();
    assert_eq!(ana.conversation(&id).await["nombre"], "Chat con Hugo");
    assert_eq!(ana.reads_all(&id).await[0]["contenido"], "adiós");
}
