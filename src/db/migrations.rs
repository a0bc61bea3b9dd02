//! How an older database becomes the current one: an append-only list, one entry a version, run in one transaction.
//! `user_version` says how far a file has come. A file that is newer than this binary is refused.

use rusqlite::Connection;

use crate::error::{Code, Error, Result};

/// The whole current schema, for a fresh database.
pub const SCHEMA: &str = include_str!("../../schema.sql");

/// The steps from version N to N + 1, starting at 1 (the first released schema). Never change one that was released.
const STEPS: &[&str] = &[
    // 2: catching up by number. The number of a making is known where no message has followed. Elsewhere it stays 0,
    // which nobody missed: clients had no numbers before this. Its first message's number would not do, because who
    // has taken one event takes another with the same number for known.
    "ALTER TABLE conversaciones_chat ADD COLUMN creada_secuencia INTEGER NOT NULL DEFAULT 0;
     UPDATE conversaciones_chat SET creada_secuencia = orden WHERE ultima_secuencia IS NULL;",
    include_str!("migrations/3.sql"),
    // 4: when a person was last here.
    "ALTER TABLE usuarios ADD COLUMN visto TIMESTAMP;",
    include_str!("migrations/5.sql"),
];

/// The trigger of versions 1 to 4, for who looks whether a file has code that isn't ours.
const OLD_TRIGGER: &str = "CREATE TRIGGER mensajes_eliminados AFTER UPDATE OF eliminado ON mensajes_chat WHEN new.eliminado AND NOT old.eliminado BEGIN
    UPDATE participantes_chat SET ajenos_leidos = ajenos_leidos + 1
    WHERE conversacion_id = new.conversacion_id AND usuario_id <> new.usuario_id AND leido_secuencia < new.secuencia;
END";

/// Whether the definition of a trigger or view is ours, of this version or of an older one.
pub fn is_ours(sql: &str) -> bool {
    SCHEMA.contains(sql) || OLD_TRIGGER == sql
}

/// The first version that knows files.
pub const WITH_FILES: i64 = 5;

/// The version that this binary writes.
pub const CURRENT: i64 = STEPS.len() as i64 + 1;

/// The version of an open database.
pub fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses a database that is newer than this binary: it might hold what this one does not understand.
pub fn refuse_newer(version: i64) -> Result<()> {
    if version <= CURRENT {
        return Ok(());
    }
    Err(Error::new(
        Code::Conflict,
        format!(
            "La base de datos es de una versión más nueva ({version}) que este programa ({CURRENT}): \
             usa el programa más nuevo o restaura un respaldo anterior"
        ),
    ))
}

/// Brings an open database to [`CURRENT`], all steps in one transaction.
pub fn run(connection: &mut Connection) -> Result<()> {
    let from = version(connection)?;
    refuse_newer(from)?;
    if from == CURRENT {
        return Ok(());
    }
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for step in &STEPS[(from - 1).max(0) as usize..] {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", CURRENT)?;
    Ok(tx.commit()?)
}
