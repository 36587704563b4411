//! Statements are constants in a register, so that a test can prepare every one on both databases.

use std::borrow::Cow;

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

/// A whole statement with `$1 … $n`. Made by [`statements!`](crate::statements) in a `sql.rs`.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// Where it stands, for messages.
    pub name: &'static str,
    /// Its text, the same for both databases.
    pub sql: &'static str,
}

/// A piece that a list's statement may be joined from: a condition, an order, a page.
#[derive(Debug, Clone, Copy)]
pub struct Fragment {
    /// Where it stands, for messages.
    pub name: &'static str,
    /// Its text.
    pub sql: &'static str,
}

/// Something that can be run: a statement, or a statement joined with fragments.
pub trait Sql {
    /// The text for the database.
    fn text(&self) -> SqlStr;

    /// What tells it from every other, where what it gave may be kept.
    fn known_as(&self) -> Option<Cow<'static, str>> {
        None
    }
}

impl Sql for Statement {
    fn text(&self) -> SqlStr {
        self.sql.into_sql_str()
    }

    fn known_as(&self) -> Option<Cow<'static, str>> {
        Some(Cow::Borrowed(self.name))
    }
}

/// One statement for up to [`TOGETHER`] owners in place of one for each, so that a list costs a few
/// statements and not some for every row ([`Uow::read_ahead`](crate::Uow::read_ahead)).
///
/// `many` gives the columns of `each` and before them `owner_id`, in the order of `each` within an
/// owner. Its parameters `$1` to `$20` are the owners, [`of_many!`](crate::of_many); after them come
/// those of `each`, without the owner.
#[derive(Debug, Clone, Copy)]
pub struct Ahead {
    /// The statement for one.
    pub each: Statement,
    /// The same for several.
    pub many: Statement,
}

/// Owners in one statement.
pub const TOGETHER: usize = 20;

/// The owners' parameters of a statement for several: `where x.woman_id in (of_many!())`.
#[macro_export]
macro_rules! of_many {
    () => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20"
    };
}

/// A statement with fragments behind it. Only registered texts can get in, so nothing typed by
/// anybody ever stands in SQL.
#[derive(Debug, Clone)]
pub struct Joined(Cow<'static, str>);

impl Statement {
    /// Begins joining.
    #[must_use]
    pub fn with(&self, fragment: Fragment) -> Joined {
        Joined(Cow::Borrowed(self.sql)).with(fragment)
    }
}

impl Joined {
    /// Adds a fragment behind what is there.
    #[must_use]
    pub fn with(self, fragment: Fragment) -> Self {
        let mut text = self.0.into_owned();
        text.push(' ');
        text.push_str(fragment.sql);
        Self(Cow::Owned(text))
    }

    /// The text, for the test that prepares every combination.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Sql for Joined {
    fn text(&self) -> SqlStr {
        AssertSqlSafe(self.0.clone()).into_sql_str()
    }

    fn known_as(&self) -> Option<Cow<'static, str>> {
        Some(self.0.clone())
    }
}

/// Declares a file's statements and their register `ALL`.
///
/// ```
/// store::statements! {
///     /// One account by its id.
///     ACCOUNT_BY_ID = "select id from account where id = $1";
/// }
/// assert_eq!(ALL.len(), 1);
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub const $name: $crate::Statement = $crate::Statement {
            name: concat!(module_path!(), "::", stringify!($name)), sql: $sql,
        };)*
        /// Every statement of this file.
        #[allow(dead_code, reason = "read by the test that prepares every statement")]
        pub const ALL: &[$crate::Statement] = &[$($name),*];
    };
}

/// Declares a file's fragments and their register `FRAGMENTS`. Each entry of the register names
/// the statement it can stand behind, so that the test can prepare it.
#[macro_export]
macro_rules! fragments {
    ($($(#[$doc:meta])* $name:ident behind $statement:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub const $name: $crate::Fragment = $crate::Fragment {
            name: concat!(module_path!(), "::", stringify!($name)), sql: $sql,
        };)*
        /// Every fragment of this file with the statement it stands behind.
        #[allow(dead_code, reason = "read by the test that prepares every statement")]
        pub const FRAGMENTS: &[($crate::Statement, $crate::Fragment)] = &[$(($statement, $name)),*];
    };
}
