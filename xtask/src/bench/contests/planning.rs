//! Siting beside spopt with HiGHS, and planning where no peer does the same.

use std::path::PathBuf;

use super::super::inputs::{network, shared, text, towns};
use super::super::measure::number;
use super::{Against, Contest, Kit, Not, ROUNDS, Words};
use crate::peers::Peers;
use crate::root;

pub(super) fn siting() -> [Contest; 9] {
    let pmed = |name, work, ours, peer| Contest {
        name,
        work,
        is_long: false,
        ours,
        found: proven,
        peer: Some(spopt(ROUNDS, peer)),
    };
    let seeded = |name, work, ours, peer: Option<Words>| Contest {
        name,
        work,
        is_long: false,
        ours,
        found: proven,
        peer: peer.map(|words| spopt(1, words)),
    };
    [
        pmed("siting-pmed1", "OR-Library pmed1, proof", |kit| ours(kit, 1), |kit| theirs(kit, 1)),
        pmed("siting-pmed2", "OR-Library pmed2, proof", |kit| ours(kit, 2), |kit| theirs(kit, 2)),
        pmed("siting-pmed3", "OR-Library pmed3, proof", |kit| ours(kit, 3), |kit| theirs(kit, 3)),
        pmed("siting-pmed4", "OR-Library pmed4, proof", |kit| ours(kit, 4), |kit| theirs(kit, 4)),
        pmed("siting-pmed5", "OR-Library pmed5, proof", |kit| ours(kit, 5), |kit| theirs(kit, 5)),
        seeded(
            "siting-seeded-200-10",
            "seeded network of 200 nodes, p = 10, proof; the peer once, 300 s at most",
            |kit| of_network(kit, 200, 10),
            Some(|kit| peer_of_network(kit, 200, 10)),
        ),
        seeded(
            "siting-seeded-200-67",
            "seeded network of 200 nodes, p = 67, proof; the peer once, 300 s at most",
            |kit| of_network(kit, 200, 67),
            Some(|kit| peer_of_network(kit, 200, 67)),
        ),
        seeded(
            "siting-seeded-900-10",
            "seeded network of 900 nodes, p = 10, proof",
            |kit| of_network(kit, 900, 10),
            None,
        ),
        Contest {
            name: "siting-10000",
            work: "10,000 towns on a plane, p = 100, quick with its proven gap",
            is_long: false,
            ours: |kit| {
                let file = towns(kit, 10_000, 1)?;
                let words = ["plan", "siting", "--p", "100", "--quick", "--json", "--problem"];
                let words = words.into_iter().map(str::to_owned);
                Ok([text(&kit.program)].into_iter().chain(words).chain([text(&file)]).collect())
            },
            found: |said| {
                number(said, &["gap"])
                    .map_or(String::new(), |gap| format!("gap {:.2}%", gap * 100.0))
            },
            peer: None,
        },
    ]
}

fn site(kit: &Kit, file: PathBuf) -> Vec<String> {
    let words = ["plan", "siting", "--json", "--time-limit", "300", "--problem"].map(str::to_owned);
    [text(&kit.program)].into_iter().chain(words).chain([text(&file)]).collect()
}

fn ours(kit: &Kit, number: u32) -> Result<Vec<String>, Not> {
    Ok(site(kit, shared(kit, &format!("data/sector/orlib_pmed/pmed{number}.txt"))?))
}

fn of_network(kit: &Kit, nodes: u64, p: u64) -> Result<Vec<String>, Not> {
    Ok(site(kit, network(kit, nodes, p, 1)?))
}

fn theirs(kit: &Kit, number: u32) -> Result<Vec<String>, Not> {
    pmedian(shared(kit, &format!("data/sector/orlib_pmed/pmed{number}.txt"))?)
}

fn peer_of_network(kit: &Kit, nodes: u64, p: u64) -> Result<Vec<String>, Not> {
    pmedian(network(kit, nodes, p, 1)?)
}

fn pmedian(file: PathBuf) -> Result<Vec<String>, Not> {
    let python = Peers::Siting.python().map_err(Not::Here)?;
    let script = root().join("crates/engines/interop/pmedian_spopt.py");
    Ok(vec![text(&python), text(&script), text(&file), "300".to_owned()])
}

fn proven(said: &str) -> String {
    let value =
        number(said, &["value"]).map_or("no value".to_owned(), |value| format!("{value:.0}"));
    let is_proven = said.contains("\"proven\":true") || said.contains("\"proven\": true");
    format!("{value}, {}", if is_proven { "proven" } else { "not proven" })
}

fn spopt(rounds: usize, words: Words) -> Against {
    Against {
        name: "spopt 0.7.0, HiGHS",
        rounds,
        words,
        env: &[],
        found: |said| {
            let value = number(said, &["value"]);
            let value = value.map_or("no value".to_owned(), |value| format!("{value:.0}"));
            let is_proven = said.contains("\"status\": \"Optimal\"");
            format!("{value}, {}", if is_proven { "proven" } else { "not proven" })
        },
        own: |said| number(said, &["seconds"]),
    }
}

pub(super) fn sentencing() -> [Contest; 3] {
    let one = |name, work, ours| Contest {
        name,
        work,
        is_long: false,
        ours,
        found: |_: &str| String::new(),
        peer: None,
    };
    [
        one("sentencing-ten", "sentencing, ten draws, with all it tells", |kit| {
            Ok(plan(kit, &["sentencing", "--draws", "10", "--json"]))
        }),
        one("sentencing-1000", "sentencing, 1,000 draws, with all it tells", |kit| {
            Ok(plan(kit, &["sentencing", "--draws", "1000", "--json"]))
        }),
        Contest {
            name: "sentencing-twin",
            work: "the same as with ten draws, and once woman by woman: 17 years after 50 in which it fills",
            is_long: false,
            ours: |kit| Ok(plan(kit, &["sentencing", "--draws", "10", "--twin", "1", "--json"])),
            found: |said| {
                number(said, &["twin", "seconds"])
                    .map_or(String::new(), |seconds| format!("the twin alone {seconds:.2} s"))
            },
            peer: None,
        },
    ]
}

fn plan(kit: &Kit, words: &[&str]) -> Vec<String> {
    let words = ["plan"].iter().chain(words).map(|&word| word.to_owned());
    [text(&kit.program)].into_iter().chain(words).collect()
}
