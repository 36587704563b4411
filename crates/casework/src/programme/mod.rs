//! Programmes: funded contracts and grants, each with its own rules, areas, dates and outcomes.
//!
//! `crs` reads probation's contracts as its own system loads them, `carried` holds those that the
//! program brings along, `framework` the outcomes a funder counts: all pure. Not for which woman
//! counts to which programme, nor for the figures a funder gets (crate evidence).

pub mod carried;
pub mod crs;
pub mod framework;
mod words;
