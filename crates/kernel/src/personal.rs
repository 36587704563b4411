//! A wrapper for what must never reach a log line, an error or a URL.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A personal value: a name, a number, a sentence about a woman. Its `Debug` shows nothing and it
/// has no `Display`, so `tracing` and `format!` cannot print it by accident. To show it to somebody
/// who may see it, call [`Personal::reveal`] and let the reviewer see that word.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for a page, a sealed row or a comparison.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Personal<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[personal]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_value_does_not_show_in_a_debug_line() {
        #[derive(Debug)]
        #[allow(dead_code)]
        struct Row {
            name: Personal<String>,
        }
        let line = format!("{:?}", Row { name: "Kay".into() });
        assert!(!line.contains("Kay"));
    }
}
