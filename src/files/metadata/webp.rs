//! A WebP: chunks in a RIFF file, each with its name and its length, filled up to an even one.

/// What is drawn from, and may be cut at the end.
const DATA: &[&[u8]] = &[b"VP8 ", b"VP8L", b"ANMF"];
/// What else says how it looks.
const SHOWING: &[&[u8]] = &[b"VP8X", b"ALPH", b"ANIM", b"ICCP"];
/// In the head of an extended file: that there are Exif and XMP.
const HAS_METADATA: u8 = 0b1100;

/// What shows the picture, with a head that says no more that there is metadata. `None` when the way is lost.
pub(super) fn clean(content: &[u8]) -> Option<Vec<u8>> {
    let (head, rest) = content.split_at_checked(12)?;
    // Counted from behind itself: the four letters come first. What lies further behind is no part of the picture.
    let told = u32::from_le_bytes(head.get(4..8)?.try_into().ok()?).checked_sub(4)? as usize;
    let mut rest = rest.get(..told).unwrap_or(rest);
    let (mut clean, mut has_data) = (head.to_vec(), false);
    while let [n, a, m, e, b, c, d, f, ..] = *rest {
        let name = &[n, a, m, e][..];
        if !name.iter().all(|letter| letter.is_ascii_graphic() || *letter == b' ') {
            return None;
        }
        let length = (u32::from_le_bytes([b, c, d, f]) as usize).checked_add(8)?;
        if length > rest.len() {
            // It ends early.
            if DATA.contains(&name) {
                clean.extend_from_slice(rest);
                has_data = true;
            }
            break;
        }
        let (chunk, further) = rest.split_at_checked(length + length % 2).unwrap_or((rest, &[]));
        has_data |= DATA.contains(&name);
        if DATA.contains(&name) || SHOWING.contains(&name) {
            let flags = clean.len() + 8;
            clean.extend_from_slice(chunk);
            if let Some(flags) = clean.get_mut(flags).filter(|_| name == b"VP8X") {
                *flags &= !HAS_METADATA;
            }
        }
        rest = further;
    }
    let length = u32::try_from(clean.len() - 8).ok()?;
    clean.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    has_data.then_some(clean)
}
