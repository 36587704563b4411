//! `link`: which records are one person. Reads files, trains or loads a model, writes pairs and
//! clusters, tells how good they are where the truth is known. Not for the numerics (`stats::linkage`),
//! and not for deciding who may see a match.

mod read;
mod say;

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use stats::linkage::{
    Clusters, Dialect, Guard, Link, Pair, Quality, ScoreError, Scorer, Session, Settings,
    TrainError, Trainer, all_pairs, by_group, of_clusters, pairs_between, pairs_within, weight_at,
};

use crate::files::{Output, csv_field};
use crate::{Stopwatch, Trouble};
use read::People;

/// Which records are one person: pairs with a weight each, and clusters.
#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("how").required(true).args(["model", "train"]),
    after_help = "Example, on invented people that ship with the repository:\n  alongside-engines link data/linkage/people.csv \\\n    \
                  --train data/linkage/people-settings.json --truth person \\\n    \
                  --out-pairs pairs.csv --out-clusters clusters.csv\n\nSettings and models are Splink's JSON; a \
                  part \"training\" beside them says how to learn (docs/manual/link.md).\nExit codes: 0 done; 1 \
                  could not be done, nothing was written; 2 the command line is wrong."
)]
pub struct LinkFiles {
    /// The records: CSV or Parquet, one row a record.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A trained model, ours or Splink's.
    #[arg(long, value_name = "M.json")]
    model: Option<PathBuf>,
    /// Settings to learn from these records by.
    #[arg(long, value_name = "SETTINGS.json")]
    train: Option<PathBuf>,
    /// Where to keep what was learned; Splink loads it as it is.
    #[arg(long, value_name = "M.json", requires = "train")]
    save_model: Option<PathBuf>,
    /// The database that the kept model is for.
    #[arg(long, value_enum, default_value_t = Database::Duckdb)]
    dialect: Database,
    /// Where to write the pairs.
    #[arg(long, value_name = "P.csv")]
    out_pairs: Option<PathBuf>,
    /// Where to write the clusters.
    #[arg(long, value_name = "C.csv")]
    out_clusters: Option<PathBuf>,
    /// The column that names the true person: the summary then holds precision, recall and F1.
    #[arg(long, value_name = "COLUMN")]
    truth: Option<String>,
    /// The first number in the truth column is the person, as in FEBRL's rec-1496-dup-2.
    #[arg(long, requires = "truth")]
    truth_number: bool,
    /// Tell the quality of each value of this column by itself.
    #[arg(long, value_name = "COLUMN", requires = "truth")]
    by: Option<String>,
    /// Pairs of at least this probability are taken to be one person.
    #[arg(long, value_name = "P", default_value_t = 0.95, value_parser = probability)]
    threshold: f64,
    /// Pairs of less weight are not written.
    #[arg(long, value_name = "M", default_value_t = -5.0, allow_negative_numbers = true)]
    least_weight: f64,
    /// Write what each comparison adds to a pair's weight.
    #[arg(long)]
    parts: bool,
    /// A cluster of more records is taken apart at its weakest links.
    #[arg(long, value_name = "N", default_value_t = 100)]
    largest: usize,
    /// A link of less probability is cut where it alone joins two groups of three records or more; 0
    /// cuts none.
    #[arg(long, value_name = "P", default_value_t = 0.999)]
    bridge: f64,
    /// Earlier records: only pairs with a record of FILE are looked for.
    #[arg(long, value_name = "FILE")]
    old: Vec<PathBuf>,
    /// Pairs that were found among the earlier records, as --out-pairs wrote them.
    #[arg(long, value_name = "P.csv", requires = "old")]
    old_pairs: Option<PathBuf>,
    /// Tell how the weight of one pair comes about.
    #[arg(long, num_args = 2, value_names = ["ID", "ID"])]
    explain: Option<Vec<String>>,
    /// How many threads; all cores where not said. The result is the same.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Print one machine-readable object.
    #[arg(long)]
    json: bool,
}

/// Where Splink is to run a kept model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Database {
    Duckdb,
    Spark,
}

fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(p) if p > 0.0 && p < 1.0 => Ok(p),
        _ => Err("a number between 0 and 1 is needed".to_owned()),
    }
}

/// What a run found out, for the summary.
#[derive(Debug, Default)]
pub(crate) struct Found {
    records: usize,
    comparable: f64,
    certain: Option<u64>,
    random_pairs: Option<u64>,
    sessions: Vec<Session>,
    prior: f64,
    scored: u64,
    written: u64,
    linked: u64,
    clusters: usize,
    alone: usize,
    cut: usize,
    pairs: Option<Quality>,
    of_clusters: Option<Quality>,
    by: Vec<(String, Quality)>,
    seconds: Vec<(&'static str, f64)>,
    remarks: Vec<String>,
    explained: Option<(f64, Vec<stats::linkage::Part>)>,
}

/// What one stretch of pairs comes to.
struct Stretch {
    lines: Vec<u8>,
    links: Vec<Link>,
    scored: u64,
    written: u64,
    linked: u64,
    right: u64,
}

impl LinkFiles {
    /// Does it.
    ///
    /// # Errors
    ///
    /// A sentence that says what to mend; then nothing is written.
    pub fn run(&self, said: &mut dyn Write) -> Result<(), Trouble> {
        let found = match self.threads {
            None => self.link()?,
            Some(threads) => rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .map_err(|e| Trouble::Said(format!("{threads} threads cannot be had: {e}")))?
                .install(|| self.link())?,
        };
        let text = if self.json { say::json(&found) } else { say::text(&found, self.threshold) };
        said.write_all(text.as_bytes())
            .map_err(|why| Trouble::File { path: "standard output".to_owned(), why })
    }

