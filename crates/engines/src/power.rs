//! The command `power`: how many it takes to see a difference, or what so many can see. Not for
//! results.

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use stats::power::{
    Against, Demands, Direction, PowerError, design_effect, detectable_mean, detectable_rate,
    treated_for_mean, treated_for_rate,
};

use crate::Trouble;

/// What is asked of `power`.
#[derive(Debug, Subcommand)]
pub enum Power {
    /// For a rate, such as reoffending within a year.
    #[command(after_help = "Examples:\n  \
        alongside-engines power rate --base 28 --treated 114\n  \
        alongside-engines power rate --base 28 --difference 5 --arms equal")]
    Rate(Rate),
    /// For a mean, such as days in work.
    #[command(after_help = "Example:\n  \
        alongside-engines power mean --deviation 90 --treated 114 --arms equal")]
    Mean(Mean),
}

/// For a rate.
#[derive(Debug, Args)]
pub struct Rate {
    /// The comparison group's rate, in every 100.
    #[arg(long, value_name = "PER CENT")]
    base: f64,
    /// The difference to be seen, in points; then how many are needed is reckoned.
    #[arg(
        long,
        value_name = "POINTS",
        required_unless_present = "treated",
        conflicts_with = "treated"
    )]
    difference: Option<f64>,
    /// Which way the difference lies.
    #[arg(long, value_enum, default_value_t = Way::Lower)]
    way: Way,
    #[command(flatten)]
    demands: Asked,
}

/// For a mean.
#[derive(Debug, Args)]
pub struct Mean {
    /// The standard deviation of those supported.
    #[arg(long, value_name = "NUMBER")]
    deviation: f64,
    /// That of the comparison group, where it is another.
    #[arg(long, value_name = "NUMBER")]
    deviation_of_comparison: Option<f64>,
    /// The difference to be seen; then how many are needed is reckoned.
    #[arg(
        long,
        value_name = "NUMBER",
        required_unless_present = "treated",
        conflicts_with = "treated"
    )]
    difference: Option<f64>,
    #[command(flatten)]
    demands: Asked,
}

/// What is asked of either.
#[derive(Debug, Args)]
struct Asked {
    /// How many are supported; then the smallest difference that is seen is reckoned.
    #[arg(long, value_name = "N")]
    treated: Option<u32>,
    /// How large the comparison group is.
    #[arg(long, value_enum, default_value_t = Arms::Unlimited, conflicts_with_all = ["ratio", "comparison"])]
    arms: Arms,
    /// So many to compare with for each one supported.
    #[arg(long, value_name = "K", conflicts_with = "comparison")]
    ratio: Option<f64>,
    /// So many to compare with, whatever the number supported.
    #[arg(long, value_name = "N")]
    comparison: Option<f64>,
    /// The chance to see a difference that is there, in every 100.
    #[arg(long, value_name = "PER CENT", default_value_t = 80.0)]
    power: f64,
    /// The two-sided level, in every 100.
    #[arg(long, value_name = "PER CENT", default_value_t = 5.0)]
    level: f64,
    /// Mean size of clusters (centres, groups); with --icc.
    #[arg(long, value_name = "N", requires = "icc")]
    cluster_size: Option<f64>,
    /// How alike those of a cluster are (intra-class correlation, 0 to 1).
    #[arg(long, value_name = "SHARE", requires = "cluster_size")]
    icc: Option<f64>,
    /// One machine-readable object instead of sentences.
    #[arg(long)]
    json: bool,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Way {
    /// Those supported lie lower.
    Lower,
    /// Those supported lie higher.
    Higher,
}

/// How large the comparison group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Arms {
    /// So large that its own error is nil, as the Data Lab's nearly is.
    Unlimited,
    /// As large as the supported group.
    Equal,
}

impl Asked {
    fn against(&self) -> Against {
        match (self.ratio, self.comparison, self.arms) {
            (Some(ratio), _, _) => Against::Ratio(ratio),
            (None, Some(n), _) => Against::Fixed(n),
            (None, None, Arms::Equal) => Against::Ratio(1.0),
            (None, None, Arms::Unlimited) => Against::Unlimited,
        }
    }

    fn demands(&self) -> Demands {
        let effect = match (self.cluster_size, self.icc) {
            (Some(size), Some(icc)) => design_effect(size, icc),
            _ => 1.0,
        };
        Demands { level: self.level / 100.0, power: self.power / 100.0, design_effect: effect }
    }

