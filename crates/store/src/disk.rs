//! Files and folders that outlive the machine, and not only the program.
//!
//! A file that was synced has no name for certain until the folder that holds it is synced too, and a
//! new folder none until its own folder is. Not for the database, which does its own syncing.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Makes a folder and those above it that are missing. When this returns they are on the disk.
///
/// # Errors
/// What the system says.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = above(folder);
    make_folder(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
        made => made?,
    }
    sync_folder(above)
}

/// Writes a file, or a new one in place of the one before. When this returns it is on the disk; if the
/// machine dies meanwhile, the old one is there or the new one, each whole. The new file is readable as
/// the one before was; where there was none, as any new file.
///
/// # Errors
/// What the system says; the file before is untouched then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut half = path.as_os_str().to_owned();
    half.push(".half-written");
    let half = Path::new(&half);
    let written = || -> io::Result<()> {
        let mut file = fs::File::create(half)?;
        if let Ok(before) = fs::metadata(path) {
            file.set_permissions(before.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(half, path)?;
        sync_folder(above(path))
    };
    let written = written();
    if written.is_err() {
        let _ = fs::remove_file(half);
    }
    written
}

/// Puts the names that a folder holds on the disk.
///
/// # Errors
/// What the system says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// The folder that holds it; of a bare name, the one where the program runs.
fn above(path: &Path) -> &Path {
    match path.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        Some(_) => Path::new("."),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_are_missing_are_made_and_those_that_are_there_are_left() {
        let place = tempfile::tempdir().unwrap();
        let deep = place.path().join("one").join("two");
        make_folder(&deep).unwrap();
        fs::write(deep.join("hers"), "hers").unwrap();
        make_folder(&deep).unwrap();
        assert!(deep.join("hers").exists());
        assert!(make_folder(&deep.join("hers").join("in a file")).is_err());
    }

    #[test]
    fn a_file_is_replaced_whole_and_keeps_who_may_read_it() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("settings.toml");
        write_whole(&path, b"a longer text").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            write_whole(&path, b"short").unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        write_whole(&path, b"short").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"short");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing half-written is left");
        assert!(write_whole(&place.path().join("no").join("folder"), b"").is_err());
    }
}
