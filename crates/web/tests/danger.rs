//! The steps of safety through their pages, each tried by those who may and by those who may not.
//! Everybody is invented.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod safety_house;
mod shared;

#[path = "danger/family.rs"]
mod family;
#[path = "danger/reviews.rs"]
mod reviews;
#[path = "danger/steps.rs"]
mod steps;

/// What somebody is told who may not: an administrator could learn of no woman in any way, so for
/// her there is none.
fn refusal(who: &str) -> u16 {
    if who == "win" { 404 } else { 403 }
}
