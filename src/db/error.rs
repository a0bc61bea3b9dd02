//! SQLite's failures in the crate's terms. The text of a failure is kept for the log, never for a client.

use rusqlite::ErrorCode;

use crate::error::Error;

impl From<rusqlite::Error> for Error {
    fn from(cause: rusqlite::Error) -> Self {
        let sentence = match cause.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => "No queda espacio en el disco: por ahora no se puede guardar nada",
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                "La base de datos es de solo lectura: por ahora no se puede guardar nada"
            }
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => {
                "El disco no responde: por ahora no se puede usar la base de datos"
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "La base de datos está ocupada; intenta de nuevo en unos segundos"
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "La base de datos está dañada",
            _ => return Error::internal(cause),
        };
        Error::unavailable(sentence).because(cause)
    }
}
