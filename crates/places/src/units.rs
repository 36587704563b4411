//! The file of full postcodes that lies beside the data: written once by `alongside import places`,
//! read whole into memory (14 MB) and searched there.
//!
//! Form, all numbers little-endian: `ALGUNITS`, version, counts; the codes of local authorities, nine
//! bytes each; the sectors in order, eight bytes of text and the index of their first postcode; the
//! postcodes in order, each one number of 64 bits (last two letters 10 bits, easting 20, northing 21,
//! authority 13); a SHA-256 of all before. A file that was cut off or changed does not load.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::Path;

use kernel::Postcode;
use sha2::{Digest, Sha256};

use crate::codepo::{CodePointProblem, CodePointRow, NotCodePoint, read_code_point_open};
use crate::grid::Grid;
use crate::postcode::{SectorKey, letters_index};

const MAGIC: &[u8; 8] = b"ALGUNITS";
const VERSION: u32 = 1;
/// "No authority given", the largest number of 13 bits.
const NO_AUTHORITY: u64 = 0x1FFF;
/// Problems kept to be shown; the rest are only counted.
const SHOWN_PROBLEMS: usize = 20;

/// The full postcodes of Great Britain, in memory.
pub struct UnitFile {
    authorities: Vec<String>,
    /// Each sector with the index of its first postcode, in order.
    sectors: Vec<(SectorKey, usize)>,
    units: Vec<u64>,
}

/// Where one postcode is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UnitPlace<'a> {
    /// Its point.
    pub grid: Grid,
    /// Code of its local authority as the file gave it, where it did.
    pub local_authority_code: Option<&'a str>,
}

/// Why a file of postcodes cannot be used. The centre goes on with sectors.
#[derive(Debug, thiserror::Error)]
pub enum NotLoaded {
    /// It cannot be read.
    #[error("the file of postcodes cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is no such file.
    #[error("that is not a file of postcodes made by “alongside import places”")]
    NotOurs,
    /// It was made by another version.
    #[error("the file of postcodes has form {found}; import codepo_gb.zip again")]
    OtherVersion {
        /// The version found.
        found: u32,
    },
    /// It was cut off or changed.
    #[error("the file of postcodes is damaged; import codepo_gb.zip again")]
    Damaged,
}

/// Why an import was given up. The file that was there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum NotImported {
    /// Reading or writing failed.
    #[error("{0}; the postcodes that were there are unchanged")]
    Io(#[from] io::Error),
    /// Not the official file.
    #[error("{0}; the postcodes that were there are unchanged")]
    NotCodePoint(#[from] NotCodePoint),
    /// A part of the zip is damaged.
    #[error("{0}; the postcodes that were there are unchanged")]
    Damaged(CodePointProblem),
    /// Not one postcode with a place.
    #[error("no row has a place; the postcodes that were there are unchanged")]
    Empty,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows read without a problem.
    pub read: u64,
    /// Postcodes written, each with its place.
    pub written: u64,
    /// Rows for which the file gives no coordinates; left out.
    pub without_place: u64,
    /// Postcodes that came twice; the first was kept.
    pub twice: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// The first twenty of them.
    pub problems: Vec<CodePointProblem>,
}

/// Reads the official zip at `zip` and puts the file of postcodes at `target`, at once: it is
/// written beside it under another name, brought to the disk, and renamed.
///
/// # Errors
/// See [`NotImported`]; in each case a file that was at `target` is as it was.
pub fn import_units(zip: &Path, target: &Path) -> Result<ImportReport, NotImported> {
    let rows = read_code_point_open(BufReader::new(File::open(zip)?))?;
    let mut writer = UnitFileWriter::default();
    let mut report = ImportReport::default();
    for row in rows {
        match row {
            Ok(row) => {
                report.read += 1;
                if row.grid.is_none() {
                    report.without_place += 1;
                }
                writer.add(&row);
            }
            Err(problem @ CodePointProblem::File { .. }) => {
                return Err(NotImported::Damaged(problem));
            }
            Err(problem) => {
                report.rejected += 1;
                if report.problems.len() < SHOWN_PROBLEMS {
                    report.problems.push(problem);
                }
            }
        }
    }
    report.twice = writer.settle();
    report.written = u64::try_from(writer.units.len()).unwrap_or(u64::MAX);
    if writer.units.is_empty() {
        return Err(NotImported::Empty);
    }
    writer.write(target)?;
    Ok(report)
}

/// Gathers postcodes and writes them as one file.
#[derive(Default)]
pub struct UnitFileWriter {
    authorities: Vec<String>,
    authority_index: HashMap<String, u64>,
    units: Vec<(SectorKey, u64)>,
}

impl UnitFileWriter {
    /// Adds a postcode; one without a place is left out.
    pub fn add(&mut self, row: &CodePointRow) {
        let Some(grid) = row.grid else { return };
        let authority = match &row.local_authority_code {
            None => NO_AUTHORITY,
            Some(code) => self.authority(code),
        };
        let packed = (letters_index(&row.postcode) << 54)
            | (u64::from(grid.easting) << 34)
            | (u64::from(grid.northing) << 13)
            | authority;
        self.units.push((row.postcode.sector().into(), packed));
    }

    fn authority(&mut self, code: &str) -> u64 {
        if let Some(known) = self.authority_index.get(code) {
            return *known;
        }
        // A code that does not fit its nine bytes is no ONS code, and is left unknown.
        let next = u64::try_from(self.authorities.len()).unwrap_or(NO_AUTHORITY);
        if code.len() != 9 || !code.is_ascii() || next >= NO_AUTHORITY {
            return NO_AUTHORITY;
        }
        self.authorities.push(code.to_owned());
        self.authority_index.insert(code.to_owned(), next);
        next
    }

    /// Puts the postcodes in order and drops those that came again. Answers how many.
    fn settle(&mut self) -> u64 {
        let before = self.units.len();
        // Stable, so that of two the first one stays.
        self.units.sort_by_key(|(sector, packed)| (*sector, packed >> 54));
        self.units.dedup_by_key(|(sector, packed)| (*sector, *packed >> 54));
        u64::try_from(before - self.units.len()).unwrap_or(u64::MAX)
    }

    /// Writes the file at `target`, replacing one that is there only when all of it is on the disk.
    ///
    /// # Errors
    /// When writing fails; the old file stays.
    pub fn write(mut self, target: &Path) -> io::Result<()> {
        self.settle();
        let bytes = self.bytes()?;
        let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
        let beside = target.with_file_name(format!(".{name}.new"));
        let written = (|| {
            let mut file = File::create(&beside)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&beside, target)
        })();
        if written.is_err() {
            // The first error is the one to tell; a leftover beside the old file does no harm.
            let _ = fs::remove_file(&beside);
        }
        written?;
        if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        let count =
            |n: usize| u32::try_from(n).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge));
        let mut sectors: Vec<(SectorKey, u32)> = Vec::new();
        for (index, (sector, _)) in self.units.iter().enumerate() {
            if sectors.last().is_none_or(|(last, _)| last != sector) {
                sectors.push((*sector, count(index)?));
            }
        }
        let mut out = Vec::with_capacity(self.units.len() * 8 + sectors.len() * 12 + 8192);
        out.extend_from_slice(MAGIC);
        for number in [
            VERSION,
            count(self.authorities.len())?,
            count(sectors.len())?,
            count(self.units.len())?,
        ] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        for code in &self.authorities {
            out.extend_from_slice(code.as_bytes());
        }
        for (sector, first) in sectors {
            out.extend_from_slice(&sector.0);
            out.extend_from_slice(&first.to_le_bytes());
        }
        for (_, packed) in &self.units {
            out.extend_from_slice(&packed.to_le_bytes());
        }
        let sum = Sha256::digest(&out);
        out.extend_from_slice(&sum);
        Ok(out)
    }
}

