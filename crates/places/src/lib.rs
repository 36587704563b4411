//! Where things are in Great Britain: postcodes, local authorities, police areas, probation
//! regions and the women's prisons.
//!
//! One register settles what an area is called, because every source calls it something else. All
//! tables are built into the program from `data/places/`; the full postcodes are read from the
//! official file by `alongside import places` and lie beside the data as a [`UnitFile`].
//!
//! Not for: addresses, boundaries, travel times, or Northern Ireland, the Channel Islands and the
//! Isle of Man, which Ordnance Survey's open file does not cover.

mod area;
mod codepo;
mod grid;
mod places;
mod postcode;
mod prison;
mod tables;
mod units;

pub use area::{
    FiguresArea, LocalAuthority, Nation, PoliceArea, ProbationRegion, Region, UnknownArea,
};
pub use codepo::{
    CodePointOpen, CodePointProblem, CodePointRow, NotCodePoint, read_code_point_open,
};
pub use grid::{Grid, Point, distance_km};
pub use places::{Located, NotLocated, Places, Precision};
pub use postcode::PostcodeText;
pub use prison::Prison;
pub use units::{
    ImportReport, NotImported, NotLoaded, UnitFile, UnitFileWriter, UnitPlace, import_units,
};

/// What must be printed wherever postcodes, points or areas are shown. Open Government Licence
/// v3.0, as Ordnance Survey, Royal Mail and the Office for National Statistics ask for it.
pub const ATTRIBUTION: &str = "Contains OS data © Crown copyright and database right 2025. \
    Contains Royal Mail data © Royal Mail copyright and database right 2025. \
    Contains National Statistics data © Crown copyright and database right 2025. \
    Licensed under the Open Government Licence v3.0.";
