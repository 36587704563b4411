//! Tests that need facts, which only this crate can make.

mod house;
mod passkeys;
mod promises;
mod table;
mod worlds;
