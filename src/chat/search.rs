//! Finding what was said in one's own conversations.

use std::collections::HashMap;

use super::messages::Authors;
use crate::db::search::{Index, Looking};
use crate::db::{self, Read};
use crate::error::{Error, Result};
use crate::model::search::{Hit, Hits, Question, fold, words};
use crate::model::{ConversationId, MessageId, UserId, limits};

/// Messages of conversations that `actor` takes part in now which have what is asked for, before a message, newest
/// first. Everything that the index says is looked up, so that nothing is shown that is not so any more.
///
/// # Errors
/// Forbidden for a conversation that is not theirs; not found when `before` is no message of theirs.
pub fn find(
    read: &Read<'_>,
    index: &Index,
    actor: &UserId,
    question: &Question,
    before: Option<Option<MessageId>>,
    most: usize,
) -> Result<Hits> {
    let before = before.map_or(Ok(i64::MAX), |id| super::messages::visible(read, actor, id).map(|found| found.seq))?;
    let places: HashMap<ConversationId, i64> = db::conversations::places(read, actor)?.into_iter().collect();
    let chosen = match question.conversation {
        None => None,
        Some(id) => Some(*places.get(&id).ok_or_else(Error::no_access)?),
    };
    let complete = index.catch_up(read, limits::SEARCH_FRESH)?;
    let authors = question.author.as_deref().map(|name| named(read, actor, name)).transpose()?;
    let mut hits = index.looking(read, |index| {
        let search = Search { read, index, question, places: &places, authors: authors.as_deref(), before };
        match chosen {
            Some(place) => search.within(place, most + 1),
            None => search.everywhere(most + 1),
        }
    })?;
    let more = hits.len() > most;
    hits.truncate(most);
    Ok(Hits { hits, more, complete })
}

/// Who of those that `actor` knows has a name with words that begin so.
fn named(read: &Read<'_>, actor: &UserId, name: &str) -> Result<Vec<UserId>> {
    if name == "yo" {
        return Ok(vec![actor.clone()]);
    }
    let wanted: Vec<&str> = words(name).collect();
    let mut people = db::participants::acquainted(read, actor)?;
    people.push(actor.clone());
    let mut found = Vec::new();
    for person in people {
        let Some(user) = db::users::by_id(read, &person)? else { continue };
        let folded = fold(&user.name);
        if !wanted.is_empty() && wanted.iter().all(|part| words(&folded).any(|word| word.starts_with(part))) {
            found.push(person);
        }
    }
    Ok(found)
}

struct Search<'a> {
    read: &'a Read<'a>,
    index: &'a Looking<'a>,
    question: &'a Question,
    places: &'a HashMap<ConversationId, i64>,
    authors: Option<&'a [UserId]>,
    before: i64,
}

impl Search<'_> {
    /// Through the whole shop's messages while that leads somewhere, else through one conversation after the other.
    fn everywhere(&self, most: usize) -> Result<Vec<Hit>> {
        let mut left = limits::SEARCH_LOOKS;
        let hits = self.look(None, most, &mut left)?;
        if left > 0 {
            return Ok(hits);
        }
        let mut hits = Vec::new();
        for place in self.places.values() {
            hits.extend(self.within(*place, most)?);
        }
        hits.sort_unstable_by_key(|hit: &Hit| std::cmp::Reverse(hit.said.message.seq));
        hits.truncate(most);
        Ok(hits)
    }

    fn within(&self, place: i64, most: usize) -> Result<Vec<Hit>> {
        let mut left = limits::SEARCH_LOOKS;
        self.look(Some(place), most, &mut left)
    }

    fn look(&self, place: Option<i64>, most: usize, left: &mut usize) -> Result<Vec<Hit>> {
        let mut authors = Authors::default();
        let mut hits = Vec::new();
        self.index.each(self.question, place, self.authors, self.before, |seq| {
            *left -= 1;
            if let Some(message) = db::messages::by_seq(self.read, seq)?
                && !message.deleted
                && self.places.contains_key(&message.conversation)
            {
                let said = authors.said(self.read, message)?;
                if self.question.admits(&said) {
                    let snippet = self.question.highlight(&said.message.content);
                    hits.push(Hit { said, snippet });
                }
            }
            Ok(hits.len() < most && *left > 0)
        })?;
        Ok(hits)
    }
}
