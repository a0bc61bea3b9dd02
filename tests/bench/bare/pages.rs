//! Pages of history and lists of conversations as the server makes them, JSON and all, without HTTP.

use std::path::Path;
use std::time::{Duration, Instant};

use weigence_chat::chat;
use weigence_chat::db::{Database, Purpose};
use weigence_chat::model::{Anchor, PageRequest};
use weigence_chat::wire;

use crate::Outcome;
use crate::stats::{Dice, Spread};

/// People whose pages are read.
const READERS: usize = 20;

/// Pages a second, p50 and p99 of one in milliseconds; the same of lists.
pub fn run(data: &Path, seconds: u64) -> Outcome<Vec<f64>> {
    let (database, writer) = Database::open(data, Purpose::Command, |_| {})?;
    let mut people = database.read(chat::users::everyone)?;
    people.truncate(READERS);
    let mut places = Vec::new();
    for person in people {
        let views = database.read(|read| chat::conversations::list(read, &person.id))?;
        places.extend(views.into_iter().map(|view| (person.id.clone(), view.conversation.id)));
    }
    let mut dice = Dice::new(7);
    let pages = repeat(seconds, || {
        let (reader, conversation) = &places[dice.below(places.len())];
        let request = PageRequest { limit: 100, anchor: Anchor::Newest };
        let text = database.read(|read| {
            let page = chat::messages::page(read, reader, *conversation, &request)?;
            Ok(wire::page(&page, reader))
        })?;
        Ok(text.len())
    })?;
    let lists = repeat(seconds, || {
        let (reader, _) = &places[dice.below(places.len())];
        let text = database.read(|read| {
            Ok(wire::conversations(&chat::conversations::list(read, reader)?, chat::events::newest(read)?))
        })?;
        Ok(text.len())
    })?;
    drop(database);
    writer.join();
    Ok([pages, lists].concat())
}

fn repeat(seconds: u64, mut once: impl FnMut() -> Outcome<usize>) -> Outcome<Vec<f64>> {
    let begin = Instant::now();
    let mut times = Vec::new();
    while begin.elapsed() < Duration::from_secs(seconds) {
        let start = Instant::now();
        std::hint::black_box(once()?);
        times.push(u64::try_from(start.elapsed().as_nanos())?);
    }
    let per_second = times.len() as f64 / begin.elapsed().as_secs_f64();
    let spread = Spread::of(times);
    Ok(vec![per_second, spread.ms(0.5), spread.ms(0.99)])
}
