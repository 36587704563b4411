//! What a command says when it could not do its work: one clear sentence, what to do, an exit code.

use store::StoreError;
use store::backup::RestoreError;

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The database or its keys.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A backup.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// A key file or sheet.
    #[error(transparent)]
    Key(#[from] store::KeyFileError),
    /// A file or the terminal.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// A check found something wrong; it was printed.
    #[error("{0}")]
    Found(String),
    /// An engine.
    #[error(transparent)]
    Engine(#[from] engines::Trouble),
    /// Anything else, in a sentence.
    #[error("{0}")]
    Said(String),
}

impl Trouble {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Store(error) | Self::Restore(RestoreError::Store(error)) => match error {
                StoreError::WrongKey => Some(
                    "Is this the key file of this installation? It is called alongside.key. With a recovery sheet: alongside restore … --key-sheet",
                ),
                StoreError::KeyFile(_) => Some(
                    "Without its key an installation cannot be opened. If the file is lost, restore a backup with the recovery sheet: alongside restore … --key-sheet",
                ),
                StoreError::DiskFull => {
                    Some("Free some space and run the command again. Nothing was lost.")
                }
                StoreError::Damaged => {
                    Some("Restore the last backup: alongside restore BACKUP --data NEW-FOLDER")
                }
                StoreError::Newer { .. } => {
                    Some("Use the newer program, or restore a backup made by this one.")
                }
                StoreError::Busy => {
                    Some("Another program holds the database. Try again in a minute.")
                }
                StoreError::Unreachable => {
                    Some("Is the folder right (--data), or is PostgreSQL running (--database)?")
                }
                _ => None,
            },
            Self::Restore(RestoreError::Changed(_)) => Some(
                "Nothing was restored. Try an older file of the same folder with --file, and check the key.",
            ),
            Self::Key(_) => {
                Some("Check each group of letters against the sheet; the last group is a check.")
            }
            _ => None,
        }
    }

    /// The exit code, as the help says.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Engine(trouble) => trouble.exit_code(),
            Self::Found(_) => 4,
            _ => 1,
        }
    }
}
