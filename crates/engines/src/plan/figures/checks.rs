//! What does not add up among published figures. Each rule says what it saw and what to do. A rule
//! must stay silent on real change: 2020's fall is real, and editions revise each other by a few
//! per cent; an incomplete total is neither. Not for repairing anything.

use std::collections::BTreeMap;

use super::tidy::Figure;

/// By how much a newer edition may differ from an older one before it is more than a revision. The
/// editions of 2023 and 2025 differ by up to 2.3 per cent, but for 2017 (24.8 per cent).
const REVISION: f64 = 0.05;

/// How far under both neighbours a year lies to be a dip: under 85 per cent of the lower of them.
const DIP: f64 = 0.85;

/// How far a part's share of its whole stands off both neighbours' shares where the whole is
/// incomplete.
const SHARE: f64 = 0.08;

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// Which rule.
    pub rule: &'static str,
    /// What was seen, in a sentence.
    pub says: String,
    /// Whether the rows themselves already say so in their note.
    pub noted: bool,
}

/// The rules, each with what it looks for.
pub const RULES: [(&str, &str); 8] = [
    ("figure", "a figure below nought, a share above one, or a value outside its own range"),
    ("twice", "two different figures of one edition for the same thing"),
    ("part", "a part larger than its whole"),
    ("sum", "areas that do not add up to the nation, by more than half a per cent"),
    ("edition", "a newer edition that differs from an older one by more than 5 per cent"),
    (
        "dip",
        "a total that dips for one year and comes back while its part does not: an incomplete year",
    ),
    ("gap", "a year missing inside a series"),
    ("rate", "a rate that is not its count over its population, by more than one per cent"),
];

type Key<'a> = (&'a str, &'a str, &'a str);

/// All findings, in order of rule and place.
#[must_use]
pub fn check(figures: &[Figure]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut by: BTreeMap<Key<'_>, BTreeMap<&str, &Figure>> = BTreeMap::new();
    for figure in figures {
        figure_alone(figure, &mut found);
        let series = by.entry((&figure.series, &figure.area, &figure.edition)).or_default();
        if let Some(other) = series.insert(&figure.date, figure)
            && other.value != figure.value
            && figure.source == other.source
        {
            found.push(Finding {
                rule: "twice",
                says: format!(
                    "{} twice, as {} and {}",
                    place(figure),
                    show(other.value),
                    show(figure.value)
                ),
                noted: noted(figure),
            });
        }
    }
    for ((series, area, edition), dates) in &by {
        part_and_dip(&by, (series, area, edition), dates, &mut found);
        gap((series, area), dates, &mut found);
        if let Some(nation) = nation_of(series, area) {
            sum(&by, (series, nation, edition), dates, &mut found);
        }
        rate(&by, (series, area, edition), dates, &mut found);
    }
    editions(&by, &mut found);
    found.sort_by_key(|finding| RULES.iter().position(|rule| rule.0 == finding.rule));
    found
}

fn show(value: Option<f64>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| format!("{value}"))
}

fn place(figure: &Figure) -> String {
    format!("{}, {}, {}", figure.series, figure.area, figure.date)
}

fn noted(figure: &Figure) -> bool {
    figure.note.contains("incomplete") || figure.note.contains("edition")
}

fn figure_alone(figure: &Figure, found: &mut Vec<Finding>) {
    let mut say = |what: &str| {
        found.push(Finding {
            rule: "figure",
            says: format!("{}: {what}", place(figure)),
            noted: false,
        });
    };
    for value in [figure.value, figure.low, figure.high].into_iter().flatten() {
        if value < 0.0 {
            say(&format!("{value} is below nought"));
        }
        if figure.unit.starts_with("share") && value > 1.0 {
            say(&format!("{value} is more than a share can be"));
        }
    }
    if let (Some(low), Some(high)) = (figure.low, figure.high)
        && (low > high || figure.value.is_some_and(|value| value < low || value > high))
    {
        say("the value lies outside its own range");
    }
}

