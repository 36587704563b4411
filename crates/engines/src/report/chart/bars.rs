//! Lying bars from nought, each under its name. Not for results about a middle: those are ranges.

use super::axis::Span;
use super::canvas::{Canvas, Form};
use super::rows::{Rows, TICKS, numeral};
use super::{Axis, Bar, Start};

pub(super) fn draw(form: Form, across: &Axis, bars: &[Bar]) -> Canvas {
    let values = bars.iter().flat_map(|bar| {
        let (low, high) = bar.range.unwrap_or((bar.value, bar.value));
        [bar.value, low, high]
    });
    // A bar that does not begin at nought lies about its length.
    let axis = Axis { start: Start::Nought, ..across.clone() };
    let span = Span::over(&axis, values, TICKS);
    let numeral = numeral(across);
    let named = bars.iter().map(|bar| {
        let words = match bar.range {
            Some((low, high)) => {
                format!("{} ({})", numeral.write(bar.value), numeral.range(low, high))
            }
            None => numeral.write(bar.value),
        };
        (bar.name.as_str(), words)
    });
    let mut rows = Rows::begin(form, &span, &across.label, 0.0, named);
    for (index, bar) in bars.iter().enumerate() {
        let at = rows.middle(index);
        if bar.value.is_finite() {
            let ends = (rows.x(0.0), rows.x(bar.value));
            rows.canvas.slab("bar", ends, at, 14.0);
        }
        if let Some((low, high)) = bar.range.filter(|(low, high)| (low + high).is_finite()) {
            let (low, high) = (rows.x(low), rows.x(high));
            rows.canvas.line("reach", (low, at), (high, at));
            for end in [low, high] {
                rows.canvas.line("reach", (end, at - 6.0), (end, at + 6.0));
            }
        }
    }
    rows.finish()
}
