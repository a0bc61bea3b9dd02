//! How the page's files travel: compressed as the asker likes, told apart by strong tags; styles as one, modules by name.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;

use crate::util::{Answer, Options, TempDir, TestServer};

fn unpacked(answer: &Answer) -> Vec<u8> {
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(&answer.body[..]).read_to_end(&mut bytes).expect("gzip");
    bytes
}

#[tokio::test]
async fn a_file_comes_in_the_form_that_is_liked_best() {
    let server = TestServer::start().await;
    let cases = [
        (None, None),
        (Some("gzip, deflate, br"), Some("br")),
        (Some("gzip"), Some("gzip")),
        (Some("br;q=0.2, gzip;q=0.8"), Some("gzip")),
        (Some("br;q=0, *"), Some("gzip")),
        (Some("identity"), None),
        (Some("identity;q=0"), None),
    ];
    for path in ["/static/js/chat.js", "/static/css/chat.css", "/socket.io/socket.io.js", "/static/js/app.js"] {
        let plain = server.get(path).await.is(200);
        for (accept, encoding) in cases {
            let answer = server.get(path).header_if("accept-encoding", accept).await.is(200);
            assert_eq!(answer.header("content-encoding"), encoding, "{path} {accept:?}");
            assert_eq!(answer.header("vary"), Some("accept-encoding"), "{path} {accept:?}");
            assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path} {accept:?}");
            if encoding.is_some() {
                assert!(answer.body.len() < plain.body.len(), "{path} {accept:?}");
            }
        }
        let packed = server.get(path).header("accept-encoding", "gzip").await;
        assert_eq!(unpacked(&packed), plain.body, "{path}");
    }
    let picture = server.get("/static/icons/icon-192.png").header("accept-encoding", "gzip, br").await.is(200);
    assert_eq!(picture.header("content-encoding"), None, "a picture is compressed already");
    assert_eq!(picture.header("content-type"), Some("image/png"));
}

#[tokio::test]
async fn each_form_has_a_strong_tag_of_its_own() {
    let server = TestServer::start().await;
    for path in ["/static/js/chat.js", "/sw.js", "/sin-conexion"] {
        let mut tags = Vec::new();
        for accept in ["br", "gzip", "identity"] {
            let answer = server.get(path).header("accept-encoding", accept).await.is(200);
            let tag = answer.header("etag").expect("a tag").to_owned();
            assert!(tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag} is strong");
            for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
                let again = server.get(path).header("accept-encoding", accept).header("if-none-match", &known).await;
                assert_eq!((again.status, again.body.len()), (304, 0), "{path} {accept} {known}");
                assert_eq!(again.header("etag"), Some(tag.as_str()), "{path} {accept}");
                assert!(again.header("vary").is_some(), "{path} {accept}");
            }
            tags.push(tag);
        }
        if path.starts_with("/static") {
            let other = server.get(path).header("accept-encoding", "gzip").header("if-none-match", &tags[0]).await;
            assert_eq!(other.status, 200, "the other form's bytes are not these");
            tags.sort();
            tags.dedup();
            assert_eq!(tags.len(), 3, "{tags:?}");
        }
    }
}

#[tokio::test]
async fn pages_are_compressed_and_never_kept() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for path in ["/chat", "/login"] {
        let plain = ana.get(path).await.is(200);
        let packed = ana.get(path).header("accept-encoding", "gzip, br").await.is(200);
        assert_eq!(unpacked(&packed), plain.body, "{path}");
        for answer in [plain, packed] {
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
            assert_eq!(answer.header("vary"), Some("accept-encoding, cookie"), "{path}");
        }
    }
}

#[tokio::test]
async fn the_page_has_one_stylesheet_and_each_of_its_parts_is_a_file_too() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    for (page, name) in [(ana.get("/chat").await.is(200), "chat"), (server.get("/login").await.is(200), "login")] {
        let html = page.text();
        assert_eq!(html.matches("rel=\"stylesheet\"").count(), 1, "{name}");
        assert!(html.contains(&format!("href=\"/static/css/{name}.css\"")), "{name}");
        let all = server.get(&format!("/static/css/{name}.css")).await.is(200).text();
        for part in ["colors", "base"] {
            let text = server.get(&format!("/static/css/{part}.css")).await.is(200).text();
            assert!(all.contains(&text), "{part} is in {name}.css");
        }
    }
}

