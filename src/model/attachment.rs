//! Files: what somebody uploads, and what a message carries.

use super::{FileId, UserId, limits};
use crate::error::{Error, Result};

/// A file that a message carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// What is in it.
    pub content: Content,
}

/// What is in a file, as found out by looking at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// SHA-256 in hex: where it lies.
    pub hash: String,
    /// Its media type.
    pub kind: String,
    /// Width and height as shown, where it is a picture that we can read.
    pub size: Option<(u32, u32)>,
    /// Whether there is a small picture of it.
    pub has_thumbnail: bool,
}

/// A file of somebody's, all of it here or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: FileId,
    /// Whose it is.
    pub owner: UserId,
    /// What it is called.
    pub name: String,
    /// As announced; once it is all here, as stored.
    pub bytes: u64,
    /// What is in it, once it is all here.
    pub content: Option<Content>,
}

/// What people may send, as the operator set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of all files of one person.
    pub person: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { file: limits::FILE_BYTES, person: limits::FILES_OF_ONE_BYTES }
    }
}

/// A file's name, checked: its last part, without what would hide or turn round how it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// Cleans what somebody sent. Only ever shown, and offered when it is saved: no path of ours is made of it.
    ///
    /// # Errors
    /// Too long.
    pub fn parse(sent: &str) -> Result<Self> {
        if sent.chars().count() > limits::FILE_NAME_CHARS {
            return Err(Error::invalid("El nombre del archivo es demasiado largo"));
        }
        let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
        let visible: String = last.chars().filter(|c| !c.is_control() && !is_hidden(*c)).collect();
        // A name of dots alone is a directory's.
        let name = visible.trim();
        let is_name = name.chars().any(|c| c != '.');
        Ok(Self(if is_name { name.to_owned() } else { "archivo".to_owned() }))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Signs that nobody sees and that turn the order of others round, or break a line.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}')
}

/// What a message of files alone says to clients that know of none.
pub fn label(attachments: &[Attachment]) -> String {
    let pictures = attachments.iter().filter(|file| file.content.has_thumbnail).count();
    match attachments {
        [] => String::new(),
        [_] if pictures == 1 => "📷 Foto".to_owned(),
        [file] => format!("📎 {}", file.name),
        all if pictures == all.len() => format!("📷 {pictures} fotos"),
        all => format!("📎 {} archivos", all.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_its_last_part_and_hides_nothing() {
        for (sent, name) in [
            ("boleta.pdf", "boleta.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\fotos\\a.png", "a.png"),
            ("gpj.\u{202e}exe", "gpj.exe"),
            ("a\r\nSet-Cookie: b\0.txt", "aSet-Cookie: b.txt"),
            ("..", "archivo"),
            ("", "archivo"),
            ("el \"niño\".txt", "el \"niño\".txt"),
        ] {
            assert_eq!(FileName::parse(sent).unwrap().as_str(), name);
        }
        assert!(FileName::parse(&"a".repeat(limits::FILE_NAME_CHARS + 1)).is_err());
    }
}
