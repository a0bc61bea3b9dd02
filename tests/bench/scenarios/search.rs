//! Searching, as one types: questions that many messages of the shop answer and few of one's own, words that few have,
//! beginnings, and what nobody said.

use serde_json::json;

use super::Bench;
use super::rest::{Asked, closed_loop};
use crate::Outcome;
use crate::http::Connection;
use crate::people::{self, Person};
use crate::stage::Stage;
use crate::table::{Row, thousands};

/// Messages of the shop.
pub const MESSAGES: u64 = 1_000_000;
/// Conversations of the shop: with 500 people, two or more in each, everybody is in some 200.
pub const CONVERSATIONS: u64 = 40_000;
/// People who search, one after the other.
const READERS: usize = 20;
/// What the sample data say often (src/chat/sample.rs).
const OFTEN: [&str; 6] = ["paracetamol", "rec", "gracias", "\"caja dos\"", "vitrina llaves", "de:ana pedido"];
/// What is said once to each reader, what nobody says, and beginnings of both.
const SELDOM: [&str; 4] = ["ibuprofeno", "ibup", "xilófono", "xi"];
/// The most that 95 in 100 answers may take.
const TARGET_MS: f64 = 20.0;

/// The rows.
pub async fn run(bench: &Bench, stage: &Stage) -> Outcome<Vec<Row>> {
    let readers = stage.pairs_of(READERS);
    let mut connection = Connection::open(&stage.target).await?;
    for (number, conversation) in people::pairs(&stage.target, readers).await?.iter().enumerate() {
        let body = json!({ "conversacion_id": conversation, "contenido": format!("Ibuprofeno de 400, lote {number}") });
        let cookie = &readers[2 * number].cookie;
        connection.post("/api/chat/mensaje/enviar", cookie, body.to_string()).await?.expect(&[201])?;
    }
    wait_for_index(&mut connection, &readers[0]).await?;
    // When all is in, it is put together, which takes some more seconds.
    let asked = readers.iter().map(|reader| question(reader, OFTEN[0]));
    closed_loop(bench, &stage.target, stage.pid(), vec![asked.collect()]).await?;
    let mut rows = Vec::new();
    for (kind, words) in [("often", &OFTEN[..]), ("seldom or never", &SELDOM[..])] {
        let asked = readers.iter().flat_map(|reader| words.iter().map(|word| question(reader, word)));
        let found = closed_loop(bench, &stage.target, stage.pid(), vec![asked.collect()]).await?;
        let (middle, most) = (found.spread.ms(0.5), found.spread.ms(0.95));
        let name = format!(
            "search for what was said {kind}, {} conversations, {}",
            thousands(CONVERSATIONS as f64),
            stage.name
        );
        let row = Row::new(name, format!("p50 {middle:.2} ms, p95 {most:.2} ms, p99 {:.2} ms", found.spread.ms(0.99)));
        rows.push(row.target("≤ 20 ms (p95)", most <= TARGET_MS).busy(found.used.text()));
    }
    Ok(rows)
}

/// The index is made a little at a time; who asks brings some of it in.
async fn wait_for_index(connection: &mut Connection, reader: &Person) -> Outcome<()> {
    let asked = question(reader, "paracetamol");
    loop {
        let answer = connection.get(&asked.path, &asked.cookie).await?.expect(&[200])?.json()?;
        if answer["completo"] == true {
            return Ok(());
        }
    }
}

fn question(reader: &Person, words: &str) -> Asked {
    let mut path = "/api/chat/buscar?q=".to_owned();
    for byte in words.bytes() {
        path.push_str(&format!("%{byte:02X}"));
    }
    Asked { path, cookie: reader.cookie.clone(), body: None }
}
