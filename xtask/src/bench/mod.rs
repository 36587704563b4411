//! `cargo bench-all`: the engines beside their peers on the same work, in turn, whole processes;
//! prints the table that docs/benchmarks.md holds, and with `--keep` puts it there. What cannot be
//! run here is said and has no figure. Not for deciding whether a change is fast enough: timings of
//! a busy machine fail no build.

mod contests;
mod inputs;
mod machine;
mod measure;
mod table;

use crate::{Stop, cargo, folder, needs, peers, root, succeed};

/// What to run.
#[derive(Debug, Default)]
struct Wanted {
    /// Only contests whose name has this word.
    word: Option<String>,
    /// Also those that take many minutes.
    deep: bool,
    /// Put the table in docs/benchmarks.md.
    keep: bool,
}

/// The engines' contests, then each file in a crate's `benches` folder.
pub(crate) fn run(words: &[&str]) -> Result<(), Stop> {
    let mut wanted = Wanted::default();
    for word in words {
        match *word {
            "--deep" => wanted.deep = true,
            "--keep" => wanted.keep = true,
            word if word.starts_with('-') => {
                return Err(Stop::Failed(format!(
                    "bench-all knows --deep, --keep and a word, not {word}"
                )));
            }
            word => wanted.word = Some(word.to_owned()),
        }
    }
    needs::ensure(&needs::TO_BUILD)?;
    let mut build = cargo();
    build.args(["build", "--release", "--package", "engines", "--bin", "alongside-engines"]);
    succeed(&mut build, "building the engines")?;
    let kit = contests::Kit {
        program: peers::target().join("release/alongside-engines"),
        shared: peers::shared(),
        folder: peers::target().join("bench"),
    };
    std::fs::create_dir_all(&kit.folder)
        .map_err(|error| Stop::Failed(format!("{}: {error}", kit.folder.display())))?;
    let mut lines = Vec::new();
    let mut failed = 0;
    for contest in contests::all() {
        let is_asked = wanted.word.as_ref().is_none_or(|word| contest.name.contains(word.as_str()));
        if !is_asked || (contest.is_long && !wanted.deep && wanted.word.is_none()) {
            continue;
        }
        println!("\n== {}: {}", contest.name, contest.work);
        match contest.run(&kit) {
            Ok(line) => {
                println!("   {}", line.in_words());
                lines.push(line);
            }
            Err(contests::Not::Here(why)) => println!("SKIPPED {}: {why}", contest.name),
            Err(contests::Not::Well(why)) => {
                println!("FAILED {}: {why}", contest.name);
                failed += 1;
            }
        }
    }
    let table = table::written(&lines);
    println!("\n{table}");
    if wanted.keep {
        table::keep(&root().join("docs/benchmarks.md"), &table)?;
    }
    if wanted.word.is_none() {
        of_crates()?;
    }
    match failed {
        0 => Ok(()),
        some => Err(Stop::Failed(format!("{some} of the contests failed"))),
    }
}

/// Runs each file in a crate's `benches` folder.
fn of_crates() -> Result<(), Stop> {
    for krate in folder(&root().join("crates")) {
        for bench in folder(&krate.join("benches")) {
            let (Some(package), Some(name)) = (krate.file_name(), bench.file_stem()) else {
                continue;
            };
            let mut cargo = cargo();
            cargo.args(["bench", "--package"]).arg(package).arg("--bench").arg(name);
            succeed(&mut cargo, "a benchmark")?;
        }
    }
    Ok(())
}
