//! Text out of what sources write: mark-up taken off, entities read, signs of control left out.
//! Text without any of these is left exactly as it came.

/// The plain text. Ends of paragraphs, items and lines become line ends; scripts and styles go with
/// what is in them.
#[must_use]
pub fn plain_text(text: &str) -> String {
    let has_marks = text.contains('<') && text.contains('>');
    let has_entities = text.contains('&');
    let has_control = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    if !has_marks && !has_entities && !has_control {
        return text.to_owned();
    }
    let stripped = if has_marks { without_marks(text) } else { text.to_owned() };
    let read = if has_entities { with_entities(&stripped) } else { stripped };
    let mut out: String =
        read.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if has_marks {
        let lines: Vec<String> =
            out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let mut tidy: Vec<&str> = Vec::new();
        for line in &lines {
            if !line.is_empty() || tidy.last().is_some_and(|last| !last.is_empty()) {
                tidy.push(line);
            }
        }
        out = tidy.join("\n").trim().to_owned();
    }
    out
}

fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let begins_a_mark =
            after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if !begins_a_mark {
            out.push('<');
            rest = after;
            continue;
        }
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, next)| next);
            continue;
        }
        let Some((mark, next)) = after.split_once('>') else {
            out.push('<');
            rest = after;
            continue;
        };
        let name: String = mark
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        rest = next;
        match name.as_str() {
            "script" | "style" if !mark.starts_with('/') => {
                let end = format!("</{name}");
                let lower = rest.to_ascii_lowercase();
                let from = lower.find(&end).unwrap_or(rest.len());
                rest = rest.get(from..).unwrap_or_default();
            }
            "br" | "p" | "div" | "li" | "ul" | "ol" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" => {
                out.push('\n');
            }
            "td" | "th" => out.push(' '),
            _ => {}
        }
    }
    out.push_str(rest);
    out
}

fn with_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let read = after
            .split_once(';')
            .filter(|(name, _)| name.len() <= 10)
            .and_then(|(name, next)| entity(name).map(|sign| (sign, next)));
        match read {
            Some((sign, next)) => {
                out.push(sign);
                rest = next;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "#39" => '’',
        "lsquo" => '‘',
        "ldquo" => '“',
        "rdquo" => '”',
        "nbsp" => ' ',
        "pound" => '£',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "bull" | "middot" => '·',
        "eacute" => 'é',
        "copy" => '©',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mark_up_becomes_text_and_plain_text_stays_as_it_is() {
        assert_eq!(plain_text("a  b \n c"), "a  b \n c");
        assert_eq!(
            plain_text("<p>For <b>women</b> &amp; girls<br>Free</p><script>x()</script>"),
            "For women & girls\nFree"
        );
        assert_eq!(plain_text("aged < 25 and > 18"), "aged < 25 and > 18");
        assert_eq!(plain_text("R&B &unknown; &#163;5"), "R&B &unknown; £5");
        assert_eq!(plain_text("<!-- no --><ul><li>One<li>Two</ul>"), "One\nTwo");
    }

    proptest! {
        #[test]
        fn any_text_becomes_a_text_without_marks_or_control(text in ".{0,200}") {
            let plain = plain_text(&text);
            prop_assert!(!plain.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')));
        }
    }
}
