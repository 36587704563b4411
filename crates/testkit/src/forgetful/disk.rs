//! The disk itself: what is on it for certain, what may be, and one way that it may look after the
//! machine died. Pure; the folder is written by whoever asks.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::trace::Deed;

/// Which file or folder, whatever its name.
type Node = usize;
const ROOT: Node = 0;

/// How much of what was not synced a disk kept, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeps {
    /// Of a thousand pieces of files, how many.
    pub pieces: u16,
    /// Of a thousand changes of names, how many.
    pub names: u16,
    /// How long a piece is: what a disk writes whole or not at all.
    pub piece: usize,
    /// What stands where a file became longer and nothing was kept.
    pub gap: u8,
    /// Chance.
    pub seed: u64,
}

impl Keeps {
    /// Everything, as when only the program died and not the machine.
    pub const ALL: Self = Self { pieces: 1000, names: 1000, piece: 4096, gap: 0, seed: 0 };
    /// Nothing that was not synced.
    pub const NOTHING: Self = Self { pieces: 0, names: 0, piece: 4096, gap: 0, seed: 0 };

    /// One of very many ways: each seed another.
    #[must_use]
    pub fn some(seed: u64) -> Self {
        let mut chance = Chance(seed);
        let mut share = || [0, 100, 500, 900, 1000][usize::from(chance.below(5))];
        let (pieces, names) = (share(), share());
        let piece = if chance.below(2) == 0 { 512 } else { 4096 };
        let gap = if chance.below(4) == 0 { 0xA5 } else { 0 };
        Self { pieces, names, piece, gap, seed }
    }
}

/// Steele, Lea and Flood's SplitMix64: a crash is to be found again by its number alone.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u16) -> u16 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u16::try_from((mixed ^ (mixed >> 31)) % u64::from(limit)).unwrap_or(0)
    }

    fn keeps(&mut self, share: u16) -> bool {
        self.below(1000) < share
    }
}

#[derive(Debug, Clone)]
enum Change {
    Wrote { at: usize, bytes: Vec<u8> },
    Cut(usize),
    Lengthened(usize),
}

#[derive(Debug, Clone)]
enum NameChange {
    Set(String, Node),
    Gone(String),
    Moved { from: String, to: String, node: Node },
}

#[derive(Debug, Clone)]
enum Kind {
    File { on_disk: Vec<u8>, since: Vec<Change> },
    Folder { on_disk: BTreeMap<String, Node>, now: BTreeMap<String, Node>, since: Vec<NameChange> },
}

/// A folder on a disk that forgets, and all that is in it.
#[derive(Debug, Clone)]
pub struct Disk {
    nodes: Vec<Kind>,
    open: BTreeMap<i64, Node>,
}

fn empty_folder() -> Kind {
    Kind::Folder { on_disk: BTreeMap::new(), now: BTreeMap::new(), since: Vec::new() }
}

impl Default for Disk {
    fn default() -> Self {
        Self { nodes: vec![empty_folder()], open: BTreeMap::new() }
    }
}

