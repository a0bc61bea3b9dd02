//! `GET /api/chat/eventos?desde=`: what came after a number.

use serde_json::{Value, json};
use weigence_chat::model::limits;

use crate::util::{Answer, Database, Options, PASSWORD, Person, TempDir, TestServer, rut_of};

async fn since(person: &Person, query: &str) -> Answer {
    person.get(&format!("/api/chat/eventos?{query}")).await
}

async fn told(person: &Person, desde: i64) -> Value {
    since(person, &format!("desde={desde}")).await.is(200).json()
}

/// Where the person stands who has read the list now.
async fn stands(person: &Person) -> i64 {
    person.get("/api/chat/conversaciones").await.is(200).json()["n"].as_i64().expect("the list's number")
}

fn texts(answer: &Value) -> Vec<&str> {
    let events = answer["eventos"].as_array().expect("a list");
    events.iter().map(|event| event["datos"]["contenido"].as_str().unwrap_or("(no es un mensaje)")).collect()
}

/// The time of the latest activity is that of the asking.
fn as_made(data: &mut Value) {
    if let Some(conversation) = data.get_mut("conversacion").and_then(Value::as_object_mut) {
        conversation.remove("ultima_actualizacion").expect("a time");
    }
}

#[tokio::test]
async fn what_came_is_told_in_order_and_as_the_socket_tells_it() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let mut live = luis.goes_live().await;
    let from = stands(&luis).await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&chat, "uno").await;
    let group = luis.opens_group("Caja", &[rut_of("ana"), rut_of("marta")]).await;
    luis.sends(&chat, "dos").await;
    ana.sends(&group, "tres").await;
    let mut answer = told(&luis, from).await;
    answer["eventos"].as_array_mut().unwrap().iter_mut().for_each(|event| as_made(&mut event["datos"]));
    let mut heard = Vec::new();
    for name in
        ["nueva_conversacion", "mensaje_recibido", "conversacion_creada", "mensaje_recibido", "mensaje_recibido"]
    {
        let mut data = live.hears(name).await;
        as_made(&mut data);
        heard.push(json!({ "n": data["n"], "evento": name, "datos": data }));
    }
    assert_eq!(answer["eventos"], Value::from(heard.clone()));
    assert!(heard.is_sorted_by_key(|event| event["n"].as_i64()), "{heard:?}");
    assert_eq!((&answer["hay_mas"], &answer["recargar"]), (&json!(false), &json!(false)));
    assert_eq!(answer["hasta"], heard[4]["n"]);
    let nothing = told(&luis, answer["hasta"].as_i64().unwrap()).await;
    assert_eq!(nothing["eventos"], json!([]));
    assert_eq!(nothing["hasta"], answer["hasta"]);
}

/// Who counts what is told after the list must not count what the list has counted.
#[tokio::test]
async fn the_list_goes_up_to_its_number_and_no_further() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let talks = async {
        for number in 0..300 {
            ana.sends(&chat, &number.to_string()).await;
        }
    };
    let reads = async {
        for _ in 0..600 {
            let answer = luis.get("/api/chat/conversaciones").await.is(200).json();
            let newest = &answer["conversaciones"][0]["ultimo_mensaje"]["n"];
            assert!(newest.as_i64() <= answer["n"].as_i64(), "{newest} in a list up to {}", answer["n"]);
        }
    };
    tokio::join!(talks, reads);
}

#[tokio::test]
async fn nobody_is_told_what_is_not_theirs() {
    let server = TestServer::start().await;
    let (ana, marta) = (server.login("ana").await, server.login("marta").await);
    let from = stands(&marta).await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&chat, "secreto").await;
    for desde in [0, from] {
        let answer = told(&marta, desde).await;
        assert_eq!(answer["eventos"], json!([]));
        assert!(!answer.to_string().contains(&chat), "{answer}");
        assert_eq!(told(&marta, answer["hasta"].as_i64().unwrap()).await["recargar"], false);
    }
}

#[tokio::test]
async fn a_long_absence_comes_in_pages() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let chats = [ana.opens_chat_with(rut_of("luis")).await, ana.opens_chat_with(rut_of("marta")).await];
    let mut from = stands(&ana).await;
    let said: Vec<String> = (0..23).map(|number| number.to_string()).collect();
    for (turn, words) in said.iter().enumerate() {
        ana.sends(&chats[turn % 2], words).await;
    }
    let mut heard = Vec::new();
    for page in 0.. {
        let answer = since(&ana, &format!("desde={from}&limit=5")).await.is(200).json();
        heard.extend(texts(&answer).into_iter().map(str::to_owned));
        from = answer["hasta"].as_i64().unwrap();
        assert_eq!(answer["hay_mas"], page < 4, "page {page}");
        if answer["hay_mas"] == false {
            break;
        }
    }
    assert_eq!(heard, said);
}

