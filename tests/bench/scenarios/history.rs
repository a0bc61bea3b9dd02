//! Reading: a page of 100 messages of any conversation of anybody, and the list of somebody's conversations.

use serde_json::json;

use super::Bench;
use super::rest::{Asked, Found, closed_loop};
use crate::Outcome;
use crate::bare::{Bare, Echo, measure};
use crate::http::Connection;
use crate::people::{self, Person};
use crate::stage::Stage;
use crate::stats::Dice;
use crate::table::{Row, thousands};

/// People whose conversations are read.
const READERS: usize = 20;
/// Connections that read pages at once, for the most that the server gives.
const CONNECTIONS: usize = 16;
/// Pages that are in SQLite's cache: people look at the same few.
const HOT: usize = 16;
/// Messages of a full page (CONTRACT).
const PAGE: usize = 100;
/// Conversations of a reader that are looked at for full pages.
const LOOKED_AT: usize = 40;
/// Ten times the best of the other servers.
const TARGET: f64 = 12_600.0;

/// The rows.
pub async fn run(bench: &Bench, stage: &Stage) -> Outcome<Vec<Row>> {
    let readers = stage.pairs_of(READERS);
    let pages = full_pages(stage).await?;
    let one = closed_loop(bench, &stage.target, stage.pid(), vec![pages.clone()]).await?;
    let many = many(bench, stage, &pages).await?;
    let hot = again(bench, stage, &pages).await?;
    let list = list(bench, stage).await?;
    let conversations = conversations_of(&mut Connection::open(&stage.target).await?, &readers[0]).await?.len();
    let echo = Echo::start()?;
    let bare = Asked { path: "/page".into(), cookie: String::new(), body: None };
    let bare = closed_loop(bench, &echo.target, Some(echo.pid()), vec![vec![bare]; CONNECTIONS]).await?;
    let limit = match stage.data() {
        Some(data) => measure(&Bare::Pages { data: data.to_owned(), seconds: bench.window.as_secs() / 2 + 1 })?,
        None => vec![f64::NAN; 6],
    };
    Ok(rows(stage, [&one, &many, &hot, &list], &bare, &limit, conversations))
}

/// Measures pages of all these conversations, on several connections.
pub async fn many(bench: &Bench, stage: &Stage, pages: &[Asked]) -> Outcome<Found> {
    let shares = pages.chunks(pages.len().div_ceil(CONNECTIONS)).map(<[Asked]>::to_vec);
    closed_loop(bench, &stage.target, stage.pid(), shares.collect()).await
}

/// Measures a few of these pages, again and again.
pub async fn again(bench: &Bench, stage: &Stage, pages: &[Asked]) -> Outcome<Found> {
    let hot = pages.iter().take(HOT).map(|page| vec![page.clone()]);
    closed_loop(bench, &stage.target, stage.pid(), hot.collect()).await
}

/// Measures lists of conversations.
pub async fn list(bench: &Bench, stage: &Stage) -> Outcome<Found> {
    let lists = stage.pairs_of(READERS).iter().map(|reader| Asked {
        path: "/api/chat/conversaciones".into(),
        cookie: reader.cookie.clone(),
        body: None,
    });
    closed_loop(bench, &stage.target, stage.pid(), vec![lists.collect()]).await
}

fn rows(stage: &Stage, found: [&Found; 4], bare: &Found, limit: &[f64], conversations: usize) -> Vec<Row> {
    let [one, many, hot, list] = found;
    let name = &stage.name;
    let two = |found: &Found| (found.spread.ms(0.5), found.spread.ms(0.99));
    let spread = |found: &Found| format!("p50 {:.2} ms, p99 {:.2} ms", two(found).0, two(found).1);
    let pages = Row::new(format!("page of 100 messages, {name}"), spread(one))
        .limit(format!("without HTTP {:.2} / {:.2} ms", limit[1], limit[2]))
        .target("≤ 0.5 / 5 ms", two(one).0 <= 0.5 && two(one).1 <= 5.0)
        .busy(one.used.text());
    let rate = Row::new(
        format!("pages of 100 messages, {CONNECTIONS} connections, {name}"),
        format!("{}/s", thousands(many.per_second)),
    )
    .limit(format!("without HTTP {}/s; bare axum {}/s", thousands(limit[0]), thousands(bare.per_second)))
    .target("12,600/s (10 × 1,260)", many.per_second >= TARGET)
    .busy(many.used.text());
    let again =
        Row::new(format!("the same {HOT} pages again and again, {name}"), format!("{}/s", thousands(hot.per_second)))
            .limit(format!("bare axum {}/s", thousands(bare.per_second)))
            .target("12,600/s (10 × 1,260)", hot.per_second >= TARGET)
            .busy(hot.used.text());
    let lists = Row::new(format!("list of {conversations} conversations, {name}"), spread(list))
        .limit(format!("without HTTP {:.2} / {:.2} ms", limit[4], limit[5]))
        .target("≤ 1 ms (p50)", two(list).0 <= 1.0)
        .busy(list.used.text());
    vec![pages, rate, again, lists]
}

/// Requests for pages that are full, in no order. Where there are none, somebody writes a hundred messages first.
pub async fn full_pages(stage: &Stage) -> Outcome<Vec<Asked>> {
    let readers = stage.pairs_of(READERS);
    let mut connection = Connection::open(&stage.target).await?;
    let mut pages = Vec::new();
    for reader in readers {
        for id in conversations_of(&mut connection, reader).await?.iter().take(LOOKED_AT) {
            let asked = page(reader, id);
            let answer = connection.get(&asked.path, &asked.cookie).await?.expect(&[200])?;
            if answer.json()?["mensajes"].as_array().is_some_and(|page| page.len() == PAGE) {
                pages.push(asked);
            }
        }
    }
    if pages.is_empty() {
        let conversation = people::pairs(&stage.target, &readers[..2]).await?.remove(0);
        for number in 0..PAGE {
            let body =
                json!({ "conversacion_id": conversation, "contenido": format!("Mensaje {number} de la receta 4471") });
            connection.post("/api/chat/mensaje/enviar", &readers[0].cookie, body.to_string()).await?.expect(&[201])?;
        }
        pages.push(page(&readers[0], &conversation));
    }
    shuffle(&mut pages);
    Ok(pages)
}

fn page(reader: &Person, conversation: &str) -> Asked {
    let path = format!("/api/chat/mensajes/{conversation}?limit={PAGE}");
    Asked { path, cookie: reader.cookie.clone(), body: None }
}

async fn conversations_of(connection: &mut Connection, reader: &Person) -> Outcome<Vec<String>> {
    let answer = connection.get("/api/chat/conversaciones", &reader.cookie).await?.expect(&[200])?;
    let list = answer.json()?["conversaciones"].as_array().cloned().unwrap_or_default();
    Ok(list.iter().filter_map(|one| one["id"].as_str().map(str::to_owned)).collect())
}

fn shuffle(pages: &mut [Asked]) {
    let mut dice = Dice::new(11);
    for last in (1..pages.len()).rev() {
        pages.swap(last, dice.below(last + 1));
    }
}
