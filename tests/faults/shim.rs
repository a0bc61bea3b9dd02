//! A library that goes between the program and the C library: it slows syncs down, or kills at a chosen one of the
//! changes that a command makes to files, which a kill after a random time would hardly ever hit.

use std::path::{Path, PathBuf};

use crate::util::{Outcome, TempDir, program, run, succeeds};

/// The library, and where it counts.
pub struct Shim {
    dir: TempDir,
}

impl Shim {
    /// Builds it with the compiler that SQLite needs too; `None` where there is none any more.
    pub fn build() -> Option<Self> {
        let shim = Self { dir: TempDir::new() };
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.c");
        let (library, source) = (shim.library(), source);
        let words = ["-shared", "-fPIC", "-O1", "-o", library.to_str()?, source.to_str()?, "-ldl"];
        succeeds("cc", &words).then_some(shim)
    }

    /// For `LD_PRELOAD`.
    pub fn library(&self) -> PathBuf {
        self.dir.join("shim.so")
    }

    /// For `CUENTA`.
    pub fn count(&self) -> PathBuf {
        self.dir.join("count")
    }

    /// How many syncs, and how many changes in all, were made so far.
    pub fn counted(&self) -> (usize, usize) {
        let marks = std::fs::read(self.count()).unwrap_or_default();
        (marks.iter().filter(|mark| **mark == b's').count(), marks.len())
    }

    /// How many changes a command makes when it is let.
    pub fn changes_of(&self, words: &[&str], data: &Path) -> usize {
        let _ = std::fs::remove_file(self.count());
        self.run(words, data, "CUENTA", self.count().to_str().expect("a path")).succeeds();
        self.counted().1
    }

    /// Runs a command that is killed instead of making its `number`-th change.
    pub fn kill_at(&self, number: usize, words: &[&str], data: &Path) -> Outcome {
        self.run(words, data, "MUERE_EN", &number.to_string())
    }

    fn run(&self, words: &[&str], data: &Path, name: &str, value: &str) -> Outcome {
        let mut command = program();
        command.args(words).arg("--data").arg(data).env("LD_PRELOAD", self.library()).env(name, value);
        run(command, "")
    }
}