impl Disk {
    /// A folder as it is: all of it is on the disk.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let mut disk = Self::default();
        disk.take_in(ROOT, folder)?;
        Ok(disk)
    }

    fn take_in(&mut self, into: Node, folder: &Path) -> io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let node = self.nodes.len();
            if path.is_dir() {
                self.nodes.push(empty_folder());
                self.take_in(node, &path)?;
            } else {
                self.nodes.push(Kind::File { on_disk: std::fs::read(&path)?, since: Vec::new() });
            }
            if let (Some(name), Kind::Folder { on_disk, now, .. }) = (name, &mut self.nodes[into]) {
                on_disk.insert(name.clone(), node);
                now.insert(name, node);
            }
        }
        Ok(())
    }

    /// The program did this.
    ///
    /// # Panics
    /// When it did what it cannot have done, such as writing to what was never opened: then the
    /// recording has a hole and would prove nothing.
    pub fn happened(&mut self, deed: &Deed) {
        match deed {
            Deed::Opened { number, name, emptied } => {
                let node = self.find(name).unwrap_or_else(|| {
                    self.made(name, || Kind::File { on_disk: Vec::new(), since: Vec::new() })
                });
                if *emptied {
                    self.changed(node, Change::Cut(0));
                }
                self.open.insert(*number, node);
            }
            Deed::Copied { from, number } => {
                let node = self.opened(*from);
                self.open.insert(*number, node);
            }
            Deed::Closed { number } => {
                self.open.remove(number);
            }
            Deed::Wrote { number, at, bytes } => {
                let change = Change::Wrote { at: *at, bytes: bytes.clone() };
                self.changed(self.opened(*number), change);
            }
            Deed::Cut { number, length } => {
                self.changed(self.opened(*number), Change::Cut(*length));
            }
            Deed::Lengthened { number, length } => {
                self.changed(self.opened(*number), Change::Lengthened(*length));
            }
            Deed::Synced { number } => {
                let node = self.opened(*number);
                self.sync(node);
            }
            Deed::Renamed { from, to } => self.renamed(from, to),
            Deed::Linked { from, to } => {
                let node = self.found(from);
                self.named(to, |name| NameChange::Set(name, node));
            }
            Deed::Unlinked(name) | Deed::RemovedFolder(name) => {
                self.found(name);
                self.named(name, NameChange::Gone);
            }
            Deed::MadeFolder(name) => {
                self.made(name, empty_folder);
            }
            Deed::Said(_) => {}
        }
    }

    fn renamed(&mut self, from: &Path, to: &Path) {
        assert!(
            from.parent() == to.parent(),
            "{} became {}: names that change their folder are not known here",
            from.display(),
            to.display()
        );
        let node = self.found(from);
        let before = last_name(from);
        self.named(to, |to| NameChange::Moved { from: before, to, node });
    }

    fn made(&mut self, name: &Path, kind: impl FnOnce() -> Kind) -> Node {
        let node = self.nodes.len();
        self.nodes.push(kind());
        self.named(name, |name| NameChange::Set(name, node));
        node
    }

    fn opened(&self, number: i64) -> Node {
        match self.open.get(&number) {
            Some(node) => *node,
            None => panic!("number {number} was never opened"),
        }
    }

    fn changed(&mut self, node: Node, change: Change) {
        match &mut self.nodes[node] {
            Kind::File { since, .. } => since.push(change),
            Kind::Folder { .. } => panic!("bytes were written to a folder"),
        }
    }

    /// Changes a name in the folder that holds it.
    fn named(&mut self, path: &Path, change: impl FnOnce(String) -> NameChange) {
        let folder = self.found(path.parent().unwrap_or(Path::new("")));
        let change = change(last_name(path));
        match &mut self.nodes[folder] {
            Kind::Folder { now, since, .. } => {
                change.apply(now);
                since.push(change);
            }
            Kind::File { .. } => panic!("{} stands in a file", path.display()),
        }
    }

    fn found(&self, name: &Path) -> Node {
        match self.find(name) {
            Some(node) => node,
            None => panic!("{} was never made", name.display()),
        }
    }

    fn find(&self, name: &Path) -> Option<Node> {
        let mut node = ROOT;
        for part in name.components() {
            let Component::Normal(part) = part else { return None };
            match &self.nodes[node] {
                Kind::Folder { now, .. } => node = *now.get(part.to_string_lossy().as_ref())?,
                Kind::File { .. } => return None,
            }
        }
        Some(node)
    }

    fn sync(&mut self, node: Node) {
        match &mut self.nodes[node] {
            Kind::File { on_disk, since } => {
                for change in since.drain(..) {
                    change.apply(on_disk, 0);
                }
            }
            Kind::Folder { on_disk, since, .. } => {
                for change in since.drain(..) {
                    change.apply(on_disk);
                }
            }
        }
    }

    /// One way that the folder may look when the machine is on again: each file by its name and each
    /// folder, in order.
    #[must_use]
    pub fn after_death(&self, keeps: Keeps) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut found = BTreeMap::new();
        self.look(ROOT, Path::new(""), &mut Chance(keeps.seed), keeps, &mut found);
        found
    }

    fn look(
        &self,
        folder: Node,
        at: &Path,
        chance: &mut Chance,
        keeps: Keeps,
        found: &mut BTreeMap<PathBuf, Option<Vec<u8>>>,
    ) {
        let Kind::Folder { on_disk, since, .. } = &self.nodes[folder] else { return };
        let mut names = on_disk.clone();
        for change in since {
            if chance.keeps(keeps.names) {
                change.apply(&mut names);
            }
        }
        for (name, node) in names {
            let path = at.join(name);
            match &self.nodes[node] {
                Kind::File { on_disk, since } => {
                    let mut bytes = on_disk.clone();
                    for change in since {
                        change.apply_some(&mut bytes, chance, keeps);
                    }
                    found.insert(path, Some(bytes));
                }
                Kind::Folder { .. } => {
                    found.insert(path.clone(), None);
                    self.look(node, &path, chance, keeps, found);
                }
            }
        }
    }
}

