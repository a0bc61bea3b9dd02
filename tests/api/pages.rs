//! The pages, their files, and what is said where there is nothing.

use serde_json::json;

use crate::util::{TestServer, rut_of};

const IDS: [&str; 16] = [
    "lista-conversaciones",
    "area-conversacion",
    "sin-conversacion",
    "mensajes-contenedor",
    "chat-nombre",
    "chat-info",
    "chat-avatar",
    "input-mensaje",
    "form-enviar-mensaje",
    "btn-nuevo-chat",
    "modal-nuevo-chat",
    "cerrar-modal",
    "modal-backdrop",
    "lista-usuarios",
    "buscar-usuario",
    "buscar-conversacion",
];

#[tokio::test]
async fn the_root_leads_to_the_chat_and_the_chat_to_the_login() {
    let server = TestServer::start().await;
    for (from, to) in [("/", "/chat"), ("/chat", "/login")] {
        let answer = server.get(from).header("accept", "text/html").await;
        assert!([302, 303, 307].contains(&answer.status), "{from}: {}", answer.status);
        assert_eq!(answer.header("location"), Some(to), "{from}");
    }
}

#[tokio::test]
async fn the_chat_page_has_what_front_ends_bind_to() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let page = ana.get("/chat").await.is(200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    let html = page.text();
    for id in IDS {
        assert!(html.contains(&format!("id=\"{id}\"")), "an element {id}");
    }
    assert!(html.contains("<meta name=\"csrf-token\""), "the token's place");
    assert!(html.contains(&format!("data-usuario-id=\"{}\"", rut_of("ana"))), "whose page it is");
    assert!(!html.contains("{{"), "every placeholder is filled");
    let client = html.find("src=\"/socket.io/socket.io.js\"").expect("the Socket.IO client");
    let chat = html.find("src=\"/static/js/chat.js\"").expect("chat.js");
    assert!(client < chat, "the client comes first");
}

#[tokio::test]
async fn no_page_has_an_inline_script_or_handler() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for page in
        [server.get("/login").await, ana.get("/chat").await, server.get("/nada").header("accept", "text/html").await]
    {
        let html = page.text();
        for tag in html.split("<script").skip(1) {
            let opening = tag.split('>').next().unwrap();
            assert!(opening.contains("src="), "an inline script: <script{opening}>");
        }
        for part in html.split('<').skip(1) {
            let opening = part.split('>').next().unwrap();
            assert!(
                !opening.split_whitespace().any(|word| word.starts_with("on") && word.contains('=')),
                "<{opening}>"
            );
            assert!(!opening.contains("javascript:"), "<{opening}>");
        }
    }
}

#[tokio::test]
async fn every_file_that_the_pages_name_is_there() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for page in [server.get("/login").await, ana.get("/chat").await] {
        let html = page.text();
        for quoted in html.split('"').filter(|text| text.starts_with("/static/") || text.starts_with("/socket.io/")) {
            let path = quoted.split('?').next().unwrap();
            server.get(path).await.is(200);
        }
    }
}

#[tokio::test]
async fn files_say_what_they_are() {
    let server = TestServer::start().await;
    for path in ["/static/js/chat.js", "/socket.io/socket.io.js"] {
        let file = server.get(path).await.is(200);
        let kind = file.header("content-type").unwrap().to_owned();
        assert!(kind.contains("javascript"), "{path}: {kind}");
        assert!(file.body.len() > 200, "{path}");
    }
    server.get("/static/js/no-hay.js").await.fails(404);
}

#[tokio::test]
async fn healthz_answers_everybody() {
    let server = TestServer::start().await;
    server.get("/healthz").await.is(200);
}

#[tokio::test]
async fn only_a_browser_that_asks_for_a_page_gets_an_html_404() {
    let server = TestServer::start().await;
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let page = server.get("/no-hay").header("accept", browser).await.is(404);
    assert!(page.header("content-type").unwrap().starts_with("text/html"), "{:?}", page.headers);

    server.get("/no-hay").await.fails(404);
    server.get("/no-hay").header("accept", "application/json").await.fails(404);
    server.get("/no-hay").header("accept", "*/*").await.fails(404);
    for path in ["/api/no-hay", "/api/", "/api/chat/no-hay", "/api/chat/usuarios/"] {
        server.get(path).header("accept", browser).await.fails(404);
    }
    server.post("/no-hay").json(&json!({})).await.fails(404);
}

#[tokio::test]
async fn a_wrong_method_is_405_in_json_and_names_the_right_ones() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let wrong = [
        ("POST", "/api/chat/usuarios"),
        ("DELETE", "/api/chat/conversaciones"),
        ("GET", "/api/chat/conversacion/crear"),
        ("PUT", "/api/chat/mensaje/enviar"),
        ("GET", "/api/chat/mensaje/marcar-leido"),
        ("POST", "/api/chat/mensajes"),
        ("PATCH", "/login"),
        ("GET", "/logout"),
        ("POST", "/healthz"),
        ("POST", "/chat"),
    ];
    for (method, path) in wrong {
        let answer = ana.call(method, path).await;
        answer.fails(405);
        assert!(answer.header("allow").is_some(), "{method} {path}: which methods it allows");
    }
    assert!(ana.is_logged_in().await, "GET /logout does nothing");
}
