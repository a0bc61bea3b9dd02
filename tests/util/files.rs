//! What a person does with files.

use serde_json::{Value, json};

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
