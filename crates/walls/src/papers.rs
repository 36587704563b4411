//! Keeps two papers true: ARCHITECTURE.md names every crate, and docs/walls.md names only tests
//! that are there. Not a spelling check.

use std::fs;
use std::path::Path;

use crate::Breach;
use crate::floors::Dependencies;
use crate::tree::{entries, walk};

/// Crates of the workspace that ARCHITECTURE.md does not name in code marks.
#[must_use]
pub fn crates_missing_from_the_map(root: &Path, dependencies: &Dependencies) -> Vec<Breach> {
    let map = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap_or_default();
    dependencies
        .members()
        .filter(|name| !map.contains(&format!("`{name}`")))
        .map(|name| Breach::new("ARCHITECTURE.md", format!("does not say what `{name}` is for")))
        .collect()
}

/// Names in docs/walls.md that look like a test's (`several_words_joined`) and are no function in
/// any crate's Rust code. A journey of the browser is named by its file and not looked for.
#[must_use]
pub fn tests_that_walls_md_invents(root: &Path) -> Vec<Breach> {
    let paper = fs::read_to_string(root.join("docs/walls.md")).unwrap_or_default();
    let mut code = String::new();
    let mut paths = Vec::new();
    for krate in entries(&root.join("crates")) {
        for folder in ["src", "tests"] {
            walk(&krate.join(folder), &mut paths);
        }
    }
    walk(&root.join("xtask/src"), &mut paths);
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "rs")) {
        code.push_str(&fs::read_to_string(path).unwrap_or_default());
    }
    let quoted = paper.split('`').skip(1).step_by(2);
    let names = quoted.filter(|name| {
        name.matches('_').count() >= 3
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    names
        .filter(|name| !code.contains(&format!("fn {name}(")))
        .map(|name| Breach::new("docs/walls.md", format!("names a test that is not there: {name}")))
        .collect()
}
