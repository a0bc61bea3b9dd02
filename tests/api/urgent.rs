//! Urgent messages: who has acknowledged them and who has not.

use std::time::Duration;

use chrono::Utc;
use serde_json::{Value, json};
use weigence_chat::model::Timestamp;

use crate::util::{Database, Options, Person, TestServer, new_id, rut_of};

fn urgent(conversation: &str, text: &str) -> Value {
    json!({ "conversacion_id": conversation, "contenido": text, "urgente": true, "id": new_id() })
}

async fn pending(person: &Person) -> Vec<Value> {
    let list = person.get("/api/chat/urgentes?pendientes=true").await.is(200).json();
    list["mensajes"].as_array().unwrap().iter().map(|message| message["contenido"].clone()).collect()
}

#[tokio::test]
async fn an_urgent_message_waits_for_everyone_else() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let group = ana.opens_group("Bodega", &[rut_of("luis"), rut_of("marta")]).await;
    let mut ana = ana.goes_live().await;
    let mut luis = server.login("luis").await.goes_live().await;
    let (marta, tomas) = (server.login("marta").await, server.login("tomas").await);
    let body = urgent(&group, "Retirar el lote 4471");
    let message = ana.sends_body(body.clone()).await.is(201).json()["mensaje"].clone();
    assert_eq!((&message["urgente"], message.get("confirmaciones")), (&json!(true), None));
    assert_eq!(luis.hears_message("Retirar el lote 4471").await["urgente"], true);
    for person in [&*luis, &marta] {
        assert_eq!(pending(person).await, ["Retirar el lote 4471"]);
    }
    assert!(pending(&ana).await.is_empty() && pending(&tomas).await.is_empty());
    let confirm = json!({ "mensaje_id": message["id"] });
    let confirmed = luis.posts("/api/chat/mensaje/confirmar", confirm.clone()).await.is(200).json();
    assert_eq!(confirmed["mensaje"]["confirmaciones"][0]["usuario_id"], rut_of("luis"));
    luis.posts("/api/chat/mensaje/confirmar", confirm.clone()).await.is(200);
    let told = ana.hears("mensaje_confirmado").await;
    assert_eq!(
        (&told["por"], told["mensaje"]["confirmaciones"].as_array().unwrap().len()),
        (&json!(rut_of("luis")), 1)
    );
    ana.hears_no("mensaje_confirmado").await;
    assert!(pending(&luis).await.is_empty());
    assert_eq!(pending(&marta).await.len(), 1);
    ana.posts("/api/chat/mensaje/confirmar", confirm.clone())
        .await
        .refuses(409, "Ese mensaje no espera tu confirmación");
    tomas.posts("/api/chat/mensaje/confirmar", confirm).await.refuses(404, "Mensaje no encontrado");
    let plain = ana.sends(&group, "sin apuro").await;
    luis.posts("/api/chat/mensaje/confirmar", json!({ "mensaje_id": plain["id"] })).await.fails(409);
    let all = ana.get("/api/chat/urgentes").await.is(200).json();
    assert_eq!(all["mensajes"][0]["confirmaciones"][0]["usuario_id"], rut_of("luis"));
    assert_eq!(ana.sends_body(body).await.is(200).json()["mensaje"]["urgente"], true, "sent again");
    ana.sends_body(json!({ "conversacion_id": group, "contenido": "x", "urgente": "sí" })).await.fails(400);
}

#[tokio::test]
async fn it_waits_over_a_restart_and_no_longer_than_it_is_there() {
    let mut first = TestServer::start().await;
    let (ana, luis) = (first.login("ana").await, first.login("luis").await);
    let chat = ana.opens_chat_with(&luis.rut).await;
    let message = ana.sends_body(urgent(&chat, "¡Fuga de agua!")).await.is(201).json()["mensaje"].clone();
    first.stop().await;
    let server = Options::on(first.data()).start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    assert_eq!(pending(&luis).await, ["¡Fuga de agua!"]);
    ana.posts("/api/chat/mensaje/eliminar", json!({ "mensaje_id": message["id"] })).await.is(200);
    assert!(pending(&luis).await.is_empty());
}

/// One who never looks must not keep the others from writing the next morning.
#[tokio::test]
async fn what_nobody_confirmed_for_half_a_day_counts_no_more() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    for number in 0..5 {
        ana.sends_body(urgent(&chat, &number.to_string())).await.is(201);
    }
    let is_ago = async |hours: u64| {
        let then = Timestamp(Utc::now().timestamp_millis()).before(Duration::from_secs(hours * 3600)).to_rfc3339();
        Database::change(server.data()).execute("UPDATE mensajes_chat SET fecha_envio = ?1", [then]);
        ana.sends_body(urgent(&chat, "otra vez")).await
    };
    is_ago(11).await.fails(409);
    is_ago(13).await.is(201);
}

#[tokio::test]
async fn nobody_cries_wolf() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let chat = ana.opens_chat_with(&luis.rut).await;
    let mut first = Value::Null;
    for number in 0..5 {
        first = ana.sends_body(urgent(&chat, &number.to_string())).await.is(201).json()["mensaje"]["id"].clone();
    }
    let sentence = "Ya tienes demasiados mensajes urgentes sin confirmar en esta conversación";
    ana.sends_body(urgent(&chat, "otra vez")).await.refuses(409, sentence);
    luis.sends_body(urgent(&chat, "yo sí")).await.is(201);
    luis.posts("/api/chat/mensaje/confirmar", json!({ "mensaje_id": first })).await.is(200);
    ana.sends_body(urgent(&chat, "ahora sí")).await.is(201);
}

#[tokio::test]
async fn who_can_log_in_no_more_keeps_nobody_from_writing() {
    let server = TestServer::start().await;
    let (ana, luis, marta) = (server.login("ana").await, server.login("luis").await, server.login("marta").await);
    let group = ana.opens_group("Bodega", &[rut_of("luis"), rut_of("marta")]).await;
    for number in 0..5 {
        let id = ana.sends_body(urgent(&group, &number.to_string())).await.is(201).json()["mensaje"]["id"].clone();
        luis.posts("/api/chat/mensaje/confirmar", json!({ "mensaje_id": id })).await.is(200);
    }
    ana.sends_body(urgent(&group, "una más")).await.fails(409);
    server.command(&["user", "disable", &marta.rut], "").await.succeeds();
    ana.sends_body(urgent(&group, "una más")).await.is(201);
}
