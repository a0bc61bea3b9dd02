//! Somebody who is logged in, and what they do over REST.

use serde_json::{Value, json};

use super::http::{Address, Answer, Call};
use super::live::Live;
use super::wire::{Handshake, Wire};

/// A logged-in person.
#[derive(Clone)]
pub struct Person {
    /// Their RUT.
    pub rut: String,
    /// The token in their cookie.
    pub token: String,
    address: Address,
}

impl Person {
    /// Logs in with JSON, as a script does.
    pub async fn login(address: &Address, rut: &str, password: &str) -> Self {
        let body = json!({ "usuario": rut, "password": password });
        let answer = Call::new(address, "POST", "/login").json(&body).await.is(200);
        Self { rut: rut.to_owned(), token: answer.token(), address: address.clone() }
    }

    /// Any request with their cookie.
    pub fn call(&self, method: &str, path: &str) -> Call {
        Call::new(&self.address, method, path).session(&self.token)
    }

    /// A GET with their cookie.
    pub fn get(&self, path: &str) -> Call {
        self.call("GET", path)
    }

    /// A POST with their cookie.
    pub fn post(&self, path: &str) -> Call {
        self.call("POST", path)
    }

    /// A POST of JSON with their cookie.
    pub async fn posts(&self, path: &str, body: Value) -> Answer {
        self.post(path).json(&body).await
    }

    /// Opens (or finds) the conversation with one other; its id.
    pub async fn opens_chat_with(&self, rut: &str) -> String {
        let answer = self.creates(json!({ "participantes": [rut] })).await;
        assert!(answer.status == 200 || answer.status == 201, "{}", answer.text());
        text(&answer.json()["conversacion_id"])
    }

    /// Makes a group; its id.
    pub async fn opens_group(&self, name: &str, ruts: &[&str]) -> String {
        let answer = self.creates(json!({ "participantes": ruts, "es_grupal": true, "nombre": name })).await.is(201);
        text(&answer.json()["conversacion_id"])
    }

    /// Asks for a conversation with any body.
    pub async fn creates(&self, body: Value) -> Answer {
        self.posts("/api/chat/conversacion/crear", body).await
    }

    /// Sends a text, which must be stored; the MENSAJE.
    pub async fn sends(&self, conversation: &str, text: &str) -> Value {
        let body = json!({ "conversacion_id": conversation, "contenido": text });
        self.sends_body(body).await.is(201).json()["mensaje"].clone()
    }

    /// Asks for a message to be stored, with any body.
    pub async fn sends_body(&self, body: Value) -> Answer {
        self.posts("/api/chat/mensaje/enviar", body).await
    }

    /// Marks a conversation as read, with any body.
    pub async fn marks_read(&self, body: Value) -> Answer {
        self.posts("/api/chat/mensaje/marcar-leido", body).await
    }

    /// Their list of conversations.
    pub async fn conversations(&self) -> Vec<Value> {
        let answer = self.get("/api/chat/conversaciones").await.is(200);
        answer.json()["conversaciones"].as_array().expect("a list").clone()
    }

    /// One conversation of their list.
    pub async fn conversation(&self, id: &str) -> Value {
        let all = self.conversations().await;
        all.into_iter().find(|conversation| conversation["id"] == id).unwrap_or_else(|| panic!("{id} not in the list"))
    }

    /// How many messages they haven't read there.
    pub async fn unread(&self, id: &str) -> u64 {
        self.conversation(id).await["mensajes_no_leidos"].as_u64().expect("a number")
    }

    /// One page of a conversation, with anything after the `?`.
    pub async fn page(&self, conversation: &str, query: &str) -> Answer {
        self.get(&format!("/api/chat/mensajes/{conversation}?{query}")).await
    }

    /// A whole conversation, oldest first, read page by page as the page does.
    pub async fn reads_all(&self, conversation: &str) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let query = all.first().map(|oldest| format!("antes_de={}", text(&oldest["id"])));
            let page = self.page(conversation, &query.unwrap_or_default()).await.is(200).json();
            let mut messages = page["mensajes"].as_array().expect("a list").clone();
            messages.append(&mut all);
            all = messages;
            if page["hay_mas"] == false {
                return all;
            }
        }
    }

    /// Ends the session.
    pub async fn logs_out(&self) {
        self.post("/logout").json(&json!({})).await.is(204);
    }

    /// Whether the cookie is still worth something.
    pub async fn is_logged_in(&self) -> bool {
        match self.get("/api/chat/usuarios").await.status {
            200 => true,
            401 => false,
            other => panic!("neither in nor out: {other}"),
        }
    }

    /// The handshake that their client makes.
    pub fn handshake(&self) -> Handshake {
        Handshake::new(&self.address).session(&self.token)
    }

    /// Connects over WebSocket.
    pub async fn goes_live(&self) -> Live {
        let wire = Wire::websocket(&self.handshake()).await.expect("a WebSocket");
        Live::connect(self.clone(), wire).await
    }

    /// Connects over polling.
    pub async fn goes_live_by_polling(&self) -> Live {
        let wire = Wire::polling(&self.handshake()).await.expect("a polling transport");
        Live::connect(self.clone(), wire).await
    }

    /// Where the server is.
    pub fn address(&self) -> &Address {
        &self.address
    }
}

/// A JSON text.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}
