//! Passwords: argon2id with OWASP's minimum (19 MiB, two passes, one lane), which is the crate's default.

use std::cell::RefCell;
use std::sync::LazyLock;

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::error::{Error, Result};
use crate::model::limits;

/// Checks the length; says what is wrong in one sentence.
pub fn check(password: &str) -> Result<()> {
    let (least, most) = (limits::PASSWORD_MIN_BYTES, limits::PASSWORD_MAX_BYTES);
    if (least..=most).contains(&password.len()) {
        return Ok(());
    }
    Err(Error::invalid(format!("La contraseña debe tener entre {least} y {most} bytes")))
}

/// Whether a password deserves a warning: short, or among the most common ones.
pub fn is_weak(password: &str) -> bool {
    password.len() < limits::PASSWORD_ADVISED_BYTES || COMMON.contains(&password.to_lowercase().as_str())
}

/// Those that head every published list and are 8 bytes or longer, and what people of Chile add to them.
const COMMON: &[&str] = &[
    "12345678",
    "123456789",
    "1234567890",
    "11111111",
    "00000000",
    "87654321",
    "12341234",
    "password",
    "password1",
    "contraseña",
    "contrasena",
    "qwertyui",
    "qwerty123",
    "qwertyuiop",
    "iloveyou",
    "abcd1234",
    "abc12345",
    "1q2w3e4r",
    "farmacia",
    "farmacia1",
    "colocolo",
    "universidad",
    "santiago",
    "chile123",
    "chilechile",
    "tequiero",
    "teamomucho",
    "princesa",
    "estrella",
    "administrador",
    "admin123",
    "bienvenido",
    "cambiame",
    "weigence",
    "weigence1",
];

/// Hashes a password with a new salt. Takes about 25 ms and 19 MiB: callers bound how many run at once.
pub fn hash(password: &str) -> Result<String> {
    Ok(Argon2::default().hash_password(password.as_bytes()).map_err(Error::internal)?.to_string())
}

/// Whether `password` is the one that was hashed. Without a hash it takes the same time and says no, so that nobody
/// learns from a clock who exists.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    static NOBODYS: LazyLock<String> = LazyLock::new(|| hash("la clave de nadie").unwrap_or_default());
    let text = stored.unwrap_or(&NOBODYS);
    let Ok(parsed) = PasswordHash::new(text) else {
        tracing::error!("una clave guardada no se entiende");
        return false;
    };
    fits(password, &parsed).unwrap_or(false) && stored.is_some()
}

thread_local! {
    /// What argon2 works in. Taken anew each time, 19 MiB here and 19 MiB there leave the heap full of holes: a storm
    /// of logins left 90 MiB of them behind.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

fn fits(password: &str, stored: &PasswordHash) -> argon2::password_hash::Result<bool> {
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
        return Ok(false);
    };
    let algorithm = Algorithm::try_from(stored.algorithm.as_str())?;
    let version = stored.version.map(Version::try_from).transpose()?.unwrap_or_default();
    let params = Params::try_from(stored)?;
    let blocks = params.block_count();
    let mut found = vec![0; expected.len()];
    MEMORY.with_borrow_mut(|memory| {
        memory.resize(memory.len().max(blocks), Block::default());
        Argon2::new(algorithm, version, params).hash_password_into_with_memory(
            password.as_bytes(),
            salt,
            &mut found,
            &mut memory[..blocks],
        )
    })?;
    // In a time that tells nothing of where they differ.
    Ok(Output::new(&found)? == *expected)
}

/// Whether a stored hash was made with other parameters than today's.
pub fn is_outdated(stored: &str) -> bool {
    !stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn todays_hashes_verify_and_are_not_outdated() {
        let stored = hash("una clave").unwrap();
        assert!(verify("una clave", Some(&stored)) && !is_outdated(&stored));
        assert!(!verify("otra", Some(&stored)));
        assert!(!verify("la clave de nadie", None));
    }
}
