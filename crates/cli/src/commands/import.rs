//! `alongside import …`: takes files from elsewhere. Nothing is overwritten silently, and a second
//! run of the same file changes nothing.

use std::path::{Path, PathBuf};

use access::Gate;
use casework::assessment::{instrument, load_wording};
use casework::programme::contracts;
use casework::rm_import::{RmMode, import_rm_report};
use clap::Subcommand;
use kernel::{Actor, Ctx};
use store::Store;

use crate::commands::directory::ImportDirectory;
use crate::installation::{self, Installation};
use crate::real;
use crate::speech::say;
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
    /// Services for women: Open Referral UK, packages of tables, tables of your own, contracts
    #[command(
        after_help = "Examples:\n  alongside import directory https://feed.example.org/v3/services\n  alongside import directory services.json --dry-run --data /var/lib/alongside\n  alongside import directory list.xlsx --mapping columns.json --name newport-list\n  alongside import directory --undo ABCD-EFGH\n\nA second run of the same source changes nothing. What comes in is unconfirmed and not public. No source brings back an address that is withheld. Feeds are fetched by https from the open network only; no redirect is followed."
    )]
    Directory(Box<ImportDirectory>),
    /// Probation's women's contracts, as its own system keeps them
    #[command(
        after_help = "Example: alongside import crs-contracts contracts/ --data /var/lib/alongside\n\nA second run of the same folder changes nothing."
    )]
    CrsContracts {
        /// A folder of contracts, one JSON file each, with providers.json
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Whose programmes; the organisation founded first if left out
        #[arg(long, value_name = "NAME")]
        organisation: Option<String>,
        #[command(flatten)]
        installation: Installation,
    },
    /// The wording of somebody else's questionnaire, which a centre has the right to use
    #[command(
        after_help = "Example: alongside import instrument phq-9.toml --right 'licence of 3 March 2026, held by the manager' --data /var/lib/alongside\n\nThe program carries no wording of others; data/instruments/README.md tells the form of the file. From then on the questionnaire can be done; what was recorded with an earlier wording stays with it."
    )]
    Instrument {
        /// The wording
        #[arg(value_name = "FILE")]
        wording: PathBuf,
        /// By what right the centre uses it, in your own words
        #[arg(long, value_name = "WORDS")]
        right: String,
        /// The questionnaire's form, where the program does not carry it
        #[arg(long, value_name = "FILE")]
        definition: Option<PathBuf>,
        /// Whose questionnaire; the organisation founded first if left out
        #[arg(long, value_name = "NAME")]
        organisation: Option<String>,
        #[command(flatten)]
        installation: Installation,
    },
    /// Probation's 27-column performance report, as a provider downloads it
    #[command(
        after_help = "Example: alongside import rm-report report.csv --programme PRJ_5781 --dry-run\n\nReferrals known by reference or CRN are updated; what differs waits to be looked at; a row that nobody knows becomes a referral without a person. Nothing is overwritten."
    )]
    RmReport {
        /// The CSV file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The programme's reference
        #[arg(long, value_name = "REF")]
        programme: String,
        /// Say what would happen and change nothing
        #[arg(long)]
        dry_run: bool,
        /// Whose programme; the organisation founded first if left out
        #[arg(long, value_name = "NAME")]
        organisation: Option<String>,
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
                say!(
                    "{} rows read, {} rejected. {} postcodes written; {} rows without a place and {} repeated were left out.",
                    report.read,
                    report.rejected,
                    report.written,
                    report.without_place,
                    report.twice
                );
                for problem in &report.problems {
                    say!("  {problem}");
                }
                say!("{}", places::ATTRIBUTION);
                Ok(())
            }
            Self::Directory(import) => import.run().await,
            Self::CrsContracts { folder, organisation, installation } => {
                let store = installation.open().await?;
                let ctx = for_organisation(&store, organisation.as_deref()).await?;
                let gate = gate()?;
                let mut uow = store.begin().await?;
                let permit = gate.permit_place(&ctx, &mut uow).await.map_err(refused)?;
                let outcome =
                    contracts::import_crs_contracts(&ctx, &mut uow, &permit, &folder).await;
                let outcome = outcome.map_err(|error| Trouble::Said(error.to_string()))?;
                uow.commit().await?;
                access::audit::write_heads(&store).await?;
                store.close().await;
                say!("{outcome}");
                Ok(())
            }
            Self::Instrument { wording, right, definition, organisation, installation } => {
                let wording = text_of(&wording)?;
                let definition = match definition {
                    Some(file) => text_of(&file)?,
                    None => carried_definition(&wording)?,
                };
                let store = installation.open().await?;
                let ctx = for_organisation(&store, organisation.as_deref()).await?;
                let mut uow = store.begin().await?;
                let permit = gate()?.permit_place(&ctx, &mut uow).await.map_err(refused)?;
                let loaded = load_wording(&ctx, &mut uow, &permit, &definition, &wording, &right);
                let loaded = loaded.await.map_err(|error| Trouble::Said(error.to_string()))?;
                uow.commit().await?;
                access::audit::write_heads(&store).await?;
                store.close().await;
                let known = if loaded.known { "was loaded before" } else { "is loaded" };
                say!("{}, version {}, {known}.", loaded.instrument, loaded.version);
                say!("Digest of its words: {}", loaded.sha256);
                Ok(())
            }
            Self::RmReport { file, programme, dry_run, organisation, installation } => {
                let bytes = std::fs::read(&file).map_err(|error| {
                    Trouble::File(format!("{} cannot be read", file.display()), error)
                })?;
                let store = installation.open().await?;
                let ctx = for_organisation(&store, organisation.as_deref()).await?;
                let gate = gate()?;
                let mut uow = store.begin().await?;
                let permit = gate.permit_place(&ctx, &mut uow).await.map_err(refused)?;
                let mode = if dry_run { RmMode::DryRun } else { RmMode::Apply };
                let outcome =
                    import_rm_report(&ctx, &mut uow, &permit, &programme, &bytes, mode).await;
                let outcome = outcome.map_err(|error| Trouble::Said(error.to_string()))?;
                if dry_run {
                    // Closing waits for whoever still holds the writer.
                    drop(uow);
                } else {
                    uow.commit().await?;
                    access::audit::write_heads(&store).await?;
                }
                store.close().await;
                say!("{outcome}");
                Ok(())
            }
        }
    }
}

