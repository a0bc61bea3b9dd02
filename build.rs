//! Prepares the folder that `src/ui` embeds: in `own` every file of `assets/` with its compressed forms; in `joined` each
//! page's stylesheets as one, and the page with the names of its modules in its head, because a phone on a slow line pays
//! for each round trip; in `parts` of which files the joined styles are, a line each.

#[path = "build/join.rs"]
mod join;
#[path = "build/pack.rs"]
mod pack;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The page that has modules, and the first of them.
const ENTRY: (&str, &str) = ("chat", "js/chat.js");

fn main() {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=build.rs");
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo tells"));
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo tells"));
    let mut files = BTreeMap::new();
    read(&root.join("assets"), "own/", &mut files);
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).ok();
    let texts: BTreeMap<String, String> =
        files.iter().filter_map(|(name, bytes)| Some((name.strip_prefix("own/")?.to_owned(), text(bytes)?))).collect();
    for (name, text) in &texts {
        let Some(page) = name.strip_suffix(".html") else { continue };
        if let Some(styled) = join::styles(page, text, &texts) {
            let list = styled.parts.join("\n");
            files.insert(format!("parts/css/{page}.css"), list.into_bytes());
            let html = match page == ENTRY.0 {
                true => join::preloads(&styled.html, ENTRY.1, &texts).unwrap_or_else(|mistake| panic!("{mistake}")),
                false => styled.html,
            };
            files.insert(format!("joined/{name}"), html.into_bytes());
            files.insert(format!("joined/css/{page}.css"), styled.css.into_bytes());
        }
    }
    pack::write(&out.join("embedded"), &files);
}

/// Every file below `dir`, by `above` and its name with slashes.
fn read(dir: &Path, above: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(dir).expect("the directory of assets") {
        let path = entry.expect("an entry of assets").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        // An editor's leavings are no part of the page, and could not be asked for.
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let name = format!("{above}{name}");
        match path.is_dir() {
            true => read(&path, &format!("{name}/"), files),
            false => drop(files.insert(name, std::fs::read(&path).expect("a file of assets"))),
        }
    }
}
