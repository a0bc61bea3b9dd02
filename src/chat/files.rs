//! Receiving files, and who gets to see them.

use crate::db::{self, Read, Tx};
use crate::error::{Code, Error, Result};
use crate::model::{Allowance, Attachment, Content, FileId, FileName, Timestamp, Upload, UserId, limits};

/// Whether `actor` may send a file of so many bytes. Counts all that they have: to be asked beside the writer, once at a
/// time for each person, so that it still holds when [`begin`] comes.
///
/// # Errors
/// Too large by itself, or together with what they have sent; a conflict when too much of theirs is in no message.
pub fn may_begin(read: &Read<'_>, actor: &UserId, bytes: u64, allowed: Allowance) -> Result<()> {
    if bytes > allowed.file {
        return Err(Error::new(Code::TooLarge, "El archivo es demasiado grande"));
    }
    if db::files::used_by(read, actor)?.saturating_add(bytes) > allowed.person {
        return Err(Error::new(Code::TooLarge, "Ya no te queda espacio para archivos"));
    }
    if db::files::unsent_of(read, actor)? >= limits::UNSENT_PER_PERSON {
        return Err(Error::conflict("Tienes demasiados archivos sin enviar"));
    }
    Ok(())
}

/// Makes place for a file of `actor`'s, who [`may_begin`] it.
///
/// # Errors
/// When it can't be noted.
pub fn begin(tx: &mut Tx<'_>, actor: &UserId, name: &FileName, bytes: u64) -> Result<Upload> {
    let id = db::files::begin(tx, actor, name, bytes)?;
    Ok(Upload { id, owner: actor.clone(), name: name.as_str().to_owned(), bytes, content: None })
}

/// A file that is `actor`'s own, to be received further.
///
/// # Errors
/// Not found for anybody else's.
pub fn own(read: &Read<'_>, actor: &UserId, id: Option<FileId>) -> Result<Upload> {
    let found = id.map_or(Ok(None), |id| db::files::by_id(read, id))?;
    found.filter(|file| file.owner == *actor).ok_or_else(missing)
}

/// How large a picture with this content is, if one was looked at before, whoever sent it: its width and height.
///
/// # Errors
/// When that can't be read.
pub fn known_picture(read: &Read<'_>, hash: &str) -> Result<Option<(u32, u32)>> {
    db::files::picture(read, hash)
}

/// Notes that a file is all here, and safe on the disk. Gives it as it is now.
///
/// # Errors
/// Not found when it was cancelled meanwhile.
pub fn complete(tx: &mut Tx<'_>, actor: &UserId, id: FileId, bytes: u64, content: &Content) -> Result<Upload> {
    let file = own(tx, actor, Some(id))?;
    if file.content.is_none() {
        db::files::complete(tx, id, bytes, content)?;
    }
    own(tx, actor, Some(id))
}

/// Gives up a file that no message carries. Also gives the hash of what was in it, if it had come.
///
/// # Errors
/// Not found for anybody else's; a conflict when it was sent.
pub fn cancel(tx: &mut Tx<'_>, actor: &UserId, id: Option<FileId>) -> Result<(FileId, Option<String>)> {
    let file = own(tx, actor, id)?;
    if db::files::is_carried(tx, file.id)? {
        return Err(Error::conflict("Ese archivo ya se envió"));
    }
    Ok((file.id, db::files::remove(tx, file.id)?))
}

/// A file that `actor` may see: who takes part where a message carries it, and its owner before that.
///
/// # Errors
/// Not found for everybody else, and while it is not all here.
pub fn seen(read: &Read<'_>, actor: &UserId, id: Option<FileId>) -> Result<Attachment> {
    let found = id.map_or(Ok(None), |id| db::files::by_id(read, id))?;
    let file = found.ok_or_else(missing)?;
    let is_unsent = || Ok::<_, Error>(file.owner == *actor && !db::files::is_carried(read, file.id)?);
    if !db::files::is_shown_to(read, file.id, actor)? && !is_unsent()? {
        return Err(missing());
    }
    attachment(file).ok_or_else(missing)
}

/// Files of `actor`'s that a new message is to carry.
///
/// # Errors
/// Not found for what is not theirs; a conflict for what is not all here, or was sent.
pub(super) fn to_attach(read: &Read<'_>, actor: &UserId, ids: &[Option<FileId>]) -> Result<Vec<Attachment>> {
    let mut attachments: Vec<Attachment> = Vec::new();
    for id in ids {
        let file = own(read, actor, *id)?;
        if db::files::is_carried(read, file.id)? || attachments.iter().any(|other| other.id == file.id) {
            return Err(Error::conflict("Ese archivo ya se envió"));
        }
        let incomplete = || Error::conflict("Ese archivo todavía no llega completo");
        attachments.push(attachment(file).ok_or_else(incomplete)?);
    }
    Ok(attachments)
}

/// So many files that were never sent and are over a day old, by their ids from behind one on.
///
/// # Errors
/// When they can't be read.
pub fn abandoned(read: &Read<'_>, after: Option<FileId>, most: usize) -> Result<Vec<FileId>> {
    let age = limits::UNSENT_FILES.as_millis() as i64;
    db::files::unsent(read, after, Timestamp(read.now.0 - age), most)
}

/// Forgets those of these that no message carries by now. Gives the hashes of what was in them.
///
/// # Errors
/// When that can't be noted.
pub fn forget(tx: &mut Tx<'_>, ids: &[FileId]) -> Result<Vec<String>> {
    let mut gone = Vec::new();
    for id in ids {
        if !db::files::is_carried(tx, *id)? {
            gone.extend(db::files::remove(tx, *id)?);
        }
    }
    Ok(gone)
}

fn attachment(Upload { id, name, bytes, content, .. }: Upload) -> Option<Attachment> {
    Some(Attachment { id, name, bytes, content: content? })
}

fn missing() -> Error {
    Error::not_found("Archivo no encontrado")
}
