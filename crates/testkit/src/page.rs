//! Reads a page as strictly as we write it, and says everything that is wrong with it.
//!
//! A browser forgives a missing end tag; a screen reader then reads something else. Kept parsers of
//! HTML forgive too, by design, so this is a small strict reader of our own, for our own pages only
//! (decision 0037). Not for: judging contrast or focus; that takes a browser with axe.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Elements that have no end tag.
const VOID: [&str; 8] = ["area", "br", "hr", "img", "input", "link", "meta", "source"];

/// One element as it stands in the page.
#[derive(Debug, Clone)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    /// Names of the elements round it.
    within: Vec<String>,
    /// The words in it, without markup.
    words: String,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// Fails with every fault found in this page, each on a line.
///
/// # Panics
/// When the page has a fault: that is what it is for.
#[track_caller]
pub fn page_is_sound(html: &str) {
    let faults = faults_of_page(html);
    let mut report = String::new();
    for fault in &faults {
        let _ = writeln!(report, "- {fault}");
    }
    assert!(faults.is_empty(), "the page has faults:\n{report}\n{html}");
}

/// Everything that is wrong with this page; empty when nothing is.
#[must_use]
pub fn faults_of_page(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let elements = read(html, &mut faults);
    check_head(&elements, &mut faults);
    check_ids(&elements, &mut faults);
    check_fields(&elements, &mut faults);
    check_safety(&elements, &mut faults);
    for (index, _) in html.match_indices('⟦') {
        let rest: String = html.chars().skip(html[..index].chars().count()).take(60).collect();
        faults.push(format!("a phrase is missing: {rest}"));
    }
    faults
}

fn check_head(elements: &[Element], faults: &mut Vec<String>) {
    let count = |name: &str| elements.iter().filter(|e| e.name == name).count();
    for (name, wanted) in [("html", 1), ("head", 1), ("body", 1), ("h1", 1), ("main", 1)] {
        if count(name) != wanted {
            faults.push(format!("{} <{name}> instead of {wanted}", count(name)));
        }
    }
    if !elements.iter().any(|e| e.name == "html" && e.get("lang").is_some_and(|l| !l.is_empty())) {
        faults.push("<html> does not say its language".to_owned());
    }
    let title =
        elements.iter().find(|e| e.name == "title" && !e.within.contains(&"svg".to_owned()));
    let title = title.map(|e| e.words.trim().to_owned()).unwrap_or_default();
    if title.is_empty() || title.starts_with('–') {
        faults.push("the page has no title".to_owned());
    }
    let has_errors =
        elements.iter().any(|e| classes(e).any(|c| c == "error-summary") && e.name == "section");
    // The style sheet shows a summary as a specimen.
    let is_style_sheet = elements.iter().any(|e| classes(e).any(|c| c == "swatches"));
    if has_errors && !is_style_sheet && !title.starts_with("Error:") && !title.starts_with("Gwall:")
    {
        faults.push(format!("the page shows errors, but its title does not: {title}"));
    }
    let mut level = 0;
    for heading in elements.iter().filter(|e| {
        matches!(e.name.as_str(), "h1" | "h2" | "h3" | "h4")
            && !e.within.contains(&"svg".to_owned())
    }) {
        let this = heading.name.trim_start_matches('h').parse().unwrap_or(0);
        if level > 0 && this > level + 1 {
            faults.push(format!("<{}> {:?} skips a level", heading.name, heading.words.trim()));
        }
        if heading.words.trim().is_empty() {
            faults.push(format!("an empty <{}>", heading.name));
        }
        level = this;
    }
}

fn check_ids(elements: &[Element], faults: &mut Vec<String>) {
    let mut ids = BTreeSet::new();
    for id in elements.iter().filter_map(|e| e.get("id")) {
        if id.is_empty() || id.contains(char::is_whitespace) {
            faults.push(format!("an id that cannot be: {id:?}"));
        }
        if !ids.insert(id) {
            faults.push(format!("two elements with the id {id:?}"));
        }
    }
    for element in elements {
        for name in ["aria-labelledby", "aria-describedby", "for", "aria-controls"] {
            for id in element.get(name).into_iter().flat_map(str::split_whitespace) {
                if !ids.contains(id) {
                    faults.push(format!("<{}> {name} names no element: {id:?}", element.name));
                }
            }
        }
        if let Some(id) = element.get("href").and_then(|href| href.strip_prefix('#'))
            && element.name == "a"
            && !ids.contains(id)
        {
            faults.push(format!("a link leads nowhere on the page: #{id}"));
        }
    }
}

