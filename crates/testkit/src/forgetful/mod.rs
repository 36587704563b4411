//! A disk that forgets what nobody synced: records what a program does to a folder (`recorder.c`,
//! `trace`), and rebuilds the folder as it could look had the machine died at any point of the
//! recording (`disk`). Linux only, and it needs `cc`, which the house needs anyway.
//!
//! What a disk may do here is what POSIX allows and journalling file systems have been seen to do:
//! whatever was synced is there. Of what was written since, any piece of 512 or 4,096 bytes may be
//! there and any other not; a file may be longer than what was written to it; and a name that was made,
//! changed or taken away may have been or not, each for itself, until the folder that holds it is
//! synced. Syncing a file does not keep its name. What is not done: a written piece is never turned into
//! something else, and bytes that were not written to are never touched (SQLite takes that for granted
//! too, and calls it powersafe overwrite).

mod disk;
mod trace;

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

pub use disk::{Disk, Keeps, write_out};
pub use trace::{Deed, Trace};

/// What a recording does with the program's syncs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syncs {
    /// They are done and written down.
    Kept,
    /// They say that they are done and do nothing: the test of the test.
    Lost,
}

/// The recorder, built for this test.
pub struct Recorder {
    library: PathBuf,
    _folder: tempfile::TempDir,
}

impl Recorder {
    /// Builds it with the machine's own C compiler.
    ///
    /// # Errors
    /// When there is no `cc`, or it refuses.
    pub fn build() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let (source, library) =
            (folder.path().join("recorder.c"), folder.path().join("recorder.so"));
        std::fs::write(&source, include_str!("recorder.c"))?;
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-O2", "-o"]).args([&library, &source]);
        let done = cc.args(["-ldl", "-lpthread"]).output()?;
        if !done.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&done.stderr).into_owned()));
        }
        Ok(Self { library, _folder: folder })
    }

    /// Lets a command be recorded: what it does under `root`, into the file `to`. It tells what it
    /// acknowledges on its standard output.
    ///
    /// # Errors
    /// When the folder is not there.
    pub fn record(
        &self,
        command: &mut Command,
        root: &Path,
        to: &Path,
        syncs: Syncs,
    ) -> io::Result<()> {
        command
            .env("LD_PRELOAD", &self.library)
            .env("ALONGSIDE_RECORD_ROOT", root.canonicalize()?)
            .env("ALONGSIDE_RECORD_TO", to);
        match syncs {
            Syncs::Kept => command.env_remove("ALONGSIDE_RECORD_SYNCS"),
            Syncs::Lost => command.env("ALONGSIDE_RECORD_SYNCS", "lost"),
        };
        Ok(())
    }
}

/// A folder for scratch that lies in memory where the machine has one, so that a thousand disks cost
/// little.
///
/// # Errors
/// When no folder can be made.
pub fn scratch() -> io::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    match tempfile::tempdir_in(memory) {
        Ok(folder) => Ok(folder),
        Err(_) => tempfile::tempdir(),
    }
}
