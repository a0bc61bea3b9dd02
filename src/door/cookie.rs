//! The session's cookie.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::model::limits;
use crate::model::session::Token;

/// Its name (CONTRACT).
const NAME: &str = "session";

/// What a request brings under the cookie's name, if anything; may be nonsense.
pub fn raw(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == NAME)
        .map(|(_, value)| value.trim_matches('"'))
}

/// The token that a request brings, if it looks like one of ours.
pub fn token(headers: &HeaderMap) -> Option<Token> {
    raw(headers).and_then(Token::from_cookie)
}

/// Sets the cookie: until the browser closes, or for 30 days.
pub fn set(token: &Token, remember: bool) -> Option<HeaderValue> {
    let life = if remember { format!("; Max-Age={}", limits::REMEMBERED.as_secs()) } else { String::new() };
    header(&format!("{NAME}={}; Path=/; HttpOnly; SameSite=Lax{life}", token.as_str()))
}

/// Takes the cookie back.
pub fn clear() -> Option<HeaderValue> {
    header(&format!("{NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
}

fn header(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(text).ok()
}
