//! Reads a scenario file and names what it does not know: an unknown key with the nearest known one,
//! a missing key, a number that is none, a date out of order. Not for what the numbers mean
//! (`scenario`).

use std::cell::RefCell;

use models::sentencing::{Date, Month};
use toml::{Table, Value};

use crate::Trouble;

/// A table of the file, with its path for messages; it remembers which keys were asked for.
#[derive(Debug)]
pub struct Reader<'a> {
    file: &'a str,
    path: String,
    table: &'a Table,
    known: RefCell<Vec<&'static str>>,
}

impl<'a> Reader<'a> {
    /// The whole file.
    #[must_use]
    pub const fn new(file: &'a str, table: &'a Table) -> Self {
        Self { file, path: String::new(), table, known: RefCell::new(Vec::new()) }
    }

    /// A sentence about this file.
    #[must_use]
    pub fn trouble(&self, what: &str) -> Trouble {
        Trouble::Said(format!("{}: {what}", self.file))
    }

    /// The path of a key.
    #[must_use]
    pub fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn get(&self, key: &'static str) -> Option<&'a Value> {
        self.known.borrow_mut().push(key);
        self.table.get(key)
    }

    fn wrong(&self, key: &str, wanted: &str) -> Trouble {
        self.trouble(&format!("'{}' must be {wanted}", self.at(key)))
    }

    fn missing(&self, key: &str) -> Trouble {
        self.trouble(&format!("'{}' is missing", self.at(key)))
    }

    /// A text, where there is one.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub fn text_if(&self, key: &'static str) -> Result<Option<&'a str>, Trouble> {
        self.get(key)
            .map(|value| value.as_str().ok_or_else(|| self.wrong(key, "a text")))
            .transpose()
    }

    /// A text.
    ///
    /// # Errors
    ///
    /// It is missing or something else.
    pub fn text(&self, key: &'static str) -> Result<&'a str, Trouble> {
        self.text_if(key)?.ok_or_else(|| self.missing(key))
    }

    /// A number, where there is one.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub fn number_if(&self, key: &'static str) -> Result<Option<f64>, Trouble> {
        self.get(key)
            .map(|value| number(value).ok_or_else(|| self.wrong(key, "a number")))
            .transpose()
    }

    /// A number.
    ///
    /// # Errors
    ///
    /// It is missing or something else.
    pub fn number(&self, key: &'static str) -> Result<f64, Trouble> {
        self.number_if(key)?.ok_or_else(|| self.missing(key))
    }

    /// Yes or no, where it is said.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub fn yes_if(&self, key: &'static str) -> Result<Option<bool>, Trouble> {
        self.get(key)
            .map(|value| value.as_bool().ok_or_else(|| self.wrong(key, "true or false")))
            .transpose()
    }

    /// Numbers in a row.
    ///
    /// # Errors
    ///
    /// They are missing or something else.
    pub fn numbers(&self, key: &'static str) -> Result<Vec<f64>, Trouble> {
        let wrong = || self.wrong(key, "a list of numbers");
        let list = self.get(key).ok_or_else(|| self.missing(key))?.as_array().ok_or_else(wrong)?;
        list.iter().map(|value| number(value).ok_or_else(wrong)).collect()
    }

    /// Texts in a row; none where the key is absent.
    ///
    /// # Errors
    ///
    /// They are something else.
    pub fn texts(&self, key: &'static str) -> Result<Vec<&'a str>, Trouble> {
        let wrong = || self.wrong(key, "a list of texts");
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        value
            .as_array()
            .ok_or_else(wrong)?
            .iter()
            .map(|value| value.as_str().ok_or_else(wrong))
            .collect()
    }

    /// A day, `2026-03-22`.
    ///
    /// # Errors
    ///
    /// It is missing or no day.
    pub fn date(&self, key: &'static str) -> Result<Date, Trouble> {
        let text = self.text(key)?;
        let parts: Option<Vec<i32>> = text.split('-').map(|part| part.parse().ok()).collect();
        match parts.as_deref() {
            Some([year, month, day]) => Date::new(*year, *month, *day),
            _ => None,
        }
        .ok_or_else(|| self.wrong(key, &format!("a day like \"2026-03-22\"; '{text}' is none")))
    }

    /// A month, `2026-04`.
    ///
    /// # Errors
    ///
    /// It is no month.
    pub fn month_if(&self, key: &'static str) -> Result<Option<Month>, Trouble> {
        let Some(text) = self.text_if(key)? else { return Ok(None) };
        let parts: Option<Vec<i32>> = text.split('-').map(|part| part.parse().ok()).collect();
        match parts.as_deref() {
            Some([year, month]) if (1..=12).contains(month) => Ok(Some(Month::new(*year, *month))),
            _ => Err(self.wrong(key, &format!("a month like \"2026-04\"; '{text}' is none"))),
        }
    }

    /// A table inside, where there is one.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub fn inside_if(&self, key: &'static str) -> Result<Option<Reader<'a>>, Trouble> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let table = value.as_table().ok_or_else(|| self.wrong(key, "a table"))?;
        Ok(Some(Reader { file: self.file, path: self.at(key), table, known: RefCell::default() }))
    }

    /// A table inside.
    ///
    /// # Errors
    ///
    /// It is missing or something else.
    pub fn inside(&self, key: &'static str) -> Result<Reader<'a>, Trouble> {
        self.inside_if(key)?.ok_or_else(|| self.missing(key))
    }

    /// Tables in a row; none where the key is absent. Each is named by its `id` or `name`.
    ///
    /// # Errors
    ///
    /// They are something else.
    pub fn list(&self, key: &'static str) -> Result<Vec<Reader<'a>>, Trouble> {
        let wrong = || self.wrong(key, "a list of tables, each under [[…]]");
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        value
            .as_array()
            .ok_or_else(wrong)?
            .iter()
            .enumerate()
            .map(|(i, value)| {
                let table = value.as_table().ok_or_else(wrong)?;
                let name = ["id", "name", "area"].iter().find_map(|key| table.get(*key)?.as_str());
                let path = format!(
                    "{}.{}",
                    self.at(key),
                    name.map_or_else(|| (i + 1).to_string(), str::to_owned)
                );
                Ok(Reader { file: self.file, path, table, known: RefCell::default() })
            })
            .collect()
    }

    /// Ends the reading: whatever was not asked for is unknown.
    ///
    /// # Errors
    ///
    /// The first unknown key, with the nearest known one.
    pub fn finish(self) -> Result<(), Trouble> {
        let known = self.known.borrow();
        for key in self.table.keys() {
            if !known.contains(&key.as_str()) {
                let near = nearest(key, known.iter().copied());
                let advice =
                    near.map_or_else(String::new, |near| format!("; did you mean '{near}'?"));
                return Err(self.trouble(&format!("'{}' is not a key here{advice}", self.at(key))));
            }
        }
        Ok(())
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        Value::Integer(number) => i32::try_from(*number).ok().map(f64::from),
        _ => None,
    }
}

/// The name most like another.
pub fn nearest<'n>(name: &str, among: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    among
        .map(|other| (strsim::jaro_winkler(name, other), other))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, other)| other)
}
