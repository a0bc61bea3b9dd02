//! Conversations.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Row, params};

use super::participants::ConversationKey;
use super::{Read, Tx, users};
use crate::error::Result;
use crate::model::{
    Conversation, ConversationId, ConversationView, Group, LastMessage, Message, Standing, Traits, User, UserId, limits,
};

/// Conversations as person `?1` sees them, who are named in `?2` of each at most.
///
/// The last message by its place, which is one way down the table; by its sequence it would be another one through an
/// index first, and half the time of the whole list. Mentions are looked for only where something is unread.
macro_rules! select_view {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.nombre, c.es_grupal, c.creado_por, c.ultima_actualizacion, \
                c.total_mensajes - p.propios - p.ajenos_leidos, m.id, m.contenido, m.fecha_envio, m.usuario_id, \
                m.editado, m.eliminado, m.secuencia, p.rol, c.solo_admins, m.rasgos, p.entrada, \
                CASE WHEN c.es_grupal AND c.total_mensajes - p.propios - p.ajenos_leidos > 0 THEN \
                    (SELECT count(*) FROM (SELECT DISTINCT n.mensaje FROM menciones n \
                        CROSS JOIN mensajes_chat w ON w.secuencia = n.mensaje AND w.usuario_id <> ?1 \
                        WHERE n.usuario_id IN (?1, '*') AND n.conversacion = c.numero AND n.mensaje > p.leido_secuencia \
                        LIMIT ?2)) ELSE 0 END \
             FROM participantes_chat p \
             JOIN conversaciones_chat c ON c.id = p.conversacion_id \
             LEFT JOIN mensajes_chat m ON m.conversacion_id = c.id AND m.lugar = (SELECT lugar FROM mensajes_chat \
                 WHERE lugar > (c.numero << 32) AND lugar <= (c.numero << 32) + 4294967295 ORDER BY lugar DESC LIMIT 1) \
             WHERE p.usuario_id = ?1 ",
            $rest
        )
    };
}

pub(super) const LIST: &str = select_view!("ORDER BY c.orden DESC");
pub(super) const ONE: &str = select_view!("AND p.conversacion_id = ?3");
pub(super) const OTHERS_OF_ALL: &str = "SELECT u.rut_usuario, u.nombre, u.correo, u.rol, u.activo, p.conversacion_id, \
        p.rol, p.leido_secuencia, u.recibido_secuencia, p.entrada \
     FROM participantes_chat mine \
     JOIN participantes_chat p ON p.conversacion_id = mine.conversacion_id AND p.usuario_id <> mine.usuario_id \
     JOIN usuarios u ON u.rut_usuario = p.usuario_id \
     WHERE mine.usuario_id = ?1 ORDER BY u.nombre_orden, u.rut_usuario";
pub(super) const OTHERS: &str = "SELECT u.rut_usuario, u.nombre, u.correo, u.rol, u.activo, p.conversacion_id, \
        p.rol, p.leido_secuencia, u.recibido_secuencia, p.entrada \
     FROM participantes_chat p JOIN usuarios u ON u.rut_usuario = p.usuario_id \
     WHERE p.conversacion_id = ?1 AND p.usuario_id <> ?2 ORDER BY u.nombre_orden, u.rut_usuario";

pub(super) const CHANGED: &str = "SELECT c.id, c.numero, c.creada_secuencia FROM participantes_chat p \
     JOIN conversaciones_chat c ON c.id = p.conversacion_id WHERE p.usuario_id = ?1 AND (c.orden > ?2 OR c.cambio > ?2)";
pub(super) const PLACES: &str = "SELECT c.id, c.numero, coalesce(c.ultima_secuencia, 0) FROM participantes_chat p \
     JOIN conversaciones_chat c ON c.id = p.conversacion_id WHERE p.usuario_id = ?1";
pub(super) const PEOPLE: &str = "SELECT u.rut_usuario, u.nombre, u.correo, u.rol, u.activo, p.rol \
     FROM participantes_chat p JOIN usuarios u ON u.rut_usuario = p.usuario_id \
     WHERE p.conversacion_id = ?1 ORDER BY u.nombre_orden, u.rut_usuario";

fn view(row: &Row<'_>) -> rusqlite::Result<ConversationView> {
    let last_message = match row.get::<_, Option<crate::model::MessageId>>(6)? {
        None => None,
        Some(id) => {
            let deleted: bool = row.get(11)?;
            Some(LastMessage {
                id,
                content: if deleted { String::new() } else { row.get(7)? },
                sent_at: row.get(8)?,
                author: row.get(9)?,
                edited: row.get(10)?,
                is_system: Traits(row.get(15)?).has(Traits::SYSTEM),
                seq: row.get(12)?,
            })
        }
    };
    Ok(ConversationView {
        conversation: Conversation {
            id: row.get(0)?,
            name: row.get(1)?,
            is_group: row.get(2)?,
            created_by: row.get(3)?,
            updated_at: row.get(4)?,
        },
        others: Vec::new(),
        last_message,
        unread: row.get::<_, i64>(5)?.max(0),
        mentions: row.get(17)?,
        joined: row.get(16)?,
        standings: Vec::new(),
        role: row.get(13)?,
        announces: row.get(14)?,
    })
}

fn other(row: &Row<'_>) -> rusqlite::Result<(Arc<User>, Standing)> {
    let standing = Standing { role: row.get(6)?, read: row.get(7)?, received: row.get(8)?, joined: row.get(9)? };
    Ok((Arc::new(users::user(row)?), standing))
}

