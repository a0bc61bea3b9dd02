//! Packets of Socket.IO 5 inside Engine.IO 4, as text.

use serde_json::Value;

/// What a server may say in the default namespace.
#[derive(Debug, Clone, PartialEq)]
pub enum Packet {
    /// CONNECT was accepted.
    Connected(Value),
    /// CONNECT was refused.
    Refused(Value),
    /// The namespace was left.
    Disconnected,
    /// An event: its name and its first argument.
    Event(String, Value),
    /// The answer to an event with an acknowledgement: its number and its first argument.
    Ack(u64, Value),
}

impl Packet {
    /// Reads the text of one Engine.IO packet; `None` when it carries no Socket.IO (ping, noop, open).
    pub fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('4')?;
        let kind = rest.chars().next()?;
        let (number, json) = split_number(&rest[1..]);
        let value = || serde_json::from_str(json).unwrap_or(Value::Null);
        Some(match kind {
            '0' => Self::Connected(value()),
            '1' => Self::Disconnected,
            '2' => {
                let value: Value = value();
                Self::Event(value[0].as_str().unwrap_or_default().to_owned(), value[1].clone())
            }
            '3' => Self::Ack(number?, value()[0].clone()),
            '4' => Self::Refused(value()),
            other => panic!("packet type {other} that no client of ours expects: {text}"),
        })
    }

    /// The text of an event.
    pub fn event(name: &str, data: &Value, ack: Option<u64>) -> String {
        let ack = ack.map(|number| number.to_string()).unwrap_or_default();
        format!("42{ack}{}", serde_json::json!([name, data]))
    }
}

fn split_number(text: &str) -> (Option<u64>, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].parse().ok(), &text[end..])
}
