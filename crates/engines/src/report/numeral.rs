//! How a number is written in a report: thousands with a comma, a true minus, never "-0". Not for
//! files that programs read.

/// How numbers of one kind are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numeral {
    decimals: usize,
    before: &'static str,
    after: &'static str,
    sign: Sign,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Only a minus is written.
    Minus,
    /// A rise has its plus.
    Both,
}

impl Numeral {
    /// Whole numbers: "1,234".
    pub const WHOLE: Self = Self::decimals(0);
    /// Shares already in hundredths: "12 %" is 12, not 0.12.
    pub const PER_CENT: Self = Self::decimals(0).after("%");
    /// Pounds: "£1,234".
    pub const POUNDS: Self = Self::decimals(0).before("£");

    /// Numbers with so many decimals.
    #[must_use]
    pub const fn decimals(decimals: usize) -> Self {
        Self { decimals, before: "", after: "", sign: Sign::Minus }
    }

    /// The same with this before the digits: "£".
    #[must_use]
    pub const fn before(self, before: &'static str) -> Self {
        Self { before, ..self }
    }

    /// The same with this after them: " miles".
    #[must_use]
    pub const fn after(self, after: &'static str) -> Self {
        Self { after, ..self }
    }

    /// The same with a plus before a number above zero, for differences.
    #[must_use]
    pub const fn signed(self) -> Self {
        Self { sign: Sign::Both, ..self }
    }

    /// The number in words of this kind. What is no number is "not known".
    #[must_use]
    pub fn write(self, value: f64) -> String {
        if !value.is_finite() {
            return "not known".to_owned();
        }
        self.dressed(value, &grouped(&format!("{:.*}", self.decimals, value.abs())), "")
    }

    /// Two ends of a range: "1,200 to 1,400".
    #[must_use]
    pub fn range(self, low: f64, high: f64) -> String {
        format!("{} to {}", self.write(low), self.write(high))
    }

    /// The number beside an axis whose ticks lie `step` apart: short, and told apart from its
    /// neighbours.
    pub(super) fn tick(self, value: f64, step: f64) -> String {
        let (by, word) = match step.abs() {
            step if step >= 500_000.0 => (1e6, "m"),
            step if step >= 5_000.0 => (1e3, "k"),
            _ => (1.0, ""),
        };
        let word = if value == 0.0 { "" } else { word };
        let step = step / by;
        let decimals = (0..6).find(|places| {
            let scaled = step * 10_f64.powi(*places);
            (scaled - scaled.round()).abs() < 1e-6
        });
        let decimals = decimals.and_then(|places| usize::try_from(places).ok()).unwrap_or(6);
        self.dressed(value, &grouped(&format!("{:.decimals$}", (value / by).abs())), word)
    }

    fn dressed(self, value: f64, digits: &str, word: &str) -> String {
        let is_nought = !digits.contains(|digit: char| matches!(digit, '1'..='9'));
        let sign = match self.sign {
            _ if is_nought => "",
            _ if value < 0.0 => "−",
            Sign::Both => "+",
            Sign::Minus => "",
        };
        format!("{sign}{}{digits}{word}{}", self.before, self.after)
    }
}

/// Digits with a comma before each third from the right.
fn grouped(digits: &str) -> String {
    let (whole, rest) = digits.split_once('.').map_or((digits, ""), |(whole, rest)| (whole, rest));
    let mut written = String::with_capacity(digits.len() + whole.len() / 3 + 1);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    if !rest.is_empty() {
        written.push('.');
        written.push_str(rest);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_a_british_reader_expects() {
        assert_eq!(Numeral::WHOLE.write(1_234_567.4), "1,234,567");
        assert_eq!(Numeral::POUNDS.write(-1_223.0), "−£1,223");
        assert_eq!(Numeral::PER_CENT.write(12.4), "12%");
        assert_eq!(Numeral::decimals(2).write(999.995), "1,000.00");
        assert_eq!(Numeral::decimals(1).signed().range(-12.04, 2.0), "−12.0 to +2.0");
        assert_eq!(Numeral::WHOLE.write(f64::NAN), "not known");
    }

    #[test]
    fn a_rounded_nought_has_no_sign() {
        assert_eq!(Numeral::WHOLE.write(-0.2), "0");
        assert_eq!(Numeral::decimals(2).signed().write(0.001), "0.00");
    }

    #[test]
    fn ticks_are_short_and_told_apart() {
        assert_eq!(Numeral::WHOLE.tick(2_500.0, 500.0), "2,500");
        assert_eq!(Numeral::POUNDS.tick(7_500_000.0, 2_500_000.0), "£7.5m");
        assert_eq!(Numeral::WHOLE.tick(0.25, 0.05), "0.25");
        assert_eq!(Numeral::WHOLE.tick(15_000.0, 5_000.0), "15k");
    }
}
