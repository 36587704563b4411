//! The command `disclose`: tables of counts in, what may leave out. Not for deciding who is entitled
//! to the true counts.

mod read;
mod show;

use std::path::{Path, PathBuf};

use clap::Args;
use stats::disclosure::{
    About, Audience, Base, Ledger, Protected, Published, Refusal, Rounding, RoundingKey, Safe,
    SuppressError, Threshold,
};

use crate::files::{Outputs, write_whole};
use crate::{Trouble, chance};

/// What is asked of `disclose`.
#[derive(Debug, Args)]
#[command(after_help = "Example, on an invented table that ships with the program:\n  \
    alongside-engines disclose data/disclosure/table-example.csv --threshold 10\n\n\
    A row for each cell: a category for each column, and `count`. A count of `-` says that nobody can be there. \
    Several tables of the same people are protected together. With --ledger, what is shown is held against all \
    that was published before, and remembered. Exit code 4: it may not be published.")]
pub struct Disclose {
    /// CSV or Parquet, one table each.
    #[arg(required = true)]
    tables: Vec<PathBuf>,
    /// Nothing under this is shown: 10 for the public, what the agreement says for a funder.
    #[arg(long, value_name = "N")]
    threshold: u64,
    /// Rounds what is shown to this base, each cell always the same way; needs --round-key.
    #[arg(long, value_name = "BASE", requires = "round_key")]
    round: Option<u64>,
    /// 32 octets that decide which way a cell rounds; made where it is absent. Keep it like a key.
    #[arg(long, value_name = "FILE")]
    round_key: Option<PathBuf>,
    /// What was published before; made where it is absent.
    #[arg(long, value_name = "FILE", requires = "population", requires = "dated")]
    ledger: Option<PathBuf>,
    /// Of whom, and when: "Women supported, January to March 2026".
    #[arg(long, value_name = "TEXT")]
    population: Option<String>,
    /// A wider population, published before, of which this one is a part.
    #[arg(long, value_name = "TEXT", requires = "ledger")]
    within: Option<String>,
    /// Where it was counted from.
    #[arg(long, value_name = "TEXT", default_value = "own records")]
    source: String,
    /// The day of publishing, as 2026-04-01.
    #[arg(long, value_name = "DATE")]
    dated: Option<String>,
    /// A funder or body, if it is not for the public.
    #[arg(long, value_name = "NAME", requires = "ledger")]
    audience: Option<String>,
    /// The column that holds the counts.
    #[arg(long, value_name = "COLUMN", default_value = "count")]
    count: String,
    /// A column of those among whom it was counted: then rates are shown, hidden with their numerators.
    #[arg(long, value_name = "COLUMN")]
    among: Option<String>,
    /// Merges neighbouring categories of this column until each counts enough.
    #[arg(long, value_name = "COLUMN")]
    merge_small: Vec<String>,
    /// Writes the tables there as CSV (with several tables: table-1.csv, table-2.csv …).
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// One machine-readable object instead of sentences.
    #[arg(long)]
    json: bool,
}

