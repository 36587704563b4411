//! Makes the tables of `data/programmes/` from a folder of contracts and their providers, as the
//! importer reads them. Run it when the source has changed; a test holds that the two agree.
//!
//! `cargo run -p casework --example carry_contracts -- SOURCE_FOLDER data/programmes`

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use casework::programme::carried;
use casework::programme::crs::{Providers, read_contracts};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(source), Some(target)) = (arguments.next(), arguments.next()) else {
        return Err("give the folder of contracts and the folder of tables".into());
    };
    let providers = Providers::read(&fs::read_to_string(source.join("providers.json"))?)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(source)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".json") && name != "providers.json" {
            files.push((name, fs::read_to_string(path)?));
        }
    }
    let batch = read_contracts(files, &providers);
    if let Some((name, why)) = batch.rejected.into_iter().next() {
        return Err(format!("{name}: {why}").into());
    }
    let tables = carried::write(&batch.contracts, &providers)?;
    fs::write(target.join("crs-contracts.csv"), tables.contracts)?;
    fs::write(target.join("crs-activities.csv"), tables.activities)?;
    fs::write(target.join("providers.csv"), tables.providers)?;
    Ok(())
}
