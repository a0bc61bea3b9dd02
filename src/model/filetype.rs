//! What a file is, by its first bytes: a name proves nothing.

/// Bytes that are looked at.
pub const LOOKED_AT: usize = 64;

/// What is of a type that no browser runs, and so may be shown instead of saved (RELIABILITY §4).
const SHOWN: &[&str] = &[
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "video/mp4",
    "video/webm",
    "application/ogg",
    "audio/ogg",
    "audio/mpeg",
    "audio/mp4",
    "audio/wav",
];

/// Whatever is not known.
pub const UNKNOWN: &str = "application/octet-stream";

/// The media type of what begins like this.
pub fn of(head: &[u8]) -> &'static str {
    match head {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => "audio/wav",
        [_, _, _, _, b'f', b't', b'y', b'p', b'M', b'4', b'A' | b'B', ..] => "audio/mp4",
        [
            _,
            _,
            _,
            _,
            b'f',
            b't',
            b'y',
            b'p',
            b'i' | b'm' | b'M' | b'a' | b'd',
            b's' | b'p' | b'4' | b'v' | b'a',
            ..,
        ] => "video/mp4",
        [0x1a, 0x45, 0xdf, 0xa3, rest @ ..] if holds(rest, b"webm") => "video/webm",
        [b'O', b'g', b'g', b'S', rest @ ..] if holds(rest, b"OpusHead") || holds(rest, b"vorbis") => "audio/ogg",
        [b'O', b'g', b'g', b'S', ..] => "application/ogg",
        [b'I', b'D', b'3', ..] | [0xff, 0xfb | 0xf3 | 0xf2, ..] => "audio/mpeg",
        [b'%', b'P', b'D', b'F', b'-', ..] => "application/pdf",
        [b'P', b'K', 3, 4, ..] => "application/zip",
        _ => UNKNOWN,
    }
}

/// Whether a browser may show it.
pub fn is_shown(kind: &str) -> bool {
    SHOWN.contains(&kind)
}

/// Whether it is a picture that we read.
pub fn is_picture(kind: &str) -> bool {
    kind.starts_with("image/")
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_nothing_that_is_shown() {
        for text in ["<svg xmlns=", "<!doctype html>", "<?xml version", "%PDF-1.7", "\u{feff}<html>", ""] {
            assert!(!is_shown(of(text.as_bytes())), "{text}");
        }
        assert_eq!(of(b"\x89PNG\r\n\x1a\n...."), "image/png");
        assert_eq!(of(b"\0\0\0\x20ftypisom"), "video/mp4");
    }
}
