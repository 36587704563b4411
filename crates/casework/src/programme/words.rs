//! Makes one word out of the many spellings in contracts: need areas, ways of meeting, places.
//!
//! Written against the 58 real files. What is not recognised is answered with none, and the reader
//! reports it with its row.

use super::crs::{Level, Method, Stage};
use crate::need::NeedArea;

/// Words that a need area may be followed by, without being another one.
const AFTER_AREA: [&str; 14] = [
    "1",
    "2",
    "3",
    "4",
    "low",
    "medium",
    "high",
    "complexity",
    "intensity",
    "core",
    "activities",
    "activity",
    "pre",
    "release",
];

/// A need area as a contract writes it: "Finance, Benefit & Debt (2) Medium Intensity".
pub(super) fn need(text: &str) -> Option<(NeedArea, Option<Level>, Option<Stage>)> {
    let folded = plain(text).to_lowercase();
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && *word != "and")
        .collect();
    let known: [(&[&str], NeedArea); 10] = [
        (&["accommodation"], NeedArea::Accommodation),
        (&["ete"], NeedArea::Work),
        (&["education", "training", "employment"], NeedArea::Work),
        (&["finance", "benefit", "debt"], NeedArea::Money),
        (&["finance", "benefits", "debt"], NeedArea::Money),
        (&["dependency", "recovery"], NeedArea::DrugsAndAlcohol),
        (&["lifestyle", "associates"], NeedArea::Choices),
        (&["family", "significant", "others"], NeedArea::Family),
        (&["emotional", "wellbeing"], NeedArea::MentalHealth),
        (&["social", "inclusion"], NeedArea::Relationships),
    ];
    let (rest, need) =
        known.into_iter().find_map(|(area, need)| Some((words.strip_prefix(area)?, need)))?;
    if rest.iter().any(|word| !AFTER_AREA.contains(word)) {
        return None;
    }
    let level = rest.iter().find_map(|word| match *word {
        "low" => Some(Level::Low),
        "medium" => Some(Level::Medium),
        "high" => Some(Level::High),
        _ => None,
    });
    let stage = rest.contains(&"release").then_some(Stage::BeforeRelease);
    Some((need, level, stage))
}

/// The ways of meeting in "1-2-1, Group online & Group face-2-face". None where a text says none
/// that is known; an empty text says nothing, which is no way at all and not unknown.
pub(super) fn methods(text: &str) -> Option<Vec<Method>> {
    let text = plain(text).to_lowercase();
    if text.is_empty() {
        return Some(Vec::new());
    }
    // Without its signs "1:2-1", "1 -2 1" and "1-2-1" are one word, and "one to one" another.
    let packed: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let says = |signs: &[&str]| signs.iter().any(|sign| packed.contains(sign));
    let found: Vec<Method> = Method::all()
        .into_iter()
        .filter(|method| match method {
            Method::OneToOne => says(&["121", "1to1", "onetoone", "individual"]) || one_one(&text),
            Method::Group => says(&["group"]),
            Method::InPerson => says(&["facetoface", "face2face", "inperson", "visit"]),
            Method::Online => says(&["online", "virtual", "digital", "video", "remote"]),
            Method::Telephone => says(&["phone"]),
            Method::DropIn => says(&["dropin"]),
        })
        .collect();
    (!found.is_empty()).then_some(found)
}

/// "1:1", "1-1", "1;1": two ones with a sign between, and no digit beside them ("11 weeks" is none).
fn one_one(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    chars.windows(3).enumerate().any(|(at, three)| {
        matches!(three, ['1', ':' | '-' | ';', '1'])
            && !digit(at.checked_sub(1).and_then(|before| chars.get(before)))
            && !digit(chars.get(at + 3))
    })
}

/// The places in "Stockton,, Hartlepool,, Redcar" or "Manchester/Trafford", each once, in order.
pub(super) fn places(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let text =
        plain(text).replace(" - ", ",").replace(". ", ",").replace(" and local ", ", local ");
    for part in text.split([',', ';', '/', '(', ')', ':']) {
        let part = part.trim().trim_end_matches('.').trim();
        let part = part.strip_prefix("and ").unwrap_or(part);
        if !part.is_empty() && !found.iter().any(|known| known == part) {
            found.push(part.to_owned());
        }
    }
    found
}

/// A text without mark-up, with single spaces and none around it.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_tag = false;
    for c in text.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_need_area_is_one_area() {
        use NeedArea as N;
        for (text, area, level, stage) in [
            ("Finance Benefits & Debt", N::Money, None, None),
            ("Finance, Benefit & Debt (2) Medium Intensity", N::Money, Some(Level::Medium), None),
            ("ETE", N::Work, None, None),
            (
                "Education, Training & Employment (3) High Complexity",
                N::Work,
                Some(Level::High),
                None,
            ),
            (
                "Dependency & Recovery (1), Low Complexity",
                N::DrugsAndAlcohol,
                Some(Level::Low),
                None,
            ),
            (
                "Accommodation (4) Pre-release activities",
                N::Accommodation,
                None,
                Some(Stage::BeforeRelease),
            ),
            ("Social Inclusion Pre-release", N::Relationships, None, Some(Stage::BeforeRelease)),
            ("Lifestyle & Associates Core Activities", N::Choices, None, None),
        ] {
            assert_eq!(need(text), Some((area, level, stage)), "{text}");
        }
        for text in ["", "Gardening", "Accommodation for horses", "Family"] {
            assert_eq!(need(text), None, "{text}");
        }
    }

    #[test]
    fn every_spelling_of_one_to_one_is_one_way_of_meeting() {
        for text in [
            "1-2-1",
            "1:2-1",
            "1:2:1",
            "1 -2 1",
            "1:1",
            "1-1",
            "1;1 support",
            "1-to-1",
            "1-to- 1",
            "1 to 1",
            "One to one",
            "one-to-one basis",
            "Individual work",
        ] {
            assert_eq!(methods(text), Some(vec![Method::OneToOne]), "{text}");
        }
        assert_eq!(methods("Group 12-20 sessions"), Some(vec![Method::Group]));
        assert_eq!(methods("Group, 11-15 weeks"), Some(vec![Method::Group]));
    }

    #[test]
    fn several_ways_of_meeting_are_all_read_and_an_unknown_one_is_none() {
        use Method as M;
        assert_eq!(
            methods("1-1 or group sessions, via face to face, virtual or telephone"),
            Some(vec![M::OneToOne, M::Group, M::InPerson, M::Online, M::Telephone])
        );
        assert_eq!(methods("<html><b>weekly</b> drop in</html>"), Some(vec![M::DropIn]));
        assert_eq!(methods("  "), Some(vec![]));
        assert_eq!(methods("Barista training"), None);
    }

    #[test]
    fn places_are_told_apart_however_they_are_listed() {
        assert_eq!(places("Stockton,, Hartlepool,, Redcar."), ["Stockton", "Hartlepool", "Redcar"]);
        assert_eq!(places("Manchester/Trafford"), ["Manchester", "Trafford"]);
        assert_eq!(places("Leeds; Wakefield; Leeds"), ["Leeds", "Wakefield"]);
        assert_eq!(places("Bath & North East Somerset"), ["Bath & North East Somerset"]);
        assert_eq!(
            places("<html><b>Cumbria</b>, Barrow, and Kendal </html>"),
            ["Cumbria", "Barrow", "Kendal"]
        );
        assert!(places("").is_empty());
    }
}
