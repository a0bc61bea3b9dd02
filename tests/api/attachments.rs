//! Files: receiving them over bad lines, sending them, and who gets to see what of them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use weigence_chat::app::App;
use weigence_chat::db::Purpose;
use weigence_chat::model::limits;

use crate::util::{
    AT_ONCE, Answer, BINARY, Database, Options, PATIENCE, Person, TestServer, eventually, new_id, rut_of, text,
};

const GONE: &str = "Archivo no encontrado";

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut picture = RgbImage::new(width, height);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        pixel.0 = if y < height / 2 { [250, 20, 20] } else { [20, 20, (x % 200) as u8] };
    }
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// A JPEG that says that it lies on its side, and where it was taken.
fn photo() -> Vec<u8> {
    let plain = picture(640, 320, ImageFormat::Jpeg);
    // Two entries: the orientation (6, a quarter turn), and a GPS block with its version and a text.
    let mut tiff =
        b"MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0".to_vec();
    tiff.extend_from_slice(b"\0\x01\0\x1d\0\x02\0\0\0\x0b\0\0\0\x38\0\0\0\0SANTIAGO-GPS\0");
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend_from_slice(&tiff);
    let length = u16::try_from(segment.len() + 2).expect("short").to_be_bytes();
    [&plain[..2], b"\xff\xe1", &length, &segment, &plain[2..]].concat()
}

#[tokio::test]
async fn a_file_goes_from_one_to_the_other() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let mut live = luis.goes_live().await;
    let content = b"%PDF-1.7 boleta".to_vec();
    let id = ana.uploads("boleta \"ñ\".pdf", &content).await;
    let message = ana.sends_files(&chat, &[&id]).await;
    assert_eq!(message["contenido"], "📎 boleta \"ñ\".pdf");
    assert_eq!(
        message["adjuntos"],
        json!([{"id": id, "nombre": "boleta \"ñ\".pdf", "tipo": "application/pdf", "bytes": content.len(),
            "ancho": null, "alto": null, "miniatura": false}])
    );
    assert_eq!(message["sin_texto"], true);
    let heard = live.hears("mensaje_recibido").await;
    assert_eq!(heard["adjuntos"], message["adjuntos"]);
    let read = luis.reads_all(&chat).await;
    assert_eq!(read[0]["adjuntos"], message["adjuntos"]);
    let answer = luis.fetches(&id).await.is(200);
    assert_eq!(answer.body.as_ref(), content);
    assert_eq!(answer.header("content-type"), Some(BINARY));
    assert_eq!(
        answer.header("content-disposition"),
        Some("attachment; filename=\"boleta ___.pdf\"; filename*=UTF-8''boleta%20%22%C3%B1%22.pdf")
    );
    assert_eq!(answer.header("content-security-policy"), Some("default-src 'none'; sandbox"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("cache-control"), Some("private, max-age=86400"));
    let tag = answer.header("etag").expect("a tag").to_owned();
    let again = luis.get(&format!("/api/chat/archivo/{id}")).header("if-none-match", &tag).await.is(304);
    assert!(again.body.is_empty());
    let plain = ana.sends(&chat, "sin nada").await;
    assert!(plain.get("adjuntos").is_none() && plain.get("sin_texto").is_none());
}

#[tokio::test]
async fn a_part_of_it_is_given_on_its_own() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let id = ana.uploads("a.bin", b"0123456789").await;
    let part = |range: &str| ana.get(&format!("/api/chat/archivo/{id}")).header("range", range);
    let answer = part("bytes=2-4").await.is(206);
    assert_eq!((answer.body.as_ref(), answer.header("content-range")), (&b"234"[..], Some("bytes 2-4/10")));
    assert_eq!(part("bytes=-2").await.is(206).body.as_ref(), b"89");
    assert_eq!(part("bytes=20-").await.is(416).header("content-range"), Some("bytes */10"));
    assert_eq!(part("bytes=0-").header("if-range", "\"other\"").await.is(200).body.as_ref(), b"0123456789");
}