/// The part of a series: `…, under 6 months` is part of `…`.
fn part_and_dip(
    by: &BTreeMap<Key<'_>, BTreeMap<&str, &Figure>>,
    (series, area, edition): Key<'_>,
    dates: &BTreeMap<&str, &Figure>,
    found: &mut Vec<Finding>,
) {
    let name = format!("{series}, under 6 months");
    let Some(parts) = by.get(&(name.as_str(), area, edition)) else { return };
    let years: Vec<(&str, f64, f64, &Figure)> = dates
        .iter()
        .filter_map(|(date, whole)| Some((*date, whole.value?, parts.get(date)?.value?, *whole)))
        .collect();
    for (date, whole, part, figure) in &years {
        if part > whole {
            found.push(Finding {
                rule: "part",
                says: format!(
                    "{series}, {area}, {date}: {part} under six months, but {whole} in all"
                ),
                noted: noted(figure),
            });
        }
    }
    for three in years.windows(3) {
        let [before, at, after] = three else { continue };
        // Deep enough, and more than chance: four standard deviations of a count, or a small area's
        // year would be a finding.
        let lower = before.1.min(after.1);
        let dips = at.1 < DIP * lower && lower - at.1 > 4.0 * lower.sqrt();
        let share = |year: &(&str, f64, f64, &Figure)| year.2 / year.1.max(1.0);
        let stands_off = share(at) > share(before).max(share(after)) + SHARE;
        if dips && stands_off {
            found.push(Finding {
                rule: "dip",
                says: format!(
                    "{series}, {area}, {}: {} between {} and {}, while the share under six months is {:.0} per cent \
                     between {:.0} and {:.0}: the total looks incomplete; use another edition",
                    at.0,
                    at.1,
                    before.1,
                    after.1,
                    100.0 * share(at),
                    100.0 * share(before),
                    100.0 * share(after)
                ),
                noted: noted(at.3),
            });
        }
    }
}

fn gap((series, area): (&str, &str), dates: &BTreeMap<&str, &Figure>, found: &mut Vec<Finding>) {
    let years: Vec<i32> = dates.keys().filter_map(|date| date.parse().ok()).collect();
    if years.len() < 4 || years.len() != dates.len() {
        return;
    }
    for pair in years.windows(2) {
        if let [a, b] = pair
            && b - a == 2
        {
            found.push(Finding {
                rule: "gap",
                says: format!("{series}, {area}: {} is missing between {a} and {b}", a + 1),
                noted: false,
            });
        }
    }
}

/// The nation whose areas add up, when this is that nation.
fn nation_of<'a>(series: &str, area: &'a str) -> Option<&'a str> {
    let counted = series.starts_with("women sentenced") && !series.contains("per 100,000");
    (area == "England and Wales" && counted).then_some(area)
}

fn sum(
    by: &BTreeMap<Key<'_>, BTreeMap<&str, &Figure>>,
    (series, nation, edition): Key<'_>,
    dates: &BTreeMap<&str, &Figure>,
    found: &mut Vec<Finding>,
) {
    for (date, whole) in dates {
        let parts: Vec<f64> = by
            .iter()
            .filter(|(key, _)| key.0 == series && key.1 != nation && key.2 == edition)
            .filter_map(|(_, dates)| dates.get(date)?.value)
            .collect();
        let (Some(value), true) = (whole.value, parts.len() >= 30) else { continue };
        let sum: f64 = parts.iter().sum();
        if (sum / value - 1.0).abs() > 0.005 {
            found.push(Finding {
                rule: "sum",
                says: format!(
                    "{series}, {date}: {} areas add up to {sum}, the nation is given as {value}",
                    parts.len()
                ),
                noted: noted(whole),
            });
        }
    }
}

fn rate(
    by: &BTreeMap<Key<'_>, BTreeMap<&str, &Figure>>,
    (series, area, edition): Key<'_>,
    dates: &BTreeMap<&str, &Figure>,
    found: &mut Vec<Finding>,
) {
    let Some(count) = series.strip_suffix(" per 100,000 women") else { return };
    let counts = by.get(&(count, area, edition));
    let women = by.get(&("women in the population used for rates", area, edition));
    let (Some(counts), Some(women)) = (counts, women) else { return };
    for (date, figure) in dates {
        let of =
            |series: &BTreeMap<&str, &Figure>| series.get(date).and_then(|figure| figure.value);
        let (Some(rate), Some(count), Some(women)) = (figure.value, of(counts), of(women)) else {
            continue;
        };
        let told = count / women * 100_000.0;
        if (told / rate - 1.0).abs() > 0.01 {
            found.push(Finding {
                rule: "rate",
                says: format!("{series}, {area}, {date}: {rate} is given, {count} of {women} women are {told:.1}"),
                noted: noted(figure),
            });
        }
    }
}

