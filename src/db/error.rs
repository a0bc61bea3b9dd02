//! SQLite's failures in the crate's terms. The text of a failure is kept for the log, never for a client.

use rusqlite::ErrorCode;

use crate::error::Error;

/// There is no room left.
pub(super) const FULL: &str = "No queda espacio en el disco: por ahora no se puede guardar nada";
/// What is stored is not what was stored.
const DAMAGED: &str = "La base de datos está dañada";

const READ_ONLY: &str = "La base de datos es de solo lectura: por ahora no se puede guardar nada";
const NO_ANSWER: &str = "El disco no responde: por ahora no se puede usar la base de datos";

/// Whether an error of SQLite's means that nothing can be written, though there may be room.
pub(super) fn is_unwritable(error: &Error) -> bool {
    error.message == READ_ONLY || error.message == NO_ANSWER
}

/// Whether an error of SQLite's means that the disk is full.
pub(super) fn is_full(error: &Error) -> bool {
    error.message == FULL
}

/// Whether an error of SQLite's means that the file is damaged.
pub(super) fn is_damage(error: &Error) -> bool {
    error.message == DAMAGED
}

/// What `quick_check` found is damage as well.
pub(super) fn damaged(verdict: &str) -> Error {
    Error::unavailable(DAMAGED).because(verdict)
}

impl From<rusqlite::Error> for Error {
    fn from(cause: rusqlite::Error) -> Self {
        let sentence = match cause.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => FULL,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => READ_ONLY,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => NO_ANSWER,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "La base de datos está ocupada; intenta de nuevo en unos segundos"
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => DAMAGED,
            _ => return Error::internal(cause),
        };
        Error::unavailable(sentence).because(cause)
    }
}
