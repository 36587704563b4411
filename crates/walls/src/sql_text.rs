//! Wall 3: SQL stands in a crate's `sql.rs` (or its folder `sql`), in `migrations`, and in `store`,
//! and nowhere else. Whether a statement is right is for the test that prepares each one.

use std::path::Path;

use crate::Breach;
use crate::source::{Token, flat, tokens};
use crate::tree::{SourceFile, files, program};

/// How a statement begins, in lower case, and a word that then follows; none where the beginning
/// alone is enough. English sentences in the program begin with a capital letter.
const BEGINNINGS: [(&str, Option<&str>); 16] = [
    ("select ", None),
    ("insert into ", None),
    ("insert or ", None),
    ("update ", Some(" set ")),
    ("delete from ", None),
    ("create table ", None),
    ("create index ", None),
    ("create unique ", None),
    ("create view ", None),
    ("create trigger ", None),
    ("alter table ", None),
    ("drop table ", None),
    ("with ", Some(" as (")),
    ("pragma ", None),
    ("where ", Some("$")),
    ("order by ", None),
];

/// Ways to hand a text to the database that is not in the register of statements.
const AROUND: [&str; 7] = [
    "query",
    "query_as",
    "query_scalar",
    "raw_sql",
    "query_with",
    "query_as_with",
    "query_scalar_with",
];

/// Every SQL text, statement register or direct call of the database outside the places above; and
/// every `.sql` file outside `migrations`.
#[must_use]
pub fn sql_in_the_wrong_place(root: &Path) -> Vec<Breach> {
    let mut breaches: Vec<Breach> =
        program(root).iter().filter(|file| !may_hold_sql(file)).flat_map(in_file).collect();
    for file in files(root, "", &[".sql"]) {
        if !file.path.starts_with("migrations/") {
            breaches.push(Breach::new(file.at(1), "SQL files stand in migrations only"));
        }
    }
    breaches
}

fn may_hold_sql(file: &SourceFile) -> bool {
    file.krate == "store" || file.name() == "sql.rs" || file.path.contains("/sql/")
}

fn in_file(file: &SourceFile) -> Vec<Breach> {
    let row = match tokens(&file.text) {
        Ok(row) => flat(row),
        Err(error) => return vec![Breach::new(file.at(1), error)],
    };
    let mut breaches = Vec::new();
    for (line, token) in &row {
        match token {
            Token::Text(text) if is_sql(text) => {
                breaches.push(Breach::new(file.at(*line), "SQL stands in sql.rs, as a statement"));
            }
            Token::Name(name) if name == "AssertSqlSafe" || name == "QueryBuilder" => {
                let what = format!("{name} goes round the register of statements");
                breaches.push(Breach::new(file.at(*line), what));
            }
            _ => {}
        }
    }
    for part in row.windows(2) {
        if let [(line, Token::Name(name)), (_, Token::Sign('!'))] = part
            && (name == "statements" || name == "fragments")
        {
            breaches.push(Breach::new(file.at(*line), format!("{name}! stands in sql.rs")));
        }
    }
    for part in row.windows(4) {
        if let [
            (line, Token::Name(from)),
            (_, Token::Sign(':')),
            (_, Token::Sign(':')),
            (_, Token::Name(call)),
        ] = part
            && from == "sqlx"
            && AROUND.contains(&call.as_str())
        {
            let what = format!("sqlx::{call} goes round the register of statements");
            breaches.push(Breach::new(file.at(*line), what));
        }
    }
    breaches
}

fn is_sql(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain = words.join(" ");
    let first = words.first().copied().unwrap_or_default();
    if first != first.to_lowercase() && first != first.to_uppercase() {
        return false;
    }
    let plain = plain.to_lowercase();
    BEGINNINGS.iter().any(|(beginning, then)| {
        plain.starts_with(beginning) && then.is_none_or(|word| plain.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_from_sentences() {
        for sql in [
            "select id from woman",
            "SELECT id\n FROM woman",
            "\n  with mine as (select 1) select * from mine",
            "update woman set version = $1",
            "where team_id = $2",
        ] {
            assert!(is_sql(sql), "{sql}");
        }
        for sentence in [
            "Select the woman from the list",
            "update the plan with her",
            "with her own words",
            "where she lives",
            "selected",
        ] {
            assert!(!is_sql(sentence), "{sentence}");
        }
    }
}
