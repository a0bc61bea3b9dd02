//! The one error of the crate: a code that says what kind of failure it is, and a Spanish sentence for whoever
//! reads it. It knows neither HTTP nor SQLite; each door maps the code to its own language.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::sync::Arc;

/// What kind of failure it is. Each door has one mapping (`api::errors` to a status, the command line to 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The input is malformed or something is missing.
    Invalid,
    /// Nobody is logged in.
    Unauthenticated,
    /// The asker may not.
    Forbidden,
    /// What is asked for is not there.
    NotFound,
    /// This route does not take this method.
    MethodNotAllowed,
    /// It contradicts what is stored.
    Conflict,
    /// More than the maximum.
    TooLarge,
    /// A body of a type that this route does not take.
    UnsupportedType,
    /// The request names another server.
    Misdirected,
    /// Too often.
    TooMany,
    /// It can't be done now: disk full, queue full, database not writable.
    Unavailable,
    /// A fault of ours. Logged where it arises; the sentence tells nothing of it.
    Internal,
}

/// A failure, with the sentence that is shown for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What kind it is.
    pub code: Code,
    /// One Spanish sentence.
    pub message: Cow<'static, str>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u32>,
    /// What happened technically: for the log of whoever answers, never for a client.
    pub cause: Option<Arc<str>>,
}

/// The crate's result.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of `code` with a sentence.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), retry_after: None, cause: None }
    }

    /// Malformed or missing input, with the contract's sentence for it.
    pub fn missing() -> Self {
        Self::new(Code::Invalid, "Faltan datos requeridos")
    }

    /// Bad input that a sentence of its own explains better.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Invalid, message)
    }

    /// Nobody is logged in.
    pub fn unauthenticated() -> Self {
        Self::new(Code::Unauthenticated, "Usuario no autenticado")
    }

    /// No such conversation for this person: the same whether it exists or not, so that ids can't be probed.
    pub fn no_access() -> Self {
        Self::new(Code::Forbidden, "No tienes acceso a esta conversación")
    }

    /// What is asked for is not there.
    pub fn not_found(message: &'static str) -> Self {
        Self::new(Code::NotFound, message)
    }

    /// It contradicts what is stored.
    pub fn forbidden(message: &'static str) -> Self {
        Self::new(Code::Forbidden, message)
    }

    /// Something stands in the way that the client can know of.
    pub fn conflict(message: &'static str) -> Self {
        Self::new(Code::Conflict, message)
    }

    /// Too much text, or too large a body.
    pub fn too_large() -> Self {
        Self::new(Code::TooLarge, "Mensaje demasiado largo")
    }

    /// Try again in `seconds`.
    pub fn too_many(message: impl Into<Cow<'static, str>>, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(Code::TooMany, message) }
    }

    /// It can't be done now; trying again in a few seconds makes sense.
    pub fn unavailable(message: impl Into<Cow<'static, str>>) -> Self {
        Self { retry_after: Some(3), ..Self::new(Code::Unavailable, message) }
    }

    /// A fault of ours: `cause` is for the log, the sentence says nothing of it.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::new(Code::Internal, "Error interno").because(cause)
    }

    /// The same, with what happened technically.
    pub fn because(self, cause: impl fmt::Display) -> Self {
        Self { cause: Some(cause.to_string().into()), ..self }
    }

    /// Writes what nobody expected to the log: once, where it is answered.
    pub fn log(&self) {
        if let Some(cause) = &self.cause {
            tracing::error!(%cause, "{}", self.message);
        }
    }
}

/// Why the system refused something. Its own words are English; what it says of rarer things is its number.
pub fn reason(cause: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let known = match cause.kind() {
        Kind::NotFound => "la ruta no existe",
        Kind::AlreadyExists => "ya existe algo con ese nombre",
        Kind::PermissionDenied => "no hay permiso",
        Kind::ReadOnlyFilesystem => "el disco es de solo lectura",
        Kind::StorageFull => "no queda espacio en el disco",
        Kind::QuotaExceeded => "se acabó la cuota de disco",
        Kind::FileTooLarge => "es demasiado grande",
        Kind::IsADirectory => "es un directorio",
        Kind::NotADirectory => "parte de la ruta no es un directorio",
        Kind::InvalidFilename => "el nombre no es válido",
        Kind::CrossesDevices => "está en otro disco",
        Kind::AddrInUse => "la dirección ya está en uso",
        Kind::AddrNotAvailable => "este equipo no tiene esa dirección",
        _ => {
            return match cause.raw_os_error() {
                Some(number) => format!("el sistema lo rechazó (error {number})"),
                None => "el sistema lo rechazó".to_owned(),
            };
        }
    };
    known.to_owned()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
