//! no file descriptor is left. The server goes on with the connections that it has, waits without spinning,
//! and takes new ones as soon as it can.

use std::time::Duration;

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use weigence_chat::model::limits;

use crate::util::{Options, PATIENCE, TestServer, eventually, rut_of};

const OPEN_FILES: usize = 256;

/// Connections that are kept open, more than the server has descriptors for.
async fn exhaust(server: &TestServer) -> Vec<TcpStream> {
    let mut held = Vec::new();
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {}\r\n\r\n", server.address.host());
    for _ in 0..OPEN_FILES + 50 {
        let mut stream = server.address.connect().await.expect("the system takes it, if not the server");
        // One that has asked for something may stay for more than a minute.
        stream.write_all(request.as_bytes()).await.expect("room in the system's buffer");
        held.push(stream);
    }
    eventually("no descriptor is left", PATIENCE, || async {
        (server.process().open_files() >= OPEN_FILES).then_some(())
    })
    .await;
    held
}

#[tokio::test]
async fn r11_without_descriptors_the_server_goes_on_and_recovers() {
    let mut server = Options::with_cast().with_open_files(OPEN_FILES as u32).start().await;
    let mut ana = server.login("ana").await.goes_live().await;
    let mut luis = server.login("luis").await.goes_live().await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let held = exhaust(&server).await;

    let mut stored = 0;
    for number in 0..50 {
        let body = json!({ "conversacion_id": conversation, "contenido": number.to_string() });
        let answer = ana.asks("mensaje_enviar", &body).await;
        if answer["ok"] == true {
            stored += 1;
            luis.hears_message(&number.to_string()).await;
        } else {
            ana.hears_error(answer["error"].as_str().expect("a sentence")).await;
        }
        // A question to the database, of which there are more than it has connections open.
        luis.begins("unirse_conversacion", &json!({ "conversacion_id": conversation }));
    }
    let (before, second) = (server.process().cpu_time(), Duration::from_secs(1));
    tokio::time::sleep(second).await;
    let busy = server.process().cpu_time() - before;
    assert!(busy < second / 5, "waits, but not by asking again and again: {busy:?} of a core in {second:?}");
    assert!(server.process().open_files() >= OPEN_FILES, "all this time");

    drop(held);
    let complaints = server.said().matches("no se pudo aceptar una conexión").count();
    assert!((1..20).contains(&complaints), "said, but not twenty times a second: {complaints}");
    let marta = server.login("marta").await;
    assert!(marta.is_logged_in().await);
    assert_eq!(ana.reads_all(&conversation).await.len(), stored, "what was acknowledged and nothing else");
    assert!(stored > 0);
    let database = server.database();
    database.is_sound();
    drop(database);
    let (status, _) = server.stop().await;
    assert_eq!(status.code(), Some(0), "{}", server.said());
}

#[tokio::test]
async fn the_server_takes_all_descriptors_that_it_may_have_and_says_when_they_are_few() {
    let mut server = Options::with_cast().with_open_files_at_first(OPEN_FILES as u32).start().await;
    let (soft, hard) = server.process().may_open_files();
    assert_eq!(soft, hard);
    assert_ne!(soft, OPEN_FILES.to_string(), "or this says nothing");
    let few = "el sistema permite pocos archivos abiertos para 20000 conexiones";
    let are_few = soft.parse().is_ok_and(|soft: u64| soft < limits::OPEN_FILES);
    // Once it has stopped, all that it had to say is written.
    server.stop().await;
    assert_eq!(server.lines_with(&[few]) == 1, are_few);

    let mut server = Options::with_cast().with_open_files(OPEN_FILES as u32).start().await;
    assert_eq!(server.process().may_open_files().0, OPEN_FILES.to_string());
    server.stop().await;
    assert_eq!(server.lines_with(&["WARN", few, "permitidos=256"]), 1);
}
