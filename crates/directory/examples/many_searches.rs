//! Builds an index of so many invented services and asks it so many questions, so that it can be timed
//! from outside and its memory looked at:
//!
//! ```sh
//! cargo build --release --workspace --example many_searches
//! /usr/bin/time -v target/release/examples/many_searches 100000 10000
//! ```
//!
//! It measures nothing itself: that is `cargo bench-all`.

use std::io::Write as _;

use directory::invented::invented;
use directory::model::Withheld;
use directory::search::{Index, Query};
use directory::{Audience, publish};
use jiff::civil::date;
use kernel::ctx::Seeded;

const TYPED: [&str; 8] = [
    "debt help in newport",
    "refuge near LS1",
    "councelling huddersfeild",
    "somewhere to live M1",
    "DV bristol",
    "asylum cardiff",
    "drinking too much plymouth",
    "teasel house",
];

fn main() -> std::io::Result<()> {
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse::<usize>().ok());
    let (services, questions) = (numbers.next().unwrap_or(5000), numbers.next().unwrap_or(1000));
    let today = date(2026, 11, 22);
    let index = {
        let entries = invented(&Seeded::new(1), today, services);
        let withheld = Withheld::of(&entries);
        let shown = entries
            .iter()
            .filter_map(|entry| publish(entry, &withheld, Audience::Public, today).ok());
        Index::build(shown)
    };
    let mut answers = 0;
    for typed in TYPED.iter().cycle().take(questions) {
        answers += index.search(&Query::typed(typed, today)).len();
    }
    writeln!(
        std::io::stdout(),
        "{} services, {questions} questions, {answers} answers",
        index.len()
    )
}
