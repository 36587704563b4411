//! Who must not meet: two women, or a woman and a worker, from a day until a day.
//!
//! Every booking of a room, group, drop-in, lift, visit or worker asks [`check`] and learns "not
//! this slot", never why and never who: the answer carries nothing else. Leads keep the pairs.
//!
//! Not for who may open whose record: that is access, where an account can be barred from one.

mod model;
mod service;
mod sql;

#[doc(inline)]
pub use model::*;
pub use service::{Other, PairDraft, check, end_pair, keep_apart, pairs};
pub use sql::ALL as STATEMENTS;
