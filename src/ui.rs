//! The page: files that are embedded in the binary, with the operator's directory laid over them.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRef, Path as UrlPath, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::door::{identity, respond};
use crate::error::{Code, Error, Result};
use crate::model::limits;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Embedded;

/// What the page's handlers share.
#[derive(Clone)]
pub struct Ui {
    app: Arc<App>,
    overlay: Option<Arc<PathBuf>>,
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
        Ok(Self { app, overlay: overlay.map(Arc::new) })
    }

    /// Every route of the page.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(|| async { respond::see_other("/chat") }))
            .route("/chat", get(chat))
            .route("/login", get(|State(ui): State<Ui>| async move { ui.login_page(StatusCode::OK, "", "") }))
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
        let Some(bytes) = self.load(name) else {
            return Error::not_found("No existe").into_response();
        };
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        for (placeholder, value) in values {
            text = text.replace(placeholder, &escape(value));
        }
        (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response()
    }

    /// A file of the operator's, or else the embedded one.
    fn load(&self, name: &str) -> Option<Bytes> {
        if !is_plain(name) {
            return None;
        }
        if let Some(dir) = &self.overlay {
            let path = dir.join(name);
            if let Ok(meta) = std::fs::metadata(&path)
                && meta.is_file()
                && meta.len() <= limits::OVERLAY_BYTES
                && let Ok(bytes) = std::fs::read(&path)
            {
                return Some(bytes.into());
            }
        }
        Embedded::get(name).map(|file| match file.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        })
    }

    fn send(&self, name: &str, headers: &HeaderMap) -> Response {
        let Some(bytes) = self.load(name) else {
            return Error::not_found("No existe").into_response();
        };
        let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(&bytes)[..16]));
        let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let mut response = if known.is_some_and(|known| known.contains(&tag)) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut response = Response::new(Body::from(bytes));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
            response
        };
        // Asked again every time, answered with 304: a new version of the binary shows at once.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Ok(value) = HeaderValue::from_str(&tag) {
            response.headers_mut().insert(header::ETAG, value);
        }
        response
    }
}

async fn chat(State(ui): State<Ui>, headers: HeaderMap) -> Result<Response> {
    let Some(caller) = identity::identify(&ui.app, &headers).await? else {
        return Ok(respond::see_other("/login"));
    };
    let values = [("{{csrf_token}}", caller.token.csrf()), ("{{usuario_id}}", caller.user.id.to_string())];
    let values = values.each_ref().map(|(placeholder, value)| (*placeholder, value.as_str()));
    Ok(ui.page(StatusCode::OK, "chat.html", &values))
}

async fn file(
    State(ui): State<Ui>,
    path: std::result::Result<UrlPath<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    match path {
        Ok(UrlPath(path)) => ui.send(&path, &headers),
        Err(_) => Error::not_found("No existe").into_response(),
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

/// Only names below the directory, of harmless characters: no `..`, no hidden files, no drive, no NUL, no encoding.
fn is_plain(name: &str) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    name.chars().all(harmless)
        && !name.split('/').any(|part| part.is_empty() || part.starts_with('.'))
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_directory() {
        assert!(is_plain("js/chat.js") && is_plain("a-b_c.1/d.css"));
        for name in
            ["../x", "js/../../x", "/etc/passwd", "js//x", ".env", "js/.git/x", "C:/x", "a\\b", "a%2e", "a\0", ""]
        {
            assert!(!is_plain(name), "{name}");
        }
    }
}
