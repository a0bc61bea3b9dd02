//! Values of flags; what is wrong with one is told in Spanish, as the end of a sentence.

use std::net::SocketAddr;

use crate::model::limits;

type Parsed<T> = Result<T, String>;

/// `ADDR:PORT`; `localhost` is the one name that is taken, because it is what people type.
pub(super) fn address(typed: &str) -> Parsed<SocketAddr> {
    let typed = typed.trim();
    let Some((host, port)) = typed.rsplit_once(':') else {
        return Err("falta el puerto; por ejemplo 0.0.0.0:5000".into());
    };
    if port.parse::<u16>().is_err() {
        return Err("el puerto debe ser un número entre 0 y 65535".into());
    }
    let host = if host.eq_ignore_ascii_case("localhost") { "127.0.0.1" } else { host };
    format!("{host}:{port}").parse().map_err(|_| "la dirección debe ser una IP, como en 0.0.0.0:5000".into())
}

/// A name that the server answers to, in lower case. Nothing but a name: no scheme, no port, no path.
pub(super) fn host(typed: &str) -> Parsed<String> {
    let name = typed.trim().trim_end_matches('.').to_ascii_lowercase();
    if name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
        && name.len() <= limits::HOST_NAME_BYTES
    {
        return Ok(name);
    }
    Err("debe ser solo el nombre o la IP, sin http:// ni puerto; por ejemplo chat.tienda.local".into())
}

/// Events a second.
pub(super) fn rate(typed: &str) -> Parsed<u32> {
    typed.trim().parse().map_err(|_| "debe ser un número entero; 0 es sin límite".into())
}

/// How many of something.
pub(super) fn count(typed: &str) -> Parsed<u64> {
    typed.trim().parse().map_err(|_| "debe ser un número entero, sin puntos ni signo".into())
}

/// What a variable says that stands for a switch.
pub(super) fn switch(typed: &str) -> Parsed<bool> {
    match typed.trim().to_lowercase().as_str() {
        "true" | "1" | "sí" | "si" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" | "" => Ok(false),
        _ => Err("debe ser true o false".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_an_ip_and_a_port() {
        assert_eq!(address("localhost:80").unwrap().to_string(), "127.0.0.1:80");
        assert_eq!(address("[::1]:0").unwrap().to_string(), "[::1]:0");
        for (typed, says) in [
            ("5000", "falta el puerto"),
            ("0.0.0.0:70000", "65535"),
            ("tienda:80", "IP"),
            (":80", "IP"),
            ("", "puerto"),
        ] {
            assert!(address(typed).unwrap_err().contains(says), "{typed}");
        }
    }

    #[test]
    fn a_host_is_only_a_name() {
        assert_eq!(host(" Chat.Tienda.local. ").unwrap(), "chat.tienda.local");
        for typed in ["http://chat", "chat:5000", "chat/x", "ñandú", "a b"] {
            assert!(host(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn switches_are_read_generously_and_numbers_are_not() {
        assert!(switch("Sí").unwrap() && switch("1").unwrap() && switch("TRUE").unwrap());
        assert!(!switch("false").unwrap() && !switch("0").unwrap() && switch("quizás").is_err());
        assert!(rate("-1").is_err() && rate("1.5").is_err() && rate("0").is_ok());
        assert!(count("1.000").is_err() && count("+").is_err() && count("7").is_ok());
    }
}
