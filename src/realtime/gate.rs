//! What stands in front of the library: who may open a session, and who may use one.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use tower_service::Service;

use super::Realtime;
use super::line::Line;
use super::meter::{Packet, SEPARATOR};
use crate::door::frames::Frame;
use crate::door::{Connection, body, cookie, identity, origin, stopped};
use crate::error::{Code, Error, Result};
use crate::model::limits;

/// Answers every request to `/socket.io/`.
pub async fn handle(State(realtime): State<Arc<Realtime>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match admit(&realtime, parts, body).await {
        Ok(answer) => answer,
        Err(error) => error.into_response(),
    }
}

async fn admit(realtime: &Arc<Realtime>, parts: Parts, body: Body) -> Result<Response> {
    if !matches!(parts.method, Method::GET | Method::POST) {
        return Err(Error::new(Code::MethodNotAllowed, "Método no permitido"));
    }
    origin::check(&parts.method, &parts.headers)?;
    let query = body::pairs(parts.uri.query().unwrap_or_default().as_bytes());
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let polling = value("transport") != Some("websocket");
    if !polling {
        can_upgrade(&parts)?;
    }
    match value("sid").map(|sid| realtime.registry.by_sid(sid)) {
        None => open(realtime, parts, polling).await,
        Some(None) => forward(realtime, bare(&parts, Body::empty(), None)?).await,
        Some(Some(line)) => {
            may_use(realtime, &line, &parts.headers).await?;
            match (polling, &parts.method) {
                (true, &Method::GET) => poll(realtime, &line, &parts).await,
                (true, _) => post(realtime, &line, parts, body).await,
                (false, _) => upgrade(realtime, &line, &parts, None).await,
            }
        }
    }
}

/// The library promises a WebSocket to whoever names a key, also where the connection can't become one. A body
/// could not be told from the frames that follow it.
fn can_upgrade(parts: &Parts) -> Result<()> {
    let has_body = parts.headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0")
        || parts.headers.contains_key(header::TRANSFER_ENCODING);
    let is_upgrade =
        parts.headers.get(header::UPGRADE).is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"));
    let can = parts.method == Method::GET
        && is_upgrade
        && !has_body
        && parts.extensions.get::<hyper::upgrade::OnUpgrade>().is_some();
    if can { Ok(()) } else { Err(Error::missing()) }
}

/// Lets a connection become this line's WebSocket. It is the line's only from then on: until then other sessions'
/// requests may come by it, from behind a proxy.
async fn upgrade(realtime: &Realtime, line: &Arc<Line>, parts: &Parts, opens: Option<Arc<Line>>) -> Result<Response> {
    let answer = forward(realtime, bare(parts, Body::empty(), opens)?).await?;
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS
        && let Some(connection) = parts.extensions.get::<Arc<Connection>>()
    {
        line.uses(connection);
    }
    Ok(answer)
}

async fn open(realtime: &Arc<Realtime>, parts: Parts, polling: bool) -> Result<Response> {
    let caller = identity::identify(&realtime.app, &parts.headers).await?;
    let anonymous = match caller {
        Some(_) => None,
        None => Some(realtime.anonymous.clone().try_acquire_owned().map_err(|_| crowded())?),
    };
    let session = caller.as_ref().map(|caller| caller.session.id);
    let user = caller.map(|caller| Arc::new(caller.user));
    let person = user.as_ref().map(|user| user.id.clone());
    let line = realtime
        .registry
        .enter(person.as_ref(), limits::SOCKETS_PER_PERSON, |entry| {
            Line::new(session, user, realtime.rate, entry, anonymous)
        })
        .ok_or_else(crowded)?;
    if !polling {
        return upgrade(realtime, &line, &parts, Some(line.clone())).await;
    }
    let answer = forward(realtime, bare(&parts, Body::empty(), Some(line.clone()))?).await?;
    if answer.status() != StatusCode::OK {
        return Ok(answer);
    }
    let (head, text) = take_apart(answer).await?;
    if let Some(sid) = opened_sid(&text) {
        line.bind(&sid);
    }
    Ok(Response::from_parts(head, text.into()))
}

fn crowded() -> Error {
    Error::too_many("Hay demasiadas conexiones abiertas. Espera 10 segundos.", 10)
}

fn opened_sid(text: &[u8]) -> Option<String> {
    let open: serde_json::Value = serde_json::from_slice(text.strip_prefix(b"0")?).ok()?;
    open.get("sid")?.as_str().map(str::to_owned)
}

