//! The prisons that hold women in England: where they are. Not how full they are or what they are
//! for, which change; Wales has none.

use crate::grid::Point;

/// A women's prison.
#[derive(Clone, Debug, PartialEq)]
pub struct Prison {
    /// The three-letter code of the prison register, `BZI`.
    pub code: String,
    /// Its name without "HMP".
    pub name: String,
    /// Its post town.
    pub town: String,
    /// Its postcode.
    pub postcode: String,
    /// Where it is.
    pub point: Point,
    /// Where this was read.
    pub source: String,
}
