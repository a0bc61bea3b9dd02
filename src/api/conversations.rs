//! Conversations.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::chat;
use crate::door::body::Json;
use crate::door::{Actor, respond};
use crate::error::Result;
use crate::wire;

/// `GET /api/chat/conversaciones`.
pub async fn list(Actor(caller): Actor, State(app): State<Arc<App>>) -> Result<Response> {
    let text = app
        .read(move |read| {
            // Both of one moment: what the list has counted already would otherwise be told, and counted, again.
            let _moment = read.moment()?;
            let newest = chat::events::newest(read)?;
            Ok(wire::conversations(&chat::conversations::list(read, &caller.user.id)?, newest))
        })
        .await?;
    Ok(respond::json(StatusCode::OK, text))
}

/// `POST /api/chat/conversacion/crear`.
pub async fn create(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let new = wire::new_conversation(&body)?;
    let created = app.write(move |tx| chat::conversations::create(tx, &caller.user.id, new)).await?;
    let status = if created.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok(respond::json(status, wire::created(&created)))
}
