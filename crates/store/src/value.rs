//! A parameter of a statement, the same for both databases.

use kernel::Id;
use uuid::Uuid;

/// One of the five kinds of value a column can hold. `None` is a typed null.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Numbers, instants in microseconds, pence, and 0 or 1.
    Int(Option<i64>),
    /// Codes, dates, references. Never anything personal.
    Text(Option<String>),
    /// Sealed and blind values.
    Bytes(Option<Vec<u8>>),
    /// Ids.
    Id(Option<Uuid>),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Int(_) => "Int",
            Self::Text(_) => "Text",
            Self::Bytes(_) => "Bytes",
            Self::Id(_) => "Id",
        })
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}
impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}
impl From<Option<bool>> for Value {
    fn from(value: Option<bool>) -> Self {
        Self::Int(value.map(i64::from))
    }
}
impl From<jiff::Timestamp> for Value {
    fn from(value: jiff::Timestamp) -> Self {
        Self::Int(Some(value.as_microsecond()))
    }
}
impl From<Option<jiff::Timestamp>> for Value {
    fn from(value: Option<jiff::Timestamp>) -> Self {
        Self::Int(value.map(jiff::Timestamp::as_microsecond))
    }
}
impl From<jiff::civil::Date> for Value {
    fn from(value: jiff::civil::Date) -> Self {
        Self::Text(Some(value.to_string()))
    }
}
impl From<Option<jiff::civil::Date>> for Value {
    fn from(value: Option<jiff::civil::Date>) -> Self {
        Self::Text(value.map(|d| d.to_string()))
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}
impl From<Option<Vec<u8>>> for Value {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::Bytes(value)
    }
}
impl From<Uuid> for Value {
    fn from(value: Uuid) -> Self {
        Self::Id(Some(value))
    }
}
impl From<Option<Uuid>> for Value {
    fn from(value: Option<Uuid>) -> Self {
        Self::Id(value)
    }
}
impl<T> From<Id<T>> for Value {
    fn from(value: Id<T>) -> Self {
        Self::Id(Some(value.uuid()))
    }
}
impl<T> From<Option<Id<T>>> for Value {
    fn from(value: Option<Id<T>>) -> Self {
        Self::Id(value.map(Id::uuid))
    }
}

/// Writes a statement's parameters: `values![woman, ctx.now(), "text"]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] };
}
