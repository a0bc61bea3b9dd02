//! Which requests may come from a browser (RELIABILITY §7.5): a page of another origin may not act for its visitor.
//! Cookies ignore ports, so another program on the same address is another origin that SameSite does not stop.

use axum::http::{HeaderMap, Method, header};

use crate::error::{Code, Error, Result};

/// Whether a request can change something.
pub fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Passes a request from our own page, or from something that is no browser.
///
/// # Errors
/// Forbidden for another origin.
pub fn check(method: &Method, headers: &HeaderMap) -> Result<()> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let ours = format!("http://{host}");
    let value = |name: &str| {
        let mut given = headers.get_all(name).iter();
        let first = given.next()?;
        // Two of a kind, or one that is no text, is nobody's.
        Some(if given.next().is_some() { "?" } else { first.to_str().unwrap_or("?") })
    };

    let site_passes = match value("sec-fetch-site") {
        None | Some("same-origin") => true,
        // Typed into the address bar: a page that is opened, never one that acts.
        Some("none") => !is_unsafe(method),
        Some(_) => false,
    };
    let origin_passes = match value("origin") {
        Some(origin) => origin.eq_ignore_ascii_case(&ours),
        // No browser sends an unsafe request or a WebSocket handshake to another origin without `Origin`.
        None => value("referer").is_none_or(|referer| is_below(referer, &ours)),
    };
    if site_passes && origin_passes {
        return Ok(());
    }
    Err(Error::new(Code::Forbidden, "Solicitud de otro origen rechazada"))
}

fn is_below(referer: &str, ours: &str) -> bool {
    let (head, rest) = match referer.split_at_checked(ours.len()) {
        Some(parts) => parts,
        None => return false,
    };
    head.eq_ignore_ascii_case(ours) && (rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(method: Method, pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("host", "192.168.1.5:5000".parse().unwrap());
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        check(&method, &headers).is_ok()
    }

    #[test]
    fn our_page_and_scripts_pass_and_other_origins_do_not() {
        let post = || Method::POST;
        assert!(passes(post(), &[]));
        assert!(passes(post(), &[("origin", "http://192.168.1.5:5000")]));
        assert!(passes(post(), &[("sec-fetch-site", "same-origin"), ("origin", "http://192.168.1.5:5000")]));
        assert!(passes(Method::GET, &[("sec-fetch-site", "none")]));
        assert!(!passes(post(), &[("sec-fetch-site", "none")]));
        for origin in ["null", "http://192.168.1.5:5001", "https://192.168.1.5:5000", "http://evil.cl", ""] {
            assert!(!passes(post(), &[("origin", origin)]), "{origin}");
        }
        assert!(!passes(post(), &[("sec-fetch-site", "same-site"), ("origin", "http://192.168.1.5:5000")]));
        assert!(!passes(post(), &[("referer", "http://192.168.1.5:50001/")]));
        assert!(passes(post(), &[("referer", "http://192.168.1.5:5000/chat")]));
    }
}
