//! Finding what was said: how text is folded, and what a question means.

use chrono::{Days, Local, NaiveDate, TimeZone, Utc};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{ConversationId, Said, Timestamp, limits};
use crate::error::{Error, Result};

/// A text as it is searched: in lower case, without marks above letters, but ñ stays ñ (SQLite's own folding makes n
/// of it, and `año` would be found as `ano`).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().flat_map(char::to_lowercase) {
        match c {
            '\u{303}' if folded.ends_with('n') => {
                folded.pop();
                folded.push('ñ');
            }
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

/// The words of a folded text: runs of letters and digits.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// One thing that a message must have, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// These words, side by side.
    pub words: Vec<String>,
    /// Whether the last of them may go on.
    pub is_prefix: bool,
}

/// What is looked for. All of it must be so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// What the text has.
    pub terms: Vec<Term>,
    /// How the author's name begins, folded; `yo` is the one who asks.
    pub author: Option<String>,
    /// Said then or later.
    pub since: Option<Timestamp>,
    /// Said before.
    pub until: Option<Timestamp>,
    /// Whether it has a file.
    pub with_file: bool,
    /// Whether it has a link.
    pub with_link: bool,
    /// Only in this conversation.
    pub conversation: Option<ConversationId>,
}

impl Question {
    /// Understands what somebody typed: words, "phrases", and the filters `de:`, `desde:`, `hasta:` and `con:`.
    ///
    /// # Errors
    /// A sentence that says what can't be understood.
    pub fn parse(typed: &str) -> Result<Self> {
        if typed.chars().count() > limits::QUESTION_CHARS {
            return Err(Error::invalid("La búsqueda es demasiado larga"));
        }
        let mut question = Self::default();
        let pieces = pieces(typed);
        let count = pieces.len();
        for (at, (piece, is_phrase)) in pieces.into_iter().enumerate() {
            // What is still being typed may go on.
            let may_go_on = !is_phrase && at + 1 == count && !typed.ends_with(char::is_whitespace);
            match piece.split_once(':').filter(|_| !is_phrase) {
                Some((name, value)) if question.filter(name, value)? => {}
                _ => {
                    let words: Vec<String> = words(&fold(&piece)).map(str::to_owned).collect();
                    if !words.is_empty() {
                        question.terms.push(Term { words, is_prefix: may_go_on });
                    }
                }
            }
        }
        let has_filter = question.author.is_some() || question.with_file || question.with_link;
        let has_time = question.since.is_some() || question.until.is_some();
        if question.terms.is_empty() && !has_filter && !has_time {
            return Err(Error::invalid("Escribe qué quieres buscar"));
        }
        question.terms.truncate(limits::QUESTION_TERMS);
        Ok(question)
    }

