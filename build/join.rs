//! What spares a phone on a slow line its round trips: a page's stylesheets as one, and word in its head of the modules
//! that its entry will import. Each stays a file of its own, served as it is.

use std::collections::BTreeMap;

type Texts = BTreeMap<String, String>;

/// A page whose stylesheets are one.
pub struct Styled {
    /// The page, with one link.
    pub html: String,
    /// The styles.
    pub css: String,
    /// The files that they were.
    pub parts: Vec<String>,
}

/// Replaces a page's links to stylesheets by one to `css/<page>.css`.
pub fn styles(page: &str, html: &str, texts: &Texts) -> Option<Styled> {
    let mut styled = Styled { html: String::new(), css: String::new(), parts: Vec::new() };
    for line in html.lines() {
        let name = line.trim().strip_prefix("<link rel=\"stylesheet\" href=\"/static/");
        let name = name.and_then(|rest| rest.strip_suffix("\">"));
        let Some((name, text)) = name.and_then(|name| Some((name, texts.get(name)?))) else {
            styled.html += &format!("{line}\n");
            continue;
        };
        if styled.parts.is_empty() {
            styled.html += &format!("  <link rel=\"stylesheet\" href=\"/static/css/{page}.css\">\n");
        }
        styled.css += text;
        styled.parts.push(name.to_owned());
    }
    (!styled.parts.is_empty()).then_some(styled)
}

/// Adds to a page, before its end of head, the modules that `entry` imports at the start, so that all are asked for at
/// once and not each when the one before it has come.
///
/// # Errors
/// A sentence that names an import that is not there.
pub fn preloads(html: &str, entry: &str, texts: &Texts) -> Result<String, String> {
    let mut found = vec![entry.to_owned()];
    let mut looked = 0;
    while let Some(name) = found.get(looked).cloned() {
        looked += 1;
        let text = texts.get(&name).ok_or_else(|| format!("{name} is imported and is not there"))?;
        for path in imports(text) {
            let import = resolve(&name, &path);
            if !found.contains(&import) {
                found.push(import);
            }
        }
    }
    let link = |name: &String| format!("  <link rel=\"modulepreload\" href=\"/static/{name}\">\n");
    Ok(html.replacen("</head>", &format!("{}</head>", found.iter().map(link).collect::<String>()), 1))
}

/// What a module imports at the start: our modules have their imports on top, each a statement of its own.
fn imports(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let statements = code.split(';').map(str::trim).filter(|statement| statement.starts_with("import "));
    let paths = statements.filter_map(|statement| statement.rsplit('\'').nth(1));
    paths.filter(|path| path.starts_with('.')).map(str::to_owned).collect()
}

/// The name of the file that `path` means in the module `from`.
fn resolve(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