impl Disclose {
    /// Does it.
    ///
    /// # Errors
    ///
    /// A sentence that says what to mend, or why it may not be published; nothing is then written.
    pub fn run(&self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        let threshold = Threshold::new(self.threshold);
        let mut remarks = Vec::new();
        let mut tables = Vec::new();
        for path in &self.tables {
            let (mut table, more) = read::table(path, &self.count, self.among.as_deref())?;
            remarks.extend(more);
            for variable in &self.merge_small {
                if table.variables().contains(variable) {
                    table = table
                        .merge_small(variable, self.threshold)
                        .map_err(|why| Trouble::Said(why.to_string()))?;
                }
            }
            tables.push(table);
        }
        let made = Protected::make(tables, threshold).map_err(|why| match why {
            SuppressError::Table(why) => Trouble::Said(why.to_string()),
            SuppressError::Check(why) => {
                Trouble::Said(format!("{why}: break it down by fewer columns"))
            }
        })?;
        let mut ledger = match &self.ledger {
            Some(path) => read_ledger(path)?,
            None => Ledger::default(),
        };
        let (rounding, new_key) = self.rounding()?;
        let safe = ledger.publish(&made, &rounding, self.about()?).map_err(|why| match why {
            Refusal::NoSuchPopulation => Trouble::Said(why.to_string()),
            other => Trouble::Found(other.to_string()),
        })?;
        let narrowest = made
            .intervals()
            .map_err(|why| Trouble::Said(why.to_string()))?
            .iter()
            .filter_map(|(_, bounds)| bounds.width())
            .min();
        let mut outputs = Outputs::begin();
        self.write(&mut outputs, &safe)?;
        if let (Some(path), Some(key)) = (&self.round_key, new_key) {
            outputs.write(path, |file| std::io::Write::write_all(file, &key))?;
        }
        outputs.keep()?;
        // The ledger comes last: a table that was not written was not published.
        if let Some(path) = &self.ledger {
            let text = serde_json::to_vec_pretty(&ledger)
                .map_err(|why| Trouble::Said(format!("the ledger cannot be written: {why}")))?;
            write_whole(path, &text)?;
        }
        let summary = show::Summary {
            safe: &safe,
            loss: made.loss(),
            narrowest,
            remarks: &remarks,
            in_ledger: self.ledger.is_some(),
            among: self.among.is_some(),
        };
        summary.print(self.json, self.out.is_none(), said)
    }

    fn about(&self) -> Result<About, Trouble> {
        let dated = self.dated.clone().unwrap_or_default();
        if !dated.is_empty() && dated.parse::<jiff::civil::Date>().is_err() {
            return Err(Trouble::Said("--dated is a day, as 2026-04-01".to_owned()));
        }
        Ok(About {
            source: self.source.clone(),
            population: self.population.clone().unwrap_or_default(),
            within: self.within.clone(),
            dated,
            audience: self.audience.clone().map_or(Audience::Public, Audience::Named),
        })
    }

    /// The rounding, and its key where it must be kept first.
    fn rounding(&self) -> Result<(Rounding, Option<[u8; 32]>), Trouble> {
        let (Some(base), Some(path)) = (self.round, &self.round_key) else {
            return Ok((Rounding::AsCounted, None));
        };
        let base = Base::try_from(base).map_err(|why| Trouble::Said(why.to_string()))?;
        let (key, new) = if path.exists() {
            let octets = std::fs::read(path)
                .map_err(|why| Trouble::File { path: path.display().to_string(), why })?;
            let key = <[u8; 32]>::try_from(octets).map_err(|_| {
                Trouble::Said(format!("{} is no key: it must hold 32 octets", path.display()))
            })?;
            (key, None)
        } else {
            let key = chance::key()?;
            (key, Some(key))
        };
        Ok((Rounding::To { base, key: RoundingKey::new(key) }, new))
    }

    fn write(&self, outputs: &mut Outputs, safe: &Safe<Published>) -> Result<(), Trouble> {
        let Some(path) = &self.out else { return Ok(()) };
        let shapes = safe.value().shapes();
        for (shape, number) in shapes.iter().zip(1_usize..) {
            let place = if shapes.len() == 1 { path.clone() } else { numbered(path, number) };
            let text = show::csv(safe, shape, self.among.is_some());
            outputs.write(&place, |file| std::io::Write::write_all(file, &text))?;
        }
        Ok(())
    }
}

fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = path.extension().map(|e| e.to_string_lossy().into_owned());
    let name = match ending {
        Some(ending) => format!("{stem}-{number}.{ending}"),
        None => format!("{stem}-{number}"),
    };
    path.with_file_name(name)
}

fn read_ledger(path: &Path) -> Result<Ledger, Trouble> {
    if !path.exists() {
        return Ok(Ledger::default());
    }
    let text = std::fs::read(path)
        .map_err(|why| Trouble::File { path: path.display().to_string(), why })?;
    serde_json::from_slice(&text).map_err(|_| {
        Trouble::Said(format!(
            "{} is no ledger, or was cut off: bring it back from a backup; without it nothing can be held against what was published",
            path.display()
        ))
    })
}