#[tokio::test]
async fn it_goes_on_where_it_stopped_even_after_a_kill() {
    let mut server = TestServer::start().await;
    let ana = server.login("ana").await;
    let content: Vec<u8> = (0..300_000_u32).map(|number| number as u8).collect();
    let id = text(&ana.announces("a.bin", content.len()).await.is(201).json()["archivo"]["id"]);
    // A line that breaks in the middle of a request that promised more.
    let mut line = ana.address().connect().await.unwrap();
    let head = format!(
        "PUT /api/chat/archivo/{id}?desde=0 HTTP/1.1\r\nHost: {}\r\nCookie: session={}\r\n\
         Content-Type: {BINARY}\r\nContent-Length: {}\r\n\r\n",
        ana.address().host(),
        ana.token,
        content.len()
    );
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&content[..120_000]).await.unwrap();
    eventually("the part is here", PATIENCE, async || (ana.state(&id).await["recibidos"] == 120_000).then_some(()))
        .await;
    server.kill();
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
    let mut dead = ana.address().connect().await.unwrap();
    let head = format!(
        "PUT /api/chat/archivo/{id} HTTP/1.1\r\nHost: {}\r\nCookie: session={}\r\nContent-Type: {BINARY}\r\n\
         Content-Length: 10\r\n\r\n01234",
        ana.address().host(),
        ana.token
    );
    dead.write_all(head.as_bytes()).await.unwrap();
    eventually("the part is here", PATIENCE, async || (ana.state(&id).await["recibidos"] == 5).then_some(())).await;
    ana.puts(&id, 5, b"56789").await.is(200);
    assert_eq!(ana.fetches(&id).await.is(200).body.as_ref(), b"0123456789");
}

#[tokio::test]
async fn only_who_takes_part_sees_it() {
    let server = TestServer::start().await;
    let (ana, luis, marta) = (server.login("ana").await, server.login("luis").await, server.login("marta").await);
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let id = ana.uploads("a.png", &picture(600, 300, ImageFormat::Png)).await;
    luis.fetches(&id).await.refuses(404, GONE);
    ana.fetches(&id).await.is(200);
    for path in ["", "/miniatura", "/estado"] {
        marta.get(&format!("/api/chat/archivo/{id}{path}")).await.refuses(404, GONE);
    }
    marta.puts(&id, 0, b"x").await.refuses(404, GONE);
    marta.call("DELETE", &format!("/api/chat/archivo/{id}")).await.refuses(404, GONE);
    let theirs = luis.opens_chat_with(rut_of("marta")).await;
    luis.sends_body(json!({"conversacion_id": theirs, "adjuntos": [id]})).await.refuses(404, GONE);
    let message = ana.sends_files(&chat, &[&id]).await;
    luis.fetches(&id).await.is(200);
    marta.get(&format!("/api/chat/archivo/{id}/miniatura")).await.refuses(404, GONE);
    // Said again elsewhere, it is seen there too, and stays when the first is deleted.
    let forward = json!({"conversacion_id": theirs, "contenido": "x", "reenviado_de": message["id"]});
    let said = luis.sends_body(forward).await.is(201).json()["mensaje"].clone();
    assert_eq!((&said["adjuntos"], &said["contenido"]), (&message["adjuntos"], &json!("📷 Foto")));
    marta.fetches(&id).await.is(200);
    ana.posts("/api/chat/mensaje/eliminar", json!({"mensaje_id": message["id"]})).await.is(200);
    ana.fetches(&id).await.refuses(404, GONE);
    marta.fetches(&id).await.is(200);
    luis.posts("/api/chat/mensaje/eliminar", json!({"mensaje_id": said["id"]})).await.is(200);
    for person in [&ana, &luis, &marta] {
        person.fetches(&id).await.refuses(404, GONE);
    }
    server.get(&format!("/api/chat/archivo/{id}")).await.refuses(401, "Usuario no autenticado");
}

