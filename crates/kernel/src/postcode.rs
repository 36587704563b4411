//! Postcodes, their first halves and their sectors, read from typed text.
//!
//! Not for looking a place up: whether a sector exists is for the loaded places to say. A
//! [`Postcode`] is a home and so its `Debug` shows nothing; an [`Outcode`] or a [`Sector`] covers
//! thousands of homes and is public geography, but wrap one in `Personal` when it is hers.

use std::fmt;

/// Text that is not a postcode, or not the part of one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPostcode {
    /// Nothing was typed.
    #[error("no postcode was given")]
    Missing,
    /// The first half cannot be that of a postcode.
    #[error("the first half of the postcode should look like SO14 or SW1A")]
    Outward,
    /// The second half cannot be that of a postcode.
    #[error("the second half of the postcode should look like 3AB: a digit and two letters")]
    Inward,
}

/// Letters that never stand in the second half, because they are misread.
const NEVER_INWARD: [char; 6] = ['C', 'I', 'K', 'M', 'O', 'V'];
/// The only letters that are a postcode area by themselves.
const ALONE: &str = "BEGLMNSW";
/// Third letters of a first half such as `W1A`.
const THIRD_LETTERS: &str = "ABCDEFGHJKPSTUW";
/// Fourth letters of a first half such as `SW1A`.
const FOURTH_LETTERS: &str = "ABEHMNPRVWXY";

/// The first half: `SO14`, `M1`, `SW1A`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outcode(String);

/// The first half with the first digit of the second: `SO14 3`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sector {
    text: String,
    outcode: Outcode,
}

/// A full postcode in capitals with one space: `SO14 3AB`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode {
    text: String,
    sector: Sector,
}

impl Outcode {
    /// Reads a first half as typed. Case, blanks, dots and dashes do not matter, and O for 0, I for 1
    /// or the other way round are put right where only one of them can stand.
    ///
    /// # Errors
    /// [`NotAPostcode::Missing`] or [`NotAPostcode::Outward`].
    pub fn parse(typed: &str) -> Result<Self, NotAPostcode> {
        Self::from_tidy(&tidy(typed)?)
    }

    fn from_tidy(letters: &[char]) -> Result<Self, NotAPostcode> {
        if !(2..=4).contains(&letters.len()) {
            return Err(NotAPostcode::Outward);
        }
        // What was typed is taken when it can be right; else the reading with the fewest changes.
        let mut readings: Vec<u32> = (0..1 << letters.len()).collect();
        readings.sort_by_key(|changes| changes.count_ones());
        readings
            .into_iter()
            .filter_map(|changes| reread(letters, changes))
            .find(|text| is_outcode(text))
            .map(|letters| Self(letters.into_iter().collect()))
            .ok_or(NotAPostcode::Outward)
    }

    /// The text in capitals.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The one or two letters it begins with: `SO`.
    #[must_use]
    pub fn area(&self) -> &str {
        self.0.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default()
    }
}

impl Sector {
    /// Reads a sector as typed, `SO14 3` or `so143`: the last digit belongs to the second half.
    ///
    /// # Errors
    /// [`NotAPostcode`], saying which half is wrong.
    pub fn parse(typed: &str) -> Result<Self, NotAPostcode> {
        let letters = tidy(typed)?;
        let (digit, outward) = letters.split_last().ok_or(NotAPostcode::Missing)?;
        Self::from_parts(outward, *digit)
    }

    fn from_parts(outward: &[char], digit: char) -> Result<Self, NotAPostcode> {
        let digit = as_digit(digit).ok_or(NotAPostcode::Inward)?;
        let outcode = Outcode::from_tidy(outward)?;
        Ok(Self { text: format!("{} {digit}", outcode.text()), outcode })
    }

    /// The text in capitals with one space.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its first half.
    #[must_use]
    pub const fn outcode(&self) -> &Outcode {
        &self.outcode
    }
}

