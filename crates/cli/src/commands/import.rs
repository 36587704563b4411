//! `alongside import …`: takes files from elsewhere. Nothing is overwritten silently, and a second
//! run of the same file changes nothing.

use std::path::PathBuf;

use clap::Subcommand;

use crate::installation::Installation;
use crate::trouble::Trouble;

#[derive(Debug, Subcommand)]
pub enum Import {
    /// Full postcodes of Great Britain, from the official Code-Point Open file
    #[command(
        after_help = "Example: alongside import places codepo_gb.zip --data /var/lib/alongside\n\nWithout it, places are known by postcode sector, about a kilometre. Northern Ireland is not in the file."
    )]
    Places {
        /// codepo_gb.zip, as Ordnance Survey gives it out under the Open Government Licence
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        installation: Installation,
    },
}

/// The full postcodes of an installation.
pub const UNITS_FILE: &str = "postcodes.units";

impl Import {
    pub async fn run(self) -> Result<(), Trouble> {
        match self {
            Self::Places { file, installation } => {
                let target = installation.data.join(UNITS_FILE);
                let report =
                    tokio::task::spawn_blocking(move || places::import_units(&file, &target))
                        .await
                        .map_err(|_| Trouble::Said("the import stopped".to_owned()))?
                        .map_err(|error| Trouble::Said(error.to_string()))?;
                println!(
                    "{} rows read, {} rejected. {} postcodes written; {} rows without a place and {} repeated were left out.",
                    report.read,
                    report.rejected,
                    report.written,
                    report.without_place,
                    report.twice
                );
                for problem in &report.problems {
                    println!("  {problem}");
                }
                println!("{}", places::ATTRIBUTION);
                Ok(())
            }
        }
    }
}
