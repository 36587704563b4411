//! `alongside doctor`: what is wrong with this installation, and how to mend it.

use clap::Args;
use documents::Press;
use store::{Db, RootKey, Store};

use crate::installation::{Installation, steps};
use crate::real;
use crate::settings::Settings;
use crate::speech::say;
use crate::trouble::Trouble;

#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    installation: Installation,
}

/// One thing that was looked at.
enum Finding {
    Good(String),
    Bad { what: String, mend: &'static str },
}

impl Doctor {
    pub async fn run(self) -> Result<(), Trouble> {
        let mut findings = Vec::new();
        let place = self.installation.place();
        match RootKey::read(&place.key_file()) {
            Ok(_) => findings.push(key_file_mode(&place)),
            Err(error) => findings.push(Finding::Bad {
                what: error.to_string(),
                mend: "Put the key file back, or restore a backup with the recovery sheet.",
            }),
        }
        findings.push(documents(&place)?);
        match Store::open(place, &steps()).await {
            Ok(store) => {
                look_into(&store, &mut findings).await?;
                store.close().await;
            }
            Err(error) => findings.push(Finding::Bad {
                what: error.to_string(),
                mend: "Check --data and --database; if the file is damaged, restore the last backup.",
            }),
        }
        findings.push(calendar());
        report(&findings)
    }
}

async fn look_into(store: &Store, findings: &mut Vec<Finding>) -> Result<(), Trouble> {
    let steps = steps();
    let due = store::migration::check(&store.db, &steps).await?.len();
    findings.push(if due == 0 {
        Finding::Good(format!("The {} database is up to date.", store.db.name()))
    } else {
        Finding::Bad {
            what: format!("{due} steps of the database are still to run."),
            mend: "Take a backup; then start alongside serve, which runs them.",
        }
    });
    for (name, db) in [("database", &store.db), ("key store", store.keys.db())] {
        if matches!(db, Db::Sqlite { .. }) {
            let wrong = store::dialect::integrity(db).await?;
            findings.push(if wrong.is_empty() {
                Finding::Good(format!("Every page of the {name} reads as it was written."))
            } else {
                Finding::Bad {
                    what: format!("The {name} is damaged: {}.", wrong.join("; ")),
                    mend: "Stop the program and restore the last backup into a new folder.",
                }
            });
        }
    }
    let keys = store.keys.count().await?;
    let erased = store.keys.erasures().await?.len();
    findings.push(Finding::Good(format!("{keys} keys; {erased} people were erased.")));
    Ok(())
}

fn key_file_mode(place: &store::Place) -> Finding {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let open = std::fs::metadata(place.key_file())
            .is_ok_and(|file| file.permissions().mode() & 0o077 != 0);
        if open {
            return Finding::Bad {
                what: "Others on this machine can read the key file.".to_owned(),
                mend: "chmod 600 alongside.key, and ask who has access to this machine.",
            };
        }
    }
    Finding::Good("The key file is there, and only its owner can read it.".to_owned())
}

/// PDFs may be missing: every page that has one prints from the browser too.
fn documents(place: &store::Place) -> Result<Finding, Trouble> {
    let is_there = Settings::of(place)?.press().is_some_and(|press| press.is_there());
    Ok(Finding::Good(if is_there {
        "The program that makes PDFs is there.".to_owned()
    } else {
        format!(
            "No PDFs: {} is not beside this program. Pages print from the browser.",
            Press::PROGRAM
        )
    }))
}

/// Clocks of two working days need the bank holidays.
fn calendar() -> Finding {
    let known = kernel::working_day::known_until();
    let left = real::ctx().today().until(known).map_or(0, |span| span.get_days());
    if left < 120 {
        return Finding::Bad {
            what: format!("Bank holidays are known only until {}.", kernel::time::spelt(known)),
            mend: "Install a newer Alongside; until then clocks count weekends only.",
        };
    }
    Finding::Good(format!("Bank holidays are known until {}.", kernel::time::spelt(known)))
}

fn report(findings: &[Finding]) -> Result<(), Trouble> {
    let mut bad = 0;
    for finding in findings {
        match finding {
            Finding::Good(what) => say!("  well    {what}"),
            Finding::Bad { what, mend } => {
                bad += 1;
                say!("  WRONG   {what}\n          {mend}");
            }
        }
    }
    match bad {
        0 => Ok(()),
        1 => Err(Trouble::Found("one thing is wrong".to_owned())),
        many => Err(Trouble::Found(format!("{many} things are wrong"))),
    }
}
