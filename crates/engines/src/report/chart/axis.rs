//! From numbers to places: round ticks, and the share of the way along an axis. Not for drawing.

use super::{Axis, Scale, Start};

/// An axis laid over the numbers of a chart.
pub(super) struct Span {
    low: f64,
    high: f64,
    step: f64,
    scale: Scale,
}

impl Span {
    /// An axis over these numbers with about so many ticks; its ends are round.
    pub(super) fn over(axis: &Axis, values: impl Iterator<Item = f64>, ticks: f64) -> Self {
        let (low, high) = ends(axis.start, values);
        let step = step(axis.scale, (high - low) / ticks);
        let low = (low / step + 1e-9).floor() * step;
        let high = (high / step - 1e-9).ceil() * step;
        Self { low, high, step, scale: axis.scale }
    }

    /// An axis that ends where the numbers end; its ticks are round.
    pub(super) fn within(axis: &Axis, values: impl Iterator<Item = f64>, ticks: f64) -> Self {
        let (low, high) = ends(axis.start, values);
        Self { low, high, step: step(axis.scale, (high - low) / ticks), scale: axis.scale }
    }

    /// How far along a value lies, from 0 to 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// Whether nought is between its ends.
    pub(super) fn spans_nought(&self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }

    /// Its ticks, with what is written beside them.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let first = (self.low / self.step - 1e-9).ceil();
        let mut ticks = Vec::new();
        let mut number = first;
        // Never more than a few, but a wrong axis must not draw for ever.
        while ticks.len() < 40 {
            let value = number * self.step;
            if value > self.high + self.step * 1e-9 {
                break;
            }
            let words = match self.scale {
                Scale::Numbers(numeral) => numeral.tick(value, self.step),
                Scale::Years => format!("{value:.0}"),
            };
            ticks.push((value, words));
            number += 1.0;
        }
        ticks
    }
}

/// The ends of the numbers, never the same.
fn ends(start: Start, values: impl Iterator<Item = f64>) -> (f64, f64) {
    let none = match start {
        Start::Nought => (0.0, 0.0),
        Start::First => (f64::INFINITY, f64::NEG_INFINITY),
    };
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold(none, |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        (0.0, 1.0)
    } else if high - low > low.abs().max(high.abs()) * 1e-12 {
        (low, high)
    } else {
        let about = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
        (if start == Start::Nought && low >= 0.0 { low } else { low - about }, high + about)
    }
}

/// The round step nearest above `rough`: 1, 2, 2.5 or 5 times a power of ten; whole years for years.
fn step(scale: Scale, rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let round = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|times| times * power);
    let step = round.into_iter().find(|step| *step >= rough * (1.0 - 1e-9)).unwrap_or(power);
    match scale {
        Scale::Years => step.ceil().max(1.0),
        Scale::Numbers(_) => step,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Numeral;
    use super::*;

    fn words(axis: &Axis, values: &[f64]) -> Vec<String> {
        let span = Span::over(axis, values.iter().copied(), 5.0);
        span.ticks().into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn ticks_are_round_and_hold_every_number() {
        let axis = Axis::from_nought("women", Numeral::WHOLE);
        assert_eq!(
            words(&axis, &[3_180.0, 4_011.0]),
            ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]
        );
        let axis = Axis::of("points", Numeral::WHOLE.signed());
        assert_eq!(words(&axis, &[-12.0, 2.0]), ["−15", "−10", "−5", "0", "+5"]);
    }

    #[test]
    fn one_number_none_and_what_is_no_number_still_have_an_axis() {
        let axis = Axis::of("women", Numeral::WHOLE);
        for values in [&[][..], &[7.0], &[0.0, 0.0], &[f64::NAN, f64::INFINITY]] {
            let span = Span::over(&axis, values.iter().copied(), 5.0);
            assert!(span.share(span.low) == 0.0 && span.share(span.high) == 1.0);
            assert!((2..12).contains(&span.ticks().len()), "{values:?}");
        }
    }

    #[test]
    fn years_are_whole() {
        let axis = Axis::years("year");
        let span = Span::within(&axis, [2024.25, 2027.9].into_iter(), 5.0);
        let ticks: Vec<_> = span.ticks().into_iter().map(|(_, words)| words).collect();
        assert_eq!(ticks, ["2025", "2026", "2027"]);
    }
}
