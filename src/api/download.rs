//! Giving a file out: whole or a part of it, shown or saved, and never run.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;

use crate::app::App;
use crate::door::standing::Standing;
use crate::door::{Caller, respond};
use crate::error::{Error, Result};
use crate::files;
use crate::model::{Attachment, filetype};

/// Answers with a file, or the small picture of it.
///
/// # Errors
/// Not found when it is not on the disk.
pub async fn answer(
    app: Arc<App>,
    caller: &Caller,
    file: Attachment,
    small: bool,
    asked: &HeaderMap,
) -> Result<Response> {
    let standing = Standing::of(&app, caller);
    let hash = file.content.hash.clone();
    let tag = format!("\"{hash}{}\"", if small { "-mini" } else { "" });
    let opened = tokio::task::spawn_blocking(move || app.files().open(&hash, small)).await;
    let (mut source, length) = opened.map_err(Error::internal)??;
    let head = files::piece(&mut source, 0, filetype::LOOKED_AT as u64).map_err(Error::internal)?;
    // Looked at again: nothing that somebody wrote into the database makes a page out of a file.
    let found = filetype::of(&head);
    let kind = if small || filetype::is_shown(&file.content.kind) { found } else { filetype::UNKNOWN };
    let (kind, is_shown) = if filetype::is_shown(kind) { (kind, true) } else { (filetype::UNKNOWN, false) };
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    put(headers, header::ETAG, &tag);
    put(headers, header::CACHE_CONTROL, "private, max-age=86400");
    put(headers, header::CONTENT_TYPE, kind);
    put(headers, header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    put(headers, header::CONTENT_DISPOSITION, &disposition(&file.name, is_shown));
    put(headers, header::ACCEPT_RANGES, "bytes");
    if respond::has(asked, &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response);
    }
    let (from, to) = match range(asked, &tag, length) {
        Asked::All => (0, length),
        Asked::Part(from, to) => {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            put(response.headers_mut(), header::CONTENT_RANGE, &format!("bytes {from}-{}/{length}", to - 1));
            (from, to)
        }
        Asked::Nothing => {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            put(response.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{length}"));
            return Ok(response);
        }
    };
    put(response.headers_mut(), header::CONTENT_LENGTH, &(to - from).to_string());
    *response.body_mut() = pieces(source, from, to, standing);
    Ok(response)
}

fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// RFC 6266, with the name as RFC 5987 writes it and once more for who reads ASCII alone.
fn disposition(name: &str, is_shown: bool) -> String {
    let kind = if is_shown { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// What of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    All,
    Part(u64, u64),
    Nothing,
}

/// One range is served; several, or what is no range, are answered with all of it, as RFC 9110 allows.
fn range(asked: &HeaderMap, tag: &str, length: u64) -> Asked {
    let text = |name| asked.get(name).and_then(|value| value.to_str().ok());
    if text(header::IF_RANGE).is_some_and(|one| one != tag) {
        return Asked::All;
    }
    let parsed = || {
        let (first, last) = text(header::RANGE)?.strip_prefix("bytes=")?.split_once('-')?;
        let number = |text: &str| match text {
            "" => Some(None),
            digits => digits.bytes().all(|b| b.is_ascii_digit()).then(|| Some(digits.parse().unwrap_or(u64::MAX))),
        };
        match (number(first)?, number(last)?) {
            (None, None) => None,
            (None, Some(most)) => Some((length - most.min(length), length)),
            (Some(from), None) => Some((from, length)),
            (Some(from), Some(last)) if last >= from => Some((from, last.saturating_add(1).min(length))),
            _ => None,
        }
    };
    match parsed() {
        None => Asked::All,
        Some((from, to)) if from < to => Asked::Part(from, to),
        Some(_) => Asked::Nothing,
    }
}

/// The bytes of a file from one place to another, read when they are wanted and while the session lives.
fn pieces(source: std::fs::File, from: u64, to: u64, standing: Standing) -> Body {
    Body::from_stream(stream::unfold((Some(source), from, standing), move |(source, at, mut standing)| async move {
        let mut source = source.filter(|_| at < to)?;
        if !standing.holds().await {
            return Some((Err(std::io::ErrorKind::PermissionDenied.into()), (None, at, standing)));
        }
        let read = tokio::task::spawn_blocking(move || (files::piece(&mut source, at, to - at), source)).await;
        match read {
            Ok((Ok(piece), source)) if !piece.is_empty() => {
                let next = at + piece.len() as u64;
                Some((Ok(Bytes::from(piece)), (Some(source), next, standing)))
            }
            Ok((Err(cause), _)) => Some((Err(cause), (None, at, standing))),
            // Shorter than it was: the promised length can't be kept.
            _ => Some((Err(std::io::ErrorKind::UnexpectedEof.into()), (None, at, standing))),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (text, right) in [
            ("bytes=0-3", Asked::Part(0, 4)),
            ("bytes=4-", Asked::Part(4, 10)),
            ("bytes=-3", Asked::Part(7, 10)),
            ("bytes=-30", Asked::Part(0, 10)),
            ("bytes=8-99", Asked::Part(8, 10)),
            ("bytes=10-", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=5-2", Asked::All),
            ("bytes=0-1,4-5", Asked::All),
            ("bytes=", Asked::All),
            ("lines=0-1", Asked::All),
            ("bytes=99999999999999999999999-", Asked::Nothing),
        ] {
            let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(text))]);
            assert_eq!(range(&headers, "\"x\"", 10), right, "{text}");
        }
    }
}
