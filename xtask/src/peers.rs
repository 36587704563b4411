//! The engines' peers, in a virtual environment of their own under `target/peers`, in the versions
//! that the figures in docs/benchmarks.md name. Not for anything that Alongside runs on.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::root;

/// What is compared with, as pip takes it: record linkage, and siting with its solver. DuckDB 2 ends
/// this Splink with an error.
const LINKAGE: &[&str] = &["splink==5.0.0", "duckdb==1.5.6", "numpy", "pandas<3"];
const SITING: &[&str] = &["spopt==0.7.0", "highspy"];
const SPARK: &[&str] = &["splink==5.0.0", "pyspark==3.5.7", "pandas<3", "setuptools"];

/// A set of peers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peers {
    /// Splink on DuckDB.
    Linkage,
    /// spopt with HiGHS.
    Siting,
    /// Splink on Spark.
    Spark,
}

impl Peers {
    const fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Linkage => LINKAGE,
            Self::Siting => SITING,
            Self::Spark => SPARK,
        }
    }

    const fn folder(self) -> &'static str {
        match self {
            Self::Linkage => "linkage",
            Self::Siting => "siting",
            Self::Spark => "spark",
        }
    }

    /// The Python that has them, made ready when it is not there yet; `Err` says what is lacking.
    pub(crate) fn python(self) -> Result<PathBuf, String> {
        let folder = target().join("peers").join(self.folder());
        let python = folder.join("bin/python");
        let ready = folder.join("ready");
        let wanted = self.packages().join(" ");
        if std::fs::read_to_string(&ready).is_ok_and(|there| there == wanted) {
            return Ok(python);
        }
        println!("Making ready in {}: {wanted}", folder.display());
        let made = quiet(Command::new("python3").args(["-m", "venv"]).arg(&folder));
        if !made {
            return Err(
                "python3 with its module venv is not there (apt-get install python3-venv)".into()
            );
        }
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        if !quiet(pip.args(self.packages())) {
            return Err(format!("PyPI was not reached, or has no {wanted} for this machine"));
        }
        std::fs::write(&ready, wanted).map_err(|error| format!("{}: {error}", ready.display()))?;
        Ok(python)
    }
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The folder with the shared data and the peers' scripts, where there is one.
pub(crate) fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("ALONGSIDE_SHARED").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root().join("../shared"));
    Path::new(&folder).join("bench").is_dir().then_some(folder)
}

fn quiet(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
