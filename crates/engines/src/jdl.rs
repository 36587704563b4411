//! The command `jdl`: published results in words that their intervals allow, and a reader of report
//! texts. Not for making a Data Lab file, which is the house's.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use stats::jdl::{
    Comparison, Measure, Method, Outcome, Place, Told, Verdict, Who, check, rates, word,
};

use crate::Trouble;
use crate::table::{Table, Wanted};

/// What is asked of `jdl`.
#[derive(Debug, Subcommand)]
pub enum Jdl {
    /// Says what each result of a file allows to be said.
    #[command(after_help = "Example, on invented results that ship with the program:\n  \
        alongside-engines jdl word data/jdl/results-example.csv\n\n\
        Columns: organisation, measure (rate, frequency, time, custody rate, employment, employment days, benefits, …), \
        and where known n_submitted, n_treated, treated, comparison, n_comparison, diff_low, diff_high, p, \
        reoffended, women_only. Rates in every 100.")]
    Word(Word),
    /// Marks sentences of a report that say more than a result can; ends with code 4 if there are any.
    #[command(after_help = "Example:\n  \
        alongside-engines jdl check data/jdl/report-example.txt --crosses-nought")]
    Check(Check),
}

/// Asked of `word`.
#[derive(Debug, Args)]
pub struct Word {
    /// CSV or Parquet, a row for each result.
    results: PathBuf,
    /// One machine-readable object instead of sentences.
    #[arg(long)]
    json: bool,
}

/// Asked of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// A text file.
    text: PathBuf,
    /// The result that the text is about has an interval across nought.
    #[arg(long)]
    crosses_nought: bool,
    /// One machine-readable object instead of sentences.
    #[arg(long)]
    json: bool,
}

impl Jdl {
    /// Does it.
    ///
    /// # Errors
    ///
    /// A sentence that says what to mend; for `check`, that there is something to mend.
    pub fn run(&self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        match self {
            Self::Word(asked) => asked.run(said),
            Self::Check(asked) => asked.run(said),
        }
    }
}

impl Word {
    fn run(&self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        let table = Table::read(&self.results, Wanted::All)?;
        let measure = table.column("measure")?;
        let mut objects: Vec<Value> = Vec::new();
        let mut sections: [(Place, &str, Vec<String>); 4] = [
            (Place::Summary, "For the summary", Vec::new()),
            (Place::WithCare, "To be read with care, and not for the summary", Vec::new()),
            (Place::NoInterval, "Without an interval", Vec::new()),
            (Place::Withheld, "Not to be given", Vec::new()),
        ];
        for row in 0..table.rows() {
            let name = text(&table, "organisation", row);
            let measure = parse(measure.get(row)).ok_or_else(|| {
                Trouble::Said(format!(
                    "record {}: the measure is not known; see jdl word --help for those that are",
                    row.saturating_add(1)
                ))
            })?;
            let told = told(&table, row, measure)?;
            let worded = word(&told);
            let verdict = worded.verdict.map(|v| match v {
                Verdict::Lower => "lower",
                Verdict::Higher => "higher",
                Verdict::Inconclusive => "inconclusive",
            });
            objects.push(json!({
                "record": row.saturating_add(1),
                "organisation": name,
                "verdict": verdict,
                "place": match worded.place {
                    Place::Summary => "summary",
                    Place::WithCare => "with care",
                    Place::Withheld => "withheld",
                    Place::NoInterval => "no interval",
                },
                "interval": told.interval.filter(|_| worded.verdict.is_some()).map(|(l, h)| [l, h]),
                "number_needed": told.number_needed.filter(|_| worded.verdict.is_some()),
                "text": worded.text(),
            }));
            if let Some((_, _, lines)) = sections.iter_mut().find(|(p, _, _)| *p == worded.place) {
                lines.push(format!("{name}: {}", worded.text()));
            }
        }
        let lines = if self.json {
            vec![json!({ "results": objects, "remarks": table.remarks() }).to_string()]
        } else {
            let mut lines = table.remarks().to_vec();
            for (_, heading, results) in sections.iter().filter(|(_, _, r)| !r.is_empty()) {
                lines.push(format!("{heading}:"));
                lines.extend(results.iter().map(|result| format!("  {result}")));
            }
            lines
        };
        print(said, &lines)
    }
}