impl UnitFile {
    /// Loads the file at `path`, proving that it is whole.
    ///
    /// # Errors
    /// See [`NotLoaded`].
    pub fn load(path: &Path) -> Result<Self, NotLoaded> {
        Self::from_bytes(&fs::read(path)?)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, NotLoaded> {
        let (body, sum) = bytes
            .split_last_chunk::<32>()
            .filter(|(body, _)| body.starts_with(MAGIC))
            .ok_or(NotLoaded::NotOurs)?;
        let mut rest = Bytes(body);
        rest.take::<8>()?;
        let version = rest.number()?;
        if version != VERSION {
            return Err(NotLoaded::OtherVersion { found: version });
        }
        if Sha256::digest(body).as_slice() != sum {
            return Err(NotLoaded::Damaged);
        }
        let (authority_count, sector_count, unit_count) =
            (rest.number()?, rest.number()?, rest.number()?);
        let authorities = (0..authority_count)
            .map(|_| Ok(String::from_utf8_lossy(rest.take::<9>()?).into_owned()))
            .collect::<Result<_, NotLoaded>>()?;
        let sectors = (0..sector_count)
            .map(|_| {
                let key = SectorKey(*rest.take::<8>()?);
                let first = usize::try_from(rest.number()?).map_err(|_| NotLoaded::Damaged)?;
                Ok((key, first))
            })
            .collect::<Result<_, NotLoaded>>()?;
        let units = (0..unit_count)
            .map(|_| rest.take::<8>().map(|eight| u64::from_le_bytes(*eight)))
            .collect::<Result<_, NotLoaded>>()?;
        if !rest.0.is_empty() {
            return Err(NotLoaded::Damaged);
        }
        Ok(Self { authorities, sectors, units })
    }

    /// How many postcodes it holds.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The place of a postcode, if the file has it.
    #[must_use]
    pub fn find(&self, postcode: &Postcode) -> Option<UnitPlace<'_>> {
        let at =
            self.sectors.binary_search_by_key(&postcode.sector().into(), |(key, _)| *key).ok()?;
        let (_, from) = self.sectors.get(at)?;
        let to = self.sectors.get(at + 1).map_or(self.units.len(), |(_, next)| *next);
        let of_sector = self.units.get(*from..to)?;
        let wanted = letters_index(postcode);
        let found = of_sector.binary_search_by_key(&wanted, |packed| packed >> 54).ok()?;
        let packed = of_sector.get(found)?;
        let metres = |number: u64| u32::try_from(number).ok();
        Some(UnitPlace {
            grid: Grid {
                easting: metres((packed >> 34) & 0xF_FFFF)?,
                northing: metres((packed >> 13) & 0x1F_FFFF)?,
            },
            local_authority_code: usize::try_from(packed & NO_AUTHORITY)
                .ok()
                .and_then(|index| self.authorities.get(index))
                .map(String::as_str),
        })
    }
}

/// The bytes not read yet.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take<const N: usize>(&mut self) -> Result<&'a [u8; N], NotLoaded> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(NotLoaded::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, NotLoaded> {
        self.take::<4>().map(|four| u32::from_le_bytes(*four))
    }
}

impl std::fmt::Debug for UnitFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UnitFile({} postcodes)", self.units.len())
    }
}

impl std::fmt::Debug for UnitPlace<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnitPlace(hidden)")
    }
}

impl std::fmt::Debug for UnitFileWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UnitFileWriter({} postcodes)", self.units.len())
    }
}
