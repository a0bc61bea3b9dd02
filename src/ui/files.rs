//! The page's files: those in the binary, with the operator's directory laid over them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::encoding::Encoding;
use crate::model::limits;

/// The files of `assets/` as `build.rs` lays them out: `own` as they are, `joined` of several one, `parts` of which.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/embedded"]
struct Embedded;

/// What is sent for a name.
pub struct Content {
    /// The bytes as they are.
    pub plain: Bytes,
    /// What says what is in it: the same for the same bytes, in every build.
    pub tag: String,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Content {
    fn own(bytes: Bytes) -> Self {
        Self { tag: tag(&Sha256::digest(&bytes).into()), plain: bytes, brotli: None, gzip: None }
    }

    fn embedded(name: &str) -> Option<Self> {
        let file = Embedded::get(name)?;
        let packed = |end: &str| Some(bytes(Embedded::get(&format!("{name}{end}"))?.data));
        let tag = tag(&file.metadata.sha256_hash());
        Some(Self { plain: bytes(file.data), tag, brotli: packed(".br"), gzip: packed(".gz") })
    }

    /// The forms that there are, best first.
    pub fn encodings(&self) -> Vec<Encoding> {
        let packed = [(Encoding::Brotli, &self.brotli), (Encoding::Gzip, &self.gzip)];
        let packed = packed.into_iter().filter(|(_, bytes)| bytes.is_some()).map(|(encoding, _)| encoding);
        packed.chain([Encoding::Identity]).collect()
    }

    /// The bytes in one of these forms.
    pub fn bytes(&self, encoding: Encoding) -> Bytes {
        let packed = match encoding {
            Encoding::Brotli => &self.brotli,
            Encoding::Gzip => &self.gzip,
            Encoding::Identity => &None,
        };
        packed.as_ref().unwrap_or(&self.plain).clone()
    }
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    }
}

fn tag(hash: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(&hash[..16])
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
        let joined = Content::embedded(&format!("joined/{name}")).filter(|_| !self.replaces_part_of(name));
        joined.or_else(|| Content::embedded(&format!("own/{name}"))).or_else(|| self.join_styles(name))
    }

    /// Every module that the page may ask for sooner or later: one name a file.
    pub fn modules(&self) -> BTreeSet<String> {
        let names = Embedded::iter().filter_map(|name| name.strip_prefix("own/").map(str::to_owned));
        let mut found: BTreeSet<String> =
            names.filter(|name| name.starts_with("js/") && name.ends_with(".js")).collect();
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
        let parts = parts(name)?;
        let files = parts.lines().filter_map(|part| self.load(part));
        Some(Content::own(files.flat_map(|file| file.plain).collect()))
    }

    fn replaces_part_of(&self, name: &str) -> bool {
        let Some(dir) = &self.overlay else { return false };
        parts(name).is_some_and(|parts| parts.lines().any(|part| dir.join(part).is_file()))
    }
}

/// Of which files a joined one is made, a line each.
fn parts(name: &str) -> Option<String> {
    Some(String::from_utf8_lossy(&Embedded::get(&format!("parts/{name}"))?.data).into_owned())
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
        for name in
            ["../x", "js/../../x", "/etc/passwd", "js//x", ".env", "js/.git/x", "C:/x", "a\\b", "a%2e", "a\0", ""]
        {
            assert!(!is_plain(name), "{name}");
        }
    }

    #[test]
    fn every_packed_form_is_the_file() {
        use std::io::Read as _;
        let names: Vec<String> =
            Embedded::iter().filter_map(|name| Some(name.strip_suffix(".gz")?.to_owned())).collect();
        assert!(names.iter().any(|name| name == "own/js/chat.js"));
        for name in names {
            let file = Content::embedded(&name).expect("the file beside its packed form");
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(&file.bytes(Encoding::Gzip)[..]).read_to_end(&mut plain).expect("gzip");
            assert_eq!(plain, file.plain, "{name}");
            assert!(file.bytes(Encoding::Brotli).len() < plain.len(), "{name}");
        }
    }
}