/// All conversations of a person, latest activity first.
pub fn list(read: &Read<'_>, asker: &UserId) -> Result<Vec<ConversationView>> {
    let mut views = read.all(LIST, params![asker, limits::MENTIONS_COUNTED], view)?;
    let mut others: HashMap<ConversationId, Vec<(Arc<User>, Standing)>> = HashMap::with_capacity(views.len());
    for (id, one) in read.all(OTHERS_OF_ALL, [asker], |row| Ok((row.get(5)?, other(row)?)))? {
        others.entry(id).or_default().push(one);
    }
    for view in &mut views {
        (view.others, view.standings) = others.remove(&view.conversation.id).unwrap_or_default().into_iter().unzip();
    }
    Ok(views)
}

/// Everyone in a conversation, by name, and how they stand in it.
pub fn everyone(read: &Read<'_>, id: ConversationId) -> Result<(Vec<Arc<User>>, Vec<Standing>)> {
    Ok(read.all(OTHERS, params![id, ""], other)?.into_iter().unzip())
}

/// One conversation as one of its people sees it; `None` for anybody else.
pub fn one(read: &Read<'_>, id: ConversationId, asker: &UserId) -> Result<Option<ConversationView>> {
    let Some(mut view) = read.one(ONE, params![asker, limits::MENTIONS_COUNTED, id], view)? else {
        return Ok(None);
    };
    (view.others, view.standings) = read.all(OTHERS, params![id, asker], other)?.into_iter().unzip();
    Ok(Some(view))
}

/// Where the messages of a conversation lie.
pub(super) fn number(read: &Read<'_>, id: ConversationId) -> Result<Option<i64>> {
    read.one("SELECT numero FROM conversaciones_chat WHERE id = ?1", [id], |row| row.get(0))
}

/// Where the messages of a conversation lie.
pub struct Place {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Its number, which its messages and the index have.
    pub number: i64,
    /// The sequence of its newest message; 0 where there is none.
    pub newest: i64,
}

/// A person's conversations, each with where its messages lie.
pub fn places(read: &Read<'_>, user: &UserId) -> Result<Vec<Place>> {
    let place = |row: &Row<'_>| Ok(Place { conversation: row.get(0)?, number: row.get(1)?, newest: row.get(2)? });
    read.all(PLACES, [user], place)
}

/// A conversation with everyone in it.
pub fn group(read: &Read<'_>, id: ConversationId) -> Result<Option<Group>> {
    let sql = "SELECT id, nombre, es_grupal, creado_por, ultima_actualizacion, solo_admins FROM conversaciones_chat \
         WHERE id = ?1";
    let found = read.one(sql, [id], |row| {
        let conversation = Conversation {
            id: row.get(0)?,
            name: row.get(1)?,
            is_group: row.get(2)?,
            created_by: row.get(3)?,
            updated_at: row.get(4)?,
        };
        Ok((conversation, row.get(5)?))
    })?;
    let Some((conversation, announces)) = found else { return Ok(None) };
    let people = read.all(PEOPLE, [id], |row| Ok((Arc::new(users::user(row)?), row.get(5)?)))?;
    Ok(Some(Group { conversation, announces, people }))
}

/// Gives a group another name.
pub fn rename(tx: &Tx<'_>, id: ConversationId, name: &str) -> Result<()> {
    tx.run("UPDATE conversaciones_chat SET nombre = ?2 WHERE id = ?1", params![id, name]).map(drop)
}

/// Lets only admins write in a group, or everyone.
pub fn set_announces(tx: &mut Tx<'_>, id: ConversationId, on: bool) -> Result<()> {
    tx.run("UPDATE conversaciones_chat SET solo_admins = ?2 WHERE id = ?1", params![id, on])?;
    tx.cache.conversations.remove(&id);
    Ok(())
}

/// The 1:1 with this pair key.
pub fn by_pair(read: &Read<'_>, pair_key: &str) -> Result<Option<ConversationId>> {
    read.one("SELECT id FROM conversaciones_chat WHERE par_clave = ?1", [pair_key], |row| row.get(0))
}

/// Who made the conversation with this id, and the fingerprint of the request if it is a group.
pub fn origin(read: &Read<'_>, id: ConversationId) -> Result<Option<(UserId, Option<Vec<u8>>)>> {
    let sql = "SELECT creado_por, huella_creacion FROM conversaciones_chat WHERE id = ?1";
    read.one(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A person's conversations in which something came after `since`, each with the sequence of its making.
pub fn changed_since(read: &Read<'_>, asker: &UserId, since: i64) -> Result<Vec<(ConversationKey, i64)>> {
    let changed = |row: &Row<'_>| Ok((ConversationKey { id: row.get(0)?, number: row.get(1)? }, row.get(2)?));
    read.all(CHANGED, params![asker, since], changed)
}

/// Stores a conversation under the sequence of its making. False when its id or its pair stands already.
pub fn insert(
    tx: &Tx<'_>,
    conversation: &Conversation,
    pair_key: Option<&str>,
    fingerprint: Option<&[u8]>,
    seq: i64,
) -> Result<bool> {
    let inserted = tx.run(
        "INSERT INTO conversaciones_chat \
             (id, nombre, es_grupal, creado_por, ultima_actualizacion, par_clave, huella_creacion, orden, creada_secuencia) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT DO NOTHING",
        params![
            conversation.id,
            conversation.name,
            conversation.is_group,
            conversation.created_by,
            conversation.updated_at,
            pair_key,
            fingerprint,
            seq,
        ],
    )?;
    Ok(inserted > 0)
}

/// Points a conversation at its newest message and counts it.
pub fn advance(tx: &Tx<'_>, key: ConversationKey, message: &Message) -> Result<()> {
    tx.run(
        "UPDATE conversaciones_chat SET ultima_actualizacion = ?2, orden = ?3, ultima_secuencia = ?3, \
             total_mensajes = total_mensajes + 1 WHERE numero = ?1",
        params![key.number, message.sent_at, message.seq],
    )
    .map(drop)
}
