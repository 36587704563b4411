//! The use-cases of safety, a file for each thing that is recorded.

pub mod board;
pub mod concern;
pub mod dash;
pub mod disclosure;
pub mod marac;
pub mod plan;
pub mod risk;
pub mod sharing;
pub mod timeline;
