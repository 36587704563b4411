//! Where the installation lives, as every command that touches records takes it.

use std::path::PathBuf;

use access::accounts;
use clap::Args;
use kernel::Id;
use kernel::ctx::OrganisationMark;
use store::{Migration, Place, Store};

use crate::settings::Settings;
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
    [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS, directory::MIGRATIONS].concat()
}

/// The organisation of this name, or the one that the settings name, or the one that was founded
/// first: a small installation has one.
pub async fn organisation(
    store: &Store,
    name: Option<&str>,
) -> Result<Id<OrganisationMark>, Trouble> {
    let mut uow = store.read().await?;
    let mut all = accounts::organisations(&mut uow).await?;
    // Ids grow with time, so the first by id is the first that was founded.
    all.sort_by_key(|(id, _)| *id);
    let settings = Settings::of(&store.place)?;
    let name = name.or(settings.organisation.as_deref());
    let found = match name {
        Some(name) => all.iter().find(|(_, known)| known == name),
        None => all.first(),
    };
    found.map(|(id, _)| *id).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(_, name)| name.as_str()).collect();
        match name {
            Some(_) => {
                Trouble::Said(format!("no such organisation; there are: {}", names.join(", ")))
            }
            None => Trouble::Said("there is no organisation here yet".to_owned()),
        }
    })
}
