//! The file between both sides: every entry that everybody may see, as of a day.
//!
//! The staff side writes it, whole or not at all; the public side, which opens no installation, reads
//! it and nothing else. It holds [`Published`] entries of [`Audience::Public`] alone, so no address
//! that is kept private is in it. Beside each entry stand its two bodies for the feed, written once
//! here and handed out as they are.
//!
//! ```text
//! {"form":"alongside-directory","version":1,"made_on":"2026-11-22"}
//! ENTRY <tab> BODY <tab> FULL BODY          one line an entry, JSON without tabs and line ends
//! end COUNT SHA256                          of everything before this line
//! ```
//!
//! Not for searching, which is [`crate::served`]'s.

use std::borrow::Borrow;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::disk;

use crate::open_referral::{Detail, Feed, Profile, service};
use crate::publish::{Audience, Published};

const FORM: &str = "alongside-directory";
const VERSION: u32 = 1;
/// No entry comes near this; a file without line ends is not read into memory whole.
const LONGEST_LINE: u64 = 32 * 1024 * 1024;

/// Why no snapshot was written. The one before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// An entry is not published for everybody.
    #[error("an entry that is not for everybody was to go into the public directory")]
    NotPublic,
    /// An entry cannot be written as JSON.
    #[error("an entry of the directory cannot be written: {0}")]
    Entry(#[from] serde_json::Error),
    /// The disk.
    #[error("the public directory cannot be written: {0}")]
    Disk(#[from] io::Error),
}

/// Why a snapshot cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// There is none yet.
    #[error("no public directory has been written yet")]
    NotThere,
    /// Another kind of file, or of another version of this program.
    #[error("the file is no public directory that this version of the program can read")]
    OtherForm,
    /// It ends before its end.
    #[error("the public directory is cut off after {entries} entries")]
    CutOff {
        /// Whole entries before that.
        entries: usize,
    },
    /// A line is not what it must be.
    #[error("line {line} of the public directory is damaged")]
    Line {
        /// Which, from 1.
        line: usize,
    },
    /// Every line can be read, and yet it is not what was written.
    #[error("the public directory was changed after it was written: its digest is another")]
    Digest,
    /// The disk.
    #[error("the public directory cannot be read: {0}")]
    Disk(#[from] io::Error),
}

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    form: String,
    version: u32,
    made_on: Date,
    /// A group mailbox that answers for entries without their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assurer_email: Option<String>,
}

/// Writes every entry, in place of the snapshot before. Says how many.
///
/// # Errors
/// [`NotWritten`]; the snapshot before is untouched then.
pub fn write(
    path: &Path,
    made_on: Date,
    entries: impl IntoIterator<Item = impl Borrow<Published>>,
) -> Result<usize, NotWritten> {
    let mut writer = SnapshotWriter::begin(path, made_on, None)?;
    for entry in entries {
        writer.add(entry.borrow())?;
    }
    writer.finish()
}

/// A snapshot under way: entries come one by one, as a store reads them. Until [`Self::finish`] the
/// one before stays; a writer that is dropped leaves nothing.
#[derive(Debug)]
pub struct SnapshotWriter {
    path: PathBuf,
    half: PathBuf,
    file: BufWriter<File>,
    digest: Sha256,
    feed: Feed,
    count: usize,
    is_done: bool,
}

impl SnapshotWriter {
    /// Begins one. `assurer_email` is a group's mailbox, which the feed gives where an entry has none.
    ///
    /// # Errors
    /// [`NotWritten::Disk`].
    pub fn begin(
        path: &Path,
        made_on: Date,
        assurer_email: Option<String>,
    ) -> Result<Self, NotWritten> {
        let mut half = path.as_os_str().to_owned();
        half.push(".half-written");
        let half = PathBuf::from(half);
        let file = File::create(&half)?;
        if let Ok(before) = fs::metadata(path) {
            file.set_permissions(before.permissions())?;
        }
        let head = Head {
            form: FORM.to_owned(),
            version: VERSION,
            made_on,
            assurer_email: assurer_email.clone(),
        };
        let feed = Feed { base: String::new(), assurer_email, profile: Profile::Plain };
        let mut writer = Self {
            path: path.to_owned(),
            half,
            file: BufWriter::with_capacity(256 * 1024, file),
            digest: Sha256::new(),
            feed,
            count: 0,
            is_done: false,
        };
        let mut line = serde_json::to_vec(&head)?;
        line.push(b'\n');
        writer.put(&line)?;
        Ok(writer)
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// [`NotWritten::NotPublic`] for one that is for professionals only.
    pub fn add(&mut self, entry: &Published) -> Result<(), NotWritten> {
        if entry.audience != Audience::Public {
            return Err(NotWritten::NotPublic);
        }
        let mut line = serde_json::to_vec(entry)?;
        for detail in [Detail::Summary, Detail::Full] {
            line.push(b'\t');
            serde_json::to_writer(&mut line, &service(entry, &self.feed, detail))?;
        }
        line.push(b'\n');
        self.put(&line)?;
        self.count += 1;
        Ok(())
    }

    /// Puts it in place of the one before. When this returns it is on the disk.
    ///
    /// # Errors
    /// [`NotWritten::Disk`].
    pub fn finish(mut self) -> Result<usize, NotWritten> {
        let end = format!("end {} {}\n", self.count, hex(&self.digest.clone().finalize()));
        self.file.write_all(end.as_bytes())?;
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        fs::rename(&self.half, &self.path)?;
        self.is_done = true;
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        disk::sync_folder(folder)?;
        Ok(self.count)
    }

    fn put(&mut self, line: &[u8]) -> io::Result<()> {
        self.digest.update(line);
        self.file.write_all(line)
    }
}

impl Drop for SnapshotWriter {
    fn drop(&mut self) {
        if !self.is_done {
            let _ = fs::remove_file(&self.half);
        }
    }
}

/// Where an entry lies in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    at: u64,
    entry: u32,
    body: u32,
    full: u32,
}

