//! The page: files that are embedded in the binary, with the operator's directory laid over them.

mod encoding;
mod files;
mod shell;

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRef, Path as UrlPath, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::app::App;
use crate::door::{identity, respond};
use crate::error::{Code, Error, Result};
use crate::model::User;
use encoding::Encoding;
use files::Files;

/// What the page's handlers share.
#[derive(Clone)]
pub struct Ui {
    app: Arc<App>,
    files: Arc<Files>,
    /// What the service worker keeps, where that can't change.
    shell: Arc<OnceLock<Arc<str>>>,
}

impl FromRef<Ui> for Arc<App> {
    fn from_ref(ui: &Ui) -> Self {
        ui.app.clone()
    }
}

impl Ui {
    /// The page's files, with `overlay` laid over them.
    ///
    /// # Errors
    /// When `overlay` is no directory.
    pub fn new(app: Arc<App>, overlay: Option<PathBuf>) -> Result<Self> {
        if let Some(dir) = overlay.as_ref().filter(|dir| !dir.is_dir()) {
            return Err(Error::new(Code::NotFound, format!("No existe el directorio de archivos {}", dir.display())));
        }
        Ok(Self { app, files: Arc::new(Files::new(overlay)), shell: Arc::default() })
    }

    /// Every route of the page.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(|| async { respond::see_other("/chat") }))
            .route("/chat", get(chat))
            .route("/sin-conexion", get(shell::page))
            .route("/sw.js", get(shell::worker))
            .route("/login", get(login))
            .route("/static/{*path}", get(file))
            .route("/socket.io/socket.io.js", get(socket_client))
            .with_state(self.clone())
    }

    /// The login page, with what went wrong and what was typed as the name.
    pub fn login_page(&self, status: StatusCode, error: &str, typed: &str) -> Response {
        self.page(status, "login.html", &[("{{error}}", error), ("{{usuario}}", typed)])
    }

    /// What a browser that asked for a page gets where there is none.
    pub fn not_found(&self) -> Response {
        self.page(StatusCode::NOT_FOUND, "404.html", &[])
    }

    fn page(&self, status: StatusCode, name: &str, values: &[(&str, &str)]) -> Response {
        match self.fill(name, values) {
            Some(text) => html(status, text, &HeaderMap::new()),
            None => missing().into_response(),
        }
    }

    /// The chat page for a person, or for nobody; the session lasts so many seconds more.
    fn chat_page(&self, token: &str, person: Option<&User>, seconds: i64) -> Result<String> {
        let values = [
            ("{{csrf_token}}", token),
            ("{{usuario_id}}", person.map_or("", |person| person.id.as_str())),
            ("{{usuario_nombre}}", person.map_or("", |person| &person.name)),
            ("{{usuario_rol}}", person.map_or("", |person| &person.role)),
            ("{{sesion_segundos}}", &seconds.to_string()),
        ];
        self.fill("chat.html", &values).ok_or_else(missing)
    }

    /// The text of a page with its values, escaped.
    fn fill(&self, name: &str, values: &[(&str, &str)]) -> Option<String> {
        let mut text = String::from_utf8_lossy(&self.files.load(name)?.plain).into_owned();
        for (placeholder, value) in values {
            text = text.replace(placeholder, &escape(value));
        }
        Some(text)
    }

    fn send(&self, name: &str, headers: &HeaderMap) -> Response {
        let Some(content) = self.files.load(name) else {
            return missing().into_response();
        };
        let encoding = Encoding::choose(headers, &content.encodings());
        send(content.bytes(encoding), &content.tag, encoding, media_type(name), headers)
    }
}

/// A file in one of its forms, or the word that the asker has it.
fn send(bytes: Bytes, tag: &str, encoding: Encoding, kind: &'static str, asked: &HeaderMap) -> Response {
    // Another form is other bytes, and a strong tag says which bytes.
    let tag = match encoding.name() {
        Some(name) => format!("\"{tag}-{name}\""),
        None => format!("\"{tag}\""),
    };
    let mut response = if respond::has(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(bytes));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        if let Some(name) = encoding.name() {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    };
    // Asked again every time, answered with 304: a new version of the binary shows at once.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(value) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// A page, compressed where its reader takes that. Nothing that a stranger can choose stands in a page beside a secret,
/// so that its length tells nothing (the attack called BREACH).
fn html(status: StatusCode, text: String, asked: &HeaderMap) -> Response {
    let packed = match Encoding::choose(asked, &[Encoding::Gzip, Encoding::Identity]) {
        Encoding::Gzip => pack(&text),
        _ => None,
    };
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::VARY, "accept-encoding, cookie")];
    match packed {
        Some(packed) => (status, headers, [(header::CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => (status, headers, text).into_response(),
    }
}

fn pack(text: &str) -> Option<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(text.len() / 2), Compression::default());
    packer.write_all(text.as_bytes()).ok()?;
    packer.finish().ok()
}

async fn chat(State(ui): State<Ui>, headers: HeaderMap) -> Result<Response> {
    let Some(caller) = identity::identify(&ui.app, &headers).await? else {
        return Ok(respond::see_other("/login"));
    };
    let left = caller.session.expires_at.0.saturating_sub(ui.app.now().0) / 1000;
    let text = ui.chat_page(&caller.token.csrf(), Some(&caller.user), left)?;
    let mut page = html(StatusCode::OK, text, &headers);
    if let Ok(version) = HeaderValue::from_str(&shell::version(&ui.shell()?)) {
        page.headers_mut().insert("x-version", version);
    }
    Ok(page)
}

async fn login(State(ui): State<Ui>, headers: HeaderMap) -> Result<Response> {
    let text = ui.fill("login.html", &[("{{error}}", ""), ("{{usuario}}", "")]).ok_or_else(missing)?;
    Ok(html(StatusCode::OK, text, &headers))
}

fn missing() -> Error {
    Error::not_found("No existe")
}

async fn file(
    State(ui): State<Ui>,
    path: std::result::Result<UrlPath<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    match path {
        Ok(UrlPath(path)) => ui.send(&path, &headers),
        Err(_) => missing().into_response(),
    }
}

async fn socket_client(State(ui): State<Ui>, headers: HeaderMap) -> Response {
    ui.send("js/socket.io.js", &headers)
}

/// Whether the answer to a path that is not there should be a page.
pub fn wants_page(uri: &Uri, headers: &HeaderMap) -> bool {
    !uri.path().starts_with("/api/")
        && headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()).is_some_and(|a| a.contains("text/html"))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
