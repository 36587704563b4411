//! Money as whole pence.
//!
//! Not for prices with parts of a penny, and not for other currencies: nothing here needs them.

use std::fmt;
use std::iter::Sum;

use serde::{Deserialize, Serialize};

/// An amount in pence; below nought is owed. Shown as `£1,234.56`.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Pence(i64);

/// The text is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an amount of money: pounds, or pounds and two digits of pence, such as 1,234.56")]
pub struct NotMoney;

impl Pence {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many pence.
    #[must_use]
    pub const fn new(pence: i64) -> Self {
        Self(pence)
    }

    /// The number of pence, as stored.
    #[must_use]
    pub const fn pence(self) -> i64 {
        self.0
    }

    /// The sum, or `None` when it is too large to hold.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` when it is too large to hold.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Reads an amount as typed: `1234`, `£1,234`, `1,234.56`, `-£20.00`. Commas must stand between
    /// thousands, so that `1,50` is not taken for a hundred and fifty pounds.
    ///
    /// # Errors
    /// [`NotMoney`] for anything else, and for more than the largest amount.
    pub fn parse(text: &str) -> Result<Self, NotMoney> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text),
        };
        let text = text.strip_prefix('£').unwrap_or(text).trim_start();
        let (pounds, pence) = match text.split_once('.') {
            Some((pounds, pence)) if pence.len() == 2 => (pounds, pence),
            Some(_) => return Err(NotMoney),
            None => (text, "00"),
        };
        let pounds = plain_digits(pounds)?;
        let pence = plain_digits(pence)?;
        let amount = pounds.checked_mul(100).and_then(|p| p.checked_add(pence)).ok_or(NotMoney)?;
        Ok(Self(if negative { -amount } else { amount }))
    }
}

/// Digits, with commas only between groups of three.
fn plain_digits(text: &str) -> Result<i64, NotMoney> {
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = text.contains(',');
    let first_fits = !first.is_empty() && (!grouped || first.len() <= 3);
    if !first_fits || groups.any(|group| group.len() != 3) {
        return Err(NotMoney);
    }
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        digits.parse().map_err(|_| NotMoney)
    } else {
        Err(NotMoney)
    }
}

impl fmt::Display for Pence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.0.unsigned_abs();
        let pounds = (amount / 100).to_string();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        f.write_str("£")?;
        for (index, digit) in pounds.chars().enumerate() {
            if index > 0 && (pounds.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, ".{:02}", amount % 100)
    }
}

/// Sums stay at the largest amount rather than wrap round; no real budget comes near it.
impl Sum for Pence {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.fold(0, |sum: i64, amount| sum.saturating_add(amount.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_is_shown_in_pounds_with_commas() {
        let shown = [0, 5, 120, 99_999, 100_000, 123_456, 123_456_789, -123_456, i64::MIN]
            .map(|pence| Pence::new(pence).to_string());
        let due = [
            "£0.00",
            "£0.05",
            "£1.20",
            "£999.99",
            "£1,000.00",
            "£1,234.56",
            "£1,234,567.89",
            "-£1,234.56",
            "-£92,233,720,368,547,758.08",
        ];
        assert_eq!(shown, due);
    }

    #[test]
    fn an_amount_is_read_as_people_type_it() {
        let amounts = ["1234", "£1,234", " 1,234.56 ", "-£20.00", "£ 0.05"];
        let pence = [123_400, 123_400, 123_456, -2_000, 5];
        assert_eq!(amounts.map(|text| Pence::parse(text).unwrap().pence()), pence);
        for text in ["", "£", ".50", "1.5", "1,50", "1,2345", ",123", "1e5", "ten", "1.2.3", "--1"]
        {
            assert_eq!(Pence::parse(text), Err(NotMoney), "{text}");
        }
        assert_eq!(Pence::parse(&"9".repeat(40)), Err(NotMoney));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(pence in -i64::MAX..=i64::MAX) {
            prop_assert_eq!(Pence::parse(&Pence::new(pence).to_string()), Ok(Pence::new(pence)));
        }

        #[test]
        fn any_text_is_money_or_a_clear_no(text in any::<String>()) {
            let _ = Pence::parse(&text);
        }
    }

    #[test]
    fn sums_do_not_wrap_round() {
        let sum: Pence = [Pence::new(150), Pence::new(-50)].into_iter().sum();
        assert_eq!(sum, Pence::new(100));
        assert_eq!(Pence::new(i64::MAX).checked_add(Pence::new(1)), None);
        let most: Pence = [Pence::new(i64::MAX), Pence::new(1)].into_iter().sum();
        assert_eq!(most, Pence::new(i64::MAX));
    }
}
