//! Writes a report with every kind of chart into a folder, to be looked at in a browser and on paper:
//! `cargo run -p engines --example report -- FOLDER`. Its numbers are invented.
#![allow(clippy::print_stdout, reason = "says where to look")]

mod sample;

fn main() -> Result<(), engines::Trouble> {
    let folder = std::env::args_os().nth(1).unwrap_or_else(|| "target/look".into());
    for line in sample::report().write(folder.as_ref(), "report")?.lines() {
        println!("{line}");
    }
    Ok(())
}
