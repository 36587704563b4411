//! Where the installation lives, as every command that touches records takes it.

use std::path::PathBuf;

use clap::Args;
use store::{Migration, Place, Store};

use crate::trouble::Trouble;

/// Where the installation lives.
#[derive(Debug, Clone, Args)]
pub struct Installation {
    /// The folder of the installation: key file, embedded database, key store
    #[arg(long, value_name = "DIR", env = "ALONGSIDE_DATA", default_value = "alongside-data")]
    pub data: PathBuf,
    /// PostgreSQL 15 or newer instead of the embedded database: postgres://…
    #[arg(long, value_name = "URL", env = "ALONGSIDE_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
}

impl Installation {
    /// As the store takes it.
    pub fn place(&self) -> Place {
        Place { folder: self.data.clone(), database: self.database.clone() }
    }

    /// Opens it. Steps of the database that are still due are run by `serve` after a backup, not
    /// here.
    pub async fn open(&self) -> Result<Store, Trouble> {
        Ok(Store::open(self.place(), &steps()).await?)
    }
}

/// Every step of every room's tables, in the order in which they run.
pub fn steps() -> Vec<Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS].concat()
}
