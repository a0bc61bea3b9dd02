//! A GIF: blocks, each a chain of pieces of up to 255 bytes.

/// What shows the picture, up to its end. `None` when the way is lost.
pub(super) fn clean(content: &[u8]) -> Option<Vec<u8>> {
    let colors = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let (head, mut rest) = content.split_at_checked(13 + colors(*content.get(10)?))?;
    let (mut clean, mut has_data) = (head.to_vec(), false);
    loop {
        let (head, is_shown) = match *rest {
            [0x2c, _, _, _, _, _, _, _, _, flags, ..] => {
                has_data = true;
                (11 + colors(flags), true)
            }
            [0x21, label, ref body @ ..] => (2, shows(label, body)),
            [0x3b, ..] if has_data => {
                clean.push(0x3b);
                return Some(clean);
            }
            // It ends early.
            [] | [0x2c | 0x21, ..] => return has_data.then_some(clean),
            _ => return None,
        };
        let Some(length) = rest.get(head..).and_then(chain).map(|chain| head + chain) else {
            let is_data = rest.first() == Some(&0x2c);
            clean.extend_from_slice(if is_data { rest } else { &[] });
            return has_data.then_some(clean);
        };
        let (block, further) = rest.split_at_checked(length)?;
        if is_shown {
            clean.extend_from_slice(block);
        }
        rest = further;
    }
}

/// How to draw what follows, text that is drawn, and how often it all begins anew; not comments, nor XMP.
fn shows(label: u8, body: &[u8]) -> bool {
    match label {
        0xf9 | 0x01 => true,
        0xff => body.starts_with(b"\x0bNETSCAPE2.0") || body.starts_with(b"\x0bANIMEXTS1.0"),
        _ => false,
    }
}

/// How long a chain of pieces is, with the empty one at its end; `None` when that is missing.
fn chain(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            piece => at += 1 + usize::from(piece),
        }
    }
}
