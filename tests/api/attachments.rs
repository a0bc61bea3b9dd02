//! Files: sending them, and who gets to see what of them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use serde_json::json;

use crate::util::{Answer, BINARY, PATIENCE, TestServer, eventually, new_id, rut_of, text};

pub(super) const GONE: &str = "Archivo no encontrado";

pub(super) fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
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
