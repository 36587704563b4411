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

/// The files of one run, which appear together at its end. What is not kept leaves nothing, not even
/// the folders that were made for it.
#[derive(Debug, Default)]
pub struct Outputs {
    waiting: Vec<Output>,
    folders: Vec<PathBuf>,
}

impl Outputs {
    /// None yet.
    #[must_use]
    pub fn begin() -> Self {
        Self::default()
    }

    /// Writes one file; its folder is made where it is absent.
    ///
    /// # Errors
    ///
    /// The disk is full, or the place may not be written to.
    pub fn write(
        &mut self,
        path: &Path,
        content: impl FnOnce(&mut Output) -> std::io::Result<()>,
    ) -> Result<(), Trouble> {
        if path.is_dir() {
            return Err(trouble(path, std::io::ErrorKind::IsADirectory.into()));
        }
        self.make_folder(path).map_err(|why| trouble(path, why))?;
        let mut output = Output::create(path)?;
        // A full disk is noticed here, and not after the first file was given away.
        content(&mut output).and_then(|()| output.flush()).map_err(|why| trouble(path, why))?;
        self.waiting.push(output);
        Ok(())
    }

    /// Puts every file in its place.
    ///
    /// # Errors
    ///
    /// A place may not be written to.
    pub fn keep(mut self) -> Result<(), Trouble> {
        for output in std::mem::take(&mut self.waiting) {
            output.finish()?;
        }
        self.folders.clear();
        Ok(())
    }

    fn make_folder(&mut self, path: &Path) -> std::io::Result<()> {
        let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
            return Ok(());
        };
        let absent = folder
            .ancestors()
            .take_while(|part| !part.as_os_str().is_empty() && !part.exists())
            .map(Path::to_path_buf);
        let absent: Vec<PathBuf> = absent.collect();
        std::fs::create_dir_all(folder)?;
        self.folders.extend(absent.into_iter().rev());
        Ok(())
    }
}

impl Drop for Outputs {
    fn drop(&mut self) {
        self.waiting.clear();
        for folder in self.folders.iter().rev() {
            // Fails only for a folder in which something stands by now.
            let _ = std::fs::remove_dir(folder);
        }
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
    fn the_files_of_a_run_appear_together_and_replace_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("a/b/one.csv"), folder.path().join("two.csv"));
        std::fs::write(&two, "before").unwrap();
        let mut outputs = Outputs::begin();
        outputs.write(&one, |file| file.write_all(b"1")).unwrap();
        outputs.write(&two, |file| file.write_all(b"2")).unwrap();
        assert!(!one.exists());
        assert_eq!(std::fs::read(&two).unwrap(), b"before");
        outputs.keep().unwrap();
        assert_eq!(std::fs::read(&one).unwrap(), b"1");
        assert_eq!(std::fs::read(&two).unwrap(), b"2");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_run_that_fails_leaves_nothing_not_even_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let mut outputs = Outputs::begin();
        outputs.write(&folder.path().join("new/one.csv"), |file| file.write_all(b"1")).unwrap();
        let full = outputs.write(&folder.path().join("new/two.csv"), |file| {
            file.write_all(b"half")?;
            Err(std::io::ErrorKind::StorageFull.into())
        });
        assert!(matches!(full, Err(Trouble::File { path, .. }) if path.ends_with("two.csv")));
        drop(outputs);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
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