    fn link(&self) -> Result<Found, Trouble> {
        let mut found = Found::default();
        let progress = say::Bar::new();
        let mut phase = Phases { watch: Stopwatch::begin(), seconds: Vec::new() };
        let mut settings = self.settings()?;
        progress.phase("reading");
        let people = People::read(
            &read::Asked {
                files: &self.files,
                old: &self.old,
                truth: self.truth.as_deref(),
                truth_number: self.truth_number,
                by: self.by.as_deref(),
            },
            &settings,
            &mut found.remarks,
        )?;
        let records = &people.records;
        found.records = records.rows();
        found.comparable = all_pairs(records, settings.link_type);
        phase.end("read");
        if self.train.is_some() {
            let mut trainer = Trainer::new(&settings, records).map_err(train)?;
            progress.phase("learning how many match");
            found.certain = Some(trainer.learn_prior().map_err(train)?);
            phase.end("lambda");
            progress.phase("learning from random pairs");
            found.random_pairs = Some(trainer.learn_u().map_err(train)?);
            phase.end("u");
            progress.phase("learning from likely pairs");
            found.sessions = trainer.learn_m().map_err(train)?;
            phase.end("em");
            settings = trainer.into_settings();
        }
        for session in found.sessions.iter().filter(|session| !session.at_rest) {
            found.remarks.push(format!(
                "training on {} had not come to rest after {} rounds",
                session.rule, session.rounds
            ));
        }
        found.prior = settings.prior;
        let scorer = Scorer::new(&settings, records).map_err(score)?;
        if let Some([a, b]) = self.explain.as_deref() {
            found.explained = Some(scorer.waterfall(people.row(a)?, people.row(b)?));
        }
        progress.phase("scoring");
        let (mut links, output) = self.score(&scorer, &settings, &people, &mut found, &progress)?;
        phase.end("score");
        progress.phase("clustering");
        if let Some(path) = &self.old_pairs {
            links.extend(people.old_links(path, self.threshold)?);
        }
        let bridge = if self.bridge > 0.0 {
            weight_at(self.bridge.min(1.0 - f64::EPSILON))
        } else {
            f64::NEG_INFINITY
        };
        let guard = Guard { largest: self.largest.max(2), bridge };
        let clusters = Clusters::new(records.rows(), &links, guard);
        found.clusters = clusters.count();
        found.alone = say::alone(&clusters.of);
        found.cut = clusters.cut;
        phase.end("cluster");
        if let Some(truth) = &people.truth {
            found.of_clusters = Some(of_clusters(&clusters.of, truth));
            if let Some((names, groups)) = &people.groups {
                found.by = by_group(&clusters.of, truth, groups)
                    .into_iter()
                    .map(|(group, quality)| (say::group_name(names, group), quality))
                    .collect();
            }
        }
        let written = self.write_clusters(&people, &clusters)?;
        let kept = self.keep_model(&settings)?;
        for output in [output, written, kept].into_iter().flatten() {
            output.finish()?;
        }
        phase.end("write");
        found.seconds = phase.seconds;
        progress.end();
        Ok(found)
    }

    fn keep_model(&self, settings: &Settings) -> Result<Option<Output>, Trouble> {
        let Some(path) = &self.save_model else { return Ok(None) };
        let dialect = match self.dialect {
            Database::Duckdb => Dialect::DuckDb,
            Database::Spark => Dialect::Spark,
        };
        let spelt =
            settings.spelt_for(dialect).map_err(|trouble| Trouble::Said(trouble.to_string()))?;
        let mut output = Output::create(path)?;
        output.put(spelt.to_json().as_bytes())?;
        Ok(Some(output))
    }

    fn settings(&self) -> Result<Settings, Trouble> {
        let Some(path) = self.train.as_ref().or(self.model.as_ref()) else {
            return Err(Trouble::Said("give --model or --train".to_owned()));
        };
        let text = std::fs::read_to_string(path)
            .map_err(|why| Trouble::File { path: path.display().to_string(), why })?;
        Settings::from_json(&text).map_err(|e| Trouble::Said(format!("{}: {e}", path.display())))
    }

