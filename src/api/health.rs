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

/// `GET /healthz`: 200 when the database can be read, 503 when not. A server that can only be read from says why, but
/// with 200: who restarts what is not 200 would take the reading away too.
pub async fn healthz(State(app): State<Arc<App>>) -> Result<Response> {
    app.read(chat::users::somebody).await?;
    let state = match app.trouble() {
        None => wire::HEALTHY.to_owned(),
        Some(trouble) => wire::read_only(&trouble),
    };
    Ok(respond::json(StatusCode::OK, state))
}