/// A session belongs to the login that opened it. No cookie at all passes, because python-engineio sends it with the
/// handshake alone; the id is then what it has to show.
async fn may_use(realtime: &Arc<Realtime>, line: &Arc<Line>, headers: &HeaderMap) -> Result<()> {
    let stolen = || Error::new(Code::Forbidden, "Esta conexión es de otra sesión");
    if line.is_ended() {
        return Err(stolen());
    }
    if cookie::raw(headers).is_none() {
        return Ok(());
    }
    let caller = identity::identify(&realtime.app, headers).await?;
    if caller.map(|caller| caller.session.id) == line.session { Ok(()) } else { Err(stolen()) }
}

/// Hands out what waits. Ends early when the line is cut or the server stops.
async fn poll(realtime: &Arc<Realtime>, line: &Arc<Line>, parts: &Parts) -> Result<Response> {
    let mut stopping = realtime.stopping.clone();
    let answer = tokio::select! {
        answer = forward(realtime, bare(parts, Body::empty(), None)?) => answer?,
        () = line.over() => return Err(Error::new(Code::Forbidden, "La sesión terminó")),
        () = stopped(&mut stopping) => {
            return Err(Error::unavailable("El servidor se está deteniendo"));
        }
    };
    let (head, text) = take_apart(answer).await?;
    line.taken(messages_in(&text));
    Ok(Response::from_parts(head, text.into()))
}

/// Messages of ours in a payload: events and acknowledgements.
fn messages_in(payload: &[u8]) -> usize {
    let packets = payload.split(|byte| *byte == SEPARATOR);
    packets.filter(|start| Frame::Message { binary: false, start }.is_said()).count()
}

async fn post(realtime: &Arc<Realtime>, line: &Arc<Line>, parts: Parts, body: Body) -> Result<Response> {
    let sent = match body::read(body).await {
        Ok(sent) => sent,
        Err(error) => {
            if error.code == Code::TooLarge {
                line.end("mandó más de lo permitido");
            }
            return Err(error);
        }
    };
    if !Packet::of_payload(&sent).all(|packet| line.counts(packet)) {
        return Err(Error::too_many("Demasiados intentos. Espera 1 segundos.", 1));
    }
    // What it sent before comes first, and there is room for what it sends now.
    let deadline = tokio::time::Instant::now() + limits::WRITE_WAIT;
    while !line.intake.has_room() && !line.is_ended() {
        if tokio::time::Instant::now() >= deadline {
            return Err(Error::unavailable("El servidor está ocupado; intenta de nuevo en unos segundos"));
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    forward(realtime, bare(&parts, sent.into(), None)?).await
}

async fn take_apart(answer: Response) -> Result<(axum::http::response::Parts, Bytes)> {
    let (mut head, body) = answer.into_parts();
    let text = body.collect().await.map_err(Error::internal)?.to_bytes();
    head.headers.remove(header::CONTENT_LENGTH);
    Ok((head, text))
}

/// The request as the library needs it, copied. It keeps the head of the opening request for the socket's life, and
/// with it 16 KiB of the connection's read buffer that the original points into, and the cookie.
fn bare(parts: &Parts, body: Body, line: Option<Arc<Line>>) -> Result<Request> {
    // From the values that were checked here: the library reads the raw text, where `%73id` is no `sid`.
    let query = body::pairs(parts.uri.query().unwrap_or_default().as_bytes());
    let mut uri = "/socket.io/?".to_owned();
    for name in ["EIO", "transport", "sid"] {
        if let Some((_, value)) = query.iter().find(|(key, _)| key == name) {
            if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
                return Err(Error::missing());
            }
            uri.push_str(&format!("{name}={value}&"));
        }
    }
    let mut headers = HeaderMap::with_capacity(1);
    for name in [header::CONTENT_TYPE, header::SEC_WEBSOCKET_KEY] {
        if let Some(value) = parts.headers.get(&name) {
            headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Error::missing())?);
        }
    }
    let request = Request::builder().method(parts.method.clone()).uri(uri);
    let mut request = request.body(body).map_err(|_| Error::missing())?;
    *request.headers_mut() = headers;
    if let Some(upgrade) = parts.extensions.get::<hyper::upgrade::OnUpgrade>() {
        request.extensions_mut().insert(upgrade.clone());
    }
    if let Some(line) = line {
        request.extensions_mut().insert(line);
    }
    Ok(request)
}

async fn forward(realtime: &Realtime, request: Request) -> Result<Response> {
    let Ok(answer) = realtime.service.clone().call(request).await;
    Ok(answer.map(Body::new))
}
