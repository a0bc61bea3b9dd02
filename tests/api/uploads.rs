//! Receiving files: over bad lines, up to what is allowed, and for as long as the session lasts.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use weigence_chat::app::App;
use weigence_chat::db::Purpose;
use weigence_chat::model::limits;

use super::attachments::{GONE, picture};
use crate::util::{AT_ONCE, BINARY, Database, Options, PATIENCE, Person, TestServer, eventually, new_id, rut_of, text};

#[tokio::test]
async fn it_goes_on_where_it_stopped_even_after_a_kill() {
    let mut server = TestServer::start().await;
    let ana = server.login("ana").await;
    let content: Vec<u8> = (0..300_000_u32).map(|number| number as u8).collect();
    let id = text(&ana.announces("a.bin", content.len()).await.is(201).json()["archivo"]["id"]);
    // A line that breaks in the middle of a request that promised more.
    let more = format!("Content-Type: {BINARY}\r\nContent-Length: {}\r\n", content.len());
    let line = ana.begins(&format!("PUT /api/chat/archivo/{id}?desde=0"), &more, &content[..120_000]).await;
    eventually("the part is here", PATIENCE, async || (ana.state(&id).await["recibidos"] == 120_000).then_some(()))
        .await;
    server.kill();
    drop(line);
    server.start_again().await;
    assert_eq!(ana.state(&id).await["recibidos"], 120_000);
    let wrong = ana.puts(&id, 5, b"x").await.is(409).json();
    assert_eq!(
        (&wrong["archivo"]["recibidos"], &wrong["error"]),
        (&json!(120_000), &json!("El archivo sigue desde otro lugar"))
    );
    let part = ana.puts(&id, 120_000, &content[120_000..200_000]).await.is(200).json();
    assert_eq!((&part["archivo"]["recibidos"], &part["archivo"]["completo"]), (&json!(200_000), &json!(false)));
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let early = json!({"conversacion_id": chat, "adjuntos": [id]});
    ana.sends_body(early).await.refuses(409, "Ese archivo todavía no llega completo");
    ana.puts(&id, 200_000, &content[200_000..]).await.is(200);
    assert_eq!(ana.fetches(&id).await.is(200).body.as_ref(), content);
    ana.puts(&id, 0, &content).await.is(200);
}

#[tokio::test]
async fn who_comes_anew_takes_over_from_a_dead_line() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let id = text(&ana.announces("a.bin", 10).await.is(201).json()["archivo"]["id"]);
    let more = format!("Content-Type: {BINARY}\r\nContent-Length: 10\r\n");
    let _dead = ana.begins(&format!("PUT /api/chat/archivo/{id}"), &more, b"01234").await;
    eventually("the part is here", PATIENCE, async || (ana.state(&id).await["recibidos"] == 5).then_some(())).await;
    ana.puts(&id, 5, b"56789").await.is(200);
    assert_eq!(ana.fetches(&id).await.is(200).body.as_ref(), b"0123456789");
}

#[tokio::test]
async fn what_is_too_much_is_refused() {
    let server = Options::with_cast().with("--upload-mb").with("1").with("--quota-mb").with("2").start().await;
    let ana = server.login("ana").await;
    ana.announces("a", (1 << 20) + 1).await.refuses(413, "El archivo es demasiado grande");
    ana.announces("a", 0).await.refuses(400, "Faltan datos requeridos");
    ana.announces(&"a".repeat(256), 1).await.refuses(400, "El nombre del archivo es demasiado largo");
    let first = text(&ana.announces("a", 1 << 20).await.is(201).json()["archivo"]["id"]);
    ana.announces("b", 1 << 20).await.is(201);
    ana.announces("c", 1).await.refuses(413, "Ya no te queda espacio para archivos");
    ana.puts(&first, 0, &vec![0; (1 << 20) + 1]).await.refuses(400, "El archivo trae más bytes de los anunciados");
    ana.call("PUT", &format!("/api/chat/archivo/{first}")).body("text/html", "x").await.fails(415);
    ana.call("DELETE", &format!("/api/chat/archivo/{first}")).await.is(200);
    ana.get(&format!("/api/chat/archivo/{first}/estado")).await.refuses(404, GONE);
    ana.announces("c", 1).await.is(201);
    server.login("luis").await.announces("d", 1).await.is(201);
}

