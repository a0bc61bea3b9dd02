//! What was meant and what was acknowledged, kept outside the server; and the verdict on what is left.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use serde_json::Value;

/// One message that somebody meant to send.
#[derive(Clone, Debug)]
pub struct Intent {
    /// The client's id.
    pub id: String,
    /// Who.
    pub sender: String,
    /// Where.
    pub conversation: String,
    /// What.
    pub text: String,
}

#[derive(Default)]
struct Entries {
    intents: HashMap<String, Intent>,
    /// Acknowledged, in the order of the acknowledgements.
    acks: Vec<String>,
}

/// The book that all senders write into.
#[derive(Default)]
pub struct Ledger {
    entries: Mutex<Entries>,
}

/// The counts that must all be zero.
#[derive(Debug, Default, PartialEq)]
pub struct Verdict {
    /// Acknowledged and not there.
    pub lost: usize,
    /// There more than once.
    pub duplicated: usize,
    /// One sender's acknowledged messages in another order than sent, within one conversation.
    pub reordered: usize,
    /// There and never meant, or not as meant.
    pub phantom: usize,
}

impl Ledger {
    /// INTENT: written before the message is sent.
    pub fn means(&self, intent: &Intent) {
        self.entries.lock().expect("ledger").intents.insert(intent.id.clone(), intent.clone());
    }

    /// ACK: written when the server has said that it is stored.
    pub fn was_acknowledged(&self, id: &str) {
        self.entries.lock().expect("ledger").acks.push(id.to_owned());
    }

    /// How many were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.entries.lock().expect("ledger").acks.len()
    }

    /// Compares with what is stored: the messages of all conversations, each in its order.
    pub fn judge(&self, stored: &[Vec<Value>]) -> Verdict {
        let entries = self.entries.lock().expect("ledger");
        let mut verdict = Verdict::default();
        let mut place: HashMap<&str, usize> = HashMap::new();
        for (number, message) in stored.iter().flatten().enumerate() {
            let id = message["id"].as_str().expect("id");
            if place.insert(id, number).is_some() {
                verdict.duplicated += 1;
            }
            let as_meant = entries.intents.get(id).is_some_and(|intent| {
                message["contenido"] == *intent.text
                    && message["usuario_id"] == *intent.sender
                    && message["conversacion_id"] == *intent.conversation
            });
            if !as_meant {
                verdict.phantom += 1;
            }
        }
        let acks: HashSet<&String> = entries.acks.iter().collect();
        verdict.lost = acks.iter().filter(|id| !place.contains_key(id.as_str())).count();
        let mut last: HashMap<(&str, &str), usize> = HashMap::new();
        for id in &entries.acks {
            let (Some(intent), Some(at)) = (entries.intents.get(id), place.get(id.as_str())) else {
                continue;
            };
            let newest = last.entry((&intent.sender, &intent.conversation)).or_insert(*at);
            if *at < *newest {
                verdict.reordered += 1;
            }
            *newest = *at;
        }
        verdict
    }
}

#[test]
fn the_verdict_sees_every_kind_of_damage() {
    let ledger = Ledger::default();
    let stored =
        |id: &str| serde_json::json!({ "id": id, "contenido": id, "usuario_id": "1-9", "conversacion_id": "c" });
    for id in ["a", "b", "c"] {
        ledger.means(&Intent { id: id.into(), sender: "1-9".into(), conversation: "c".into(), text: id.into() });
        ledger.was_acknowledged(id);
    }
    let judge = |ids: &[&str]| ledger.judge(&[ids.iter().map(|id| stored(id)).collect()]);
    assert_eq!(judge(&["a", "b", "c"]), Verdict::default());
    assert_eq!(judge(&["a", "b"]).lost, 1);
    assert_eq!(judge(&["a", "b", "c", "c"]).duplicated, 1);
    assert_eq!(judge(&["a", "c", "b"]).reordered, 1);
    assert_eq!(judge(&["a", "b", "c", "x"]).phantom, 1);
}
