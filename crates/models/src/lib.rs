//! Numerics of planning. Pure: figures and scenarios in, numbers out; seeds are passed in. Not for
//! reading files or writing reports (crate `engines`).

pub mod capacity;
pub mod sentencing;
pub mod siting;
