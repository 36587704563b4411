//! One file a command.

pub mod audit;
pub mod backup;
pub mod demo;
pub mod directory;
pub mod doctor;
pub mod import;
pub mod key;
pub mod restore;
pub mod serve;
pub mod setup;
pub mod user;
