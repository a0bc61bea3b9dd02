//! Taking out of pictures what they say of where, when and with what they were taken. The picture itself stays as it
//! is, bit by bit; of a JPEG's Exif block the orientation alone is kept, in a block of its own, for those who show it.

use std::io::Cursor;
use std::panic::catch_unwind;
use std::path::Path;

use image::ImageDecoder;

/// The content without metadata; `None` where there is nothing to take out, or it is not what it seems to be.
pub(super) fn without(kind: &str, path: &Path) -> Option<Vec<u8>> {
    let content = std::fs::read(path).ok()?;
    // Somebody else wrote these bytes: what they do to a parser is no reason to refuse the file, as with a decoder.
    let clean = catch_unwind(|| clean(kind, &content)).unwrap_or_else(|_| {
        tracing::error!("quitar los datos de una imagen entró en pánico");
        None
    })?;
    (clean != content).then_some(clean)
}

fn clean(kind: &str, content: &[u8]) -> Option<Vec<u8>> {
    match kind {
        "image/jpeg" => jpeg(content, orientation(content)),
        "image/png" => png(content),
        "image/webp" => webp(content),
        _ => None,
    }
}

fn orientation(content: &[u8]) -> u8 {
    let reader = image::ImageReader::new(Cursor::new(content)).with_guessed_format().ok();
    let decoder = reader.and_then(|reader| reader.into_decoder().ok());
    decoder.and_then(|mut decoder| decoder.orientation().ok()).map_or(1, |orientation| orientation.to_exif())
}

/// An Exif block that says nothing but which way is up.
fn upright(orientation: u8) -> [u8; 36] {
    let mut block = *b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    block[29] = orientation;
    block
}

/// Segments up to the picture; APP1 (Exif, XMP), APP13 (IPTC) and comments go. The last part is copied as it is, up to
/// the end of the picture: what phones hang behind it (a second picture, a film) has metadata of its own.
fn jpeg(content: &[u8], orientation: u8) -> Option<Vec<u8>> {
    let mut clean = content.get(..2)?.to_vec();
    let mut rest = content.get(2..)?;
    if orientation > 1 {
        clean.extend_from_slice(&upright(orientation));
    }
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        if marker == 0xff {
            rest = &rest[1..];
            continue;
        }
        if marker == 0xda {
            clean.extend_from_slice(&rest[..end_of_picture(rest)]);
            return Some(clean);
        }
        // The length counts its own two bytes.
        let length = Some(u16::from_be_bytes([high, low])).filter(|length| *length >= 2)?;
        let length = 2 + usize::from(length);
        let segment = rest.get(..length)?;
        // MPF (APP2) points behind the end of the picture, to what goes with it.
        let is_metadata =
            matches!(marker, 0xe1 | 0xed | 0xfe) || marker == 0xe2 && segment.get(4..)?.starts_with(b"MPF\0");
        if !is_metadata {
            clean.extend_from_slice(segment);
        }
        rest = &rest[length..];
    }
}

/// Behind the first end-of-image marker; within a picture's data `ff d9` does not occur.
fn end_of_picture(scans: &[u8]) -> usize {
    scans.windows(2).position(|pair| pair == [0xff, 0xd9]).map_or(scans.len(), |at| at + 2)
}

/// Chunks; those of text, time and Exif go.
fn png(content: &[u8]) -> Option<Vec<u8>> {
    let mut clean = content.get(..8)?.to_vec();
    let mut rest = content.get(8..)?;
    loop {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let chunk = rest.get(..length.checked_add(12)?)?;
        let kind = &chunk[4..8];
        if ![&b"eXIf"[..], b"tEXt", b"iTXt", b"zTXt", b"tIME"].contains(&kind) {
            clean.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(clean);
        }
        rest = &rest[chunk.len()..];
    }
}

/// Chunks; Exif and XMP go, and the head no more says that they are there.
fn webp(content: &[u8]) -> Option<Vec<u8>> {
    const HAS_METADATA: u8 = 0b1100;
    let mut clean = content.get(..12)?.to_vec();
    let mut rest = content.get(12..)?;
    while rest.len() >= 8 {
        let length = u32::from_le_bytes(rest[4..8].try_into().ok()?) as usize;
        let whole = length.checked_add(8 + length % 2)?.min(rest.len());
        let (chunk, further) = rest.split_at(whole);
        match &chunk[..4] {
            b"EXIF" | b"XMP " => {}
            b"VP8X" if chunk.len() > 8 => {
                let at = clean.len() + 8;
                clean.extend_from_slice(chunk);
                clean[at] &= !HAS_METADATA;
            }
            _ => clean.extend_from_slice(chunk),
        }
        rest = further;
    }
    let length = u32::try_from(clean.len() - 8).ok()?;
    clean[4..8].copy_from_slice(&length.to_le_bytes());
    Some(clean)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat};

    use super::*;

    /// Always the same numbers (xorshift): a fault that is found once is found again.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, most: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % most.max(1) as u64) as usize
        }
    }

    fn picture(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(9, 7).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn nothing_that_is_sent_panics() {
        for tail in [&b""[..], b"\0", b"\0\0", b"\0\x01", b"\0\x02", b"\0\x03M", b"\xff\xff"] {
            for marker in [0xe0, 0xe1, 0xe2, 0xda, 0xfe] {
                clean("image/jpeg", &[b"\xff\xd8\xff", &[marker][..], tail].concat());
            }
        }
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        for (kind, format, head) in [
            ("image/jpeg", ImageFormat::Jpeg, 3),
            ("image/png", ImageFormat::Png, 8),
            ("image/webp", ImageFormat::WebP, 12),
        ] {
            let whole = picture(format);
            for turn in 0..4_000 {
                let mut sent = whole.clone();
                match turn % 4 {
                    0 => sent.truncate(numbers.below(whole.len())),
                    // The head alone is right, and what follows is noise.
                    1 => {
                        sent.truncate(head + numbers.below(40));
                        sent.iter_mut().skip(head).for_each(|byte| *byte = numbers.below(256) as u8);
                    }
                    2 => sent.insert(numbers.below(whole.len()), numbers.below(256) as u8),
                    _ => {}
                }
                for _ in 0..numbers.below(6) {
                    let at = numbers.below(sent.len());
                    let byte = [0, 1, 0xff, numbers.below(256) as u8][numbers.below(4)];
                    sent.iter_mut().skip(at).take(1).for_each(|one| *one = byte);
                }
                clean(kind, &sent);
            }
        }
    }
}
