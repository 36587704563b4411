//! `alongside restore DIR`

use std::io::{IsTerminal as _, Read as _};
use std::path::PathBuf;

use casework::SHARED;
use clap::Args;
use store::RootKey;
use store::backup;

use crate::installation::{Installation, steps};
use crate::real;
use crate::settings::Settings;
use crate::speech::say;
use crate::trouble::Trouble;

#[derive(Debug, Args)]
pub struct Restore {
    /// The backup: the folder that holds data and keys
    #[arg(value_name = "DIR")]
    from: PathBuf,
    /// One data file of it; the newest if left out
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    installation: Installation,
    #[command(flatten)]
    key: KeySource,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct KeySource {
    /// The key file, alongside.key
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Type the printed recovery sheet, or hand it in from standard input
    #[arg(long)]
    key_sheet: bool,
}

impl Restore {
    pub async fn run(self) -> Result<(), Trouble> {
        let root = match &self.key.key_file {
            Some(path) => RootKey::read(path)?,
            None => read_sheet()?,
        };
        let data = match self.file {
            Some(file) => file,
            None => backup::newest(&self.from)?,
        };
        let place = self.installation.place();
        let restored =
            backup::restore(&real::ctx(), &self.from, &data, root, place, &steps(), SHARED).await?;
        // What was noted beside the lost data is not beside the restored data: note it anew.
        let store = self.installation.open().await?;
        access::audit::renew_heads(&store).await?;
        Settings::bring_back(&store).await?;
        store.close().await;
        let rows: i64 = restored.rows.values().sum();
        say!("Restored {rows} rows from {}.", data.display());
        if restored.erased.is_empty() {
            say!("Nobody in this backup had been erased since.");
        } else {
            let erased: u64 = restored.erased.values().sum();
            say!(
                "{} people were erased since this backup or before it; {erased} rows of theirs were taken out again:",
                restored.erasures.len()
            );
            for (table, rows) in &restored.erased {
                say!("  {table}: {rows}");
            }
        }
        let data = self.installation.data.display();
        say!("Next: alongside audit verify --data {data}");
        say!("Then, to serve it from this machine: alongside setup --restored --data {data}");
        Ok(())
    }
}

fn read_sheet() -> Result<RootKey, Trouble> {
    if std::io::stdin().is_terminal() {
        eprintln!("Type the groups of the recovery sheet. An empty line ends it.");
    }
    let mut text = String::new();
    if std::io::stdin().is_terminal() {
        for line in std::io::stdin().lines() {
            let line = line.map_err(|e| Trouble::File("the sheet cannot be read".to_owned(), e))?;
            if line.trim().is_empty() {
                break;
            }
            text.push_str(&line);
            text.push('\n');
        }
    } else {
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|e| Trouble::File("the sheet cannot be read".to_owned(), e))?;
    }
    Ok(RootKey::from_words(&text)?)
}
