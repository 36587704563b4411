//! What a result says, in words that its interval allows. Wording is logic: an interval across nought
//! never becomes "works", "no effect" or "the same". Not for praise.

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Who committed a proven reoffence within a year, in points of a hundred.
    Rate,
    /// Proven reoffences a person within a year.
    Frequency,
    /// Days to the first proven reoffence.
    Time,
    /// Who reoffended, by how serious the court took it.
    RateBy(Outcome),
    /// Reoffences a person, by how serious the court took it.
    FrequencyBy(Outcome),
    /// Who was sent to custody for a reoffence.
    CustodyRate,
    /// Custodial sentences a person.
    CustodialFrequency,
    /// Who was in work.
    Employment,
    /// Days in work.
    EmploymentDays,
    /// Who received out-of-work benefits.
    Benefits,
}

/// How serious the court took a reoffence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Tried by a jury only.
    Indictable,
    /// Either way.
    EitherWay,
    /// By magistrates only.
    Summary,
}

/// Who was supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Women.
    Women,
    /// People.
    People,
}

/// Which way an interval lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All of it below nought.
    Lower,
    /// All of it above nought.
    Higher,
    /// Nought is in it.
    Inconclusive,
}

impl Verdict {
    /// Of an interval.
    #[must_use]
    pub fn of(low: f64, high: f64) -> Self {
        if high < 0.0 {
            Self::Lower
        } else if low > 0.0 {
            Self::Higher
        } else {
            Self::Inconclusive
        }
    }
}

/// What is known of a result; rates in points of a hundred, frequencies a person, times in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// What was measured.
    pub measure: Measure,
    /// Of whom.
    pub who: Who,
    /// How many were submitted.
    pub submitted: Option<u64>,
    /// How many of them were analysed.
    pub analysed: Option<u64>,
    /// Mean of those supported.
    pub treated: Option<f64>,
    /// Mean of those they are compared with.
    pub comparison: Option<f64>,
    /// Interval of the difference, treated less comparison.
    pub interval: Option<(f64, f64)>,
    /// Two-sided p.
    pub p: Option<f64>,
    /// How many analysed it would take.
    pub number_needed: Option<u64>,
    /// How many of those supported reoffended, where it is known; of a rate it is reckoned.
    pub reoffended: Option<f64>,
}

/// Where a result belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the summary.
    Summary,
    /// Beside it: few reoffended.
    WithCare,
    /// Nowhere: its numbers are too small to be shown.
    Withheld,
    /// There is no interval, so nothing is said of a difference.
    NoInterval,
}

/// What may be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which way, where an interval is known.
    pub verdict: Option<Verdict>,
    /// Where it belongs.
    pub place: Place,
    /// The sentences, in order.
    pub sentences: Vec<String>,
}

impl Said {
    /// The sentences as one paragraph.
    #[must_use]
    pub fn text(&self) -> String {
        self.sentences.join(" ")
    }
}

/// Fewer treated persons than this is not shown.
const SHOWN_FROM: f64 = 10.0;
/// Fewer treated reoffenders than this is read with care, and has no time measure.
const CARE_UNDER: f64 = 30.0;

/// Puts a result into words.
#[must_use]
pub fn word(told: &Told) -> Said {
    let reoffended = told.reoffended.or_else(|| reckoned(told));
    if withheld(told, reoffended) {
        let sentence = match told.measure {
            Measure::Time => {
                "The time to the first reoffence is not given: fewer than 30 of those supported reoffended."
            }
            _ => "This result is not given: it would rest on fewer than ten people.",
        };
        return Said {
            verdict: None,
            place: Place::Withheld,
            sentences: vec![sentence.to_owned(), analysed(told)],
        };
    }
    let mut sentences = Vec::new();
    if let Some(means) = both_means(told) {
        sentences.push(means);
    }
    let Some((low, high)) = told.interval else {
        sentences
            .push("No interval is known, so nothing can be said about a difference.".to_owned());
        sentences.push(analysed(told));
        return Said { verdict: None, place: Place::NoInterval, sentences };
    };
    let verdict = Verdict::of(low, high);
    sentences.push(interval(told, verdict, low, high));
    if verdict == Verdict::Inconclusive {
        sentences.push(more(told));
    }
    if let Some(note) = rounding(told, low, high) {
        sentences.push(note);
    }
    let few = few_matter(told.measure) && reoffended.is_some_and(|n| n < CARE_UNDER);
    if few {
        sentences.push("Few reoffended: treat with care.".to_owned());
    }
    sentences.push(analysed(told));
    let place = if few { Place::WithCare } else { Place::Summary };
    Said { verdict: Some(verdict), place, sentences }
}