impl Check {
    fn run(&self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        let text = std::fs::read_to_string(&self.text)
            .map_err(|why| Trouble::File { path: self.text.display().to_string(), why })?;
        let verdict = self.crosses_nought.then_some(Verdict::Inconclusive);
        let findings = check(&text, verdict);
        let lines = if self.json {
            let list: Vec<Value> = findings
                .iter()
                .map(|f| {
                    json!({
                        "sentence": f.number,
                        "text": f.sentence,
                        "advice": f.why.advice(),
                    })
                })
                .collect();
            vec![json!({ "findings": list }).to_string()]
        } else if findings.is_empty() {
            vec!["No sentence of a known kind says more than a result can. Read it yourself all the same.".to_owned()]
        } else {
            findings
                .iter()
                .map(|f| {
                    format!("Sentence {}: \"{}\"\n  {}.", f.number, f.sentence, f.why.advice())
                })
                .collect()
        };
        print(said, &lines)?;
        if findings.is_empty() {
            Ok(())
        } else {
            Err(Trouble::Found(format!(
                "{} to mend",
                if findings.len() == 1 {
                    "one finding".to_owned()
                } else {
                    format!("{} findings", findings.len())
                }
            )))
        }
    }
}

fn print(said: &mut dyn std::io::Write, lines: &[String]) -> Result<(), Trouble> {
    for line in lines {
        writeln!(said, "{line}").map_err(|why| Trouble::File { path: "output".to_owned(), why })?;
    }
    Ok(())
}

/// The text of a cell; empty where there is no such column.
fn text<'a>(table: &'a Table, name: &str, row: usize) -> &'a str {
    table.column(name).map_or("", |column| column.get(row))
}

fn number(table: &Table, name: &str, row: usize) -> Result<Option<f64>, Trouble> {
    match text(table, name, row) {
        "" | "NA" => Ok(None),
        digits => digits.parse::<f64>().ok().filter(|x| x.is_finite()).map(Some).ok_or_else(|| {
            Trouble::Said(format!(
                "column {name}: record {} is not a number; mend it, or leave it empty",
                row.saturating_add(1)
            ))
        }),
    }
}

fn persons(table: &Table, name: &str, row: usize) -> Result<Option<u64>, Trouble> {
    match text(table, name, row) {
        "" | "NA" => Ok(None),
        digits => digits.parse::<u64>().map(Some).map_err(|_| {
            Trouble::Said(format!(
                "column {name}: record {} is not a whole number of people",
                row.saturating_add(1)
            ))
        }),
    }
}

fn parse(measure: &str) -> Option<Measure> {
    Some(match measure.to_ascii_lowercase().as_str() {
        "rate" => Measure::Rate,
        "frequency" => Measure::Frequency,
        "time" | "time to first reoffence" => Measure::Time,
        "rate indictable" => Measure::RateBy(Outcome::Indictable),
        "rate either way" => Measure::RateBy(Outcome::EitherWay),
        "rate summary" => Measure::RateBy(Outcome::Summary),
        "frequency indictable" => Measure::FrequencyBy(Outcome::Indictable),
        "frequency either way" => Measure::FrequencyBy(Outcome::EitherWay),
        "frequency summary" => Measure::FrequencyBy(Outcome::Summary),
        "custody rate" => Measure::CustodyRate,
        "custodial frequency" => Measure::CustodialFrequency,
        "employment" => Measure::Employment,
        "employment days" => Measure::EmploymentDays,
        "benefits" => Measure::Benefits,
        _ => return None,
    })
}

/// A row as it was told; of a rate without a published interval, the interval is reckoned.
fn told(table: &Table, row: usize, measure: Measure) -> Result<Told, Trouble> {
    let low = number(table, "diff_low", row)?;
    let high = number(table, "diff_high", row)?;
    let mut told = Told {
        measure,
        who: match text(table, "women_only", row) {
            "yes" | "1" | "true" => Who::Women,
            _ => Who::People,
        },
        submitted: persons(table, "n_submitted", row)?,
        analysed: persons(table, "n_treated", row)?,
        treated: number(table, "treated", row)?,
        comparison: number(table, "comparison", row)?,
        interval: low.zip(high),
        p: number(table, "p", row)?,
        number_needed: None,
        reoffended: number(table, "reoffended", row)?,
    };
    if told.interval.is_some_and(|(low, high)| low > high) {
        return Err(Trouble::Said(format!(
            "record {}: diff_low lies above diff_high",
            row.saturating_add(1)
        )));
    }
    let of_hundred = matches!(
        measure,
        Measure::Rate
            | Measure::RateBy(_)
            | Measure::CustodyRate
            | Measure::Employment
            | Measure::Benefits
    );
    if of_hundred
        && let (Some(n), Some(treated), Some(comparison)) =
            (told.analysed, told.treated, told.comparison)
    {
        let size = number(table, "n_comparison", row)?
            .map_or(Comparison::Unlimited, Comparison::Effective);
        let n = u32::try_from(n).map_or(f64::INFINITY, f64::from);
        let figure = rates(n, treated / 100.0, comparison / 100.0, size, Method::Wald)
            .map_err(|why| Trouble::Said(format!("record {}: {why}", row.saturating_add(1))))?;
        told.number_needed = figure.difference.number_needed;
        if told.interval.is_none() {
            told.interval = Some((100.0 * figure.difference.low, 100.0 * figure.difference.high));
            told.p = told.p.or(Some(figure.difference.p));
        }
    }
    Ok(told)
}
