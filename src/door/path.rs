//! What a path names.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

/// The one part of a path that is a value, as text: an id, or what is none. A path that is no UTF-8 names nothing either
/// (`"?"`): whoever parses it answers as to any other unknown id.
pub struct InPath(pub String);

impl<S: Send + Sync> FromRequestParts<S> for InPath {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(path.map_or_else(|_| "?".to_owned(), |Path(text)| text)))
    }
}
