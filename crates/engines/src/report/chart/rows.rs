//! Charts in rows: a name, and under it something on a shared axis: ranges, a tornado, a love plot.
//! Names stand over their row and not beside it, so that a telephone shows them whole.

use super::super::Numeral;
use super::axis::Span;
use super::canvas::{Canvas, Form, Shape, Stand, broken, count};
use super::{Axis, Balance, Lever, Range, Scale, Threshold, Weight};

/// The most letters of a line of a name.
const LETTERS: usize = 34;
/// How high a line of a name is, and the row under it.
const NAME: f64 = 19.0;
const ROW: f64 = 34.0;
/// How many steps an axis has, about: their numbers must fit beside each other on a telephone.
pub(super) const TICKS: f64 = 3.0;
/// Where the axis begins and ends across.
const SIDES: (f64, f64) = (0.03, 0.97);

/// Rows on a shared axis, under a key of `room` pixels.
pub(super) struct Rows<'a> {
    pub(super) canvas: Canvas,
    span: &'a Span,
    middles: Vec<f64>,
}

impl<'a> Rows<'a> {
    /// Writes names, values and axis; what is on it comes after.
    pub(super) fn begin<'n>(
        form: Form,
        span: &'a Span,
        label: &str,
        room: f64,
        named: impl Iterator<Item = (&'n str, String)>,
    ) -> Self {
        // The value stands under the name, for both may be long.
        let named: Vec<Vec<(&str, String)>> = named
            .map(|(name, words)| {
                let name = broken(name, LETTERS).into_iter().map(|line| ("strong halo", line));
                let words = broken(&words, LETTERS).into_iter().map(|line| ("soft halo", line));
                name.chain(words).filter(|(_, line)| !line.is_empty()).collect()
            })
            .collect();
        let high: f64 = named.iter().map(|row| count(row.len()) * NAME + ROW).sum();
        let foot = room + high;
        let mut canvas = Canvas::new(form, foot + 50.0);
        let x = |value: f64| place(span, value);
        for (value, words) in span.ticks() {
            canvas.line("grid", (x(value), room), (x(value), foot));
            canvas.text("soft", (x(value), foot + 20.0), Stand::About, &words);
        }
        if span.spans_nought() {
            canvas.line("zero", (x(0.0), room), (x(0.0), foot + 5.0));
        }
        canvas.text("soft", (1.0, foot + 44.0), Stand::Before, label);
        let mut middles = Vec::with_capacity(named.len());
        let mut y = room;
        for row in named {
            for (class, line) in row {
                y += NAME;
                canvas.text(class, (0.0, y - 4.0), Stand::After, &line);
            }
            middles.push(y + 12.0);
            y += ROW;
        }
        Self { canvas, span, middles }
    }

    /// Where the middle of a row is, in pixels from the top.
    pub(super) fn middle(&self, row: usize) -> f64 {
        self.middles.get(row).copied().unwrap_or_default()
    }

    /// Where a value is across.
    pub(super) fn x(&self, value: f64) -> f64 {
        place(self.span, value)
    }

    pub(super) fn finish(self) -> Canvas {
        self.canvas
    }
}

fn place(span: &Span, value: f64) -> f64 {
    SIDES.0 + span.share(value) * (SIDES.1 - SIDES.0)
}

/// How the numbers of an axis are written.
pub(super) fn numeral(axis: &Axis) -> Numeral {
    match axis.scale {
        Scale::Numbers(numeral) => numeral,
        Scale::Years => Numeral::decimals(1),
    }
}

pub(super) fn ranges(form: Form, across: &Axis, ranges: &[Range]) -> Canvas {
    let values =
        ranges.iter().flat_map(|range| [range.low, range.high, range.middle.unwrap_or(range.low)]);
    let span = Span::over(across, values, TICKS);
    let numeral = numeral(across);
    let named = ranges.iter().map(|range| {
        let words = numeral.range(range.low, range.high);
        let words = match range.middle {
            Some(middle) => format!("{} ({words})", numeral.write(middle)),
            None => words,
        };
        (range.name.as_str(), words)
    });
    let mut rows = Rows::begin(form, &span, &across.label, 0.0, named);
    for (index, range) in ranges.iter().enumerate() {
        let at = rows.middle(index);
        let (stroke, point) = match range.weight {
            Weight::Ours => ("span-ours", "point-ours"),
            Weight::Beside => ("span", "point"),
        };
        if (range.low + range.high).is_finite() {
            let (low, high) = (rows.x(range.low), rows.x(range.high));
            rows.canvas.line(stroke, (low, at), (high, at));
            for end in [low, high] {
                rows.canvas.line("span", (end, at - 6.0), (end, at + 6.0));
            }
        }
        if let Some(middle) = range.middle.filter(|middle| middle.is_finite()) {
            let middle = rows.x(middle);
            rows.canvas.circle(point, (middle, at), 6.5);
        }
    }
    rows.finish()
}

