//! S-12: no path leads out of the files that are there to be served.

use std::fs;

use crate::util::{Options, TempDir, raw};

/// What is written in the files that must stay unseen.
const SECRET: &str = "no-debe-verse";

#[tokio::test]
async fn s12_no_path_leads_out_of_the_files() {
    let dir = TempDir::new();
    let assets = dir.join("assets");
    fs::create_dir_all(assets.join("js")).unwrap();
    fs::write(assets.join("js/propio.js"), "// propio").unwrap();
    fs::write(dir.join("secreto.txt"), SECRET).unwrap();
    fs::write(dir.join("secreto.js"), SECRET).unwrap();
    for assets in [None, Some(&assets)] {
        let options = Options::with_cast();
        let server = match assets {
            Some(assets) => options.with("--assets").with(assets).start().await,
            None => options.start().await,
        };
        let absolute = dir.join("secreto.txt");
        for path in attempts(absolute.to_str().unwrap()) {
            let request =
                format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", server.address.host())
                    .into_bytes();
            let answer = raw(&server.address, request).await;
            let text = answer.text();
            let leaked = [SECRET, "root:", "[package]", "weigence-chat", "SQLite format"]
                .iter()
                .find(|leak| text.contains(**leak));
            assert_eq!(leaked, None, "{path} ({})", answer.status);
            assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        }
    }
}

/// Ways to write "one up", in front of every file that would be worth it.
fn attempts(absolute: &str) -> Vec<String> {
    let ups = [
        "../",
        "..%2f",
        "%2e%2e/",
        "%2e%2e%2f",
        "%2E%2E%2F",
        "..\\",
        "..%5c",
        "%2e%2e%5c",
        "....//",
        "..;/",
        "%252e%252e%252f",
        "%c0%ae%c0%ae/",
        "%c0%ae%c0%ae%c0%af",
        "..%c0%af",
        "%e0%80%ae%e0%80%ae/",
        "..%00/",
        "./../",
        "js/../../",
        "js/..%2f..%2f",
        "%uff0e%uff0e/",
    ];
    let files = ["secreto.txt", "secreto.js", "Cargo.toml", "etc/passwd", "data/chat.db", "chat.db"];
    let mut paths = Vec::new();
    for up in ups {
        for file in files {
            for many in [1, 2, 8] {
                paths.push(format!("/static/{}{file}", up.repeat(many)));
            }
        }
        paths.push(format!("/socket.io/{up}secreto.js"));
    }
    let encoded = absolute.replace('/', "%2f");
    paths.push(format!("/static/{absolute}"));
    paths.push(format!("/static{absolute}"));
    paths.push(format!("/static/{encoded}"));
    for odd in [
        "C:/Windows/win.ini",
        "C:%5cWindows%5cwin.ini",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "file:///etc/passwd",
        "%00",
        "js/chat.js%00.txt",
        "js",
        "js/",
        "",
        ".",
        "..",
        "%2e%2e",
    ] {
        paths.push(format!("/static/{odd}"));
    }
    paths
}
