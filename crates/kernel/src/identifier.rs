//! Numbers by which other services know a woman: read, checked where a check exists, and brought
//! into one canonical form.
//!
//! Not for looking anybody up. The raw text is always kept, also when it is wrong, because a worker
//! must be able to ask where it came from; a wrong number has no canonical form, so that nothing can
//! be matched on it.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::personal::Personal;

/// The 23 check letters of the Police National Computer, by remainder. No I, O or S. Because 23 is
/// prime, and no two places of a nine-digit number weigh the same modulo 23, every single wrong
/// digit and every swap of two digits changes the letter.
const CHECK_LETTERS: &[u8; 23] = b"ZABCDEFGHJKLMNPQRTUVWXY";

/// Longest text that is kept as an identifier without a rule of its own, in characters.
const LONGEST_OTHER: usize = 64;

/// Whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// Police National Computer ID.
    Pnc,
    /// Criminal Records Office number.
    Cro,
    /// Prison number (also called NOMS or NOMIS number).
    PrisonNumber,
    /// Case reference number of the probation service.
    Crn,
    /// National Insurance number.
    Nino,
    /// Reference of probation's Refer and Monitor service.
    RmReference,
    /// Any other number, for instance a council's; there is no rule to check it by.
    Other,
}

impl IdentifierKind {
    /// Every kind, in the order in which a choice is offered.
    pub const ALL: [Self; 7] = [
        Self::Pnc,
        Self::Cro,
        Self::PrisonNumber,
        Self::Crn,
        Self::Nino,
        Self::RmReference,
        Self::Other,
    ];

    /// The stable text that stands in a row.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pnc => "pnc",
            Self::Cro => "cro",
            Self::PrisonNumber => "prison_number",
            Self::Crn => "crn",
            Self::Nino => "nino",
            Self::RmReference => "rm_reference",
            Self::Other => "other",
        }
    }

    /// Reads the text of a row back; `None` for a text that is no kind.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What the check said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// The form is right, and the check letter where there is one.
    Valid,
    /// The form is right and the check letter is not: a digit is wrong or two are swapped.
    BadCheckLetter,
    /// It does not look like this kind of number.
    BadFormat,
    /// There is no rule for this kind.
    Unverified,
}

impl Validity {
    /// Every outcome.
    pub const ALL: [Self; 4] =
        [Self::Valid, Self::BadCheckLetter, Self::BadFormat, Self::Unverified];

    /// The stable text that stands in a row.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::BadCheckLetter => "bad_check_letter",
            Self::BadFormat => "bad_format",
            Self::Unverified => "unverified",
        }
    }

    /// Reads the text of a row back; `None` for a text that is no outcome.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|validity| validity.code() == code)
    }
}

/// A number as typed, with what is known of it. `Debug` shows kind and validity, never the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// Whose number it is.
    pub kind: IdentifierKind,
    /// Exactly what was typed.
    pub raw: Personal<String>,
    /// The one form to store an index of and to match by; `None` when the number is wrong.
    pub canonical: Option<Personal<String>>,
    /// What the check said.
    pub validity: Validity,
}

impl Identifier {
    /// Reads a typed number as this kind. Case and blanks do not matter. `this_year` decides the
    /// century of a two-digit year: above the current one means 19yy.
    #[must_use]
    pub fn read(kind: IdentifierKind, raw: &str, this_year: i16) -> Self {
        let outcome = match kind {
            IdentifierKind::Pnc => pnc(&squeezed(raw), this_year),
            IdentifierKind::Cro => cro(&squeezed(raw)),
            IdentifierKind::PrisonNumber => by_pattern(squeezed(raw), "A9999AA"),
            IdentifierKind::Crn => by_pattern(squeezed(raw), "A999999"),
            IdentifierKind::Nino => nino(squeezed(raw)),
            IdentifierKind::RmReference => rm_reference(squeezed(raw)),
            IdentifierKind::Other => other(raw),
        };
        let (canonical, validity) = match outcome {
            Outcome::Checked(canonical) => (Some(canonical.into()), Validity::Valid),
            Outcome::NoRule(canonical) => (Some(canonical.into()), Validity::Unverified),
            Outcome::WrongLetter => (None, Validity::BadCheckLetter),
            Outcome::WrongForm => (None, Validity::BadFormat),
        };
        Self { kind, raw: raw.into(), canonical, validity }
    }

