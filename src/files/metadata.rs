//! Taking out of pictures what they say of where, when and with what they were taken. The picture itself stays as it
//! is, bit by bit; of a JPEG's Exif block the orientation alone is kept, in a block of its own, for those who show it.
//!
//! Only what is needed to show a picture stays: a part that is not known to be that goes. What a decoder steps over on
//! its way to the next part (stray bytes, what lies behind the end) goes too, and a picture that ends early keeps what
//! there is of it. Where no way leads on, nobody can say what is metadata: such a file is kept as it came, but it is no
//! picture any more, only a file to be saved, without a small picture.

mod gif;
mod jpeg;
mod png;
mod webp;

use std::io::Cursor;
use std::panic::catch_unwind;
use std::path::Path;

use image::ImageDecoder;

/// What taking the metadata out came to.
pub(super) enum Found {
    /// There is nothing to take out.
    Nothing,
    /// The content without it.
    Clean(Vec<u8>),
    /// The way through it is lost: it may hold anything.
    Lost,
}

/// Looks through a picture of this media type.
///
/// # Errors
/// When it can't be read from the disk.
pub(super) fn without(kind: &str, path: &Path) -> std::io::Result<Found> {
    let content = std::fs::read(path)?;
    // Somebody else wrote these bytes: what they do to a parser is no reason to refuse the file, as with a decoder.
    let clean = catch_unwind(|| clean(kind, &content)).unwrap_or_else(|_| {
        tracing::error!("quitar los datos de una imagen entró en pánico");
        None
    });
    Ok(match clean {
        None => Found::Lost,
        Some(clean) if clean == content => Found::Nothing,
        Some(clean) => Found::Clean(clean),
    })
}

fn clean(kind: &str, content: &[u8]) -> Option<Vec<u8>> {
    match kind {
        "image/jpeg" => jpeg::clean(content, orientation(content)),
        "image/png" => png::clean(content),
        "image/webp" => webp::clean(content),
        "image/gif" => gif::clean(content),
        _ => None,
    }
}

