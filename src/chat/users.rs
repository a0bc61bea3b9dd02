//! People: who there is to write to, and what the command line does with them.

use crate::db::{self, Read, Tx};
use crate::error::{Error, Result};
use crate::model::user::Profile;
use crate::model::{User, UserId};

/// Everyone active but oneself, by name in Spanish order.
pub fn list(read: &Read<'_>, actor: &UserId) -> Result<Vec<User>> {
    let mut people = db::users::active(read)?;
    people.retain(|user| user.id != *actor);
    Ok(people)
}

/// Everyone, disabled people too.
pub fn everyone(read: &Read<'_>) -> Result<Vec<User>> {
    db::users::everyone(read)
}

/// Adds a person.
///
/// # Errors
/// A conflict when the RUT or the e-mail is somebody's.
pub fn add(tx: &mut Tx<'_>, profile: &Profile, password_hash: &str) -> Result<()> {
    if db::users::by_id(tx, &profile.id)?.is_some() {
        return Err(Error::conflict("Ya existe una persona con ese RUT"));
    }
    db::users::put(tx, profile, Some(password_hash))
}

/// Adds a person or brings one up to date. A new password ends the sessions that the old one opened.
pub fn put(tx: &mut Tx<'_>, profile: &Profile, password_hash: Option<&str>) -> Result<()> {
    db::users::put(tx, profile, password_hash)?;
    if password_hash.is_some() { super::logins::end_all(tx, &profile.id) } else { Ok(()) }
}

/// Gives a person a new password; every session of theirs ends.
pub fn set_password(tx: &mut Tx<'_>, id: &UserId, password_hash: &str) -> Result<User> {
    let user = known(tx, id)?;
    db::users::set_password_hash(tx, id, password_hash)?;
    super::logins::end_all(tx, id)?;
    Ok(user)
}

/// Keeps a person out; every session of theirs ends.
pub fn disable(tx: &mut Tx<'_>, id: &UserId) -> Result<User> {
    let user = known(tx, id)?;
    db::users::set_active(tx, id, false)?;
    super::logins::end_all(tx, id)?;
    Ok(user)
}

/// Lets a person in again.
pub fn enable(tx: &mut Tx<'_>, id: &UserId) -> Result<User> {
    let user = known(tx, id)?;
    db::users::set_active(tx, id, true)?;
    Ok(user)
}

/// The person with this key.
///
/// # Errors
/// Not found, naming the key.
pub fn known(read: &Read<'_>, id: &UserId) -> Result<User> {
    db::users::by_id(read, id)?.ok_or_else(|| Error {
        message: format!("No existe una persona con el RUT {id}").into(),
        ..Error::not_found("")
    })
}

/// Whether there is anybody at all; also the cheapest proof that the database can be read.
pub fn somebody(read: &Read<'_>) -> Result<bool> {
    Ok(!db::users::is_empty(read)?)
}
