//! What a chart is drawn on: a few shapes in SVG, for a page or for a file. On a page, lengths
//! across are in per cent and lengths down in pixels, so that lines stretch with the window and text
//! never shrinks; in a file all are pixels of a sheet 720 wide. Not for deciding what is drawn.
//!
//! Own writing and no library: see docs/decisions/0108.

use std::fmt::Write as _;

use askama::Template;

use super::super::palette;

/// Where a chart will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Form {
    /// In a page, which has the stylesheet.
    Page,
    /// In a file of its own, also for print.
    File,
}

/// How wide a chart in a file is, in pixels.
const SHEET: f64 = 720.0;
/// How wide the paths of a page count, before they are stretched.
const PATHS: f64 = 1000.0;

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    After,
    About,
    Before,
}

/// A shape of a point. Each series has one, beside its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Circle,
    Square,
    Diamond,
    Triangle,
    Upturned,
    Cross,
}

impl Shape {
    /// The shape of a series, counted from nought.
    pub(super) fn of_series(series: usize) -> Self {
        match series % palette::SERIES {
            0 => Self::Circle,
            1 => Self::Square,
            2 => Self::Diamond,
            3 => Self::Triangle,
            4 => Self::Upturned,
            _ => Self::Cross,
        }
    }

    /// Its outline about (0, 0), about ten pixels wide.
    const fn outline(self) -> &'static str {
        match self {
            Self::Circle => "M-5 0A5 5 0 1 1 5 0A5 5 0 1 1 -5 0Z",
            Self::Square => "M-4.5-4.5H4.5V4.5H-4.5Z",
            Self::Diamond => "M0-6L6 0L0 6L-6 0Z",
            Self::Triangle => "M0-6L6 5H-6Z",
            Self::Upturned => "M0 6L6-5H-6Z",
            Self::Cross => {
                "M-5.5-3L-3-5.5L0-2.5L3-5.5L5.5-3L2.5 0L5.5 3L3 5.5L0 2.5L-3 5.5L-5.5 3L-2.5 0Z"
            }
        }
    }
}

/// A chart being drawn. `x` is a share of the width from 0 to 1, `y` pixels from the top.
pub(super) struct Canvas {
    form: Form,
    height: f64,
    /// For a map, whose parts must keep their shape: the whole sheet in pixels of this width.
    fixed: Option<f64>,
    body: String,
    /// Paths that wait to be written together.
    paths: String,
}

#[derive(Template)]
#[template(path = "chart.svg", escape = "html")]
struct Sheet<'a> {
    is_file: bool,
    rules: String,
    /// `width`, `height` and `viewBox`, as the form needs them.
    size: String,
    kind: &'static str,
    id: &'a str,
    title: &'a str,
    description: &'a str,
    body: &'a str,
}

impl Canvas {
    pub(super) fn new(form: Form, height: f64) -> Self {
        Self { form, height, fixed: None, body: String::new(), paths: String::new() }
    }