fn check_fields(elements: &[Element], faults: &mut Vec<String>) {
    let labelled: BTreeSet<&str> =
        elements.iter().filter(|e| e.name == "label").filter_map(|e| e.get("for")).collect();
    for field in elements {
        let is_field = matches!(field.name.as_str(), "input" | "select" | "textarea");
        let kind = field.get("type").unwrap_or_default();
        if is_field && !matches!(kind, "hidden" | "submit") {
            let named = field.get("id").is_some_and(|id| labelled.contains(id))
                || field.get("aria-label").is_some()
                || field.get("aria-labelledby").is_some();
            let name = field.get("name").unwrap_or_default();
            if !named {
                faults.push(format!("the field {name:?} has no label"));
            }
            if name.is_empty() {
                faults.push(format!("a <{}> without a name sends nothing", field.name));
            }
        }
        if field.name == "label" && field.words.trim().is_empty() {
            faults.push("an empty label".to_owned());
        }
        if field.name == "fieldset" && !field.words.contains(|c: char| c.is_alphanumeric()) {
            faults.push("a fieldset without words".to_owned());
        }
        if field.name == "button" {
            if field.get("type").is_none() {
                faults.push("a button without a type".to_owned());
            }
            if field.words.trim().is_empty() {
                faults.push("a button without words".to_owned());
            }
        }
        if field.name == "a" && field.words.trim().is_empty() && field.get("aria-label").is_none() {
            faults.push(format!("a link without words to {:?}", field.get("href")));
        }
        if field.name == "form" && field.get("action").is_none_or(str::is_empty) {
            faults.push("a form without an address".to_owned());
        }
        if field.name == "form" && field.within.iter().any(|name| name == "form") {
            faults.push("a form within a form".to_owned());
        }
        if field.name == "img" && field.get("alt").is_none() {
            faults.push("a picture without words".to_owned());
        }
        if field.name == "nav" && !has_name(field) {
            faults.push("a navigation without a name".to_owned());
        }
        if field.name == "svg" && field.get("aria-hidden").is_none() && !has_name(field) {
            faults.push("a drawing that is neither hidden nor named".to_owned());
        }
        if field.name == "th" && field.get("scope").is_none() {
            faults.push(format!("a <th> without a scope: {:?}", field.words.trim()));
        }
    }
}

fn has_name(element: &Element) -> bool {
    element.get("aria-label").is_some_and(|name| !name.is_empty())
        || element.get("aria-labelledby").is_some()
}

fn check_safety(elements: &[Element], faults: &mut Vec<String>) {
    for element in elements {
        for (name, value) in &element.attributes {
            if name == "style" || name.starts_with("on") {
                faults.push(format!("<{}> with inline {name}", element.name));
            }
            let leads_out = value.starts_with("http:")
                || value.starts_with("https:")
                || value.starts_with("//");
            let loads = matches!(name.as_str(), "src" | "srcset" | "action" | "formaction")
                || (name == "href" && element.name != "a");
            if leads_out && loads {
                faults.push(format!("<{}> reaches another host: {value}", element.name));
            }
            if matches!(name.as_str(), "href" | "src" | "action")
                && value.trim_start().to_ascii_lowercase().starts_with("javascript:")
            {
                faults.push(format!("<{}> runs script from an address", element.name));
            }
        }
        match element.name.as_str() {
            "style" => faults.push("a <style> element".to_owned()),
            "script" if element.get("src").is_none() => faults.push("an inline script".to_owned()),
            "iframe" | "object" | "embed" => faults.push(format!("a <{}>", element.name)),
            _ => {}
        }
    }
}

fn classes(element: &Element) -> impl Iterator<Item = &str> {
    element.get("class").into_iter().flat_map(str::split_whitespace)
}

/// Reads every element, and notes what is not balanced.
fn read(html: &str, faults: &mut Vec<String>) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let words = decoded(&rest[..start], faults);
        for index in &open {
            elements[*index].words.push_str(&words);
        }
        rest = &rest[start..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if rest.starts_with("<!doctype html>") {
            rest = &rest["<!doctype html>".len()..];
            continue;
        }
        let Some(end) = end_of_tag(rest) else {
            faults.push(format!("a tag without an end: {}", first_of(rest)));
            break;
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let name = name.trim();
            match open.pop() {
                Some(index) if elements[index].name == name => {}
                Some(index) => faults.push(format!(
                    "</{name}> where </{}> is due, near {:?}",
                    elements[index].name,
                    first_of(rest)
                )),
                None => faults.push(format!("</{name}> without a beginning")),
            }
            continue;
        }
        let closed = tag.ends_with('/');
        let within = open.iter().map(|index| elements[*index].name.clone()).collect();
        let element = element(tag.trim_end_matches('/'), within, faults);
        let is_void = VOID.contains(&element.name.as_str());
        let is_drawn = element.within.iter().any(|name| name == "svg");
        if closed && !is_void && !is_drawn {
            faults.push(format!("<{}/> does not end in HTML", element.name));
        }
        elements.push(element);
        if !is_void && !closed {
            open.push(elements.len() - 1);
        }
    }
    for index in open {
        faults.push(format!("<{}> never ends", elements[index].name));
    }
    elements
}

