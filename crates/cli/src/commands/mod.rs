//! One file a command.

pub mod backup;
pub mod doctor;
pub mod import;
pub mod key;
pub mod restore;
pub mod serve;