impl Postcode {
    /// Reads a postcode as typed, with the same forgiveness as [`Outcode::parse`].
    ///
    /// # Errors
    /// [`NotAPostcode`], saying which half is wrong. A first half alone is a wrong second half.
    pub fn parse(typed: &str) -> Result<Self, NotAPostcode> {
        let letters = tidy(typed)?;
        let Some((rest, [digit, first, second])) = letters.split_last_chunk::<3>() else {
            return Err(NotAPostcode::Inward);
        };
        if ![first, second].into_iter().all(|c| is_letter(*c) && !NEVER_INWARD.contains(c)) {
            return Err(NotAPostcode::Inward);
        }
        let sector = Sector::from_parts(rest, *digit)?;
        Ok(Self { text: format!("{}{first}{second}", sector.text()), sector })
    }

    /// The text in capitals with one space, as stored and shown to those who may see it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its first half and the digit after it.
    #[must_use]
    pub const fn sector(&self) -> &Sector {
        &self.sector
    }

    /// Its first half.
    #[must_use]
    pub const fn outcode(&self) -> &Outcode {
        &self.sector.outcode
    }
}

impl fmt::Debug for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postcode([personal])")
    }
}

/// Capitals and digits of the typed text. Stops soon after the longest postcode, so that a very long
/// text is refused at no cost; any other sign than a blank, dot or dash stays in and is refused.
fn tidy(typed: &str) -> Result<Vec<char>, NotAPostcode> {
    let letters: Vec<char> = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-'))
        .map(|c| c.to_ascii_uppercase())
        .take(16)
        .collect();
    if letters.is_empty() { Err(NotAPostcode::Missing) } else { Ok(letters) }
}

const fn is_letter(c: char) -> bool {
    c.is_ascii_uppercase()
}

fn as_digit(c: char) -> Option<char> {
    match c {
        'O' => Some('0'),
        'I' => Some('1'),
        c => c.is_ascii_digit().then_some(c),
    }
}

/// The letters with those at the marked places turned into what they look like; `None` when one of
/// them looks like nothing else.
fn reread(letters: &[char], changes: u32) -> Option<Vec<char>> {
    letters
        .iter()
        .enumerate()
        .map(|(place, c)| match (changes >> place & 1, c) {
            (0, c) => Some(*c),
            (_, 'O') => Some('0'),
            (_, '0') => Some('O'),
            (_, 'I') => Some('1'),
            (_, '1') => Some('I'),
            _ => None,
        })
        .collect()
}

