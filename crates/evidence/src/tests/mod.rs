//! The room's own tests: the language, small numbers, files, and returns on real databases.

mod definitions;
mod files;
mod house;
mod returns;
mod small_numbers;
