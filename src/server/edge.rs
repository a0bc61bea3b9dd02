//! What every request goes through before a door sees it, and every answer before it leaves.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tower_service::Service;

use super::hosts::Hosts;
use crate::door::connection::{Connection, Phase};
use crate::error::{Code, Error};

/// Headers of every answer whatever its content (RELIABILITY §4). No HSTS: it locks people out of a `.local` name.
const FIXED: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "microphone=(self), camera=(self), display-capture=(self), geolocation=(), usb=(), payment=()",
    ),
];

/// Answers one request.
pub async fn answer(
    request: hyper::Request<hyper::body::Incoming>,
    mut routes: Router,
    hosts: Arc<Hosts>,
    connection: Arc<Connection>,
) -> Response {
    let _busy = Busy::enter(&connection);
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(connection.clone());
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
    let mut response = match refuse_host(&request, &hosts) {
        Some(refusal) => refusal,
        None => match AssertUnwindSafe(routes.call(request)).catch_unwind().await {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_) => Error::internal("un manejador entró en pánico").into_response(),
        },
    };
    protect(response.headers_mut(), host.as_deref().filter(|host| hosts.knows(host)).unwrap_or("localhost"));
    response
}

/// 400 without exactly one `Host`, 421 for a name that is not ours.
fn refuse_host(request: &Request, hosts: &Hosts) -> Option<Response> {
    let mut given = request.headers().get_all(header::HOST).iter();
    let host = match (given.next(), given.next()) {
        (Some(host), None) => host.to_str().ok(),
        (None, _) if request.version() < Version::HTTP_11 => request.uri().host(),
        _ => None,
    };
    let Some(host) = host else {
        return Some(Error::invalid("La solicitud debe traer exactamente un encabezado Host").into_response());
    };
    // A request line with a whole address names a host too.
    let named = request.uri().authority().map(|authority| authority.as_str());
    if hosts.knows(host) && named.is_none_or(|name| hosts.knows(name)) {
        return None;
    }
    let sentence = "Este servidor no responde a ese nombre; agrégalo con serve --host NOMBRE";
    Some(Error::new(Code::Misdirected, sentence).into_response())
}

fn protect(headers: &mut HeaderMap, host: &str) {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         media-src 'self' blob:; font-src 'self'; connect-src 'self' ws://{host} wss://{host}; worker-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        // A file that somebody sent comes with a stricter one.
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    for (name, value) in FIXED {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// A request is being answered for as long as this lives.
struct Busy<'a>(&'a Connection);

impl<'a> Busy<'a> {
    fn enter(connection: &'a Connection) -> Self {
        connection.enter(Phase::Busy);
        Self(connection)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.enter(Phase::Idle);
    }
}

/// Whether an answer hands the connection over to another protocol.
pub fn is_upgrade(response: &Response) -> bool {
    response.status() == StatusCode::SWITCHING_PROTOCOLS
}
