//! Finding what was said.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::Api;
use crate::chat;
use crate::door::body::pairs;
use crate::door::{Actor, respond};
use crate::error::Result;
use crate::wire;

/// `GET /api/chat/buscar`.
pub async fn find(Actor(caller): Actor, State(api): State<Api>, RawQuery(query): RawQuery) -> Result<Response> {
    let (question, before, limit) = wire::search_query(&pairs(query.unwrap_or_default().as_bytes()))?;
    // Behind one's own, so that the others are never behind more than one of them.
    let _turn = api.searches.take(&caller.user.id).await?;
    let text = api
        .app
        .search(move |read, index| {
            let hits = chat::search::find(read, index, &caller.user.id, &question, before, limit)?;
            Ok(wire::hits(&hits, &caller.user.id))
        })
        .await?;
    Ok(respond::json(StatusCode::OK, text))
}
