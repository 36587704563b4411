//! `alongside audit verify`

use access::audit::{Broken, HeadFile, verify};
use clap::Subcommand;

use crate::installation::Installation;
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
}

impl Audit {
    pub async fn run(self) -> Result<(), Trouble> {
        let Self::Verify { installation } = self;
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
