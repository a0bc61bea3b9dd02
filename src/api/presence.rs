//! Who is here.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::chat;
use crate::door::{Actor, respond};
use crate::error::Result;
use crate::wire;

/// `GET /api/chat/presencia`.
pub async fn list(Actor(caller): Actor, State(app): State<Arc<App>>) -> Result<Response> {
    let kept = app.read(move |read| chat::presence::last_seen(read, &caller.user.id)).await?;
    Ok(respond::json(StatusCode::OK, wire::presence(&app.present().of(kept))))
}