/// Writes such a folder out, into an empty one.
///
/// # Errors
/// When it cannot be written.
pub fn write_out(look: &BTreeMap<PathBuf, Option<Vec<u8>>>, into: &Path) -> io::Result<()> {
    for (name, bytes) in look {
        match bytes {
            None => std::fs::create_dir(into.join(name))?,
            Some(bytes) => std::fs::write(into.join(name), bytes)?,
        }
    }
    Ok(())
}

fn last_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>, gap: u8) {
        match self {
            Self::Wrote { at, bytes: new } => write_at(bytes, *at, new, gap),
            Self::Cut(length) => bytes.resize(*length, 0),
            Self::Lengthened(length) => bytes.resize(bytes.len().max(*length), 0),
        }
    }

    /// As much of it as the disk kept: pieces lie where the disk's own blocks lie.
    fn apply_some(&self, bytes: &mut Vec<u8>, chance: &mut Chance, keeps: Keeps) {
        let Self::Wrote { at, bytes: new } = self else {
            if chance.keeps(keeps.pieces) {
                self.apply(bytes, keeps.gap);
            }
            return;
        };
        let (mut at, mut rest) = (*at, new.as_slice());
        while !rest.is_empty() {
            let room = keeps.piece - at % keeps.piece;
            let (piece, after) = rest.split_at(room.min(rest.len()));
            if chance.keeps(keeps.pieces) {
                write_at(bytes, at, piece, keeps.gap);
            }
            at += piece.len();
            rest = after;
        }
    }
}

