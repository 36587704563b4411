//! What `recorder.c` wrote down, one deed after the other. Not for judging it: that is `disk`.

use std::io;
use std::path::{Path, PathBuf};

/// One thing that a program did, in the order in which it happened. Names are relative to the
/// recorded folder; a number is the descriptor that the program had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Opened, making it if it was not there (a file) and emptying it if asked to.
    Opened {
        /// Its number from now on.
        number: i64,
        /// Its name.
        name: PathBuf,
        /// Whether it was emptied.
        emptied: bool,
    },
    /// A second number for the same.
    Copied {
        /// The number that was there.
        from: i64,
        /// The new one.
        number: i64,
    },
    /// The number means nothing any more.
    Closed {
        /// The number.
        number: i64,
    },
    /// Bytes were written.
    Wrote {
        /// Where to.
        number: i64,
        /// From which byte on.
        at: usize,
        /// What.
        bytes: Vec<u8>,
    },
    /// It was cut or lengthened to this length.
    Cut {
        /// Which.
        number: i64,
        /// Bytes.
        length: usize,
    },
    /// It was made at least so long.
    Lengthened {
        /// Which.
        number: i64,
        /// Bytes.
        length: usize,
    },
    /// A file or a folder was synced.
    Synced {
        /// Which.
        number: i64,
    },
    /// A name was changed.
    Renamed {
        /// From.
        from: PathBuf,
        /// To; what had this name has none.
        to: PathBuf,
    },
    /// A second name for the same file.
    Linked {
        /// The first.
        from: PathBuf,
        /// The second.
        to: PathBuf,
    },
    /// A name of a file was taken away.
    Unlinked(PathBuf),
    /// A folder was made.
    MadeFolder(PathBuf),
    /// A folder was taken away.
    RemovedFolder(PathBuf),
    /// The program said something on its standard output.
    Said(String),
}

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    /// What was done.
    pub deeds: Vec<Deed>,
}

const EMPTIED: i64 = 0o1000; // O_TRUNC on Linux

impl Trace {
    /// Reads a recording of what was done under `root`.
    ///
    /// # Errors
    /// When the file cannot be read or was cut, and when the program did something that a
    /// recording cannot hold: then it would prove nothing.
    pub fn read(file: &Path, root: &Path) -> io::Result<Self> {
        let bytes = std::fs::read(file)?;
        let root = root.canonicalize()?;
        let mut rest = bytes.as_slice();
        let mut deeds = Vec::new();
        while !rest.is_empty() {
            deeds.push(deed(&mut rest, &root)?);
        }
        Ok(Self { deeds })
    }
}

fn deed(rest: &mut &[u8], root: &Path) -> io::Result<Deed> {
    let [what] = taken::<1>(rest)?;
    let (a, b) = (i64::from_le_bytes(taken(rest)?), i64::from_le_bytes(taken(rest)?));
    let (first, second) = (u64::from_le_bytes(taken(rest)?), u64::from_le_bytes(taken(rest)?));
    let (first, second) = (text(rest, first)?, text(rest, second)?);
    let name = |text: &[u8]| -> io::Result<PathBuf> {
        let whole = String::from_utf8(text.to_vec()).map_err(io::Error::other)?;
        let inside = Path::new(&whole).strip_prefix(root).map_err(io::Error::other)?;
        Ok(inside.to_owned())
    };
    let length = |length: i64| usize::try_from(length).map_err(io::Error::other);
    Ok(match what {
        b'O' => Deed::Opened { number: a, name: name(first)?, emptied: b & EMPTIED != 0 },
        b'D' => Deed::Copied { from: a, number: b },
        b'C' => Deed::Closed { number: a },
        b'W' => Deed::Wrote { number: a, at: length(b)?, bytes: first.to_vec() },
        b'T' => Deed::Cut { number: a, length: length(b)? },
        b'F' => Deed::Lengthened { number: a, length: length(b)? },
        b'S' => Deed::Synced { number: a },
        b'R' => Deed::Renamed { from: name(first)?, to: name(second)? },
        b'L' => Deed::Linked { from: name(first)?, to: name(second)? },
        b'U' => Deed::Unlinked(name(first)?),
        b'M' => Deed::MadeFolder(name(first)?),
        b'X' => Deed::RemovedFolder(name(first)?),
        b'A' => Deed::Said(String::from_utf8_lossy(first).into_owned()),
        _ => {
            let what = String::from_utf8_lossy(first);
            return Err(io::Error::other(format!("the program did what is not recorded: {what}")));
        }
    })
}

fn taken<const N: usize>(rest: &mut &[u8]) -> io::Result<[u8; N]> {
    let (bytes, after) = rest.split_first_chunk::<N>().ok_or_else(cut)?;
    *rest = after;
    Ok(*bytes)
}

fn text<'a>(rest: &mut &'a [u8], length: u64) -> io::Result<&'a [u8]> {
    let length = usize::try_from(length).map_err(io::Error::other)?;
    let (bytes, after) = rest.split_at_checked(length).ok_or_else(cut)?;
    *rest = after;
    Ok(bytes)
}

fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the recording was cut")
}