    /// One whose parts keep their shape, so wide in pixels.
    pub(super) fn fixed(form: Form, width: f64, height: f64) -> Self {
        Self { fixed: Some(width), ..Self::new(form, height) }
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// A place across as it is written here.
    fn x(&self, share: f64) -> String {
        match (self.fixed, self.form) {
            (Some(width), _) => short(share * width),
            (None, Form::File) => short(share * SHEET),
            (None, Form::Page) => format!("{}%", short(share * 100.0)),
        }
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.lay_paths();
        let _ = write!(
            self.body,
            r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            self.x(from.0),
            short(from.1),
            self.x(to.0),
            short(to.1)
        );
    }

    pub(super) fn text(&mut self, class: &str, at: (f64, f64), stand: Stand, words: &str) {
        self.nudged(class, at, 0.0, stand, words);
    }

    /// A text so many pixels to the right of its place.
    pub(super) fn nudged(
        &mut self,
        class: &str,
        at: (f64, f64),
        by: f64,
        stand: Stand,
        words: &str,
    ) {
        self.lay_paths();
        let stand = match stand {
            Stand::After => "",
            Stand::About => " mid",
            Stand::Before => " end",
        };
        let by = if by == 0.0 { String::new() } else { format!(r#" dx="{}""#, short(by)) };
        let _ = write!(
            self.body,
            r#"<text class="{class}{stand}" x="{}"{by} y="{}">{}</text>"#,
            self.x(at.0),
            short(at.1),
            escaped(words)
        );
    }

    /// A rectangle from the left to the right, so many pixels high about `y`.
    pub(super) fn slab(&mut self, class: &str, (left, right): (f64, f64), y: f64, high: f64) {
        self.lay_paths();
        let (left, right) = if left <= right { (left, right) } else { (right, left) };
        let _ = write!(
            self.body,
            r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}"/>"#,
            self.x(left),
            short(y - high / 2.0),
            self.x(right - left),
            short(high)
        );
    }

    pub(super) fn circle(&mut self, class: &str, at: (f64, f64), radius: f64) {
        self.lay_paths();
        let _ = write!(
            self.body,
            r#"<circle class="{class}" cx="{}" cy="{}" r="{}"/>"#,
            self.x(at.0),
            short(at.1),
            short(radius)
        );
    }

    pub(super) fn point(&mut self, class: &str, at: (f64, f64), shape: Shape) {
        self.lay_paths();
        let (x, y, outline) = (self.x(at.0), short(at.1), shape.outline());
        // A percentage cannot stand in a transform, so on a page the point is a small sheet.
        let _ = match (self.fixed, self.form) {
            (None, Form::Page) => write!(
                self.body,
                r#"<svg aria-hidden="true" x="{x}" y="{y}" width="1" height="1" overflow="visible"><path class="{class}" d="{outline}"/></svg>"#
            ),
            _ => write!(
                self.body,
                r#"<path class="{class}" transform="translate({x} {y})" d="{outline}"/>"#
            ),
        };
    }

    /// A line through points.
    pub(super) fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let outline = self.outline(points.iter().copied());
        self.queue(class, &outline);
    }

    /// The ground between an upper and a lower edge, each from left to right.
    pub(super) fn area(&mut self, class: &str, upper: &[(f64, f64)], lower: &[(f64, f64)]) {
        let round = upper.iter().chain(lower.iter().rev()).copied();
        let outline = format!("{}Z", self.outline(round));
        self.queue(class, &outline);
    }

    fn outline(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let width = self.fixed.unwrap_or(match self.form {
            Form::Page => PATHS,
            Form::File => SHEET,
        });
        let mut outline = String::new();
        for (index, (x, y)) in points.enumerate() {
            let letter = if index == 0 { 'M' } else { 'L' };
            let _ = write!(outline, "{letter}{} {}", short(x * width), short(y));
        }
        outline
    }

    fn queue(&mut self, class: &str, outline: &str) {
        let _ = write!(
            self.paths,
            r#"<path class="{class}" vector-effect="non-scaling-stroke" d="{outline}"/>"#
        );
    }

    /// Writes the paths that wait, before anything lies over them.
    fn lay_paths(&mut self) {
        let paths = std::mem::take(&mut self.paths);
        if paths.is_empty() {
            return;
        }
        if self.fixed.is_none() && self.form == Form::Page {
            let _ = write!(
                self.body,
                r#"<svg aria-hidden="true" x="0" y="0" width="100%" height="{high}" viewBox="0 0 {} {high}" preserveAspectRatio="none" overflow="visible">{paths}</svg>"#,
                short(PATHS),
                high = short(self.height),
            );
        } else {
            self.body.push_str(&paths);
        }
    }

    /// The whole picture.
    pub(super) fn finish(mut self, title: &str, description: &str, id: &str) -> String {
        self.lay_paths();
        let high = short(self.height);
        let wide = short(self.fixed.unwrap_or(SHEET));
        let size = match (self.form, self.fixed) {
            (Form::Page, None) => format!(r#"height="{high}""#),
            (Form::Page, Some(_)) => format!(r#"viewBox="0 0 {wide} {high}""#),
            (Form::File, _) => {
                format!(r#"width="{wide}" height="{high}" viewBox="0 0 {wide} {high}""#)
            }
        };
        let sheet = Sheet {
            is_file: self.form == Form::File,
            rules: if self.form == Form::File { palette::of_file() } else { String::new() },
            size,
            kind: if self.fixed.is_some() { "chart chart-map" } else { "chart" },
            id,
            title,
            description,
            body: &self.body,
        };
        // Writing into memory cannot fail; the template has no filter of its own that could.
        sheet.render().unwrap_or_default()
    }
}

/// A length with at most two decimals, never "-0".
pub(super) fn short(value: f64) -> String {
    let written = format!("{value:.2}");
    let written = written.trim_end_matches('0').trim_end_matches('.');
    if matches!(written, "-0" | "") { "0".to_owned() } else { written.to_owned() }
}

/// Text as it stands between two tags.
fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A name in lines of at most so many letters, broken between words where that is possible.
pub(super) fn broken(name: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut long = 0;
    for word in name.split_whitespace() {
        let letters = word.chars().count();
        if long > 0 && long + 1 + letters > most {
            lines.push(std::mem::take(&mut line));
            long = 0;
        }
        if long > 0 {
            line.push(' ');
            long += 1;
        }
        line.push_str(word);
        long += letters;
    }
    lines.push(line);
    lines
}

/// A count as a length.
pub(super) fn count(many: usize) -> f64 {
    f64::from(u32::try_from(many).unwrap_or(u32::MAX))
}
