//! Takes every row of an erased person out of the data.
//!
//! Her key is destroyed first ([`crate::Keys::destroy`]), which makes her sealed rows unreadable
//! everywhere; this removes what is left in the live data and, at a restore, in an old backup. Hers
//! is each row that names her, each row that points to a row of hers however far away, and each
//! [`Shared`] row on which nobody else is. Audit entries stay: they hold her random id and details
//! that nothing opens any more, and the chain must not break.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use crate::copy::OfNames;
use crate::dialect::{self, Reference, Table};
use crate::uow::Tx;
use crate::value::Value;
use crate::{Db, StoreError, values};

/// The columns that say whose row it is, in every room.
const OWNERS: [&str; 2] = ["woman_id", "other_woman_id"];

/// What an erasure took: rows by table.
pub type Erased = BTreeMap<String, u64>;

/// A row on which several people can be, for instance a session. It goes with the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// The table of the row.
    pub table: &'static str,
    /// The table that says who is on it, one row a woman.
    pub through: &'static str,
    /// That table's column with the row's id.
    pub by: &'static str,
    /// Tables whose rows also keep it alive, each with the column of its id.
    pub kept_by: &'static [(&'static str, &'static str)],
}

/// Whose keys go, and when.
#[derive(Debug)]
pub(crate) struct Gone {
    pub(crate) owner: Uuid,
    pub(crate) rows: Vec<Uuid>,
    pub(crate) on: Date,
}

/// The rows of one owner as they were found, before they go: table, column of the id, ids.
#[derive(Debug)]
pub(crate) struct Rows {
    tables: Vec<(String, &'static str, Vec<Uuid>)>,
}

impl Rows {
    /// The ids of all of them; some have a key of their own.
    pub(crate) fn ids(&self) -> Vec<Uuid> {
        self.tables.iter().flat_map(|(_, _, ids)| ids).copied().collect()
    }
}

/// Deletes the rows of these owners from every table but the audit's, in one transaction.
///
/// An owner is a woman, or anything else with a key of its own, such as a referral.
///
/// # Errors
/// By what is wrong; then nothing was deleted.
pub async fn erase_rows(db: &Db, owners: &[Uuid], shared: &[Shared]) -> Result<Erased, StoreError> {
    let mut tx = db.begin_write().await?;
    let mut erased = Erased::new();
    for owner in owners {
        let rows = find(&mut tx, *owner, shared).await?;
        for (table, many) in delete(&mut tx, &rows).await? {
            *erased.entry(table).or_default() += many;
        }
    }
    tx.commit().await?;
    Ok(erased)
}

/// Finds every row of one owner, except the audit's.
pub(crate) async fn find(tx: &mut Tx, owner: Uuid, shared: &[Shared]) -> Result<Rows, StoreError> {
    let all = dialect::tables_in(tx).await?;
    let references = dialect::references_in(tx).await?;
    let tables: Vec<&Table> = all.iter().filter(|t| !t.name.starts_with("audit")).collect();
    let search = Search { tables: &tables, references: &references, shared };
    let mut found = Vec::new();
    for table in &tables {
        let condition = search.hers(&table.name, &mut Vec::new());
        let id = if table.has("id") { "id" } else { "woman_id" };
        if condition.is_empty() || !table.has(id) {
            continue;
        }
        let text = format!("select {id} as id from {} where {condition}", table.name);
        let rows: Vec<RowId> = tx.all(&OfNames::new(text), values![owner]).await?;
        if !rows.is_empty() {
            found.push((table.name.clone(), id, rows.into_iter().map(|row| row.id).collect()));
        }
    }
    Ok(Rows { tables: found })
}

/// Deletes what was found, the newest table first: a table that points to another was made after
/// it. One statement a table, so that rows of one table may point to each other.
pub(crate) async fn delete(tx: &mut Tx, rows: &Rows) -> Result<Erased, StoreError> {
    let mut erased = Erased::new();
    for (table, id, ids) in rows.tables.iter().rev() {
        let slots: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
        let text = format!("delete from {table} where {id} in ({})", slots.join(", "));
        let values: Vec<Value> = ids.iter().map(|id| Value::Id(Some(*id))).collect();
        erased.insert(table.clone(), tx.execute(&OfNames::new(text), &values).await?);
    }
    Ok(erased)
}

struct Search<'a> {
    tables: &'a [&'a Table],
    references: &'a [Reference],
    shared: &'a [Shared],
}

#[derive(FromRow)]
struct RowId {
    id: Uuid,
}

impl Search<'_> {
    /// The condition under which a row of this table is hers; nothing where none can be. `above`
    /// are the tables from which it is asked, so that a circle of references ends.
    fn hers<'t>(&'t self, table: &'t str, above: &mut Vec<&'t str>) -> String {
        let Some(found) = self.tables.iter().find(|known| known.name == table) else {
            return String::new();
        };
        let mut conditions = Vec::new();
        if found.has("id") {
            conditions.push("id = $1".to_owned());
        }
        let owners = OWNERS.iter().filter(|column| found.has(column));
        conditions.extend(owners.map(|column| format!("{column} = $1")));
        above.push(table);
        for reference in self.references.iter().filter(|reference| reference.from == table) {
            let Reference { column, to, to_column, .. } = reference;
            if OWNERS.contains(&column.as_str()) || above.contains(&to.as_str()) {
                continue;
            }
            let hers = self.hers(to, above);
            if !hers.is_empty() {
                conditions.push(format!("{column} in (select {to_column} from {to} where {hers})"));
            }
        }
        above.pop();
        conditions.extend(self.shared.iter().filter(|s| s.table == table).map(last_on_it));
        conditions.join(" or ")
    }
}

fn last_on_it(shared: &Shared) -> String {
    let Shared { through, by, kept_by, .. } = shared;
    let kept: String = kept_by
        .iter()
        .map(|(other, id)| {
            format!(
                " and id not in (select {id} from {other} where woman_id is null or woman_id <> $1)"
            )
        })
        .collect();
    format!(
        "(id in (select {by} from {through} where woman_id = $1) \
         and id not in (select {by} from {through} where woman_id <> $1){kept})"
    )
}
