//! HTTP over connections that stay open.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;

use crate::Outcome;
use crate::client::Target;

/// A keep-alive connection.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    authority: String,
}

/// An answer, read to its end.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// The first `Set-Cookie`, up to the semicolon.
    pub cookie: Option<String>,
    /// Its body.
    pub body: Bytes,
}

impl Connection {
    /// A new connection.
    pub async fn open(target: &Target) -> Outcome<Self> {
        let (sender, driver) = http1::handshake(TokioIo::new(target.dial().await?)).await?;
        tokio::spawn(driver);
        Ok(Self { sender, authority: target.authority().to_owned() })
    }

    /// A GET.
    pub async fn get(&mut self, path: &str, cookie: &str) -> Outcome<Answer> {
        self.call(Method::GET, path, cookie, String::new()).await
    }

    /// A POST of JSON.
    pub async fn post(&mut self, path: &str, cookie: &str, json: String) -> Outcome<Answer> {
        self.call(Method::POST, path, cookie, json).await
    }

    async fn call(&mut self, method: Method, path: &str, cookie: &str, json: String) -> Outcome<Answer> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, &self.authority);
        if !cookie.is_empty() {
            request = request.header(COOKIE, cookie);
        }
        if !json.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        self.sender.ready().await?;
        let answer = self.sender.send_request(request.body(Full::from(json))?).await?;
        let status = answer.status();
        let cookie = answer.headers().get(SET_COOKIE).and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
        Ok(Answer { status, cookie, body: answer.into_body().collect().await?.to_bytes() })
    }
}

impl Answer {
    /// It must have one of these statuses.
    pub fn expect(self, statuses: &[u16]) -> Outcome<Self> {
        if statuses.contains(&self.status.as_u16()) {
            return Ok(self);
        }
        Err(format!("{}: {}", self.status, String::from_utf8_lossy(&self.body)).into())
    }

    /// Its body as JSON.
    pub fn json(&self) -> Outcome<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}
