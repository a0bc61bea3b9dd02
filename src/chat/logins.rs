//! Logging in and out, and what slows down who guesses.

use std::time::Duration;

use crate::db::login_failures::{self, Failures};
use crate::db::sessions::{self, NewSession};
use crate::db::{self, Read, Tx};
use crate::error::{Code, Error, Result};
use crate::model::address::source;
use crate::model::session::Token;
use crate::model::{Event, Session, SessionId, Timestamp, User, UserId, limits};

/// A session's last use is kept to the hour (RELIABILITY §7.4).
const TOUCH_EVERY_MS: i64 = 3_600_000;

/// The one answer to a login that fails, whoever it was for.
pub fn refused() -> Error {
    Error::new(Code::Unauthenticated, "Usuario o contraseña incorrectos")
}

/// Who is meant by what was typed: a RUT with or without dots and hyphen, an e-mail in any case, or an exact name
/// when only one has it.
pub fn who(read: &Read<'_>, typed: &str) -> Result<Option<User>> {
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().count() > limits::LOGIN_NAME_CHARS {
        return Ok(None);
    }
    for key in [UserId::parse(typed), hyphenated(typed)].into_iter().flatten() {
        if let Some(user) = db::users::by_id(read, &key)? {
            return Ok(Some(user));
        }
    }
    match db::users::by_email(read, typed)? {
        Some(user) => Ok(Some(user)),
        None => db::users::by_unique_name(read, typed),
    }
}

fn hyphenated(typed: &str) -> Option<UserId> {
    let plain: String = typed.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let (digits, check) = plain.split_at_checked(plain.len().checked_sub(1)?)?;
    UserId::parse(&format!("{digits}-{check}"))
}

/// A person, with the hash to check a password against; no hash for who is disabled.
pub fn candidate(read: &Read<'_>, typed: &str) -> Result<Option<(User, Option<String>)>> {
    let Some(user) = who(read, typed)? else {
        return Ok(None);
    };
    let hash = db::users::password_hash(read, &user.id)?;
    Ok(Some((user, hash)))
}

/// What failures are counted by: the person (or, so that nobody learns who exists, the name that is nobody's) and
/// the address.
#[derive(Debug, Clone)]
pub struct Guess {
    person: String,
    address: String,
}

impl Guess {
    /// The keys of one try.
    pub fn new(user: Option<&UserId>, typed: &str, address: &str) -> Self {
        let person = match user {
            Some(user) => format!("u:{user}"),
            // All spellings of one RUT count as one here too, or the difference would tell who exists.
            None => {
                let plain = typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
                format!("x:{}", plain.take(limits::FAILURE_KEY_CHARS).collect::<String>())
            }
        };
        let source = address.parse().map_or_else(|_| address.to_owned(), |address| source(address).to_string());
        Self { person, address: format!("ip:{source}") }
    }
}

/// Passes who may try now.
///
/// # Errors
/// Too many, with the seconds to wait.
pub fn may_try(read: &Read<'_>, guess: &Guess) -> Result<()> {
    let mut until = Timestamp(0);
    for key in [&guess.person, &guess.address] {
        if let Some(failures) = login_failures::get(read, key)? {
            until = until.max(failures.blocked_until);
        }
    }
    if until <= read.now {
        return Ok(());
    }
    let seconds = u32::try_from((until.0 - read.now.0 + 999) / 1000).unwrap_or(limits::LONGEST_DELAY_S);
    Err(Error::too_many(format!("Demasiados intentos. Espera {seconds} segundos."), seconds))
}

