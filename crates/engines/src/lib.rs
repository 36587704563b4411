//! The commands over the pure numerics: files in, tables and reports out. The program `alongside`
//! offers them, and so does `alongside-engines`, which holds no database and no key, for analysts
//! and policy officers (docs/decisions/0090). Not for records of women: nothing here opens an
//! installation.

mod chance;
pub mod disclose;
pub mod files;
pub mod jdl;
mod link;
pub mod matching;
pub mod plan;
pub mod power;
pub mod report;
mod stopwatch;
pub mod table;
mod trouble;

pub use stopwatch::Stopwatch;
pub use trouble::Trouble;

use clap::Subcommand;

/// What the engines can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compares those who were supported with those like them, by propensity score.
    Match(Box<matching::Match>),
    /// How many it takes to see a difference, or what so many can see.
    #[command(subcommand)]
    Power(power::Power),
    /// Data Lab results in words that their intervals allow, and a reader of report texts.
    #[command(subcommand)]
    Jdl(jdl::Jdl),
    /// Hides what is small in tables of counts, and remembers what was published.
    Disclose(Box<disclose::Disclose>),
    /// What planning can answer: where units and centres could stand, and what they can hold.
    #[command(subcommand)]
    Plan(plan::Plan),
    /// Which records are one person: pairs with a weight each, and clusters.
    Link(link::LinkFiles),
}

impl Command {
    /// Does it; `said` is where results are printed, line by line.
    ///
    /// # Errors
    ///
    /// A sentence that says what to mend. Nothing is left half-written.
    pub fn run(self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        match self {
            Self::Match(asked) => asked.run(said),
            Self::Power(asked) => asked.run(said),
            Self::Jdl(asked) => asked.run(said),
            Self::Disclose(asked) => asked.run(said),
            Self::Plan(plan) => plan.run(said),
            Self::Link(link) => link.run(said),
        }
    }
}
