//! Joins the page's files. Not a bundler to write for: `assets/` are plain modules and styles that run as they are, and
//! are served as they are under their own names; what they may hold to be joined is a small part of the language, and
//! what is not understood stops the build with a sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

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

/// Joined modules.
pub struct Joined {
    /// The entry with all that it imports.
    pub text: String,
    /// What is asked for later and shares modules with the entry: without them, which it is given.
    pub chunks: Vec<(String, String)>,
    /// The files that all this was made of.
    pub parts: Vec<String>,
}

/// Joins `entry` with what it imports: each module becomes a function of its own, in the order of evaluation, that
/// returns what it exports.
///
/// # Errors
/// A sentence that tells what is not understood.
pub fn modules(entry: &str, texts: &Texts) -> Result<Joined, String> {
    let mut graph = Graph { texts, modules: BTreeMap::new(), order: Vec::new() };
    graph.visit(entry, &mut Vec::new())?;
    let main = graph.order.clone();
    let mut chunks = Vec::new();
    let mut lazies: Vec<String> = graph.lazies(&main);
    let mut seen = BTreeSet::new();
    while let Some(name) = lazies.pop() {
        if main.contains(&name) {
            return Err(format!("{name} is imported at the start too; asking for it later is no use"));
        }
        if !seen.insert(name.clone()) {
            continue;
        }
        graph.visit(&name, &mut Vec::new())?;
        // What imports nothing is served under its own name, as it is.
        if graph.modules[&name].imports.is_empty() {
            continue;
        }
        let reached = graph.reach(&name, &main);
        if !graph.lazies(&reached).is_empty() {
            return Err(format!("{name} is asked for later and must not ask for more"));
        }
        chunks.push((chunk_name(entry, &name), graph.chunk(&name, &reached)?));
    }
    let text = graph.text(entry, &main)?;
    let parts = graph.order.clone();
    Ok(Joined { text, chunks, parts })
}

/// Where the joined form of a module that is asked for later is served: `js/chat/views/emoji.js`.
fn chunk_name(entry: &str, name: &str) -> String {
    let (dir, file) = entry.rsplit_once('/').unwrap_or(("", entry));
    format!("{dir}/{}/{}", file.trim_end_matches(".js"), name.strip_prefix(&format!("{dir}/")).unwrap_or(name))
}

struct Graph<'a> {
    texts: &'a Texts,
    modules: BTreeMap<String, Module>,
    /// Whoever is imported stands before who imports.
    order: Vec<String>,
}

