//! Lines with ranges about them. Not for lengths: those are bars.

use super::axis::Span;
use super::canvas::{Canvas, Form, Shape, Stand, broken, count};
use super::{Axis, Line, Mark, Stroke};

/// How high the ground of the lines is, in pixels.
const GROUND: f64 = 260.0;
/// How high a line of the key is.
const KEY: f64 = 21.0;
/// The most letters of a line of the key: a telephone shows them whole.
const LETTERS: usize = 32;

/// Where the ground begins and ends across: room for the numbers up the side.
fn sides(form: Form) -> (f64, f64) {
    match form {
        Form::Page => (0.14, 0.985),
        Form::File => (0.09, 0.985),
    }
}

pub(super) fn draw(form: Form, across: &Axis, up: &Axis, lines: &[Line], marks: &[Mark]) -> Canvas {
    let values = lines.iter().flat_map(|line| {
        let points = line.points.iter().map(|point| point.up);
        points.chain(
            line.bands
                .iter()
                .flat_map(|band| band.edges.iter().flat_map(|(_, low, high)| [*low, *high])),
        )
    });
    let upward = Span::over(up, values, 5.0);
    let places = lines.iter().flat_map(|line| {
        let points = line.points.iter().map(|point| point.across);
        points.chain(line.bands.iter().flat_map(|band| band.edges.iter().map(|edge| edge.0)))
    });
    let along = Span::within(across, places, 6.0);
    let (left, right) = sides(form);
    let keys = KEY * lines.iter().map(|line| count(named(line).len())).sum::<f64>();
    let top = keys + 34.0 + if marks.is_empty() { 0.0 } else { 20.0 };
    let foot = top + GROUND;
    let x = |value: f64| left + along.share(value) * (right - left);
    let y = |value: f64| foot - upward.share(value) * GROUND;

    let mut canvas = Canvas::new(form, foot + 50.0);
    key(&mut canvas, lines);
    canvas.text("soft", (0.0, keys + 16.0), Stand::After, &up.label);
    for (value, words) in upward.ticks() {
        canvas.line("grid", (left, y(value)), (right, y(value)));
        canvas.nudged("soft", (left, y(value) + 5.0), -8.0, Stand::Before, &words);
    }
    if upward.spans_nought() {
        canvas.line("zero", (left, y(0.0)), (right, y(0.0)));
    }
    for (value, words) in along.ticks() {
        canvas.line("grid", (x(value), foot), (x(value), foot + 5.0));
        // About the last tick half of a word would be off the sheet.
        let stand = if x(value) > 0.96 { Stand::Before } else { Stand::About };
        canvas.text("soft", (x(value), foot + 21.0), stand, &words);
    }
    canvas.text("soft", (right, foot + 44.0), Stand::Before, &across.label);
    for (number, line) in (1..).zip(lines) {
        for band in &line.bands {
            let whole = band.edges.iter().filter(|(_, low, high)| (low + high).is_finite());
            let upper: Vec<_> = whole.clone().map(|(at, _, high)| (x(*at), y(*high))).collect();
            let lower: Vec<_> = whole.map(|(at, low, _)| (x(*at), y(*low))).collect();
            canvas.area(&format!("b{number}"), &upper, &lower);
        }
    }
    for mark in marks {
        let at = x(mark.across);
        canvas.line("limit", (at, top - 14.0), (at, foot));
        let (by, stand) = if at > 0.55 { (-6.0, Stand::Before) } else { (6.0, Stand::After) };
        canvas.nudged("soft halo", (at, top - 8.0), by, stand, &mark.word);
    }
    for (series, line) in lines.iter().enumerate() {
        let number = series + 1;
        if line.stroke != Stroke::Points {
            // Where a value is no number the line is broken.
            for run in line.points.split(|point| !point.up.is_finite()) {
                let run: Vec<_> = run.iter().map(|point| (x(point.across), y(point.up))).collect();
                if run.len() > 1 {
                    canvas.path(&format!("s{number}"), &run);
                }
            }
        }
        if line.stroke != Stroke::Line || line.points.len() == 1 {
            for point in line.points.iter().filter(|point| point.up.is_finite()) {
                let at = (x(point.across), y(point.up));
                canvas.point(&format!("p{number}"), at, Shape::of_series(series));
            }
        }
    }
    canvas
}

/// Each series with its dash and its point, and the names of its ranges in a second line.
fn key(canvas: &mut Canvas, lines: &[Line]) {
    let reach = match canvas.form() {
        Form::Page => 0.1,
        Form::File => 0.055,
    };
    let mut top = 0.0;
    for (series, line) in lines.iter().enumerate() {
        let (number, middle) = (series + 1, top + 11.0);
        if !line.bands.is_empty() {
            canvas.slab(&format!("b{number}"), (0.0, reach), middle, 18.0);
        }
        if line.stroke != Stroke::Points {
            canvas.line(&format!("s{number}"), (0.0, middle), (reach, middle));
        }
        if line.stroke != Stroke::Line {
            canvas.point(&format!("p{number}"), (reach / 2.0, middle), Shape::of_series(series));
        }
        for (class, words) in named(line) {
            canvas.nudged(class, (reach, top + 16.0), 8.0, Stand::After, &words);
            top += KEY;
        }
    }
}

/// The lines of the key for one series.
fn named(line: &Line) -> Vec<(&'static str, String)> {
    let bands: Vec<&str> = line.bands.iter().map(|band| band.name.as_str()).collect();
    let mut named: Vec<(&str, String)> =
        broken(&line.name, LETTERS).into_iter().map(|words| ("strong", words)).collect();
    if !bands.is_empty() {
        let bands = format!("with {}", bands.join(" and "));
        named.extend(broken(&bands, LETTERS).into_iter().map(|words| ("soft", words)));
    }
    named
}
