//! The pairs of a query under reading. What they mean is said in [`super::query`].

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::body::Detail;
use super::page::{LARGEST_SIZE, Paging};
use super::query::{Form, QueryError};

/// The pairs of a query; of a name given twice the first counts, but lists are joined.
pub(super) struct Pairs<'a>(pub(super) Vec<(&'a str, &'a str)>);

impl<'a> Pairs<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(own, value)| *own == name && !value.trim().is_empty());
        found.map(|(_, value)| value.trim())
    }

    pub(super) fn read<T>(
        &self,
        parameter: &'static str,
        wanted: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, QueryError> {
        let value = self.get(parameter);
        value.map(|text| read(text).ok_or(QueryError { parameter, wanted })).transpose()
    }

    pub(super) fn list<T>(
        &self,
        parameter: &'static str,
        wanted: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, QueryError> {
        let values = self.0.iter().filter(|(name, _)| *name == parameter);
        values
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(|text| read(text).ok_or(QueryError { parameter, wanted }))
            .collect()
    }

    pub(super) fn yes(&self, parameter: &'static str) -> Result<bool, QueryError> {
        let read = |text: &str| match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        };
        Ok(self.read(parameter, "true or false", read)?.unwrap_or(false))
    }

    pub(super) fn id(&self, parameter: &'static str) -> Result<Option<Uuid>, QueryError> {
        self.read(parameter, "a UUID", |text| Uuid::try_parse(text).ok())
    }

    pub(super) fn ids(&self, parameter: &'static str) -> Result<Vec<Uuid>, QueryError> {
        self.list(parameter, "a UUID, or several with commas between", |text| {
            Uuid::try_parse(text).ok()
        })
    }

    pub(super) fn search(&self) -> Option<String> {
        self.get("search").map(|text| text.chars().take(200).collect())
    }

    pub(super) fn form(&self) -> Result<Form, QueryError> {
        let read = |text: &str| match text.to_ascii_lowercase().as_str() {
            "json" => Some(Form::Json),
            "ndjson" => Some(Form::Ndjson),
            _ => None,
        };
        Ok(self.read("format", "json or ndjson", read)?.unwrap_or_default())
    }

    pub(super) fn paging(&self) -> Result<Paging, QueryError> {
        let page = self.read("page", "a whole number from 1", |text| {
            text.parse::<u32>().ok().filter(|page| *page >= 1)
        })?;
        let size = |parameter| {
            self.read(parameter, "a whole number from 1 to 1000", |text| {
                text.parse::<u32>().ok().filter(|size| (1..=LARGEST_SIZE).contains(size))
            })
        };
        let size = match size("per_page")? {
            Some(size) => Some(size),
            None => size("perPage")?,
        };
        let usual = Paging::default();
        Ok(Paging { page: page.unwrap_or(usual.page), size: size.unwrap_or(usual.size) })
    }

    pub(super) fn detail(&self) -> Result<Detail, QueryError> {
        Ok(match (self.yes("minimal")?, self.yes("full")?) {
            (true, _) => Detail::Minimal,
            (false, true) => Detail::Full,
            (false, false) => Detail::Summary,
        })
    }
}

/// An instant, or the first of a day in UTC.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let zoned = |text: &str| {
        let when = text.parse::<jiff::civil::DateTime>().ok()?;
        when.to_zoned(jiff::tz::TimeZone::UTC).ok()
    };
    // Without a zone: UTC, as the specification's own examples have it.
    zoned(text).map(|z| z.timestamp()).or_else(|| {
        let day = text.parse::<Date>().ok()?;
        day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|z| z.timestamp())
    })
}