/// Counts a failure: after five a person waits 1, 2, 4… up to 60 seconds between tries, and an address may fail 30
/// times in a minute.
pub fn failed(tx: &mut Tx<'_>, guess: &Guess) -> Result<()> {
    login_failures::forget_before(tx, tx.now.before(limits::FAILURES_FADE))?;
    let person = count(tx, &guess.person, limits::FAILURES_FADE)?;
    let excess = person.count.saturating_sub(limits::FREE_FAILURES);
    let delay = if person.count < limits::FREE_FAILURES {
        0
    } else {
        1u32.checked_shl(excess).unwrap_or(u32::MAX).min(limits::LONGEST_DELAY_S)
    };
    let blocked_until = tx.now.plus_millis(i64::from(delay) * 1000);
    // `since` moves along, so that a person's failures fade 15 minutes after the last one.
    login_failures::put(tx, &guess.person, Failures { blocked_until, since: tx.now, ..person })?;

    let address = count(tx, &guess.address, limits::ADDRESS_WINDOW)?;
    let blocked_until = if address.count >= limits::ADDRESS_FAILURES {
        address.since.after(limits::ADDRESS_WINDOW)
    } else {
        Timestamp(0)
    };
    login_failures::put(tx, &guess.address, Failures { blocked_until, ..address })
}

fn count(tx: &Tx<'_>, key: &str, window: Duration) -> Result<Failures> {
    let none = Failures { count: 0, since: tx.now, blocked_until: Timestamp(0) };
    let before = login_failures::get(tx, key)?.filter(|f| f.since.after(window) > tx.now).unwrap_or(none);
    Ok(Failures { count: before.count + 1, ..before })
}

/// A login whose password was right.
pub struct Entry<'a> {
    /// Who it is.
    pub user: &'a UserId,
    /// The hash that the password was checked against.
    pub verified_hash: &'a str,
    /// A better hash to keep from now on.
    pub new_hash: Option<&'a str>,
    /// The new cookie's value.
    pub token: &'a Token,
    /// Whether to remember it for 30 days.
    pub remember: bool,
    /// The session that the browser had until now: it ends.
    pub replaces: Option<SessionId>,
    /// The browser's name.
    pub agent: &'a str,
    /// Where from.
    pub address: &'a str,
    /// What its failures were counted by.
    pub guess: &'a Guess,
}

/// Opens a session.
///
/// # Errors
/// Refused when the person was disabled, or the password changed, while it was being checked.
pub fn enter(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<SessionId> {
    if db::users::password_hash(tx, entry.user)?.as_deref() != Some(entry.verified_hash) {
        return Err(refused());
    }
    if let Some(hash) = entry.new_hash {
        db::users::set_password_hash(tx, entry.user, hash)?;
    }
    if let Some(old) = entry.replaces {
        leave(tx, old)?;
    }
    login_failures::forget(tx, &entry.guess.person)?;
    sessions::forget_ended(tx, entry.user, tx.now.before(limits::KEEP_ENDED))?;
    let life = if entry.remember { limits::REMEMBERED } else { limits::UNREMEMBERED };
    sessions::open(
        tx,
        &NewSession {
            token_hash: entry.token.hash(),
            user: entry.user,
            expires_at: tx.now.after(life),
            remember: entry.remember,
            agent: entry.agent,
            address: entry.address,
        },
    )
}

/// Ends a session; its sockets are closed once this is committed.
pub fn leave(tx: &mut Tx<'_>, session: SessionId) -> Result<()> {
    if sessions::end(tx, session)? {
        tx.publish(Event::SessionsEnded(vec![session]));
    }
    Ok(())
}

/// Ends all sessions of a person.
pub fn end_all(tx: &mut Tx<'_>, user: &UserId) -> Result<()> {
    let ended = sessions::end_all(tx, user)?;
    tx.publish(Event::SessionsEnded(ended));
    Ok(())
}

/// Whose a cookie is, if its session lives.
pub fn identify(read: &Read<'_>, token: &Token) -> Result<Option<(Session, User)>> {
    sessions::live(read, &token.hash())
}

/// Whether a session has not been noted as used for an hour.
pub fn wants_touch(session: &Session, now: Timestamp) -> bool {
    session.last_seen.plus_millis(TOUCH_EVERY_MS) < now
}

/// Notes that a session is in use.
pub fn touch(tx: &Tx<'_>, session: SessionId) -> Result<()> {
    sessions::touch(tx, session)
}

/// Those of `sessions` that have ended.
pub fn ended_among(read: &Read<'_>, sessions: &[SessionId]) -> Result<Vec<SessionId>> {
    let mut ended = Vec::new();
    for &session in sessions {
        if !db::sessions::is_live(read, session)? {
            ended.push(session);
        }
    }
    Ok(ended)
}
