//! Files into records: only the columns that the settings name, the rows in the order of source and
//! id, so that the order of a file changes nothing.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use stats::linkage::{Domain, Lexicon, Link, Records, Settings};

use crate::Trouble;
use crate::table::{Column, Table, Wanted};

/// What to read.
pub(super) struct Asked<'a> {
    pub(super) files: &'a [PathBuf],
    pub(super) old: &'a [PathBuf],
    pub(super) truth: Option<&'a str>,
    pub(super) truth_number: bool,
    pub(super) by: Option<&'a str>,
}

/// Records, and what is said of them in results.
pub(super) struct People {
    pub(super) records: Records,
    ids: Column,
    /// The place in the files of each row, where it is another.
    order: Option<Vec<u32>>,
    /// The names of the sources.
    pub(super) names: Vec<String>,
    /// The source of each row; empty where there is one.
    pub(super) sources: Vec<u16>,
    /// The true person of each row, 0 where unknown.
    pub(super) truth: Option<Vec<u32>>,
    /// The subgroup of each row, and the texts of their numbers.
    pub(super) groups: Option<(Lexicon, Vec<u32>)>,
}

impl People {
    pub(super) fn read(
        asked: &Asked<'_>,
        settings: &Settings,
        remarks: &mut Vec<String>,
    ) -> Result<Self, Trouble> {
        let domains = settings.domains();
        let mut wanted: Vec<&str> = vec![settings.unique_id.as_str()];
        wanted.extend(domains.iter().flatten().map(String::as_str));
        wanted.extend(asked.truth);
        wanted.extend(asked.by);
        let mut seen = std::collections::HashSet::new();
        wanted.retain(|name| seen.insert(*name));
        let mut columns: Vec<Column> = wanted.iter().map(|name| Column::new(name)).collect();
        let mut places = Vec::new();
        for (source, path) in asked.files.iter().chain(asked.old).enumerate() {
            let table = Table::read(path, Wanted::Named(&wanted))?;
            remarks.extend_from_slice(table.remarks());
            places.extend(std::iter::repeat_n(
                u16::try_from(source).map_err(|_| Trouble::Said("too many files".to_owned()))?,
                table.rows(),
            ));
            if source == 0 {
                columns = table.into_columns();
            } else {
                for (column, more) in columns.iter_mut().zip(table.columns()) {
                    column.append(more)?;
                }
            }
        }
        for name in settings.date_columns() {
            if let Some(column) = columns.iter_mut().find(|c| c.name() == name) {
                remarks.extend(column.dates_to_iso()?);
            }
        }
        let rows = places.len();
        if rows < 2 {
            return Err(Trouble::Said(
                "there is nothing to compare: give at least two records".to_owned(),
            ));
        }
        let ids = columns.swap_remove(0);
        let within_source = settings.link_type != stats::linkage::LinkType::DedupeOnly;
        if settings.link_type == stats::linkage::LinkType::LinkOnly
            && asked.files.len().saturating_add(asked.old.len()) < 2
        {
            return Err(Trouble::Said(
                "the settings link between sources (link_only): give a file for each".to_owned(),
            ));
        }
        let order = order(&ids, within_source.then_some(&places))?;
        let place = |row: usize| match &order {
            Some(order) => order.get(row).map_or(0, |&place| wide(place)),
            None => row,
        };
        let numbers = |column: &Column, number_only: bool| {
            let mut lexicon = Lexicon::default();
            let numbers: Vec<u32> = (0..rows)
                .map(|row| {
                    let text = column.get(place(row));
                    let text = if number_only { first_number(text) } else { text };
                    lexicon.number(text.as_bytes())
                })
                .collect();
            (lexicon, numbers)
        };
        let named = |name: &str| {
            if name == settings.unique_id {
                Some(&ids)
            } else {
                columns.iter().find(|column| column.name() == name)
            }
        };
        let truth = asked.truth.and_then(named).map(|column| numbers(column, asked.truth_number).1);
        let groups = asked.by.and_then(named).map(|column| numbers(column, false));
        let whole: HashMap<&str, &Column> = columns.iter().map(|c| (c.name(), c)).collect();
        let made: Vec<Domain> = domains
            .par_iter()
            .map(|names| {
                let mut domain = Domain::default();
                for name in names {
                    let column = match whole.get(name.as_str()) {
                        Some(column) => column,
                        None => &ids,
                    };
                    match &order {
                        None => domain.add(name, column.iter()),
                        Some(order) => {
                            domain.add(name, order.iter().map(|&place| column.get(wide(place))));
                        }
                    }
                }
                domain
            })
            .collect();
        drop(whole);
        drop(columns);
        let mut records = Records::new(rows, made).map_err(|e| Trouble::Said(e.to_string()))?;
        let sources: Vec<u16> =
            (0..rows).map(|row| places.get(place(row)).copied().unwrap_or(0)).collect();
        let names: Vec<String> = if within_source {
            asked.files.iter().chain(asked.old).map(|path| stem(path)).collect()
        } else {
            Vec::new()
        };
        if !asked.old.is_empty() {
            let first_old = u16::try_from(asked.files.len()).unwrap_or(u16::MAX);
            records = records
                .with_new(sources.iter().map(|&source| source < first_old).collect())
                .map_err(|e| Trouble::Said(e.to_string()))?;
        }
        let sources = if names.len() > 1 { sources } else { Vec::new() };
        if !sources.is_empty() {
            records =
                records.with_sources(sources.clone()).map_err(|e| Trouble::Said(e.to_string()))?;
        }
        Ok(Self { records, ids, order, names, sources, truth, groups })
    }