#[tokio::test]
async fn sending_again_is_harmless() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let (first, second) = (ana.uploads("a.txt", b"uno").await, ana.uploads("b.txt", b"dos").await);
    let body = json!({"conversacion_id": chat, "adjuntos": [first, second], "id": new_id()});
    let sent = ana.sends_body(body.clone()).await.is(201).json();
    assert_eq!(sent["mensaje"]["contenido"], "📎 2 archivos");
    assert_eq!(ana.sends_body(body.clone()).await.is(200).json(), sent);
    let mut other = body.clone();
    other["adjuntos"] = json!([second, first]);
    ana.sends_body(other).await.refuses(409, "El id ya se usó para otro mensaje");
    let mut anew = body.clone();
    anew["id"] = json!(new_id());
    ana.sends_body(anew).await.refuses(409, "Ese archivo ya se envió");
    ana.call("DELETE", &format!("/api/chat/archivo/{first}")).await.refuses(409, "Ese archivo ya se envió");
}

#[tokio::test]
async fn without_files_a_text_is_still_needed() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    for files in [json!([]), json!(null)] {
        let body = json!({"conversacion_id": chat, "contenido": " ", "adjuntos": files});
        ana.sends_body(body).await.refuses(400, "Faltan datos requeridos");
    }
    for files in [json!("x"), json!([1])] {
        let body = json!({"conversacion_id": chat, "contenido": "hola", "adjuntos": files});
        ana.sends_body(body).await.refuses(400, "Faltan datos requeridos");
    }
    let many: Vec<_> = (0..11).map(|_| new_id()).collect();
    let body = json!({"conversacion_id": chat, "contenido": "hola", "adjuntos": many});
    ana.sends_body(body).await.refuses(400, "Un mensaje lleva 10 archivos como máximo");
    let id = ana.uploads("a.txt", b"uno").await;
    let body = json!({"conversacion_id": chat, "contenido": "mira", "adjuntos": [id]});
    let said = ana.sends_body(body).await.is(201).json()["mensaje"].clone();
    assert_eq!((&said["contenido"], said.get("sin_texto")), (&json!("mira"), None));
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
async fn a_name_proves_nothing() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let html = b"<html><script>alert(1)</script>";
    for content in
        [&html[..], b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<?xml version='1.0'?>", b"GIF"]
    {
        let id = ana.uploads("foto.png", content).await;
        let answer = ana.fetches(&id).await.is(200);
        assert_eq!(answer.header("content-type"), Some(BINARY));
        assert!(answer.header("content-disposition").is_some_and(|value| value.starts_with("attachment;")));
    }
    let page = ana.uploads("pagina.html", &picture(4, 4, ImageFormat::Png)).await;
    assert_eq!(ana.fetches(&page).await.is(200).header("content-type"), Some("image/png"));
    let names =
        [("../../x\r\nSet-Cookie: a=b", "xSet-Cookie: a=b"), ("gpj.\u{202e}exe", "gpj.exe"), ("CON.txt", "CON.txt")];
    for (sent, shown) in names {
        let id = ana.uploads(sent, b"x").await;
        assert_eq!(ana.state(&id).await["nombre"], shown);
        assert_eq!(ana.fetches(&id).await.is(200).header("set-cookie"), None);
    }
    for path in ["..%2f..%2fchat.db", "%00", "a", &new_id()] {
        ana.fetches(path).await.refuses(404, GONE);
    }
    // Whatever they are called, they lie in one place, under names of the server's own.
    let entries = |dir: std::path::PathBuf| {
        let all = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
        all.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect::<Vec<_>>()
    };
    let is_own =
        |name: &String| ["chat.", "busqueda.db", "reserve.bin", "archivos"].iter().any(|own| name.starts_with(own));
    assert!(entries(server.data().to_owned()).iter().all(is_own), "{:?}", entries(server.data().to_owned()));
    for shelf in entries(server.data().join("archivos")).into_iter().filter(|shelf| shelf != "parcial") {
        for name in entries(server.data().join("archivos").join(&shelf)) {
            let hash = name.strip_suffix(".mini").unwrap_or(&name);
            assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
        }
    }
}

