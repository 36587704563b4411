//! Matching against `MatchIt`'s results, a matcher by brute force, and bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout)]

mod brute;
mod lalonde;
mod scores;
