//! Receiving files, piece by piece, and giving them out.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::Api;
use super::download;
use super::receiving::{self, Outcome};
use crate::app::App;
use crate::chat;
use crate::door::body::{Json, media_type, pairs};
use crate::door::standing::Standing;
use crate::door::{Actor, InPath, respond};
use crate::error::{Code, Error, Result};
use crate::model::{Attachment, FileId, Upload, UserId};
use crate::wire;

/// `POST /api/chat/archivo`.
pub async fn begin(Actor(caller): Actor, State(api): State<Api>, Json(body): Json) -> Result<Response> {
    let (name, bytes) = wire::new_file(&body)?;
    let (app, owner) = (&api.app, caller.user.id);
    let allowed = app.allowance();
    app.files().room_for(bytes.min(allowed.file))?;
    let _turn = api.announcing.take(&owner).await?;
    let asker = owner.clone();
    app.read(move |read| chat::files::may_begin(read, &asker, bytes, allowed)).await?;
    let file = app.write(move |tx| chat::files::begin(tx, &owner, &name, bytes)).await?;
    Ok(respond::json(StatusCode::CREATED, wire::upload(&file, 0)))
}

/// `GET /api/chat/archivo/<id>/estado`.
pub async fn state(Actor(caller): Actor, State(app): State<Arc<App>>, InPath(id): InPath) -> Result<Response> {
    let file = own(&app, &caller.user.id, FileId::parse(&id)).await?;
    Ok(respond::json(StatusCode::OK, wire::upload(&file, app.files().received(file.id))))
}

/// `PUT /api/chat/archivo/<id>?desde=N`.
pub async fn receive(
    Actor(caller): Actor,
    State(api): State<Api>,
    InPath(id): InPath,
    headers: HeaderMap,
    request: Request,
) -> Result<Response> {
    if media_type(&headers).as_deref() != Some("application/octet-stream") {
        return Err(Error::new(Code::UnsupportedType, "El contenido debe ser application/octet-stream"));
    }
    let from = wire::file_offset(&pairs(request.uri().query().unwrap_or_default().as_bytes()))?;
    let app = &api.app;
    let file = own(app, &caller.user.id, FileId::parse(&id)).await?;
    if file.content.is_some() {
        return Ok(respond::json(StatusCode::OK, wire::upload(&file, file.bytes)));
    }
    let _turn = api.uploads.take(&caller.user.id).await?;
    let mut line = api.receiving.take_over(file.id).await?;
    // The one before may have brought it to its end.
    let file = own(app, &caller.user.id, Some(file.id)).await?;
    if file.content.is_some() {
        return Ok(respond::json(StatusCode::OK, wire::upload(&file, file.bytes)));
    }
    let received = app.files().received(file.id);
    if from != received {
        receiving::discard(request.into_body()).await;
        let text = wire::wrong_offset(&file, received, "El archivo sigue desde otro lugar");
        return Ok(respond::json(StatusCode::CONFLICT, text));
    }
    app.files().room_for(file.bytes - received.min(file.bytes))?;
    let standing = Standing::of(app, &caller);
    match receiving::receive(app, &file, received, request.into_body(), &mut line, standing).await? {
        Outcome::Part(received) => Ok(respond::json(StatusCode::OK, wire::upload(&file, received))),
        Outcome::Whole => {
            let file = api.keeping.keep(app, caller, file.id).await?;
            Ok(respond::json(StatusCode::OK, wire::upload(&file, file.bytes)))
        }
    }
}

/// `DELETE /api/chat/archivo/<id>`.
pub async fn cancel(Actor(caller): Actor, State(api): State<Api>, InPath(id): InPath) -> Result<Response> {
    let (app, id) = (&api.app, FileId::parse(&id));
    let (id, gone) = app.write(move |tx| chat::files::cancel(tx, &caller.user.id, id)).await?;
    app.forget_contents(gone.into_iter().collect());
    // What is being put away just now goes when that ends.
    if let Ok(_line) = api.receiving.take_over(id).await {
        app.files().give_up(id);
    }
    Ok(respond::json(StatusCode::OK, wire::SUCCESS))
}

/// `GET /api/chat/archivo/<id>`.
pub async fn show(
    Actor(caller): Actor,
    State(app): State<Arc<App>>,
    InPath(id): InPath,
    asked: HeaderMap,
) -> Result<Response> {
    let file = seen(&app, caller.user.id.clone(), FileId::parse(&id)).await?;
    download::answer(app, &caller, file, false, &asked).await
}

/// `GET /api/chat/archivo/<id>/miniatura`.
pub async fn thumbnail(
    Actor(caller): Actor,
    State(app): State<Arc<App>>,
    InPath(id): InPath,
    asked: HeaderMap,
) -> Result<Response> {
    let file = seen(&app, caller.user.id.clone(), FileId::parse(&id)).await?;
    if !file.content.has_thumbnail {
        return Err(Error::not_found("Archivo no encontrado"));
    }
    download::answer(app, &caller, file, true, &asked).await
}

async fn own(app: &Arc<App>, actor: &UserId, id: Option<FileId>) -> Result<Upload> {
    let actor = actor.clone();
    app.read(move |read| chat::files::own(read, &actor, id)).await
}

async fn seen(app: &Arc<App>, actor: UserId, id: Option<FileId>) -> Result<Attachment> {
    app.read(move |read| chat::files::seen(read, &actor, id)).await
}
