//! Results as the Ministry of Justice's Data Lab gives them: intervals, the number needed, what may be
//! said of them, and what may not. Not for estimating who is compared with whom (see
//! [`crate::matching`]), and not a claim to hold police data.

mod results;
mod sentences;
mod words;

pub(crate) use results::quantile_95;
pub use results::{
    Comparison, Difference, Figure, Group, Method, ResultError, Spread, effective_size, means,
    rates,
};
pub use sentences::{Finding, Unsafe, check};
pub use words::{Measure, Outcome, Place, Said, Told, Verdict, Who, word};
