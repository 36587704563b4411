//! `alongside-documents`: reads the content of one document from its standard input (see crate
//! `documents`) and writes a PDF to its standard output. It asks no network, opens no file and keeps
//! nothing: templates and fonts are part of the program.
//!
//! Not for: deciding what may stand on a paper. It prints what it is given.

mod paper;
mod printable;
mod world;

use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use documents::{LARGEST_REQUEST, Request, Unreadable, exit};

/// How long one document may take. A little less than the caller waits, so that she hears why.
const LONGEST: Duration = Duration::from_secs(55);

/// Why there is no PDF. Says nothing of what was to be printed.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    Paper(#[from] paper::PaperError),
    #[error("standard input or output failed: {0}")]
    Io(#[from] std::io::Error),
}

impl Stop {
    fn code(&self) -> u8 {
        match self {
            Self::Unreadable(Unreadable::NotUnderstood) => exit::NOT_UNDERSTOOD,
            Self::Unreadable(Unreadable::OtherVersion(_)) => exit::OTHER_VERSION,
            Self::Unreadable(Unreadable::TooLarge) => exit::TOO_LARGE,
            Self::Paper(_) => exit::NOT_SET,
            Self::Io(_) => 1,
        }
    }
}

fn main() -> ExitCode {
    // The message of a panic may quote what it stumbled over.
    std::panic::set_hook(Box::new(|_| say("the document could not be set")));
    thread::spawn(|| {
        thread::sleep(LONGEST);
        say("setting the document took too long");
        std::process::exit(exit::TOO_SLOW.into());
    });
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            say(&stop.to_string());
            ExitCode::from(stop.code())
        }
    }
}

fn run() -> Result<(), Stop> {
    let most = u64::try_from(LARGEST_REQUEST).unwrap_or(u64::MAX).saturating_add(1);
    let mut written = Vec::new();
    std::io::stdin().lock().take(most).read_to_end(&mut written)?;
    let pdf = paper::set(&Request::read(&written)?)?;
    let mut out = std::io::stdout().lock();
    out.write_all(&pdf)?;
    Ok(out.flush()?)
}

fn say(words: &str) {
    // Nobody is left to tell when this fails.
    let _ = writeln!(std::io::stderr(), "alongside-documents: {words}");
}
