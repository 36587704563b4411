//! What can go wrong with the database, one variant for each thing a caller can act on.

/// A failure of the store. Holds no value of any row.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row that was asked for is not there.
    #[error("no such row")]
    NotFound,
    /// A unique or foreign key, or a check, refused the write. Holds the constraint's name where
    /// the database tells it.
    #[error("the database's rules refused the row ({0})")]
    Refused(String),
    /// The disk is full. Nothing of the unit of work was kept; free some space and try again.
    #[error("the disk is full")]
    DiskFull,
    /// The file system or the database only allows reading.
    #[error("the database can only be read")]
    ReadOnly,
    /// Somebody else held the database for too long. Trying again is safe.
    #[error("the database is busy")]
    Busy,
    /// The key does not fit, or the file is no database.
    #[error("the database cannot be opened with this key, or the file is not a database")]
    WrongKey,
    /// The file is damaged. Restore a backup.
    #[error("the database file is damaged")]
    Damaged,
    /// The database was written by a newer Alongside.
    #[error(
        "the database was made by a newer version of Alongside (step {room} {number} is unknown here)"
    )]
    Newer {
        /// The room whose step is unknown.
        room: String,
        /// The step.
        number: i64,
    },
    /// A step that already ran reads differently now.
    #[error("step {room} {number} of the database was altered after it ran")]
    AlteredMigration {
        /// The room.
        room: String,
        /// The step.
        number: i64,
    },
    /// The row's key is gone (its owner was erased) or does not open the row.
    #[error(transparent)]
    Seal(#[from] crate::SealError),
    /// The key file is missing, unreadable or damaged.
    #[error(transparent)]
    KeyFile(#[from] crate::KeyFileError),
    /// A file or folder of the installation could not be read or written.
    #[error("{doing}: {source}")]
    File {
        /// What was tried, with the path.
        doing: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The database cannot be reached.
    #[error("the database cannot be reached")]
    Unreachable,
    /// Any other database failure. The text names statements and columns, never values.
    #[error("database: {0}")]
    Other(String),
}

impl StoreError {
    pub(crate) fn from_file(path: &std::path::Path, doing: &str, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::StorageFull {
            return Self::DiskFull;
        }
        Self::File { doing: format!("could not {doing} {}", path.display()), source }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Io(source) => match source.kind() {
                std::io::ErrorKind::StorageFull => Self::DiskFull,
                _ => Self::Unreachable,
            },
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Database(error) => from_database(error.as_ref()),
            // The other variants describe how rows and types fit together, without their values;
            // a decoding error may quote its source, so only its column is kept.
            sqlx::Error::ColumnDecode { index, .. } => Self::Other(format!("column {index}")),
            sqlx::Error::ColumnNotFound(name) => Self::Other(format!("no column {name}")),
            sqlx::Error::Decode(_) | sqlx::Error::Encode(_) => {
                Self::Other("a value has another type than its column".to_owned())
            }
            other => Self::Other(other.to_string()),
        }
    }
}

fn from_database(error: &dyn sqlx::error::DatabaseError) -> StoreError {
    let code = error.code().unwrap_or_default().into_owned();
    let sqlite = error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some();
    if sqlite {
        // Primary result codes stand in the low byte: https://www.sqlite.org/rescode.html
        let primary = code.parse::<u32>().unwrap_or(0) & 0xff;
        match primary {
            5 | 6 => return StoreError::Busy,
            8 => return StoreError::ReadOnly,
            11 => return StoreError::Damaged,
            13 => return StoreError::DiskFull,
            14 => return StoreError::Unreachable,
            26 => return StoreError::WrongKey,
            19 => return StoreError::Refused(constraint_name(error.message())),
            _ => {}
        }
    } else {
        // SQLSTATE classes of PostgreSQL 15, appendix A of its manual.
        match code.as_str() {
            "53100" => return StoreError::DiskFull,
            "25006" => return StoreError::ReadOnly,
            "40001" | "40P01" | "55P03" => return StoreError::Busy,
            _ if code.starts_with("23") => {
                return StoreError::Refused(error.constraint().map_or(code, str::to_owned));
            }
            _ => {}
        }
    }
    // A PostgreSQL message may quote a value ("invalid input syntax for type uuid: ..."), so only
    // the code leaves this function.
    StoreError::Other(if sqlite { error.message().to_owned() } else { format!("SQLSTATE {code}") })
}

/// SQLite says `UNIQUE constraint failed: account.email_blind`: columns, no values.
fn constraint_name(message: &str) -> String {
    message.rsplit(": ").next().unwrap_or("rule").to_owned()
}
