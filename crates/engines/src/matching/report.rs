//! The report of `match`: what was compared, how alike the groups are, what the interval says, and
//! what it does not.

use stats::jdl::Verdict;
use stats::matching::{Light, Ties};

use super::{First, Found, Match, Method, TieRule, left_out, write};
use crate::report::{Balance, Chart, Numeral, Part, Plot, Report, Table, Threshold, Tone};

/// The report.
pub fn report(asked: &Match, found: &Found) -> Report {
    let effect = &found.effect;
    let mut made = Report::new(
        "Matched comparison",
        &format!("{} among those supported and those like them", asked.outcome),
        &sentences(found).join(" "),
    );
    made = made.with("Who is compared", vec![who(asked, found)]);
    if !found.rows.remarks.is_empty() || !left_out(found).is_empty() {
        let remarks = found.rows.remarks.iter().cloned().chain(left_out(found)).collect();
        made = made.with("What was left out", vec![Part::List(remarks)]);
    }
    made = made.with("How alike they are", alike(found));
    let mut sure = vec![facts(found)];
    if effect.difference.is_none() {
        sure.push(Part::Notice(
            Tone::Care,
            "Neither group varies in this outcome, so there is no interval and nothing can be said about a difference.".to_owned(),
        ));
    }
    made = made.with("What was found, and how sure it is", sure);
    made.assumptions = vec![
        "Nothing that was not measured differs between the matched groups and bears on the outcome. No comparison of this kind can show that.".to_owned(),
        "One person's support does not change another's outcome.".to_owned(),
        "Rows that lack a value are like those that do not.".to_owned(),
    ];
    made.made = vec![
        ("Command".to_owned(), format!("match, method {}", method(asked))),
        ("Covariates".to_owned(), asked.covariates.join(", ")),
        ("Exactly equal in".to_owned(), or_none(&asked.exact)),
        ("Version".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
    ];
    made
}

fn or_none(columns: &[String]) -> String {
    if columns.is_empty() { "nothing".to_owned() } else { columns.join(", ") }
}

fn method(asked: &Match) -> String {
    match asked.method {
        Method::Radius => "radius: everybody within the caliper, weight shared equally".to_owned(),
        Method::Nearest => {
            let back = match (asked.replace, asked.ties) {
                (false, _) if asked.order == First::File => {
                    "each comparison row once, in the file's order"
                }
                (false, _) => "each comparison row once, largest score first",
                (true, TieRule::Place) => "comparison rows put back, ties by place in the file",
                (true, TieRule::Split) => "comparison rows put back, weight split over ties",
            };
            format!("nearest {}: {back}", asked.ratio)
        }
    }
}

fn who(asked: &Match, found: &Found) -> Part {
    let whole = Numeral::WHOLE;
    let count = |n: usize| whole.write(super::number(n));
    let treated = found.rows.treated.iter().filter(|t| **t).count();
    let others = found.rows.treated.len().saturating_sub(treated);
    let caliper = found.caliper.map_or_else(|| "none".to_owned(), |c| format!("{c:.4}"));
    Part::Facts(vec![
        ("Supported, complete rows".to_owned(), count(treated)),
        ("Of them matched".to_owned(), count(found.effect.treated)),
        ("Others, complete rows".to_owned(), count(others)),
        ("Of them used".to_owned(), count(found.effect.controls)),
        ("Effective number of those used".to_owned(), whole.write(found.effect.effective)),
        ("Furthest that scores may differ".to_owned(), caliper),
        ("Method".to_owned(), method(asked)),
    ])
}

fn alike(found: &Found) -> Vec<Part> {
    let lights = |light: Light| found.balance.iter().filter(|b| b.light() == light).count();
    let description = format!(
        "The largest standardised difference is {:.1} before matching and {:.1} after; {} covariates are alike (up to 5), {} nearly (to 10), {} are not.",
        write::worst(found, |b| b.before),
        write::worst(found, |b| b.after),
        lights(Light::Green),
        lights(Light::Amber),
        lights(Light::Red)
    );
    let covariates = found
        .rows
        .names
        .iter()
        .zip(&found.balance)
        .map(|(name, b)| Balance { name: name.clone(), before: b.before, after: b.after })
        .collect();
    let threshold = |at: f64, word: &str| Threshold { at, word: word.to_owned() };
    let plot = Plot::Love {
        covariates,
        thresholds: vec![threshold(5.0, "alike"), threshold(10.0, "nearly")],
    };
    let chart = Chart::new("Differences before and after matching", &description, plot)
        .caption("100 is one standard deviation of the two groups before matching.");
    let two = Numeral::decimals(2);
    let rows = found
        .rows
        .names
        .iter()
        .zip(&found.balance)
        .map(|(name, b)| {
            let light = match b.light() {
                Light::Green => "alike",
                Light::Amber => "nearly",
                Light::Red => "not alike",
            };
            vec![
                name.clone(),
                two.write(b.treated),
                two.write(b.control),
                two.write(b.treated_matched),
                two.write(b.control_matched),
                light.to_owned(),
            ]
        })
        .collect();
    let headings = [
        "Covariate",
        "Supported",
        "Others",
        "Supported, matched",
        "Others, matched",
        "After matching",
    ];
    let mut parts: Vec<Part> =
        vec![chart.into(), Table::of_figures("Means before and after", &headings, rows).into()];
    if lights(Light::Red) > 0 {
        parts.push(Part::Notice(
            Tone::Care,
            "Some covariates still differ by more than 10: read the result with care, or match again with a narrower caliper.".to_owned(),
        ));
    }
    parts
}

/// A figure of the outcome: points of a hundred for noughts and ones.
fn figure(found: &Found, x: f64) -> String {
    if found.binary { Numeral::decimals(1).write(100.0 * x) } else { Numeral::decimals(2).write(x) }
}

fn facts(found: &Found) -> Part {
    let effect = &found.effect;
    let range = |low: f64, high: f64| format!("{} to {}", figure(found, low), figure(found, high));
    let unknown = || "not known".to_owned();
    let mut facts = vec![
        ("Supported".to_owned(), figure(found, effect.mean_treated)),
        ("Those like them".to_owned(), figure(found, effect.mean_control)),
        ("Difference".to_owned(), figure(found, effect.att)),
        (
            "95 per cent interval".to_owned(),
            effect.difference.map_or_else(unknown, |d| range(d.low, d.high)),
        ),
        (
            "The same by Abadie and Imbens".to_owned(),
            effect.abadie_imbens.map_or_else(unknown, |i| range(i.low, i.high)),
        ),
        (
            "Difference by regression after matching".to_owned(),
            found.doubly_robust.map_or_else(unknown, |d| figure(found, d)),
        ),
    ];
    if let Some((rule, att)) = found.other_ties {
        let name = match rule {
            Ties::Split => "Difference with ties split",
            Ties::ByPlace => "Difference with ties by place",
        };
        facts.push((name.to_owned(), figure(found, att)));
    }
    if let Some(e) = found.e_value {
        facts.push((
            "E-value (and of the interval's nearer end)".to_owned(),
            format!("{:.2} ({:.2})", e.estimate, e.interval),
        ));
    }
    if let Some(gamma) = found.gamma {
        facts.push((
            "Rosenbaum's \u{393}: odds within a pair that would undo it".to_owned(),
            format!("{gamma:.2}"),
        ));
    }
    Part::Facts(facts)
}

/// What the interval says, in words that it allows.
pub fn sentences(found: &Found) -> Vec<String> {
    let effect = &found.effect;
    let unit = if found.binary { " in every 100" } else { "" };
    let mut sentences = vec![format!(
        "The outcome was {}{unit} among {} supported, and {}{unit} among those like them.",
        figure(found, effect.mean_treated),
        effect.treated,
        figure(found, effect.mean_control)
    )];
    let Some(d) = effect.difference else {
        sentences
            .push("Neither group varies, so nothing can be said about a difference.".to_owned());
        return sentences;
    };
    let end = |x: f64| figure(found, x.abs());
    sentences.push(match Verdict::of(d.low, d.high) {
        Verdict::Lower => format!(
            "It was lower by between {} and {}{unit}; this is statistically significant (95 per cent interval).",
            end(d.high),
            end(d.low)
        ),
        Verdict::Higher => format!(
            "It was higher by between {} and {}{unit}; this is statistically significant (95 per cent interval).",
            end(d.low),
            end(d.high)
        ),
        Verdict::Inconclusive => {
            let needed = d.number_needed.map_or_else(
                || "More people would be needed to tell.".to_owned(),
                |n| format!("More people would be needed to tell: about {n} supported, if the difference stayed as it is."),
            );
            format!(
                "It could be lower by as many as {} or higher by as many as {}{unit}. {needed}",
                end(d.low),
                end(d.high)
            )
        }
    });
    sentences.push(
        "Those who could not be matched, and whatever was not measured, may differ.".to_owned(),
    );
    sentences
}
