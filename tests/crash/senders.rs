//! People who write as fast as they are answered, until the server is gone.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::json;

use super::ledger::{Intent, Ledger};
use crate::util::{Frame, Live, Person, TestServer, Wire, new_id};

/// Everybody of the cast but Tomás and Juan.
const SENDERS: [&str; 8] = ["ana", "luis", "marta", "pedro", "rosa", "ines", "hugo", "elena"];

/// How many messages somebody on a socket sends ahead of the acknowledgements.
const AHEAD: usize = 4;

/// The people, where they write, and the ledger.
pub struct Crowd {
    /// The logged-in senders.
    pub people: Vec<Person>,
    /// Conversations, each with the senders that take part.
    pub conversations: Vec<(String, Vec<String>)>,
    /// What they meant and what was acknowledged.
    pub ledger: Arc<Ledger>,
}

impl Crowd {
    /// Logs everybody in and opens groups and pairs.
    pub async fn gather(server: &TestServer) -> Self {
        let mut people = Vec::new();
        for key in SENDERS {
            people.push(server.login(key).await);
        }
        let ruts: Vec<String> = people.iter().map(|person| person.rut.clone()).collect();
        let mut conversations = Vec::new();
        for pair in ruts.chunks(2) {
            let person = people.iter().find(|person| person.rut == pair[0]).expect("person");
            conversations.push((person.opens_chat_with(&pair[1]).await, pair.to_vec()));
        }
        let others: Vec<&str> = ruts[1..].iter().map(String::as_str).collect();
        for name in ["Caja", "Bodega"] {
            conversations.push((people[0].opens_group(name, &others).await, ruts.clone()));
        }
        Self { people, conversations, ledger: Arc::default() }
    }

    /// Starts one task for each person: even ones send by REST, odd ones over WebSocket. Each ends with the
    /// messages that it doesn't know the end of, when the server doesn't answer any more.
    pub fn start(&self, unfinished: &[Vec<Intent>]) -> Vec<tokio::task::JoinHandle<Vec<Intent>>> {
        let mut tasks = Vec::new();
        for (number, person) in self.people.iter().enumerate() {
            let mine: Vec<String> = self
                .conversations
                .iter()
                .filter(|(_, who)| who.contains(&person.rut))
                .map(|(id, _)| id.clone())
                .collect();
            let (person, ledger) = (person.clone(), Arc::clone(&self.ledger));
            let again = unfinished.get(number).cloned().unwrap_or_default();
            tasks.push(match number % 2 {
                0 => tokio::spawn(by_rest(person, mine, ledger, again)),
                _ => tokio::spawn(by_socket(person, mine, ledger, again)),
            });
        }
        tasks
    }

    /// All that is stored, read through the public API by somebody who takes part.
    pub async fn all_stored(&self) -> Vec<Vec<serde_json::Value>> {
        let mut stored = Vec::new();
        for (id, who) in &self.conversations {
            let reader = self.people.iter().find(|person| who.contains(&person.rut)).expect("a reader");
            stored.push(reader.reads_all(id).await);
        }
        stored
    }
}

/// The next message of a sender.
fn intend(person: &Person, conversations: &[String], number: usize) -> Intent {
    let conversation = conversations[number % conversations.len()].clone();
    Intent { id: new_id(), sender: person.rut.clone(), conversation, text: format!("{} dice {number}", person.rut) }
}

fn body(intent: &Intent) -> serde_json::Value {
    json!({ "conversacion_id": intent.conversation, "contenido": intent.text, "id": intent.id })
}

/// One message after the other, each again until it is answered.
async fn by_rest(person: Person, conversations: Vec<String>, ledger: Arc<Ledger>, again: Vec<Intent>) -> Vec<Intent> {
    let mut again = VecDeque::from(again);
    for number in 0.. {
        let intent = again.pop_front().unwrap_or_else(|| intend(&person, &conversations, number));
        ledger.means(&intent);
        match person.post("/api/chat/mensaje/enviar").json(&body(&intent)).send().await {
            Ok(answer) if answer.status == 200 || answer.status == 201 => ledger.was_acknowledged(&intent.id),
            // Going down, the server may say that it can't just now.
            Ok(answer) if answer.status == 503 => return with(intent, again),
            Ok(answer) => panic!("{} for {intent:?}: {}", answer.status, answer.text()),
            Err(_) => return with(intent, again),
        }
    }
    unreachable!("numbers don't end")
}

fn with(intent: Intent, rest: VecDeque<Intent>) -> Vec<Intent> {
    std::iter::once(intent).chain(rest).collect()
}

/// A few messages ahead of their acknowledgements, which come in the same order.
async fn by_socket(person: Person, conversations: Vec<String>, ledger: Arc<Ledger>, again: Vec<Intent>) -> Vec<Intent> {
    let mut again = VecDeque::from(again);
    let Ok(mut wire) = Wire::websocket(&person.handshake()).await else {
        return again.into();
    };
    wire.says("40");
    while let Frame::Text(packet) = wire.next().await {
        if packet.starts_with("40") {
            break;
        }
    }
    let mut live = Live::silent(person.clone(), wire);
    let mut waiting: VecDeque<(u64, Intent)> = VecDeque::new();
    for number in 0.. {
        while waiting.len() < AHEAD {
            let intent =
                again.pop_front().unwrap_or_else(|| intend(&person, &conversations, number * AHEAD + waiting.len()));
            ledger.means(&intent);
            waiting.push_back((live.begins("mensaje_enviar", &body(&intent)), intent));
        }
        let (ack, intent) = waiting.pop_front().expect("one is waiting");
        match live.ack_or_end(ack).await {
            Some(answer) if answer["ok"] == true => ledger.was_acknowledged(&intent.id),
            // Refused (the server is going down) or never answered: the end of it is not known.
            _ => {
                return std::iter::once(intent)
                    .chain(waiting.into_iter().map(|(_, intent)| intent))
                    .chain(again)
                    .collect();
            }
        }
        live.forget("mensaje_recibido");
    }
    unreachable!("numbers don't end")
}
