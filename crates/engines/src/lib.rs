//! The commands over the pure numerics: files in, tables and reports out. The program `alongside`
//! offers them, and so does `alongside-engines`, which holds no database and no key, for analysts
//! and policy officers (docs/decisions/0090). Not for records of women: nothing here opens an
//! installation.

pub mod files;
mod link;
pub mod plan;
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
            Self::Plan(plan) => plan.run(said),
            Self::Link(link) => link.run(said),
        }
    }
}
