//! Whether the server works.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::chat;
use crate::door::respond;
use crate::error::Result;
use crate::wire;

/// `GET /healthz`: 200 when the database can be read, 503 when not.
pub async fn healthz(State(app): State<Arc<App>>) -> Result<Response> {
    app.read(chat::users::somebody).await?;
    Ok(respond::json(StatusCode::OK, wire::HEALTHY))
}
