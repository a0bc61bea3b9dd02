//! Finding what was said.

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

/// `GET /api/chat/buscar`.
pub async fn find(Actor(caller): Actor, State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response> {
    let (question, before, limit) = wire::search_query(&pairs(query.unwrap_or_default().as_bytes()))?;
    let text = app
        .search(move |read, index| {
            let hits = chat::search::find(read, index, &caller.user.id, &question, before, limit)?;
            Ok(wire::hits(&hits, &caller.user.id))
        })
        .await?;
    Ok(respond::json(StatusCode::OK, text))
}