#[tokio::test]
async fn a_photo_loses_its_place_and_stands_upright() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let photo = photo();
    let id = ana.uploads("foto.jpg", &photo).await;
    let state = ana.state(&id).await;
    assert_eq!((&state["ancho"], &state["alto"], &state["miniatura"]), (&json!(320), &json!(640), &json!(true)));
    let shown = ana.fetches(&id).await.is(200);
    assert_eq!(shown.header("content-type"), Some("image/jpeg"));
    assert!(!shown.body.windows(8).any(|part| part == b"SANTIAGO"), "the place is gone");
    assert_eq!(state["bytes"], shown.body.len());
    let mut decoder =
        image::ImageReader::new(Cursor::new(&shown.body)).with_guessed_format().unwrap().into_decoder().unwrap();
    assert_eq!(image::ImageDecoder::orientation(&mut decoder).unwrap().to_exif(), 6, "and which way is up is not");
    let answer = ana.get(&format!("/api/chat/archivo/{id}/miniatura")).await.is(200);
    assert_eq!(answer.header("content-type"), Some("image/jpeg"));
    let small = image::load_from_memory(&answer.body).unwrap().to_rgb8();
    assert_eq!(small.dimensions(), (240, 480));
    assert!(small.get_pixel(230, 240).0[0] > 200 && small.get_pixel(10, 240).0[0] < 80, "the top is on the right now");
    // The same twice lies there once.
    let again = ana.uploads("otra.jpg", &photo).await;
    let tag = |answer: Answer| answer.header("etag").unwrap().to_owned();
    assert_eq!(tag(ana.fetches(&id).await), tag(ana.fetches(&again).await));
}

#[tokio::test]
async fn what_can_t_be_freed_of_its_place_is_no_picture() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    // Of a length that no segment has: nobody knows where the next begins.
    for sent in [b"\xff\xd8\xff\xe2\0\0".to_vec(), [b"\xff\xd8\xff\xe2\0\x01", &photo()[2..]].concat()] {
        let id = ana.uploads("rara.jpg", &sent).await;
        let state = ana.state(&id).await;
        assert_eq!((&state["miniatura"], &state["ancho"]), (&json!(false), &json!(null)));
        let answer = ana.fetches(&id).await.is(200);
        assert_eq!((answer.body.as_ref(), answer.header("content-type")), (&sent[..], Some(BINARY)));
        assert!(answer.header("content-disposition").is_some_and(|value| value.starts_with("attachment;")));
    }
    // A byte too many behind the block is what every decoder steps over.
    let photo = photo();
    let end = 4 + usize::from(u16::from_be_bytes([photo[4], photo[5]]));
    let id = ana.uploads("foto.jpg", &[&photo[..end], b"\0", &photo[end..]].concat()).await;
    let shown = ana.fetches(&id).await.is(200);
    assert_eq!((shown.header("content-type"), &ana.state(&id).await["miniatura"]), (Some("image/jpeg"), &json!(true)));
    assert!(!shown.body.windows(8).any(|part| part == b"SANTIAGO"));
}

#[tokio::test]
async fn a_bomb_is_a_file_without_a_small_picture() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    // A PNG whose head says 20,000 by 20,000; the checksum of the head is right, and the data is 4 pixels' worth.
    let mut bomb = picture(4, 4, ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20]);
    let mut crc = !0_u32;
    for byte in &bomb[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (!(crc & 1)).wrapping_add(1));
        }
    }
    bomb[29..33].copy_from_slice(&(!crc).to_be_bytes());
    let id = ana.uploads("bomba.png", &bomb).await;
    assert_eq!(ana.state(&id).await["miniatura"], false);
    ana.get(&format!("/api/chat/archivo/{id}/miniatura")).await.refuses(404, GONE);
    let broken = ana.uploads("rota.jpg", &photo()[..900]).await;
    assert_eq!(ana.state(&broken).await["completo"], true);
    let mut clear = Cursor::new(Vec::new());
    DynamicImage::from(RgbaImage::new(600, 600)).write_to(&mut clear, ImageFormat::Png).unwrap();
    let clear = ana.uploads("claro.png", &clear.into_inner()).await;
    let answer = ana.get(&format!("/api/chat/archivo/{clear}/miniatura")).await.is(200);
    assert_eq!(answer.header("content-type"), Some("image/webp"));
}

