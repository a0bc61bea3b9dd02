//! Reading a request's body: bounded in bytes and in time.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::BodyExt;
use serde_json::Value;

use crate::error::{Code, Error, Result};
use crate::model::limits;

/// Reads a body of up to [`limits::BODY_BYTES`].
///
/// # Errors
/// Too large; malformed when it breaks off or takes too long.
pub async fn read(body: Body) -> Result<Bytes> {
    tokio::time::timeout(limits::BODY_TIME, collect(body)).await.unwrap_or_else(|_| Err(Error::missing()))
}

async fn collect(mut body: Body) -> Result<Bytes> {
    let mut collected = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Error::missing())?.into_data() else {
            continue;
        };
        length += data.len();
        if length <= limits::BODY_BYTES {
            collected.extend_from_slice(&data);
        } else if length > limits::BODY_DISCARDED {
            break;
        }
    }
    if length > limits::BODY_BYTES { Err(Error::too_large()) } else { Ok(collected.into()) }
}

/// The media type of a body, in lower case, without parameters.
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().unwrap_or_default();
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// A body of a type that a route does not take.
pub fn unsupported() -> Error {
    Error::new(Code::UnsupportedType, "El contenido debe ser application/json")
}

/// The extractor of a JSON body. Anything but `application/json` is 415; no body at all is a missing one, 400.
pub struct Json(pub Value);

impl<S: Send + Sync> FromRequest<S> for Json {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let media_type = media_type(&parts.headers);
        let bytes = read(body).await?;
        match media_type.as_deref() {
            Some("application/json") => {}
            None if bytes.is_empty() => return Err(Error::missing()),
            _ => return Err(unsupported()),
        }
        // serde_json's own limit of 128 levels bounds the depth.
        serde_json::from_slice(&bytes).map(Self).map_err(|_| Error::missing())
    }
}

/// The pairs of a query or of an urlencoded form, decoded; what is no UTF-8 becomes U+FFFD.
pub fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}
