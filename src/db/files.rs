//! Files, and which messages carry them. What is in them lies beside the database.

use rusqlite::{Connection, Row, params};

use super::{Read, Tx, migrations};
use crate::error::Result;
use crate::files::copies::Kept;
use crate::model::{Attachment, Content, FileId, FileName, Timestamp, Upload, UserId};

macro_rules! select_file {
    ($rest:literal) => {
        concat!("SELECT id, usuario_id, nombre, bytes, huella, tipo, ancho, alto, miniatura FROM archivos ", $rest)
    };
}

pub(super) const BY_ID: &str = select_file!("WHERE id = ?1");
pub(super) const OF_MESSAGE: &str = "SELECT f.id, f.usuario_id, f.nombre, f.bytes, f.huella, f.tipo, f.ancho, f.alto, \
     f.miniatura FROM adjuntos a JOIN archivos f ON f.id = a.archivo WHERE a.mensaje = ?1 ORDER BY a.posicion";
pub(super) const IS_SHOWN_TO: &str = "SELECT 1 FROM adjuntos a \
     CROSS JOIN mensajes_chat m ON m.secuencia = a.mensaje AND NOT m.eliminado \
     CROSS JOIN participantes_chat p ON p.conversacion_id = m.conversacion_id AND p.usuario_id = ?2 \
     WHERE a.archivo = ?1 LIMIT 1";
pub(super) const IS_CARRIED: &str = "SELECT 1 FROM adjuntos WHERE archivo = ?1 LIMIT 1";
pub(super) const USED_BY: &str = "SELECT coalesce(sum(bytes), 0) FROM archivos WHERE usuario_id = ?1";
pub(super) const PICTURE: &str = "SELECT ancho, alto FROM archivos \
     WHERE huella = ?1 AND miniatura AND ancho IS NOT NULL AND alto IS NOT NULL LIMIT 1";
pub(super) const UNSENT_OF: &str = "SELECT count(*) FROM archivos f WHERE f.usuario_id = ?1 \
     AND NOT EXISTS (SELECT 1 FROM adjuntos a WHERE a.archivo = f.id)";
pub(super) const UNSENT: &str = "SELECT f.id FROM archivos f WHERE f.id > ?1 AND f.cuando < ?2 \
     AND NOT EXISTS (SELECT 1 FROM adjuntos a WHERE a.archivo = f.id) ORDER BY f.id LIMIT ?3";
pub(super) const CONTENTS: &str = "SELECT DISTINCT huella, bytes FROM archivos WHERE huella IS NOT NULL";
pub(super) const IS_KEPT: &str = "SELECT 1 FROM archivos WHERE huella = ?1 LIMIT 1";

fn upload(row: &Row<'_>) -> rusqlite::Result<Upload> {
    let (width, height): (Option<u32>, Option<u32>) = (row.get(6)?, row.get(7)?);
    let content = match row.get::<_, Option<String>>(4)? {
        Some(hash) => Some(Content { hash, kind: row.get(5)?, size: width.zip(height), has_thumbnail: row.get(8)? }),
        None => None,
    };
    Ok(Upload {
        id: row.get(0)?,
        owner: row.get(1)?,
        name: row.get(2)?,
        bytes: row.get::<_, i64>(3)?.unsigned_abs(),
        content,
    })
}

/// The file with this id.
pub fn by_id(read: &Read<'_>, id: FileId) -> Result<Option<Upload>> {
    read.one(BY_ID, [id], upload)
}

/// What a message carries.
pub fn of_message(read: &Read<'_>, seq: i64) -> Result<Vec<Attachment>> {
    let found = read.all(OF_MESSAGE, [seq], upload)?;
    let attachment = |Upload { id, name, bytes, content, .. }| Some(Attachment { id, name, bytes, content: content? });
    Ok(found.into_iter().filter_map(attachment).collect())
}

/// Whether a message that `user` may read carries it.
pub fn is_shown_to(read: &Read<'_>, id: FileId, user: &UserId) -> Result<bool> {
    Ok(read.one(IS_SHOWN_TO, params![id, user], |_| Ok(()))?.is_some())
}

/// Whether any message carries it.
pub fn is_carried(read: &Read<'_>, id: FileId) -> Result<bool> {
    Ok(read.one(IS_CARRIED, [id], |_| Ok(()))?.is_some())
}

