//! Numerics of evidence. Pure: rows and settings in, numbers out; seeds are passed in. Not for
//! reading files or writing reports (crate `engines`), and not for deciding who may see a figure.

pub mod disclosure;
pub mod jdl;
pub mod linkage;
pub mod matching;
pub mod power;
