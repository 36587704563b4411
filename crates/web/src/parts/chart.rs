//! How hard each part of life is, before and now: a line from then to now for each, a sentence that
//! says what it shows, and the same as a table.
//!
//! Inline SVG without a viewBox: x in per cent, y in pixels, so that lines stretch with the page and
//! words keep their size. The same SVG goes into a PDF.

use std::fmt::Display;

use askama::Template;

use super::part;

/// One part of life, 0 (not hard) to 10 (as hard as it gets). Not asked is `None`, never 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// What part.
    pub name: String,
    /// Then.
    pub before: Option<u8>,
    /// Now.
    pub now: Option<u8>,
}

impl Scored {
    /// A part of life with its two answers; above ten counts as ten.
    #[must_use]
    pub fn new(name: impl Display, before: Option<u8>, now: Option<u8>) -> Self {
        Self {
            name: name.to_string(),
            before: before.map(|score| score.min(10)),
            now: now.map(|score| score.min(10)),
        }
    }

    fn is_harder(&self) -> bool {
        matches!((self.before, self.now), (Some(before), Some(now)) if now > before)
    }

    /// `−5`, `+1`, `0`, or empty where one of the two was not asked.
    fn change(&self) -> String {
        let (Some(before), Some(now)) = (self.before, self.now) else { return String::new() };
        match i16::from(now) - i16::from(before) {
            0 => String::from("0"),
            up @ 1.. => format!("+{up}"),
            down => format!("−{}", -down),
        }
    }
}

/// The picture, its sentence and its table.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/before_after.html")]
pub struct BeforeAfter {
    id: String,
    title: String,
    sentence: String,
    then: String,
    now: String,
    t: crate::text::Text,
    rows: Vec<Scored>,
}

impl BeforeAfter {
    /// `id` is unique on the page. `title` says what it is, `sentence` what it shows; `then` and
    /// `now` name the two occasions ("August", "Now").
    #[must_use]
    pub fn new(
        t: crate::text::Text,
        id: impl Display,
        title: impl Display,
        sentence: impl Display,
    ) -> Self {
        Self {
            id: id.to_string(),
            title: title.to_string(),
            sentence: sentence.to_string(),
            then: t.say("chart-before").to_string(),
            now: t.say("chart-now").to_string(),
            t,
            rows: Vec::new(),
        }
    }

    /// Names the two occasions.
    #[must_use]
    pub fn occasions(self, then: impl Display, now: impl Display) -> Self {
        Self { then: then.to_string(), now: now.to_string(), ..self }
    }

    /// The parts of life, in the order of the assessment.
    #[must_use]
    pub fn rows(self, rows: Vec<Scored>) -> Self {
        Self { rows, ..self }
    }

    fn height(&self) -> usize {
        self.rows.len() * ROW + 38
    }

    fn has_harder(&self) -> bool {
        self.rows.iter().any(Scored::is_harder)
    }

    fn words(&self, row: &Scored) -> String {
        let unknown = || self.t.say("chart-not-asked").to_string();
        let before = row.before.map_or_else(unknown, |score| score.to_string());
        let now = row.now.map_or_else(unknown, |score| score.to_string());
        let harder = if row.is_harder() {
            format!(" {}", self.t.say("chart-harder"))
        } else {
            String::new()
        };
        format!("{before} → {now}{harder}")
    }
}

/// The height of one part of life, in pixels.
const ROW: usize = 58;

/// Where a row's words and its line stand, in pixels.
pub(crate) fn word_y(index: usize) -> usize {
    index * ROW + 20
}
pub(crate) fn line_y(index: usize) -> usize {
    index * ROW + 40
}

/// Where a score stands: the track runs from 2 % to 98 %.
pub(crate) fn across(score: u8) -> String {
    let tenths = 20 + 96 * u32::from(score);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

part!(BeforeAfter);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_stands_where_the_mockup_has_it() {
        assert_eq!(across(0), "2.0%");
        assert_eq!(across(9), "88.4%");
        assert_eq!(across(10), "98.0%");
    }

    #[test]
    fn what_was_not_asked_is_not_drawn_as_nought() {
        let chart = BeforeAfter::new(crate::text::Text::default(), "c", "Title", "Sentence")
            .rows(vec![Scored::new("Housing", None, Some(4))]);
        let html = chart.render().unwrap();
        assert!(html.contains("not asked → 4"));
        assert!(!html.contains(r#"class="before" cx="2.0%""#));
    }
}
