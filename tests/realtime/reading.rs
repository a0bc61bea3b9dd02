//! `conversacion_leida`: what one device has read is read on the others of that person, and no one else's business.

use serde_json::{Value, json};

use crate::util::{Live, Person, TestServer, rut_of};

/// Ana on two devices, Luis on one, and so many messages of his.
async fn two_devices(server: &TestServer, many: usize) -> (Live, Live, Live, String, Vec<Value>) {
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(&luis.rut).await;
    let (till, phone, luis) = (ana.goes_live().await, another(server, "ana").await, luis.goes_live().await);
    let mut ids = Vec::new();
    for number in 0..many {
        ids.push(luis.sends(&conversation, &number.to_string()).await["id"].clone());
    }
    (till, phone, luis, conversation, ids)
}

/// With a session of its own.
async fn another(server: &TestServer, key: &str) -> Live {
    server.login(key).await.goes_live_by_polling().await
}

async fn reads(person: &Person, body: Value) {
    person.marks_read(body).await.is(200);
}

#[tokio::test]
async fn every_device_of_the_reader_is_told_and_nobody_else() {
    let server = TestServer::start().await;
    let (mut till, mut phone, mut luis, conversation, ids) = two_devices(&server, 3).await;
    let mut marta = server.login("marta").await.goes_live().await;
    reads(&till, json!({ "conversacion_id": conversation, "mensaje_id": ids[1] })).await;
    let one_left = json!({ "conversacion_id": conversation, "mensajes_no_leidos": 1, "mensaje_id": ids[1] });
    reads(&phone, json!({ "conversacion_id": conversation.to_uppercase() })).await;
    let nothing_left = json!({ "conversacion_id": conversation, "mensajes_no_leidos": 0, "mensaje_id": null });
    for live in [&mut till, &mut phone] {
        assert_eq!(live.hears("conversacion_leida").await, one_left, "on {}", live.rut);
        assert_eq!(live.hears("conversacion_leida").await, nothing_left);
    }
    for live in [&mut luis, &mut marta] {
        live.hears_no("conversacion_leida").await;
    }
}

#[tokio::test]
async fn what_changes_nothing_is_told_to_nobody() {
    let server = TestServer::start().await;
    let (mut till, mut phone, _luis, conversation, ids) = two_devices(&server, 2).await;
    reads(&till, json!({ "conversacion_id": conversation, "mensaje_id": ids[1] })).await;
    for live in [&mut till, &mut phone] {
        assert_eq!(live.hears("conversacion_leida").await["mensajes_no_leidos"], 0);
    }
    for body in [
        json!({ "conversacion_id": conversation }),
        json!({ "conversacion_id": conversation, "mensaje_id": ids[1] }),
        json!({ "conversacion_id": conversation, "mensaje_id": ids[0] }),
    ] {
        reads(&phone, body).await;
    }
    let foreign = json!({ "conversacion_id": conversation, "mensaje_id": "nada" });
    phone.marks_read(foreign).await.fails(404);
    for live in [&mut till, &mut phone] {
        live.hears_no("conversacion_leida").await;
    }
}

#[tokio::test]
async fn it_comes_in_the_order_of_what_was_said() {
    let server = TestServer::start().await;
    let (mut till, mut phone, luis, conversation, _) = two_devices(&server, 1).await;
    reads(&till, json!({ "conversacion_id": conversation })).await;
    luis.sends(&conversation, "después").await;
    // By when the message is here, what was read before it is too.
    phone.hears_message("0").await;
    phone.hears_message("después").await;
    assert_eq!(phone.has_heard("conversacion_leida"), 1);
    assert_eq!(till.hears("conversacion_leida").await["mensajes_no_leidos"], 0);
    assert_eq!(till.unread(&conversation).await, 1);
}

#[tokio::test]
async fn a_stranger_who_marks_tells_nobody() {
    let server = TestServer::start().await;
    let (mut till, mut phone, _luis, conversation, _) = two_devices(&server, 1).await;
    let marta = server.login("marta").await.goes_live().await;
    marta.marks_read(json!({ "conversacion_id": conversation })).await.fails(403);
    for live in [&mut till, &mut phone] {
        live.hears_no("conversacion_leida").await;
    }
    assert_eq!(rut_of("marta"), marta.rut);
}
