//! S-05: which requests of a browser are taken for the page's own (RELIABILITY.md §7.5).

use serde_json::json;

use crate::util::{Handshake, Person, TestServer, raw, rut_of};

const SEND: &str = "/api/chat/mensaje/enviar";

/// The token that the page gets in its meta tag.
async fn csrf_token(person: &Person) -> String {
    let page = person.get("/chat").await.is(200).text();
    let meta = page.split("<meta name=\"csrf-token\"").nth(1).expect("the meta tag");
    let content = meta.split("content=\"").nth(1).expect("its content");
    content.split('"').next().unwrap().to_owned()
}

/// The origins that a request can come from, and which of them is the server's own.
fn origins(server: &TestServer) -> Vec<(Option<String>, bool)> {
    let port = server.address.port();
    vec![
        (None, true),
        (Some(format!("http://127.0.0.1:{port}")), true),
        (Some(format!("http://127.0.0.1:{}", port ^ 1)), false),
        (Some("http://127.0.0.1".to_owned()), false),
        (Some(format!("https://127.0.0.1:{port}")), false),
        (Some(format!("http://localhost:{port}")), false),
        (Some("null".to_owned()), false),
        (Some("http://evil.cl".to_owned()), false),
        (Some(format!("http://evil.cl:{port}")), false),
        (Some(format!("http://127.0.0.1:{port}.evil.cl")), false),
        (Some(format!("http://127.0.0.1:{port}@evil.cl")), false),
        (Some(format!("http://127.0.0.1:{port}/")), false),
        (Some(String::new()), false),
    ]
}

const SITES: [(Option<&str>, bool); 5] = [
    (None, true),
    (Some("same-origin"), true),
    (Some("same-site"), false),
    (Some("cross-site"), false),
    (Some("none"), false),
];

#[tokio::test]
async fn s05_the_whole_table_of_posts() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let right = csrf_token(&ana).await;
    assert!(!right.is_empty(), "the page gets a token");
    let tokens = [(None, true), (Some(""), true), (Some(right.as_str()), true), (Some("equivocado"), false)];
    let body = json!({ "conversacion_id": conversation, "contenido": "hola" });
    let mut sent = 0;
    for (origin, own) in origins(&server) {
        for (site, same) in SITES {
            for (token, good) in tokens {
                let call = ana.post(SEND).json(&body);
                let call = call.header_if("origin", origin.as_deref()).header_if("sec-fetch-site", site);
                let answer = call.header_if("x-csrftoken", token).await;
                let expected = if own && same && good { 201 } else { 403 };
                assert_eq!(answer.status, expected, "Origin {origin:?}, Sec-Fetch-Site {site:?}, token {token:?}");
                if expected == 201 {
                    sent += 1;
                } else {
                    answer.fails(403);
                }
            }
        }
    }
    assert_eq!(ana.reads_all(&conversation).await.len(), sent, "what was refused was not stored");
}

#[tokio::test]
async fn s05_another_persons_token_is_a_wrong_one() {
    let server = TestServer::start().await;
    let (ana, luis) = (server.login("ana").await, server.login("luis").await);
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let (hers, his) = (csrf_token(&ana).await, csrf_token(&luis).await);
    assert_ne!(hers, his);
    let body = json!({ "conversacion_id": conversation, "contenido": "hola" });
    ana.post(SEND).json(&body).header("x-csrftoken", &his).await.fails(403);
}

#[tokio::test]
async fn s05_login_and_logout_are_covered() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let body = json!({ "usuario": rut_of("ana"), "password": crate::util::PASSWORD });
    for (name, value) in [
        ("origin", "http://evil.cl"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let login = server.post("/login").json(&body).header(name, value).await;
        login.fails(403);
        assert_eq!(login.set_cookie(), None);
        ana.post("/logout").json(&json!({})).header(name, value).await.fails(403);
        server.post("/login").form(&[("usuario", "x"), ("password", "y")]).header(name, value).await.is(403);
    }
    assert!(ana.is_logged_in().await);
}

