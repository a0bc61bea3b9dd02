//! A person whose Socket.IO connection is open: what they say, hear, and don't hear.

use std::collections::{HashMap, VecDeque};
use std::ops::Deref;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::person::{Person, text};
use super::socketio::Packet;
use super::wire::{Frame, Wire};
use super::{PATIENCE, new_id, rut_of};

/// A connected person; also does all that a [`Person`] does over REST.
pub struct Live {
    person: Person,
    wire: Wire,
    heard: VecDeque<(String, Value)>,
    acks: HashMap<u64, Value>,
    next_ack: u64,
    closed: bool,
    greeting: Value,
    /// The marker that this connection waits for; another connection of the same person may send its own.
    marker: String,
}

/// What a marker says; no test says it.
const MARKER: &str = "⟡ marca ⟡";

impl Deref for Live {
    type Target = Person;

    fn deref(&self) -> &Person {
        &self.person
    }
}

impl Live {
    /// Connects to the default namespace over an open transport and takes the greeting.
    pub async fn connect(person: Person, wire: Wire) -> Self {
        let mut live = Self::silent(person, wire);
        live.wire.says("40");
        live.pull(Instant::now() + PATIENCE, "CONNECT to be accepted").await;
        live.greeting = live.hears("conectado").await;
        assert_eq!(live.greeting["mensaje"], "Conectado al chat en tiempo real");
        live
    }

    /// Over a transport on which CONNECT has been dealt with by the test.
    pub fn silent(person: Person, wire: Wire) -> Self {
        Self {
            person,
            wire,
            heard: VecDeque::new(),
            acks: HashMap::new(),
            next_ack: 0,
            closed: false,
            greeting: Value::Null,
            marker: String::new(),
        }
    }

    /// Sends an event without waiting for anything.
    pub fn emits(&self, name: &str, data: &Value) {
        self.wire.says(Packet::event(name, data, None));
    }

    /// Sends an event with an acknowledgement and doesn't wait for it; its number.
    pub fn begins(&mut self, name: &str, data: &Value) -> u64 {
        self.next_ack += 1;
        self.wire.says(Packet::event(name, data, Some(self.next_ack)));
        self.next_ack
    }

    /// Waits for the acknowledgement with a number.
    pub async fn ack(&mut self, number: u64) -> Value {
        let moment = Instant::now() + PATIENCE;
        while !self.acks.contains_key(&number) {
            self.pull(moment, "an acknowledgement").await;
        }
        self.acks.remove(&number).unwrap_or_default()
    }

    /// The acknowledgement with a number, or `None` when the connection ended before it came.
    pub async fn ack_or_end(&mut self, number: u64) -> Option<Value> {
        let moment = Instant::now() + PATIENCE;
        while !self.acks.contains_key(&number) && !self.closed {
            self.take_next(moment, "an acknowledgement or the end").await;
        }
        self.acks.remove(&number)
    }

    /// Sends an event and waits for its acknowledgement.
    pub async fn asks(&mut self, name: &str, data: &Value) -> Value {
        let number = self.begins(name, data);
        self.ack(number).await
    }

    /// Sends a text over the socket, which must be stored; the MENSAJE in the acknowledgement.
    pub async fn says(&mut self, conversation: &str, words: &str) -> Value {
        let answer = self.asks("mensaje_enviar", &json!({ "conversacion_id": conversation, "contenido": words })).await;
        assert_eq!(answer["ok"], true, "{answer}");
        answer["mensaje"].clone()
    }

    /// Sends an Engine.IO packet as it is.
    pub fn says_raw(&self, packet: &str) {
        self.wire.says(packet);
    }

    /// Sends a binary frame as it is.
    pub fn says_bytes(&self, bytes: &[u8]) {
        self.wire.says_bytes(bytes);
    }

    /// The next event of this name; others wait their turn.
    pub async fn hears(&mut self, name: &str) -> Value {
        self.hears_within(PATIENCE, name).await
    }

    /// The same for what takes the server longer than our patience.
    pub async fn hears_within(&mut self, limit: Duration, name: &str) -> Value {
        let moment = Instant::now() + limit;
        loop {
            if let Some(at) = self.heard.iter().position(|(heard, _)| heard == name) {
                return self.heard.remove(at).map(|(_, data)| data).unwrap_or_default();
            }
            self.pull(moment, name).await;
        }
    }