fn write_at(bytes: &mut Vec<u8>, at: usize, new: &[u8], gap: u8) {
    let end = at + new.len();
    if bytes.len() < end {
        bytes.resize(end, gap);
    }
    bytes[at..end].copy_from_slice(new);
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<String, Node>) {
        match self {
            Self::Set(name, node) => {
                names.insert(name.clone(), *node);
            }
            Self::Gone(name) => {
                names.remove(name);
            }
            Self::Moved { from, to, node } => {
                if names.get(from) == Some(node) {
                    names.remove(from);
                }
                names.insert(to.clone(), *node);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk(deeds: &[Deed]) -> Disk {
        let mut disk = Disk::default();
        for deed in deeds {
            disk.happened(deed);
        }
        disk
    }

    fn opened(number: i64, name: &str) -> Deed {
        Deed::Opened { number, name: name.into(), emptied: false }
    }

    fn wrote(number: i64, at: usize, bytes: &[u8]) -> Deed {
        Deed::Wrote { number, at, bytes: bytes.to_vec() }
    }

    fn synced(number: i64) -> Deed {
        Deed::Synced { number }
    }

    fn renamed(from: &str, to: &str) -> Deed {
        Deed::Renamed { from: from.into(), to: to.into() }
    }

    /// Every way that a thousand seeds make it look.
    fn ways(disk: &Disk, name: &str) -> std::collections::BTreeSet<Option<Vec<u8>>> {
        let mut ways: std::collections::BTreeSet<_> = (0..1000)
            .map(|seed| disk.after_death(Keeps::some(seed)).remove(Path::new(name)).flatten())
            .collect();
        for keeps in [Keeps::ALL, Keeps::NOTHING] {
            ways.insert(disk.after_death(keeps).remove(Path::new(name)).flatten());
        }
        ways
    }

    #[test]
    fn what_was_synced_with_its_folder_is_always_there() {
        let disk =
            disk(&[opened(3, "a"), wrote(3, 0, b"hers"), synced(3), opened(4, ""), synced(4)]);
        assert_eq!(ways(&disk, "a"), [Some(b"hers".to_vec())].into());
    }

    #[test]
    fn a_synced_file_whose_folder_was_not_synced_may_have_no_name() {
        let disk = disk(&[opened(3, "a"), wrote(3, 0, b"hers"), synced(3)]);
        assert_eq!(ways(&disk, "a"), [None, Some(b"hers".to_vec())].into());
    }

    #[test]
    fn a_folder_that_its_own_folder_does_not_know_yet_takes_with_it_what_it_holds() {
        let made = Deed::MadeFolder("in".into());
        let deeds = [made, opened(3, "in/a"), synced(3), opened(4, "in"), synced(4)];
        assert_eq!(ways(&disk(&deeds), "in/a"), [None, Some(vec![])].into());
        let deeds = [&deeds[..], &[opened(5, ""), synced(5)]].concat();
        assert_eq!(ways(&disk(&deeds), "in/a"), [Some(vec![])].into());
    }

    #[test]
    fn of_what_was_not_synced_any_piece_may_be_there_and_any_other_not() {
        let folder = [opened(3, "a"), opened(4, ""), synced(4)];
        let disk = disk(&[&folder[..], &[wrote(3, 500, &[7; 24])]].concat());
        let ways = ways(&disk, "a");
        let torn = |from: usize, to: usize, length: usize, gap: u8| {
            let mut bytes = vec![gap; length];
            bytes[from..to].fill(7);
            Some(bytes)
        };
        for way in [
            Some(vec![]),
            torn(500, 524, 524, 0),
            torn(500, 512, 512, 0),
            torn(512, 524, 524, 0),
            torn(512, 524, 524, 0xA5),
        ] {
            assert!(ways.contains(&way), "{way:?}");
        }
        assert_eq!(ways.len(), 7, "nothing else: {ways:?}");
    }

    #[test]
    fn a_later_write_may_be_kept_without_the_earlier_one_and_the_other_way_round() {
        let folder = [opened(3, "a"), opened(4, ""), synced(4)];
        let disk = disk(&[&folder[..], &[wrote(3, 0, b"one"), wrote(3, 0, b"two")]].concat());
        let all = [Some(vec![]), Some(b"one".to_vec()), Some(b"two".to_vec())];
        assert_eq!(ways(&disk, "a"), all.into());
    }

    #[test]
    fn a_name_that_was_changed_and_not_synced_is_the_old_or_the_new_and_never_neither() {
        let before = [opened(3, "a"), wrote(3, 0, b"old"), synced(3), opened(4, ""), synced(4)];
        let new = [opened(5, "b"), wrote(5, 0, b"new"), synced(5), renamed("b", "a")];
        let deeds = [&before[..], &new[..]].concat();
        let both = [Some(b"old".to_vec()), Some(b"new".to_vec())];
        assert_eq!(ways(&disk(&deeds), "a"), both.into());
        let deeds = [&deeds[..], &[synced(4)]].concat();
        assert_eq!(ways(&disk(&deeds), "a"), [Some(b"new".to_vec())].into());
        assert_eq!(ways(&disk(&deeds), "b"), [None].into());
    }

    #[test]
    fn a_renamed_file_that_was_not_synced_may_be_empty() {
        let deeds =
            [opened(3, "b"), wrote(3, 0, b"new"), renamed("b", "a"), opened(4, ""), synced(4)];
        assert_eq!(ways(&disk(&deeds), "a"), [Some(vec![]), Some(b"new".to_vec())].into());
    }

    #[test]
    fn what_was_cut_or_taken_away_may_be_back() {
        let before = [opened(3, "a"), wrote(3, 0, b"hers"), synced(3), opened(4, ""), synced(4)];
        let cut = Deed::Cut { number: 3, length: 1 };
        let deeds = [&before[..], &[cut]].concat();
        assert_eq!(ways(&disk(&deeds), "a"), [Some(b"h".to_vec()), Some(b"hers".to_vec())].into());
        let deeds = [&before[..], &[Deed::Unlinked("a".into())]].concat();
        assert_eq!(ways(&disk(&deeds), "a"), [None, Some(b"hers".to_vec())].into());
    }

    #[test]
    fn a_number_that_is_used_again_means_the_other_file() {
        let closed = Deed::Closed { number: 3 };
        let deeds = [
            opened(3, "a"),
            closed,
            opened(3, "b"),
            Deed::Copied { from: 3, number: 9 },
            wrote(9, 0, b"hers"),
        ];
        let look = disk(&deeds).after_death(Keeps::ALL);
        assert_eq!(look[Path::new("a")], Some(vec![]));
        assert_eq!(look[Path::new("b")], Some(b"hers".to_vec()));
    }
}
