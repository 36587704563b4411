//! Makes sure that the machine has what a chore needs: installs it from Debian's packages when run
//! as root, otherwise prints the exact command. Not for crates: cargo fetches those itself.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Stop, cargo, folder, root, succeed};

/// One thing that a chore needs and Rust does not bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// OpenSSL's headers and pkg-config, for SQLCipher.
    OpenSsl,
    /// A C compiler, for SQLCipher.
    Compiler,
    /// A C++ compiler, for libFuzzer.
    Cxx,
    /// A browser for the journeys.
    Chromium,
    /// A PostgreSQL server that the tests start by themselves.
    Postgres,
    /// The solver behind the access promises.
    Cvc5,
    /// Node and npm, which drive the browser.
    Node,
    /// Python with its virtual environments, for the peers that a linkage model is held against.
    Python,
    /// rustfmt and clippy.
    RustComponents,
    /// The packages locked in `e2e/package-lock.json`.
    NodePackages,
}

/// Enough to build the program.
pub(crate) const TO_BUILD: [Need; 2] = [Need::Compiler, Need::OpenSsl];

/// Enough to build libFuzzer and the parsers.
pub(crate) const TO_FUZZ: [Need; 3] = [Need::Compiler, Need::Cxx, Need::OpenSsl];

/// Everything that `cargo ci` runs.
pub(crate) const FOR_CI: [Need; 9] = [
    Need::Compiler,
    Need::OpenSsl,
    Need::RustComponents,
    Need::Postgres,
    Need::Cvc5,
    Need::Chromium,
    Need::Node,
    Need::Python,
    Need::NodePackages,
];

/// Enough to run Rust's tests, without a browser.
pub(crate) const TO_TEST: [Need; 4] = [Need::Compiler, Need::OpenSsl, Need::Postgres, Need::Cvc5];

impl Need {
    fn is_met(self) -> bool {
        match self {
            Self::OpenSsl => quietly("pkg-config", &["--exists", "openssl"]),
            Self::Compiler => quietly("cc", &["--version"]),
            Self::Cxx => quietly("c++", &["--version"]),
            Self::Chromium => {
                env::var_os("CHROMIUM").is_some_and(|path| Path::new(&path).exists())
                    || on_path("chromium")
            }
            Self::Postgres => {
                let debian = folder(Path::new("/usr/lib/postgresql"));
                debian.iter().any(|version| version.join("bin/initdb").exists())
                    || Path::new("/usr/local/bin/initdb").exists()
            }
            Self::Cvc5 => on_path("cvc5"),
            Self::Node => on_path("node") && on_path("npm"),
            Self::Python => quietly("python3", &["-c", "import ensurepip, venv"]),
            Self::RustComponents => ["fmt", "clippy"].iter().all(|component| {
                let mut cargo = cargo();
                cargo.args([component, "--version"]);
                succeeds_silently(&mut cargo)
            }),
            Self::NodePackages => {
                let [wanted, there] =
                    ["package-lock.json", "node_modules/.package-lock.json"].map(|name| {
                        root().join("e2e").join(name).metadata().and_then(|m| m.modified())
                    });
                matches!((wanted, there), (Ok(wanted), Ok(there)) if there >= wanted)
            }
        }
    }

    fn debian_packages(self) -> &'static [&'static str] {
        match self {
            Self::OpenSsl => &["pkg-config", "libssl-dev"],
            Self::Compiler => &["gcc", "libc6-dev"],
            Self::Cxx => &["g++"],
            Self::Chromium => &["chromium"],
            Self::Postgres => &["postgresql"],
            Self::Cvc5 => &["cvc5"],
            Self::Node => &["nodejs", "npm"],
            Self::Python => &["python3-venv"],
            Self::RustComponents | Self::NodePackages => &[],
        }
    }
}

/// Makes sure of all of them, or stops with the command that would.
pub(crate) fn ensure(needs: &[Need]) -> Result<(), Stop> {
    let missing = |needs: &[Need]| -> Vec<Need> {
        needs.iter().copied().filter(|need| !need.is_met()).collect()
    };
    let packages: Vec<&str> =
        missing(needs).into_iter().flat_map(Need::debian_packages).copied().collect();
    if !packages.is_empty() {
        install(&packages)?;
    }
    for need in missing(needs) {
        match need {
            Need::RustComponents => {
                let mut rustup = Command::new("rustup");
                rustup.args(["component", "add", "rustfmt", "clippy"]);
                if rustup.status().is_ok_and(|status| status.success()) {
                    continue;
                }
                return Err(lacking("rustup component add rustfmt clippy"));
            }
            Need::NodePackages => {
                let mut npm = Command::new("npm");
                npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(root().join("e2e"));
                succeed(&mut npm, "npm ci in e2e")?;
            }
            other => {
                let command = format!("apt-get install {}", other.debian_packages().join(" "));
                return Err(lacking(&command));
            }
        }
    }
    Ok(())
}

fn install(packages: &[&str]) -> Result<(), Stop> {
    let by_hand = format!(
        "apt-get update && apt-get install --yes --no-install-recommends {}",
        packages.join(" ")
    );
    let root = Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout == b"0\n");
    if !Path::new("/etc/debian_version").exists() || !on_path("apt-get") {
        return Err(lacking(&format!("(on Debian) sudo sh -c '{by_hand}'")));
    }
    if !root {
        return Err(lacking(&format!("sudo sh -c '{by_hand}'")));
    }
    println!("Missing on this machine: {}. Installing.", packages.join(", "));
    let apt = |words: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").args(words).stdin(Stdio::null());
        succeed(&mut apt, "apt-get")
    };
    apt(&["update", "--quiet"])?;
    apt(&[&["install", "--yes", "--quiet", "--no-install-recommends"], packages].concat())
}

fn lacking(command: &str) -> Stop {
    Stop::Lacking(format!(
        "Something is missing on this machine. Install it with:\n\n  {command}\n"
    ))
}

fn on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn quietly(program: &str, words: &[&str]) -> bool {
    succeeds_silently(Command::new(program).args(words))
}

fn succeeds_silently(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
