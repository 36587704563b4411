//! `plan figures`: published figures in one form, with source, date and licence a row; files that a
//! person drops in; and rules that catch what does not add up. Not for models (`sentencing`).

pub mod checks;
pub mod sheets;
pub mod tidy;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::Trouble;
use checks::Finding;

/// Runs as it stands, from the repository's root.
pub const EXAMPLE: &str = "\
The figures that ship, and what does not add up among them:
  alongside-engines plan figures
A file of the Ministry's (ODS, XLSX, XLS or CSV), checked beside them and set in our form:
  alongside-engines plan figures data/figures/example-quarterly.csv --out figures.csv

Exit codes: 0 done; 1 could not be done, nothing was written; 2 the command line is wrong;
4 something does not add up that the rows themselves do not note.
docs/manual/plan-figures.md tells the rest.";

/// Published figures.
#[derive(Debug, Args)]
pub struct Ask {
    /// Files to read; without any, the figures that ship.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to write them in one tidy form.
    #[arg(long, value_name = "CSV")]
    out: Option<PathBuf>,
    /// Check the files alone, and not beside the figures that ship.
    #[arg(long)]
    alone: bool,
    /// One JSON object instead of words.
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Told<'a> {
    figures: usize,
    series: &'a BTreeMap<String, (usize, String, String)>,
    remarks: &'a [String],
    found: &'a [Finding],
}

impl Ask {
    /// Does it.
    ///
    /// # Errors
    ///
    /// A sentence that says what to mend; [`Trouble::Found`] where something does not add up.
    pub fn run(self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        let mut own = Vec::new();
        let mut remarks = Vec::new();
        for file in &self.files {
            let held = sheets::read(file)?;
            own.extend(held.figures);
            remarks.extend(held.remarks);
        }
        let shipped =
            if self.files.is_empty() || !self.alone { tidy::shipped()? } else { Vec::new() };
        let told = if self.files.is_empty() { shipped.clone() } else { own.clone() };
        let mut all = shipped;
        all.extend(own);
        let files: Vec<String> = self.files.iter().map(|file| file.display().to_string()).collect();
        let found: Vec<Finding> = checks::check(&all);
        let fresh = found.iter().filter(|finding| !finding.noted).count();
        if let Some(out) = &self.out {
            tidy::write(out, &told)?;
        }
        let mut series: BTreeMap<String, (usize, String, String)> = BTreeMap::new();
        for figure in &told {
            let row = series
                .entry(figure.series.clone())
                .or_insert_with(|| (0, figure.date.clone(), figure.date.clone()));
            row.0 += 1;
            row.1 = row.1.clone().min(figure.date.clone());
            row.2 = row.2.clone().max(figure.date.clone());
        }
        let words = if self.json {
            let told =
                Told { figures: told.len(), series: &series, remarks: &remarks, found: &found };
            serde_json::to_string(&told).map_err(|why| Trouble::Said(why.to_string()))?
        } else {
            let mut lines = Vec::new();
            let from = if files.is_empty() {
                "the figures that ship".to_owned()
            } else {
                files.join(", ")
            };
            lines.push(format!("{} figures in {} series from {from}", told.len(), series.len()));
            for remark in &remarks {
                lines.push(format!("  {remark}"));
            }
            for (name, (count, first, last)) in series.iter().take(40) {
                lines.push(format!("  {count:5}  {name}, {first} to {last}"));
            }
            if series.len() > 40 {
                lines.push(format!("         and {} series more", series.len() - 40));
            }
            lines.push(String::new());
            for (rule, what) in checks::RULES {
                let of: Vec<&Finding> =
                    found.iter().filter(|finding| finding.rule == rule).collect();
                lines.push(format!("{rule:8} {what}: {}", of.len()));
                for finding in of.iter().take(12) {
                    let known = if finding.noted { " (the rows say so)" } else { "" };
                    lines.push(format!("         {}{known}", finding.says));
                }
                if of.len() > 12 {
                    lines.push(format!("         and {} more", of.len() - 12));
                }
            }
            if let Some(out) = &self.out {
                lines.push(format!("Written: {}", out.display()));
            }
            lines.join("\n")
        };
        writeln!(said, "{words}")
            .map_err(|why| Trouble::File { path: "the terminal".to_owned(), why })?;
        if fresh > 0 {
            return Err(Trouble::Found(format!(
                "{fresh} things do not add up; the list above names them"
            )));
        }
        Ok(())
    }
}
