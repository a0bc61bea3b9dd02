//! `GET /api/chat/presencia`: who is here, of the people that one shares a conversation with.

use serde_json::{Value, json};

use crate::util::{Options, PATIENCE, Person, TestServer, eventually, is_wire_time, rut_of};

/// What this person is told of that one; `None` when they are not told of them.
async fn of(person: &Person, rut: &str) -> Option<Value> {
    let answer = person.get("/api/chat/presencia").await.is(200).json();
    let people = answer["presencia"].as_array().expect("a list");
    people.iter().find(|one| one["usuario_id"] == rut).cloned()
}

async fn until_gone(person: &Person, rut: &str) -> Value {
    eventually("they are offline", PATIENCE, || async { of(person, rut).await.filter(|one| one["en_linea"] == false) })
        .await
}

#[tokio::test]
async fn s02_who_shares_a_conversation_is_listed_and_nobody_else() {
    let server = TestServer::start().await;
    let (ana, marta) = (server.login("ana").await, server.login("marta").await);
    let _pedro = server.login("pedro").await.goes_live().await;
    ana.opens_chat_with(rut_of("luis")).await;
    ana.opens_group("Caja", &[rut_of("luis"), rut_of("rosa")]).await;
    let answer = ana.get("/api/chat/presencia").await.is(200).json();
    let never = |key: &str| json!({ "usuario_id": rut_of(key), "en_linea": false, "visto": null });
    assert_eq!(answer, json!({ "presencia": [never("luis"), never("rosa")] }), "each once, by who never was here");
    let nobody = marta.get("/api/chat/presencia").await.is(200).json();
    assert_eq!(nobody, json!({ "presencia": [] }), "Marta shares nothing with anybody");
    assert_eq!(of(&ana, rut_of("pedro")).await, None, "Pedro is here, and not for Ana");
    server.get("/api/chat/presencia").await.refuses(401, "Usuario no autenticado");
}

#[tokio::test]
async fn who_has_a_socket_is_online_and_then_was_seen() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    ana.opens_chat_with(&luis.rut).await;
    assert_eq!(of(&ana, &luis.rut).await.unwrap()["en_linea"], false, "a session alone is nobody here");
    let till = luis.goes_live().await;
    let phone = luis.goes_live_by_polling().await;
    assert_eq!(of(&ana, &luis.rut).await.unwrap(), json!({ "usuario_id": luis.rut, "en_linea": true, "visto": null }));
    drop(till);
    let before = chrono::Utc::now();
    luis.logs_out().await;
    let gone = until_gone(&ana, &luis.rut).await;
    drop(phone);
    let seen = gone["visto"].as_str().unwrap();
    assert!(is_wire_time(seen), "{seen}");
    let seen = chrono::DateTime::parse_from_rfc3339(seen).unwrap();
    let late = (seen.with_timezone(&chrono::Utc) - before).num_milliseconds();
    assert!((-1..2_000).contains(&late), "when the last socket went, not when that was told: {late} ms");
}

#[tokio::test]
async fn when_somebody_was_seen_survives_a_kill() {
    let mut server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    ana.opens_chat_with(&luis.rut).await;
    drop(luis.goes_live().await);
    let gone = until_gone(&ana, &luis.rut).await;
    let kept = "SELECT count(*) FROM usuarios WHERE rut_usuario = ?1 AND visto = ?2";
    let seen = gone["visto"].as_str().unwrap();
    eventually("it is on disk", PATIENCE, || async {
        (server.database().number(kept, [luis.rut.as_str(), seen]) == 1).then_some(())
    })
    .await;
    server.kill();
    server.start_again().await;
    assert_eq!(of(&ana, &luis.rut).await.unwrap(), gone);
}

#[tokio::test]
async fn who_is_here_when_the_server_stops_leaves_with_it() {
    let mut server = Options::with_cast().start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    ana.opens_chat_with(&luis.rut).await;
    let _luis = luis.goes_live().await;
    server.stop().await;
    server.start_again().await;
    let gone = of(&ana, &luis.rut).await.unwrap();
    assert_eq!(gone["en_linea"], false);
    assert!(gone["visto"].as_str().is_some_and(is_wire_time), "{gone}");
}
