//! Who may depend on whom: the list of crates by floor, the walls between rooms, and the purity of
//! the numerics. Reads what cargo itself says about the workspace.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::Breach;

/// Every crate that the house may hold, from the cellar up. A crate may depend on lower floors.
const FLOORS: [(u8, &[&str]); 7] = [
    (0, &["kernel"]),
    (1, &["stats", "models"]),
    (2, &["store"]),
    (3, &["access", "documents", "figures", "forms", "jobs", "mail", "places"]),
    (4, &["casework", "courts", "directory", "evidence", "influence", "planning"]),
    (5, &["demo", "engines", "web"]),
    (6, &["alongside", "documents-typst"]),
];

/// The one crate that sets type. Typesetting takes minutes to build and reads what strangers wrote,
/// so it is a program of its own: whoever else linked it would wait for it, and run it beside keys.
const SETS_TYPE: &str = "documents-typst";

/// Crates that only tests and chores use. Nothing in the program depends on them.
const BESIDE: [&str; 3] = ["testkit", "walls", "xtask"];

/// Which room may look into which. The ground's crates may use each other.
const ROOM_TO_ROOM: [(&str, &str); 4] = [
    ("courts", "casework"),
    ("evidence", "casework"),
    ("evidence", "courts"),
    ("evidence", "directory"),
];

/// Rooms that publish or plan, and rooms whose facts are a woman's own.
const NAMELESS: [&str; 2] = ["influence", "planning"];
const CONFIDENTIAL: [&str; 2] = ["casework", "courts"];

/// Pure crates, and what would make them impure.
const PURE: [&str; 3] = ["kernel", "stats", "models"];
const IMPURE: [&str; 9] = [
    "tokio",
    "async-std",
    "smol",
    "sqlx",
    "sqlx-core",
    "axum",
    "hyper",
    "reqwest",
    "libsqlite3-sys",
];

/// The workspace's crates and what each links, as cargo resolves it. Development dependencies are
/// left out: tests may reach anywhere.
#[derive(Debug)]
pub struct Dependencies {
    members: BTreeSet<String>,
    links: BTreeMap<String, BTreeSet<String>>,
}

impl Dependencies {
    /// Asks cargo, without network.
    ///
    /// # Panics
    ///
    /// When cargo cannot read the workspace.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        let host = said(Command::new("rustc").arg("-vV"));
        let host = host.lines().find_map(|line| line.strip_prefix("host: "));
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["metadata", "--format-version=1", "--offline", "--quiet"]);
        if let Some(host) = host {
            cargo.args(["--filter-platform", host]);
        }
        let text = said(cargo.current_dir(root));
        let metadata: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("cargo metadata is not JSON: {error}"));
        Self::read(&metadata)
    }

    fn read(metadata: &Value) -> Self {
        let names: BTreeMap<&str, &str> = list(metadata, "/packages")
            .filter_map(|package| Some((text(package, "/id")?, text(package, "/name")?)))
            .collect();
        let name = |id: &str| names.get(id).copied().unwrap_or(id).to_owned();
        let members = list(metadata, "/workspace_members").filter_map(Value::as_str).map(name);
        let mut links: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in list(metadata, "/resolve/nodes") {
            let Some(id) = text(node, "/id") else { continue };
            let to = links.entry(name(id)).or_default();
            for dependency in list(node, "/deps") {
                let for_tests_only =
                    list(dependency, "/dep_kinds").all(|kind| text(kind, "/kind") == Some("dev"));
                if let (false, Some(id)) = (for_tests_only, text(dependency, "/pkg")) {
                    to.insert(name(id));
                }
            }
        }
        Self { members: members.collect(), links }
    }

    /// The workspace's crates.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(String::as_str)
    }

    fn direct(&self, from: &str) -> impl Iterator<Item = &str> {
        self.links.get(from).into_iter().flatten().map(String::as_str)
    }

    /// The shortest way from one crate to another, both named, or nothing.
    fn path(&self, from: &str, to: &str) -> Option<String> {
        let mut queue = VecDeque::from([vec![from]]);
        let mut seen = BTreeSet::from([from]);
        while let Some(way) = queue.pop_front() {
            let here = way.last().copied().unwrap_or(from);
            for next in self.direct(here) {
                if next == to {
                    return Some([way.join(" -> "), to.to_owned()].join(" -> "));
                }
                if seen.insert(next) {
                    let mut longer = way.clone();
                    longer.push(next);
                    queue.push_back(longer);
                }
            }
        }
        None
    }
}

