//! Tests that need facts, which only this crate can make.

mod house;
mod promises;
mod table;
mod worlds;