/// Bytes of all files of a person.
pub fn used_by(read: &Read<'_>, user: &UserId) -> Result<u64> {
    Ok(read.one(USED_BY, [user], |row| row.get::<_, i64>(0))?.unwrap_or_default().unsigned_abs())
}

/// How many files of a person no message carries.
pub fn unsent_of(read: &Read<'_>, user: &UserId) -> Result<u64> {
    Ok(read.one(UNSENT_OF, [user], |row| row.get::<_, i64>(0))?.unwrap_or_default().unsigned_abs())
}

/// So many files that no message carries and that came before `time`, by their ids from behind one on.
pub fn unsent(read: &Read<'_>, after: Option<FileId>, time: Timestamp, most: usize) -> Result<Vec<FileId>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    read.all(UNSENT, params![after, time, most as i64], |row| row.get(0))
}

/// Whether any file has this content.
pub fn is_kept(read: &Read<'_>, hash: &str) -> Result<bool> {
    Ok(read.one(IS_KEPT, [hash], |_| Ok(()))?.is_some())
}

/// The size of a picture with this content that has a small one.
pub fn picture(read: &Read<'_>, hash: &str) -> Result<Option<(u32, u32)>> {
    read.one(PICTURE, [hash], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Notes a file that is about to be received.
pub fn begin(tx: &Tx<'_>, owner: &UserId, name: &FileName, bytes: u64) -> Result<FileId> {
    let id = FileId::new();
    let sql = "INSERT INTO archivos (id, usuario_id, nombre, bytes, cuando) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.run(sql, params![id, owner, name.as_str(), bytes as i64, tx.now])?;
    Ok(id)
}

/// Notes that a file is all here. From now on it has a day to be sent.
pub fn complete(tx: &Tx<'_>, id: FileId, bytes: u64, content: &Content) -> Result<()> {
    let sql = "UPDATE archivos SET bytes = ?2, huella = ?3, tipo = ?4, ancho = ?5, alto = ?6, miniatura = ?7, cuando = ?8 \
         WHERE id = ?1";
    let (width, height) = content.size.unzip();
    let Content { hash, kind, has_thumbnail, .. } = content;
    tx.run(sql, params![id, bytes as i64, hash, kind, width, height, has_thumbnail, tx.now]).map(drop)
}

/// Gives files to a message, in this order.
pub fn attach(tx: &Tx<'_>, seq: i64, attachments: &[Attachment]) -> Result<()> {
    for (place, file) in attachments.iter().enumerate() {
        let sql = "INSERT INTO adjuntos (mensaje, posicion, archivo) VALUES (?1, ?2, ?3)";
        tx.run(sql, params![seq, place as i64, file.id])?;
    }
    Ok(())
}

/// Takes its files from a message; what no other one carries is no file any more. Gives the hashes of those.
pub fn detach(tx: &Tx<'_>, seq: i64) -> Result<Vec<String>> {
    let files: Vec<FileId> = tx.all("SELECT archivo FROM adjuntos WHERE mensaje = ?1", [seq], |row| row.get(0))?;
    tx.run("DELETE FROM adjuntos WHERE mensaje = ?1", [seq])?;
    let mut gone = Vec::new();
    for id in files {
        if !is_carried(tx, id)? {
            gone.extend(remove(tx, id)?);
        }
    }
    Ok(gone)
}

/// A file that is one no more. Gives the hash of what was in it, if it had come.
pub fn remove(tx: &Tx<'_>, id: FileId) -> Result<Option<String>> {
    let content = by_id(tx, id)?.and_then(|file| file.content);
    tx.run("DELETE FROM archivos WHERE id = ?1", [id])?;
    Ok(content.map(|content| content.hash))
}

/// Everything that is in files, of any database of ours; an older one has none.
pub(super) fn contents(connection: &Connection) -> Result<Vec<Kept>> {
    if migrations::version(connection)? < migrations::WITH_FILES {
        return Ok(Vec::new());
    }
    let mut all = connection.prepare(CONTENTS)?;
    let kept = all.query_map([], |row| Ok(Kept { hash: row.get(0)?, bytes: row.get::<_, i64>(1)?.unsigned_abs() }))?;
    Ok(kept.collect::<rusqlite::Result<_>>()?)
}