    fn score(
        &self,
        scorer: &Scorer<'_>,
        settings: &Settings,
        people: &People,
        found: &mut Found,
        progress: &say::Bar,
    ) -> Result<(Vec<Link>, Option<Output>), Trouble> {
        let mut output = match &self.out_pairs {
            Some(path) => Some(Output::create(path)?),
            None => None,
        };
        if let Some(output) = &mut output {
            output.put(&self.pairs_heading(settings, people))?;
        }
        let least = weight_at(self.threshold);
        let write = output.is_some();
        let mut links = Vec::new();
        let mut right = 0_u64;
        scorer.find(
            |pairs| self.stretch(pairs, scorer, people, least, write),
            |stretch: Stretch, at| {
                links.extend(stretch.links);
                found.scored = found.scored.saturating_add(stretch.scored);
                found.written = found.written.saturating_add(stretch.written);
                found.linked = found.linked.saturating_add(stretch.linked);
                right = right.saturating_add(stretch.right);
                progress.at(at.rule, settings.rules.len(), at.done, at.of);
                match &mut output {
                    Some(output) => output.put(&stretch.lines),
                    None => Ok(()),
                }
            },
        )?;
        if let Some(truth) = &people.truth {
            let real = if settings.link_type == stats::linkage::LinkType::LinkOnly {
                pairs_between(truth, &people.sources)
            } else {
                pairs_within(truth)
            };
            found.pairs = Some(Quality { right, said: found.linked, real });
        }
        Ok((links, output))
    }

    fn stretch(
        &self,
        pairs: &[Pair],
        scorer: &Scorer<'_>,
        people: &People,
        least: f64,
        write: bool,
    ) -> Stretch {
        let mut stretch = Stretch {
            lines: Vec::new(),
            links: Vec::new(),
            scored: count(pairs.len()),
            written: 0,
            linked: 0,
            right: 0,
        };
        for pair in pairs {
            if pair.weight >= least {
                stretch.linked = stretch.linked.saturating_add(1);
                stretch.links.push(Link {
                    left: pair.left,
                    right: pair.right,
                    weight: pair.weight,
                });
                if people.same_truth(pair.left, pair.right) {
                    stretch.right = stretch.right.saturating_add(1);
                }
            }
            if pair.weight >= self.least_weight {
                stretch.written = stretch.written.saturating_add(1);
                if write {
                    self.pair_line(&mut stretch.lines, pair, scorer, people);
                }
            }
        }
        stretch
    }

    fn pairs_heading(&self, settings: &Settings, people: &People) -> Vec<u8> {
        let mut line = Vec::new();
        if people.names.len() > 1 {
            line.extend_from_slice(b"source_dataset_l,source_dataset_r,");
        }
        line.extend_from_slice(b"unique_id_l,unique_id_r,match_weight,match_probability,match_key");
        if self.parts {
            for comparison in &settings.comparisons {
                line.push(b',');
                csv_field(&mut line, &format!("mw_{}", comparison.name));
                if comparison.levels.iter().any(|level| level.frequency.is_some()) {
                    line.push(b',');
                    csv_field(&mut line, &format!("mw_tf_adj_{}", comparison.name));
                }
            }
        }
        line.push(b'\n');
        line
    }

    fn pair_line(&self, line: &mut Vec<u8>, pair: &Pair, scorer: &Scorer<'_>, people: &People) {
        if people.names.len() > 1 {
            for row in [pair.left, pair.right] {
                csv_field(line, people.source(row));
                line.push(b',');
            }
        }
        for row in [pair.left, pair.right] {
            csv_field(line, people.id(row));
            line.push(b',');
        }
        // Writing to memory cannot fail.
        let _ = write!(line, "{},{},{}", pair.weight, pair.probability(), pair.rule);
        if self.parts {
            for part in scorer.waterfall(pair.left, pair.right).1 {
                let _ = write!(line, ",{}", part.weight);
                if let Some(frequency) = part.frequency {
                    let _ = write!(line, ",{frequency}");
                }
            }
        }
        line.push(b'\n');
    }

    fn write_clusters(
        &self,
        people: &People,
        clusters: &Clusters,
    ) -> Result<Option<Output>, Trouble> {
        let Some(path) = &self.out_clusters else { return Ok(None) };
        let mut output = Output::create(path)?;
        let several = people.names.len() > 1;
        output.put(if several {
            b"cluster_id,source_dataset,unique_id\n"
        } else {
            b"cluster_id,unique_id\n"
        })?;
        let mut line = Vec::new();
        for (row, &cluster) in clusters.of.iter().enumerate() {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            line.clear();
            if several {
                csv_field(
                    &mut line,
                    &format!("{}-__-{}", people.source(cluster), people.id(cluster)),
                );
                line.push(b',');
                csv_field(&mut line, people.source(row));
            } else {
                csv_field(&mut line, people.id(cluster));
            }
            line.push(b',');
            csv_field(&mut line, people.id(row));
            line.push(b'\n');
            output.put(&line)?;
        }
        Ok(Some(output))
    }
}

struct Phases {
    watch: Stopwatch,
    seconds: Vec<(&'static str, f64)>,
}

impl Phases {
    fn end(&mut self, name: &'static str) {
        self.seconds.push((name, self.watch.elapsed().as_secs_f64()));
        self.watch = Stopwatch::begin();
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[allow(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn train(trouble: TrainError) -> Trouble {
    Trouble::Said(trouble.to_string())
}

#[allow(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn score(trouble: ScoreError) -> Trouble {
    Trouble::Said(trouble.to_string())
}
