//! Finding what was said in one's own conversations.

use super::messages::Authors;
use crate::db::conversations::Place;
use crate::db::search::{Index, Looking};
use crate::db::{self, Read};
use crate::error::{Error, Result};
use crate::model::search::{Hit, Hits, Question, fold, words};
use crate::model::{MessageId, UserId, limits};

/// Authors that the index is asked for; of more of them, every message is looked at instead.
const FEW: usize = 4;

/// Messages of conversations that `actor` takes part in now which have what is asked for, before a message, newest
/// first. Everything that the index says is looked up, so that nothing is shown that is not so any more. What is said
/// where `actor` does not take part costs no time that could tell of it: the index is asked for one conversation after
/// the other.
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
    let mut places = db::conversations::places(read, actor)?;
    if let Some(id) = question.conversation {
        places.retain(|place| place.conversation == id);
        if places.is_empty() {
            return Err(Error::no_access());
        }
    }
    let complete = index.catch_up(read, limits::SEARCH_FRESH)?;
    let authors = question.author.as_deref().map(|name| named(read, actor, name)).transpose()?;
    // The server's clock never goes back (model/clock.rs), so that a time is a place in the order of everything.
    let at = |time: Option<_>, none| time.map_or(Ok(none), |time| db::messages::first_since(read, time));
    let (from, until) = (at(question.since, 0)?, at(question.until, i64::MAX)?.min(before));
    let search = Search { read, question, authors: authors.as_deref(), from, until };
    let mut hits = index.looking(read, |index| search.through(index, places, most + 1))?;
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
    question: &'a Question,
    authors: Option<&'a [UserId]>,
    /// From this sequence on.
    from: i64,
    /// Before this one.
    until: i64,
}

impl Search<'_> {
    /// The newest hits of all these conversations. Those where something was said last come first: as soon as there is
    /// enough that is newer than all of one, the others need not be asked.
    fn through(&self, index: &Looking<'_>, mut places: Vec<Place>, most: usize) -> Result<Vec<Hit>> {
        places.sort_unstable_by_key(|place| std::cmp::Reverse(place.newest));
        let mut left = limits::SEARCH_LOOKS;
        let mut authors = Authors::default();
        let mut hits: Vec<Hit> = Vec::new();
        for place in places {
            let from = hits.get(most - 1).map_or(self.from, |last| last.said.message.seq + 1);
            if place.newest < from || left == 0 {
                break;
            }
            self.within(index, &place, from, &mut left, &mut authors, &mut hits)?;
            hits.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.said.message.seq));
            hits.truncate(most);
        }
        Ok(hits)
    }

    fn within(
        &self,
        index: &Looking<'_>,
        place: &Place,
        from: i64,
        left: &mut usize,
        authors: &mut Authors,
        hits: &mut Vec<Hit>,
    ) -> Result<()> {
        let (few, mut here) = (self.authors.filter(|authors| authors.len() <= FEW), 0);
        index.each(self.question, place.number, few, from..self.until, |seq| {
            *left -= 1;
            if let Some(message) = db::messages::by_seq(self.read, seq)?
                && !message.deleted
                && message.conversation == place.conversation
                && self.authors.is_none_or(|authors| authors.contains(&message.author))
            {
                let said = authors.said(self.read, message)?;
                if self.question.admits(&said) {
                    let snippet = self.question.highlight(&said.message.content);
                    hits.push(Hit { said, snippet });
                    here += 1;
                }
            }
            Ok(here <= limits::PAGE_HITS && *left > 0)
        })
    }
}