fn editions(by: &BTreeMap<Key<'_>, BTreeMap<&str, &Figure>>, found: &mut Vec<Finding>) {
    type Editions<'a> = Vec<(&'a str, &'a Figure)>;
    let mut same: BTreeMap<Key<'_>, Editions<'_>> = BTreeMap::new();
    for ((series, area, edition), dates) in by {
        if edition.parse::<i32>().is_err()
            || series.contains("population")
            || series.contains("per 100,000")
        {
            continue;
        }
        for (date, figure) in dates {
            same.entry((series, area, date)).or_default().push((edition, figure));
        }
    }
    for ((series, area, date), mut all) in same {
        all.sort_unstable_by_key(|edition| edition.0);
        for pair in all.windows(2) {
            let [(old_name, old), (new_name, new)] = pair else { continue };
            let (Some(a), Some(b)) = (old.value, new.value) else { continue };
            // An area's few women move by more than the nation's many: 15 per cent and 25 women.
            let small = area != "England and Wales";
            let many = if small { 3.0 * REVISION } else { REVISION };
            if (b / a - 1.0).abs() > many && (!small || (b - a).abs() > 25.0) {
                found.push(Finding {
                    rule: "edition",
                    says: format!(
                        "{series}, {area}, {date}: {b} in the edition of {new_name}, {a} in that of {old_name}: more than \
                         a revision ({:+.1} per cent)",
                        100.0 * (b / a - 1.0)
                    ),
                    noted: noted(new) || noted(old),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::float_cmp)]
    use super::*;
    use crate::plan::figures::tidy;

    fn bare() -> Vec<Figure> {
        let mut figures = tidy::shipped().unwrap();
        figures.iter_mut().for_each(|figure| figure.note.clear());
        figures
    }

    fn national(found: &[Finding]) -> Vec<&Finding> {
        found.iter().filter(|finding| finding.says.contains("England and Wales")).collect()
    }

    #[test]
    fn the_total_of_2017_is_caught_from_one_edition_alone() {
        let figures: Vec<Figure> =
            bare().into_iter().filter(|figure| figure.edition == "2025").collect();
        let found = check(&figures);
        let national = national(&found);
        assert_eq!(national.len(), 1, "{national:#?}");
        assert!(
            national
                .iter()
                .all(|finding| finding.rule == "dip" && finding.says.contains("2017: 5398"))
        );
    }

    #[test]
    fn the_total_of_2017_is_caught_from_two_editions_without_the_shares() {
        let figures: Vec<Figure> =
            bare().into_iter().filter(|figure| !figure.series.contains("under 6 months")).collect();
        let found = check(&figures);
        let national = national(&found);
        assert_eq!(national.len(), 1, "{national:#?}");
        assert!(
            national
                .iter()
                .all(|finding| finding.rule == "edition" && finding.says.contains("2017"))
        );
    }

    #[test]
    fn the_real_fall_of_2020_and_ordinary_revisions_stay_silent() {
        let found = check(&bare());
        assert!(
            found.iter().all(|finding| !finding.says.contains("2020") || finding.rule != "dip"),
            "{found:#?}"
        );
        assert!(national(&found).iter().all(|finding| finding.says.contains("2017")));
    }

    #[test]
    fn a_deeper_real_fall_stays_silent_and_a_shallower_hole_is_caught() {
        let mut figures = bare();
        for figure in &mut figures {
            if figure.area == "England and Wales"
                && figure.series.starts_with("women sentenced")
                && figure.date == "2020"
            {
                // Half of 2020's women, of both kinds, and back the year after: real, whatever the depth.
                figure.value = figure.value.map(|value| value * 0.6);
            }
        }
        assert!(
            check(&figures)
                .iter()
                .all(|finding| finding.rule != "dip" || !finding.says.contains("2020"))
        );
    }

    #[test]
    fn what_rows_already_note_is_known() {
        let found = check(&tidy::shipped().unwrap());
        assert!(found.iter().any(|finding| finding.rule == "dip" && finding.noted));
        let unknown: Vec<_> = found.iter().filter(|finding| !finding.noted).collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    #[test]
    fn a_part_above_its_whole_a_wrong_sum_and_a_value_below_nought_are_named() {
        let mut figures = bare();
        let at = |figures: &[Figure], series: &str, area: &str| {
            figures
                .iter()
                .position(|f| {
                    f.series == series && f.area == area && f.date == "2023" && f.edition == "2025"
                })
                .unwrap()
        };
        let sussex = at(&figures, "women sentenced to immediate custody, under 6 months", "Sussex");
        figures[sussex].value = Some(900.0);
        let kent = at(&figures, "women sentenced to immediate custody", "Kent");
        figures[kent].value = Some(-3.0);
        let found = check(&figures);
        for rule in ["part", "sum", "figure"] {
            assert!(found.iter().any(|finding| finding.rule == rule), "{rule}");
        }
    }
}
