//! Record linkage as Fellegi and Sunter (1969) have it and Splink writes it down: which of two records
//! are one person, with what weight and why. Rows and settings in, weights and clusters out. Not for
//! deciding who may see a match: consent, purpose and risk are asked before anybody sees one.

mod block;
mod cluster;
mod compare;
mod condition;
mod feature;
mod lexicon;
mod measure;
mod quality;
mod records;
mod score;
mod settings;
mod spark;
mod sql;
mod train;

pub use cluster::{Clusters, Guard, Link, Trail};
pub use compare::{BindError, Comparer};
pub use condition::{Beginning, Blocking, Condition, Measure, Sides, Step, Value};
pub use feature::LIST_SEPARATOR;
pub use lexicon::Lexicon;
pub use measure::{damerau_levenshtein, jaro, jaro_winkler, levenshtein};
pub use quality::{Quality, by_group, of_clusters, pairs_between, pairs_within};
pub use records::{Domain, Records, RecordsError};
pub use score::{Pair, Part, Progress, ScoreError, Scorer, probability, weight_at};
pub use settings::{
    Comparison, Dialect, Level, LinkType, Matches, Recipe, Rule, Settings, SettingsError,
    TermFrequency, Training,
};
pub use train::{Session, TrainError, Trainer, all_pairs};
