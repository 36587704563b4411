//! `cargo xtask deb`: a Debian package of what a centre runs, set by dpkg-deb. It brings the two programs,
//! their account, and what to read; `alongside setup` makes the installation and its units. Not for
//! signing or publishing it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Stop, beside, cargo, needs, peers, root, succeed};

/// What the programs link to in Debian 12 and newer, and what makes their account.
const DEPENDS: &str = "libc6 (>= 2.36), libssl3 | libssl3t64, adduser";

/// The account under which it serves. Nobody signs in with it, and its folder is nobody else's.
const POSTINST: &str = "#!/bin/sh
set -e
if [ \"$1\" = configure ]; then
    if ! getent passwd alongside >/dev/null; then
        adduser --quiet --system --group --no-create-home --home /var/lib/alongside \\
            --shell /usr/sbin/nologin alongside
    fi
    # A newer program serves at once. Before it changes a table it makes a backup beside the data.
    if [ -d /run/systemd/system ] && systemctl --quiet is-active alongside.service; then
        systemctl restart alongside.service
    fi
    if [ -z \"$2\" ]; then
        echo 'To begin: alongside setup --data /var/lib/alongside'
    fi
fi
";

/// Whoever removes the package keeps her records: they are not the package's to delete.
const PRERM: &str = "#!/bin/sh
set -e
if [ \"$1\" = remove ] && [ -d /run/systemd/system ]; then
    systemctl --quiet stop alongside.service alongside-backup.timer 2>/dev/null || true
fi
";

/// Builds the package; prints where it is.
pub(crate) fn build() -> Result<(), Stop> {
    needs::ensure(&needs::TO_BUILD)?;
    let mut program = cargo();
    program.args(["build", "--profile", "house", "--workspace", "--bin", "alongside"]);
    succeed(&mut program, "building the program")?;
    let mut documents = cargo();
    documents.args(["build", "--profile", "house"]).args(beside::PROGRAM);
    succeed(&mut documents, "building the program that sets PDFs")?;
    let machine = said(Command::new("dpkg").arg("--print-architecture"))?;
    let version = format!("{}+{}", env!("CARGO_PKG_VERSION"), stamp()?);
    let name = format!("alongside_{version}_{machine}");
    let tree = peers::target().join("deb").join(&name);
    if tree.exists() {
        std::fs::remove_dir_all(&tree).map_err(|error| failed(&tree, &error))?;
    }
    for program in ["alongside", "alongside-documents"] {
        let (from, to) = (peers::target().join("house").join(program), tree.join("usr/bin"));
        put(&from, &to.join(program), "755")?;
        let mut strip = Command::new("strip");
        succeed(strip.arg("--strip-unneeded").arg(to.join(program)), "strip")?;
    }
    let papers = tree.join("usr/share/doc/alongside");
    for paper in
        ["README.md", "docs/operations.md", "docs/gaps.md", "LICENSE-MIT", "LICENSE-APACHE"]
    {
        let from = root().join(paper);
        if from.exists() {
            let to = from.file_name().map(|name| papers.join(name)).unwrap_or_default();
            put(&from, &to, "644")?;
        }
    }
    let kilobytes = said(Command::new("du").args(["-sk"]).arg(&tree))?;
    let kilobytes = kilobytes.split_whitespace().next().unwrap_or("0").to_owned();
    let control = format!(
        "Package: alongside\nVersion: {version}\nArchitecture: {machine}\nMaintainer: Alongside <alongside@example.org>\n\
         Installed-Size: {kilobytes}\nDepends: {DEPENDS}\nSection: misc\nPriority: optional\n\
         Description: working system of women's centres in criminal justice\n \
         Case work, referrals, safety and funders' returns of a women's centre, with each\n \
         woman's record sealed under a key of her own. Runs on one small machine.\n"
    );
    let own = tree.join("DEBIAN");
    for (file, text, mode) in [
        ("control", control.as_str(), "644"),
        ("postinst", POSTINST, "755"),
        ("prerm", PRERM, "755"),
    ] {
        write(&own.join(file), text, mode)?;
    }
    let package = tree.with_file_name(format!("{name}.deb"));
    let mut set = Command::new("dpkg-deb");
    set.args(["--root-owner-group", "--build"]).arg(&tree).arg(&package);
    succeed(&mut set, "dpkg-deb")?;
    println!("{}", package.display());
    Ok(())
}

/// The day and the commit, so that a later package is newer to dpkg.
fn stamp() -> Result<String, Stop> {
    let mut git = Command::new("git");
    git.args(["log", "-1", "--format=%cd.%h", "--date=format:%Y%m%d%H%M"]).current_dir(root());
    said(&mut git)
}

fn put(from: &Path, to: &Path, mode: &str) -> Result<(), Stop> {
    let folder = to.parent().map(PathBuf::from).unwrap_or_default();
    std::fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    std::fs::copy(from, to).map_err(|error| failed(from, &error))?;
    said(Command::new("chmod").arg(mode).arg(to)).map(|_| ())
}

fn write(to: &Path, text: &str, mode: &str) -> Result<(), Stop> {
    let folder = to.parent().map(PathBuf::from).unwrap_or_default();
    std::fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    std::fs::write(to, text).map_err(|error| failed(to, &error))?;
    said(Command::new("chmod").arg(mode).arg(to)).map(|_| ())
}

fn failed(path: &Path, error: &std::io::Error) -> Stop {
    Stop::Failed(format!("{}: {error}", path.display()))
}

fn said(command: &mut Command) -> Result<String, Stop> {
    let output = command.output();
    let output = output.map_err(|error| Stop::Failed(format!("{command:?}: {error}")))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Stop::Failed(format!("{command:?}: {why}")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