    /// The next event of this name, or `None` when the connection ended before it came.
    pub async fn hears_or_ends(&mut self, name: &str) -> Option<Value> {
        let moment = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.heard.iter().position(|(heard, _)| heard == name) {
                return self.heard.remove(at).map(|(_, data)| data);
            }
            if self.closed {
                return None;
            }
            self.take_next(moment, name).await;
        }
    }

    /// The next message must be this text.
    pub async fn hears_message(&mut self, words: &str) -> Value {
        let message = self.hears("mensaje_recibido").await;
        assert_eq!(message["contenido"], words, "{message}");
        message
    }

    /// The next event called `error` must say this.
    pub async fn hears_error(&mut self, sentence: &str) {
        let error = self.hears("error").await;
        assert_eq!(error["mensaje"], sentence, "{error}");
    }

    /// Nothing that speaks of a conversation has come, and nothing is on the way.
    pub async fn hears_nothing_of(&mut self, conversation: &str) {
        self.catches_up().await;
        let about: Vec<_> = self.heard.iter().filter(|(_, data)| data.to_string().contains(conversation)).collect();
        assert!(about.is_empty(), "{} should not hear of {conversation}: {about:?}", self.rut);
    }

    /// No event of this name has come, and none is on the way.
    pub async fn hears_no(&mut self, name: &str) {
        self.catches_up().await;
        let such: Vec<_> = self.heard.iter().filter(|(heard, _)| heard == name).collect();
        assert!(such.is_empty(), "{} should not hear {name}: {such:?}", self.rut);
    }

    /// Waits until all that was on the way to this socket is here. Events go out in the order of commits,
    /// so a message that this person sends now is the last of them: once it is back, the rest is here too.
    pub async fn catches_up(&mut self) {
        let witness = if self.rut == rut_of("tomas") { rut_of("ana") } else { rut_of("tomas") };
        let aside = self.person.opens_chat_with(witness).await;
        self.marker = new_id();
        let body = json!({ "conversacion_id": aside, "contenido": MARKER, "id": self.marker });
        self.person.sends_body(body).await.is(201);
        let moment = Instant::now() + PATIENCE;
        while !self.marker.is_empty() {
            self.pull(moment, "the marker").await;
        }
    }

    /// How many events of this name are here and not taken yet.
    pub fn has_heard(&self, name: &str) -> usize {
        self.heard.iter().filter(|(heard, _)| heard == name).count()
    }

    /// Drops the events of this name that are here already.
    pub fn forget(&mut self, name: &str) {
        self.heard.retain(|(heard, _)| heard != name);
    }

    /// The connection must end; how long that took.
    pub async fn is_cut_within(&mut self, limit: Duration) -> Duration {
        let start = Instant::now();
        while !self.closed {
            self.take_next(start + limit, "the connection to be cut").await;
        }
        start.elapsed()
    }

    /// The connection goes on: an event gets its acknowledgement.
    pub async fn goes_on(&mut self) {
        let answer = self.asks("salir_conversacion", &json!({ "conversacion_id": new_id() })).await;
        assert_eq!(answer["ok"], true, "the connection goes on: {answer}");
    }

    /// What `conectado` said.
    pub fn greeting(&self) -> &Value {
        &self.greeting
    }

    /// What the open packet said.
    pub fn open(&self) -> &Value {
        &self.wire.open
    }

    /// Takes the next packet; the end of the connection is a failure.
    async fn pull(&mut self, moment: Instant, what: &str) {
        self.take_next(moment, what).await;
        assert!(!self.closed, "{}: the connection ended while waiting for {what}", self.rut);
    }

    async fn take_next(&mut self, moment: Instant, what: &str) {
        let frame = self.wire.next_before(moment).await;
        let frame = frame.unwrap_or_else(|| panic!("{}: not in time: {what}; heard {:?}", self.rut, self.heard));
        match frame {
            Frame::Closed => self.closed = true,
            Frame::Binary(bytes) => panic!("nobody sends binary: {bytes:?}"),
            Frame::Text(packet) => match Packet::read(&packet) {
                Some(Packet::Event(_, data)) if data["contenido"] == MARKER && data["id"] == self.marker => {
                    self.marker.clear();
                }
                // Somebody else's.
                Some(Packet::Event(_, data)) if data["contenido"] == MARKER => {}
                Some(Packet::Event(name, data)) => self.heard.push_back((name, data)),
                Some(Packet::Ack(number, data)) => {
                    let twice = self.acks.insert(number, data);
                    assert!(twice.is_none(), "acknowledged twice: {packet}");
                }
                Some(Packet::Refused(why)) => panic!("{}: refused: {why}", self.rut),
                Some(Packet::Disconnected) => self.closed = true,
                Some(Packet::Connected(data)) => {
                    assert!(text(&data["sid"]).len() >= 16, "{packet}")
                }
                None => {}
            },
        }
    }
}
