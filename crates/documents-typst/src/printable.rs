//! Makes texts printable without changing what they say: leaves out what has no shape, and lets a
//! word that is wider than the paper break. Not for markup: no text is ever read as any.

use serde_json::Value;

/// A word of more letters than this may break, or it would run off the paper.
const LONGEST_WORD: usize = 24;

/// Where a word may break, and nothing is seen.
const MAY_BREAK: char = '\u{200B}';

/// What is read by programs and not by people: a picture's source, an address. A break inside would
/// spoil it.
const FOR_PROGRAMS: [&str; 2] = ["svg", "address"];

/// The same content with each text printable.
pub(crate) fn printable(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(of_text(&text)),
        Value::Array(values) => Value::Array(values.into_iter().map(printable).collect()),
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| match FOR_PROGRAMS.contains(&name.as_str()) {
                    true => (name, value),
                    false => (name, printable(value)),
                })
                .collect(),
        ),
        other => other,
    }
}

fn of_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.replace("\r\n", "\n").chars() {
        let c = if c == '\r' { '\n' } else { c };
        if has_no_shape(c) {
            continue;
        }
        run = if c.is_whitespace() { 0 } else { run + 1 };
        if run > LONGEST_WORD {
            out.push(MAY_BREAK);
            run = 1;
        }
        out.push(c);
    }
    out
}

/// Control signs other than a new line or a tab, signs for the inside of programs, and noncharacters.
/// No font draws them, and a screen reader stumbles.
fn has_no_shape(c: char) -> bool {
    let code = u32::from(c);
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FDD0}'..='\u{FDEF}')
        || code & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_as_they_are() {
        for text in ["#strong[x] $y$ *z* @w", "Ŵyl Ẃ ŷ", "שלום", "👩🏽‍👧", "one\n\ntwo\tthree"]
        {
            assert_eq!(of_text(text), text);
        }
    }

    #[test]
    fn what_has_no_shape_is_left_out_and_other_line_ends_become_ours() {
        assert_eq!(of_text("a\0b\u{7}c\u{FFFF}d\r\ne\rf\u{85}"), "abcd\ne\nf");
    }

    #[test]
    fn a_picture_and_an_address_stay_as_they_are() {
        let given = serde_json::json!({ "parts": [{ "svg": "x".repeat(100) }], "address": "y".repeat(100) });
        assert_eq!(printable(given.clone()), given);
    }

    #[test]
    fn a_word_wider_than_the_paper_may_break_and_reads_the_same() {
        let text = "x".repeat(1000);
        let printed = of_text(&text);
        assert!(printed.split(MAY_BREAK).all(|part| part.len() <= LONGEST_WORD));
        assert_eq!(printed.replace(MAY_BREAK, ""), text);
    }
}