fn orientation(content: &[u8]) -> u8 {
    let reader = image::ImageReader::new(Cursor::new(content)).with_guessed_format().ok();
    let decoder = reader.and_then(|reader| reader.into_decoder().ok());
    decoder.and_then(|mut decoder| decoder.orientation().ok()).map_or(1, |orientation| orientation.to_exif())
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat};

    use super::*;

    const PLACE: &[u8] = b"SANTIAGO-GPS";

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

    fn tells(content: &[u8]) -> bool {
        content.windows(PLACE.len()).any(|part| part == PLACE)
    }

    /// Still a picture, and it tells nothing of where it was taken.
    fn shows(kind: &str, sent: &[u8]) -> Vec<u8> {
        assert!(tells(sent));
        let clean = clean(kind, sent).unwrap_or_else(|| panic!("{kind} is lost"));
        assert!(!tells(&clean), "{kind}: {}", clean.escape_ascii());
        clean
    }

    fn segment(marker: u8, name: &[u8]) -> Vec<u8> {
        let length = u16::try_from(2 + name.len() + PLACE.len()).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], name, PLACE].concat()
    }

    fn chunk(name: &[u8; 4]) -> Vec<u8> {
        [&(PLACE.len() as u32).to_be_bytes()[..], name, PLACE, &[0; 4]].concat()
    }

    fn riff(chunks: &[&[u8]]) -> Vec<u8> {
        let chunks = chunks.concat();
        [b"RIFF", &(4 + chunks.len() as u32).to_le_bytes()[..], b"WEBP", &chunks].concat()
    }

    #[test]
    fn a_jpeg_keeps_what_shows_it_whatever_lies_between() {
        let plain = picture(ImageFormat::Jpeg);
        assert_eq!(clean("image/jpeg", &plain).as_deref(), Some(&plain[..]));
        for (marker, name) in [
            (0xe1, &b"Exif\0\0"[..]),
            (0xe1, b"http://ns.adobe.com/xap/1.0/\0"),
            (0xed, b"Photoshop 3.0\0"),
            (0xfe, b""),
            (0xe2, b"MPF\0"),
            (0xeb, b"JP"),
            (0xec, b"Ducky"),
            (0xe0, b"JFXX\0"),
        ] {
            for stray in [&b""[..], b"\0", b"\xff", b"\0\x01\xff\0", b"\xff\xff\xff"] {
                let sent = [&plain[..2], stray, &segment(marker, name), stray, &plain[2..]].concat();
                assert_eq!(shows("image/jpeg", &sent), plain, "{marker:x} {stray:?}");
            }
        }
        // Between the picture's data and its end, and behind it.
        let sent = [&plain[..plain.len() - 2], &segment(0xe1, b"Exif\0\0"), b"\xff\xd9", PLACE].concat();
        assert_eq!(shows("image/jpeg", &sent), plain);
        let cut = [&plain[..2], &segment(0xfe, b""), &plain[2..plain.len() - 3]].concat();
        assert_eq!(shows("image/jpeg", &cut), plain[..plain.len() - 3], "it ends early");
    }

    #[test]
    fn a_png_keeps_what_shows_it_with_an_end_and_without() {
        let plain = picture(ImageFormat::Png);
        assert_eq!(clean("image/png", &plain).as_deref(), Some(&plain[..]));
        let (head, rest) = plain.split_at(33);
        let (data, end) = rest.split_at(rest.len() - 12);
        for name in [b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf", b"caBX", b"prVt"] {
            let text = chunk(name);
            assert_eq!(shows("image/png", &[head, &text, rest].concat()), plain);
            assert_eq!(shows("image/png", &[head, data, &text, end, PLACE].concat()), plain);
            assert_eq!(shows("image/png", &[head, data, &text].concat()), [head, data].concat(), "no end");
            let cut = [head, data, &text[..text.len() - 1]].concat();
            assert_eq!(shows("image/png", &cut), [head, data].concat());
        }
        let cut = [head, &chunk(b"tEXt"), &data[..data.len() - 5]].concat();
        assert_eq!(shows("image/png", &cut), [head, &data[..data.len() - 5]].concat());
    }

    #[test]
    fn a_webp_and_a_gif_keep_what_shows_them() {
        let plain = picture(ImageFormat::WebP);
        assert_eq!(clean("image/webp", &plain).as_deref(), Some(&plain[..]));
        let mut exif = [b"EXIF", &(PLACE.len() as u32).to_le_bytes()[..], PLACE].concat();
        assert_eq!(shows("image/webp", &riff(&[&plain[12..], &exif])), plain);
        assert_eq!(shows("image/webp", &[&plain[..], PLACE].concat()), plain, "behind its end");
        exif[..4].copy_from_slice(b"priv");
        assert_eq!(shows("image/webp", &riff(&[&exif, &plain[12..]])), plain);

        let plain = picture(ImageFormat::Gif);
        assert_eq!(clean("image/gif", &plain).as_deref(), Some(&plain[..]));
        let comment = [b"\x21\xfe", &[PLACE.len() as u8][..], PLACE, b"\0"].concat();
        let xmp = [b"\x21\xff\x0bXMP DataXMP", &[PLACE.len() as u8][..], PLACE, b"\0"].concat();
        let end = plain.len() - 1;
        for part in [comment, xmp] {
            assert_eq!(shows("image/gif", &[&plain[..end], &part, &plain[end..], PLACE].concat()), plain);
            assert_eq!(shows("image/gif", &[&plain[..end], &part].concat()), plain[..end]);
        }
    }

    #[test]
    fn what_has_no_way_through_it_is_no_picture() {
        let (jpeg, png) = (picture(ImageFormat::Jpeg), picture(ImageFormat::Png));
        for (kind, sent) in [
            ("image/jpeg", b"\xff\xd8\xff".to_vec()),
            ("image/jpeg", b"\xff\xd8\xff\xe2\0\0".to_vec()),
            ("image/jpeg", b"\xff\xd8\xff\xe2\0\x01".to_vec()),
            ("image/jpeg", [&b"\xff\xd8\xff\xe0\0\0"[..], &segment(0xe1, b"Exif\0\0"), &jpeg[2..]].concat()),
            ("image/jpeg", [&b"\xff\xd8\xff\xe1\xff\xff"[..], PLACE].concat()),
            ("image/png", [&png[..33], &chunk(b"tEXt")].concat()),
            ("image/png", [&png[..33], b"\0", &chunk(b"tEXt"), &png[33..]].concat()),
            ("image/webp", riff(&[b"\0", &picture(ImageFormat::WebP)[12..]])),
            ("image/gif", b"GIF89a".to_vec()),
            ("image/bmp", b"BM".to_vec()),
        ] {
            assert_eq!(clean(kind, &sent), None, "{kind} {}", sent.escape_ascii());
        }
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
            ("image/gif", ImageFormat::Gif, 6),
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
