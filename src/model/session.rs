//! A logged-in session, and the secret that its cookie holds.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::{SessionId, Timestamp, UserId};
use crate::error::{Error, Result};

/// A live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// When it ends, by the server's clock.
    pub expires_at: Timestamp,
    /// When it was last seen, by the server's clock; kept to the hour.
    pub last_seen: Timestamp,
}

/// The value of the cookie: 32 random bytes (ASVS 7.2.3 asks for 16). The database holds only its hash.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A new one from the operating system's generator.
    pub fn generate() -> Result<Self> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What a cookie brought: anything else than 43 characters is none of ours.
    pub fn from_cookie(value: &str) -> Option<Self> {
        (value.len() == 43 && value.is_ascii()).then(|| Self(value.to_owned()))
    }

    /// The value for the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The session's CSRF token: another hash of the same secret, so that only who holds the cookie can make it.
    pub fn csrf(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"weigence csrf\0");
        hash.update(self.0.as_bytes());
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }
}
