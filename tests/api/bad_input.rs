//! What issue 2 calls bad input: a clear error, the server goes on, nothing is stored.

use serde_json::{Value, json};

use crate::util::{Answer, Call, Person, TestServer, raw, rut_of};

const POSTS: [&str; 3] = ["/api/chat/conversacion/crear", "/api/chat/mensaje/enviar", "/api/chat/mensaje/marcar-leido"];

async fn posts(person: &Person, path: &str, body: impl Into<Vec<u8>>) -> Answer {
    person.post(path).body("application/json", body.into()).await
}

/// Nothing was stored and the server goes on.
async fn is_unharmed(person: &Person, conversation: &str) {
    assert!(person.reads_all(conversation).await.is_empty(), "nothing stored");
    assert_eq!(person.conversations().await.len(), 1, "no conversation made");
}

#[tokio::test]
async fn what_is_no_json_object_is_400() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let long_number = format!("{{\"contenido\":{}}}", "9".repeat(5_000));
    let bodies: [&[u8]; 16] = [
        b"",
        b" ",
        b"{",
        b"}",
        b"hola",
        b"null",
        b"true",
        b"5",
        b"\"hola\"",
        b"[]",
        b"[{}]",
        b"{\"a\":1,}",
        b"{'a':1}",
        b"{} {}",
        b"\xff\xfe",
        long_number.as_bytes(),
    ];
    for path in POSTS {
        for body in bodies {
            posts(&ana, path, body).await.fails(400);
        }
        posts(&ana, path, "{}").await.refuses(400, "Faltan datos requeridos");
    }
    is_unharmed(&ana, &conversation).await;
}

#[tokio::test]
async fn fields_of_another_type_are_400() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let odd = [json!(null), json!(5), json!(1.5), json!(true), json!([]), json!({}), json!(["x"]), json!("")];
    for value in &odd {
        let bodies = [
            json!({ "conversacion_id": value, "contenido": "hola" }),
            json!({ "conversacion_id": conversation, "contenido": value }),
        ];
        for body in bodies {
            ana.sends_body(body).await.fails(400);
        }
        ana.marks_read(json!({ "conversacion_id": value })).await.fails(400);
        ana.creates(json!({ "participantes": value, "es_grupal": true, "nombre": "x" })).await.fails(400);
    }
    for missing in [json!({ "contenido": "hola" }), json!({ "conversacion_id": conversation })] {
        ana.sends_body(missing).await.refuses(400, "Faltan datos requeridos");
    }
    is_unharmed(&ana, &conversation).await;
}

#[tokio::test]
async fn text_that_is_no_text_is_400() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let with = |text: &[u8]| {
        let mut body = format!("{{\"conversacion_id\":\"{conversation}\",\"contenido\":\"").into_bytes();
        body.extend_from_slice(text);
        body.extend_from_slice(b"\"}");
        body
    };
    // Invalid UTF-8 (alone, overlong, cut off), surrogates without a partner, NUL in both spellings.
    let texts: [&[u8]; 8] =
        [b"\xff", b"\xc0\xaf", b"hola \xe2\x82", b"\\ud800", b"\\udc00\\ud800", b"\\u0000", b"a\0b", b"a\nb"];
    for text in texts {
        posts(&ana, POSTS[1], with(text)).await.fails(400);
    }
    is_unharmed(&ana, &conversation).await;
    posts(&ana, POSTS[1], with(b"\\ud83d\\uded2")).await.is(201);
    assert_eq!(ana.reads_all(&conversation).await[0]["contenido"], "🛒");
}

#[tokio::test]
async fn deep_nesting_is_400() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    for depth in [200, 10_000, 30_000] {
        for body in [
            format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
            format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth)),
            "{\"a\":".repeat(depth / 3),
        ] {
            for path in POSTS {
                posts(&ana, path, body.clone()).await.fails(400);
            }
        }
    }
    is_unharmed(&ana, &conversation).await;
}