/// Where the `>` of this tag is, past any in quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (index, letter) in text.char_indices() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None if letter == '>' => return Some(index),
            None => {}
        }
    }
    None
}

fn element(tag: &str, within: Vec<String>, faults: &mut Vec<String>) -> Element {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let name = name.to_owned();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        faults.push(format!("a stray < before {:?}", first_of(tag)));
    }
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let attribute = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let Some(after) = after.strip_prefix('"') else {
                faults.push(format!("{attribute} of <{name}> is not in quotes"));
                break;
            };
            let Some((inside, after)) = after.split_once('"') else {
                faults.push(format!("{attribute} of <{name}> does not end"));
                break;
            };
            value = decoded(inside, faults);
            rest = after;
            if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
                faults.push(format!("no space after {attribute} of <{name}>"));
            }
        }
        if attributes.insert(attribute.clone(), value).is_some() {
            faults.push(format!("{attribute} twice in <{name}>"));
        }
    }
    Element { name, attributes, within, words: String::new() }
}

/// The text behind the few entities that we write.
fn decoded(text: &str, faults: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        let Some((entity, after)) = rest.split_once(';').filter(|(entity, _)| entity.len() < 8)
        else {
            faults.push(format!("a bare & before {:?}", first_of(rest)));
            out.push('&');
            continue;
        };
        let letter = match entity {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            number => number
                .strip_prefix('#')
                .and_then(|number| number.parse().ok())
                .and_then(char::from_u32),
        };
        match letter {
            Some(letter) => {
                out.push(letter);
                rest = after;
            }
            None => {
                faults.push(format!("an entity that we do not write: &{entity};"));
                out.push('&');
            }
        }
    }
    out.push_str(rest);
    out
}

fn first_of(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: &str, body: &str) -> String {
        format!(
            "<!doctype html><html lang=\"en-GB\"><head><title>{title}</title></head>\
             <body><main><h1>Words</h1>{body}</main></body></html>"
        )
    }

    #[test]
    fn a_sound_page_has_no_faults() {
        let body = r#"<form action="/a" method="post"><label for="n">Name</label>
            <input id="n" name="n" value="a &#38; b"><button type="submit">Save</button></form>"#;
        page_is_sound(&page("Title", body));
    }

    #[test]
    fn every_kind_of_fault_is_found() {
        for (body, fault) in [
            ("<p>", "never ends"),
            ("<p></div></p>", "where </p> is due"),
            ("<h1>Again</h1>", "2 <h1>"),
            ("<h3>Deep</h3>", "skips a level"),
            (r#"<p id="a"></p><p id="a"></p>"#, "two elements with the id"),
            (r#"<input id="n" name="n">"#, "has no label"),
            (r##"<a href="#gone">There</a>"##, "leads nowhere"),
            (r#"<p aria-describedby="gone"></p>"#, "names no element"),
            (r#"<p style="color:red"></p>"#, "inline style"),
            (r#"<p onclick="x"></p>"#, "inline onclick"),
            ("<script>x</script>", "inline script"),
            (r#"<script src="https://elsewhere.example/x.js"></script>"#, "another host"),
            (r#"<a href="javascript:x">There</a>"#, "runs script"),
            ("<button>Save</button>", "without a type"),
            (r#"<a href="/x"></a>"#, "a link without words"),
            (r#"<form method="post"></form>"#, "without an address"),
            ("<p>⟦no-such-key⟧</p>", "a phrase is missing"),
            ("<p>Fish & chips</p>", "a bare &"),
            (r#"<p class="a" class="b"></p>"#, "twice"),
            (r#"<p class=a></p>"#, "not in quotes"),
            (r#"<section class="error-summary"></section>"#, "title does not"),
            ("<nav></nav>", "without a name"),
            ("<table><tr><th>Age</th></tr></table>", "without a scope"),
        ] {
            let faults = faults_of_page(&page("Title", body));
            assert!(faults.iter().any(|f| f.contains(fault)), "{body}: {faults:?}");
        }
        assert!(faults_of_page(&page("", "")).iter().any(|f| f.contains("no title")));
    }
}
