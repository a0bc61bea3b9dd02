//! What goes over a WebSocket, seen from below the library: it tells nobody of pings, fragments and packets that it
//! deals with itself, nor of what it has written.

/// How much of a message's beginning is shown: enough for the head of any Socket.IO packet that a client has reason
/// to send.
const SHOWN: usize = 16;
/// The longest head of a frame: two bytes, a length of eight, a mask of four.
const HEAD: usize = 14;

/// One frame that has gone by whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A ping, pong or close of WebSocket.
    Control,
    /// A part of a message, not the last one.
    Fragment,
    /// A message, whole or its last part, with its beginning.
    Message {
        /// Binary or text.
        binary: bool,
        /// Its first bytes.
        start: &'a [u8],
    },
}

impl Frame<'_> {
    /// Whether it carries an event or an acknowledgement.
    pub fn is_said(&self) -> bool {
        matches!(self, Self::Message { binary: false, start: [b'4', b'2' | b'3', ..] })
    }
}

/// Follows the frames of one direction, from the first one on.
#[derive(Default)]
pub struct Frames {
    head: [u8; HEAD],
    head_length: usize,
    taken: u64,
    size: u64,
    start: [u8; SHOWN],
    start_length: usize,
    binary: bool,
}

impl Frames {
    /// Takes what has gone by and tells of every frame that it completes.
    pub fn read(&mut self, mut bytes: &[u8], mut tell: impl FnMut(Frame<'_>)) {
        while let Some((&first, rest)) = bytes.split_first() {
            if self.head_is_complete() {
                bytes = self.read_payload(bytes);
            } else {
                self.head[self.head_length] = first;
                self.head_length += 1;
                bytes = rest;
                if self.head_is_complete() {
                    self.begin();
                }
            }
            if self.head_is_complete() && self.taken == self.size {
                tell(self.finish());
            }
        }
    }

    /// Whether all that has arrived so far is whole frames.
    pub fn between(&self) -> bool {
        self.head_length == 0
    }

    fn opcode(&self) -> u8 {
        self.head[0] & 0x0f
    }

    fn is_control(&self) -> bool {
        self.opcode() & 0x08 != 0
    }

    /// Bytes of the length that follow the first two.
    fn extended(&self) -> usize {
        match self.head[1] & 0x7f {
            126 => 2,
            127 => 8,
            _ => 0,
        }
    }

    fn is_masked(&self) -> bool {
        self.head[1] & 0x80 != 0
    }

    fn head_is_complete(&self) -> bool {
        let mask = if self.is_masked() { 4 } else { 0 };
        self.head_length >= 2 && self.head_length == 2 + self.extended() + mask
    }

    fn begin(&mut self) {
        let extended = &self.head[2..2 + self.extended()];
        self.size = match extended {
            [] => u64::from(self.head[1] & 0x7f),
            bytes => bytes.iter().fold(0, |size, byte| size << 8 | u64::from(*byte)),
        };
        self.taken = 0;
        // A fragment goes on where the one before it ended.
        if !self.is_control() && self.opcode() != 0 {
            self.binary = self.opcode() == 2;
            self.start_length = 0;
        }
    }

    fn read_payload<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let here = usize::try_from(self.size - self.taken).map_or(bytes.len(), |left| left.min(bytes.len()));
        let (payload, rest) = bytes.split_at(here);
        if !self.is_control() {
            let mask_at = 2 + self.extended();
            for (at, byte) in (self.taken..).zip(payload.iter().take(SHOWN - self.start_length)) {
                let mask = if self.is_masked() { self.head[mask_at + (at % 4) as usize] } else { 0 };
                self.start[self.start_length] = byte ^ mask;
                self.start_length += 1;
            }
        }
        self.taken += here as u64;
        rest
    }

    fn finish(&mut self) -> Frame<'_> {
        let last = self.head[0] & 0x80 != 0;
        let control = self.is_control();
        self.head_length = 0;
        self.head[1] = 0;
        match (control, last) {
            (true, _) => Frame::Control,
            (false, false) => Frame::Fragment,
            (false, true) => Frame::Message { binary: self.binary, start: &self.start[..self.start_length] },
        }
    }
}

/// A Close frame as a client would send it, with the code that tells it to come back (1012, service restart).
pub fn close_for_restart() -> Vec<u8> {
    const REASON: &[u8] = b"server restarting";
    // Last frame, opcode 8; masked, with a mask of zeros that changes nothing.
    let mut frame = vec![0x88, 0x80 | (2 + REASON.len()) as u8, 0, 0, 0, 0];
    frame.extend(1012_u16.to_be_bytes());
    frame.extend(REASON);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A masked frame.
    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [0x5a, 0x01, 0xff, 0x33];
        let mut bytes = vec![first];
        match payload.len() {
            length @ 0..126 => bytes.push(0x80 | length as u8),
            length @ 126..65_536 => {
                bytes.push(0x80 | 126);
                bytes.extend((length as u16).to_be_bytes());
            }
            length => {
                bytes.push(0x80 | 127);
                bytes.extend((length as u64).to_be_bytes());
            }
        }
        bytes.extend(mask);
        bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        bytes
    }

    fn told(frames: &mut Frames, bytes: &[u8]) -> Vec<String> {
        let mut told = Vec::new();
        frames.read(bytes, |frame| {
            told.push(match frame {
                Frame::Control => "control".to_owned(),
                Frame::Fragment => "fragment".to_owned(),
                Frame::Message { binary, start } => format!("{binary} {}", String::from_utf8_lossy(start)),
            });
        });
        told
    }

    #[test]
    fn frames_are_told_however_the_bytes_are_cut() {
        let mut bytes = Vec::new();
        bytes.extend(frame(0x81, b"2probe"));
        bytes.extend(frame(0x89, b"ping"));
        bytes.extend(frame(0x01, b"45"));
        bytes.extend(frame(0x00, b"1"));
        bytes.extend(frame(0x8a, b""));
        bytes.extend(frame(0x80, b"-[\"x\"]"));
        bytes.extend(frame(0x82, &[b'z'; 300]));
        bytes.extend(frame(0x81, &[b'y'; 70_000]));
        bytes.extend(frame(0x81, b""));
        let z = format!("true {}", "z".repeat(SHOWN));
        let y = format!("false {}", "y".repeat(SHOWN));
        let expected =
            ["false 2probe", "control", "fragment", "fragment", "control", "false 451-[\"x\"]", &z, &y, "false "];
        for piece in [1, 2, 3, 7, 100, 4_096, bytes.len()] {
            let mut frames = Frames::default();
            let told: Vec<String> = bytes.chunks(piece).flat_map(|piece| told(&mut frames, piece)).collect();
            assert_eq!(told, expected, "in pieces of {piece}");
            assert!(frames.between());
        }
    }

    #[test]
    fn half_a_frame_is_noticed() {
        let mut frames = Frames::default();
        assert!(told(&mut frames, &frame(0x81, b"hola")[..7]).is_empty());
        assert!(!frames.between());
        let mut frames = Frames::default();
        assert_eq!(told(&mut frames, &close_for_restart()), ["control"]);
        assert!(frames.between());
    }
}
