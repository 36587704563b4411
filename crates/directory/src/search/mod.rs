//! Finding a service: an [`Index`] in memory over published entries, asked by a [`Query`], answered
//! with why each fits and what does not.
//!
//! The area that a service serves comes first, distance second; an answer says which matched. What is
//! not known is said as not known and never taken for a no. Bodies are not held: an [`Answer`] names
//! an entry by its id. The same index and question give the same answers in the same order.
//!
//! Not for ranking by anything that a provider could pay for or a visitor did before.

mod answer;
mod feed;
mod index;
mod place;
mod query;
mod reasons;
mod rows;
mod words;

pub use answer::Answer;
pub(crate) use feed::text_of;
pub use index::Index;
pub use place::{NotAPlace, Sought, read_place, read_place_in};
pub use query::{Query, Unsuitable, Woman};
pub use reasons::{AreaFit, Misfit, Reason, Unknown};
pub use words::{Asked, WhereFound};
