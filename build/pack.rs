//! Writes the table of embedded files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What becomes smaller; pictures are compressed already.
const TEXT: [&str; 8] = ["html", "css", "js", "mjs", "json", "svg", "txt", "webmanifest"];
/// Below this a file is one packet either way.
const WORTH: usize = 200;

/// Writes `out/assets.rs`: the files in the order of their names, and of what the joined ones were made.
pub fn write(out: &Path, files: &BTreeMap<String, Vec<u8>>, parts: &BTreeMap<String, Vec<String>>) {
    let dir = out.join("packed");
    std::fs::remove_dir_all(&dir).ok();
    std::fs::create_dir_all(&dir).expect("a directory for the packed files");
    let mut table = String::from("static FILES: &[File] = &[\n");
    for (number, (name, bytes)) in files.iter().enumerate() {
        let keep = |kind: &str, bytes: &[u8]| {
            let path = dir.join(format!("{number}.{kind}"));
            std::fs::write(&path, bytes).expect("a packed file");
            format!("include_bytes!({:?})", path.display().to_string())
        };
        let packed = |kind: &str, bytes: Option<Vec<u8>>| match bytes {
            Some(bytes) => format!("Some({})", keep(kind, &bytes)),
            None => "None".to_owned(),
        };
        let is_text = TEXT.contains(&name.rsplit('.').next().unwrap_or_default()) && bytes.len() >= WORTH;
        let smaller = |made: Vec<u8>| (made.len() < bytes.len()).then_some(made);
        let _ = writeln!(
            table,
            "File {{ name: {name:?}, tag: {:?}, plain: {}, brotli: {}, gzip: {} }},",
            URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..16]),
            keep("plain", bytes),
            packed("br", is_text.then(|| brotli(bytes)).and_then(smaller)),
            packed("gz", is_text.then(|| gzip(bytes)).and_then(smaller)),
        );
    }
    table += "];\nstatic JOINED: &[(&str, &[&str])] = &[\n";
    for (name, parts) in parts {
        let _ = writeln!(table, "({name:?}, &{parts:?}),");
    }
    table += "];\n";
    std::fs::write(out.join("assets.rs"), table).expect("the table of the files");
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let quality = if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") { 11 } else { 5 };
    let mut made = Vec::new();
    brotli::CompressorWriter::new(&mut made, 4096, quality, 22).write_all(bytes).expect("memory takes it");
    made
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut maker = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    maker.write_all(bytes).expect("memory takes it");
    maker.finish().expect("memory takes it")
}
