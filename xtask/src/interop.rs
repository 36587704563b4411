//! `cargo xtask interop`: a linkage model that we wrote is loaded by real Splink, and every pair
//! weighs there what it weighs here, to 1e-9. On DuckDB, and on Spark with two local workers, where
//! Java is. That is the road past one machine. Not for speed.

use std::path::PathBuf;
use std::process::Command;

use crate::peers::Peers;
use crate::{Stop, needs, root, succeed};

/// Compares weights; made for both engines of Splink.
const SCRIPT: &str = "crates/engines/interop/splink_weights.py";

/// Where Splink computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    DuckDb,
    Spark,
}

impl Backend {
    const fn word(self) -> &'static str {
        match self {
            Self::DuckDb => "duckdb",
            Self::Spark => "spark",
        }
    }
}

/// Whether weights were compared.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    /// They were, and are the same.
    Same,
    /// They were not, and why.
    Skipped(String),
}

/// Both.
pub(crate) fn all() -> Result<(), Stop> {
    needs::ensure(&needs::TO_BUILD)?;
    let mut skipped = 0;
    for backend in [Backend::DuckDb, Backend::Spark] {
        println!("\n== Splink on {}", backend.word());
        if let Compared::Skipped(why) = on(backend)? {
            println!("SKIPPED: {why}");
            skipped += 1;
        }
    }
    if skipped == 2 { Err(Stop::Lacking("Nothing could be compared.".to_owned())) } else { Ok(()) }
}

/// One of them.
pub(crate) fn on(backend: Backend) -> Result<Compared, Stop> {
    let script = root().join(SCRIPT);
    if !script.is_file() {
        return Err(Stop::Failed(format!("{SCRIPT} is absent")));
    }
    if backend == Backend::Spark && !has_java() {
        let why = "Java is not here; on Debian: apt-get install openjdk-17-jre-headless";
        return Ok(Compared::Skipped(why.to_owned()));
    }
    let peers = match backend {
        Backend::DuckDb => Peers::Linkage,
        Backend::Spark => Peers::Spark,
    };
    let python = match peers.python() {
        Ok(python) => python,
        Err(why) => return Ok(Compared::Skipped(why)),
    };
    let program = built()?;
    let mut compare = Command::new(python);
    compare.arg(&script).arg("--program").arg(program).args(["--backend", backend.word()]);
    succeed(compare.current_dir(root()), "comparing weights with Splink")?;
    Ok(Compared::Same)
}

/// Our program, built as the tests build it.
fn built() -> Result<PathBuf, Stop> {
    let mut build = crate::cargo();
    build.args(["build", "--quiet", "--package", "engines", "--bin", "alongside-engines"]);
    succeed(&mut build, "building the engines")?;
    Ok(crate::peers::target().join("debug/alongside-engines"))
}

fn has_java() -> bool {
    let mut java = Command::new("java");
    java.arg("-version").output().is_ok_and(|said| said.status.success())
}
