//! Changing messages, reactions, pins and stars, and what became of a message.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::chat;
use crate::door::body::{Json, pairs};
use crate::door::{Actor, InPath, respond};
use crate::error::Result;
use crate::model::{MessageId, Said, UserId};
use crate::wire;

/// `POST /api/chat/mensaje/editar`.
pub async fn edit(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let (id, text, mentions) = wire::edit(&body)?;
    let (actor, window) = (caller.user.id.clone(), app.edit_window());
    let said = app.write(move |tx| chat::changes::edit(tx, &actor, id, &text, &mentions, window)).await?;
    Ok(shown(&said, &caller.user.id))
}

/// `POST /api/chat/mensaje/eliminar`.
pub async fn delete(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let id = wire::message_of(&body)?;
    let (actor, window) = (caller.user.id.clone(), app.edit_window());
    let (said, gone) = app.write(move |tx| chat::changes::delete(tx, &actor, id, window)).await?;
    app.forget_contents(gone);
    Ok(shown(&said, &caller.user.id))
}

/// `POST /api/chat/mensaje/reaccionar`.
pub async fn react(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let (id, emoji, on) = wire::reaction(&body)?;
    let actor = caller.user.id.clone();
    let said = app.write(move |tx| chat::changes::react(tx, &actor, id, &emoji, on)).await?;
    Ok(shown(&said, &caller.user.id))
}

/// `POST /api/chat/mensaje/fijar`.
pub async fn pin(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let (id, on) = wire::message_flag(&body)?;
    let actor = caller.user.id.clone();
    let said = app.write(move |tx| chat::changes::pin(tx, &actor, id, on)).await?;
    Ok(shown(&said, &caller.user.id))
}

/// `POST /api/chat/mensaje/destacar`.
pub async fn star(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let (id, on) = wire::message_flag(&body)?;
    app.write(move |tx| chat::changes::star(tx, &caller.user.id, id, on)).await?;
    Ok(respond::json(StatusCode::OK, wire::SUCCESS))
}

/// `GET /api/chat/fijados/<conversacion_id>`.
pub async fn pinned(Actor(caller): Actor, State(app): State<Arc<App>>, InPath(id): InPath) -> Result<Response> {
    let conversation = wire::conversation_id(&id)?;
    let text = app
        .read(move |read| {
            let pinned = chat::changes::pinned(read, &caller.user.id, conversation)?;
            Ok(wire::messages(&pinned, false, &caller.user.id))
        })
        .await?;
    Ok(respond::json(StatusCode::OK, text))
}

/// `GET /api/chat/destacados`.
pub async fn starred(Actor(caller): Actor, State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response> {
    let (before, limit) = wire::starred_query(&pairs(query.unwrap_or_default().as_bytes()))?;
    let text = app
        .read(move |read| {
            let (said, more) = chat::changes::starred(read, &caller.user.id, before, limit)?;
            Ok(wire::messages(&said, more, &caller.user.id))
        })
        .await?;
    Ok(respond::json(StatusCode::OK, text))
}

/// `POST /api/chat/mensaje/confirmar`.
pub async fn acknowledge(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let id = wire::message_of(&body)?;
    let actor = caller.user.id.clone();
    let said = app.write(move |tx| chat::urgent::acknowledge(tx, &actor, id)).await?;
    Ok(shown(&said, &caller.user.id))
}

/// `GET /api/chat/urgentes`.
pub async fn urgent(Actor(caller): Actor, State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response> {
    let (before, pending, limit) = wire::urgent_query(&pairs(query.unwrap_or_default().as_bytes()))?;
    let text = app
        .read(move |read| {
            let (said, more) = chat::urgent::list(read, &caller.user.id, before, pending, limit)?;
            Ok(wire::messages(&said, more, &caller.user.id))
        })
        .await?;
    Ok(respond::json(StatusCode::OK, text))
}

/// `GET /api/chat/mensaje/<mensaje_id>/estado`.
pub async fn receipts(Actor(caller): Actor, State(app): State<Arc<App>>, InPath(id): InPath) -> Result<Response> {
    let id = MessageId::parse(&id);
    let text = app.read(move |read| Ok(wire::receipts(&chat::receipts::of(read, &caller.user.id, id)?))).await?;
    Ok(respond::json(StatusCode::OK, text))
}

/// `GET /api/chat/mensaje/<mensaje_id>/ediciones`.
pub async fn editions(Actor(caller): Actor, State(app): State<Arc<App>>, InPath(id): InPath) -> Result<Response> {
    let id = MessageId::parse(&id);
    let text = app.read(move |read| Ok(wire::editions(&chat::changes::editions(read, &caller.user.id, id)?))).await?;
    Ok(respond::json(StatusCode::OK, text))
}

/// `POST /api/chat/mensaje/recibidos`.
pub async fn received(Actor(caller): Actor, State(app): State<Arc<App>>, Json(body): Json) -> Result<Response> {
    let up_to = wire::received(&body)?;
    app.write(move |tx| chat::receipts::received(tx, &caller.user.id, up_to)).await?;
    Ok(respond::json(StatusCode::OK, wire::SUCCESS))
}

fn shown(said: &Said, asker: &UserId) -> Response {
    respond::json(StatusCode::OK, wire::sent(said, asker))
}
