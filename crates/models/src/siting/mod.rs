//! Where to put small units and centres: p-median (mean distance), p-centre (the worst), maximal
//! cover, with or without capacities, beside what stands already. Exact with proof, or quick with a
//! stated gap. Not for reading places or drawing maps (crate `engines`).

mod branch;
mod capacitated;
pub mod closing;
mod instance;
mod lagrange;
pub mod network;
mod problem;
mod reading;
mod solve;
mod swap;
mod transport;

pub use branch::Thoroughness;
pub use problem::{Distances, EARTH_MILES, PER_UNIT, Problem, Spot, Unfit};
pub use reading::{NoCount, PlaceReading, Reading, Units, count_demand, knee};
pub use solve::{Allocation, Answer, Objective, Question};