/// A snapshot that was read through once and found whole. It holds the open file and where each entry
/// lies in it, not the entries: the file may be replaced meanwhile, this one stays.
#[derive(Debug)]
pub struct Snapshot {
    file: File,
    head: Head,
    spans: Vec<Span>,
    digest: String,
}

impl Snapshot {
    /// Reads it through and holds it against its digest.
    ///
    /// # Errors
    /// [`NotRead`], by what is wrong.
    pub fn read(path: &Path) -> Result<Self, NotRead> {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => NotRead::NotThere,
            _ => NotRead::Disk(error),
        })?;
        let mut reader = BufReader::with_capacity(256 * 1024, &file);
        let mut digest = Sha256::new();
        let mut line = Vec::new();
        let mut at = next(&mut reader, &mut line)?;
        let head: Head = line
            .strip_suffix(b"\n")
            .and_then(|text| serde_json::from_slice(text).ok())
            .filter(|head: &Head| head.form == FORM && head.version == VERSION)
            .ok_or(NotRead::OtherForm)?;
        digest.update(&line);
        let mut spans: Vec<Span> = Vec::new();
        let digest = loop {
            let long = next(&mut reader, &mut line)?;
            let Some(text) = line.strip_suffix(b"\n") else {
                return Err(NotRead::CutOff { entries: spans.len() });
            };
            if let Some(end) = text.strip_prefix(b"end ") {
                let found = hex(&digest.finalize());
                let wanted = format!("{} {found}", spans.len());
                if end != wanted.as_bytes() || next(&mut reader, &mut Vec::new())? != 0 {
                    return Err(NotRead::Digest);
                }
                break found;
            }
            let damaged = || NotRead::Line { line: spans.len() + 2 };
            let mut parts = text.split(|byte| *byte == b'\t').map(|part| u32::try_from(part.len()));
            let span = match (parts.next(), parts.next(), parts.next(), parts.next()) {
                (Some(Ok(entry)), Some(Ok(body)), Some(Ok(full)), None) => {
                    Span { at, entry, body, full }
                }
                _ => return Err(damaged()),
            };
            spans.push(span);
            digest.update(&line);
            at += long;
        };
        spans.shrink_to_fit();
        drop(reader);
        Ok(Self { file, head, spans, digest })
    }

    /// The day as of which it was made.
    #[must_use]
    pub const fn made_on(&self) -> Date {
        self.head.made_on
    }

    /// The group's mailbox that answers for entries without their own.
    #[must_use]
    pub fn assurer_email(&self) -> Option<&str> {
        self.head.assurer_email.as_deref()
    }

    /// How many entries it holds.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.spans.len()
    }

    /// Does it hold none?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Its digest: another for anything that is not the same.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The entry that stands at this place of the file, from 0.
    ///
    /// # Errors
    /// [`NotRead::Line`] where it is no entry of this version; [`NotRead::Disk`].
    pub fn entry(&self, nth: usize) -> Result<Published, NotRead> {
        let damaged = NotRead::Line { line: nth + 2 };
        let Some(span) = self.spans.get(nth) else { return Err(damaged) };
        let text = read_at(&self.file, span.at, span.entry)?;
        let entry: Published = serde_json::from_slice(&text).map_err(|_| damaged)?;
        match entry.audience {
            Audience::Public => Ok(entry),
            Audience::Professional => Err(NotRead::Line { line: nth + 2 }),
        }
    }

    /// Its body for the feed, as it goes out.
    ///
    /// # Errors
    /// [`NotRead::Disk`].
    pub fn body(&self, nth: usize, detail: BodyKind) -> Result<Vec<u8>, NotRead> {
        let Some(span) = self.spans.get(nth) else { return Err(NotRead::Line { line: nth + 2 }) };
        let body = span.at + u64::from(span.entry) + 1;
        let (at, long) = match detail {
            BodyKind::Summary => (body, span.body),
            BodyKind::Full => (body + u64::from(span.body) + 1, span.full),
        };
        Ok(read_at(&self.file, at, long)?)
    }
}

/// Which of the two bodies that stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// What there is one of.
    Summary,
    /// Everything.
    Full,
}

/// The next line with its end, and how many bytes it has.
fn next(reader: &mut BufReader<&File>, line: &mut Vec<u8>) -> io::Result<u64> {
    line.clear();
    let long = reader.take(LONGEST_LINE).read_until(b'\n', line)?;
    Ok(u64::try_from(long).unwrap_or(u64::MAX))
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, long: u32) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::FileExt as _;
    let mut text = vec![0; usize::try_from(long).unwrap_or_default()];
    file.read_exact_at(&mut text, at)?;
    Ok(text)
}

#[cfg(windows)]
fn read_at(file: &File, at: u64, long: u32) -> io::Result<Vec<u8>> {
    use std::os::windows::fs::FileExt as _;
    let mut text = vec![0; usize::try_from(long).unwrap_or_default()];
    let mut done = 0;
    while let Some(rest) = text.get_mut(done..).filter(|rest| !rest.is_empty()) {
        let read = file.seek_read(rest, at + u64::try_from(done).unwrap_or_default())?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        done += read;
    }
    Ok(text)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
