//! Results on disk: written beside where they belong and renamed when whole, so that nothing is left
//! half-written. Not for reading (see `table`).

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::Trouble;

/// A file in the making. Dropped before [`Output::finish`], it leaves nothing.
#[derive(Debug)]
pub struct Output {
    to: PathBuf,
    writer: BufWriter<NamedTempFile>,
}

impl Output {
    /// Begins a file that will stand at `path`; only its owner may read it.
    ///
    /// # Errors
    ///
    /// The folder is absent or may not be written to.
    pub fn create(path: &Path) -> Result<Self, Trouble> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let begun = tempfile::Builder::new()
            .prefix(".being-written-")
            .tempfile_in(folder)
            .map_err(|why| trouble(path, why))?;
        Ok(Self { to: path.to_path_buf(), writer: BufWriter::with_capacity(1 << 18, begun) })
    }

    /// Adds bytes.
    ///
    /// # Errors
    ///
    /// The disk is full, or went away.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.writer.write_all(bytes).map_err(|why| trouble(&self.to, why))
    }

    /// Puts the whole file in its place, over what stood there.
    ///
    /// # Errors
    ///
    /// The disk is full, or the place may not be written to.
    pub fn finish(self) -> Result<(), Trouble> {
        let Self { to, writer } = self;
        let file = writer.into_inner().map_err(|e| trouble(&to, e.into_error()))?;
        file.persist(&to).map_err(|e| trouble(&to, e.error))?;
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

/// Writes the whole of `bytes` to `path`, or nothing.
///
/// # Errors
///
/// As [`Output::create`] and [`Output::finish`].
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let mut output = Output::create(path)?;
    output.put(bytes)?;
    output.finish()
}

/// Adds one field to a line of CSV, quoted where RFC 4180 asks for it.
pub fn csv_field(line: &mut Vec<u8>, field: &str) {
    if memchr::memchr3(b'"', b',', b'\n', field.as_bytes()).is_none() && !field.contains('\r') {
        line.extend_from_slice(field.as_bytes());
        return;
    }
    line.push(b'"');
    for byte in field.bytes() {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

/// A trouble with the file at `path`.
pub(crate) fn trouble(path: &Path, why: std::io::Error) -> Trouble {
    Trouble::File { path: path.display().to_string(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pairs.csv");
        let mut output = Output::create(&path).unwrap();
        output.put(b"half").unwrap();
        drop(output);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        write_whole(&path, b"whole").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
    }

    #[test]
    fn a_folder_that_is_absent_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let said = Output::create(&folder.path().join("no/such.csv")).unwrap_err().to_string();
        assert!(said.contains("such.csv"), "{said}");
    }

    #[test]
    fn a_field_is_quoted_only_where_it_must_be() {
        let mut line = Vec::new();
        for field in ["plain", "with, comma", "with \"quote\"", "two\nlines"] {
            csv_field(&mut line, field);
            line.push(b';');
        }
        assert_eq!(line, b"plain;\"with, comma\";\"with \"\"quote\"\"\";\"two\nlines\";");
    }
}
