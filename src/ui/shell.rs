//! What a browser keeps to open the chat without the server: nobody's page, and the service worker that gives it out.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::encoding::Encoding;
use super::{Ui, media_type, missing, send};
use crate::error::Result;

/// The address of nobody's page.
const PAGE: &str = "/sin-conexion";

/// The chat page with nobody in it: what it shows it takes from what this browser kept.
pub async fn page(State(ui): State<Ui>, headers: HeaderMap) -> Result<Response> {
    let text = ui.chat_page("", None, 0)?;
    let tag = tag(text.as_bytes());
    let mut response = send(text.into(), &tag, Encoding::Identity, media_type("chat.html"), &headers);
    // Pages are not for the browser's own cache; the service worker keeps this one all the same.
    response.headers_mut().remove(axum::http::header::CACHE_CONTROL);
    Ok(response)
}

/// The service worker, with what it keeps: another one as soon as any of these files is another.
pub async fn worker(State(ui): State<Ui>, headers: HeaderMap) -> Result<Response> {
    let files = ui.shell()?;
    let version = version(&files);
    let content = ui.files.load("sw.js").ok_or_else(missing)?;
    let text = String::from_utf8_lossy(&content.plain).replace("{{version}}", &version).replace("{{files}}", &files);
    let tag = tag(text.as_bytes());
    Ok(send(Bytes::from(text), &tag, Encoding::Identity, media_type("sw.js"), &headers))
}

impl Ui {
    /// The addresses that the page needs, each with its tag, as JSON.
    pub fn shell(&self) -> Result<Arc<str>> {
        if let Some(known) = self.shell.get() {
            return Ok(known.clone());
        }
        let files: Arc<str> = self.list_shell()?.into();
        // The operator's files may change while the program runs.
        if !self.files.has_overlay() {
            self.shell.set(files.clone()).ok();
        }
        Ok(files)
    }

    fn list_shell(&self) -> Result<String> {
        let page = self.chat_page("", None, 0)?;
        let mut addresses: BTreeSet<String> = page
            .split('"')
            .filter(|text| text.starts_with("/static/") || *text == "/socket.io/socket.io.js")
            .map(str::to_owned)
            .collect();
        addresses.extend(self.files.modules().into_iter().map(|name| format!("/static/{name}")));
        let mut files = vec![(PAGE.to_owned(), tag(page.as_bytes()))];
        for address in addresses {
            let name = address.strip_prefix("/static/").unwrap_or("js/socket.io.js");
            if let Some(content) = self.files.load(name) {
                files.push((address, content.tag));
            }
        }
        serde_json::to_string(&files).map_err(crate::error::Error::internal)
    }
}

/// What a page of these files tells its version by.
pub fn version(files: &str) -> String {
    tag(files.as_bytes())
}

fn tag(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..16])
}