    /// Every kind that this typed text could be, for the search box: those that it validly is; when
    /// there is none, those whose form fits and whose check letter does not, so that the page can say
    /// "this looks like a PNC number, but a digit is wrong". Never [`IdentifierKind::Other`].
    #[must_use]
    pub fn guess(raw: &str, this_year: i16) -> Vec<Self> {
        let (mut found, wrong): (Vec<Self>, Vec<Self>) = IdentifierKind::ALL
            .into_iter()
            .filter(|kind| *kind != IdentifierKind::Other)
            .map(|kind| Self::read(kind, raw, this_year))
            .filter(|read| matches!(read.validity, Validity::Valid | Validity::BadCheckLetter))
            .partition(|read| read.validity == Validity::Valid);
        if found.is_empty() {
            found = wrong;
        }
        found
    }
}

/// What reading one kind came to.
enum Outcome {
    Checked(String),
    NoRule(String),
    WrongLetter,
    WrongForm,
}

/// Upper case without blanks. Only ASCII letters are raised, so no other letter turns into one. Cut
/// off after the longest form there is: one letter more is as wrong as a million.
fn squeezed(raw: &str) -> String {
    raw.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .take(LONGEST_OTHER)
        .collect()
}

/// `None` unless the text is that many ASCII digits.
fn digits(text: &str, count: RangeInclusive<usize>) -> Option<u64> {
    let all_digits = text.bytes().all(|b| b.is_ascii_digit());
    if all_digits && count.contains(&text.len()) { text.parse().ok() } else { None }
}

fn without_last(text: &str) -> Option<(&str, char)> {
    let mut letters = text.chars();
    let last = letters.next_back()?;
    Some((letters.as_str(), last))
}

fn checked(number: u64, letter: char, canonical: String) -> Outcome {
    let due = usize::try_from(number % 23).ok().and_then(|rest| CHECK_LETTERS.get(rest));
    if due.is_some_and(|due| char::from(*due) == letter) {
        Outcome::Checked(canonical)
    } else {
        Outcome::WrongLetter
    }
}

/// `YYYY/NNNNNNNX`. The letter checks the two-digit year followed by the serial padded to seven.
fn pnc(text: &str, this_year: i16) -> Outcome {
    pnc_parts(text, this_year).map_or(Outcome::WrongForm, |(year, serial, letter)| {
        let canonical = format!("{year:04}/{serial:07}{letter}");
        checked(year % 100 * 10_000_000 + serial, letter, canonical)
    })
}

fn pnc_parts(text: &str, this_year: i16) -> Option<(u64, u64, char)> {
    let (body, letter) = without_last(text).filter(|(_, last)| last.is_ascii_uppercase())?;
    // With a slash, the slash says where the year ends. Without one, only the full eleven digits
    // carry a four-digit year, or `2003123A` could be read in two ways.
    let (year, serial) = match body.split_once('/') {
        Some(parts) => parts,
        None => body.split_at_checked(if body.len() == 11 { 4 } else { 2 })?,
    };
    let this_year = u64::try_from(this_year).ok()?;
    let full_year = match year.len() {
        2 => {
            let century = this_year - this_year % 100;
            let short = digits(year, 2..=2)?;
            if short > this_year % 100 {
                (century + short).checked_sub(100)?
            } else {
                century + short
            }
        }
        4 => digits(year, 4..=4).filter(|year| (1900..=this_year).contains(year))?,
        _ => return None,
    };
    Some((full_year, digits(serial, 1..=7)?, letter))
}

/// `NNNNNN/YYX`, or `SFYY/N…X` for a record on a small file. The letter checks the year followed by
/// the serial, which is padded to six only in the standard form. A serial of the small-file form
/// that begins with nought is refused: its letter would depend on how many noughts were typed.
fn cro(text: &str) -> Outcome {
    let Some((body, letter)) = without_last(text).filter(|(_, last)| last.is_ascii_uppercase())
    else {
        return Outcome::WrongForm;
    };
    let read = match body.strip_prefix("SF") {
        Some(small_file) => small_file.split_once('/').and_then(|(year, serial)| {
            digits(year, 2..=2)?;
            digits(serial, 1..=6).filter(|_| !serial.starts_with('0'))?;
            let number = digits(&format!("{year}{serial}"), 3..=8)?;
            Some((number, format!("SF{year}/{serial}{letter}")))
        }),
        None => body.split_once('/').and_then(|(serial, year)| {
            let (serial, year) = (digits(serial, 1..=6)?, digits(year, 2..=2)?);
            Some((year * 1_000_000 + serial, format!("{serial:06}/{year:02}{letter}")))
        }),
    };
    read.map_or(Outcome::WrongForm, |(number, canonical)| checked(number, letter, canonical))
}

