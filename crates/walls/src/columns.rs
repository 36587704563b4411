//! The static part of wall 8: every column that a migration makes stands in the register
//! (`columns!`) of the same crate, and the register names no column that is not made. The running
//! part, on both migrated databases, is a test of `store`'s users.

use std::collections::BTreeSet;
use std::path::Path;

use crate::Breach;
use crate::source::{Token, tokens};
use crate::tree::{files, program};

type Columns = BTreeSet<(String, String, String)>;

/// Columns made but not registered, and registered but not made, crate by crate.
#[must_use]
pub fn unregistered_columns(root: &Path) -> Vec<Breach> {
    let mut made = Columns::new();
    for file in files(root, "migrations", &[".sql"]) {
        made.extend(made_by(&file.text).into_iter().map(|(t, c)| (file.krate.clone(), t, c)));
    }
    let mut registered = Columns::new();
    for file in program(root) {
        let row = tokens(&file.text).unwrap_or_default();
        let mut found = Vec::new();
        registers(&row, &mut found);
        registered.extend(found.into_iter().map(|(t, c)| (file.krate.clone(), t, c)));
    }
    let unregistered = made.difference(&registered).map(|(krate, table, column)| {
        Breach::new(krate, format!("column {table}.{column} has no class and form in columns!"))
    });
    let unmade = registered.difference(&made).map(|(krate, table, column)| {
        Breach::new(krate, format!("{table}.{column} is registered but no migration makes it"))
    });
    unregistered.chain(unmade).collect()
}

/// The columns of `columns! { pub NAME: table { column: Class Form "…"; } }`, however deep.
fn registers(row: &[(usize, Token)], found: &mut Vec<(String, String)>) {
    for (index, (_, token)) in row.iter().enumerate() {
        let Token::Group(inner) = token else { continue };
        let before = |back: usize| index.checked_sub(back).and_then(|i| row.get(i)).map(|(_, t)| t);
        let is_register = before(1) == Some(&Token::Sign('!'))
            && before(2) == Some(&Token::Name("columns".into()));
        if !is_register {
            registers(inner, found);
            continue;
        }
        for pair in inner.windows(2) {
            if let [(_, Token::Name(table)), (_, Token::Group(columns))] = pair {
                for part in columns.windows(3) {
                    if let [(_, Token::Name(column)), (_, Token::Sign(':')), (_, Token::Name(_))] =
                        part
                    {
                        found.push((table.clone(), column.clone()));
                    }
                }
            }
        }
    }
}

/// The columns that a migration's `create table` and `alter table … add column` make.
fn made_by(sql: &str) -> Vec<(String, String)> {
    let plain: String = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = Vec::new();
    for statement in statements(&plain) {
        let words: Vec<&str> = statement.split_whitespace().collect();
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        match lower.as_slice() {
            ["create", "table", ..] => {
                let Some((head, body)) = statement.split_once('(') else { continue };
                let table = head.split_whitespace().last().unwrap_or_default();
                for part in parts(body) {
                    let name = part.split_whitespace().next().unwrap_or_default().to_lowercase();
                    let name = name.split('(').next().unwrap_or_default().to_owned();
                    let of_the_table = ["primary", "foreign", "unique", "check", "constraint", ""];
                    if !of_the_table.contains(&name.as_str()) {
                        found.push((table.to_owned(), name));
                    }
                }
            }
            ["alter", "table", table, "add", "column", column, ..] => {
                found.push(((*table).to_owned(), (*column).to_owned()));
            }
            _ => {}
        }
    }
    found
}

/// The statements of a script, split at semicolons outside brackets and quotes.
fn statements(sql: &str) -> Vec<String> {
    split(sql, ';')
}

/// What stands between the commas of a table's body, up to its closing bracket.
fn parts(body: &str) -> Vec<String> {
    let mut depth = 1_i32;
    let inside: String = body
        .chars()
        .take_while(|letter| {
            depth += match letter {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth > 0
        })
        .collect();
    split(&inside, ',')
}

fn split(text: &str, at: char) -> Vec<String> {
    let mut found = vec![String::new()];
    let (mut depth, mut quoted) = (0_i32, false);
    for letter in text.chars() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if letter == at && depth == 0 && !quoted {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(letter);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_from_a_migration() {
        let made = made_by(
            "-- a comment, with a comma\ncreate table woman (\n id uuid primary key, -- hers\n \
             stage text not null check (stage in ('open', 'closed')),\n primary key (id, stage)\n);\n\
             create index woman_stage on woman (stage);\nalter table woman add column version bigint;",
        );
        let expected = [("woman", "id"), ("woman", "stage"), ("woman", "version")];
        assert_eq!(made, expected.map(|(t, c)| (t.to_owned(), c.to_owned())));
    }
}
