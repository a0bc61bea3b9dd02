//! How the page's modules are joined when the program is built (`build/join.rs`).

#[path = "../build/join.rs"]
mod join;

use std::collections::BTreeMap;

fn texts(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[track_caller]
fn refused(files: &[(&str, &str)], why: &str) {
    let mistake = join::modules("js/chat.js", &texts(files)).err().expect("it can't be joined");
    assert!(mistake.contains(why), "{mistake}");
}

#[test]
fn whoever_is_imported_comes_first_and_once() {
    let joined = join::modules(
        "js/chat.js",
        &texts(&[
            ("js/chat.js", "import { b as c } from './b.js';\nimport all, { x } from './views/a.js';\nc(all, x);\n"),
            ("js/b.js", "import {\n  x,\n} from './views/a.js';\nexport function b() { return x; }\n"),
            ("js/views/a.js", "export const x = 1;\nexport default { x };\n"),
        ]),
    )
    .expect("joined");
    assert_eq!(joined.parts, ["js/views/a.js", "js/b.js", "js/chat.js"]);
    assert_eq!(joined.text.matches("const x = 1;").count(), 1);
    assert!(
        joined.text.contains("const { b: c } = __1;") && joined.text.contains("const { default: all, x: x } = __0;")
    );
    assert!(!joined.text.contains("import {"));
    assert!(joined.chunks.is_empty());
}

#[test]
fn a_variable_that_is_exported_changes_for_its_importers_too() {
    let files = [("js/chat.js", "import { v } from './a.js';\nuse(v);\n"), ("js/a.js", "export let v = 1;\nv = 2;\n")];
    let joined = join::modules("js/chat.js", &texts(&files)).expect("joined");
    assert!(joined.text.contains("\nlet v;\n") && joined.text.contains("\nv = 1;\n"));
    assert!(!joined.text.contains("const { v"), "{}", joined.text);
}

#[test]
fn what_is_asked_for_later_shares_the_modules_of_the_page() {
    let joined = join::modules(
        "js/chat.js",
        &texts(&[
            (
                "js/chat.js",
                "import { t } from './t.js';\nt(() => import('./views/late.js'), () => import('./words.js'));\n",
            ),
            ("js/t.js", "export function t() {}\nexport let place = 1;\n"),
            ("js/words.js", "export default {};\n"),
            (
                "js/views/late.js",
                "import { place, t } from '../t.js';\nimport { d } from './d.js';\nexport class Late {}\nt(d, place);\n",
            ),
            ("js/views/d.js", "export const d = 1;\n"),
        ]),
    )
    .expect("joined");
    let [(name, chunk)] = &joined.chunks[..] else { panic!("one chunk") };
    assert_eq!(name, "js/chat/views/late.js");
    assert!(chunk.contains("given['js/t.js']") && chunk.contains("const d = 1;") && !chunk.contains("function t()"));
    assert!(
        joined.text.contains("__lazy('/static/js/chat/views/late.js', () => ({ 'js/t.js': __0 }))"),
        "{}",
        joined.text
    );
    assert!(joined.text.contains("import('/static/js/words.js')"), "what imports nothing stays as it is");
}

#[test]
fn comments_stay_at_home_and_texts_don_t() {
    let text = "// a comment with import('x')\nconst a = `one\n// two`;\n\n  // another\nuse(a); // beside\n";
    let joined = join::modules("js/chat.js", &texts(&[("js/chat.js", text)])).expect("joined");
    assert!(joined.text.contains("const a = `one\n// two`;\nuse(a); // beside\n"), "{}", joined.text);
    assert!(!joined.text.contains("comment with") && !joined.text.contains("another"));
}

#[test]
fn what_is_not_understood_is_said() {
    refused(&[("js/chat.js", "import { a } from './no.js';\n")], "not there");
    refused(&[("js/chat.js", "import { a } from 'elsewhere';\n")], "no file beside it");
    refused(
        &[("js/chat.js", "import { a } from './b.js';\n"), ("js/b.js", "export const b = 1;\n")],
        "does not export",
    );
    refused(&[("js/chat.js", "export * from './b.js';\n"), ("js/b.js", "\n")], "can't be joined");
    refused(&[("js/chat.js", "import './b.js';\n"), ("js/b.js", "import './chat.js';\n")], "in a circle");
    refused(&[("js/chat.js", "later(() => import(name));\n")], "can't be told");
}

#[test]
fn styles_become_one_link() {
    let html = "<head>\n  <link rel=\"stylesheet\" href=\"/static/css/a.css\">\n  <link rel=\"stylesheet\" href=\"/static/css/b.css\">\n</head>\n";
    let styled = join::styles("chat", html, &texts(&[("css/a.css", "a{}\n"), ("css/b.css", "b{}\n")])).expect("styles");
    assert_eq!(styled.css, "a{}\nb{}\n");
    assert_eq!(styled.html, "<head>\n  <link rel=\"stylesheet\" href=\"/static/css/chat.css\">\n</head>\n");
    assert_eq!(styled.parts, ["css/a.css", "css/b.css"]);
}