    pub(super) fn id(&self, row: u32) -> &str {
        let place = match &self.order {
            Some(order) => order.get(wide(row)).copied().unwrap_or(0),
            None => row,
        };
        self.ids.get(wide(place))
    }

    pub(super) fn source(&self, row: u32) -> &str {
        let source = self.sources.get(wide(row)).copied().unwrap_or(0);
        self.names.get(usize::from(source)).map_or("", String::as_str)
    }

    pub(super) fn same_truth(&self, a: u32, b: u32) -> bool {
        self.truth.as_ref().is_some_and(|truth| {
            let (a, b) = (truth.get(wide(a)), truth.get(wide(b)));
            a == b && a.is_some_and(|&a| a != 0)
        })
    }

    /// The row of an id, for one that a person typed.
    pub(super) fn row(&self, id: &str) -> Result<u32, Trouble> {
        let rows = u32::try_from(self.records.rows()).unwrap_or(u32::MAX);
        (0..rows).find(|&row| self.id(row) == id).ok_or_else(|| {
            Trouble::Said("one of the two ids of --explain is not among the records".to_owned())
        })
    }

    /// Links among earlier records, as an earlier run wrote its pairs.
    pub(super) fn old_links(&self, path: &Path, threshold: f64) -> Result<Vec<Link>, Trouble> {
        let several = self.names.len() > 1;
        let mut wanted = vec!["unique_id_l", "unique_id_r", "match_weight", "match_probability"];
        if several {
            wanted.extend(["source_dataset_l", "source_dataset_r"]);
        }
        let table = Table::read(path, Wanted::Named(&wanted))?;
        let rows = u32::try_from(self.records.rows()).unwrap_or(u32::MAX);
        let known: HashMap<(&str, &str), u32> =
            (0..rows).map(|row| ((self.source(row), self.id(row)), row)).collect();
        let weights = table.column("match_weight")?.numbers()?;
        let shares = table.column("match_probability")?.numbers()?;
        let mut links = Vec::new();
        for (record, (weight, share)) in weights.into_iter().zip(shares).enumerate() {
            if share < threshold {
                continue;
            }
            let find = |id: &str, source: &str| {
                let source = if several { table.column(source)?.get(record) } else { "" };
                known.get(&(source, table.column(id)?.get(record))).copied().ok_or_else(|| {
                    Trouble::Said(format!(
                        "{}: record {} names an id that is in none of the files",
                        path.display(),
                        record.saturating_add(1)
                    ))
                })
            };
            let (a, b) = (
                find("unique_id_l", "source_dataset_l")?,
                find("unique_id_r", "source_dataset_r")?,
            );
            links.push(Link { left: a.min(b), right: a.max(b), weight });
        }
        Ok(links)
    }
}

/// Rows in the order of source and id, or nothing where they stand so already. Whole numbers are
/// ordered as numbers, as Splink's databases do, anything else by its bytes.
fn order(ids: &Column, sources: Option<&Vec<u16>>) -> Result<Option<Vec<u32>>, Trouble> {
    let rows = u32::try_from(ids.len())
        .map_err(|_| Trouble::Said("more than four thousand million records".to_owned()))?;
    let source = |row: u32| sources.and_then(|s| s.get(wide(row))).copied().unwrap_or(0);
    let whole: Option<Vec<u64>> = ids
        .iter()
        .map(|id| {
            let plain = id.len() < 2 || !id.starts_with(['0', '+']);
            if plain { id.parse().ok() } else { None }
        })
        .collect();
    let twice = |a: u32, b: u32| {
        Trouble::Said(format!(
            "records {} and {} have the same id in column {}; each record needs an id of its own",
            a.min(b).saturating_add(1),
            a.max(b).saturating_add(1),
            ids.name()
        ))
    };
    if let Some(empty) = ids.iter().position(str::is_empty) {
        return Err(Trouble::Said(format!(
            "record {} has no id in column {}; each record needs one",
            empty.saturating_add(1),
            ids.name()
        )));
    }
    let order: Vec<u32> = if let Some(whole) = whole {
        let number = |row: u32| whole.get(wide(row)).copied().unwrap_or(0);
        let mut keyed: Vec<(u16, u64, u32)> =
            (0..rows).map(|row| (source(row), number(row), row)).collect();
        if !keyed.is_sorted() {
            keyed.par_sort_unstable();
        }
        if let Some((a, b)) =
            keyed.iter().zip(keyed.iter().skip(1)).find(|(a, b)| (a.0, a.1) == (b.0, b.1))
        {
            return Err(twice(a.2, b.2));
        }
        keyed.into_iter().map(|(_, _, row)| row).collect()
    } else {
        let id = |row: u32| ids.get(wide(row));
        let mut order: Vec<u32> = (0..rows).collect();
        order.par_sort_unstable_by(|&a, &b| {
            source(a).cmp(&source(b)).then_with(|| id(a).cmp(id(b)))
        });
        if let Some((&a, &b)) = order
            .iter()
            .zip(order.iter().skip(1))
            .find(|(a, b)| source(**a) == source(**b) && id(**a) == id(**b))
        {
            return Err(twice(a, b));
        }
        order
    };
    Ok((!order.is_sorted()).then_some(order))
}

/// The first run of digits.
fn first_number(text: &str) -> &str {
    let from = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let rest = text.get(from..).unwrap_or_default();
    let to = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..to).unwrap_or_default()
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

fn wide(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
