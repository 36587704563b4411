//! The program `alongside-engines`: the engines without records, for analysts and policy officers.
#![allow(clippy::print_stderr, reason = "a command-line program speaks to its terminal")]

use std::process::ExitCode;

use clap::Parser;

/// Linkage, matching, power, disclosure and planning. Holds no records and no keys.
#[derive(Debug, Parser)]
#[command(
    name = "alongside-engines",
    version,
    after_help = "Exit codes: 0 done; 1 could not be done, nothing was written; 2 the command line is wrong; \
                  4 a check found something wrong."
)]
struct CommandLine {
    #[command(subcommand)]
    command: engines::Command,
}

fn main() -> ExitCode {
    match CommandLine::parse().command.run(&mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("alongside-engines: {trouble}");
            ExitCode::from(trouble.exit_code())
        }
    }
}
