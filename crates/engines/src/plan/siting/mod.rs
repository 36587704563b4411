//! `plan siting`: reads a problem, answers it, and says the answer. Not for the methods (crate
//! `models`), nor for reading files (`posed`, `women`) or words (`said`).

mod closing;
mod money;
mod posed;
mod report;
mod said;
mod women;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use models::siting::{Answer, Objective, Question, Reading, Thoroughness};

use crate::{Stopwatch, Trouble};
use posed::Posed;
pub(super) use said::number;

/// Runs as it stands, from the repository's root.
pub const EXAMPLE: &str = "\
Five small units beside the seven prisons that take women from court, and what each unit buys:
  alongside-engines plan siting --problem women --p 5 --fixed court-prisons --curve 8
Three centres among invented towns, at most 260 women each:
  alongside-engines plan siting --problem data/siting/towns.csv --p 3 --capacity 260

Exit codes: 0 done; 1 could not be done, nothing was written; 2 the command line is wrong.
docs/manual/plan-siting.md tells the rest.";

/// Where to put small units or centres.
#[derive(Debug, Args)]
pub struct Ask {
    /// `women` (sentenced in 2024, by police area), a CSV of places with demand, an OR-Library
    /// p-median file, or `seeded:NODES:P:SEED` for a network of OR-Library's construction.
    #[arg(long)]
    problem: String,
    /// How many new sites, beside those that stand. OR-Library files bring their own.
    #[arg(long, value_name = "N")]
    p: Option<usize>,
    /// What is to be best.
    #[arg(long, value_enum, default_value_t = Aim::Median)]
    objective: Aim,
    /// For `cover`: within what distance (miles on the earth, else the file's own unit).
    #[arg(long, value_name = "DISTANCE")]
    within: Option<f64>,
    /// Sites that stand already, by name: `"Leeds,York"`; for women also prison codes (`BZI`),
    /// `court-prisons` (the seven that take from court) and `all-prisons`.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    fixed: Vec<String>,
    /// How much demand each site holds: a number for all, or `NAME=NUMBER`.
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    capacity: Vec<String>,
    /// For women: count all sentenced, or those to less than six months.
    #[arg(long, value_enum, default_value_t = Counted::All)]
    demand: Counted,
    /// For women: a CSV `police_force_area,lat,lon` of points instead of the postcodes' middle.
    #[arg(long, value_name = "FILE")]
    points: Option<PathBuf>,
    /// Also what each number of new sites up to this one buys.
    #[arg(long, value_name = "N")]
    curve: Option<usize>,
    /// A good choice with a proven gap instead of the proof that it is best.
    #[arg(long)]
    quick: bool,
    /// Seconds after which the best so far is told with its gap.
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    time_limit: f64,
    /// Where chance begins; the same seed gives the same answer.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Also a page with a map and the curve, and tables, into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// One JSON object instead of words.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    closing: closing::Closing,
}

/// What is to be best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Aim {
    /// The mean distance (p-median).
    Median,
    /// The longest distance (p-centre).
    Centre,
    /// How many are within a distance (maximal cover).
    Cover,
}

/// Which women are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Counted {
    /// All sentenced to immediate custody.
    All,
    /// Those sentenced to less than six months.
    UnderSixMonths,
}

/// An answer and its reading.
struct Solved {
    answer: Answer,
    reading: Reading,
}

