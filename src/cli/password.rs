//! Where a password comes from: typed twice at a prompt, or the first line of standard input.

use std::io::{BufRead, ErrorKind};

use super::output;
use crate::chat::passwords;
use crate::error::{Code, Error, Result, reason};
use crate::model::limits;

/// How to give a password to a command.
#[derive(clap::Args)]
pub(super) struct Source {
    #[arg(long, help = "Lee la contraseña de la primera línea de la entrada estándar, sin preguntar")]
    password_stdin: bool,
}

impl Source {
    /// A password of the right length.
    pub fn get(&self) -> Result<String> {
        let password = if self.password_stdin { first_line(std::io::stdin().lock())? } else { ask()? };
        passwords::check(&password)?;
        Ok(password)
    }
}

/// Warns about a password that is easy to guess.
pub(super) fn warn_if_weak(password: &str) {
    if passwords::is_weak(password) {
        let advised = limits::PASSWORD_ADVISED_BYTES;
        output::warn(&format!(
            "Aviso: la contraseña es fácil de adivinar; conviene una de {advised} caracteres o más que no sea común"
        ));
    }
}

fn ask() -> Result<String> {
    let password = prompt("Contraseña: ")?;
    // The length first: nobody wants to type twice what will be refused.
    passwords::check(&password)?;
    if prompt("Repite la contraseña: ")? != password {
        return Err(Error::invalid("Las contraseñas no coinciden"));
    }
    Ok(password)
}

fn prompt(text: &str) -> Result<String> {
    rpassword::prompt_password(text).map_err(|cause| match cause.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::Interrupted => Error::invalid("No se escribió ninguna contraseña"),
        _ => Error::new(Code::Unavailable, "No hay una terminal donde preguntar la contraseña: usa --password-stdin"),
    })
}

/// The first line without its end. Reads no further than a password can be long, and the end of the line.
fn first_line(input: impl BufRead) -> Result<String> {
    let most = limits::PASSWORD_MAX_BYTES + 3;
    let mut line = Vec::with_capacity(most);
    input
        .take(most as u64)
        .read_until(b'\n', &mut line)
        .map_err(|cause| Error::new(Code::Unavailable, format!("No se pudo leer la contraseña: {}", reason(&cause))))?;
    if line.is_empty() {
        return Err(Error::invalid("No llegó ninguna contraseña por la entrada estándar"));
    }
    if line.ends_with(b"\n") {
        line.pop();
        if line.ends_with(b"\r") {
            line.pop();
        }
    }
    String::from_utf8(line).map_err(|_| Error::invalid("La contraseña no es texto UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_loses_its_end_and_nothing_else() {
        for (input, password) in [
            ("clave\nmás", "clave"),
            ("clave\r\n", "clave"),
            ("clave", "clave"),
            (" a b \r\r\n", " a b \r"),
            ("\n", ""),
        ] {
            assert_eq!(first_line(input.as_bytes()).unwrap(), password);
        }
        assert!(first_line(&b""[..]).is_err() && first_line(&b"\xff\n"[..]).is_err());
    }

    #[test]
    fn a_line_that_is_too_long_stays_too_long() {
        let read = |length: usize| first_line(format!("{}\r\n", "x".repeat(length)).as_bytes()).unwrap();
        assert!(passwords::check(&read(128)).is_ok());
        assert!(passwords::check(&read(129)).is_err());
        assert!(passwords::check(&read(500)).is_err());
    }
}
