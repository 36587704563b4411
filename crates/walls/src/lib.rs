//! Checks the walls between the crates on the source itself: who may depend on whom, where SQL may
//! stand, who may look at the clock, which columns are registered, what a page may load.
//!
//! Each check takes the root of a workspace and gives its breaches, so that it runs on this
//! repository (where there must be none) and on a small made-up one that breaks it (where it must
//! go red). Not for walls that the compiler or a running database keeps: docs/walls.md says where
//! those are tested.
#![allow(
    clippy::panic,
    reason = "only tests link this crate; a tree that cannot be read must fail loudly"
)]

mod ambient;
mod columns;
mod floors;
mod pages;
mod papers;
mod source;
mod sql_text;
mod tree;

pub use ambient::{ambient_time_and_chance, listed_in_clippy_toml};
pub use columns::unregistered_columns;
pub use floors::{
    Dependencies, forbidden_dependencies, impure_numerics, typesetting_in_the_wrong_place,
    unlisted_crates,
};
pub use pages::pages_that_load_or_inline;
pub use papers::{crates_missing_from_the_map, tests_that_walls_md_invents};
pub use source::test_code_in_the_program;
pub use sql_text::sql_in_the_wrong_place;

/// One place where a wall is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The file or crate, and the line where there is one.
    pub at: String,
    /// What is wrong, and what to do.
    pub what: String,
}

impl Breach {
    fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

impl std::fmt::Display for Breach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}
