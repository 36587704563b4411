//! What SQLite is told about how much of a table each index leaves.
//!
//! Without being told it takes any two columns for equally telling, and reads every row of an
//! organisation, which on a centre's own machine is every row, where an index on the case is beside it.
//! Measured sizes (`analyze`) would make plans change with the data, on a machine that nobody watches;
//! these are the same from the first day on, so a test can read every plan (docs/decisions/0005).
//! Not for PostgreSQL, which measures by itself.

use std::collections::BTreeMap;

use sqlx::FromRow;

use crate::uow::Tx;
use crate::{StoreError, values};

mod sql {
    crate::statements! {
        /// The columns of every index, in order.
        INDEXES = "select m.tbl_name as table_name, m.name as index_name, i.name as column_name, l.\"unique\" as is_unique, l.partial as is_partial from sqlite_master m join pragma_index_list(m.tbl_name) l on l.name = m.name join pragma_index_info(m.name) i where m.type = 'index' and m.tbl_name not like 'sqlite_%' order by m.name, i.seqno";
        /// What was told before.
        FORGET = "delete from sqlite_stat1";
        /// What an index leaves.
        TELL = "insert into sqlite_stat1 (tbl, idx, stat) values ($1, $2, $3)";
    }
}

#[derive(FromRow)]
struct IndexRow {
    table_name: String,
    index_name: String,
    column_name: String,
    is_unique: i64,
    is_partial: i64,
}

/// Rows that every table is taken to have.
const ROWS: u64 = 1_000_000;
/// Rows of an index that holds only some: what is open, what is due.
const SOME_ROWS: u64 = 1_000;
/// Rows that one person, case, session or number is taken to have in a table.
const OF_ONE: u64 = 20;
/// Codes and days tell this many rows apart.
const OF_A_CODE: u64 = 20;

/// Tells SQLite the shape of every index; does nothing on PostgreSQL.
pub(crate) async fn tell(tx: &mut Tx) -> Result<(), StoreError> {
    if !matches!(tx, Tx::Sqlite(_)) {
        return Ok(());
    }
    // Makes the table of sizes; the limit keeps it from reading the data.
    tx.script("pragma analysis_limit = 1; analyze;").await?;
    tx.execute(&sql::FORGET, values![]).await?;
    let rows: Vec<IndexRow> = tx.all(&sql::INDEXES, values![]).await?;
    let mut indexes: BTreeMap<(String, String), Index> = BTreeMap::new();
    for row in rows {
        let key = (row.table_name, row.index_name);
        let index = indexes.entry(key).or_default();
        index.columns.push(row.column_name);
        index.is_unique = row.is_unique != 0;
        index.rows = if row.is_partial != 0 { SOME_ROWS } else { ROWS };
    }
    for ((table, name), index) in indexes {
        tx.execute(&sql::TELL, values![table, name, index.shape()]).await?;
    }
    tx.script("analyze sqlite_schema;").await
}

/// An index as it is.
#[derive(Debug, Default)]
struct Index {
    columns: Vec<String>,
    is_unique: bool,
    rows: u64,
}

impl Index {
    /// Its rows, and how many are left when the first column is known, the first two, and so on.
    fn shape(&self) -> String {
        let mut left = self.rows;
        let mut words = vec![left.to_string()];
        for (nth, column) in self.columns.iter().enumerate() {
            let tells = column == "id"
                || column.ends_with("_id")
                || column.ends_with("blind")
                || column.ends_with("hash")
                || column == "reference";
            left = match () {
                () if self.is_unique && nth + 1 == self.columns.len() => 1,
                // On a centre's own machine everything is of one organisation.
                () if column == "organisation_id" => left,
                () if tells && left > OF_ONE => OF_ONE,
                () => left.div_ceil(OF_A_CODE),
            };
            words.push(left.to_string());
        }
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::{Index, ROWS, SOME_ROWS};

    fn shape(columns: &str, is_unique: bool, rows: u64) -> String {
        let columns = columns.split(' ').map(str::to_owned).collect();
        Index { columns, is_unique, rows }.shape()
    }

    #[test]
    fn the_organisation_tells_nothing_and_a_person_nearly_all() {
        let of = |columns, is_unique| shape(columns, is_unique, ROWS);
        assert_eq!(of("organisation_id woman_id session_id", false), "1000000 1000000 20 1");
        assert_eq!(of("organisation_id kind blind", false), "1000000 1000000 50000 20");
        assert_eq!(of("case_id state", false), "1000000 20 1");
        assert_eq!(of("id", true), "1000000 1");
        assert_eq!(of("organisation_id reference", true), "1000000 1000000 1");
        assert_eq!(shape("organisation_id due_at", false, SOME_ROWS), "1000 1000 50");
    }
}
