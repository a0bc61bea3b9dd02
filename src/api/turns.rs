//! Bounds how many requests of one person are worked on at once, so that one who sends without end fills neither the
//! writer's queue nor the readers': the others are never behind more of theirs than that (RELIABILITY R-08).

use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::Api;
use crate::door::Actor;
use crate::error::{Error, Result};

/// Lets a request of somebody who may act through when it is their turn.
pub async fn in_turn(State(api): State<Api>, request: Request, next: Next) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let Actor(caller) = Actor::from_request_parts(&mut parts, &api).await?;
    let turn = api.turns.take(&caller.user.id).await?;
    let reading = match parts.method {
        Method::GET => Some(api.reads.take(&caller.user.id).await?),
        _ => None,
    };
    parts.extensions.insert(caller);
    let request = Request::from_parts(parts, body);
    // On a task of its own: who hangs up must not free the turn while what they asked for is still waited for.
    let answered = tokio::spawn(async move {
        let answer = next.run(request).await;
        drop((turn, reading));
        answer
    });
    answered.await.map_err(Error::internal)
}