impl Graph<'_> {
    fn visit(&mut self, name: &str, path: &mut Vec<String>) -> Result<(), String> {
        if path.iter().any(|above| above == name) {
            return Err(format!("{} import each other in a circle", path.join(" and ")));
        }
        if self.modules.contains_key(name) {
            return Ok(());
        }
        let text = self.texts.get(name).ok_or_else(|| format!("{path:?} imports {name}, which is not there"))?;
        let module = Module::read(name, text)?;
        path.push(name.to_owned());
        for import in &module.imports {
            self.visit(&import.from, path)?;
            let exports = &self.modules[&import.from];
            for (wanted, _) in &import.names {
                if !exports.exports.iter().any(|(exported, _)| exported == wanted) {
                    return Err(format!("{name} imports {wanted}, which {} does not export", import.from));
                }
            }
        }
        path.pop();
        self.modules.insert(name.to_owned(), module);
        self.order.push(name.to_owned());
        Ok(())
    }

    fn lazies(&self, names: &[String]) -> Vec<String> {
        names.iter().flat_map(|name| self.modules[name].lazies.iter().map(|(_, lazy)| lazy.clone())).collect()
    }

    /// `name` and what it imports that is not in `main`, in order.
    fn reach(&self, name: &str, main: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for import in &self.modules[name].imports {
            if !main.contains(&import.from) {
                for inner in self.reach(&import.from, main) {
                    if !found.contains(&inner) {
                        found.push(inner);
                    }
                }
            }
        }
        found.push(name.to_owned());
        found
    }

    fn number(&self, name: &str) -> usize {
        self.order.iter().position(|one| one == name).unwrap_or_default()
    }

    /// The modules of `main` that those of `names` import.
    fn shared(&self, names: &[String]) -> BTreeSet<String> {
        let used = names.iter().flat_map(|name| &self.modules[name].imports).map(|import| import.from.clone());
        used.filter(|from| !names.contains(from)).collect()
    }

    fn text(&self, entry: &str, main: &[String]) -> Result<String, String> {
        let mut text =
            format!("// {entry} and all that it imports, joined when the program was built. See the files beside.\n");
        let mut live = BTreeSet::new();
        for name in main {
            for local in &self.modules[name].live {
                if !live.insert(local) {
                    return Err(format!("{name} exports a variable called {local}, and so does another module"));
                }
                let _ = writeln!(text, "let {local};");
            }
        }
        text += LAZY;
        for name in main {
            self.module(&mut text, name, Some((entry, main)))?;
        }
        Ok(text)
    }

    fn chunk(&self, name: &str, reached: &[String]) -> Result<String, String> {
        let mut text = format!("// {name}, joined; asked for later.\nexport default (given) => {{\n");
        for from in self.shared(reached) {
            let _ = writeln!(text, "const __{} = given['{from}'];", self.number(&from));
        }
        for local in reached.iter().flat_map(|inner| &self.modules[inner].live) {
            let _ = writeln!(text, "let {local};");
        }
        for inner in reached {
            self.module(&mut text, inner, None)?;
        }
        let _ = writeln!(text, "return __{};\n}};", self.number(name));
        Ok(text)
    }

    fn module(&self, text: &mut String, name: &str, main: Option<(&str, &[String])>) -> Result<(), String> {
        let module = &self.modules[name];
        let _ = writeln!(text, "\n// {name}\nconst __{} = (() => {{", self.number(name));
        for import in &module.imports {
            let from = self.number(&import.from);
            let live = &self.modules[&import.from].live;
            if import.names.iter().any(|(wanted, local)| live.contains(wanted) && wanted != local) {
                return Err(format!("{name} gives another name to a variable that it imports"));
            }
            // What is asked for later stands apart, and has such a variable as it is when it is first evaluated.
            let names = import.names.iter().filter(|(wanted, _)| main.is_none() || !live.contains(wanted));
            let names: Vec<String> = names.map(|(wanted, local)| format!("{wanted}: {local}")).collect();
            if !names.is_empty() {
                let _ = writeln!(text, "const {{ {} }} = __{from};", names.join(", "));
            }
            if let Some(all) = &import.all {
                let _ = writeln!(text, "const {all} = __{from};");
            }
        }
        let mut body = module.body.clone();
        for (written, lazy) in &module.lazies {
            let asked = match main {
                Some((entry, main)) if !self.modules[lazy].imports.is_empty() => {
                    let shared = self.shared(&self.reach(lazy, main));
                    // By their names, which stay from one version to the next.
                    let given: Vec<String> =
                        shared.iter().map(|from| format!("'{from}': __{}", self.number(from))).collect();
                    format!("__lazy('/static/{}', () => ({{ {} }}))", chunk_name(entry, lazy), given.join(", "))
                }
                _ => format!("import('/static/{lazy}')"),
            };
            body = body.replace(written, &asked);
        }
        let export = |(exported, local): &(String, String)| match module.live.contains(local) {
            true => format!("get {exported}() {{ return {local}; }}"),
            false => format!("{exported}: {local}"),
        };
        let exports: Vec<String> = module.exports.iter().map(export).collect();
        let _ = writeln!(text, "{body}return {{ {} }};\n}})();", exports.join(", "));
        Ok(())
    }
}

/// A module that is asked for later is evaluated once, with the very modules that the page has.
const LAZY: &str = "const __lazies = new Map();
async function __lazy(path, shared) {
  const { default: start } = await import(path);
  if (!__lazies.has(path)) __lazies.set(path, start(shared()));
  return __lazies.get(path);
}
";

struct Import {
    from: String,
    /// What it is called there, and here.
    names: Vec<(String, String)>,
    /// What the whole module is called here.
    all: Option<String>,
}

#[derive(Default)]
struct Module {
    imports: Vec<Import>,
    /// The text without imports, with exports as plain declarations.
    body: String,
    /// The name outside, and inside.
    exports: Vec<(String, String)>,
    /// Exported variables: importers see them change, so they stand outside of all functions.
    live: Vec<String>,
    /// `import('…')` as it is written, and the module that it names.
    lazies: Vec<(String, String)>,
}

