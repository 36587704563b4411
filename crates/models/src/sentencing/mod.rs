//! What sentencing law does to the number of women in prison: a cohort model in monthly steps, its
//! twin of single women, the fit to published figures, and draws that keep every result a range.
//!
//! A [`Setting`] holds the place, its bands, the published series, the law with its dates and every
//! number as a range with a source. A [`World`] is one draw of it, all numbers. [`cohort::run`]
//! steps a world month by month; [`micro::run`] does the same woman by woman. Not for reading files
//! or writing reports (crate `engines`), and no forecast of what judges will do: that is a range in
//! the setting, and the widest one.

pub mod check;
pub mod cohort;
pub mod curve;
pub mod draws;
pub mod fit;
pub mod micro;
mod month;
mod range;
mod setting;
pub mod trial;
mod units;
mod world;

pub use month::{Date, Month};
pub use range::{Param, ParamId, Range};
pub use setting::{
    Applies, Band, Centre, Children, Contradiction, Cost, CountedBy, Court, Group, Intake, Law,
    Offence, Outcome, Provision, Remand, Series, Setting, SideEffects, Unit,
};
pub use world::{Areas, Key, World, WorldBand};
