//! Rust source as a row of tokens, without comments and without test code. Not a parser: walls ask
//! only for names, texts and macros.

use std::path::Path;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::Breach;
use crate::tree::program;

/// One token that a wall may ask about, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// A name.
    Name(String),
    /// A text, as written in the source without its quotes.
    Text(String),
    /// A sign such as `:` or `!`.
    Sign(char),
    /// What stands between brackets, of any kind.
    Group(Vec<(usize, Token)>),
}

/// Modules named `tests` that are compiled into the program, because no `#[cfg(test)]` stands before
/// them. The other checks do not look into such modules, so this closes that way round.
#[must_use]
pub fn test_code_in_the_program(root: &Path) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in program(root) {
        for part in flat(tokens(&file.text).unwrap_or_default()).windows(2) {
            if let [(line, Token::Name(word)), (_, Token::Name(name))] = part
                && word == "mod"
                && name == "tests"
            {
                breaches.push(Breach::new(file.at(*line), "a module of tests needs #[cfg(test)]"));
            }
        }
    }
    breaches
}

/// The tokens of a file without its test code; `Err` with the reason when it is not Rust.
pub(crate) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, String> {
    let stream = TokenStream::from_str(text).map_err(|error| error.to_string())?;
    Ok(without_tests(stream))
}

/// The same without their nesting: the brackets are gone, their contents stay in order.
pub(crate) fn flat(tokens: Vec<(usize, Token)>) -> Vec<(usize, Token)> {
    let mut row = Vec::new();
    for (line, token) in tokens {
        match token {
            Token::Group(inner) => row.extend(flat(inner)),
            other => row.push((line, other)),
        }
    }
    row
}

fn without_tests(stream: TokenStream) -> Vec<(usize, Token)> {
    let mut row = Vec::new();
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                // Attributes and doc comments: words to people or the compiler. `#![…]` has a `!`.
                let inner =
                    trees.next_if(|next| matches!(next, TokenTree::Punct(p) if p.as_char() == '!'));
                let attribute = trees.next_if(|next| {
                    matches!(next, TokenTree::Group(g) if g.delimiter() == Delimiter::Bracket)
                });
                match attribute {
                    Some(attribute) if inner.is_none() && is_test(&attribute.to_string()) => {
                        skip_item(&mut trees);
                    }
                    Some(TokenTree::Group(attribute)) => {
                        let words = attribute.to_string();
                        if words.contains("doc") && words.contains('=') {
                            continue;
                        }
                        row.push((line, Token::Sign('#')));
                        row.push((line, Token::Group(without_tests(attribute.stream()))));
                    }
                    _ => row.push((line, Token::Sign('#'))),
                }
            }
            TokenTree::Punct(sign) => row.push((line, Token::Sign(sign.as_char()))),
            TokenTree::Ident(name) => row.push((line, Token::Name(name.to_string()))),
            TokenTree::Literal(literal) => {
                if let Some(text) = text_of(&literal.to_string()) {
                    row.push((line, Token::Text(text)));
                }
            }
            TokenTree::Group(group) => {
                row.push((line, Token::Group(without_tests(group.stream()))));
            }
        }
    }
    row
}

fn is_test(attribute: &str) -> bool {
    let plain: String = attribute.chars().filter(|c| !c.is_whitespace()).collect();
    plain.starts_with("[cfg(test)") || plain.starts_with("[test") || plain.ends_with("::test]")
}

/// Skips the item that a test attribute stands before: up to its braces or its semicolon.
fn skip_item(trees: &mut std::iter::Peekable<proc_macro2::token_stream::IntoIter>) {
    for tree in trees.by_ref() {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            TokenTree::Punct(sign) if sign.as_char() == ';' => return,
            _ => {}
        }
    }
}

/// What stands between the quotes of a text literal, with `\n` and a line's end escaped by `\`
/// read as white space.
fn text_of(literal: &str) -> Option<String> {
    let from_quote = literal.trim_start_matches(['b', 'c', 'r', '#']);
    let text = from_quote.strip_prefix('"')?.trim_end_matches('#').strip_suffix('"')?;
    if literal.contains("r\"") || literal.contains("r#") {
        return Some(text.to_owned());
    }
    Some(text.replace("\\n", "\n").replace("\\\n", "\n").replace("\\\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_test_code_are_not_seen() {
        let text = r##"
            /// select in a comment
            const A: &str = "kept";
            // "not kept"
            #[cfg(test)]
            mod tests { const B: &str = "not kept"; }
            const C: &str = r#"also "kept""#;
        "##;
        let texts: Vec<String> = flat(tokens(text).unwrap())
            .into_iter()
            .filter_map(|(_, token)| match token {
                Token::Text(text) => Some(text),
                _ => None,
            })
            .collect();
        assert_eq!(texts, ["kept", "also \"kept\""]);
    }
}
