//! A JPEG: segments, each behind a marker, with the picture's data behind those that begin a scan.

/// What shows the picture, up to its end: what phones hang behind it (a second picture, a film) has metadata of its
/// own. `None` when the way is lost.
pub(super) fn clean(content: &[u8], orientation: u8) -> Option<Vec<u8>> {
    let mut rest = content.strip_prefix(b"\xff\xd8")?;
    let mut clean = b"\xff\xd8".to_vec();
    if orientation > 1 {
        clean.extend_from_slice(&upright(orientation));
    }
    let (mut has_data, mut in_scan) = (false, false);
    loop {
        let Some(at) = next_marker(rest) else {
            // It ends early. Bytes that are no scan's, no decoder looks at.
            clean.extend_from_slice(if in_scan { rest } else { &[] });
            return has_data.then_some(clean);
        };
        let (before, from) = rest.split_at_checked(at)?;
        clean.extend_from_slice(if in_scan { before } else { &[] });
        let (marker, length) = match *from {
            [0xff, 0xd9, ..] if has_data => {
                clean.extend_from_slice(b"\xff\xd9");
                return Some(clean);
            }
            // No picture begins or ends here.
            [0xff, 0xd8 | 0xd9, ..] => return None,
            // The length counts its own two bytes.
            [0xff, marker, high, low, ..] if (high, low) >= (0, 2) => {
                (marker, 2 + usize::from(u16::from_be_bytes([high, low])))
            }
            [_, _, _, _, ..] => return None,
            _ => return has_data.then_some(clean),
        };
        let Some((segment, further)) = from.split_at_checked(length) else { return has_data.then_some(clean) };
        in_scan = marker == 0xda;
        has_data |= in_scan;
        if shows(marker, segment.get(4..)?) {
            clean.extend_from_slice(segment);
        }
        rest = further;
    }
}

/// An Exif block that says nothing but which way is up.
fn upright(orientation: u8) -> [u8; 36] {
    let mut block = *b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    block[29] = orientation;
    block
}

/// Where the next segment begins. Behind `ff` stands no marker when it is filled up, a byte of the data, or a place to
/// restart within it.
fn next_marker(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 1 | 0xd0..=0xd7 | 0xff))
}

/// Of what applications write (APP0 to APP15), only three blocks say how to show a picture; comments do not.
fn shows(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xe0 => body.starts_with(b"JFIF\0"),
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xee => body.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}
