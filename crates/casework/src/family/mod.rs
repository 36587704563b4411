//! Children and the adults near her, kept apart from the rest of the record.
//!
//! A child is a minimal row and never a client; an adult may be marked a risk to her. Both have
//! actions of their own (`ReadFamily`, `WriteFamily`): a volunteer, a funder, an analyst or the
//! front desk never holds a permit for them, and no count of this folder leaves it.
//!
//! Not for concerns about a child (`safety`) and not for who is kept apart (`keep_apart`).

mod model;
mod service;
mod sql;

#[doc(inline)]
pub use model::*;
pub use service::{
    add_child, add_relationship, change_child, change_relationship, children, end_child,
    end_relationship, relationships,
};
pub use sql::ALL as STATEMENTS;
