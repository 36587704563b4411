//! Invented women for `alongside demo`: seeded, deterministic, and shaped like published shares.
//!
//! Nobody here is or could be real: family names are made up, telephone numbers come from the
//! range that Ofcom keeps for drama (07700 900000 to 900999), addresses of mail end in
//! `example.org`. Not for tests of single rules; those make their own few people.

pub mod people;
pub mod shares;
