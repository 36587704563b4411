//! The files of a workspace. Not for reading what is in them.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of a crate: where it stands and its text.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// The folder's name under `crates`.
    pub(crate) krate: String,
    /// The path inside the crate, with `/` between.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl SourceFile {
    pub(crate) fn at(&self, line: usize) -> String {
        format!("crates/{}/{}:{line}", self.krate, self.path)
    }

    /// A module of tests in a file or folder of its own, which [`crate::test_code_in_the_program`]
    /// makes sure is compiled for tests only.
    fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// Every file below `folder` of each crate whose name ends in one of these endings. Tests, benches
/// and built output are not what a wall is about.
pub(crate) fn files(root: &Path, folder: &str, endings: &[&str]) -> Vec<SourceFile> {
    let mut found = Vec::new();
    for krate in entries(&root.join("crates")) {
        let mut paths = Vec::new();
        walk(&krate.join(folder), &mut paths);
        for path in paths {
            let name = path.to_string_lossy();
            if !endings.iter().any(|ending| name.ends_with(ending)) {
                continue;
            }
            let text = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
            let inside = path.strip_prefix(&krate).unwrap_or(&path);
            found.push(SourceFile {
                krate: krate.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                path: inside.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
    found
}

/// The Rust files of every crate that end up in the program: not `testkit`, which only tests link,
/// and not this crate.
pub(crate) fn program(root: &Path) -> Vec<SourceFile> {
    let mut files = files(root, "src", &[".rs"]);
    files.retain(|file| !matches!(file.krate.as_str(), "testkit" | "walls") && !file.is_test());
    files
}

pub(crate) fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}

pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    found.sort();
    found
}
