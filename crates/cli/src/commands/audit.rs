//! `alongside audit verify`

use access::audit::{Broken, Entry, HeadFile, Unattended, record_in, renew_heads, verify};
use clap::Subcommand;
use kernel::Id;

use crate::installation::Installation;
use crate::real;
use crate::speech::say;
use crate::trouble::Trouble;

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check every entry against the one before it, and the end against what was noted
    #[command(
        after_help = "Example: alongside audit verify --data /var/lib/alongside\n\nExit code 4 when something was altered."
    )]
    Verify {
        #[command(flatten)]
        installation: Installation,
    },
    /// After a standby took over that had not heard everything: accept that so many entries are lost
    #[command(
        after_help = "Example: alongside audit accept-loss --entries 12 --data /var/lib/alongside\n\nTake the number from `alongside audit verify`. What was done in these entries is lost with them: ask everybody what she wrote last (docs/scaling.md)."
    )]
    AcceptLoss {
        /// How many entries are lost, of all organisations together
        #[arg(long, value_name = "N")]
        entries: i64,
        #[command(flatten)]
        installation: Installation,
    },
}

impl Audit {
    pub async fn run(self) -> Result<(), Trouble> {
        let installation = match self {
            Self::Verify { installation } => installation,
            Self::AcceptLoss { entries, installation } => {
                return accept_loss(entries, &installation).await;
            }
        };
        let store = installation.open().await?;
        let report = verify(&store).await?;
        store.close().await;
        for chain in &report.chains {
            match chain.broken {
                None => say!("{} entries: whole.", chain.entries),
                Some(broken) => say!("{} entries: {}", chain.entries, words(broken)),
            }
        }
        match report.head_file {
            HeadFile::Good => say!("The note of where each trail ends is there and ours."),
            HeadFile::Missing => {
                say!(
                    "The note of where each trail ends (audit.head) is missing, so a cut at the end could not be seen by it."
                );
            }
            HeadFile::Forged => say!(
                "The note of where each trail ends (audit.head) was not written by this installation."
            ),
        }
        if report.is_whole() {
            return Ok(());
        }
        Err(Trouble::Found("the trail of who looked is not as it was written".to_owned()))
    }
}

/// Notes the ends of the trails as they are, and writes down that they were longer. Nothing but a cut at
/// the end can be accepted, and only by somebody who was told how much it is.
async fn accept_loss(entries: i64, installation: &Installation) -> Result<(), Trouble> {
    let store = installation.open().await?;
    let report = verify(&store).await?;
    let mut cut = Vec::new();
    for chain in &report.chains {
        match chain.broken {
            None => {}
            Some(Broken::CutOff { last, known }) => cut.push((chain.organisation, known - last)),
            Some(broken) => {
                return Err(Trouble::Found(format!(
                    "this is no loss of the end, and cannot be accepted: {}",
                    words(broken)
                )));
            }
        }
    }
    let lost: i64 = cut.iter().map(|(_, lost)| lost).sum();
    if lost != entries {
        return Err(Trouble::Said(format!(
            "{lost} entries are lost, not {entries}; nothing was changed"
        )));
    }
    if lost == 0 {
        say!("Nothing is lost.");
        return Ok(());
    }
    let ctx = real::ctx();
    let mut uow = store.begin().await?;
    for (organisation, lost) in cut {
        let entry = Entry::by_the_program(Id::from_uuid(organisation), Unattended::AcceptLoss);
        record_in(&ctx, &mut uow, entry.details(format!("{lost} entries"))).await?;
    }
    uow.commit().await?;
    renew_heads(&store).await?;
    store.close().await;
    say!(
        "{lost} entries are lost. It is written in the trail that this was accepted, and it goes on from here."
    );
    Ok(())
}

fn words(broken: Broken) -> String {
    match broken {
        Broken::Altered(entry) => {
            format!("entry {entry} was altered, or all up to it were written anew without the key.")
        }
        Broken::Missing(entry) => format!("entry {entry} is missing."),
        Broken::CutOff { last, known } => format!(
            "everything after entry {last} was cut off; entry {known} is known to have been there."
        ),
        Broken::Replaced(entry) => {
            format!("entry {entry} is not the one that was noted beside the data.")
        }
    }
}