#[tokio::test]
async fn an_answer_is_bounded_in_bytes_too() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let mut from = stands(&ana).await;
    let long = "ñ".repeat(4_000);
    for _ in 0..20 {
        ana.sends(&chat, &long).await;
    }
    let (mut pages, mut messages) = (0, 0);
    loop {
        let answer = since(&ana, &format!("desde={from}")).await.is(200);
        assert!(answer.text().len() < 128 << 10, "{} bytes", answer.text().len());
        let answer = answer.json();
        (pages, messages) = (pages + 1, messages + answer["eventos"].as_array().unwrap().len());
        from = answer["hasta"].as_i64().unwrap();
        if answer["hay_mas"] == false {
            break;
        }
    }
    assert_eq!(messages, 20);
    assert!(pages > 1, "160 KB in one answer");
}

#[tokio::test]
async fn a_number_from_nowhere_is_told_to_reload() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let newest = stands(&ana).await;
    for desde in [newest + 1, i64::MAX] {
        let answer = told(&ana, desde).await;
        assert_eq!((&answer["recargar"], &answer["eventos"]), (&json!(true), &json!([])));
        assert_eq!(answer["hasta"], newest);
    }
}

#[tokio::test]
async fn who_missed_too_much_is_told_to_reload() {
    let options = Options::empty().after(|tool| {
        let words = ["seed", "--users", "3", "--conversations", "2", "--messages", "5000", "--password", PASSWORD];
        tool.run(&words).succeeds();
    });
    let server = options.start().await;
    let person = server.login_as("10000001-6").await;
    let answer = told(&person, 0).await;
    assert_eq!((&answer["recargar"], &answer["eventos"]), (&json!(true), &json!([])));
    let newest = stands(&person).await;
    assert_eq!(answer["hasta"], newest);
    assert_eq!(told(&person, newest - 100).await["recargar"], false);
}

#[tokio::test]
async fn what_is_no_number_is_refused() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for query in ["", "desde=", "otro=1"] {
        since(&ana, query).await.refuses(400, "Faltan datos requeridos");
    }
    for desde in ["-1", "1.5", "abc", "9223372036854775808", "1e3", "%00", "１"] {
        let answer = since(&ana, &format!("desde={desde}")).await;
        answer.refuses(400, "El parámetro desde debe ser un número entero, de cero en adelante");
    }
    since(&ana, "desde=0&limit=x").await.refuses(400, "El parámetro limit debe ser un número entero");
    for limit in ["0", "-3", "1000", ""] {
        since(&ana, &format!("desde=0&limit={limit}")).await.is(200);
    }
    server.get("/api/chat/eventos?desde=0").await.refuses(401, "Usuario no autenticado");
}

/// A client that saw what the backup doesn't have must not take other messages for it, however many follow.
#[tokio::test]
async fn after_a_restore_everybody_reloads() {
    let mut server = TestServer::start().await;
    let dir = TempDir::new();
    let file = dir.join("copia.db");
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    ana.sends(&chat, "en la copia").await;
    let old = stands(&ana).await;
    server.command(&["backup", file.to_str().unwrap()], "").await.succeeds();
    ana.sends(&chat, "después de la copia").await;
    let lost = stands(&ana).await;
    for _ in 0..2 {
        server.stop().await;
        server.tool().run(&["restore", file.to_str().unwrap()]).succeeds();
        server.start_again().await;
        let ana = server.login("ana").await;
        let restored = stands(&ana).await;
        ana.sends(&chat, "otro").await;
        for desde in [old, lost, restored - 1] {
            assert_eq!(told(&ana, desde).await["recargar"], true, "{desde}");
        }
        assert_eq!(texts(&told(&ana, restored).await), ["otro"]);
        assert!(stands(&ana).await < 1 << 53, "numbers stay whole in JavaScript");
    }
    Database::look(server.data()).is_sound();
}

/// A text of quotes is twice as long on the wire, and what waits for a socket is counted as it goes out.
#[tokio::test]
async fn a_page_is_bounded_as_it_goes_out() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let mut from = stands(&ana).await;
    let said: Vec<String> = (0..20).map(|number| format!("{number}{}", "\"\\".repeat(1_990))).collect();
    for words in &said {
        ana.sends(&chat, words).await;
    }
    let mut heard = Vec::new();
    for more in [true, true, false] {
        let page = since(&ana, &format!("desde={from}")).await.is(200);
        assert!(page.text().len() <= limits::PAGE_EVENTS_BYTES + 200, "{} bytes", page.text().len());
        let answer = page.json();
        assert_eq!(answer["hay_mas"], more);
        heard.extend(texts(&answer).into_iter().map(str::to_owned));
        from = answer["hasta"].as_i64().unwrap();
    }
    assert_eq!(heard, said);
}
