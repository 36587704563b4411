//! Joins the stylesheet's files in the order of their names and lists the text catalogues, so that
//! adding a component or a room's words means adding one file and touching no list.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);

    let mut sheet = String::new();
    for file in files(&root.join("assets/css"), "css")? {
        sheet.push_str(&fs::read_to_string(file)?);
        sheet.push('\n');
    }
    fs::write(out.join("alongside.css"), sheet)?;

    let mut list = String::from("&[\n");
    for language in ["en", "cy"] {
        for file in files(&root.join("locales").join(language), "ftl")? {
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned());
            writeln!(
                list,
                "    ({language:?}, {:?}, include_str!({:?})),",
                name.unwrap_or_default(),
                file.display().to_string()
            )
            .map_err(io::Error::other)?;
        }
    }
    list.push(']');
    fs::write(out.join("catalogues.rs"), list)
}

/// The folder's files with this ending, by name. The folder itself is watched too, so that a new
/// file is noticed.
fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == ending) {
            println!("cargo::rerun-if-changed={}", path.display());
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
