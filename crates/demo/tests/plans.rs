//! No statement that a page needs reads a whole table that grows with the women, on the embedded
//! database: its plans are the same on every machine (docs/decisions/0005). Statements that are to read
//! everybody are named here, each with its ground.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use access::VisibleWomen;
use store::{Statement, dialect};
use testkit::House;

/// Tables that stay small however many women come.
const SMALL: [&str; 13] = [
    "account",
    "audit_head",
    "instrument_wording",
    "lawful_basis",
    "name_count",
    "organisation",
    "passkey_answered",
    "programme",
    "programme_area",
    "room",
    "safety_setting",
    "site",
    "team",
];

/// Statements that read everybody of an organisation, and why they may.
const EVERYBODY: [(&str, &str); 11] = [
    ("records::IN_SIGHT", "a list; what it is of stands behind it"),
    ("record::sql::LIST", "a list; it ends after a page"),
    ("record::sql::WOMEN_HERE", "fills the names in memory after a start"),
    ("record::sql::WOMEN_IDS", "fills the names in memory after a start"),
    ("session::sql::WOMEN_ALONE", "a list; it ends after a thousand"),
    ("session::sql::seen::", "lists; what they are of stands behind them"),
    ("referral::sql::OUTBOX", "a list; it ends after two hundred"),
    ("programme::sql::POSTS", "posts for women only, a handful"),
    ("evidence::facts::sql::", "a return counts everybody of a programme"),
    ("directory::sql::", "services, not women; the directory is published whole"),
    ("contact::sql::SUPPORT", "counts of one woman, each by an index"),
];

fn statements() -> impl Iterator<Item = &'static Statement> {
    let rooms = [casework::STATEMENTS, evidence::STATEMENTS, directory::STATEMENTS];
    access::STATEMENTS.iter().copied().chain(rooms.into_iter().flatten().copied()).flatten()
}

fn text(statement: &Statement) -> String {
    let is_list = statement.name.ends_with("::LIST") || statement.name.contains("::seen::");
    match is_list {
        true => statement.with(VisibleWomen::FRAGMENT).as_str().to_owned(),
        false => statement.sql.to_owned(),
    }
}

/// The table that a line of a plan reads whole: from end to end, or all that is of one organisation.
/// Names of tables in a plan may be those that the statement gives them.
fn read_whole<'l>(statement: &'l str, line: &'l str) -> Option<&'l str> {
    let is_whole = line.starts_with("SCAN ") || line.ends_with("(organisation_id=?)");
    let named = line.split(' ').nth(1)?;
    // Values and single rows are no table, and an index of what is open holds little.
    let is_little = ["referral_open", "safety_plan_due"].iter().any(|index| line.contains(index));
    if !is_whole || is_little || named == "CONSTANT" || named.contains("-ROW") {
        return None;
    }
    let words: Vec<&str> = statement.split([' ', '\n', ',', '(', ')']).collect();
    let before_a_table = ["from", "join", "update", "into"];
    let given =
        words.windows(2).find(|pair| pair[1] == named && !before_a_table.contains(&pair[0]));
    Some(given.map_or(named, |pair| pair[0]))
}

/// Where a word is a table's name and means a column, or what a row is called.
const COLUMNS: [(&str, &str); 7] = [
    ("rm_row", "referral_blind"),
    ("concern", "child"),
    ("marac", "consent"),
    ("safety_plan", "plan"),
    ("attendance", "concern"),
    ("attendance_earlier", "concern"),
    ("directory_version", "record"),
];

#[tokio::test]
async fn every_table_that_a_statement_reads_is_known() {
    let steps =
        [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS, directory::MIGRATIONS]
            .concat();
    let house = House::sqlite(&steps).await;
    let tables = dialect::tables(&house.store.db).await.unwrap();
    let mut missed = Vec::new();
    for statement in statements() {
        let text = text(statement);
        let known = store::memory::tables_of(&text);
        let is_column =
            |word| COLUMNS.iter().any(|(of, column)| *column == word && known.contains(of));
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
            let is_table = tables.iter().any(|table| table.name == word);
            if is_table && !known.contains(word) && !is_column(word) {
                missed.push(format!("{}: {word} is not among {known:?}", statement.name));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[tokio::test]
async fn nothing_that_a_page_asks_reads_a_whole_table() {
    let steps =
        [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS, directory::MIGRATIONS]
            .concat();
    let house = House::sqlite(&steps).await;
    let mut found = Vec::new();
    for statement in statements() {
        let (name, text) = (statement.name, text(statement));
        let plan = dialect::plan(&house.store.db, &text).await;
        for line in plan.unwrap_or_else(|error| panic!("{name}: {error}")) {
            let Some(table) = read_whole(&text, &line) else { continue };
            let may = EVERYBODY.iter().any(|(whole, _)| name.contains(whole));
            if !may && !SMALL.contains(&table) {
                found.push(format!("{name} reads all of {table}: {line}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn a_statement_without_an_index_is_noticed() {
    let steps = [access::MIGRATIONS, casework::MIGRATIONS].concat();
    let house = House::sqlite(&steps).await;
    let text = "select id from attendance a where a.organisation_id = $1 and a.minutes = $2";
    let plan = dialect::plan(&house.store.db, text).await.unwrap();
    assert_eq!(read_whole(text, &plan[0]), Some("attendance"), "{plan:?}");
}
