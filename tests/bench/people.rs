//! The people of the bench: logged in, with conversations between them. Everything goes through the contract.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::Outcome;
use crate::client::{Target, Wire};
use crate::http::Connection;

/// Logins at once; the server hashes one at a time and lets few wait.
const LOGINS: usize = 4;
/// Handshakes at once.
const HANDSHAKES: usize = 64;

/// Somebody who is logged in.
#[derive(Clone)]
pub struct Person {
    /// The RUT.
    pub rut: String,
    /// `session=…`.
    pub cookie: String,
}

/// Who can log in: what is typed into the two fields.
pub type Credentials = (String, String);

/// Logs everybody in, in order, and tells how many did in a second.
pub async fn log_in(target: &Target, who: Vec<Credentials>) -> Outcome<(Vec<Person>, f64)> {
    let begin = Instant::now();
    let waiting: Arc<Mutex<VecDeque<(usize, Credentials)>>> =
        Arc::new(Mutex::new(who.into_iter().enumerate().collect()));
    let mut tasks = JoinSet::new();
    for _ in 0..LOGINS {
        let (target, waiting) = (target.clone(), waiting.clone());
        tasks.spawn(async move {
            let mut connection = Connection::open(&target).await?;
            let mut people = Vec::new();
            let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            while let Some((number, (user, password))) = next() {
                people.push((number, log_one_in(&mut connection, &user, &password).await?));
            }
            Ok::<_, crate::Fault>(people)
        });
    }
    let mut people = Vec::new();
    while let Some(done) = tasks.join_next().await {
        people.extend(done??);
    }
    let per_second = people.len() as f64 / begin.elapsed().as_secs_f64();
    people.sort_unstable_by_key(|(number, _)| *number);
    Ok((people.into_iter().map(|(_, person)| person).collect(), per_second))
}

async fn log_one_in(connection: &mut Connection, user: &str, password: &str) -> Outcome<Person> {
    let body = json!({ "usuario": user, "password": password }).to_string();
    let answer = connection.post("/login", "", body).await?.expect(&[200])?;
    let rut = answer.json()?["usuario"]["id"].as_str().ok_or("no RUT")?.to_owned();
    Ok(Person { rut, cookie: answer.cookie.ok_or("no cookie")? })
}

/// The conversation of each two neighbours; person `i` writes into conversation `i / 2`.
pub async fn pairs(target: &Target, people: &[Person]) -> Outcome<Vec<String>> {
    let mut connection = Connection::open(target).await?;
    let mut conversations = Vec::new();
    for pair in people.chunks_exact(2) {
        let asked = json!({ "participantes": [pair[1].rut] });
        conversations.push(opened(&mut connection, &pair[0], &asked).await?);
    }
    Ok(conversations)
}

/// A group that the first of these people makes.
pub async fn group(target: &Target, people: &[Person]) -> Outcome<String> {
    let others: Vec<&str> = people[1..].iter().map(|person| person.rut.as_str()).collect();
    let asked = json!({ "participantes": others, "es_grupal": true, "nombre": "Medida" });
    opened(&mut Connection::open(target).await?, &people[0], &asked).await
}

async fn opened(connection: &mut Connection, maker: &Person, asked: &Value) -> Outcome<String> {
    let answer = connection.post("/api/chat/conversacion/crear", &maker.cookie, asked.to_string()).await?;
    let id = answer.expect(&[200, 201])?.json()?["conversacion_id"].as_str().map(str::to_owned);
    Ok(id.ok_or("no conversation")?)
}

/// A connected socket for each of these cookies, in this order.
pub async fn connect(target: &Target, cookies: impl Iterator<Item = String>) -> Outcome<Vec<Wire>> {
    open_wires(cookies.map(|cookie| {
        let target = target.clone();
        async move { Wire::connect(&target, &cookie).await }
    }))
    .await
}

/// Runs the handshakes, some at once.
pub async fn open_wires<F>(handshakes: impl Iterator<Item = F>) -> Outcome<Vec<Wire>>
where
    F: Future<Output = Outcome<Wire>> + Send + 'static,
{
    let mut wires: Vec<(usize, Wire)> = Vec::new();
    let mut opening = JoinSet::new();
    for (number, handshake) in handshakes.enumerate() {
        opening.spawn(async move { Ok::<_, crate::Fault>((number, handshake.await?)) });
        if opening.len() >= HANDSHAKES
            && let Some(opened) = opening.join_next().await
        {
            wires.push(opened??);
        }
    }
    while let Some(opened) = opening.join_next().await {
        wires.push(opened??);
    }
    wires.sort_unstable_by_key(|(number, _)| *number);
    Ok(wires.into_iter().map(|(_, wire)| wire).collect())
}
