//! Tables out of which nothing small may be worked out: known answers, thousands of random tables
//! against a solver of others' making, and attacks by tables published one after the other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attacks;
mod random;
mod tables;
