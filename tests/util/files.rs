//! What a person does with files.

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::{Answer, Person};

/// The type that a file's bytes come with.
pub const BINARY: &str = "application/octet-stream";

impl Person {
    /// Says that a file will come.
    pub async fn announces(&self, name: &str, bytes: usize) -> Answer {
        self.posts("/api/chat/archivo", json!({"nombre": name, "bytes": bytes})).await
    }

    /// Sends a part of a file.
    pub async fn puts(&self, id: &str, from: usize, part: &[u8]) -> Answer {
        self.call("PUT", &format!("/api/chat/archivo/{id}?desde={from}")).body(BINARY, part.to_vec()).await
    }

    /// A request that brings some of its body and then waits, or of which the answer is read as one likes; `more` are
    /// header lines.
    pub async fn begins(&self, request: &str, more: &str, body: &[u8]) -> TcpStream {
        let mut line = self.address().connect().await.expect("a line");
        let (host, token) = (self.address().host(), &self.token);
        let head = format!("{request} HTTP/1.1\r\nHost: {host}\r\nCookie: session={token}\r\n{more}\r\n");
        line.write_all(head.as_bytes()).await.expect("a head");
        line.write_all(body).await.expect("a body");
        line
    }

    /// How far a file is.
    pub async fn state(&self, id: &str) -> Value {
        self.get(&format!("/api/chat/archivo/{id}/estado")).await.is(200).json()["archivo"].clone()
    }

    /// The id of a file that is all there.
    pub async fn uploads(&self, name: &str, content: &[u8]) -> String {
        let id = text(&self.announces(name, content.len()).await.is(201).json()["archivo"]["id"]);
        let file = self.puts(&id, 0, content).await.is(200).json()["archivo"].clone();
        assert_eq!(file["completo"], true);
        id
    }

    /// Sends files that are all there.
    pub async fn sends_files(&self, conversation: &str, ids: &[&str]) -> Value {
        let body = json!({"conversacion_id": conversation, "adjuntos": ids});
        self.sends_body(body).await.is(201).json()["mensaje"].clone()
    }

    /// Asks for a file.
    pub async fn fetches(&self, id: &str) -> Answer {
        self.get(&format!("/api/chat/archivo/{id}")).await
    }
}

/// A text in an answer.
pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
