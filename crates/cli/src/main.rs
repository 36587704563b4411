//! The program `alongside`. Reads the command line, opens what the command needs, runs one
//! use-case and says what happened. No rule of any room stands here.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program speaks to its terminal"
)]

mod commands;
mod crawl;
mod crowd;
mod fetch;
mod front;
mod installation;
mod jobs;
mod one_core;
mod post;
mod published;
mod real;
mod settings;
mod speech;
mod trouble;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::trouble::Trouble;

/// The working system of women's centres: case work, referrals, safety, returns.
#[derive(Debug, Parser)]
#[command(
    name = "alongside",
    version,
    after_help = "Exit codes: 0 done; 1 could not be done, nothing was lost; 2 the command line is \
                  wrong; 3 something is missing on this machine; 4 a check found something wrong."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the installation
    #[command(
        after_help = "Examples:\n  alongside serve --data /var/lib/alongside --port 8080\n  alongside serve --bind 0.0.0.0 --port 443 --acme records.centre.example.org --acme-contact it@centre.example.org\n  alongside serve --side staff --front /srv/front --data /var/lib/alongside\n  alongside serve --side public --front /srv/front --port 8081"
    )]
    Serve(commands::serve::Serve),
    /// The first day: ask a few questions and make the installation
    #[command(
        after_help = "Examples:\n  alongside setup --data /var/lib/alongside\n  alongside setup --answers answers.toml --data /var/lib/alongside"
    )]
    Setup(commands::setup::Setup),
    /// Invent two centres, their staff and women, and serve them on this machine
    #[command(
        after_help = "Examples:\n  alongside demo\n  alongside demo --women 2000 --port 0\n  alongside demo --data DIR --women 50000 --seed 7 --no-serve"
    )]
    Demo(commands::demo::Demo),
    /// Back up the data and the keys, apart, while the program goes on serving
    #[command(
        after_help = "Example: alongside backup /media/stick/alongside --data /var/lib/alongside"
    )]
    Backup(commands::backup::Backup),
    /// Restore a backup into an empty folder
    #[command(
        after_help = "Examples:\n  alongside restore /media/stick/alongside --data /var/lib/alongside --key-file alongside.key\n  alongside restore /media/stick/alongside --data /var/lib/alongside --key-sheet"
    )]
    Restore(commands::restore::Restore),
    /// Take files from elsewhere: places, contracts, reports
    #[command(subcommand)]
    Import(commands::import::Import),
    /// The key of this installation
    #[command(subcommand)]
    Key(commands::key::Key),
    /// The trail of who did what to whose record
    #[command(subcommand)]
    Audit(commands::audit::Audit),
    /// Accounts, when nobody is left who could help inside the program
    #[command(subcommand)]
    User(commands::user::User),
    /// Say what is wrong with this installation, and how to mend it
    #[command(after_help = "Example: alongside doctor --data /var/lib/alongside")]
    Doctor(commands::doctor::Doctor),
    /// The engines, which open no installation (docs/decisions/0090)
    #[command(flatten)]
    Engines(engines::Command),
}

#[tokio::main]
async fn main() -> ExitCode {
    let line = CommandLine::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("ALONGSIDE_LOG")
                .unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let done = match line.command {
        Command::Serve(command) => command.run().await,
        Command::Setup(command) => command.run().await,
        Command::Demo(command) => command.run().await,
        Command::Audit(command) => command.run().await,
        Command::Backup(command) => command.run().await,
        Command::Restore(command) => command.run().await,
        Command::Import(command) => command.run().await,
        Command::Key(command) => command.run().await,
        Command::User(command) => command.run().await,
        Command::Doctor(command) => command.run().await,
        Command::Engines(command) => command.run(&mut speech::Out).map_err(Trouble::from),
    };
    match done {
        Ok(()) if speech::was_lost() => ExitCode::FAILURE,
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("alongside: {trouble}");
            if let Some(advice) = trouble.advice() {
                eprintln!("{advice}");
            }
            ExitCode::from(trouble.exit_code())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        CommandLine::command().debug_assert();
    }
}
