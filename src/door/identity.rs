//! Who asks.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::{cookie, origin};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::model::session::Token;
use crate::model::{Session, User};

/// Somebody who is logged in.
#[derive(Clone)]
pub struct Caller {
    /// The session.
    pub session: Session,
    /// The person.
    pub user: User,
    /// The cookie's value.
    pub token: Token,
}

/// Whoever a request's cookie belongs to.
pub async fn identify(app: &Arc<App>, headers: &HeaderMap) -> Result<Option<Caller>> {
    let Some(token) = cookie::token(headers) else {
        return Ok(None);
    };
    let Some(identity) = app.identify(&token).await? else {
        return Ok(None);
    };
    let (session, user) = (*identity).clone();
    Ok(Some(Caller { session, user, token }))
}

/// The extractor of whoever may act: not from another origin (403), logged in (401), in this order. Who was let
/// through already, with the same request, is not asked again.
pub struct Actor(pub Caller);

impl<S> FromRequestParts<S> for Actor
where
    S: Send + Sync,
    Arc<App>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        if let Some(caller) = parts.extensions.get::<Caller>() {
            return Ok(Self(caller.clone()));
        }
        let app = Arc::<App>::from_ref(state);
        if origin::is_unsafe(&parts.method) {
            origin::check(&parts.method, &parts.headers)?;
        }
        let caller = identify(&app, &parts.headers).await?.ok_or_else(Error::unauthenticated)?;
        check_csrf(parts, &caller)?;
        Ok(Self(caller))
    }
}

/// An empty or missing token says nothing, since the origin decides; a wrong one is a page of another session.
pub fn check_csrf(parts: &Parts, caller: &Caller) -> Result<()> {
    let given = parts.headers.get("x-csrftoken").map_or(&b""[..], |value| value.as_bytes());
    let right =
        !origin::is_unsafe(&parts.method) || given.is_empty() || same_bytes(given, caller.token.csrf().as_bytes());
    if right { Ok(()) } else { Err(Error::new(Code::Forbidden, "La página ya no es válida: recárgala")) }
}

/// Compares in a time that tells nothing of where they differ.
fn same_bytes(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
}
