//! `alongside key sheet`

use clap::Subcommand;
use store::RootKey;

use crate::installation::Installation;
use crate::real;
use crate::speech::say;
use crate::trouble::Trouble;

#[derive(Debug, Subcommand)]
pub enum Key {
    /// Print the recovery sheet, to be kept on paper by two people in two places
    #[command(after_help = "Example: alongside key sheet --data /var/lib/alongside | lp")]
    Sheet {
        #[command(flatten)]
        installation: Installation,
    },
}

impl Key {
    pub async fn run(self) -> Result<(), Trouble> {
        let Self::Sheet { installation } = self;
        let key = RootKey::read(&installation.place().key_file())?;
        let today = kernel::time::spelt(real::ctx().today());
        say!("ALONGSIDE: RECOVERY SHEET, printed {today}\n");
        say!("Whoever has this sheet and a backup can read every record in it.");
        say!("Print it twice. Two people keep one each, sealed, in two places. Never photograph,");
        say!("scan or mail it, and never keep it with a backup.\n");
        for line in key.to_words().lines() {
            say!("    {line}");
        }
        say!("\nTo use it on a new machine:  alongside restore BACKUP --data DIR --key-sheet");
        say!("Capital or small letters, spaces and line ends do not matter.\n");
        say!("Kept by: ______________________________   on: ________________");
        Ok(())
    }
}