    fn compared(&self) -> String {
        match self.against() {
            Against::Unlimited => {
                "against a comparison group so large that its own error is nil".to_owned()
            }
            Against::Ratio(1.0) => "with two equal arms".to_owned(),
            Against::Ratio(ratio) => format!("with {ratio} to compare with for each one supported"),
            Against::Fixed(n) => format!("against a comparison group of {n}"),
        }
    }

    fn held(&self) -> String {
        let effect = self.demands().design_effect;
        let clusters = if (effect - 1.0).abs() > 1e-12 {
            format!(", design effect {effect:.2}")
        } else {
            String::new()
        };
        format!("{} % power, two-sided {} %{clusters}", self.power, self.level)
    }
}

/// An answer: a number of persons, or a difference.
enum Answer {
    Persons(u64),
    Difference(f64),
}

impl Power {
    /// Does it.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    pub fn run(&self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        let (asked, answer, sentence) = match self {
            Self::Rate(rate) => {
                let answer = rate.answer().map_err(|why| Trouble::Said(why.to_string()))?;
                let base = rate.base;
                let sentence = match answer {
                    Answer::Persons(n) => {
                        let points = rate.difference.unwrap_or_default();
                        format!(
                            "{n} must be supported to see {points} points from {base} in every 100, {}",
                            rate.demands.compared()
                        )
                    }
                    Answer::Difference(d) => {
                        let n = rate.demands.treated.unwrap_or_default();
                        format!(
                            "{n} supported see {:.1} points from {base} in every 100, {}",
                            100.0 * d,
                            rate.demands.compared()
                        )
                    }
                };
                (&rate.demands, answer, sentence)
            }
            Self::Mean(mean) => {
                let answer = mean.answer().map_err(|why| Trouble::Said(why.to_string()))?;
                let sentence = match answer {
                    Answer::Persons(n) => {
                        let d = mean.difference.unwrap_or_default();
                        format!(
                            "{n} must be supported to see a difference of {d}, {}",
                            mean.demands.compared()
                        )
                    }
                    Answer::Difference(d) => {
                        let n = mean.demands.treated.unwrap_or_default();
                        format!(
                            "{n} supported see a difference of {d:.2}, {}",
                            mean.demands.compared()
                        )
                    }
                };
                (&mean.demands, answer, sentence)
            }
        };
        let line = if asked.json {
            let rate = matches!(self, Self::Rate(_));
            let (persons, difference) = match answer {
                Answer::Persons(n) => (Some(n), None),
                Answer::Difference(d) => (None, Some(if rate { 100.0 * d } else { d })),
            };
            json!({
                "treated_needed": persons,
                "difference_seen": difference,
                "compared": asked.compared(),
                "power": asked.power,
                "level": asked.level,
                "design_effect": asked.demands().design_effect,
            })
            .to_string()
        } else {
            format!("{sentence} ({}).", asked.held())
        };
        writeln!(said, "{line}").map_err(|why| Trouble::File { path: "output".to_owned(), why })
    }
}

impl Rate {
    fn answer(&self) -> Result<Answer, PowerError> {
        let (base, against, demands) =
            (self.base / 100.0, self.demands.against(), self.demands.demands());
        match (self.difference, self.demands.treated) {
            (Some(points), _) => {
                let step = points.abs() / 100.0;
                let other = match self.way {
                    Way::Lower => base - step,
                    Way::Higher => base + step,
                };
                treated_for_rate(base, other, against, demands).map(Answer::Persons)
            }
            (None, treated) => {
                let direction = match self.way {
                    Way::Lower => Direction::Lower,
                    Way::Higher => Direction::Higher,
                };
                let n = treated.map_or(0.0, f64::from);
                detectable_rate(base, n, against, direction, demands).map(Answer::Difference)
            }
        }
    }
}

impl Mean {
    fn answer(&self) -> Result<Answer, PowerError> {
        let other = self.deviation_of_comparison.unwrap_or(self.deviation);
        let (against, demands) = (self.demands.against(), self.demands.demands());
        match (self.difference, self.demands.treated) {
            (Some(d), _) => {
                treated_for_mean(self.deviation, other, d, against, demands).map(Answer::Persons)
            }
            (None, treated) => {
                let n = treated.map_or(0.0, f64::from);
                detectable_mean(self.deviation, other, n, against, demands).map(Answer::Difference)
            }
        }
    }
}
