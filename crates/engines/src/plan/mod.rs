//! Planning: what sentencing law does, where small units and centres could stand, and what a centre
//! can hold. Not for figures about a single woman: everything here is counts, places and money.

pub mod centre;
pub mod figures;
pub mod sentencing;
pub mod siting;

use clap::Subcommand;

use crate::Trouble;

/// What the planning engines can do.
#[derive(Debug, Subcommand)]
pub enum Plan {
    /// Where to put small units or centres, with proof that no other choice is better.
    #[command(after_help = siting::EXAMPLE)]
    Siting(siting::Ask),
    /// How long women wait for a centre's first offer, and what the end of a grant does.
    #[command(after_help = centre::EXAMPLE)]
    Centre(centre::Ask),
    /// What a sentencing law does to women's imprisonment, as ranges.
    #[command(after_help = sentencing::EXAMPLE)]
    Sentencing(sentencing::Ask),
    /// Published figures: read, set in one form, and held against each other.
    #[command(after_help = figures::EXAMPLE)]
    Figures(figures::Ask),
}

impl Plan {
    /// Does it; `said` is where results are printed.
    ///
    /// # Errors
    ///
    /// A sentence that says what to mend. Nothing is left half-written.
    pub fn run(self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        match self {
            Self::Siting(ask) => ask.run(said),
            Self::Centre(ask) => ask.run(said),
            Self::Sentencing(ask) => ask.run(said),
            Self::Figures(ask) => ask.run(said),
        }
    }
}

/// Of the known words the one most like what was typed, where one is alike.
#[must_use]
pub fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let like = |word: &str| strsim::jaro_winkler(&typed, &word.to_lowercase());
    let best = known.iter().copied().max_by(|a, b| like(a).total_cmp(&like(b)))?;
    (like(best) > 0.75).then_some(best)
}

/// "`typed` is not known", with the nearest known word.
#[must_use]
pub fn not_known(what: &str, typed: &str, known: &[&str]) -> Trouble {
    let hint = nearest(typed, known).map_or_else(
        || format!("known are: {}", known.join(", ")),
        |near| format!("did you mean “{near}”?"),
    );
    Trouble::Said(format!("{what} “{typed}” is not known; {hint}"))
}
