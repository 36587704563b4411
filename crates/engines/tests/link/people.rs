//! Invented people with aliases: what the tests of linkage and the example that ships in `data/linkage`
//! are made of. Nobody here lives; the same seed makes the same people everywhere.

use std::fmt::Write as _;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

const FIRST: &str = "amina bethan carys dawn eilidh fatima grace hannah ioana jade kelly leanne mairead \
                     naomi olivia priya rachel siobhan tracey victoria yasmin zainab";
const LAST: &str = "ashworth brennan campbell davies ellis fletcher griffiths hussain iqbal jenkins kaur \
                    lloyd macdonald nowak okafor patel quinn roberts sharma thornton underwood walker";
const ENDS: &str = "ley ton ford worth field wood bury man by well ham gate shaw croft stead low";

/// A CSV of so many records: id, true person, organisation, names, all surnames that it knows of as
/// a list, date of birth, postcode, an identifier that a third of records hold.
pub fn people(records: usize, seed: u64) -> String {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let first: Vec<&str> = FIRST.split_whitespace().collect();
    let last: Vec<&str> = LAST.split_whitespace().collect();
    let ends: Vec<&str> = ENDS.split_whitespace().collect();
    let mut rows = Vec::new();
    let mut person = 0;
    while rows.len() < records {
        person += 1;
        let pick = |chance: &mut ChaCha8Rng, from: &[&str]| {
            from[chance.random_range(0..from.len())].to_owned()
        };
        let surname = |chance: &mut ChaCha8Rng| {
            let begin = pick(chance, &last);
            if chance.random_bool(0.6) {
                format!("{}{}", &begin[..4], pick(chance, &ends))
            } else {
                begin
            }
        };
        let postcode = |chance: &mut ChaCha8Rng| {
            format!(
                "{}{} {}{}{}",
                pick(chance, &["LS", "M", "B", "CF", "NE", "BS", "EX"]),
                chance.random_range(1..20),
                chance.random_range(0..10),
                pick(chance, &["A", "D", "J", "P", "T"]),
                pick(chance, &["B", "E", "H", "L", "X"])
            )
        };
        let name = pick(&mut chance, &first);
        let mut names = vec![surname(&mut chance)];
        while names.len() < 3 && chance.random_bool(0.3) {
            let other = surname(&mut chance);
            if !names.contains(&other) {
                names.push(other);
            }
        }
        let born = format!(
            "{}-{:02}-{:02}",
            chance.random_range(1955..2006),
            chance.random_range(1..13),
            chance.random_range(1..29)
        );
        let mut home = postcode(&mut chance);
        let pnc = format!(
            "{}/{:07}{}",
            chance.random_range(1985..2026),
            chance.random_range(0..9_999_999),
            pick(&mut chance, &["A", "B", "C", "D", "E", "F", "H", "J", "K", "L", "M"])
        );
        let mut left = 1;
        while left < 6 && chance.random_bool(0.5) {
            left += 1;
        }
        for _ in 0..left {
            let at = chance.random_range(0..names.len());
            let others: Vec<&str> = names
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != at)
                .map(|(_, n)| n.as_str())
                .collect();
            let mut now = names[at].clone();
            if chance.random_bool(0.06) {
                let cut = chance.random_range(1..now.len());
                now.remove(cut);
            }
            // An organisation knows her other names or does not.
            let mut known = vec![now.as_str()];
            if chance.random_bool(0.5) {
                known.extend(&others);
            }
            let surnames = known.join("|");
            let mut dob = born.clone();
            if chance.random_bool(0.04) {
                dob.clear();
            } else if chance.random_bool(0.04) {
                dob = format!("{}-01-01", &born[..4]);
            }
            if chance.random_bool(0.2) {
                home = postcode(&mut chance);
            }
            let id = if chance.random_bool(0.35) { pnc.as_str() } else { "" };
            let shown = if chance.random_bool(0.1) { "" } else { home.as_str() };
            rows.push(format!(
                "{person},centre-{:02},{name},{now},{surnames},{dob},{shown},{id}",
                chance.random_range(1..9)
            ));
        }
    }
    rows.truncate(records);
    for at in (1..rows.len()).rev() {
        rows.swap(at, chance.random_range(0..=at));
    }
    let mut csv = String::from(
        "unique_id,person,organisation,first_name,surname,surnames,dob,postcode,pnc_id\n",
    );
    for (id, row) in rows.iter().enumerate() {
        let _ = writeln!(csv, "r{id:04},{row}");
    }
    csv
}