#[tokio::test]
async fn what_is_begun_and_not_sent_has_a_limit() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let whole = ana.uploads("a", b"x").await;
    // At once: none of them slips through while another is counted.
    let many = futures_util::future::join_all((0..60).map(|_| ana.announces("b", 1))).await;
    let begun: Vec<_> = many.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(begun.len(), 49);
    many.iter()
        .filter(|one| one.status != 201)
        .for_each(|one| one.refuses(409, "Tienes demasiados archivos sin enviar"));
    server.login("luis").await.announces("b", 1).await.is(201);
    ana.sends_files(&chat, &[&whole]).await;
    let begun = text(&ana.announces("b", 1).await.is(201).json()["archivo"]["id"]);
    ana.announces("b", 1).await.is(409);
    ana.call("DELETE", &format!("/api/chat/archivo/{begun}")).await.is(200);
    ana.announces("b", 1).await.is(201);
}

#[tokio::test]
async fn a_running_server_gives_the_room_of_what_was_abandoned_back() {
    let mut server = TestServer::start().await;
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let (kept, unsent) = (ana.uploads("a", b"enviado").await, ana.uploads("b", b"sin enviar").await);
    ana.sends_files(&chat, &[&kept]).await;
    let mut halves = Vec::new();
    for name in ["abandonado", "sigue llegando", "de hoy"] {
        let id = text(&ana.announces(name, 9).await.is(201).json()["archivo"]["id"]);
        ana.puts(&id, 0, b"mitad").await.is(200);
        halves.push(id);
    }
    // What is on the disk of one whose row has gone.
    let gone = new_id();
    let files = server.data().join("archivos");
    std::fs::write(files.join("parcial").join(&gone), "x").unwrap();
    server.stop().await;
    let data = server.data().to_owned();
    let database = Database::change(&data);
    let old = std::time::SystemTime::now() - 2 * limits::UNSENT_FILES;
    for id in [&kept, &unsent, &halves[0], &halves[1]] {
        database.execute("UPDATE archivos SET cuando = 0 WHERE id = ?1", [id]);
    }
    std::fs::File::options()
        .write(true)
        .open(files.join("parcial").join(&halves[0]))
        .unwrap()
        .set_modified(old)
        .unwrap();
    drop(database);

    let (app, running) = App::open(&data, Purpose::Serve).unwrap();
    let hash = |text: &str| Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let lies = |text: &str| files.join(&hash(text)[..2]).join(hash(text)).exists();
    app.tidy_files().await.unwrap();
    eventually("it is gone", PATIENCE, async || (!lies("sin enviar")).then_some(())).await;
    assert!(lies("enviado"));
    let left = std::fs::read_dir(files.join("parcial")).unwrap();
    let mut left: Vec<_> = left.map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    let mut right = vec![halves[1].clone(), halves[2].clone()];
    right.sort();
    assert_eq!(left, right);
    app.close();
    running.finished().await;
    drop(app);
    let rows = Database::look(&data).number("SELECT count(*) FROM archivos", []);
    assert_eq!(rows, 3, "its row, and what it held of what ana may send");
}

#[tokio::test]
async fn what_is_cancelled_while_it_is_put_away_is_on_the_disk_no_more() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    // Looking at it takes long enough to be cancelled meanwhile.
    let large = slow_picture(9, 5_000);
    let id = text(&ana.announces("a.png", large.len()).await.is(201).json()["archivo"]["id"]);
    let cancelled = async {
        let all = async || (ana.state(&id).await["recibidos"] == large.len()).then_some(());
        eventually("all is here", PATIENCE, all).await;
        ana.call("DELETE", &format!("/api/chat/archivo/{id}")).await
    };
    let (put, cancelled) = tokio::join!(ana.puts(&id, 0, &large), cancelled);
    put.refuses(404, GONE);
    cancelled.is(200);
    let nothing_left = async || {
        let shelves = std::fs::read_dir(server.data().join("archivos")).unwrap().map(|shelf| shelf.unwrap().path());
        (shelves.flat_map(|shelf| std::fs::read_dir(shelf).unwrap()).count() == 0).then_some(())
    };
    eventually("nothing is left of it", PATIENCE, nothing_left).await;
}

