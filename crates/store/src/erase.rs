//! Takes every row of an erased person out of the data, by the columns that name her.
//!
//! Her key is destroyed first ([`crate::Keys::destroy`]), which makes her sealed rows unreadable
//! everywhere; this removes what is left in the live data and, at a restore, in an old backup.
//! Audit entries stay: they hold her random id and details that nothing opens any more, and the
//! chain must not break.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::copy::OfNames;
use crate::dialect::{self, Table};
use crate::uow::Tx;
use crate::{Db, StoreError, values};

/// The column that says whose row it is, in every room.
const OWNER: &str = "woman_id";
/// The tables whose own id is hers.
const HERS: [&str; 2] = ["woman", "record"];

/// What an erasure took: rows by table.
pub type Erased = BTreeMap<String, u64>;

/// Deletes the rows of these owners from every table that names an owner, except the audit's.
///
/// # Errors
/// By what is wrong; then nothing was deleted.
pub async fn erase_rows(db: &Db, owners: &[Uuid]) -> Result<Erased, StoreError> {
    let mut tx = db.begin_write().await?;
    let mut erased = Erased::new();
    // Newest table first: a table that points to another was made after it.
    let tables = dialect::tables_in(&mut tx).await?;
    for table in tables.iter().rev().filter(|table| !table.name.starts_with("audit")) {
        let many = erase_from(&mut tx, table, owners).await?;
        if many > 0 {
            erased.insert(table.name.clone(), many);
        }
    }
    tx.commit().await?;
    Ok(erased)
}

async fn erase_from(tx: &mut Tx, table: &Table, owners: &[Uuid]) -> Result<u64, StoreError> {
    let columns = [
        table.has(OWNER).then_some(OWNER),
        HERS.contains(&table.name.as_str()).then_some("id"),
        table.has("other_woman_id").then_some("other_woman_id"),
    ];
    let mut many = 0;
    for column in columns.into_iter().flatten().filter(|column| table.has(column)) {
        let statement = OfNames::new(format!("delete from {} where {column} = $1", table.name));
        for owner in owners {
            many += tx.execute(&statement, values![*owner]).await?;
        }
    }
    Ok(many)
}