/// Does the text look like the pattern, where A stands for any capital and 9 for any digit?
fn looks_like(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(b, shape)| match shape {
            b'A' => b.is_ascii_uppercase(),
            _ => b.is_ascii_digit(),
        })
}

fn by_pattern(text: String, pattern: &str) -> Outcome {
    if looks_like(&text, pattern) { Outcome::Checked(text) } else { Outcome::WrongForm }
}

/// Two letters, four digits, two letters, none of them I or O.
fn rm_reference(text: String) -> Outcome {
    if text.contains(['I', 'O']) { Outcome::WrongForm } else { by_pattern(text, "AA9999AA") }
}

/// The rule of the Department for Work and Pensions.
fn nino(text: String) -> Outcome {
    const NEVER_FIRST: [char; 6] = ['D', 'F', 'I', 'Q', 'U', 'V'];
    const NEVER_SECOND: [char; 7] = ['D', 'F', 'I', 'O', 'Q', 'U', 'V'];
    const NEVER_GIVEN: [&str; 7] = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];
    let rest = text.strip_prefix(|c| !NEVER_FIRST.contains(&c));
    let fits = rest.is_some_and(|rest| !rest.starts_with(NEVER_SECOND))
        && !NEVER_GIVEN.iter().any(|prefix| text.starts_with(prefix))
        && text.ends_with(['A', 'B', 'C', 'D']);
    if fits { by_pattern(text, "AA999999A") } else { Outcome::WrongForm }
}