#[tokio::test]
async fn what_was_in_a_file_goes_from_the_disk_with_the_last_that_has_it() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    let mut messages = Vec::new();
    for (who, content) in [(&ana, &b"lo mismo"[..]), (&luis, b"lo mismo"), (&ana, b"otra cosa")] {
        let id = who.uploads("a.txt", content).await;
        messages.push((who, text(&who.sends_files(&chat, &[&id]).await["id"]), id));
    }
    let given_up = ana.uploads("b.txt", b"no era eso").await;
    let kept = || {
        let shelves = std::fs::read_dir(server.data().join("archivos")).unwrap().map(|shelf| shelf.unwrap().path());
        let files =
            shelves.filter(|shelf| !shelf.ends_with("parcial")).flat_map(|shelf| std::fs::read_dir(shelf).unwrap());
        let mut texts: Vec<_> = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        texts.sort();
        texts
    };
    let becomes =
        async |texts: &[&str]| eventually("it is gone", PATIENCE, async || (kept() == texts).then_some(())).await;
    assert_eq!(kept(), ["lo mismo", "no era eso", "otra cosa"]);
    ana.call("DELETE", &format!("/api/chat/archivo/{given_up}")).await.is(200);
    becomes(&["lo mismo", "otra cosa"]).await;
    // The first one that goes leaves it to the other.
    for (place, left) in [(0, &["lo mismo", "otra cosa"][..]), (2, &["lo mismo"]), (1, &[])] {
        let (who, message, _) = &messages[place];
        who.posts("/api/chat/mensaje/eliminar", json!({"mensaje_id": message})).await.is(200);
        becomes(left).await;
        if place == 2 {
            ana.fetches(&messages[1].2).await.is(200);
        }
    }
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
    let picture = picture(600, 300, ImageFormat::Png);
    let first = ana.uploads("a.png", &picture).await;
    let hash: String = Sha256::digest(&picture).iter().map(|byte| format!("{byte:02x}")).collect();
    let small = server.data().join("archivos").join(&hash[..2]).join(&hash).with_extension("mini");
    let other = self::picture(5, 5, ImageFormat::Jpeg);
    std::fs::write(&small, &other).unwrap();
    let again = luis.uploads("b.png", &picture).await;
    let state = luis.state(&again).await;
    assert_eq!((&state["ancho"], &state["alto"], &state["miniatura"]), (&json!(600), &json!(300), &json!(true)));
    assert_eq!(std::fs::read(&small).unwrap(), other, "it was not made anew");
    // Without the small one it is.
    std::fs::remove_file(&small).unwrap();
    luis.uploads("c.png", &picture).await;
    assert!(small.is_file());
    ana.get(&format!("/api/chat/archivo/{first}/miniatura")).await.is(200);
}

/// A request that sends some of its body, or reads some of its answer, and goes on when it likes.
async fn begins(person: &Person, request: &str, more: &str, body: &[u8]) -> tokio::net::TcpStream {
    let mut line = person.address().connect().await.unwrap();
    let head = format!(
        "{request} HTTP/1.1\r\nHost: {}\r\nCookie: session={}\r\n{more}\r\n",
        person.address().host(),
        person.token
    );
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(body).await.unwrap();
    line
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
        let mut up = begins(&ana, &format!("PUT /api/chat/archivo/{half}"), &more, b"01234").await;
        let mut other = begins(&luis, &format!("PUT /api/chat/archivo/{others}"), &more, b"01234").await;
        let mut down = begins(&ana, &format!("GET /api/chat/archivo/{whole}"), "", b"").await;
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
