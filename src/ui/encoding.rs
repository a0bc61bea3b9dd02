//! In which of its forms a file is sent.

use axum::http::{HeaderMap, header};

/// A form of a file, as `Content-Encoding` calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// Compressed with Brotli: the smallest. Browsers take it only over HTTPS and from the machine itself.
    Brotli,
    /// Compressed with gzip.
    Gzip,
}

impl Encoding {
    /// Its name on the wire; none for a file as it is.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// The first of `offered` among those that the asker likes best. Who takes none of them gets the file as it is: it
    /// can do more with that than with a refusal.
    pub fn choose(headers: &HeaderMap, offered: &[Self]) -> Self {
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        let wishes: Vec<(&str, u16)> = lines.flat_map(|line| line.split(',')).filter_map(wish).collect();
        let quality = |encoding: Self| {
            let name = encoding.name().unwrap_or("identity");
            let is_same = |word: &str| word.eq_ignore_ascii_case(name) || (name == "gzip" && word == "x-gzip");
            let named = wishes.iter().find(|(word, _)| is_same(word));
            let other = wishes.iter().find(|(word, _)| *word == "*");
            // Unnamed, as it is is always all right, but never better than what was named.
            named.or(other).map_or(u16::from(encoding == Self::Identity), |(_, quality)| *quality)
        };
        let best = offered.iter().map(|encoding| quality(*encoding)).max().unwrap_or_default();
        offered.iter().copied().find(|encoding| best > 0 && quality(*encoding) == best).unwrap_or(Self::Identity)
    }
}

/// `gzip;q=0.5` as its name and thousandths; nothing for what can't be understood.
fn wish(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let mut quality = 1000;
    for part in parts {
        if let Some(value) = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")) {
            let value: f32 = value.trim().parse().ok().filter(|value| (0.0..=1.0).contains(value))?;
            quality = (value * 1000.0) as u16;
        }
    }
    Some((name, quality))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn chosen(accept: &str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(accept).expect("a value"));
        Encoding::choose(&headers, &[Encoding::Brotli, Encoding::Gzip, Encoding::Identity])
    }

    #[test]
    fn the_best_that_the_asker_likes_best() {
        use Encoding::{Brotli, Gzip, Identity};
        let cases = [
            ("gzip, deflate, br, zstd", Brotli),
            ("gzip, deflate", Gzip),
            ("GZIP", Gzip),
            ("br;q=0.5, gzip;q=0.9", Gzip),
            ("br;q=0, gzip", Gzip),
            ("br; q=0.001", Brotli),
            ("*", Brotli),
            ("*;q=0.5, br;q=0", Gzip),
            ("identity, br;q=0.5", Identity),
            ("deflate", Identity),
            ("", Identity),
            ("br;q=x", Identity),
            ("br;q=2", Identity),
            ("*;q=0", Identity),
            ("brotli", Identity),
        ];
        for (accept, right) in cases {
            assert_eq!(chosen(accept), right, "{accept}");
        }
        assert_eq!(Encoding::choose(&HeaderMap::new(), &[Brotli, Gzip, Identity]), Identity);
    }
}
