//! Programmes: funded contracts and grants, each with its own rules, areas, dates and outcomes; and
//! the sites and rooms where support happens.
//!
//! `crs` reads probation's contracts as its own system loads them, `carried` holds those that the
//! program brings along, `framework` the outcomes a funder counts: all pure. Not for which woman
//! counts to which programme (`funding` in the record slice), nor for the figures a funder gets
//! (crate evidence).

pub mod carried;
pub mod columns;
pub mod contracts;
pub mod crs;
pub mod framework;
pub mod model;
pub mod posts;
pub mod service;
pub mod sql;
mod words;

pub use contracts::{ContractsOutcome, NotImported, import_crs_contracts, save_contracts};
pub use model::{
    Activity, Answer, Answers, Delivery, Eligibility, EqualityNote, Facts, Fit, FunderKind, OpenTo,
    PlanAgreedBy, Programme, ProgrammeDraft, ProgrammeId, ProgrammeKind, Provider, ProviderPart,
    Room, Site, SiteKind,
};
