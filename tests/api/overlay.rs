//! `serve --assets DIR`: a store's own files over the embedded ones.

use std::fs;

use crate::util::{Options, TempDir, TestServer, rut_of};

const OWN_PAGE: &str = "<!doctype html><meta name=\"csrf-token\" content=\"{{csrf_token}}\">\
    <body data-usuario-id=\"{{usuario_id}}\"><p>{{ otra_cosa }} {{csrf_token}}</p>";

async fn server_with(files: &[(&str, &str)]) -> (TempDir, TestServer) {
    let dir = TempDir::new();
    for (name, text) in files {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let server = Options::with_cast().with("--assets").with(dir.path()).start().await;
    (dir, server)
}

#[tokio::test]
async fn own_files_come_before_the_embedded_ones() {
    let (_dir, server) = server_with(&[("js/chat.js", "// el de la tienda")]).await;
    assert_eq!(server.get("/static/js/chat.js").await.is(200).text(), "// el de la tienda");
    server.get("/socket.io/socket.io.js").await.is(200);
    assert!(
        server.login("ana").await.get("/chat").await.is(200).text().contains("lista-conversaciones"),
        "the rest stays"
    );
}

#[tokio::test]
async fn further_files_can_be_added() {
    let files = [
        ("js/socket.io.min.js", "/* cliente */"),
        ("img/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("css/tienda.css", "p{}"),
    ];
    let (_dir, server) = server_with(&files).await;
    for (path, kind) in
        [("js/socket.io.min.js", "javascript"), ("img/logo.svg", "image/svg+xml"), ("css/tienda.css", "text/css")]
    {
        let file = server.get(&format!("/static/{path}")).await.is(200);
        assert!(file.header("content-type").unwrap().contains(kind), "{path}: {:?}", file.header("content-type"));
    }
}

#[tokio::test]
async fn the_texts_in_an_own_page_are_filled_in() {
    let (_dir, server) = server_with(&[("chat.html", OWN_PAGE)]).await;
    let ana = server.login("ana").await;
    let page = ana.get("/chat").await.is(200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    let html = page.text();
    assert!(html.contains(&format!("data-usuario-id=\"{}\"", rut_of("ana"))), "{html}");
    assert!(!html.contains("{{csrf_token}}") && !html.contains("{{usuario_id}}"), "{html}");
    assert!(html.contains("{{ otra_cosa }}"), "nothing else is touched");
    let token = html.split("content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(html.contains(&format!("{{{{ otra_cosa }}}} {token}</p>")), "every place: {html}");
    // The token works as the page's own does.
    ana.post("/logout").json(&serde_json::json!({})).header("x-csrftoken", token).await.is(204);
    // And the page is still nobody's without a session.
    assert_eq!(server.get("/chat").await.header("location"), Some("/login"));
}

#[tokio::test]
async fn a_directory_that_is_not_there_is_an_error_at_the_start() {
    let dir = TempDir::new();
    let mut command = crate::util::program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(dir.join("data"));
    command.arg("--assets").arg(dir.join("no-hay"));
    let outcome = tokio::task::spawn_blocking(move || crate::util::run(command, "")).await.unwrap();
    outcome.fails();
}