impl Ask {
    /// Answers and says the answer.
    ///
    /// # Errors
    ///
    /// A sentence that says what to mend.
    pub fn run(self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        let watch = Stopwatch::begin();
        if !(self.time_limit.is_finite() && self.time_limit > 0.0) {
            return Err(Trouble::Said("--time-limit wants seconds above nought".to_owned()));
        }
        if self.closing.is_asked() {
            return print(said, &closing::run(&self)?);
        }
        let posed = self.pose()?;
        let new = match (self.p, posed.own_p) {
            (Some(new), _) | (None, Some(new)) => new,
            (None, None) => {
                return Err(Trouble::Said("say with --p how many new sites to choose".to_owned()));
            }
        };
        let main = self.solve(&posed, new, watch)?;
        let before = match posed.problem.existing() {
            [] => None,
            _ => Some(self.solve(&posed, 0, watch)),
        };
        // Without room for all there is no "before" to compare with.
        let before = before.and_then(Result::ok);
        let curve = self.curve(&posed, watch)?;
        let (mut money, mut figures) = (Vec::new(), Vec::new());
        if self.problem == "women" {
            let nearest = match &before {
                Some(before) => before.reading.mean,
                None => women::nearest_prison(&self)?,
            };
            let units = u32::try_from(new).map_or(0.0, f64::from);
            money = money::lines(units, main.reading.demand, nearest)?;
            figures = money::Figures::built_in()?.all().to_vec();
        }
        let seconds = watch.elapsed().as_secs_f64();
        let told =
            said::Told { ask: &self, posed: &posed, main, before, curve, money, figures, seconds };
        let mut text = if self.json { told.json() } else { told.words() };
        if let Some(folder) = &self.out {
            let written = report::write(&told, folder)?;
            if !self.json {
                text = format!("{text}\n{}", written.join("\n"));
            }
        }
        print(said, &text)
    }

    fn pose(&self) -> Result<Posed, Trouble> {
        if self.problem == "women" {
            return women::pose(self);
        }
        if self.points.is_some() {
            return Err(Trouble::Said("--points goes with --problem women only".to_owned()));
        }
        posed::read(self)
    }

    fn objective(&self, posed: &Posed) -> Result<Objective, Trouble> {
        Ok(match (self.objective, self.within) {
            (Aim::Median, None) => Objective::Median,
            (Aim::Centre, None) => Objective::Centre,
            (Aim::Cover, Some(within)) => Objective::Cover { within: posed.length(within)? },
            (Aim::Cover, None) => {
                return Err(Trouble::Said(
                    "--objective cover wants --within DISTANCE as well".to_owned(),
                ));
            }
            (Aim::Median | Aim::Centre, Some(_)) => {
                return Err(Trouble::Said("--within goes with --objective cover only".to_owned()));
            }
        })
    }

    fn solve(&self, posed: &Posed, new: usize, watch: Stopwatch) -> Result<Solved, Trouble> {
        let stop = || watch.elapsed().as_secs_f64() > self.time_limit;
        let question = Question {
            new,
            objective: self.objective(posed)?,
            thoroughness: if self.quick { Thoroughness::Quick } else { Thoroughness::Proven },
            seed: self.seed,
            stop: &stop,
        };
        let answer = posed.problem.answer(&question).map_err(|e| Trouble::Said(e.to_string()))?;
        let per_value = match self.objective {
            Aim::Median => posed.units.demand * posed.units.distance,
            Aim::Centre => posed.units.distance,
            Aim::Cover => posed.units.demand,
        };
        let reading = Reading::of(&posed.problem, &answer, posed.units, per_value);
        Ok(Solved { answer, reading })
    }

    /// Answers for each number of new sites; those too few to hold all demand are left out.
    fn curve(&self, posed: &Posed, watch: Stopwatch) -> Result<Vec<(usize, Solved)>, Trouble> {
        let Some(most) = self.curve else { return Ok(Vec::new()) };
        let there = posed.problem.sites().saturating_sub(posed.problem.existing().len());
        if most > there {
            return Err(Trouble::Said(format!(
                "--curve {most} asks for more new sites than the {there} there are to choose from"
            )));
        }
        let first = usize::from(posed.problem.existing().is_empty());
        let each = (first..=most).map(|new| (new, self.solve(posed, new, watch)));
        Ok(each.filter_map(|(new, solved)| Some((new, solved.ok()?))).collect())
    }
}

fn print(said: &mut dyn std::io::Write, text: &str) -> Result<(), Trouble> {
    writeln!(said, "{text}").map_err(|why| Trouble::File { path: "output".to_owned(), why })
}
