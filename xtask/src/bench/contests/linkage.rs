//! Record linkage beside Splink. The peer's script brings its own settings; ours are the same in
//! `data/linkage`. Its own clock begins after its start and ends before it checks its answer.

use super::super::inputs::{people, shared, text};
use super::super::measure::number;
use super::{Against, Contest, Kit, Not, ROUNDS, Words};
use crate::peers::Peers;
use crate::root;

pub(super) fn contests() -> [Contest; 5] {
    let febrl = Contest {
        name: "linkage-febrl3",
        work: "FEBRL3, 5,000 records: learn, score, cluster at 0.95",
        is_long: false,
        ours: |kit| {
            let file = text(&shared(kit, "data/linkage/febrl_dataset3.csv")?);
            let mut words = link(kit, file, "febrl-settings.json");
            words.extend(["--truth", "rec_id", "--truth-number"].map(str::to_owned));
            Ok(words)
        },
        found: clusters,
        peer: Some(splink(ROUNDS, &[], |kit| {
            let file = text(&shared(kit, "data/linkage/febrl_dataset3.csv")?);
            splink_words(kit, "febrl3", file)
        })),
    };
    const CAPPED: &[(&str, &str)] = &[("U_PAIRS", "1e6"), ("EM_PAIRS", "1e6")];
    let uk = |name, work, ours, peer| Contest {
        name,
        work,
        is_long: false,
        ours,
        found: clusters,
        peer: Some(splink(ROUNDS, CAPPED, peer)),
    };
    [
        febrl,
        uk(
            "linkage-uk-200k",
            "UK synthetic, 200,000 records, the peer's settings, u and EM capped at 1e6 for the peer",
            |kit| uk_ours(kit, 200_000, "uk-settings.json"),
            |kit| splink_words(kit, "uk", text(&people(kit, 200_000)?)),
        ),
        uk(
            "linkage-uk-1m",
            "UK synthetic, 1,000,000 records, the peer's settings, u and EM capped at 1e6 for the peer",
            |kit| uk_ours(kit, 1_000_000, "uk-settings.json"),
            |kit| splink_words(kit, "uk", text(&people(kit, 1_000_000)?)),
        ),
        Contest {
            name: "linkage-uk-1m-own",
            work: "UK synthetic, 1,000,000 records, blocks of our own",
            is_long: false,
            ours: |kit| uk_ours(kit, 1_000_000, "uk-own-settings.json"),
            found: clusters,
            peer: None,
        },
        Contest {
            name: "linkage-uk-5m",
            work: "UK synthetic, 5,000,000 records, the peer's settings",
            is_long: true,
            ours: |kit| uk_ours(kit, 5_000_000, "uk-settings.json"),
            found: clusters,
            peer: None,
        },
    ]
}

fn link(kit: &Kit, file: String, settings: &str) -> Vec<String> {
    let settings = text(&root().join("data/linkage").join(settings));
    let (pairs, clusters) = (kit.folder.join("pairs.csv"), kit.folder.join("clusters.csv"));
    let words = [text(&kit.program), "link".into(), file, "--train".into(), settings];
    let out = ["--out-pairs".into(), text(&pairs), "--out-clusters".into(), text(&clusters)];
    words.into_iter().chain(out).chain(["--json".to_owned()]).collect()
}

fn uk_ours(kit: &Kit, many: u32, settings: &str) -> Result<Vec<String>, Not> {
    let mut words = link(kit, text(&people(kit, many)?), settings);
    words.extend(["--truth", "cluster"].map(str::to_owned));
    Ok(words)
}

fn clusters(said: &str) -> String {
    number(said, &["of_clusters", "f1"]).map_or(String::new(), |f1| format!("F1 {f1:.4}"))
}

fn splink(rounds: usize, env: &'static [(&'static str, &'static str)], words: Words) -> Against {
    Against {
        name: "Splink 5.0.0, DuckDB 1.5.6",
        rounds,
        words,
        env,
        found: |said| {
            // Precision, recall, F1.
            let f1 = said
                .split_once("\"clusters@0.95\": [")
                .and_then(|(_, rest)| rest.split([',', ']']).nth(2)?.trim().parse::<f64>().ok());
            f1.map_or(String::new(), |f1| format!("F1 {f1:.4}"))
        },
        own: |said| number(said, &["times", "total"]),
    }
}

fn splink_words(kit: &Kit, name: &str, file: String) -> Result<Vec<String>, Not> {
    let script = text(&shared(kit, "bench/splink_bench.py")?);
    let python = Peers::Linkage.python().map_err(Not::Here)?;
    Ok(vec![text(&python), script, name.to_owned(), file, "2".to_owned()])
}
