//! The room's own tests: the language, small numbers, files, and returns on real databases.

#![allow(clippy::as_conversions)]

mod definitions;
mod files;
mod house;
mod returns;
mod small_numbers;
