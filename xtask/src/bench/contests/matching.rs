//! Matched comparison beside MatchIt, whose own clock covers the fit and the matching only, without
//! reading the file; ours goes from file to report.

use super::super::inputs::{shared, text, treated};
use super::super::measure::number;
use super::{Against, Contest, Kit, Not, ROUNDS, Words};

pub(super) fn contests() -> [Contest; 3] {
    let one = |name, work, ours, peer| Contest {
        name,
        work,
        is_long: false,
        ours,
        found: |said: &str| {
            let told = |key, name: &str, by: f64| {
                number(said, &[key]).map(|value| format!("{name} {:.4}", value / by))
            };
            // By the standard deviation of the treated, as the peer's script has it, which does not
            // count in hundredths.
            let smd = told("smd_after_by_treated_sd", "max SMD", 100.0);
            [told("att", "ATT", 1.0), smd].into_iter().flatten().collect::<Vec<_>>().join(", ")
        },
        peer,
    };
    let matchit = |words: Words| Against {
        name: "MatchIt 4.7.2",
        rounds: ROUNDS,
        words,
        env: &[],
        found: |said: &str| {
            let told = |word: &str, name: &str| {
                let value = said.split_once(word)?.1.split_whitespace().next()?;
                Some(format!("{name} {value}"))
            };
            let both = [told("ATT ", "ATT"), told("after ", "max SMD")];
            both.into_iter().flatten().collect::<Vec<_>>().join(", ")
        },
        own: |said: &str| {
            let after = |word: &str| -> Option<f64> {
                said.split_once(word)?.1.split_whitespace().next()?.parse().ok()
            };
            Some(after("glm_sec ")? + after("match_sec ")?)
        },
    };
    [
        one(
            "match-nearest",
            "propensity and 1:1, 1,000 × 200,000 × 20, file to report",
            |kit| match_ours(kit, &["--method", "nearest"]),
            Some(matchit(|kit| matchit_words(kit, "nn"))),
        ),
        one(
            "match-nearest-five",
            "1:5 with replacement, caliper 0.05 SD, 1,000 × 200,000 × 20",
            |kit| {
                match_ours(
                    kit,
                    &["--method", "nearest", "--ratio", "5", "--replace", "--caliper", "0.05"],
                )
            },
            Some(matchit(|kit| matchit_words(kit, "cal5"))),
        ),
        one(
            "match-radius",
            "radius with weights, caliper 0.05 SD, 1,000 × 200,000 × 20",
            |kit| match_ours(kit, &["--method", "radius", "--caliper", "0.05"]),
            None,
        ),
    ]
}

fn match_ours(kit: &Kit, how: &[&str]) -> Result<Vec<String>, Not> {
    let covariates: Vec<String> = (1..=20).map(|number| format!("x{number}")).collect();
    let mut words = vec![text(&kit.program), "match".to_owned(), text(&treated(kit)?)];
    words.extend(["--treat", "treat", "--outcome", "y", "--covariates"].map(str::to_owned));
    words.push(covariates.join(","));
    words.extend(how.iter().map(|&word| word.to_owned()));
    words.extend(["--out".to_owned(), text(&kit.folder.join("matched")), "--json".to_owned()]);
    Ok(words)
}

fn matchit_words(kit: &Kit, specification: &str) -> Result<Vec<String>, Not> {
    let script = text(&shared(kit, "bench/matchit_bench.R")?);
    let version = std::process::Command::new("Rscript")
        .args(["-e", "cat(as.character(packageVersion('MatchIt')))"])
        .output();
    match version.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()) {
        Ok(version) if version == "4.7.2" => {}
        Ok(version) if !version.is_empty() => {
            return Err(Not::Here(format!(
                "MatchIt {version} is here and 4.7.2 is what is compared with"
            )));
        }
        _ => return Err(Not::Here("R with MatchIt 4.7.2 (from CRAN, or from Debian as r-cran-matchit 4.7.2-1) is not here".to_owned())),
    }
    let file = text(&treated(kit)?);
    let words = ["Rscript".to_owned(), script, "big".to_owned(), file, specification.to_owned()];
    Ok(words.into())
}
