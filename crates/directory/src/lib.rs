//! The directory: services for women, what they do, for whom and where.
//!
//! [`model`] says what an entry is; [`publish`] makes of it what others may see; [`open_referral`]
//! writes and reads that as Open Referral UK. All of it is pure: what day it is and what stands in a
//! file is handed in.
//!
//! Not for casework: nothing here knows of any woman.

mod codes;
pub mod model;
pub mod publish;

pub use publish::{Audience, NotShown, Published, PublishedPlace, Reached, Shown, publish};
