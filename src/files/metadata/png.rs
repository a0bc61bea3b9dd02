//! A PNG: chunks, each with its length and its name.

/// What is drawn from, and may be cut at the end.
const DATA: &[&[u8]] = &[b"IDAT", b"fdAT"];
/// What else changes how it looks; a name in capitals may not be passed over by anybody.
const SHOWING: &[&[u8]] = &[
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"hIST", b"sPLT", b"acTL", b"fcTL",
    b"fdAT", b"cICP", b"mDCV", b"cLLI",
];

/// What shows the picture. `None` when the way is lost.
pub(super) fn clean(content: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = content.split_at_checked(8)?;
    let (mut clean, mut has_data) = (head.to_vec(), false);
    loop {
        let [a, b, c, d, name @ ..] = rest else { return has_data.then_some(clean) };
        let Some(name) = name.get(..4) else { return has_data.then_some(clean) };
        if !name.iter().all(u8::is_ascii_alphabetic) {
            return None;
        }
        let is_shown = name[0].is_ascii_uppercase() || SHOWING.contains(&name);
        has_data |= DATA.contains(&name);
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let Some((chunk, further)) = rest.split_at_checked(length.checked_add(12)?) else {
            // It ends early.
            clean.extend_from_slice(if DATA.contains(&name) { rest } else { &[] });
            return has_data.then_some(clean);
        };
        if is_shown {
            clean.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            return has_data.then_some(clean);
        }
        rest = further;
    }
}