pub(super) fn tornado(form: Form, across: &Axis, middle: f64, levers: &[Lever]) -> Canvas {
    let values = levers.iter().flat_map(|lever| [lever.low.1, lever.high.1, middle]);
    let span = Span::over(across, values, TICKS);
    let numeral = numeral(across);
    let levers = by_reach(levers);
    let named = levers.iter().map(|lever| {
        let (low, high) = (numeral.write(lever.low.1), numeral.write(lever.high.1));
        (lever.name.as_str(), format!("{}: {low}; {}: {high}", lever.low.0, lever.high.0))
    });
    let mut rows = Rows::begin(form, &span, &across.label, 34.0, named);
    let at = 12.0;
    rows.canvas.slab("low", (0.0, 0.05), at, 12.0);
    rows.canvas.nudged("strong", (0.05, at + 5.0), 8.0, Stand::After, "lower value");
    rows.canvas.slab("high", (0.5, 0.55), at, 12.0);
    rows.canvas.nudged("strong", (0.55, at + 5.0), 8.0, Stand::After, "higher value");
    for (index, lever) in levers.iter().enumerate() {
        let at = rows.middle(index);
        for (class, value) in [("low", lever.low.1), ("high", lever.high.1)] {
            if value.is_finite() && middle.is_finite() {
                let ends = (rows.x(middle), rows.x(value));
                rows.canvas.slab(class, ends, at, 14.0);
            }
        }
        let middle = rows.x(middle);
        rows.canvas.line("zero", (middle, at - 11.0), (middle, at + 11.0));
    }
    rows.finish()
}

/// The levers, the one that moves the result most first; of alike ones the first stays first.
pub(super) fn by_reach(levers: &[Lever]) -> Vec<&Lever> {
    let mut sorted: Vec<&Lever> = levers.iter().collect();
    let reach = |lever: &Lever| (lever.high.1 - lever.low.1).abs();
    sorted.sort_by(|one, other| reach(other).total_cmp(&reach(one)));
    sorted
}

pub(super) fn love(form: Form, covariates: &[Balance], thresholds: &[Threshold]) -> Canvas {
    let across = Axis::from_nought("Standardised difference, % of a SD", Numeral::WHOLE);
    let sizes = covariates.iter().flat_map(|one| [one.before.abs(), one.after.abs()]);
    let span = Span::over(&across, sizes.chain(thresholds.iter().map(|line| line.at)), 4.0);
    let named = covariates.iter().map(|one| (one.name.as_str(), String::new()));
    let mut rows = Rows::begin(form, &span, &across.label, 58.0, named);
    rows.canvas.point("before", (0.02, 12.0), Shape::Circle);
    rows.canvas.nudged("strong", (0.02, 17.0), 14.0, Stand::After, "before");
    rows.canvas.point("after", (0.35, 12.0), Shape::Diamond);
    rows.canvas.nudged("strong", (0.35, 17.0), 14.0, Stand::After, "after");
    let foot = rows.middles.last().map_or(58.0, |last| last + ROW - 12.0);
    for line in thresholds {
        let x = rows.x(line.at);
        rows.canvas.line("limit", (x, 44.0), (x, foot));
        rows.canvas.nudged("soft halo", (x, 48.0), 5.0, Stand::After, &line.word);
    }
    for (index, one) in covariates.iter().enumerate() {
        let at = rows.middle(index);
        let (before, after) = (rows.x(one.before.abs()), rows.x(one.after.abs()));
        if one.before.is_finite() && one.after.is_finite() {
            rows.canvas.line("way", (before, at), (after, at));
        }
        if one.before.is_finite() {
            rows.canvas.point("before", (before, at), Shape::Circle);
        }
        if one.after.is_finite() {
            rows.canvas.point("after", (after, at), Shape::Diamond);
        }
    }
    rows.finish()
}
