//! Why a command did not do its work: one sentence that says what to mend. No value of a row that
//! could tell of a person stands in it: a row's number, a column's name and a kind are enough.

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A file could not be read or written.
    #[error("{path}: {why}")]
    File {
        /// The file as it was named.
        path: String,
        /// What the system said.
        why: std::io::Error,
    },
    /// What was given cannot be used as it is.
    #[error("{0}")]
    Said(String),
    /// A check found something wrong; the sentence says what.
    #[error("{0}")]
    Found(String),
}

impl Trouble {
    /// The exit code: 1 could not be done, 4 a check found something wrong.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Found(_) => 4,
            Self::File { .. } | Self::Said(_) => 1,
        }
    }
}