/// A text file, whole.
fn text_of(file: &Path) -> Result<String, Trouble> {
    let shown = file.display();
    let bytes = std::fs::read(file)
        .map_err(|error| Trouble::File(format!("{shown} cannot be read"), error))?;
    String::from_utf8(bytes)
        .map_err(|_| Trouble::Said(format!("{shown} is not UTF-8 text; save it as UTF-8")))
}

fn carried_definition(wording: &str) -> Result<String, Trouble> {
    let found = instrument::definition_for(wording);
    let found = found.map_err(|error| Trouble::Said(error.to_string()))?;
    found.map(str::to_owned).ok_or_else(|| {
        Trouble::Said(
            "the program does not know this questionnaire or this version of it; give its form with \
             --definition FILE"
                .to_owned(),
        )
    })
}

/// The circumstances of an import: the program acts for one organisation.
pub(super) async fn for_organisation(store: &Store, name: Option<&str>) -> Result<Ctx, Trouble> {
    let organisation = installation::organisation(store, name).await?;
    Ok(real::ctx().acting_as(Actor::System { organisation }))
}

pub(super) fn gate() -> Result<Gate, Trouble> {
    Gate::shipped().map_err(|error| Trouble::Said(error.to_string()))
}

pub(super) fn refused(denied: access::Denied) -> Trouble {
    match denied {
        access::Denied::Store(error) => error.into(),
        access::Denied::Refused(refused) => Trouble::Said(refused.to_string()),
    }
}