/// Crates of the workspace that the house has no floor for.
#[must_use]
pub fn unlisted_crates(dependencies: &Dependencies) -> Vec<Breach> {
    let listed = |name: &str| floor(name).is_some() || BESIDE.contains(&name);
    dependencies
        .members()
        .filter(|name| !listed(name))
        .map(|name| {
            Breach::new(
                name,
                "has no floor; give it one in walls/src/floors.rs and ARCHITECTURE.md",
            )
        })
        .collect()
}

/// Wall 1, and the floors: a crate that depends on one above it, on a room that it may not look
/// into, or on a crate that only tests may use; and any path, however long, from a nameless room
/// to a confidential one.
#[must_use]
pub fn forbidden_dependencies(dependencies: &Dependencies) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for from in dependencies.members() {
        let Some(own) = floor(from) else { continue };
        for to in dependencies.direct(from) {
            let why = match floor(to) {
                _ if BESIDE.contains(&to) => "only tests may use",
                Some(other) if other > own => "stands above it:",
                Some(4) if own == 4 && !ROOM_TO_ROOM.contains(&(from, to)) => {
                    "is a room that may not look into"
                }
                Some(5) if own == 5 => "stands beside, and may not use,",
                _ => continue,
            };
            breaches.push(Breach::new(from, format!("{why} {to}")));
        }
    }
    for from in NAMELESS {
        for to in CONFIDENTIAL {
            if let Some(path) = dependencies.path(from, to) {
                breaches.push(Breach::new(from, format!("must have no path to {to}: {path}")));
            }
        }
    }
    breaches
}

/// A crate other than the one that sets type that links it, or anything of typst, however long the
/// way.
#[must_use]
pub fn typesetting_in_the_wrong_place(dependencies: &Dependencies) -> Vec<Breach> {
    let sets_type = |name: &&String| *name == SETS_TYPE || name.starts_with("typst");
    let there: Vec<&String> = dependencies.links.keys().filter(sets_type).collect();
    let members = dependencies.members().filter(|from| *from != SETS_TYPE);
    members
        .filter_map(|from| {
            let path = there.iter().find_map(|to| dependencies.path(from, to))?;
            Some(Breach::new(from, format!("must not set type itself: {path}")))
        })
        .collect()
}

/// Wall 2, as far as cargo sees it: `kernel`, `stats` and `models` link nothing that does input or
/// output.
#[must_use]
pub fn impure_numerics(dependencies: &Dependencies) -> Vec<Breach> {
    let pairs = PURE.iter().flat_map(|from| IMPURE.iter().map(move |to| (*from, *to)));
    pairs
        .filter_map(|(from, to)| {
            let path = dependencies.path(from, to)?;
            Some(Breach::new(from, format!("is pure and may not link {to}: {path}")))
        })
        .collect()
}

fn floor(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(_, crates)| crates.contains(&name)).map(|(floor, _)| *floor)
}

fn said(command: &mut Command) -> String {
    match command.output() {
        Ok(said) if said.status.success() => String::from_utf8_lossy(&said.stdout).into_owned(),
        Ok(said) => panic!("{command:?} failed: {}", String::from_utf8_lossy(&said.stderr)),
        Err(error) => panic!("{command:?} could not be started: {error}"),
    }
}

fn list<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}
