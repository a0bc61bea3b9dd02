//! Groups.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::chat;
use crate::db::Tx;
use crate::door::body::Json;
use crate::door::{Actor, InPath, respond};
use crate::error::{Error, Result};
use crate::model::{Group, UserId};
use crate::wire;

/// `GET /api/chat/grupo/<conversacion_id>`.
pub async fn show(Actor(caller): Actor, State(app): State<Arc<App>>, InPath(id): InPath) -> Result<Response> {
    let conversation = wire::conversation_id(&id)?;
    let group = app.read(move |read| chat::groups::group(read, &caller.user.id, conversation)).await?;
    Ok(respond::json(StatusCode::OK, wire::group(&group)))
}

/// `POST /api/chat/grupo/agregar`.
pub async fn add(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let (conversation, people) = wire::group_people(&body)?;
    changed(app, move |tx| chat::groups::add(tx, &caller.user.id, conversation, &people)).await
}

/// `POST /api/chat/grupo/quitar`.
pub async fn remove(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let (conversation, person) = wire::group_person(&body)?;
    changed(app, move |tx| chat::groups::remove(tx, &caller.user.id, conversation, &somebody(person)?)).await
}

/// `POST /api/chat/grupo/salir`.
pub async fn leave(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let conversation = wire::conversation_of(&body)?;
    app.write(move |tx| chat::groups::leave(tx, &caller.user.id, conversation)).await?;
    Ok(respond::json(StatusCode::OK, wire::SUCCESS))
}

/// `POST /api/chat/grupo/renombrar`.
pub async fn rename(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let (conversation, name) = wire::rename(&body)?;
    changed(app, move |tx| chat::groups::rename(tx, &caller.user.id, conversation, &name)).await
}

/// `POST /api/chat/grupo/rol`.
pub async fn set_role(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let (conversation, person, role) = wire::group_role(&body)?;
    changed(app, move |tx| chat::groups::set_role(tx, &caller.user.id, conversation, &somebody(person)?, role)).await
}

/// `POST /api/chat/grupo/anuncios`.
pub async fn announce(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let (conversation, on) = wire::announces(&body)?;
    changed(app, move |tx| chat::groups::announce(tx, &caller.user.id, conversation, on)).await
}

fn somebody(person: Option<UserId>) -> Result<UserId> {
    person.ok_or_else(|| Error::not_found("Esa persona no está en el grupo"))
}

async fn changed(
    app: Arc<App>,
    change: impl FnOnce(&mut Tx<'_>) -> Result<Arc<Group>> + Send + 'static,
) -> Result<Response> {
    let group = app.write(change).await?;
    Ok(respond::json(StatusCode::OK, wire::group(&group)))
}
