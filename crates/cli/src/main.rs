//! alongside
fn main() {}
