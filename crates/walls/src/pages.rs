//! Wall 12, the static part: no inline script or style and nothing from another host, in templates,
//! stylesheets, scripts and in markup written by Rust code. The running part (requests that leave
//! the host, journeys with script off) is in `e2e`.

use std::path::Path;

use crate::Breach;
use crate::source::{Token, flat, tokens};
use crate::tree::{files, program};

/// Attributes that make a browser fetch something.
const FETCHING: [&str; 9] = [
    "src",
    "srcset",
    "data",
    "poster",
    "background",
    "formaction",
    "action",
    "manifest",
    "xlink:href",
];

/// The crate whose templates are whole files that a person opens from a folder: nobody serves a stylesheet there,
/// so it stands inside. They may still not run, fetch or style single elements.
const SELF_CONTAINED: &str = "engines";
const OWN_SHEET: &str = "inline style: a sheet inside";

/// Every breach in the templates, assets and Rust texts of every crate.
#[must_use]
pub fn pages_that_load_or_inline(root: &Path) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files(root, "templates", &[".html", ".svg", ".xml"]) {
        let may_hold_a_sheet = file.krate == SELF_CONTAINED;
        let found =
            in_markup(&file.text).filter(|(_, what)| !may_hold_a_sheet || what != OWN_SHEET);
        breaches.extend(found.map(|(line, what)| Breach::new(file.at(line), what)));
    }
    for file in files(root, "assets", &[".css", ".js", ".mjs", ".svg", ".html"]) {
        let own: Vec<(usize, String)> =
            if file.path.ends_with(".svg") || file.path.ends_with(".html") {
                in_markup(&file.text).collect()
            } else {
                in_asset(&file.text).collect()
            };
        breaches.extend(own.into_iter().map(|(line, what)| Breach::new(file.at(line), what)));
    }
    for file in program(root) {
        for (line, token) in flat(tokens(&file.text).unwrap_or_default()) {
            if let Token::Text(text) = token
                && text.contains('<')
            {
                breaches.extend(in_markup(&text).map(|(_, what)| Breach::new(file.at(line), what)));
            }
        }
    }
    breaches
}

/// Breaches in HTML or SVG, with their lines.
fn in_markup(text: &str) -> impl Iterator<Item = (usize, String)> {
    tags(text).into_iter().flat_map(|(line, tag)| {
        let lower = tag.to_lowercase();
        let name = lower.split([' ', '\n', '\t', '>', '/']).next().unwrap_or_default().to_owned();
        let mut found = Vec::new();
        if name == "script" && !has(&lower, "src") {
            found.push((line, "inline script: move it to assets".to_owned()));
        }
        if name == "style" {
            found.push((line, OWN_SHEET.to_owned()));
        }
        if has(&lower, "style") {
            found.push((line, "inline style: use a class".to_owned()));
        }
        if name == "base" || name == "iframe" || name == "embed" {
            found.push((line, format!("<{name}> has no place on our pages")));
        }
        for (attribute, value) in attributes(&lower) {
            if attribute.starts_with("on") && attribute.len() > 3 && !attribute.contains('-') {
                found.push((line, format!("inline script in {attribute}: move it to assets")));
            }
            let fetches = FETCHING.contains(&attribute.as_str())
                || (attribute == "href" && !matches!(name.as_str(), "a" | "area"));
            if fetches && leaves(&value) {
                found.push((line, format!("{attribute} leads to another host")));
            }
            if value.trim_start().starts_with("javascript:") {
                found.push((line, format!("inline script in {attribute}: move it to assets")));
            }
        }
        found
    })
}

/// Breaches in a stylesheet or script.
fn in_asset(text: &str) -> impl Iterator<Item = (usize, String)> {
    text.lines().enumerate().filter_map(|(index, line)| {
        let plain: String = line.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        let loads = [
            "url(",
            "url(\"",
            "url('",
            "@import\"",
            "@import'",
            "fetch(\"",
            "fetch('",
            "fetch(`",
            "import(\"",
            "import('",
            "from\"",
            "from'",
            "importscripts(\"",
            "websocket(\"",
        ];
        let away = loads.iter().any(|load| {
            ["http:", "https:", "//", "ws:", "wss:"]
                .iter()
                .any(|to| plain.contains(&format!("{load}{to}")))
        });
        away.then(|| (index + 1, "loads from another host".to_owned()))
    })
}

fn leaves(value: &str) -> bool {
    let value = value.trim_start();
    ["http:", "https:", "//"].iter().any(|start| value.starts_with(start))
}

fn has(tag: &str, attribute: &str) -> bool {
    attributes(tag).iter().any(|(name, _)| name == attribute)
}

/// The opening tags of a text with their lines, without comments.
fn tags(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some((before, after)) = rest.split_once('<') {
        line += before.matches('\n').count();
        if let Some(comment) = after.strip_prefix("!--") {
            let (inside, next) = comment.split_once("-->").unwrap_or((comment, ""));
            line += inside.matches('\n').count();
            rest = next;
            continue;
        }
        if after.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let mut quote = None;
            let tag: String = after
                .chars()
                .take_while(|letter| match (quote, letter) {
                    (None, '>') => false,
                    (None, '"' | '\'') => {
                        quote = Some(*letter);
                        true
                    }
                    (Some(open), letter) if open == *letter => {
                        quote = None;
                        true
                    }
                    _ => true,
                })
                .collect();
            found.push((line, tag));
        }
        rest = after;
    }
    found
}

/// The attributes of a tag with their values, both as written.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    while let Some((before, after)) = rest.split_once('=') {
        let name = before.split_whitespace().last().unwrap_or_default().to_owned();
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => {
                let inside = after.strip_prefix(quote).unwrap_or(after);
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        found.push((name, value.to_owned()));
        rest = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> usize {
        in_markup(text).count()
    }

    #[test]
    fn what_a_browser_would_run_or_fetch_is_found() {
        assert_eq!(wrong("<script>let a = 1</script>"), 1);
        assert_eq!(wrong("<p style=\"color: red\">"), 1);
        assert_eq!(wrong("<button onclick='go()'>"), 1);
        assert_eq!(wrong("<img src=\"https://elsewhere.example/a.png\" alt=''>"), 1);
        assert_eq!(wrong("<link rel=stylesheet href=//elsewhere.example/a.css>"), 1);
        assert_eq!(wrong("<a href=\"javascript:go()\">"), 1);
    }

    #[test]
    fn what_is_ours_or_only_a_link_is_left_alone() {
        assert_eq!(wrong("<script src=\"/assets/alongside.js\" defer></script>"), 0);
        assert_eq!(wrong("<a href=\"https://www.gov.uk/\">GOV.UK</a>"), 0);
        assert_eq!(wrong("<!-- <p style=\"x\"> --><p class=\"lead\">on = off, 1 < 2</p>"), 0);
        assert_eq!(wrong("<link rel=\"stylesheet\" href=\"/assets/alongside.css\">"), 0);
    }
}
