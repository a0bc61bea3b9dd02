//! Ids as types of their own, so that one can't be taken for another.

use std::fmt;

use uuid::Uuid;

use super::limits;

/// A person's key: the RUT as stored, an opaque text (CONTRACT: a wrong check digit is valid data).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(Box<str>);

impl UserId {
    /// Normalises what somebody typed: dots and white space dropped, a final `k` in upper case.
    /// `None` when nothing is left, when it is longer than [`limits::RUT_CHARS`] or holds a control character.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut key: String = typed.chars().filter(|c| *c != '.' && !c.is_whitespace()).collect();
        if let Some(body) = key.strip_suffix('k')
            && !body.is_empty()
            && body.chars().all(|c| c.is_ascii_digit() || c == '-')
        {
            key.pop();
            key.push('K');
        }
        let usable = !key.is_empty()
            && key.chars().count() <= limits::RUT_CHARS
            && !key.chars().any(|c| c.is_control() || c == '|');
        usable.then(|| Self(key.into()))
    }

    /// A key that is already in the database: taken as it is.
    pub fn stored(key: String) -> Self {
        Self(key.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits before the hyphen as a number: what the existing front end makes of a RUT.
    pub fn number(&self) -> Option<i64> {
        let digits = self.0.split('-').next().unwrap_or_default();
        (!digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| digits.parse().ok())
            .flatten()
    }

    /// Whether the check digit is right (modulo 11). `None` when it does not look like a RUT at all.
    pub fn check_digit_holds(&self) -> Option<bool> {
        let (digits, given) = self.0.split_once('-')?;
        let number: u64 = digits.parse().ok()?;
        Some(given == check_digit(number).to_string())
    }

    /// For logs: `12345678-5` becomes `12.***.***-5`; anything else shows its first two characters.
    pub fn masked(&self) -> String {
        let head: String = self.0.chars().take(2).collect();
        match self.0.rsplit_once('-') {
            Some((_, check)) if check.chars().count() == 1 => format!("{head}.***.***-{check}"),
            _ => format!("{head}***"),
        }
    }
}

/// The check digit of a RUT's number: weights 2 to 7 from the right, modulo 11.
pub fn check_digit(mut number: u64) -> char {
    let (mut sum, mut weight) = (0, 2);
    while number > 0 {
        sum += (number % 10) * weight;
        number /= 10;
        weight = if weight == 7 { 2 } else { weight + 1 };
    }
    match 11 - sum % 11 {
        11 => '0',
        10 => 'K',
        digit => char::from(b'0' + digit as u8),
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// A new one: UUIDv7, whose order is about that of creation, so that an index of them grows at its end
            /// (random v4 keys cost two thirds of the throughput at 5 million rows).
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// The one that always belongs to this moment (milliseconds since 1970) and number: for sample data.
            pub fn sample(millis: u64, number: u64) -> Self {
                let mut tail = [0u8; 10];
                tail[2..].copy_from_slice(&number.to_be_bytes());
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
            }

            /// Reads the hyphenated form in any case; `None` for anything else.
            pub fn parse(text: &str) -> Option<Self> {
                // 36 characters: the crate also reads braces, URNs and bare digits, the contract doesn't.
                (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten().map(Self)
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        // The same text, without a String for each of the two hundred ids of a page.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
        }
    };
}

uuid_id!(
    /// A conversation's id.
    ConversationId
);
uuid_id!(
    /// A message's id; a client may make it.
    MessageId
);
uuid_id!(
    /// A file's id.
    FileId
);

/// A session's number. It is no secret: the cookie holds another, random value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rut_is_normalised_and_otherwise_left_alone() {
        for (typed, key) in [
            ("12.345.678-5", "12345678-5"),
            (" 9.876.543-k ", "9876543-K"),
            ("kiosko", "kiosko"),
            ("12345678-9", "12345678-9"),
        ] {
            assert_eq!(UserId::parse(typed).unwrap().as_str(), key);
        }
        assert_eq!(UserId::parse(" . "), None);
        assert_eq!(UserId::parse(&"1".repeat(33)), None);
        assert_eq!(UserId::parse("a\0b"), None);
    }

    #[test]
    fn check_digits() {
        for (rut, holds) in
            [("12345678-5", Some(true)), ("12345678-9", Some(false)), ("10000013-K", Some(true)), ("x", None)]
        {
            assert_eq!(UserId::parse(rut).unwrap().check_digit_holds(), holds, "{rut}");
        }
    }

    #[test]
    fn a_log_never_shows_a_whole_rut() {
        assert_eq!(UserId::parse("12345678-5").unwrap().masked(), "12.***.***-5");
        assert_eq!(UserId::parse("bodega").unwrap().masked(), "bo***");
    }

    #[test]
    fn only_the_hyphenated_form_is_an_id() {
        let id = ConversationId::new();
        assert_eq!(ConversationId::parse(&id.to_string().to_uppercase()), Some(id));
        assert_eq!(ConversationId::parse(&id.to_string().replace('-', "")), None);
        assert_eq!(ConversationId::parse("é"), None);
    }
}
