//! Catching up.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::chat;
use crate::door::body::pairs;
use crate::door::{Actor, respond};
use crate::error::Result;
use crate::wire;

/// `GET /api/chat/eventos?desde=`.
pub async fn since(Actor(caller): Actor, State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response> {
    let (since, limit) = wire::since_query(&pairs(query.unwrap_or_default().as_bytes()))?;
    let text = app
        .read(move |read| {
            let caught_up = chat::events::since(read, &caller.user.id, since, limit)?;
            Ok(wire::caught_up(&caught_up, &caller.user.id))
        })
        .await?;
    Ok(respond::json(StatusCode::OK, text))
}
