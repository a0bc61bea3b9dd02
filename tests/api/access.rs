//! Who may do what to whose (IDOR): every route × who asks × whose conversation it is.

use serde_json::{Value, json};

use crate::util::{Answer, Call, Person, TestServer, new_id, rut_of};

const NOBODY: &str = "Usuario no autenticado";
const NO_ACCESS: &str = "No tienes acceso a esta conversación";

/// The routes that speak of a conversation: what each is called with, and what a participant gets.
const ROUTES: [(&str, &str, u16); 4] = [
    ("GET", "/api/chat/mensajes/{id}", 200),
    ("GET", "/api/chat/mensajes?conversacion_id={id}", 200),
    ("POST", "/api/chat/mensaje/enviar", 201),
    ("POST", "/api/chat/mensaje/marcar-leido", 200),
];

/// Puts together one request of the table.
fn request(server: &TestServer, who: Option<&Person>, (method, path, _): (&str, &str, u16), id: &str) -> Call {
    let call = server.call(method, &path.replace("{id}", id));
    let call = match who {
        Some(person) => call.session(&person.token),
        None => call,
    };
    match method {
        "POST" => call.json(&json!({ "conversacion_id": id, "contenido": "hola" })),
        _ => call,
    }
}

/// What can be seen of an answer from outside, but for the time of day.
fn visible(answer: &Answer) -> (u16, Vec<String>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    (answer.status, headers, answer.text())
}

#[tokio::test]
async fn s01_every_route_asks_who_and_whose() {
    let server = TestServer::start().await;
    let (ana, luis, marta) = (server.login("ana").await, server.login("luis").await, server.login("marta").await);
    let own = ana.opens_chat_with(rut_of("luis")).await;
    luis.sends(&own, "nuestro").await;
    for route in ROUTES {
        for participant in [&ana, &luis] {
            request(&server, Some(participant), route, &own).await.is(route.2);
        }
        let foreign = request(&server, Some(&marta), route, &own).await;
        foreign.refuses(403, NO_ACCESS);
        let unknown = request(&server, Some(&marta), route, &new_id()).await;
        assert_eq!(visible(&foreign), visible(&unknown), "{route:?}: foreign and unknown can't be told apart");
        // What is no id at all is malformed (400), or simply no conversation of hers (403): both are in the contract.
        let malformed = request(&server, Some(&marta), route, "no-es-un-id").await;
        assert!(malformed.status == 400 || malformed.status == 403, "{route:?}: {}", malformed.status);
        for id in [own.as_str(), &new_id(), "no-es-un-id"] {
            request(&server, None, route, id).await.refuses(401, NOBODY);
        }
    }
}

#[tokio::test]
async fn s01_routes_without_a_conversation_ask_who() {
    let server = TestServer::start().await;
    for path in ["/api/chat/usuarios", "/api/chat/conversaciones", "/api/chat/eventos?desde=0"] {
        server.get(path).await.refuses(401, NOBODY);
    }
    let body = json!({ "participantes": [rut_of("luis")] });
    server.post("/api/chat/conversacion/crear").json(&body).await.refuses(401, NOBODY);
}

#[tokio::test]
async fn s01_a_list_has_ones_own_alone() {
    let server = TestServer::start().await;
    let (ana, marta) = (server.login("ana").await, server.login("marta").await);
    let theirs = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&theirs, "secreto").await;
    let mine = marta.opens_chat_with(rut_of("luis")).await;
    let list = marta.conversations().await;
    assert_eq!(list.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&Value::from(mine)]);
    assert!(!json!(list).to_string().contains("secreto"));
}

#[tokio::test]
async fn s01_a_stranger_learns_nothing_from_message_ids() {
    let server = TestServer::start().await;
    let (ana, marta) = (server.login("ana").await, server.login("marta").await);
    let own = ana.opens_chat_with(rut_of("luis")).await;
    let message = ana.sends(&own, "nuestro").await["id"].as_str().unwrap().to_owned();
    // In a conversation that isn't hers there is no access, whatever message she names.
    for id in [message.as_str(), &new_id()] {
        marta.page(&own, &format!("antes_de={id}")).await.refuses(403, NO_ACCESS);
        let body = json!({ "conversacion_id": own, "mensaje_id": id });
        marta.marks_read(body).await.refuses(403, NO_ACCESS);
    }
    // In her own, a foreign message is as unknown as one that doesn't exist.
    let hers = marta.opens_chat_with(rut_of("luis")).await;
    let foreign = marta.page(&hers, &format!("antes_de={message}")).await;
    let unknown = marta.page(&hers, &format!("antes_de={}", new_id())).await;
    assert_eq!(visible(&foreign), visible(&unknown));
}

#[tokio::test]
async fn s01_the_disabled_can_do_nothing() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let own = ana.opens_chat_with(rut_of("luis")).await;
    server.command(&["user", "disable", rut_of("ana")], "").await.succeeds();
    crate::util::eventually("the session ends", crate::util::AT_ONCE, || async {
        (!ana.is_logged_in().await).then_some(())
    })
    .await;
    for route in ROUTES {
        request(&server, Some(&ana), route, &own).await.refuses(401, NOBODY);
    }
}
