//! The colours of charts by day and by night. Each series also has its own dash and its own shape
//! of point, so that nobody needs to see colours (docs/decisions/0109). Not for the page around:
//! that is the house's stylesheet.

use std::fmt::Write as _;

/// How many series a chart can tell apart.
pub(super) const SERIES: usize = 6;

/// By day, on the house's surface or on white paper.
const DAY: [&str; SERIES] = ["#51297f", "#b34700", "#0a7a8c", "#6b6560", "#a81e5b", "#6e7400"];
/// By night.
const NIGHT: [&str; SERIES] = ["#cdb3f3", "#ff9d57", "#1fa890", "#ffffff", "#ff8fbb", "#cfd357"];
/// Dashes in the order of the series; the first is a whole line.
const DASHES: [&str; SERIES] = ["none", "9 4", "2 4", "12 4 2 4", "5 3", "16 5"];

/// Ink, soft ink, lines, washes and meanings by day, for a chart in a file of its own, where there
/// is no stylesheet of the house. DejaVu Sans is what the program for documents has; it draws the
/// thinnest face of a variable font, so Source Sans is not named.
const FILE: &str = "\
text{font-family:\"Noto Sans\",\"Liberation Sans\",\"Segoe UI\",Arial,\"DejaVu Sans\",sans-serif;\
font-size:14px;fill:#251b2d}\
.halo{stroke:#fff;stroke-width:5;paint-order:stroke;stroke-linejoin:round}\
.soft{fill:#574a5f}.strong{font-weight:700}.end{text-anchor:end}.mid{text-anchor:middle}\
.ground{fill:#fff}.grid{stroke:#ddd1bf;stroke-width:1}.zero{stroke:#251b2d;stroke-width:1.5}\
.limit{stroke:#574a5f;stroke-width:1.5;stroke-dasharray:5 4}\
.track{stroke:#f1eadd;stroke-width:10;stroke-linecap:round}\
.before{fill:#fff;stroke:#574a5f;stroke-width:2.5}.after{fill:#51297f;stroke:#51297f;stroke-width:2}\
.way{stroke:#574a5f;stroke-width:2}.span{stroke:#574a5f;stroke-width:3}\
.span-ours{stroke:#51297f;stroke-width:5}.point{fill:#574a5f}.point-ours{fill:#51297f}\
.reach{stroke:#251b2d;stroke-width:2}\
.bar{fill:#51297f;fill-opacity:.35;stroke:#51297f;stroke-width:1.5}.low{fill:#51297f}.high{fill:#fff;stroke:#51297f;stroke-width:2}\
.land{fill:#b6a692}.demand{fill:#b34700;fill-opacity:.45;stroke:#b34700;stroke-width:1}\
.to{stroke:#84778c;stroke-width:1}.pin{fill:#51297f;stroke:#fff;stroke-width:1.5}\
.pin-fixed{fill:#251b2d;stroke:#fff;stroke-width:1.5}.pin-text{fill:#fff;font-weight:700}";

/// The rules for a chart in a file of its own.
pub(super) fn of_file() -> String {
    let mut rules = FILE.to_owned();
    for (number, (colour, dash)) in (1..).zip(DAY.into_iter().zip(DASHES)) {
        let _ = write!(
            rules,
            ".s{number}{{fill:none;stroke:{colour};stroke-width:2.5;stroke-dasharray:{dash};\
             stroke-linejoin:round}}.p{number}{{fill:{colour}}}\
             .b{number}{{fill:{colour};fill-opacity:.16}}"
        );
    }
    rules
}

/// The rules of the series for a page, which follow the reader's system by day and by night.
pub(super) fn of_page() -> String {
    let mut rules = String::from(":root{");
    for (number, colour) in (1..).zip(DAY) {
        let _ = write!(rules, "--series-{number}:{colour};");
    }
    rules.push_str("}\n@media (prefers-color-scheme: dark){:root{");
    for (number, colour) in (1..).zip(NIGHT) {
        let _ = write!(rules, "--series-{number}:{colour};");
    }
    // On paper it is always day.
    rules.push_str("}}\n@media print{:root{");
    for (number, colour) in (1..).zip(DAY) {
        let _ = write!(rules, "--series-{number}:{colour};");
    }
    rules.push_str("}}\n");
    for (number, dash) in (1..).zip(DASHES) {
        let _ = writeln!(
            rules,
            ".chart .s{number}{{fill:none;stroke:var(--series-{number});stroke-width:2.5;\
             stroke-dasharray:{dash};stroke-linejoin:round}}\n\
             .chart .p{number}{{fill:var(--series-{number})}}\n\
             .chart .b{number}{{fill:var(--series-{number});fill-opacity:.16}}"
        );
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Linear red, green, blue.
    fn linear(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let part = colour.get(at..at + 2).unwrap();
            let part = f64::from(u8::from_str_radix(part, 16).unwrap()) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// Contrast as WCAG 2.2 defines it.
    fn contrast(one: &str, other: &str) -> f64 {
        let light = |colour| {
            let [r, g, b] = linear(colour);
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (light(one), light(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// What an eye without one kind of cone sees (Machado, Oliveira and Fernandes 2009, severity 1).
    const EYES: [(&str, [[f64; 3]; 3]); 4] = [
        ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    /// L*a*b* of a linear colour as such an eye sees it.
    fn lab(colour: &str, eye: &[[f64; 3]; 3]) -> [f64; 3] {
        let rgb = linear(colour);
        let seen = eye.map(|row| {
            row.iter().zip(rgb).map(|(by, part)| by * part).sum::<f64>().clamp(0.0, 1.0)
        });
        let xyz = [
            (0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047,
            0.2126729 * seen[0] + 0.7151522 * seen[1] + 0.0721750 * seen[2],
            (0.0193339 * seen[0] + 0.119_192 * seen[1] + 0.9503041 * seen[2]) / 1.08883,
        ]
        .map(|t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 });
        [116.0 * xyz[1] - 16.0, 500.0 * (xyz[0] - xyz[1]), 200.0 * (xyz[1] - xyz[2])]
    }

    #[test]
    fn every_series_can_be_seen_on_its_ground() {
        for (series, ground) in [(DAY, "#fffdf9"), (DAY, "#ffffff"), (NIGHT, "#211a29")] {
            for colour in series {
                assert!(contrast(colour, ground) >= 4.5, "{colour} on {ground}");
            }
        }
    }

    #[test]
    fn the_first_four_series_are_told_apart_by_every_kind_of_eye() {
        for series in [DAY, NIGHT] {
            for (eye, cones) in &EYES {
                for one in 0..4 {
                    for other in 0..one {
                        let (a, b) = (lab(series[one], cones), lab(series[other], cones));
                        let apart: f64 =
                            a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                        assert!(apart > 15.0, "{} {} {eye}: {apart}", series[one], series[other]);
                    }
                }
            }
        }
    }

    #[test]
    fn every_series_has_a_dash_of_its_own() {
        let alone: std::collections::BTreeSet<_> = DASHES.into_iter().collect();
        assert_eq!(alone.len(), SERIES);
    }
}
