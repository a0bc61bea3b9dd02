//! The order of answers: 404/405, another origin (403), no session (401), body (413/415), malformed (400),
//! no access (403) or unknown (404), conflict (409). Each test breaks two rules and sees the earlier one.

use serde_json::json;

use crate::util::{Call, TestServer, new_id, rut_of};

const SEND: &str = "/api/chat/mensaje/enviar";

fn evil(call: Call) -> Call {
    call.header("origin", "http://evil.cl")
}

#[tokio::test]
async fn no_such_route_or_method_comes_before_another_origin() {
    let server = TestServer::start().await;
    evil(server.post("/api/chat/nada")).json(&json!({})).await.fails(404);
    evil(server.post("/nada")).json(&json!({})).await.fails(404);
    evil(server.call("DELETE", "/api/chat/usuarios")).await.fails(405);
    server.get("/api/chat/nada").await.fails(404);
    server.call("DELETE", "/api/chat/usuarios").await.fails(405);
}

#[tokio::test]
async fn another_origin_comes_before_no_session() {
    let server = TestServer::start().await;
    evil(server.post(SEND)).json(&json!({})).await.fails(403);
    evil(server.post(SEND)).body("text/plain", "x").await.fails(403);
}

#[tokio::test]
async fn no_session_comes_before_the_body() {
    let server = TestServer::start().await;
    let nobody = "Usuario no autenticado";
    server.post(SEND).body("text/plain", "x").await.refuses(401, nobody);
    server.post(SEND).body("application/json", "{").await.refuses(401, nobody);
    server.post(SEND).body("application/json", "x".repeat(70_000)).await.refuses(401, nobody);
    server.post(SEND).await.refuses(401, nobody);
    server.get("/api/chat/mensajes/x?limit=y").await.refuses(401, nobody);
}

#[tokio::test]
async fn a_body_too_large_or_of_another_type_comes_before_malformed() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    ana.post(SEND).body("text/plain", "{").await.fails(415);
    ana.post(SEND).body("application/json", "{".repeat(65_537)).await.fails(413);
}

#[tokio::test]
async fn too_long_comes_before_no_access() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let body = json!({ "conversacion_id": new_id(), "contenido": "x".repeat(4_001) });
    ana.sends_body(body).await.refuses(413, "Mensaje demasiado largo");
}

#[tokio::test]
async fn malformed_comes_before_no_access() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    ana.sends_body(json!({ "conversacion_id": new_id() })).await.fails(400);
    ana.sends_body(json!({ "conversacion_id": new_id(), "contenido": " " })).await.fails(400);
    ana.sends_body(json!({ "conversacion_id": new_id(), "contenido": "x", "id": "y" })).await.fails(400);
    ana.page(&new_id(), "limit=x").await.fails(400);
    ana.marks_read(json!({ "conversacion_id": new_id(), "mensaje_id": 5 })).await.fails(400);
}

#[tokio::test]
async fn no_access_comes_before_unknown_and_conflict() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let theirs = luis.opens_chat_with(rut_of("marta")).await;
    ana.page(&theirs, &format!("antes_de={}", new_id())).await.fails(403);
    ana.marks_read(json!({ "conversacion_id": theirs, "mensaje_id": new_id() })).await.fails(403);
    let mine = ana.opens_chat_with(rut_of("luis")).await;
    let id = new_id();
    ana.sends_body(json!({ "conversacion_id": mine, "contenido": "x", "id": id })).await.is(201);
    ana.sends_body(json!({ "conversacion_id": theirs, "contenido": "x", "id": id })).await.fails(403);
}

#[tokio::test]
async fn too_few_people_comes_before_unknown_people() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    ana.creates(json!({ "participantes": ["98765432-1", "98765432-2"] })).await.fails(400);
    let nameless = json!({ "participantes": ["98765432-1", "98765432-2"], "es_grupal": true });
    ana.creates(nameless).await.fails(400);
}
