//! The command `match`: a file of supported and other rows in; matched rows, weights, balance and a
//! report out. Not for saying that a service works: the report's words are `stats::jdl`'s.

mod read;
mod report;
mod write;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use stats::matching::{
    Balance, EValue, Effect, Fit, Left, Matched, Nearest, Order, Radius, Replacement, Ties,
    balances, deviation, doubly_robust, e_value, e_value_of_means, effect, fit, nearest, radius,
    rosenbaum,
};

use crate::files::Outputs;
use crate::{Stopwatch, Trouble};
use read::Rows;

/// What is asked of `match`.
#[derive(Debug, Args)]
#[command(after_help = "Example, on invented women that ship with the program:\n  \
    alongside-engines match data/matching/example.csv \\\n    \
    --treat supported --outcome reoffended \\\n    \
    --covariates age,previous_offences,housing,short_sentence \\\n    \
    --method nearest --caliper 0.2 --out matched")]
pub struct Match {
    /// CSV or Parquet, a row for each person.
    file: PathBuf,
    /// The column that says who was supported: 1 and 0, or yes and no.
    #[arg(long, value_name = "COLUMN")]
    treat: String,
    /// The outcome: 1 and 0, yes and no, or a number.
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// What the score is fitted on; a column of words becomes one covariate a category.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', required = true)]
    covariates: Vec<String>,
    /// Covariates that are categories although they are written as numbers.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    categories: Vec<String>,
    /// Nearest neighbours, or everybody within the caliper.
    #[arg(long, value_enum)]
    method: Method,
    /// How many comparison rows for each treated one.
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    ratio: u32,
    /// Comparison rows may serve more than once.
    #[arg(long)]
    replace: bool,
    /// Who is taken of comparison rows that are equally near, with --replace.
    #[arg(long, value_enum, default_value_t = TieRule::Place, requires = "replace")]
    ties: TieRule,
    /// Who chooses first when nothing is put back: the largest score, or the file's order.
    #[arg(long, value_enum, default_value_t = First::Largest)]
    order: First,
    /// The furthest that scores may differ, in standard deviations of all scores.
    #[arg(long, value_name = "SD")]
    caliper: Option<f64>,
    /// The furthest that scores may differ, as a difference of scores.
    #[arg(long, value_name = "DIFFERENCE", conflicts_with = "caliper")]
    caliper_score: Option<f64>,
    /// Columns in which matched rows must be equal.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    exact: Vec<String>,
    /// The column that names a row; without it, rows are named by their place in the file.
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The folder for weights.csv, pairs.csv, balance.csv and the report.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// One machine-readable object instead of sentences.
    #[arg(long)]
    json: bool,
}

/// How to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// The nearest by score.
    Nearest,
    /// Everybody within the caliper.
    Radius,
}

/// Who chooses first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum First {
    /// The largest score.
    Largest,
    /// The first in the file.
    File,
}

/// Who is taken of equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TieRule {
    /// By place in the file.
    Place,
    /// All, the weight split.
    Split,
}

