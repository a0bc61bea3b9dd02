//! Writes the folder that `src/ui/files.rs` embeds.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

/// What becomes smaller; pictures are compressed already.
const TEXT: [&str; 8] = ["html", "css", "js", "mjs", "json", "svg", "txt", "webmanifest"];
/// Below this a file is one packet either way.
const WORTH: usize = 200;

/// Writes below `out` each file under its name, and beside it, with `.br` and `.gz` after the name, what is smaller.
pub fn write(out: &Path, files: &BTreeMap<String, Vec<u8>>) {
    std::fs::remove_dir_all(out).ok();
    for (name, bytes) in files {
        let keep = |end: &str, bytes: &[u8]| {
            let path = out.join(format!("{name}{end}"));
            std::fs::create_dir_all(path.parent().expect("a name below the folder")).expect("a folder for the files");
            std::fs::write(&path, bytes).expect("a packed file");
        };
        keep("", bytes);
        if TEXT.contains(&name.rsplit('.').next().unwrap_or_default()) && bytes.len() >= WORTH {
            for (end, packed) in [(".br", brotli(bytes)), (".gz", gzip(bytes))] {
                if packed.len() < bytes.len() {
                    keep(end, &packed);
                }
            }
        }
    }
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
