//! Does somebody who looks for one service find it? What people type, written by hand in
//! `known-items.txt`, asked of two thousand invented services.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stdout
)]

use directory::invented::{invented, invented_id};
use directory::model::Withheld;
use directory::search::{Index, Query};
use directory::{Audience, publish};
use jiff::civil::date;
use kernel::ctx::Seeded;

const ITEMS: &str = include_str!("known-items.txt");

#[test]
fn what_is_sought_stands_among_the_first_five_at_least_95_times_in_100() {
    let today = date(2026, 11, 22);
    let entries = invented(&Seeded::new(2026), today, 2000);
    let withheld = Withheld::of(&entries);
    let shown = entries
        .iter()
        .filter_map(|entry| publish(entry, &withheld, Audience::Professional, today).ok());
    let index = Index::build(shown);
    let (mut asked, mut right, mut first) = (0, 0, 0);
    for line in ITEMS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (number, typed) = line.split_once('|').unwrap();
        let wanted = invented_id(number.parse().unwrap());
        let answers = index.search(&Query::typed(typed, today));
        asked += 1;
        match answers.iter().position(|answer| answer.id == wanted) {
            Some(0) => (right, first) = (right + 1, first + 1),
            Some(1..=4) => right += 1,
            Some(at) => println!("{typed}: at {}", at + 1),
            None => println!("{typed}: not found"),
        }
    }
    println!("{right} of {asked} among the first five, {first} first");
    assert!(asked >= 200);
    assert!(right * 100 >= asked * 95, "{right} of {asked}");
}