/// The shapes a first half can have, with the letters that Royal Mail uses in each place. A district
/// of two digits does not begin with nought.
fn is_outcode(text: &[char]) -> bool {
    let alone = |c: char| ALONE.contains(c);
    let first = |c: char| is_letter(c) && !"QVX".contains(c);
    let second = |c: char| is_letter(c) && !"IJZ".contains(c);
    let digit = |c: char| c.is_ascii_digit();
    let above_nought = |c: char| digit(c) && c != '0';
    match *text {
        [a, d] => alone(a) && digit(d),
        [a, d, e] if digit(d) && digit(e) => alone(a) && above_nought(d),
        [a, d, l] if digit(d) => alone(a) && THIRD_LETTERS.contains(l),
        [a, b, d] => first(a) && second(b) && digit(d),
        [a, b, d, e] if digit(e) => first(a) && second(b) && above_nought(d),
        [a, b, d, l] => first(a) && second(b) && digit(d) && FOURTH_LETTERS.contains(l),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(typed: &str) -> String {
        Postcode::parse(typed).unwrap_or_else(|why| panic!("{typed}: {why}")).text().to_owned()
    }

    #[test]
    fn a_postcode_is_read_however_it_is_typed() {
        for typed in ["SO14 3AB", "so143ab", " So14  3aB ", "S O 1 4 3 A B", "SO14-3AB"] {
            assert_eq!(read(typed), "SO14 3AB");
        }
        for typed in ["M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX", "EC1A 1BB", "BS0 1AA"]
        {
            assert_eq!(read(typed), typed);
        }
    }

    #[test]
    fn letters_typed_for_digits_are_put_right_where_only_one_can_stand() {
        assert_eq!(read("S014 3AB"), "SO14 3AB");
        assert_eq!(read("SOI4 3AB"), "SO14 3AB");
        assert_eq!(read("0X1 2JD"), "OX1 2JD");
        assert_eq!(read("1P1 2DE"), "IP1 2DE");
        assert_eq!(read("OX1O 0AA"), "OX10 0AA");
        assert_eq!(read("MI IAE"), "M1 1AE");
        assert_eq!(read("CR2 OXH"), "CR2 0XH");
        // What can be right is not touched: E10 is a district of London, and so is EI0 read as E10.
        assert_eq!(read("E10 5AA"), "E10 5AA");
        assert_eq!(read("EIO 5AA"), "E10 5AA");
    }

    #[test]
    fn what_is_no_postcode_says_which_half_is_wrong() {
        let why = |typed: &str| Postcode::parse(typed).unwrap_err();
        assert_eq!(why(" - "), NotAPostcode::Missing);
        for typed in ["SO14", "SO14 3A", "SO14 3AO", "SO14 3KA", "SO14 AAB", "3AB3", "SO14 3ÀB"] {
            assert_eq!(why(typed), NotAPostcode::Inward, "{typed}");
        }
        for typed in ["3AB", "SO144 3AB", "QA1 1AA", "AZ1 1AA", "A1 1AA", "SOTN 3AB", "14 3AB"] {
            assert_eq!(why(typed), NotAPostcode::Outward, "{typed}");
        }
    }

    #[test]
    fn a_postcode_knows_its_sector_first_half_and_area() {
        let postcode = Postcode::parse("sw1a2aa").unwrap();
        assert_eq!(postcode.sector().text(), "SW1A 2");
        assert_eq!(postcode.outcode().text(), "SW1A");
        assert_eq!(postcode.outcode().area(), "SW");
        assert_eq!(Outcode::parse("m1").unwrap().area(), "M");
    }

    #[test]
    fn a_first_half_or_a_sector_is_read_by_itself() {
        assert_eq!(Outcode::parse("s014").unwrap().text(), "SO14");
        assert_eq!(Sector::parse("so143").unwrap().text(), "SO14 3");
        assert_eq!(Sector::parse("M1 I").unwrap().text(), "M1 1");
        assert_eq!(Sector::parse("SO14 3").unwrap().outcode(), &Outcode::parse("SO14").unwrap());
        assert_eq!(Sector::parse("SO14 B"), Err(NotAPostcode::Inward));
        assert_eq!(Sector::parse("3"), Err(NotAPostcode::Outward));
        assert_eq!(Outcode::parse("SO14 3AB"), Err(NotAPostcode::Outward));
        assert_eq!(Outcode::parse(""), Err(NotAPostcode::Missing));
    }

    #[test]
    fn a_debug_line_does_not_show_the_postcode() {
        assert!(!format!("{:?}", Postcode::parse("SO14 3AB").unwrap()).contains("SO"));
    }

    proptest! {
        #[test]
        fn what_is_read_is_in_its_one_form(typed in "[A-Za-z0-9 ]{2,9}") {
            if let Ok(postcode) = Postcode::parse(&typed) {
                prop_assert_eq!(Postcode::parse(postcode.text()), Ok(postcode.clone()));
                let sector = Sector::parse(postcode.sector().text());
                prop_assert_eq!(sector.as_ref(), Ok(postcode.sector()));
            }
        }

        #[test]
        fn any_text_is_a_postcode_or_a_clear_no(typed in any::<String>()) {
            let _ = (Postcode::parse(&typed), Outcode::parse(&typed), Sector::parse(&typed));
        }
    }
}
