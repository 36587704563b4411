//! The targets of `cargo xtask fuzz`, each given its seeds, cut and changed copies of them, and every
//! input that once broke something (`fuzz/found`). Coverage is left to the chore; this keeps targets and
//! seeds alive in `cargo ci`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../src/commands/setup/answers.rs"]
#[allow(dead_code, reason = "setup asks more of it")]
mod answers;
#[path = "../src/settings.rs"]
#[allow(dead_code, reason = "the program asks more of it")]
mod settings;
#[path = "../../../fuzz/src/targets.rs"]
mod targets;
#[path = "../src/trouble.rs"]
#[allow(dead_code, reason = "the program asks more of it")]
mod trouble;

use std::path::{Path, PathBuf};

use targets::TARGETS;

fn inputs(of: &str, target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(of).join(target);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut inputs: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn no_parser_falls_over_a_seed_a_cut_or_changed_one_or_what_was_once_found() {
    for (name, run) in TARGETS {
        run(b"");
        let seeds = inputs("seeds", name);
        assert!(!seeds.is_empty(), "{name} has no seed");
        for (_, seed) in seeds {
            run(&seed);
            for part in 0..8 {
                let at = seed.len() * part / 8;
                run(&seed[..at]);
                run(&seed[at..]);
                let mut changed = seed.clone();
                if let Some(byte) = changed.get_mut(at) {
                    *byte ^= 0x15;
                }
                run(&changed);
            }
        }
        for (path, found) in inputs("found", name) {
            println!("{}", path.display());
            run(&found);
        }
    }
}

#[test]
fn every_folder_of_seeds_belongs_to_a_target() {
    for of in ["seeds", "found"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(of);
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            assert!(TARGETS.iter().any(|(target, _)| *target == name), "{of}/{name}");
        }
    }
}