#[tokio::test]
async fn s05_a_browser_without_origin_is_known_by_its_referer() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let conversation = ana.opens_chat_with(rut_of("luis")).await;
    let body = json!({ "conversacion_id": conversation, "contenido": "hola" });
    let own = format!("http://{}/chat", server.address.host());
    let other_port = format!("http://127.0.0.1:{}/chat", server.address.port() ^ 1);
    for (referer, status) in [(own.as_str(), 201), (&other_port, 403), ("http://evil.cl/", 403)] {
        let answer = ana.post(SEND).json(&body).header("referer", referer).await;
        assert_eq!(answer.status, status, "{referer}");
    }
}

#[tokio::test]
async fn s05_reading_is_open_to_links_but_never_to_scripts_elsewhere() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for method in ["GET", "HEAD"] {
        for path in ["/chat", "/login", "/static/js/chat.js", "/api/chat/usuarios"] {
            let call = ana.call(method, path).header("origin", "http://evil.cl").header("sec-fetch-site", "cross-site");
            let answer = call.await;
            assert!(answer.status < 400, "{method} {path}: {}", answer.status);
            assert_no_cors(&answer.headers);
        }
    }
    let preflight = ana.call("OPTIONS", SEND).header("origin", "http://evil.cl");
    let answer = preflight.header("access-control-request-method", "POST").await;
    assert!(answer.status >= 400 || answer.status == 204, "{}", answer.status);
    assert_no_cors(&answer.headers);
}

fn assert_no_cors(headers: &hyper::HeaderMap) {
    let granted = headers.keys().find(|name| name.as_str().starts_with("access-control-"));
    assert_eq!(granted, None, "no CORS header at all");
}

#[tokio::test]
async fn s05_the_socket_handshake_checks_the_origin() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for (origin, own) in origins(&server) {
        for (site, same) in SITES {
            // `none` is for what a person types or clicks; whether a handshake may say so is left open.
            if site == Some("none") {
                continue;
            }
            let mut handshake = ana.handshake();
            if let Some(origin) = &origin {
                handshake = handshake.header("origin", origin);
            }
            if let Some(site) = site {
                handshake = handshake.header("sec-fetch-site", site);
            }
            let what = format!("Origin {origin:?}, Sec-Fetch-Site {site:?}");
            let polling = handshake.poll("GET").await.status;
            let upgrade = handshake.upgrade().await.err();
            match own && same {
                true => assert_eq!((polling, upgrade), (200, None), "{what}"),
                false => assert_eq!((polling, upgrade), (403, Some(403)), "{what}"),
            }
        }
    }
}

#[tokio::test]
async fn s05_the_origin_is_checked_on_every_request_of_a_transport() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let (transport, sid) = ana.handshake().opens().await;
    let elsewhere = transport.clone().header("origin", "http://evil.cl");
    elsewhere.posts("40").await.is(403);
    elsewhere.poll("GET").await.is(403);
    assert_eq!(elsewhere.upgrade().await.err(), Some(403));
    // Without a cookie, as the page elsewhere would have to guess the sid.
    Handshake::new(&server.address).of(&sid).header("origin", "http://evil.cl").posts("40").await.is(403);
    transport.posts("40").await.is(200);
    // The victim goes on.
    transport.polls_until("40{").await;
}

#[tokio::test]
async fn s05_two_origins_are_none() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let host = server.address.host();
    let request = format!(
        "POST /logout HTTP/1.1\r\nhost: {host}\r\ncookie: session={}\r\norigin: http://{host}\r\norigin: http://evil.cl\r\n\
         content-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}",
        ana.token
    );
    let status = raw(&server.address, request).await.status;
    assert!(status == 400 || status == 403, "{status}");
    assert!(ana.is_logged_in().await);
}
