//! People.

use std::sync::Arc;

use rusqlite::Row;

use super::{Read, Tx};
use crate::error::{Error, Result};
use crate::model::user::{Profile, email_key, sort_key};
use crate::model::{User, UserId};

pub(super) fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        role: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
        active: row.get(4)?,
    })
}

pub(super) const BY_ID: &str = "SELECT rut_usuario, nombre, correo, rol, activo FROM usuarios WHERE rut_usuario = ?1";
pub(super) const BY_EMAIL: &str =
    "SELECT rut_usuario, nombre, correo, rol, activo FROM usuarios WHERE correo_clave = ?1";
pub(super) const BY_NAME: &str =
    "SELECT rut_usuario, nombre, correo, rol, activo FROM usuarios WHERE nombre = ?1 LIMIT 2";
pub(super) const BY_NUMBER: &str = "SELECT rut_usuario, nombre, correo, rol, activo FROM usuarios \
     WHERE rut_numero = ?1 AND activo LIMIT 2";
pub(super) const ACTIVE: &str = "SELECT rut_usuario, nombre, correo, rol, activo FROM usuarios \
     WHERE activo = 1 ORDER BY nombre_orden, rut_usuario";
/// When those were last here who share a conversation with a person.
pub(super) const SEEN: &str = "SELECT rut_usuario, visto FROM usuarios WHERE rut_usuario IN ( \
     SELECT other.usuario_id FROM participantes_chat mine JOIN participantes_chat other \
         ON other.conversacion_id = mine.conversacion_id AND other.usuario_id <> mine.usuario_id \
     WHERE mine.usuario_id = ?1)";

/// The person with this key.
pub fn by_id(read: &Read<'_>, id: &UserId) -> Result<Option<User>> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Query, id);
    read.one(BY_ID, [id], user)
}

/// The person with this e-mail address, in any case.
pub fn by_email(read: &Read<'_>, email: &str) -> Result<Option<User>> {
    read.one(BY_EMAIL, [email_key(email)], user)
}

/// The person with exactly this name, when there is only one.
pub fn by_unique_name(read: &Read<'_>, name: &str) -> Result<Option<User>> {
    let mut found = read.all(BY_NAME, [name], user)?;
    Ok(found.pop().filter(|_| found.is_empty()))
}

/// The active people (two at most) whose RUT has this number before the hyphen.
pub fn by_number(read: &Read<'_>, number: i64) -> Result<Vec<User>> {
    read.all(BY_NUMBER, [number], user)
}

/// Everyone active, by name in Spanish order.
pub fn active(read: &Read<'_>) -> Result<Vec<User>> {
    read.all(ACTIVE, [], user)
}

/// Everyone, by name in Spanish order.
pub fn everyone(read: &Read<'_>) -> Result<Vec<User>> {
    let sql = "SELECT rut_usuario, nombre, correo, rol, activo FROM usuarios ORDER BY nombre_orden, rut_usuario";
    read.all(sql, [], user)
}

/// Whether there is nobody yet.
pub fn is_empty(read: &Read<'_>) -> Result<bool> {
    Ok(read.one("SELECT 1 FROM usuarios LIMIT 1", [], |_| Ok(()))?.is_none())
}

/// The stored hash of this person's password, if they can log in.
pub fn password_hash(read: &Read<'_>, id: &UserId) -> Result<Option<String>> {
    let sql = "SELECT clave_hash FROM usuarios WHERE rut_usuario = ?1 AND activo";
    Ok(read.one(sql, [id], |row| row.get(0))?.flatten())
}

/// The person as the writer remembers them.
pub fn remembered(tx: &mut Tx<'_>, id: &UserId) -> Result<Option<Arc<User>>> {
    if let Some(user) = tx.cache.users.get(id) {
        return Ok(Some(user.clone()));
    }
    let Some(user) = by_id(tx, id)?.map(Arc::new) else {
        return Ok(None);
    };
    tx.cache.users.insert(id.clone(), user.clone());
    Ok(Some(user))
}

/// Adds a person, or brings one that is there up to date. The password stays when `hash` is `None`.
pub fn put(tx: &mut Tx<'_>, profile: &Profile, hash: Option<&str>) -> Result<()> {
    if let Some(email) = &profile.email
        && let Some(owner) = by_email(tx, email)?
        && owner.id != profile.id
    {
        return Err(Error::conflict("El correo ya pertenece a otra persona"));
    }
    tx.run(
        "INSERT INTO usuarios (rut_usuario, nombre, correo, rol, clave_hash, nombre_orden, correo_clave, rut_numero) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
         ON CONFLICT (rut_usuario) DO UPDATE SET nombre = excluded.nombre, correo = excluded.correo, \
             rol = excluded.rol, clave_hash = coalesce(excluded.clave_hash, clave_hash), \
             nombre_orden = excluded.nombre_orden, correo_clave = excluded.correo_clave",
        rusqlite::params![
            profile.id,
            profile.name,
            profile.email,
            profile.role,
            hash,
            sort_key(&profile.name),
            profile.email.as_deref().map(email_key),
            profile.id.number(),
        ],
    )?;
    tx.cache.users.remove(&profile.id);
    Ok(())
}

/// Replaces the hash of a person's password.
pub fn set_password_hash(tx: &Tx<'_>, id: &UserId, hash: &str) -> Result<()> {
    tx.run("UPDATE usuarios SET clave_hash = ?2 WHERE rut_usuario = ?1", rusqlite::params![id, hash]).map(drop)
}

/// Lets a person in, or keeps them out.
pub fn set_active(tx: &mut Tx<'_>, id: &UserId, active: bool) -> Result<()> {
    tx.run("UPDATE usuarios SET activo = ?2 WHERE rut_usuario = ?1", rusqlite::params![id, active])?;
    tx.cache.users.remove(id);
    Ok(())
}

/// Everyone with whom this person shares a conversation, and when they were last here, as far as that was kept.
pub fn last_seen(read: &Read<'_>, id: &UserId) -> Result<Vec<(UserId, Option<String>)>> {
    #[cfg(debug_assertions)]
    crate::model::faults::strike(crate::model::faults::Place::Query, id);
    read.all(SEEN, [id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Keeps when a person was last here.
pub fn set_seen(tx: &Tx<'_>, id: &UserId, seen: &str) -> Result<()> {
    tx.run("UPDATE usuarios SET visto = ?2 WHERE rut_usuario = ?1", rusqlite::params![id, seen]).map(drop)
}
