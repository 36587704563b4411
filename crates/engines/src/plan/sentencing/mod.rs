//! `plan sentencing`: reads a scenario, draws it beside what it is compared with, and says what
//! comes out as ranges. Not for the model (crate `models`), nor for the words of the report
//! (`told`).

pub mod reader;
pub mod scenario;
pub mod series;
mod told;

use std::path::PathBuf;

use clap::Args;
use models::sentencing::draws::{Race, Split};

use crate::files::Outputs;
use crate::plan::figures::tidy;
use crate::{Stopwatch, Trouble};

/// Runs as it stands, from the repository's root.
pub const EXAMPLE: &str = "\
The Sentencing Act 2026, the law in force, beside the law before it:
  alongside-engines plan sentencing --draws 200
Exceptions used for one woman in two, with tables, charts and a report in a folder:
  alongside-engines plan sentencing exceptions-one-in-two --draws 200 --out one-in-two

Scenarios that ship are found by name too: law-before-22-march-2026, sentencing-act-2026,
exceptions-one-in-ten, -four, -two, breaches-higher, breaches-lower, remand-test,
ten-more-centres, five-small-units, scotland-2010-12 (each .toml, in data/scenarios).
Exit codes: 0 done; 1 could not be done, nothing was written; 2 the command line is wrong.
docs/manual/plan-sentencing.md tells the rest.";

/// What a sentencing law does.
#[derive(Debug, Args)]
pub struct Ask {
    /// The scenario; without one, the Sentencing Act 2026.
    #[arg(value_name = "SCENARIO.toml", default_value = "sentencing-act-2026.toml")]
    scenario: String,
    /// How many draws stand behind each range.
    #[arg(long, default_value_t = 1000)]
    draws: u64,
    /// Where chance begins; the same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A folder for tables (CSV), charts (SVG) and the report (HTML, and PDF where it can be set).
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Figures of one's own in our tidy form, over those that ship.
    #[arg(long, value_name = "CSV")]
    figures: Option<PathBuf>,
    /// Also play the scenario woman by woman so many times, and say how far both models agree.
    #[arg(long, value_name = "TIMES", default_value_t = 0)]
    twin: u64,
    /// One JSON object instead of words.
    #[arg(long)]
    json: bool,
}

impl Ask {
    /// Does it.
    ///
    /// # Errors
    ///
    /// A sentence that says what to mend. Nothing is left half-written.
    pub fn run(self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        if !(10..=100_000).contains(&self.draws) {
            return Err(Trouble::Said("--draws must be between 10 and 100,000".to_owned()));
        }
        if self.twin > 1000 {
            return Err(Trouble::Said("--twin must be at most 1,000".to_owned()));
        }
        let mut figures = tidy::shipped()?;
        if let Some(own) = &self.figures {
            let held = crate::plan::figures::sheets::read(own)?;
            // One's own figure of the same thing replaces the shipped one.
            figures.retain(|old| {
                !held.figures.iter().any(|new| {
                    new.series == old.series && new.area == old.area && new.date == old.date
                })
            });
            figures.extend(held.figures);
        }
        let name = if std::path::Path::new(&self.scenario).extension().is_some()
            || std::path::Path::new(&self.scenario).is_file()
        {
            self.scenario.clone()
        } else {
            format!("{}.toml", self.scenario)
        };
        let loaded = scenario::load(&name, &figures)?;
        let watch = Stopwatch::begin();
        let race = Race::new(&loaded.scenario, &loaded.compared, &loaded.before);
        let drawn = race.draw(self.draws, self.seed);
        let seconds = watch.elapsed().as_secs_f64();
        // A country of 42 areas costs as much as 14 draws of it together: fewer draws by area.
        let split = if self.out.is_some() {
            race.split((self.draws / 10).clamp(10, 200), self.seed)
        } else {
            Split::default()
        };
        let tornado = race.tornado();
        let watch = Stopwatch::begin();
        let check = (self.twin > 0).then(|| {
            let check = race.check(self.twin, self.seed);
            (check, watch.elapsed().as_secs_f64())
        });
        let result = told::Told {
            loaded: &loaded,
            drawn: &drawn,
            tornado: &tornado,
            split: &split,
            check: check.as_ref(),
            seed: self.seed,
            command: format!(
                "alongside-engines plan sentencing {} --draws {} --seed {}",
                self.scenario, self.draws, self.seed
            ),
        };
        let mut written = Vec::new();
        if let Some(folder) = &self.out {
            std::fs::create_dir_all(folder)
                .map_err(|why| Trouble::File { path: folder.display().to_string(), why })?;
            let mut outputs = Outputs::begin();
            for (file, text) in result.tables() {
                let place = folder.join(file);
                outputs.write(&place, |file| std::io::Write::write_all(file, text.as_bytes()))?;
                written.push(place.display().to_string());
            }
            let report = result.report().write_among(&mut outputs, folder, "report")?;
            outputs.keep()?;
            written.push(report.html.display().to_string());
            written.extend(report.charts.iter().map(|chart| chart.display().to_string()));
            match report.pdf {
                Ok(pdf) => written.push(pdf.display().to_string()),
                Err(why) => written.push(why.to_string()),
            }
        }
        let words = if self.json {
            serde_json::to_string(&result.json()).map_err(|why| Trouble::Said(why.to_string()))?
        } else {
            let mut words = result.words();
            for line in &written {
                words.push_str(&format!("\nWritten: {line}"));
            }
            words.push_str(&format!("\n{} draws in {seconds:.1} s", self.draws));
            words
        };
        writeln!(said, "{words}")
            .map_err(|why| Trouble::File { path: "the terminal".to_owned(), why })
    }
}