#[tokio::test]
async fn a_body_has_at_most_64_kib() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let padded = |size: usize| {
        let body = json!({ "conversacion_id": conversation, "contenido": "justo", "relleno": "" }).to_string();
        body.replace("\"relleno\":\"\"", &format!("\"relleno\":\"{}\"", "x".repeat(size - body.len())))
    };
    for size in [65_537, 1_048_576] {
        assert_eq!(padded(size).len(), size);
        for path in POSTS {
            posts(&ana, path, padded(size)).await.fails(413);
        }
    }
    is_unharmed(&ana, &conversation).await;
    posts(&ana, POSTS[1], padded(65_536)).await.is(201);
    server.post("/login").body("application/json", padded(65_537)).await.fails(413);
}

#[tokio::test]
async fn a_body_without_a_length_is_bounded_too() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: {}\r\ncookie: session={}\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\nconnection: close\r\n\r\n",
        POSTS[1],
        server.address.host(),
        ana.token
    );
    let chunk = format!("2000\r\n{}\r\n", "x".repeat(0x2000));
    let request = format!("{head}{}0\r\n\r\n", chunk.repeat(9));
    assert_eq!(raw(&server.address, request).await.status, 413);
    assert!(ana.is_logged_in().await, "and goes on");
}

#[tokio::test]
async fn rest_takes_json_alone() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let body = json!({ "conversacion_id": conversation, "contenido": "hola" }).to_string();
    for path in POSTS {
        for kind in
            ["text/plain", "application/x-www-form-urlencoded", "application/xml", "application/jsonp", "json", ""]
        {
            ana.post(path).body(kind, body.clone()).await.fails(415);
        }
        ana.post(path).untyped_body(body.clone()).await.fails(415);
    }
    is_unharmed(&ana, &conversation).await;
    for kind in [
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
    ] {
        ana.post(POSTS[1]).body(kind, body.clone()).await.is(201);
    }
}

#[tokio::test]
async fn a_compressed_body_is_not_unpacked() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let call: Call = ana.post(POSTS[1]).body("application/json", "\u{1f}garbage");
    let status = call.header("content-encoding", "gzip").await.status;
    assert!(status == 400 || status == 415, "{status}");
}

#[tokio::test]
async fn odd_paths_and_queries_are_errors_and_nothing_worse() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    for path in [
        "/api/chat/mensajes/%00",
        "/api/chat/mensajes/%ff%fe",
        "/api/chat/mensajes/..%2f..",
        "/api/chat/mensajes/' OR 1=1",
        "/api/chat/mensajes/%F0%9F%9B%92",
        &format!("/api/chat/mensajes/{}", "x".repeat(4_000)),
        &format!("/api/chat/mensajes/{conversation}?antes_de=%00"),
        "/api/chat/mensajes?conversacion_id=%ff",
    ] {
        let answer = ana.get(&path.replace(' ', "%20")).await;
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        assert!(answer.json()["error"].is_string(), "{path}: {}", answer.text());
    }
    let twice = ana.page(&conversation, "limit=1&limit=2").await.status;
    assert!([200, 400].contains(&twice), "{twice}");
    assert_eq!(ana.conversations().await.len(), 1);
}

#[tokio::test]
async fn errors_never_show_what_is_behind() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let odd: [Value; 4] = [json!("x"), json!(5), json!({}), json!("' OR 1=1 --")];
    for value in odd {
        for answer in [
            ana.sends_body(json!({ "conversacion_id": value, "contenido": "hola" })).await,
            ana.creates(json!({ "participantes": value })).await,
            ana.page(&conversation, "limit=x").await,
        ] {
            let text = answer.fails(answer.status).to_lowercase();
            for leak in ["sql", "serde", "expected", "line ", "column", "invalid type", "uuid", "rust"] {
                assert!(!text.contains(leak), "{leak:?} in {text:?}");
            }
        }
    }
}
