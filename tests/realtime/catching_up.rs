//! Numbers on events, and `sincronizar`: who was away ends with what the others have.

use serde_json::{Value, json};

use crate::util::{Database, Live, PASSWORD, TestServer, rut_of};

async fn asks_since(live: &mut Live, desde: &Value) -> Value {
    live.asks("sincronizar", &json!({ "desde": desde })).await
}

fn number(value: &Value) -> i64 {
    value["n"].as_i64().unwrap_or_else(|| panic!("no number in {value}"))
}

#[tokio::test]
async fn every_event_carries_its_number_and_the_greeting_the_newest() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let before = ana.goes_live().await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let first = ana.sends(&chat, "uno").await;
    let mut live = luis.goes_live().await;
    assert_eq!(number(live.greeting()), number(&first));
    assert!(number(before.greeting()) < number(&first));
    let second = ana.sends(&chat, "dos").await;
    let heard = live.hears_message("dos").await;
    assert_eq!(number(&heard), number(&second));
    let answered = live.says(&chat, "tres").await;
    assert_eq!(number(&live.hears_message("tres").await), number(&answered));
    let page = luis.page(&chat, "").await.json();
    let numbers: Vec<i64> = page["mensajes"].as_array().unwrap().iter().map(number).collect();
    assert_eq!(numbers, [number(&first), number(&second), number(&answered)]);
    assert_eq!(number(&luis.conversation(&chat).await["ultimo_mensaje"]), number(&answered));
    let sql = format!(
        "SELECT n FROM (SELECT {} AS n, contenido FROM mensajes_chat) WHERE contenido = ?1",
        Database::SEQUENCE
    );
    assert_eq!(server.database().number(&sql, ["tres"]), number(&answered));
}

#[tokio::test]
async fn typing_has_no_number() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let (mut ana, mut luis) = (ana.goes_live().await, luis.goes_live().await);
    ana.asks("escribiendo", &json!({ "conversacion_id": chat })).await;
    assert_eq!(luis.hears("usuario_escribiendo").await.get("n"), None);
}

#[tokio::test]
async fn sincronizar_answers_what_rest_answers() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    for words in ["uno", "dos", "tres"] {
        ana.sends(&chat, words).await;
    }
    for mut live in [luis.goes_live().await, luis.goes_live_by_polling().await] {
        let mut answer = asks_since(&mut live, &json!(0)).await;
        assert_eq!(answer.as_object_mut().unwrap().remove("ok"), Some(json!(true)));
        assert_eq!(answer["eventos"].as_array().unwrap().len(), 4, "{answer}");
        assert_eq!(answer, luis.get("/api/chat/eventos?desde=0").await.json());
        let afresh = asks_since(&mut live, &json!(1_i64 << 40)).await;
        assert_eq!((&afresh["ok"], &afresh["recargar"]), (&json!(true), &json!(true)));
    }
}

#[tokio::test]
async fn sincronizar_takes_whole_numbers_alone() {
    let server = TestServer::start().await;
    let mut live = server.login("ana").await.goes_live().await;
    for odd in [json!(null), json!(-1), json!(1.5), json!("1"), json!([]), json!({}), json!(true), json!(u64::MAX)] {
        let answer = asks_since(&mut live, &odd).await;
        assert_eq!(answer, json!({ "ok": false, "error": "Datos inválidos" }), "{odd}");
        live.hears_error("Datos inválidos").await;
    }
    live.emits("sincronizar", &json!({ "desde": 0 }));
    live.goes_on().await;
}

/// The order in which a client may do things: connect, read the state, then ask. Whatever happens between, everything
/// is either in the state, or told on the socket, or in the answer.
#[tokio::test]
async fn nothing_falls_between_the_greeting_and_the_first_event() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let talking = async {
        for number in 0..200 {
            ana.sends(&chat, &number.to_string()).await;
        }
    };
    let coming = async {
        let mut lines = Vec::new();
        for turn in 0..10 {
            let live = if turn % 3 == 0 { luis.goes_live_by_polling().await } else { luis.goes_live().await };
            lines.push(live);
        }
        lines
    };
    let ((), lines) = tokio::join!(talking, coming);
    for mut live in lines {
        live.catches_up().await;
        let from = number(live.greeting());
        let mut told: Vec<i64> = Vec::new();
        while live.has_heard("mensaje_recibido") > 0 {
            let message = live.hears("mensaje_recibido").await;
            if message["conversacion_id"] == chat.as_str() && number(&message) > from {
                told.push(number(&message));
            }
        }
        let sql = format!(
            "SELECT {0} FROM mensajes_chat WHERE conversacion_id = ?1 AND {0} > ?2 ORDER BY {0}",
            Database::SEQUENCE
        );
        let stored = server.database().rows(&sql, (&chat, from), |row| row.get::<_, i64>(0));
        assert_eq!(told, stored);
    }
}

#[tokio::test]
async fn what_another_process_stored_is_announced() {
    let server = TestServer::start().await;
    let mut live = server.login("ana").await.goes_live().await;
    let from = number(live.greeting());
    let words = ["seed", "--users", "3", "--conversations", "2", "--messages", "20", "--password", PASSWORD];
    server.command(&words, "").await.succeeds();
    // The people may have been stored, and announced, before the rest: they have no numbers.
    while number(&live.hears("cambios_externos").await) <= from {}
}

/// Who has heard of a later event asks from there, and would never learn of what was stored before it.
#[tokio::test]
async fn what_another_process_stored_is_announced_before_what_follows() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let mut live = server.login("luis").await.goes_live().await;
    let raise = "UPDATE ajustes SET valor = valor + 1 WHERE clave = 'secuencia' RETURNING valor";
    // The writer may have looked round just in time by itself, but not every time.
    for round in 0..5 {
        let stored = Database::change(server.data()).number(raise, ());
        let words = format!("después {round}");
        ana.sends(&chat, &words).await;
        let next = live.hears_message(&words).await;
        assert_eq!(live.has_heard("cambios_externos"), 1, "round {round}");
        let announced = number(&live.hears("cambios_externos").await);
        assert!(stored <= announced && announced < number(&next), "{stored} {announced} {next}");
    }
}

/// What is told from then on has the new name, and everybody hears that there is something to read again: names have
/// no numbers, so what is announced may be the number that they have.
#[tokio::test]
async fn a_new_name_is_announced_and_told_from_then_on() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let (mut live, mut luis) = (ana.goes_live().await, luis.goes_live().await);
    let file = server.data().join("nombre.csv");
    std::fs::write(&file, format!("rut,nombre,correo,rol,password\n{},Lucho Soto,,,\n", luis.rut)).expect("file");
    server.command(&["user", "import", &file.to_string_lossy()], "").await.succeeds();
    assert_eq!(number(&live.hears("cambios_externos").await), number(live.greeting()));
    luis.asks("escribiendo", &json!({ "conversacion_id": chat })).await;
    assert_eq!(live.hears("usuario_escribiendo").await["nombre"], "Lucho Soto");
    luis.says(&chat, "hola").await;
    assert_eq!(live.hears_message("hola").await["usuario"]["nombre_completo"], "Lucho Soto");
    assert_eq!(ana.conversation(&chat).await["nombre"], "Chat con Lucho");
}
