//! Commands that work while the server runs: what they change is seen at once.

use serde_json::json;

use crate::util::{AT_ONCE, PASSWORD, TestServer, eventually, rut_of};

#[tokio::test]
async fn a_person_added_meanwhile_can_log_in_and_is_listed() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let words =
        ["user", "add", "10000001-6", "--name", "Nueva Persona", "--email", "", "--role", "x", "--password-stdin"];
    server.command(&words, &format!("{PASSWORD}\n")).await.succeeds();
    let nueva = server.login_as("10000001-6").await;
    eventually("she is listed", AT_ONCE, || async {
        let list = ana.get("/api/chat/usuarios").await.is(200).text();
        list.contains("10000001-6").then_some(())
    })
    .await;
    let id = ana.opens_chat_with("10000001-6").await;
    assert_eq!(nueva.conversation(&id).await["nombre"], "Chat con Ana");
}

#[tokio::test]
async fn a_new_name_is_seen_everywhere() {
    let server = TestServer::start().await;
    let (ana, mut luis) = (server.login("ana").await, server.login("luis").await.goes_live().await);
    let id = ana.opens_chat_with(rut_of("luis")).await;
    let dir = crate::util::TempDir::new();
    let file = dir.join("p.csv");
    std::fs::write(&file, format!("rut,nombre,correo,rol,password\n11111111-1,Anita Pérez,,vendedor,{PASSWORD}\n"))
        .unwrap();
    server.command(&["user", "import", file.to_str().unwrap()], "").await.succeeds();
    eventually("the new name is in the list", AT_ONCE, || async {
        (luis.conversation(&id).await["nombre"] == "Chat con Anita").then_some(())
    })
    .await;
    let ana = server.login("ana").await;
    // What the writer remembers of people, it refreshes within a second (HOUSE.md).
    let start = std::time::Instant::now();
    loop {
        ana.sends(&id, "hola").await;
        if luis.hears_message("hola").await["usuario"]["nombre"] == "Anita" {
            break;
        }
        assert!(start.elapsed() < AT_ONCE, "messages go on under the old name");
    }
}

#[tokio::test]
async fn seeding_beside_a_running_server_disturbs_nobody() {
    let server = TestServer::start().await;
    let mut ana = server.login("ana").await.goes_live().await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    let words = ["seed", "--users", "5", "--conversations", "4", "--messages", "500", "--password", PASSWORD];
    let seeding = server.command(&words, "");
    let talking = async {
        for number in 0..30 {
            ana.says(&id, &number.to_string()).await;
        }
    };
    let (outcome, ()) = tokio::join!(seeding, talking);
    outcome.succeeds();
    assert_eq!(ana.reads_all(&id).await.len(), 30);
    let seeded = server.login_as("10000001-6").await;
    assert!(!seeded.conversations().await.is_empty());
}

#[tokio::test]
async fn check_and_list_work_meanwhile() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let id = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&id, "hola").await;
    server.command(&["check"], "").await.succeeds();
    server.command(&["user", "list"], "").await.succeeds();
    let body = json!({ "conversacion_id": id, "contenido": "sigo" });
    ana.sends_body(body).await.is(201);
}
