//! JSON that nobody should send, the same for the same seed: fields of the contract with values of every type, at
//! and around their maxima, doubled, nested, broken.

use crate::architecture::literals;

/// The names of all fields that a request or an event may have.
const FIELDS: [&str; 13] = [
    "conversacion_id",
    "contenido",
    "id",
    "mensaje_id",
    "participantes",
    "es_grupal",
    "nombre",
    "usuario",
    "password",
    "remember",
    "limit",
    "__proto__",
    "",
];

/// Values whose text is JSON, valid and not huge.
const VALUES: [&str; 32] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "1.5",
    "1e308",
    "-1e-308",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551616",
    "123456789012345678901234567890123456789012345678901234567890",
    "\"\"",
    "\" \"",
    "\"hola\"",
    "\"\\u0000\"",
    "\"\\u001f\\u007f\"",
    "\"\\ud83d\\uded2\"",
    "\"\u{202e}odatelpmoc\u{200b}\u{feff}\"",
    "\"e\u{301}\u{301}\u{301}\"",
    "\"' OR 1=1 --\"",
    "\"<img src=x onerror=alert(1)>\"",
    "\"00000000-0000-0000-0000-000000000000\"",
    "\"00000000-0000-0000-0000-00000000000g\"",
    "\"12.345.678-9\"",
    "[]",
    "{}",
    "[null]",
    "{\"_placeholder\":true,\"num\":0}",
];

/// Texts that are not JSON at all, or not within what a parser takes.
const BROKEN: [&str; 12] = [
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "1e309",
    "-1e999",
    "01",
    "+1",
    "NaN",
    "Infinity",
    "'hola'",
    "\"a\nb\"",
    "\"\\x41\"",
    "[1,]",
];

/// Makes odd JSON.
pub struct Grammar {
    state: u64,
    good: Vec<String>,
}

impl Grammar {
    /// The same seed makes the same texts. `good` are values that mean something on this server.
    pub fn new(seed: u64, good: &[&str]) -> Self {
        Self { state: seed, good: good.iter().map(|text| format!("\"{text}\"")).collect() }
    }

    /// A number below `bound` (splitmix64).
    pub fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// A value of any type that a parser takes.
    pub fn value(&mut self, depth: usize) -> String {
        match self.below(12) {
            0..=2 if !self.good.is_empty() => {
                let at = self.below(self.good.len());
                self.good[at].clone()
            }
            3 if depth > 0 => {
                let items: Vec<_> = (0..self.below(4)).map(|_| self.value(depth - 1)).collect();
                format!("[{}]", items.join(","))
            }
            4 if depth > 0 => self.object(depth - 1),
            5 => self.long_text(),
            6 => {
                let levels = 1 + self.below(100);
                format!("{}1{}", "[".repeat(levels), "]".repeat(levels))
            }
            _ => self.one_of(&VALUES).to_owned(),
        }
    }

    /// An object of the contract's fields, some of them twice.
    pub fn object(&mut self, depth: usize) -> String {
        let fields: Vec<_> = (0..self.below(6))
            .map(|_| {
                let name = self.one_of(&FIELDS);
                format!("\"{name}\":{}", self.value(depth))
            })
            .collect();
        format!("{{{}}}", fields.join(","))
    }

    fn long_text(&mut self) -> String {
        let letter = self.one_of(&["a", "ñ", "🛒", "e\u{301}", " "]);
        let lengths = [32, 33, 80, 81, 128, 129, 254, 255, 4_000, 4_001, 10_000];
        format!("\"{}\"", letter.repeat(lengths[self.below(lengths.len())]))
    }

    /// A body that may be no JSON: broken values, bytes changed, cut off, said twice, very deep.
    pub fn body(&mut self) -> Vec<u8> {
        let mut body = self.object(3).into_bytes();
        match self.below(10) {
            0 => body = format!("{{\"contenido\":{}}}", self.one_of(&BROKEN)).into_bytes(),
            1 => {
                let at = self.below(body.len());
                body[at] = [0xff, 0xc0, 0x80, 0, b'"', b'\\', b'{', b']'][self.below(8)];
            }
            2 => body.truncate(self.below(body.len())),
            3 => body = [body.clone(), body].concat(),
            4 => {
                let open = self.one_of(&["[", "{\"a\":", "[[[[{\"contenido\":"]);
                body = open.repeat(10_000).into_bytes();
                body.truncate(65_000);
            }
            5 => body = self.value(2).into_bytes(),
            _ => {}
        }
        body
    }
}

/// Whether a sentence is one that the source has, whatever its `{…}` are filled in with.
pub fn is_ours(sentence: &str) -> bool {
    static OURS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    let ours = OURS.get_or_init(literals);
    ours.iter().any(|pattern| is_filled_in(pattern, sentence))
}

fn is_filled_in(pattern: &str, sentence: &str) -> bool {
    let fixed: Vec<&str> =
        pattern.split('{').enumerate().map(|(at, part)| if at == 0 { part } else { after_brace(part) }).collect();
    // What is nearly all filled in says nothing.
    if fixed.iter().map(|part| part.len()).sum::<usize>() < 8 {
        return false;
    }
    let (first, last) = (fixed[0], fixed[fixed.len() - 1]);
    if fixed.len() == 1 {
        return first == sentence;
    }
    let Some(mut rest) = sentence.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else {
        return false;
    };
    fixed[1..fixed.len() - 1].iter().all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

fn after_brace(part: &str) -> &str {
    part.split_once('}').map_or(part, |(_, after)| after)
}

#[test]
fn a_sentence_is_known_by_what_is_not_filled_in() {
    assert!(is_filled_in("Espera {seconds} segundos.", "Espera 3 segundos."));
    assert!(is_filled_in("{what} tiene más de {most} caracteres", "El rol tiene más de 60 caracteres"));
    assert!(!is_filled_in("Espera {seconds} segundos.", "Espera 3 minutos."));
    assert!(!is_filled_in("{}", "expected value at line 1 column 2"));
    assert!(is_ours("Faltan datos requeridos") && !is_ours("missing field"));
}