impl Module {
    fn read(name: &str, text: &str) -> Result<Self, String> {
        let mut module = Self::default();
        let mut lines = text.lines();
        let mut in_text = false;
        while let Some(line) = lines.next() {
            // Comments are for who reads the files beside. Between backticks such a line would be words of the page.
            if !in_text && (line.trim_start().starts_with("//") || line.is_empty()) {
                continue;
            }
            in_text ^= line.matches('`').count() % 2 == 1;
            let mut statement = line.to_owned();
            let is_list = line.starts_with("import ") || line.starts_with("export {") || line.starts_with("export *");
            while is_list && !statement.contains(';') {
                statement += lines.next().ok_or_else(|| format!("{name}: `{line}` has no end"))?;
            }
            if line.starts_with("import ") {
                module.imports.push(Import::read(name, &statement)?);
            } else if line.starts_with("export ") {
                module.export(name, &statement)?;
            } else {
                module.find_lazies(name, line)?;
                module.body += &format!("{line}\n");
            }
        }
        Ok(module)
    }

    fn export(&mut self, name: &str, statement: &str) -> Result<(), String> {
        let not_understood = || format!("{name}: `{statement}` can't be joined");
        let rest = &statement["export ".len()..];
        if let Some(value) = rest.strip_prefix("default ") {
            self.exports.push(("default".into(), "__default".into()));
            self.body += &format!("const __default = {value}\n");
            return Ok(());
        }
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.split_once('}').filter(|(_, end)| end.trim() == ";").ok_or_else(not_understood)?.0;
            self.exports.extend(pairs(list).into_iter().map(|(local, exported)| (exported, local)));
            return Ok(());
        }
        let kinds = ["const ", "let ", "class ", "function* ", "async function ", "function "];
        let kind = kinds.iter().find(|kind| rest.starts_with(**kind)).ok_or_else(not_understood)?;
        let after = &rest[kind.len()..];
        let end = after.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(after.len());
        let local = after[..end].to_owned();
        if local.is_empty() {
            return Err(not_understood());
        }
        self.exports.push((local.clone(), local.clone()));
        if *kind == "let " {
            self.live.push(local);
            self.body += &format!("{after}\n");
        } else {
            self.find_lazies(name, rest)?;
            self.body += &format!("{rest}\n");
        }
        Ok(())
    }

    fn find_lazies(&mut self, name: &str, line: &str) -> Result<(), String> {
        for part in line.split("import(").skip(1) {
            let path = part.strip_prefix('\'').and_then(|rest| rest.split_once("')")).map(|(path, _)| path);
            let path = path.ok_or_else(|| format!("{name}: `{line}` asks for a module that can't be told"))?;
            self.lazies.push((format!("import('{path}')"), resolve(name, path)?));
        }
        Ok(())
    }
}

impl Import {
    fn read(name: &str, statement: &str) -> Result<Self, String> {
        let not_understood = || format!("{name}: `{statement}` can't be joined");
        let quoted = statement.split('\'').nth(1).ok_or_else(not_understood)?;
        let mut import = Self { from: resolve(name, quoted)?, names: Vec::new(), all: None };
        let clause = statement["import ".len()..].split('\'').next().unwrap_or_default().trim();
        if clause.is_empty() {
            return Ok(import);
        }
        let clause = clause.strip_suffix("from").ok_or_else(not_understood)?;
        let (before, list) = match clause.split_once('{') {
            Some((before, list)) => (before, list.split_once('}').ok_or_else(not_understood)?.0),
            None => (clause, ""),
        };
        for word in before.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match word.strip_prefix("* as ") {
                Some(all) => import.all = Some(all.to_owned()),
                None => import.names.push(("default".into(), word.to_owned())),
            }
        }
        import.names.extend(pairs(list));
        Ok(import)
    }
}

/// `a, b as c` as pairs.
fn pairs(list: &str) -> Vec<(String, String)> {
    let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| word.split_once(" as ").unwrap_or((word, word)))
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect()
}

/// The name of the file that `path` means in the module `from`.
fn resolve(from: &str, path: &str) -> Result<String, String> {
    if !path.starts_with('.') {
        return Err(format!("{from} imports {path}, which is no file beside it"));
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}