    /// True when it was one of the filters.
    fn filter(&mut self, name: &str, value: &str) -> Result<bool> {
        match fold(name).as_str() {
            "de" => self.author = Some(fold(value)).filter(|value| !value.is_empty()),
            "desde" => self.since = Some(day(value, 0)?),
            "hasta" => self.until = Some(day(value, 1)?),
            "con" => match fold(value).as_str() {
                "archivo" | "archivos" | "foto" | "fotos" => self.with_file = true,
                "enlace" | "enlaces" | "link" => self.with_link = true,
                _ => return Err(Error::invalid("Después de con: va archivo o enlace")),
            },
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether a message is of the time and kind that is looked for, beyond its text and author.
    pub fn admits(&self, said: &Said) -> bool {
        let Some(at) = Timestamp::parse_rfc3339(&said.message.sent_at) else { return true };
        self.since.is_none_or(|since| at >= since)
            && self.until.is_none_or(|until| at < until)
            && (!self.with_link || has_link(&said.message.content))
    }

    /// The message's text in pieces, each with whether it is what was looked for; cut around the first such place.
    pub fn highlight(&self, text: &str) -> Vec<(String, bool)> {
        let mut pieces: Vec<(String, bool)> = Vec::new();
        let mut rest = cut(text, self.first_in(text));
        while !rest.is_empty() {
            let is_word = rest.starts_with(char::is_alphanumeric);
            let end = rest.find(|c: char| is_part(c) != is_word && !(is_word && is_combining_mark(c)));
            let (piece, after) = rest.split_at(end.unwrap_or(rest.len()).max(first_len(rest)));
            let is_found = is_word && self.has(&fold(piece));
            match pieces.last_mut() {
                Some((last, was_found)) if *was_found == is_found => last.push_str(piece),
                _ => pieces.push((piece.to_owned(), is_found)),
            }
            rest = after;
        }
        pieces
    }

    fn has(&self, word: &str) -> bool {
        self.terms.iter().any(|term| {
            let last = term.words.len() - 1;
            term.words.iter().enumerate().any(|(at, wanted)| {
                if term.is_prefix && at == last { word.starts_with(wanted.as_str()) } else { word == wanted }
            })
        })
    }

    /// Where the first word lies that was looked for, in bytes.
    fn first_in(&self, text: &str) -> usize {
        let mut at = 0;
        for word in text.split(|c: char| !is_part(c)) {
            if !word.is_empty() && self.has(&fold(word)) {
                return at;
            }
            at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        }
        0
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn has_link(text: &str) -> bool {
    text.contains("http://") || text.contains("https://") || text.contains("www.")
}

/// [`limits::SNIPPET_CHARS`] code points at most, with some before the place that is to be seen.
fn cut(text: &str, place: usize) -> &str {
    const BEFORE: usize = 40;
    let start = text[..place].char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    let end = text[start..].char_indices().nth(limits::SNIPPET_CHARS).map_or(text.len(), |(at, _)| start + at);
    &text[start..end]
}

/// What was typed, at its spaces; between quotes it is one piece.
fn pieces(typed: &str) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    for (at, part) in typed.split('"').enumerate() {
        let is_phrase = at % 2 == 1;
        if is_phrase {
            pieces.push((part.to_owned(), true));
        } else {
            pieces.extend(part.split_whitespace().map(|piece| (piece.to_owned(), false)));
        }
    }
    pieces
}

/// The start of a day of the server's time zone, so many days later.
fn day(typed: &str, later: u64) -> Result<Timestamp> {
    let wrong = || Error::invalid("Las fechas se escriben así: desde:2025-11-01 o hasta:30-11-2025");
    let date = NaiveDate::parse_from_str(typed, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(typed, "%d-%m-%Y"))
        .or_else(|_| NaiveDate::parse_from_str(typed, "%d/%m/%Y"))
        .map_err(|_| wrong())?;
    let midnight =
        date.checked_add_days(Days::new(later)).and_then(|date| date.and_hms_opt(0, 0, 0)).ok_or_else(wrong)?;
    // Where the clocks are changed at midnight there is none: then it is UTC's.
    let at =
        Local.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc));
    Ok(Timestamp(at.timestamp_millis()))
}

/// A message that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The message.
    pub said: Said,
    /// Its text in pieces, each with whether it is what was looked for.
    pub snippet: Vec<(String, bool)>,
}

/// What was found, newest first.
#[derive(Debug, Clone)]
pub struct Hits {
    /// The messages.
    pub hits: Vec<Hit>,
    /// Whether there are older ones.
    pub more: bool,
    /// Whether everything that was said has been looked at; false while the index is being built.
    pub complete: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_folded_and_the_enye_stays() {
        assert_eq!(fold("José, ¿AÑO o ano? pingüino Ñandú n\u{303}"), "jose, ¿año o ano? pinguino ñandu ñ");
    }

    #[test]
    fn a_question_is_words_phrases_and_filters() {
        let question = Question::parse("Receta \"lote 4471\" de:josé con:archivo pend").unwrap();
        let term = |words: &[&str], is_prefix| Term {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            is_prefix,
        };
        assert_eq!(question.terms, [term(&["receta"], false), term(&["lote", "4471"], false), term(&["pend"], true)]);
        assert_eq!((question.author.as_deref(), question.with_file), (Some("jose"), true));
        assert_eq!(Question::parse("T-4471 ").unwrap().terms, [term(&["t", "4471"], false)]);
        assert_eq!(Question::parse("hora:10").unwrap().terms, [term(&["hora", "10"], true)]);
        assert!(Question::parse("desde:2025-11-01 hasta:30/11/2025").is_ok());
        for wrong in ["", "  ", "\"\"", "¿?", "desde:ayer", "con:nada", "de:"] {
            assert!(Question::parse(wrong).is_err(), "{wrong:?}");
        }
        for odd in ["\"", "a\"b", "a OR b", "NEAR(a b)", "*", "a* -b ^c", "{texto}: a", "\0", "🦤 🦤", "de:\"x y\""]
        {
            let _ = Question::parse(odd);
        }
    }

    #[test]
    fn what_was_found_is_marked_in_the_text_as_it_was_written() {
        let question = Question::parse("jose rece").unwrap();
        let marked: Vec<_> = question.highlight("¿José tiene la RECETA?").into_iter().filter(|(_, is)| *is).collect();
        assert_eq!(marked, [("José".to_owned(), true), ("RECETA".to_owned(), true)]);
        let long = format!("{}aquí está la receta{}", "palabra ".repeat(100), " más".repeat(100));
        let text: String = question.highlight(&long).into_iter().map(|(piece, _)| piece).collect();
        assert!(text.contains("receta") && text.chars().count() <= limits::SNIPPET_CHARS);
        for odd in ["", "e\u{301}", "\u{301}", "🦤", "a\u{301}b c"] {
            let whole: String = question.highlight(odd).into_iter().map(|(piece, _)| piece).collect();
            assert_eq!(whole, odd);
        }
    }
}
