//! Messages and read marks.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::chat;
use crate::door::body::{Json, pairs};
use crate::door::{Actor, Caller, InPath, respond};
use crate::error::Result;
use crate::wire;

/// `GET /api/chat/mensajes?conversacion_id=`.
pub async fn page(Actor(caller): Actor, State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response> {
    read_page(app, caller, None, query).await
}

/// `GET /api/chat/mensajes/<conversacion_id>`.
pub async fn page_of(
    Actor(caller): Actor,
    State(app): State<Arc<App>>,
    InPath(conversation): InPath,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    read_page(app, caller, Some(conversation), query).await
}

async fn read_page(
    app: Arc<App>,
    caller: Caller,
    conversation: Option<String>,
    query: Option<String>,
) -> Result<Response> {
    let query = pairs(query.unwrap_or_default().as_bytes());
    let (conversation, request) = wire::page_request(conversation.as_deref(), &query)?;
    let text = app
        .read(move |read| {
            let page = chat::messages::page(read, &caller.user.id, conversation, &request)?;
            Ok(wire::page(&page, &caller.user.id))
        })
        .await?;
    Ok(respond::json(StatusCode::OK, text))
}

/// `POST /api/chat/mensaje/enviar`.
pub async fn send(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let new = wire::new_message(&body)?;
    let person = caller.user.id.clone();
    let sent = app.write_repeatable(move |tx| chat::messages::send(tx, &caller.user.id, &new)).await?;
    tracing::debug!(persona = %person.masked(), conversacion = %sent.said.message.conversation, via = "REST", "mensaje enviado");
    let status = if sent.repeated { StatusCode::OK } else { StatusCode::CREATED };
    Ok(respond::json(status, wire::sent(&sent.said, &person)))
}

/// `POST /api/chat/mensaje/marcar-leido`.
pub async fn mark_read(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let (conversation, up_to) = wire::mark_read(&body)?;
    app.write(move |tx| chat::reads::mark_read(tx, &caller.user.id, conversation, up_to)).await?;
    Ok(respond::json(StatusCode::OK, wire::SUCCESS))
}