fn reckoned(told: &Told) -> Option<f64> {
    match (told.measure, told.analysed, told.treated) {
        (Measure::Rate, Some(n), Some(rate)) => Some(n as f64 * rate / 100.0),
        // Only those who reoffended have a time to it.
        (Measure::Time, Some(n), _) => Some(n as f64),
        _ => None,
    }
}

fn few_matter(measure: Measure) -> bool {
    !matches!(measure, Measure::Employment | Measure::EmploymentDays | Measure::Benefits)
}

fn withheld(told: &Told, reoffended: Option<f64>) -> bool {
    let few = |n: f64| n < SHOWN_FROM;
    let of_rate = |mean: Option<f64>| match (is_rate(told.measure), told.analysed, mean) {
        (true, Some(n), Some(rate)) => few(n as f64 * rate / 100.0),
        _ => false,
    };
    match told.measure {
        Measure::Time => reoffended.is_some_and(|n| n < CARE_UNDER),
        _ => {
            of_rate(told.treated)
                || told.analysed.is_some_and(|n| few(n as f64))
                || (few_matter(told.measure) && reoffended.is_some_and(few))
        }
    }
}

const fn is_rate(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Rate
            | Measure::RateBy(_)
            | Measure::CustodyRate
            | Measure::Employment
            | Measure::Benefits
    )
}

const fn is_days(measure: Measure) -> bool {
    matches!(measure, Measure::Time | Measure::EmploymentDays)
}

/// A number as this measure is shown; "-0" is 0.
fn shown(measure: Measure, x: f64) -> String {
    let text = if is_rate(measure) || is_days(measure) {
        format!("{:.0}", round(x, 0))
    } else {
        format!("{:.2}", round(x, 2))
    };
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => rest.to_owned(),
        _ => text,
    }
}

/// Halves away from nought, as people round.
fn round(x: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    // A hair more, so that 0.145 as a float (0.14499…) rounds as written.
    (x * scale + x.signum() * 1e-9).round() / scale
}

fn who(told: &Told) -> &'static str {
    match told.who {
        Who::Women => "women",
        Who::People => "people",
    }
}

fn subject(measure: Measure) -> &'static str {
    match measure {
        Measure::Rate => "The rate of proven reoffending within a year",
        Measure::Frequency => "The number of proven reoffences a person within a year",
        Measure::Time => "The time to the first proven reoffence",
        Measure::RateBy(Outcome::Indictable) => "The rate of reoffending tried by a jury only",
        Measure::RateBy(Outcome::EitherWay) => "The rate of reoffending triable either way",
        Measure::RateBy(Outcome::Summary) => "The rate of reoffending tried by magistrates only",
        Measure::FrequencyBy(Outcome::Indictable) => {
            "The number of reoffences a person tried by a jury only"
        }
        Measure::FrequencyBy(Outcome::EitherWay) => {
            "The number of reoffences a person triable either way"
        }
        Measure::FrequencyBy(Outcome::Summary) => {
            "The number of reoffences a person tried by magistrates only"
        }
        Measure::CustodyRate => "The rate of those sent to custody for a reoffence",
        Measure::CustodialFrequency => "The number of custodial sentences a person",
        Measure::Employment => "The share of those in work",
        Measure::EmploymentDays => "The time in work",
        Measure::Benefits => "The share of those on out-of-work benefits",
    }
}