/// Every module that the first one needs is named in the page's head: none waits for another to come.
#[tokio::test]
async fn the_page_names_all_the_modules_that_it_starts_with() {
    let server = TestServer::start().await;
    let html = server.login("ana").await.get("/chat").await.is(200).text();
    let named: BTreeSet<String> = html
        .split("<link rel=\"modulepreload\" href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().into())
        .collect();
    let mut needed = BTreeSet::from(["/static/js/chat.js".to_owned()]);
    let mut looked: Vec<String> = needed.iter().cloned().collect();
    while let Some(address) = looked.pop() {
        let text = server.get(&address).await.is(200).text();
        let dir = address.rsplit_once('/').unwrap().0.to_owned();
        for line in text.lines().filter(|line| line.starts_with("import ") || line.starts_with("} from ")) {
            let Some(path) = line.split('\'').nth(1) else { continue };
            let import = match path.strip_prefix("../") {
                Some(rest) => format!("{}/{rest}", dir.rsplit_once('/').unwrap().0),
                None => format!("{dir}/{}", path.trim_start_matches("./")),
            };
            if needed.insert(import.clone()) {
                looked.push(import);
            }
        }
    }
    assert!(needed.len() > 20);
    assert_eq!(named, needed);
}

#[tokio::test]
async fn a_store_s_own_part_is_in_what_is_served() {
    let dir = TempDir::new();
    fs::create_dir_all(dir.join("css")).unwrap();
    fs::create_dir_all(dir.join("js")).unwrap();
    fs::write(dir.join("css/colors.css"), ":root { --de-la-tienda: 1 }").unwrap();
    fs::write(dir.join("js/ids.js"), "// los de la tienda\nexport function uuidv7() { return 'x'; }").unwrap();
    let server = Options::with_cast().with("--assets").with(dir.path()).start().await;
    let styles = server.get("/static/css/chat.css").header("accept-encoding", "br").await.is(200);
    assert_eq!(styles.header("content-encoding"), None, "it was not there when the program was built");
    assert!(styles.text().contains("--de-la-tienda") && styles.text().contains(".composer"));
    assert!(server.get("/static/js/ids.js").await.is(200).text().contains("los de la tienda"));
    let before = server.get("/sw.js").await.is(200);
    assert!(before.text().contains("/static/js/ids.js"), "and the service worker keeps each of them");
    fs::write(dir.join("js/ids.js"), "export function uuidv7() { return 'y'; }").unwrap();
    let after = server.get("/sw.js").await.is(200);
    assert_ne!(before.header("etag"), after.header("etag"), "another file, another version");
}

#[tokio::test]
async fn what_makes_it_an_app_is_there() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let manifest = server.get("/static/manifest.webmanifest").await.is(200);
    assert_eq!(manifest.header("content-type"), Some("application/manifest+json"));
    let manifest: serde_json::Value = serde_json::from_str(&manifest.text()).expect("JSON");
    for icon in manifest["icons"].as_array().expect("icons") {
        let file = server.get(icon["src"].as_str().expect("an address")).await.is(200);
        assert_eq!(file.header("content-type"), icon["type"].as_str());
    }
    let worker = server.get("/sw.js").await.is(200);
    assert_eq!(worker.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert!(!worker.text().contains("{{"), "filled in");
    let page = ana.get("/chat").await.is(200);
    let version = page.header("x-version").expect("the version");
    assert!(worker.text().contains(&format!("'{version}'")), "the page and the worker are of one version");
}

#[tokio::test]
async fn the_page_that_is_kept_is_nobody_s() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let page = ana.get("/sin-conexion").await.is(200);
    assert_eq!(page.body, server.get("/sin-conexion").await.is(200).body, "the same for everybody");
    assert!(page.text().contains("data-usuario-id=\"\"") && page.text().contains("name=\"csrf-token\" content=\"\""));
    assert_eq!(page.header("cache-control"), Some("no-store"));
}
