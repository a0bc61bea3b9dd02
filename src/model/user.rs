//! A person.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{UserId, limits};
use crate::error::{Error, Result};

/// A person, as others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The key.
    pub id: UserId,
    /// The whole name.
    pub name: String,
    /// The e-mail address; empty where there is none.
    pub email: String,
    /// The role, a free text of the store's.
    pub role: String,
    /// Whether they may log in.
    pub active: bool,
}

/// What the command line stores of a person, checked.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The key.
    pub id: UserId,
    /// The whole name.
    pub name: String,
    /// The e-mail address, if there is one.
    pub email: Option<String>,
    /// The role; may be empty.
    pub role: String,
}

impl Profile {
    /// Checks the four texts: a RUT that is one, a name, an e-mail with an `@`, nothing longer than its limit.
    pub fn parse(rut: &str, name: &str, email: &str, role: &str) -> Result<Self> {
        let id = UserId::parse(rut).ok_or_else(|| {
            Error::invalid(format!("El RUT «{}» no es válido", rut.chars().take(40).collect::<String>()))
        })?;
        let name = text(name, "El nombre", limits::NAME_CHARS)?;
        if name.is_empty() {
            return Err(Error::invalid("Falta el nombre"));
        }
        let email = text(email, "El correo", limits::EMAIL_CHARS)?;
        if !email.is_empty() && (!email.contains('@') || email.contains(char::is_whitespace)) {
            return Err(Error::invalid(format!("El correo «{email}» no es válido")));
        }
        let role = text(role, "El rol", limits::ROLE_CHARS)?;
        Ok(Self { id, name, email: Some(email).filter(|e| !e.is_empty()), role })
    }
}

fn text(typed: &str, what: &str, most: usize) -> Result<String> {
    let text: String = typed.trim().nfc().collect();
    if text.chars().count() > most {
        return Err(Error::invalid(format!("{what} tiene más de {most} caracteres")));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(format!("{what} tiene caracteres de control")));
    }
    Ok(text)
}

/// Folds a name so that plain byte order is Spanish order: case and accents ignored, ñ after n.
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.nfd().flat_map(char::to_lowercase) {
        match c {
            // The tilde of ñ: `n` and a mark above every letter, so that ñ comes after nz and before o.
            '\u{303}' if key.ends_with('n') => key.push('\u{10FFFF}'),
            c if is_combining_mark(c) => {}
            c => key.push(c),
        }
    }
    key
}

/// The key under which an e-mail address is looked up: in lower case.
pub fn email_key(email: &str) -> String {
    email.trim().nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_in_spanish() {
        let mut names = ["Ñuñez", "Nz", "Óscar", "Zoila", "ana", "Álvaro", "Olga", "nadia", "Ñañez"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["Álvaro", "ana", "nadia", "Nz", "Ñañez", "Ñuñez", "Olga", "Óscar", "Zoila"]);
    }

    #[test]
    fn a_profile_says_what_is_wrong_with_it() {
        assert!(Profile::parse("1-9", "Ana", "", "").unwrap().email.is_none());
        for (rut, name, email, part) in
            [("", "Ana", "", "RUT"), ("1-9", " ", "", "nombre"), ("1-9", "A", "x", "correo")]
        {
            let error = Profile::parse(rut, name, email, "").unwrap_err();
            assert!(error.message.contains(part), "{error}");
        }
    }
}