/// Of few bytes, and of many pixels.
fn slow_picture(shade: u8, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = image::GrayImage::from_pixel(7_000, height, image::Luma([shade]));
    DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn what_is_no_picture_does_not_wait_for_pictures() {
    let server = TestServer::start().await;
    let luis = server.login("luis").await;
    let slow: Vec<_> = (0..3).map(|shade| slow_picture(shade, 1_500)).collect();
    let mut pictures = Vec::new();
    for (key, picture) in ["ana", "marta", "pedro"].iter().zip(&slow) {
        let person = server.login(key).await;
        let id = text(&person.announces("a.png", picture.len()).await.is(201).json()["archivo"]["id"]);
        pictures.push((person, id, picture));
    }
    let puts = futures_util::future::join_all(
        pictures.iter().map(async |(person, id, picture)| person.puts(id, 0, picture).await.is(200)),
    );
    let text = async {
        for (person, id, picture) in &pictures {
            let all = async || (person.state(id).await["recibidos"] == picture.len()).then_some(());
            eventually("all is here", PATIENCE, all).await;
        }
        luis.uploads("a.txt", b"hola").await;
        let mut done = 0;
        for (person, id, _) in &pictures {
            done += usize::from(person.state(id).await["completo"] == true);
        }
        done
    };
    let (puts, done) = tokio::join!(puts, text);
    assert!(done < 2, "{done} pictures were waited for");
    assert!(puts.iter().all(|answer| answer.json()["archivo"]["miniatura"] == true));
}

#[tokio::test]
async fn the_same_picture_is_looked_at_once() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let large = picture(600, 300, ImageFormat::Png);
    let first = ana.uploads("a.png", &large).await;
    let hash: String = Sha256::digest(&large).iter().map(|byte| format!("{byte:02x}")).collect();
    let small = server.data().join("archivos").join(&hash[..2]).join(&hash).with_extension("mini");
    let other = picture(5, 5, ImageFormat::Jpeg);
    std::fs::write(&small, &other).unwrap();
    let again = luis.uploads("b.png", &large).await;
    let state = luis.state(&again).await;
    assert_eq!((&state["ancho"], &state["alto"], &state["miniatura"]), (&json!(600), &json!(300), &json!(true)));
    assert_eq!(std::fs::read(&small).unwrap(), other, "it was not made anew");
    // Without the small one it is.
    std::fs::remove_file(&small).unwrap();
    luis.uploads("c.png", &large).await;
    assert!(small.is_file());
    ana.get(&format!("/api/chat/archivo/{first}/miniatura")).await.is(200);
}

#[tokio::test]
async fn what_is_on_its_way_ends_with_the_session() {
    for by_command in [false, true] {
        let server = TestServer::start().await;
        let (ana, luis) = (server.login("ana").await, server.login("luis").await);
        let large = vec![b'x'; 20 << 20];
        let whole = ana.uploads("a.bin", &large).await;
        let half = text(&ana.announces("b.bin", 10).await.is(201).json()["archivo"]["id"]);
        let others = text(&luis.announces("b.bin", 10).await.is(201).json()["archivo"]["id"]);
        let more = format!("Content-Type: {BINARY}\r\nContent-Length: 10\r\n");
        let mut up = ana.begins(&format!("PUT /api/chat/archivo/{half}"), &more, b"01234").await;
        let mut other = luis.begins(&format!("PUT /api/chat/archivo/{others}"), &more, b"01234").await;
        let mut down = ana.begins(&format!("GET /api/chat/archivo/{whole}"), "", b"").await;
        let mut first = [0; 9];
        down.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 ");
        let arrived = async |person: &Person, id: &str| (person.state(id).await["recibidos"] == 5).then_some(());
        eventually("the half is here", PATIENCE, async || arrived(&ana, &half).await).await;
        eventually("the other one's too", PATIENCE, async || arrived(&luis, &others).await).await;
        match by_command {
            true => drop(server.command(&["user", "disable", &ana.rut], "").await.succeeds()),
            false => ana.logs_out().await,
        }
        let mut answer = Vec::new();
        tokio::time::timeout(AT_ONCE, up.read_to_end(&mut answer)).await.expect("at once").unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 401 ") && answer.contains("Usuario no autenticado"), "{answer}");
        // What is in the buffers of the line still comes.
        let mut rest = Vec::new();
        tokio::time::timeout(PATIENCE, down.read_to_end(&mut rest)).await.expect("an end").ok();
        assert!(rest.len() < large.len(), "{} bytes came", rest.len());
        other.write_all(b"56789").await.unwrap();
        let all = async || (luis.state(&others).await["completo"] == true).then_some(());
        eventually("nobody else loses anything", PATIENCE, all).await;
    }
}

#[tokio::test]
async fn who_is_logged_out_while_a_file_is_put_away_does_not_get_it_kept() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let slow = slow_picture(7, 5_000);
    let id = text(&ana.announces("a.png", slow.len()).await.is(201).json()["archivo"]["id"]);
    let again = server.login("ana").await;
    let out = async {
        let all = async || (again.state(&id).await["recibidos"] == slow.len()).then_some(());
        eventually("all is here", PATIENCE, all).await;
        ana.logs_out().await;
    };
    let (put, ()) = tokio::join!(ana.puts(&id, 0, &slow), out);
    put.refuses(401, "Usuario no autenticado");
    assert_eq!(again.state(&id).await["completo"], false);
}
