//! Tests that need facts, which only this crate can make.

mod promises;
mod table;
mod worlds;
