//! Published figures in one form: a series, an area, a date, a value or a range, and with every row
//! its source, when it was collected and its licence. Not for deciding whether they add up
//! (`checks`), and not for files in other forms (`sheets`).

use std::path::Path;

use crate::Trouble;

/// One figure.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Figure {
    /// What is counted.
    pub series: String,
    /// Where.
    pub area: String,
    /// When: a year, a month, a day, or as the source says it.
    pub date: String,
    /// The figure; absent where the source gives a range or none.
    pub value: Option<f64>,
    /// The lower end of a range.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// In what it is counted.
    pub unit: String,
    /// Which edition of a publication that is revised.
    pub edition: String,
    /// Where it stands.
    pub source: String,
    /// When it was copied from there.
    pub collected: String,
    /// Under which licence.
    pub licence: String,
    /// What a reader must know.
    pub note: String,
}

/// The columns in order.
pub const COLUMNS: [&str; 12] = [
    "series",
    "area",
    "date",
    "value",
    "low",
    "high",
    "unit",
    "edition",
    "source",
    "collected",
    "licence",
    "note",
];

/// The tables that ship, with their names.
pub const SHIPPED: [(&str, &str); 10] = [
    ("sentences.csv", include_str!("../../../../../data/figures/sentences.csv")),
    ("rates.csv", include_str!("../../../../../data/figures/rates.csv")),
    ("population.csv", include_str!("../../../../../data/figures/population.csv")),
    ("population-monthly.csv", include_str!("../../../../../data/figures/population-monthly.csv")),
    ("remand.csv", include_str!("../../../../../data/figures/remand.csv")),
    ("recalls-and-stock.csv", include_str!("../../../../../data/figures/recalls-and-stock.csv")),
    ("scotland.csv", include_str!("../../../../../data/figures/scotland.csv")),
    ("parameters.csv", include_str!("../../../../../data/figures/parameters.csv")),
    ("children.csv", include_str!("../../../../../data/figures/children.csv")),
    ("places.csv", include_str!("../../../../../data/figures/places.csv")),
];

/// All figures that ship.
///
/// # Errors
///
/// A shipped table cannot be read: a mistake of the program.
pub fn shipped() -> Result<Vec<Figure>, Trouble> {
    let mut all = Vec::new();
    for (name, text) in SHIPPED {
        all.extend(parse(name, text)?);
    }
    Ok(all)
}

/// Reads a tidy table.
///
/// # Errors
///
/// It is not one: names the row.
pub fn parse(name: &str, text: &str) -> Result<Vec<Figure>, Trouble> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let mut figures = Vec::new();
    for row in rows.deserialize::<Figure>() {
        let line = figures.len() + 2;
        figures.push(row.map_err(|why| Trouble::Said(format!("{name}, line {line}: {why}")))?);
    }
    Ok(figures)
}

/// Whether a heading is that of a tidy table.
#[must_use]
pub fn is_tidy(heading: &[String]) -> bool {
    heading.iter().map(String::as_str).eq(COLUMNS)
}

/// Writes figures as a tidy table.
///
/// # Errors
///
/// The file cannot be written.
pub fn write(path: &Path, figures: &[Figure]) -> Result<(), Trouble> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    for figure in figures {
        rows.serialize(figure)
            .map_err(|why| Trouble::Said(format!("{}: {why}", path.display())))?;
    }
    let bytes = rows.into_inner().map_err(|why| Trouble::Said(why.to_string()))?;
    let mut file = crate::files::Output::create(path)?;
    file.put(&bytes)?;
    file.finish()
}
