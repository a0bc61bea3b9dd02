//! `POST /api/chat/mensaje/marcar-leido` and the counts.

use serde_json::json;

use crate::util::{Person, TestServer, new_id, rut_of};

const NOT_FOUND: &str = "Mensaje no encontrado";

/// Luis has sent some messages that Ana hasn't read.
async fn unread(server: &TestServer, many: usize) -> (Person, Person, String, Vec<String>) {
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let mut ids = Vec::new();
    for number in 0..many {
        let message = luis.sends(&conversation, &format!("{number}")).await;
        ids.push(message["id"].as_str().unwrap().to_owned());
    }
    (ana, luis, conversation, ids)
}

#[tokio::test]
async fn reading_all_leaves_nothing_unread() {
    let server = TestServer::start().await;
    let (ana, luis, conversation, _) = unread(&server, 3).await;
    assert_eq!(ana.unread(&conversation).await, 3);
    let answer = ana.marks_read(json!({ "conversacion_id": conversation })).await.is(200).json();
    assert_eq!(answer["success"], true);
    assert_eq!(ana.unread(&conversation).await, 0);
    ana.marks_read(json!({ "conversacion_id": conversation })).await.is(200);
    luis.sends(&conversation, "otro").await;
    assert_eq!(ana.unread(&conversation).await, 1);
}

#[tokio::test]
async fn one_may_read_up_to_a_message_and_never_back() {
    let server = TestServer::start().await;
    let (ana, _, conversation, ids) = unread(&server, 4).await;
    let up_to = async |id: &str| {
        ana.marks_read(json!({ "conversacion_id": conversation, "mensaje_id": id })).await.is(200);
        ana.unread(&conversation).await
    };
    assert_eq!(up_to(&ids[1]).await, 2, "including it");
    assert_eq!(up_to(&ids[0]).await, 2, "the mark never goes back");
    assert_eq!(up_to(&ids[2].to_ascii_uppercase()).await, 1);
    assert_eq!(up_to(&ids[3]).await, 0);
}

#[tokio::test]
async fn an_absent_message_means_all() {
    let server = TestServer::start().await;
    let (ana, luis, conversation, _) = unread(&server, 2).await;
    for absent in [json!(null), json!("")] {
        luis.sends(&conversation, "más").await;
        ana.marks_read(json!({ "conversacion_id": conversation, "mensaje_id": absent })).await.is(200);
        assert_eq!(ana.unread(&conversation).await, 0);
    }
}

#[tokio::test]
async fn a_message_from_elsewhere_is_404_and_marks_nothing() {
    let server = TestServer::start().await;
    let (ana, luis, conversation, _) = unread(&server, 2).await;
    let elsewhere = ana.opens_chat_with(rut_of("marta")).await;
    let of_mine = ana.sends(&elsewhere, "aquí").await["id"].clone();
    let foreign = luis.opens_chat_with(rut_of("pedro")).await;
    let of_others = luis.sends(&foreign, "allá").await["id"].clone();
    for id in [of_mine, of_others, json!(new_id())] {
        let body = json!({ "conversacion_id": conversation, "mensaje_id": id });
        ana.marks_read(body).await.refuses(404, NOT_FOUND);
    }
    for id in [json!(5), json!(true), json!([])] {
        ana.marks_read(json!({ "conversacion_id": conversation, "mensaje_id": id })).await.fails(400);
    }
    assert_eq!(ana.unread(&conversation).await, 2);
}

#[tokio::test]
async fn an_empty_conversation_can_be_read() {
    let server = TestServer::start().await;
    let (ana, luis, conversation, _) = unread(&server, 0).await;
    ana.marks_read(json!({ "conversacion_id": conversation })).await.is(200);
    luis.sends(&conversation, "hola").await;
    assert_eq!(ana.unread(&conversation).await, 1);
}

#[tokio::test]
async fn everyone_reads_for_oneself() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let group = ana.opens_group("Caja", &[rut_of("luis"), rut_of("marta")]).await;
    ana.sends(&group, "hola").await;
    let (luis, marta) = (server.login("luis").await, server.login("marta").await);
    luis.marks_read(json!({ "conversacion_id": group })).await.is(200);
    assert_eq!((luis.unread(&group).await, marta.unread(&group).await, ana.unread(&group).await), (0, 1, 0));
}

#[tokio::test]
async fn answers_of_ones_own_are_not_unread() {
    let server = TestServer::start().await;
    let (ana, luis, conversation, _) = unread(&server, 1).await;
    ana.marks_read(json!({ "conversacion_id": conversation })).await.is(200);
    ana.sends(&conversation, "sí").await;
    ana.sends(&conversation, "voy").await;
    assert_eq!(ana.unread(&conversation).await, 0);
    assert_eq!(luis.unread(&conversation).await, 2);
}

#[tokio::test]
async fn the_mark_survives_a_kill() {
    let mut server = TestServer::start().await;
    let (ana, _, conversation, ids) = unread(&server, 3).await;
    ana.marks_read(json!({ "conversacion_id": conversation, "mensaje_id": ids[1] })).await.is(200);
    server.kill();
    server.start_again().await;
    assert_eq!(ana.unread(&conversation).await, 1);
}
