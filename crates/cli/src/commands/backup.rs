//! `alongside backup DIR`

use std::path::PathBuf;

use clap::Args;

use crate::installation::{Installation, steps};
use crate::real;
use crate::settings::Settings;
use crate::speech::say;
use crate::trouble::Trouble;

#[derive(Debug, Args)]
pub struct Backup {
    /// Where to: another disk, a stick, a mounted share. Two folders are made in it, data and keys
    #[arg(value_name = "DIR")]
    to: PathBuf,
    #[command(flatten)]
    installation: Installation,
}

impl Backup {
    pub async fn run(self) -> Result<(), Trouble> {
        let store = self.installation.open().await?;
        access::audit::write_heads(&store).await?;
        Settings::keep(&store).await?;
        let backup = store::backup::back_up(&real::ctx(), &store, &steps(), &self.to).await?;
        store.close().await;
        let rows: i64 = backup.manifest.rows.values().sum();
        say!("Backed up {rows} rows.");
        say!("Data:  {}", backup.data.display());
        say!("Keys:  {} (it replaces the one before)", backup.keys.display());
        say!(
            "The key file {} is not in the backup. Keep it, or its printed sheet, somewhere else.",
            store.place.key_file().display()
        );
        Ok(())
    }
}
