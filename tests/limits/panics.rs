//! a fault of ours harms the one request in which it happens. The faults are asked for by ids that mean
//! nothing to a build without debug assertions.

use std::sync::mpsc;
use std::thread;

use serde_json::json;
use weigence_chat::chat::users;
use weigence_chat::db::{Batch, Database, Purpose, Tx, job};
use weigence_chat::error::Result;
use weigence_chat::model::faults::Place;
use weigence_chat::model::user::Profile;

use crate::util::{Frame, Live, PASSWORD, PATIENCE, Person, TempDir, TestServer, Wire, rut_of};

const FAULT: &str = "Error interno";

/// Every route, with the method that it takes.
const ROUTES: [(&str, &str); 17] = [
    ("GET", "/"),
    ("GET", "/chat"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("GET", "/healthz"),
    ("GET", "/static/js/chat.js"),
    ("GET", "/socket.io/socket.io.js"),
    ("GET", "/socket.io/?EIO=4&transport=polling"),
    ("POST", "/socket.io/?EIO=4&transport=polling&sid=x"),
    ("GET", "/api/chat/usuarios"),
    ("GET", "/api/chat/conversaciones"),
    ("POST", "/api/chat/conversacion/crear"),
    ("GET", "/api/chat/mensajes"),
    ("GET", "/api/chat/mensajes/x"),
    ("POST", "/api/chat/mensaje/enviar"),
    ("POST", "/api/chat/mensaje/marcar-leido"),
];

async fn goes_on(person: &Person) {
    let conversation = person.opens_chat_with(rut_of("tomas")).await;
    person.sends(&conversation, "todo bien").await;
}

#[tokio::test]
async fn a_panic_in_a_handler_is_that_requests_500() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for (method, path) in ROUTES {
        let answer = ana.call(method, path).header("x-falla", Place::Door.id()).await;
        answer.refuses(500, FAULT);
        assert!(answer.header("content-security-policy").is_some(), "{path}");
        goes_on(&ana).await;
    }
}

#[tokio::test]
async fn a_panic_while_reading_querying_or_writing_is_that_requests_500() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for id in [Place::Door, Place::Query].map(Place::id) {
        let plain = id.replace('-', "");
        ana.sends_body(json!({ "conversacion_id": id, "contenido": "hola" })).await.refuses(500, FAULT);
        ana.marks_read(json!({ "conversacion_id": id })).await.refuses(500, FAULT);
        ana.creates(json!({ "participantes": [plain] })).await.refuses(500, FAULT);
        ana.page(id, "").await.refuses(500, FAULT);
        ana.get(&format!("/api/chat/mensajes?conversacion_id={id}")).await.refuses(500, FAULT);
        server.post("/login").json(&json!({ "usuario": plain, "password": PASSWORD })).await.refuses(500, FAULT);
        goes_on(&ana).await;
        server.login("luis").await;
    }
}

#[tokio::test]
async fn a_panic_in_an_event_is_that_events_error() {
    let server = TestServer::start().await;
    let mut ana = server.login("ana").await.goes_live().await;
    let mut luis = server.login("luis").await.goes_live().await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let asks = |name, place| (name, place);
    for (name, place) in [
        asks("mensaje_enviar", Place::Door),
        asks("mensaje_enviar", Place::Query),
        asks("unirse_conversacion", Place::Door),
        asks("unirse_conversacion", Place::Query),
        asks("unirse_conversacion", Place::Answer),
        asks("escribiendo", Place::Door),
        asks("escribiendo", Place::Query),
        asks("escribiendo", Place::Answer),
        asks("salir_conversacion", Place::Door),
    ] {
        let answer = ana.asks(name, &json!({ "conversacion_id": place.id(), "contenido": "hola" })).await;
        assert_eq!(answer, json!({ "ok": false, "error": FAULT }), "{name} {place:?}");
        ana.hears_error(FAULT).await;
        ana.says(&conversation, name).await;
        luis.hears_message(name).await;
    }
}

