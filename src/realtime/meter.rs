//! What a client sends besides events, which no handler ever sees: pings, fragments, CONNECTs, acknowledgements,
//! other namespaces, attachments. The library answers them or keeps them, and limits none.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::bucket::{Bucket, Verdict};
use crate::door::frames::Frame;
use crate::model::limits;

/// Between the packets of a polled payload (Engine.IO 4).
pub const SEPARATOR: u8 = 0x1e;

/// What has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packet {
    /// An event of the default namespace. Its handler counts it.
    Event,
    /// The head of a packet with so many attachments to follow.
    Announces(usize),
    /// An attachment.
    Attachment,
    /// Anything else.
    Other,
}

impl Packet {
    /// What a frame of a WebSocket is.
    pub fn of_frame(frame: Frame<'_>) -> Self {
        match frame {
            Frame::Message { binary: true, .. } => Self::Attachment,
            Frame::Message { binary: false, start } => Self::of_text(start),
            Frame::Control | Frame::Fragment => Self::Other,
        }
    }

    /// What the packets of a polled payload are.
    pub fn of_payload(payload: &[u8]) -> impl Iterator<Item = Self> {
        payload.split(|byte| *byte == SEPARATOR).map(|packet| match packet {
            [b'b', ..] => Self::Attachment,
            text => Self::of_text(text),
        })
    }

    /// The beginning of a text is enough.
    fn of_text(start: &[u8]) -> Self {
        match start {
            [b'4', b'2', b'/', b',', ..] => Self::Event,
            [b'4', b'2', b'/', ..] => Self::Other,
            [b'4', b'2', ..] => Self::Event,
            [b'4', b'5' | b'6', rest @ ..] => match attachments(rest) {
                Some(0) | None => Self::Other,
                Some(number) => Self::Announces(number),
            },
            _ => Self::Other,
        }
    }
}

/// The number before the hyphen. Digits without an end are a number too: the library would read on.
fn attachments(text: &[u8]) -> Option<usize> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match text.get(digits) {
        _ if digits == 0 => None,
        None => Some(usize::MAX),
        Some(b'-') => Some(std::str::from_utf8(&text[..digits]).ok()?.parse().unwrap_or(usize::MAX)),
        Some(_) => None,
    }
}

/// What to do about a packet.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Fine,
    /// Look again in [`limits::ATTACHMENTS_WAIT`] whether what it announces has come.
    Announced,
    /// Close the connection.
    Flood,
}

/// Counts the packets of one line.
pub struct Meter {
    others: Bucket,
    announced: Mutex<Option<Announced>>,
}

struct Announced {
    missing: usize,
    since: Instant,
}

impl Default for Meter {
    fn default() -> Self {
        let others = Bucket::new(limits::PACKETS_PER_SECOND, limits::PACKETS_BURST);
        Self { others, announced: Mutex::default() }
    }
}

impl Meter {
    /// Counts one packet.
    pub fn count(&self, packet: Packet) -> Found {
        if packet == Packet::Event {
            return Found::Fine;
        }
        if self.others.take() != Verdict::Pass {
            return Found::Flood;
        }
        let mut announced = self.announced();
        match packet {
            Packet::Announces(missing) => {
                *announced = Some(Announced { missing, since: Instant::now() });
                return Found::Announced;
            }
            Packet::Attachment => {
                if let Some(open) = &mut *announced {
                    open.missing = open.missing.saturating_sub(1);
                }
                announced.take_if(|open| open.missing == 0);
            }
            Packet::Event | Packet::Other => {}
        }
        Found::Fine
    }

    /// Whether something that was announced should have come by now.
    pub fn is_overdue(&self) -> bool {
        self.announced().as_ref().is_some_and(|open| open.since.elapsed() >= limits::ATTACHMENTS_WAIT)
    }

    fn announced(&self) -> MutexGuard<'_, Option<Announced>> {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Packet {
        Packet::of_frame(Frame::Message { binary: false, start: &text.as_bytes()[..text.len().min(16)] })
    }

    #[test]
    fn only_events_of_the_default_namespace_are_left_to_their_handlers() {
        for text in ["42[\"x\"]", "4217[\"x\"]", "42/,[\"x\"]", "42"] {
            assert_eq!(of(text), Packet::Event, "{text}");
        }
        for text in ["2", "3", "6", "", "40", "40/x,", "41", "431[]", "44", "42/admin,[\"x\"]", "450-[]", "45x", "45-"]
        {
            assert_eq!(of(text), Packet::Other, "{text}");
        }
        assert_eq!(Packet::of_frame(Frame::Control), Packet::Other);
        assert_eq!(Packet::of_payload(b"2\x1ebAAAA\x1e42[]").collect::<Vec<_>>().len(), 3);
        assert_eq!(Packet::of_payload(b"bAAAA").next(), Some(Packet::Attachment));
    }

    #[test]
    fn what_announces_attachments_is_known_however_it_is_spelled() {
        assert_eq!(of("451-[\"x\"]"), Packet::Announces(1));
        assert_eq!(of("4610-7[\"x\"]"), Packet::Announces(10));
        assert_eq!(of("45001-[\"x\"]"), Packet::Announces(1));
        assert_eq!(of("450000000000000000000001-[\"x\"]"), Packet::Announces(usize::MAX));
        assert_eq!(of("451"), Packet::Announces(usize::MAX));
    }

    #[test]
    fn what_was_announced_is_missed_until_it_has_come() {
        let meter = Meter::default();
        assert_eq!(meter.count(Packet::Announces(2)), Found::Announced);
        assert_eq!(meter.count(Packet::Attachment), Found::Fine);
        assert!(meter.announced().is_some() && !meter.is_overdue());
        assert_eq!(meter.count(Packet::Attachment), Found::Fine);
        assert!(meter.announced().is_none());
    }

    #[test]
    fn a_flood_is_noticed_and_events_are_none() {
        let meter = Meter::default();
        assert!((0..100_000).all(|_| meter.count(Packet::Event) == Found::Fine));
        assert!((0..limits::PACKETS_BURST).all(|_| meter.count(Packet::Other) == Found::Fine));
        assert!((0..limits::PACKETS_BURST).any(|_| meter.count(Packet::Other) == Found::Flood));
    }
}
