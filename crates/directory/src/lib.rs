//! The directory: services for women, what they do, for whom and where.
//!
//! [`model`] says what an entry is; [`publish`] makes of it what others may see; [`open_referral`]
//! writes that as Open Referral UK, [`intake`] reads
//! what others send, [`search`] finds; all of that is pure: what day it is and what stands in a
//! file is handed in. [`snapshot`] is the file by which the public side
//! learns of it, [`served`] what it makes of that.
//!
//! Not for casework: nothing here knows of any woman.

mod codes;
pub mod gaps;
pub mod intake;
pub mod invented;
pub mod model;
pub mod open_referral;
pub mod publish;
pub mod search;
pub mod served;
pub mod snapshot;
pub mod towns;
pub mod web_words;

pub use publish::{Audience, NotShown, Published, PublishedPlace, Reached, Shown, publish};