/// No rule: upper case, blanks gathered into one, so that the same number typed twice is found.
fn other(raw: &str) -> Outcome {
    let tidy = raw.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
    if tidy.is_empty() || tidy.chars().count() > LONGEST_OTHER {
        Outcome::WrongForm
    } else {
        Outcome::NoRule(tidy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use IdentifierKind::{Crn, Cro, Nino, Other, Pnc, PrisonNumber, RmReference};
    use proptest::prelude::*;

    const YEAR: i16 = 2026;

    fn read(kind: IdentifierKind, raw: &str) -> (Validity, Option<String>) {
        let read = Identifier::read(kind, raw, YEAR);
        assert_eq!(read.raw.reveal(), raw, "the raw text is kept as typed");
        (read.validity, read.canonical.map(Personal::into_inner))
    }

    fn valid(kind: IdentifierKind, raw: &str, canonical: &str) {
        assert_eq!(read(kind, raw), (Validity::Valid, Some(canonical.to_owned())), "{raw}");
    }

    fn wrong(kind: IdentifierKind, raw: &str, validity: Validity) {
        assert_eq!(read(kind, raw), (validity, None), "{raw}");
    }

    #[test]
    fn known_pnc_numbers_are_read_into_one_form() {
        valid(Pnc, "81/34U", "1981/0000034U");
        valid(Pnc, "02/73319Z", "2002/0073319Z");
        valid(Pnc, "00/223R", "2000/0000223R");
        valid(Pnc, "79/163001B", "1979/0163001B");
        valid(Pnc, "67/9893091D", "1967/9893091D");
        valid(Pnc, "033Y", "2003/0000003Y");
        valid(Pnc, "2003/0000003Y", "2003/0000003Y");
        valid(Pnc, " 2003/3 y ", "2003/0000003Y");
        valid(Pnc, "20030000003Y", "2003/0000003Y");
        valid(Pnc, "030000003Y", "2003/0000003Y");
    }

    #[test]
    fn a_pnc_number_with_a_wrong_letter_is_kept_and_never_matched() {
        wrong(Pnc, "20030011985Z", Validity::BadCheckLetter);
        wrong(Pnc, "20120052494O", Validity::BadCheckLetter);
        wrong(Pnc, "20230583843N", Validity::BadCheckLetter);
        valid(Pnc, "20030011985X", "2003/0011985X");
        valid(Pnc, "20120052494Q", "2012/0052494Q");
        valid(Pnc, "20230583843L", "2023/0583843L");
    }

    #[test]
    fn what_is_no_pnc_number_says_so() {
        for raw in ["", "U", "/U", "81/U", "81/34", "8/34U", "198/34U", "81/12345678Z", "2027/1A"] {
            wrong(Pnc, raw, Validity::BadFormat);
        }
        for raw in ["1899/1A", "81/34Ü", "８１/34U", "81/3/4U", "81//34U", "1234567890Z"] {
            wrong(Pnc, raw, Validity::BadFormat);
        }
    }

    #[test]
    fn a_two_digit_year_above_the_current_one_is_last_century() {
        let raw = with_letter(Pnc, "27/1");
        let canonical = |this_year| {
            let canonical = Identifier::read(Pnc, &raw, this_year).canonical.unwrap();
            canonical.reveal().split('/').next().unwrap().to_owned()
        };
        assert_eq!((canonical(2026), canonical(2027)), ("1927".into(), "2027".into()));
    }

    #[test]
    fn known_cro_numbers_are_read_into_one_form() {
        valid(Cro, "65656/91H", "065656/91H");
        valid(Cro, "065656/91h", "065656/91H");
        valid(Cro, "SF05/482703J", "SF05/482703J");
        valid(Cro, "sf83/50058z", "SF83/50058Z");
        wrong(Cro, "85227/65G", Validity::BadCheckLetter);
        valid(Cro, "85227/65L", "085227/65L");
        for raw in ["", "H", "65656/911H", "1234567/91H", "SF83/050058Z", "SF83/Z", "65656-91H"] {
            wrong(Cro, raw, Validity::BadFormat);
        }
    }

    #[test]
    fn numbers_without_a_check_letter_are_held_to_their_pattern() {
        valid(PrisonNumber, "a1234bc", "A1234BC");
        wrong(PrisonNumber, "A123BC", Validity::BadFormat);
        valid(Crn, "x 123456", "X123456");
        wrong(Crn, "X12345", Validity::BadFormat);
        valid(RmReference, "jc9853fd", "JC9853FD");
        for raw in ["IC9853FD", "JC9853FO", "JC985FD"] {
            wrong(RmReference, raw, Validity::BadFormat);
        }
    }

    #[test]
    fn a_national_insurance_number_follows_the_rule_of_the_department() {
        valid(Nino, "ab 12 34 56 c", "AB123456C");
        for prefix in ["DA", "FA", "IA", "QA", "UA", "VA", "AO", "AD", "BG", "GB", "ZZ", "TN"] {
            wrong(Nino, &format!("{prefix}123456C"), Validity::BadFormat);
        }
        for raw in ["AB123456E", "AB123456", "AB12345C", "1B123456C", ""] {
            wrong(Nino, raw, Validity::BadFormat);
        }
    }

    #[test]
    fn any_other_number_is_kept_unverified() {
        let both = ["  hb  1234/x ", "HB 1234/X"].map(|raw| read(Other, raw));
        assert_eq!(both[0], (Validity::Unverified, Some("HB 1234/X".into())));
        assert_eq!(both[0], both[1]);
        wrong(Other, "  ", Validity::BadFormat);
    }

    #[test]
    fn the_search_box_guesses_what_a_number_is() {
        let kinds = |raw: &str| {
            let all = Identifier::guess(raw, YEAR);
            all.iter().map(|found| (found.kind, found.validity)).collect::<Vec<_>>()
        };
        assert_eq!(kinds("81/34u"), [(Pnc, Validity::Valid)]);
        // Two digits on each side of the slash have the form of both.
        let both = [(Pnc, Validity::BadCheckLetter), (Cro, Validity::BadCheckLetter)];
        assert_eq!(kinds("81/34A"), both);
        assert_eq!(kinds("A1234BC"), [(PrisonNumber, Validity::Valid)]);
        assert_eq!(kinds("x123456"), [(Crn, Validity::Valid)]);
        assert_eq!(kinds("SF83/50058Z"), [(Cro, Validity::Valid)]);
        assert_eq!(kinds("AB123456C"), [(Nino, Validity::Valid)]);
        assert!(kinds("Mary Jones").is_empty());
    }

    #[test]
    fn kinds_and_outcomes_keep_their_codes() {
        for kind in IdentifierKind::ALL {
            assert_eq!(IdentifierKind::from_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.code()));
        }
        for validity in Validity::ALL {
            assert_eq!(Validity::from_code(validity.code()), Some(validity));
        }
        assert_eq!(IdentifierKind::from_code("passport"), None);
    }

    #[test]
    fn a_debug_line_does_not_show_the_number() {
        let line = format!("{:?}", Identifier::read(Pnc, "81/34U", YEAR));
        assert!(!line.contains("34") && line.contains("Pnc"));
    }

    /// Every text that differs in one digit, and every text with two neighbours swapped.
    fn slips(raw: &str) -> Vec<String> {
        let bytes = raw.as_bytes();
        let mut slips = Vec::new();
        for at in 0..bytes.len() {
            for digit in b'0'..=b'9' {
                if bytes[at].is_ascii_digit() && bytes[at] != digit {
                    let mut slip = bytes.to_vec();
                    slip[at] = digit;
                    slips.push(slip);
                }
            }
            if at + 1 < bytes.len() && bytes[at] != bytes[at + 1] {
                let mut slip = bytes.to_vec();
                slip.swap(at, at + 1);
                slips.push(slip);
            }
        }
        // Digits on both sides of the slash are neighbours to a typing hand.
        if let Some(slash) = raw.find('/')
            && bytes[slash - 1] != bytes[slash + 1]
        {
            let mut slip = bytes.to_vec();
            slip.swap(slash - 1, slash + 1);
            slips.push(slip);
        }
        slips.into_iter().map(|slip| String::from_utf8(slip).unwrap()).collect()
    }

    fn with_letter(kind: IdentifierKind, body: &str) -> String {
        CHECK_LETTERS
            .iter()
            .map(|letter| format!("{body}{}", char::from(*letter)))
            .find(|raw| Identifier::read(kind, raw, YEAR).validity == Validity::Valid)
            .unwrap()
    }

    fn every_slip_is_caught(kind: IdentifierKind, body: &str) -> Result<(), TestCaseError> {
        let raw = with_letter(kind, body);
        for slip in slips(&raw) {
            let read = Identifier::read(kind, &slip, YEAR);
            prop_assert_ne!(read.validity, Validity::Valid, "{} for {}", slip, raw);
            prop_assert!(read.canonical.is_none());
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_slip_in_a_pnc_number_is_caught(year in 1900u16..=2026, serial in 0u32..10_000_000) {
            let short = year % 100;
            for body in [
                format!("{year}/{serial:07}"),
                format!("{year}/{serial}"),
                format!("{year}{serial:07}"),
                format!("{short:02}/{serial}"),
                format!("{short:02}{serial:07}"),
                format!("{short:02}{serial}"),
            ] {
                every_slip_is_caught(Pnc, &body)?;
            }
        }

        #[test]
        fn every_slip_in_a_cro_number_is_caught(year in 0u8..100, serial in 1u32..1_000_000) {
            every_slip_is_caught(Cro, &format!("{serial:06}/{year:02}"))?;
            every_slip_is_caught(Cro, &format!("{serial}/{year:02}"))?;
            every_slip_is_caught(Cro, &format!("SF{year:02}/{serial}"))?;
        }

        #[test]
        fn the_canonical_form_reads_as_itself(raw in "[A-Za-z0-9/ ]{0,14}") {
            for kind in IdentifierKind::ALL {
                let read = Identifier::read(kind, &raw, YEAR);
                if let Some(canonical) = read.canonical {
                    let again = Identifier::read(kind, canonical.reveal(), YEAR);
                    prop_assert_eq!(again.canonical, Some(canonical));
                    prop_assert_eq!(again.validity, read.validity);
                }
            }
        }

        #[test]
        fn any_text_is_read_without_harm(raw in any::<String>(), year in any::<i16>()) {
            for kind in IdentifierKind::ALL {
                let read = Identifier::read(kind, &raw, year);
                prop_assert_eq!(read.raw.reveal(), &raw);
            }
            let _ = Identifier::guess(&raw, year);
        }
    }
}