/// Whom the fault has kept from hearing would never learn of it: they are sent away without a word of farewell, which
/// would keep the official clients from coming back, and catch up. Nobody else is.
#[tokio::test]
async fn a_panic_while_telling_sends_those_away_who_should_have_heard() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let luis = server.login("luis").await;
    let mut marta = server.login("marta").await.goes_live().await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let live = luis.goes_live().await;
    let from = live.greeting()["n"].clone();
    let mut wires = vec![];
    for person in [&ana, &luis, &luis] {
        wires.push(Wire::websocket(&person.handshake()).await.expect("a WebSocket"));
    }
    let mut polling = luis.goes_live_by_polling().await;
    for wire in &mut wires {
        wire.says("40");
        while !matches!(wire.next().await, Frame::Text(packet) if packet.contains("conectado")) {}
    }
    ana.sends(&conversation, Place::Telling.id()).await;
    for wire in &mut wires {
        let is_presence =
            |frame: &Frame| matches!(frame, Frame::Text(packet) if packet.starts_with("42[\"presencia\""));
        let mut next = wire.next().await;
        while is_presence(&next) {
            next = wire.next().await;
        }
        assert_eq!(next, Frame::Closed, "and not a word before");
    }
    polling.is_cut_within(PATIENCE).await;
    marta.goes_on().await;
    drop(live);

    let mut back = luis.goes_live().await;
    let missed = back.asks("sincronizar", &json!({ "desde": from })).await;
    assert_eq!(missed["eventos"][0]["datos"]["contenido"], Place::Telling.id(), "{missed}");
    ana.sends(&conversation, "y sigue").await;
    back.hears_message("y sigue").await;
    assert_eq!(server.database().messages_in(&conversation), 2);
    assert!(server.said().contains("avisar de un cambio entró en pánico"));
}

#[tokio::test]
async fn a_panic_while_letting_a_socket_in_refuses_it() {
    let server = TestServer::start().await;
    let odd = Place::Answer.id().replace('-', "");
    server.tool().add(&odd, "Nadie").succeeds();
    let nobody = server.login_as(&odd).await;
    let mut wire = Wire::websocket(&nobody.handshake()).await.expect("a WebSocket");
    wire.says("40");
    assert_eq!(wire.next().await, Frame::Text(format!("44{{\"message\":\"{FAULT}\"}}")));
    let mut ana: Live = server.login("ana").await.goes_live().await;
    ana.goes_on().await;
}

#[test]
fn a_job_that_panics_leaves_the_others_of_its_transaction_and_the_writer() {
    let dir = TempDir::new();
    let (tell, told) = mpsc::channel();
    let (batches, sizes) = mpsc::channel();
    let sink = move |batch: Batch| {
        batches.send(batch.finished.len()).expect("size");
        batch.finished.into_iter().for_each(|(job, outcome)| job.finish(outcome));
    };
    let (database, writer) = Database::open(dir.path(), Purpose::Serve, sink).expect("database");
    // The first holds the writer up until the others are in its queue, so that they share a transaction.
    let (let_go, held) = mpsc::channel::<()>();
    let (begin, begun) = mpsc::channel();
    let wait = move |_: &mut Tx<'_>| {
        begin.send(()).expect("begun");
        held.recv().expect("let go");
        Ok(())
    };
    assert!(database.writer.try_submit(job(wait, |_| {})).is_ok());
    begun.recv().expect("begun");
    for number in 0..5 {
        let profile = Profile::parse(&format!("{number}-0"), "Ana", "", "").expect("profile");
        let tell = tell.clone();
        let change = move |tx: &mut Tx<'_>| {
            let put = users::put(tx, &profile, None);
            assert!(number != 2, "pánico pedido por una prueba");
            put.map(drop)
        };
        let done = move |outcome: Result<()>| tell.send((number, outcome)).expect("outcome");
        assert!(database.writer.try_submit(job(change, done)).is_ok());
    }
    let_go.send(()).expect("let go");
    let outcomes: Vec<_> = (0..5).map(|_| told.recv().expect("an outcome")).collect();
    assert_eq!(sizes.iter().take(2).collect::<Vec<_>>(), [1, 5], "one transaction for the five");
    for (number, outcome) in outcomes {
        match number {
            2 => assert_eq!(outcome.expect_err("panicked").message, FAULT),
            _ => outcome.expect("stored"),
        }
    }
    database.writer.close();
    drop(database);
    thread::spawn(move || writer.join()).join().expect("the writer ended by itself");
    let stored = crate::util::Database::look(dir.path());
    stored.is_sound();
    let ruts = stored.rows("SELECT rut_usuario FROM usuarios ORDER BY 1", [], |row| row.get::<_, String>(0));
    assert_eq!(ruts, ["0-0", "1-0", "3-0", "4-0"]);
}

/// What a store runs has no such hook: each is left out without debug assertions.
#[test]
fn no_hook_is_in_a_release_build() {
    for (name, text) in crate::architecture::texts() {
        if name == "src/model/faults.rs" {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        let mut guarded_function = false;
        for (at, line) in lines.iter().enumerate() {
            if line.starts_with("#[cfg(debug_assertions)]") {
                guarded_function = true;
            } else if *line == "}" {
                guarded_function = false;
            }
            let guarded = guarded_function || at > 0 && lines[at - 1].trim() == "#[cfg(debug_assertions)]";
            let is_hook = line.contains("faults::") || line.contains("fault_on_demand");
            assert!(!is_hook || guarded, "{name}:{}: {line}", at + 1);
        }
    }
}