/// All that was found, for the report and the summary.
struct Found {
    rows: Rows,
    fit: Fit,
    matched: Matched,
    balance: Vec<Balance>,
    effect: Effect,
    /// The effect under the other rule of ties, where rows are put back.
    other_ties: Option<(Ties, f64)>,
    doubly_robust: Option<f64>,
    e_value: Option<EValue>,
    gamma: Option<f64>,
    binary: bool,
    caliper: Option<f64>,
    seconds: [(&'static str, f64); 3],
}

impl Match {
    /// Does it.
    ///
    /// # Errors
    ///
    /// A sentence that says what to mend; the folder is then as it was.
    pub fn run(&self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        let found = self.find()?;
        let writing = Stopwatch::begin();
        let mut outputs = Outputs::begin();
        write::weights(&mut outputs, &self.out, &found)?;
        write::pairs(&mut outputs, &self.out, &found)?;
        write::balance(&mut outputs, &self.out, &found)?;
        let written =
            report::report(self, &found).write_among(&mut outputs, &self.out, "report")?;
        outputs.keep()?;
        let seconds = writing.elapsed().as_secs_f64();
        write::summary(self, &found, &written, seconds, said)
    }

    fn find(&self) -> Result<Found, Trouble> {
        if self.method == Method::Radius && self.caliper.is_none() && self.caliper_score.is_none() {
            return Err(said("radius matching needs --caliper: how far scores may differ"));
        }
        if self.method == Method::Radius && (self.ratio != 1 || self.replace) {
            return Err(said(
                "radius matching takes everybody within the caliper: leave --ratio and --replace out",
            ));
        }
        let reading = Stopwatch::begin();
        let rows = read::read(self)?;
        let reading = reading.elapsed().as_secs_f64();
        let fitting = Stopwatch::begin();
        let fit =
            fit(&rows.values, rows.width(), &rows.treated).map_err(|why| named(&rows, &why))?;
        let fitting = fitting.elapsed().as_secs_f64();
        let matching = Stopwatch::begin();
        let caliper = match (self.caliper, self.caliper_score) {
            (Some(sd), _) => Some(sd * deviation(&fit.scores)),
            (None, score) => score,
        };
        let (matched, within) = self.matched(&rows, &fit, caliper)?;
        let effect = effect(&matched, within.as_ref(), &fit.scores, &rows.treated, &rows.outcome)
            .map_err(|why| named(&rows, &why))?;
        let other_ties = self.other_ties(&rows, &fit, caliper)?;
        let balance = balances(&rows.values, rows.width(), &rows.treated, &matched.weights);
        let live: Vec<usize> = fit
            .coefficients
            .iter()
            .enumerate()
            .filter(|(_, c)| c.is_ok())
            .map(|(at, _)| at)
            .collect();
        let doubly_robust = doubly_robust(
            &matched,
            &rows.values,
            &live,
            rows.width(),
            &rows.treated,
            &rows.outcome,
        );
        let binary = rows.outcome.iter().all(|y| *y == 0.0 || *y == 1.0);
        let interval = effect.difference.map(|d| (d.low, d.high));
        let e_value = interval.and_then(|(low, high)| {
            if binary {
                e_value(effect.mean_treated, effect.mean_control, low, high)
            } else {
                e_value_of_means(effect.att, low, high, deviation(&rows.outcome))
            }
        });
        let gamma = rosenbaum(&matched, &rows.outcome)
            .filter(|_| self.method == Method::Nearest && !self.replace);
        let matching = matching.elapsed().as_secs_f64();
        Ok(Found {
            rows,
            fit,
            matched,
            balance,
            effect,
            other_ties,
            doubly_robust,
            e_value,
            gamma,
            binary,
            caliper,
            seconds: [("read", reading), ("fit", fitting), ("match", matching)],
        })
    }

    fn matched(
        &self,
        rows: &Rows,
        fit: &Fit,
        caliper: Option<f64>,
    ) -> Result<(Matched, Option<Radius>), Trouble> {
        let strata = rows.strata.as_deref();
        match (self.method, caliper) {
            (Method::Radius, Some(caliper)) => {
                let found = radius(&fit.scores, &rows.treated, strata, &rows.outcome, caliper)
                    .map_err(|why| named(rows, &why))?;
                Ok((found.matched.clone(), Some(found)))
            }
            _ => {
                let how = self.how(caliper, self.rule());
                let found = nearest(&fit.scores, &rows.treated, strata, &how);
                Ok((found.map_err(|why| named(rows, &why))?, None))
            }
        }
    }

    fn rule(&self) -> Ties {
        match self.ties {
            TieRule::Place => Ties::ByPlace,
            TieRule::Split => Ties::Split,
        }
    }

    fn how(&self, caliper: Option<f64>, ties: Ties) -> Nearest {
        Nearest {
            ratio: usize::try_from(self.ratio).unwrap_or(1),
            replacement: if self.replace { Replacement::With(ties) } else { Replacement::Without },
            caliper,
            order: match self.order {
                First::Largest => Order::LargestFirst,
                First::File => Order::AsGiven,
            },
        }
    }

    /// Results with replacement depend on the rule of ties, so both are shown.
    fn other_ties(
        &self,
        rows: &Rows,
        fit: &Fit,
        caliper: Option<f64>,
    ) -> Result<Option<(Ties, f64)>, Trouble> {
        if !self.replace {
            return Ok(None);
        }
        let other = match self.rule() {
            Ties::ByPlace => Ties::Split,
            Ties::Split => Ties::ByPlace,
        };
        let how = self.how(caliper, other);
        let found = nearest(&fit.scores, &rows.treated, rows.strata.as_deref(), &how)
            .and_then(|m| effect(&m, None, &fit.scores, &rows.treated, &rows.outcome))
            .map_err(|why| named(rows, &why))?;
        Ok(Some((other, found.att)))
    }
}

/// What was left out of the score, in words.
fn left_out(found: &Found) -> Vec<String> {
    let of = |(name, c): (&String, &Result<f64, Left>)| match c {
        Ok(_) => None,
        Err(Left::Constant) => Some(format!("{name} is the same in every row: left out")),
        Err(Left::Follows) => Some(format!("{name} follows from columns before it: left out")),
    };
    found.rows.names.iter().zip(&found.fit.coefficients).filter_map(of).collect()
}

/// An error of the numerics with the columns' names in it.
fn named(rows: &Rows, why: &stats::matching::MatchError) -> Trouble {
    use stats::matching::MatchError::Separation;
    match why {
        Separation { column } => {
            let name = rows.names.get(*column).map_or("one", String::as_str);
            Trouble::Said(format!(
                "covariate {name} (alone or with others) tells treated from untreated rows without fail, so no score can be fitted: leave it out, or match on it with --exact"
            ))
        }
        other => Trouble::Said(other.to_string()),
    }
}

fn said(sentence: &str) -> Trouble {
    Trouble::Said(sentence.to_owned())
}

/// A count as a number.
fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
