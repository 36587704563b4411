//! `cargo bench-all`: the engines beside their peers on the same work, in turn, whole processes; then
//! the house under load. Prints the tables that docs/benchmarks.md holds, and with `--keep` puts them there. What cannot be
//! run here is said and has no figure. Not for deciding whether a change is fast enough: timings of
//! a busy machine fail no build.

mod chance;
mod contests;
mod house;
mod inputs;
mod machine;
mod measure;
mod postgres;
mod table;

use std::path::Path;

use crate::{Stop, cargo, folder, needs, peers, root, succeed};

/// What to run.
#[derive(Debug, Default)]
struct Wanted {
    /// Only contests whose name has this word.
    word: Option<String>,
    /// Whether the word is the whole name of one.
    is_exact: bool,
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
    let names = contests::all().into_iter().map(|one| one.name);
    let mut names = names.chain(house::SIZES.iter().map(|size| size.name));
    wanted.is_exact = names.any(|name| wanted.word.as_deref() == Some(name));
    needs::ensure(&needs::TO_BUILD)?;
    let folder = peers::target().join("bench");
    std::fs::create_dir_all(&folder)
        .map_err(|error| Stop::Failed(format!("{}: {error}", folder.display())))?;
    let failed = engines(&wanted, &folder)? + the_house(&wanted, &folder)?;
    if wanted.word.is_none() {
        of_crates()?;
    }
    match failed {
        0 => Ok(()),
        some => Err(Stop::Failed(format!("{some} of the contests failed"))),
    }
}

impl Wanted {
    fn asks(&self, name: &str, is_long: bool) -> bool {
        match &self.word {
            // `house-5000` is not meant to be `house-50000` too.
            Some(word) => name == word || (name.contains(word.as_str()) && !self.is_exact),
            None => !is_long || self.deep,
        }
    }
}

/// The engines beside their peers. Gives how many contests failed.
fn engines(wanted: &Wanted, folder: &Path) -> Result<u32, Stop> {
    let asked: Vec<_> = contests::all();
    let asked: Vec<_> =
        asked.into_iter().filter(|one| wanted.asks(one.name, one.is_long)).collect();
    if asked.is_empty() {
        return Ok(0);
    }
    let mut build = cargo();
    build.args(["build", "--release", "--package", "engines", "--bin", "alongside-engines"]);
    succeed(&mut build, "building the engines")?;
    let kit = contests::Kit {
        program: peers::target().join("release/alongside-engines"),
        shared: peers::shared(),
        folder: folder.to_owned(),
    };
    let (mut lines, mut failed) = (Vec::new(), 0);
    for contest in asked {
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
    Ok(failed)
}

/// The house at its sizes. Gives how many failed.
fn the_house(wanted: &Wanted, folder: &Path) -> Result<u32, Stop> {
    let asked: Vec<_> =
        house::SIZES.iter().filter(|size| wanted.asks(size.name, size.is_long)).collect();
    if asked.is_empty() {
        return Ok(0);
    }
    let mut build = cargo();
    build.args(["build", "--profile", "house", "--workspace", "--bin", "alongside"]);
    succeed(&mut build, "building the program")?;
    let (mut measured, mut failed) = (Vec::new(), 0);
    for size in asked {
        println!("\n== {}", size.name);
        match size.measure(&house::program(), folder) {
            Ok(one) => {
                println!("{}", house::written(std::slice::from_ref(&one)));
                measured.push(one);
            }
            Err(why) => {
                println!("FAILED {}: {why}", size.name);
                failed += 1;
            }
        }
    }
    let table = house::written(&measured);
    println!("\n{table}");
    if wanted.keep {
        house::keep(&root().join("docs/benchmarks.md"), &table)?;
    }
    Ok(failed)
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
