//! libFuzzer round one target, which the environment names.
#![no_main]

#[path = "../../crates/cli/src/commands/setup/answers.rs"]
#[allow(dead_code, reason = "setup asks more of it")]
mod answers;
#[path = "../../crates/cli/src/settings.rs"]
#[allow(dead_code, reason = "the program asks more of it")]
mod settings;
mod targets;
#[path = "../../crates/cli/src/trouble.rs"]
#[allow(dead_code, reason = "the program asks more of it")]
mod trouble;

use std::sync::OnceLock;

static CHOSEN: OnceLock<fn(&[u8])> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let run = CHOSEN.get_or_init(|| {
        let name = std::env::var("ALONGSIDE_FUZZ").unwrap_or_default();
        let known = targets::TARGETS.iter().find(|(known, _)| *known == name);
        known.unwrap_or_else(|| panic!("ALONGSIDE_FUZZ names no target: '{name}'")).1
    });
    run(bytes);
});
