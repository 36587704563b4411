//! The column register: what every column holds, how confidential it is, and in which form it lies.
//!
//! Each room keeps its register next to its migrations. A test compares it with the tables as they
//! are after migrating, on both databases: a column that is missing here fails the build. The same
//! register drives subject access, redaction, retention and erasure.

/// How confidential a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// May be shown to anybody.
    Public,
    /// Tells nothing about a person by itself: random ids, counters, settings.
    Internal,
    /// Personal data in the words of the UK GDPR, Article 4.
    Personal,
    /// Special-category or criminal-offence data, Articles 9 and 10.
    Special,
}

/// In which form a column lies in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Sealed with the key of the person it is about.
    Sealed,
    /// A keyed hash that finds whole values and tells nothing without the index key.
    Blind,
    /// As it is.
    Plain,
}

/// One registered column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// How confidential it is.
    pub class: Class,
    /// How it lies there.
    pub form: Form,
    /// What it holds, in plain words. For a sealed column: every field inside.
    pub holds: &'static str,
}

/// Declares a room's register:
///
/// ```
/// store::columns! {
///     /// The columns of this room.
///     pub COLUMNS:
///     account {
///         id: Internal Plain "random id";
///         sealed: Personal Sealed "name, e-mail";
///     }
/// }
/// assert_eq!(COLUMNS[1].column, "sealed");
/// ```
#[macro_export]
macro_rules! columns {
    ($(#[$doc:meta])* pub $register:ident: $($table:ident { $($column:ident: $class:ident $form:ident $holds:literal;)* })*) => {
        $(#[$doc])*
        pub const $register: &[$crate::Column] = &[$($(
            $crate::Column {
                table: stringify!($table),
                column: stringify!($column),
                class: $crate::Class::$class,
                form: $crate::Form::$form,
                holds: $holds,
            },
        )*)*];
    };
}
