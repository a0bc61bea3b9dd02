//! The page's files: those in the binary, with the operator's directory laid over them.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::encoding::Encoding;
use crate::model::limits;

/// An embedded file, packed by `build.rs`. `*name` is the joined form of `name`.
struct File {
    name: &'static str,
    /// Says what is in it: the same for the same bytes, in every build.
    tag: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

// `FILES`, by name, and `JOINED`: what is joined, and of which files.
include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// What is sent for a name.
pub struct Content {
    /// The bytes as they are.
    pub plain: Bytes,
    /// What says what is in it.
    pub tag: String,
    file: Option<&'static File>,
}

impl Content {
    fn own(bytes: Bytes) -> Self {
        Self { tag: URL_SAFE_NO_PAD.encode(&Sha256::digest(&bytes)[..16]), plain: bytes, file: None }
    }

    fn embedded(file: &'static File) -> Self {
        Self { plain: Bytes::from_static(file.plain), tag: file.tag.to_owned(), file: Some(file) }
    }

    /// The forms that there are, best first.
    pub fn encodings(&self) -> Vec<Encoding> {
        let packed = [Encoding::Brotli, Encoding::Gzip].into_iter().filter(|encoding| self.packed(*encoding).is_some());
        packed.chain([Encoding::Identity]).collect()
    }

    /// The bytes in one of these forms.
    pub fn bytes(&self, encoding: Encoding) -> Bytes {
        self.packed(encoding).map_or_else(|| self.plain.clone(), Bytes::from_static)
    }

    fn packed(&self, encoding: Encoding) -> Option<&'static [u8]> {
        match (self.file, encoding) {
            (Some(file), Encoding::Brotli) => file.brotli,
            (Some(file), Encoding::Gzip) => file.gzip,
            _ => None,
        }
    }
}

/// Where the files are.
pub struct Files {
    overlay: Option<PathBuf>,
}

impl Files {
    /// The embedded ones, with `overlay` laid over them.
    pub fn new(overlay: Option<PathBuf>) -> Self {
        Self { overlay }
    }

    /// Whether there are files of the operator's.
    pub fn has_overlay(&self) -> bool {
        self.overlay.is_some()
    }

    /// A file of the operator's, or else the embedded one, joined where all that it is made of is embedded too.
    pub fn load(&self, name: &str) -> Option<Content> {
        if !is_plain(name) {
            return None;
        }
        if let Some(own) = self.own(name) {
            return Some(Content::own(own));
        }
        if let Some(joined) = embedded(&format!("*{name}")).filter(|_| !self.replaces_part_of(name)) {
            return Some(Content::embedded(joined));
        }
        match embedded(name) {
            Some(file) => Some(Content::embedded(file)),
            None => self.join_styles(name),
        }
    }

    /// Every module that the page may ask for sooner or later: one name a file.
    pub fn modules(&self) -> BTreeSet<String> {
        let is_module = |name: &&str| name.starts_with("js/") && name.ends_with(".js");
        let mut found: BTreeSet<String> =
            FILES.iter().map(|file| file.name).filter(is_module).map(str::to_owned).collect();
        if let Some(dir) = &self.overlay {
            scripts_below(&dir.join("js"), "js", &mut found);
        }
        found
    }

    fn own(&self, name: &str) -> Option<Bytes> {
        let path = self.overlay.as_ref()?.join(name);
        let meta = std::fs::metadata(&path).ok()?;
        (meta.is_file() && meta.len() <= limits::OVERLAY_BYTES).then_some(())?;
        Some(std::fs::read(&path).ok()?.into())
    }

    /// Styles that are joined, with those of the operator's among them.
    fn join_styles(&self, name: &str) -> Option<Content> {
        let parts = parts(name)?.iter().filter_map(|part| self.load(part));
        Some(Content::own(parts.flat_map(|part| part.plain).collect()))
    }

    fn replaces_part_of(&self, name: &str) -> bool {
        let Some(dir) = &self.overlay else { return false };
        parts(name).unwrap_or_default().iter().any(|part| dir.join(part).is_file())
    }
}

fn embedded(name: &str) -> Option<&'static File> {
    FILES.binary_search_by(|file| file.name.cmp(name)).ok().map(|at| &FILES[at])
}

fn parts(name: &str) -> Option<&'static [&'static str]> {
    JOINED.iter().find(|(joined, _)| *joined == name).map(|(_, parts)| *parts)
}

fn scripts_below(dir: &Path, above: &str, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = format!("{above}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            scripts_below(&entry.path(), &name, found);
        } else if name.ends_with(".js") && is_plain(&name) {
            found.insert(name);
        }
    }
}

/// Only names below the directory, of harmless characters: no `..`, no hidden files, no drive, no NUL, no encoding.
fn is_plain(name: &str) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    name.chars().all(harmless)
        && !name.split('/').any(|part| part.is_empty() || part.starts_with('.'))
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_directory() {
        assert!(is_plain("js/chat.js") && is_plain("a-b_c.1/d.css"));
        for name in [
            "../x",
            "js/../../x",
            "/etc/passwd",
            "js//x",
            ".env",
            "js/.git/x",
            "C:/x",
            "a\\b",
            "a%2e",
            "a\0",
            "",
            "*chat.html",
        ] {
            assert!(!is_plain(name), "{name}");
        }
    }

    #[test]
    fn every_packed_form_is_the_file() {
        use std::io::Read as _;
        for file in FILES.iter().filter(|file| file.gzip.is_some()) {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(file.gzip.unwrap_or_default()).read_to_end(&mut plain).expect("gzip");
            assert_eq!(plain, file.plain, "{}", file.name);
        }
        assert!(
            embedded("js/chat.js")
                .is_some_and(|file| file.brotli.is_some_and(|packed| packed.len() < file.plain.len()))
        );
    }
}