fn unit(told: &Told) -> String {
    if is_rate(told.measure) {
        format!("{} in every 100", who(told))
    } else if is_days(told.measure) {
        "days".to_owned()
    } else if told.measure == Measure::CustodialFrequency {
        "sentences a person".to_owned()
    } else {
        "offences a person".to_owned()
    }
}

fn both_means(told: &Told) -> Option<String> {
    let (t, c) = (told.treated?, told.comparison?);
    let (t, c) = (shown(told.measure, t), shown(told.measure, c));
    let subject = subject(told.measure);
    Some(if is_rate(told.measure) {
        format!(
            "{subject} was {t} in every 100 for those supported, and {c} in every 100 in the comparison group."
        )
    } else if is_days(told.measure) {
        format!("{subject} was {t} days for those supported, and {c} days in the comparison group.")
    } else {
        format!("{subject} was {t} for those supported, and {c} in the comparison group.")
    })
}

fn interval(told: &Told, verdict: Verdict, low: f64, high: f64) -> String {
    let (lower, higher) = match told.measure {
        Measure::Time | Measure::EmploymentDays => ("shorter", "longer"),
        _ => ("lower", "higher"),
    };
    let (subject, unit) = (subject(told.measure), unit(told));
    let number = |x: f64| shown(told.measure, x.abs());
    match verdict {
        Verdict::Lower | Verdict::Higher => {
            let (word, near, far) = match verdict {
                Verdict::Lower => (lower, high, low),
                _ => (higher, low, high),
            };
            let (near, far) = (number(near), number(far));
            let p = match told.p {
                Some(p) if p < 0.005 => ", p under 0.01".to_owned(),
                Some(p) => format!(", p = {:.2}", round(p, 2)),
                None => String::new(),
            };
            let mut sentence = format!(
                "{subject} was {word} by between {near} and {far} {unit}; this is statistically significant (95 per cent interval{p})."
            );
            if near.chars().all(|c| c == '0' || c == '.') {
                sentence.push_str(" The 0 is less than half of what is shown, rounded.");
            }
            sentence
        }
        Verdict::Inconclusive => format!(
            "{subject} could be {lower} by as many as {} or {higher} by as many as {} {unit}.",
            number(low.min(0.0)),
            number(high.max(0.0)),
        ),
    }
}

fn more(told: &Told) -> String {
    match told.number_needed {
        Some(n) => format!(
            "More {} would be needed to tell: about {n} analysed, if the difference stayed as it is.",
            who(told)
        ),
        None => format!("More {} would be needed to tell.", who(told)),
    }
}

/// Says so when what is rounded does not add up.
fn rounding(told: &Told, low: f64, high: f64) -> Option<String> {
    let (t, c) = (told.treated?, told.comparison?);
    let digits = if is_rate(told.measure) || is_days(told.measure) { 0 } else { 2 };
    let parts = round(t, digits) - round(c, digits);
    let whole = round(t - c, digits);
    let inside = low - 1e-9 <= parts && parts <= high + 1e-9;
    ((parts - whole).abs() > 1e-9 || !inside).then(|| {
        format!(
            "Figures are rounded one by one: the difference is {}, which is not that of the figures shown.",
            shown(told.measure, whole)
        )
    })
}

fn analysed(told: &Told) -> String {
    let who = who(told);
    match (told.analysed, told.submitted) {
        (Some(n), Some(of)) => format!(
            "{n} of {of} {who} submitted were analysed; those who were not may differ from them."
        ),
        (Some(n), None) => format!(
            "{n} {who} were analysed; how many were submitted is not known here, and those who were not analysed may differ from them."
        ),
        _ => "How many were submitted and analysed is not known here; those who were not analysed may differ from those who were.".to_owned(),
    }
}
