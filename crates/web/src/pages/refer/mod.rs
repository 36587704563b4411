//! The public referral form, for a professional or for the woman herself: one question a page, no
//! cookie, nothing kept until it is sent. Addresses and titles say nothing of what is answered.
//!
//! Not for what an answer must be (casework's `referral::form`), nor for what happens afterwards.

mod emergency;
mod handlers;
mod pages;

pub use emergency::{Emergency, emergencies};
pub use handlers::routes;
pub use pages::{AgainPage, CheckPage, QuestionPage, ReceiptPage, StartPage, need_key, source_key};
