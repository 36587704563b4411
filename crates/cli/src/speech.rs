//! What a command says on its standard output. Not for trouble, which goes to standard error.
//!
//! `println!` ends the program in the middle of its work when whoever reads has gone
//! (`alongside backup … | head -1`). A backup or restore must not end there: what nobody reads is
//! dropped, and the work goes on. Any other failure, a full disk under a redirected file, is told
//! once and changes the exit code, because then something was lost that somebody wanted.

use std::fmt::Arguments;
use std::io::{ErrorKind, Result, Write, stderr, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

static LOST: AtomicBool = AtomicBool::new(false);

/// Says a line, as `println!` would.
macro_rules! say {
    ($($words:tt)*) => { $crate::speech::line(format_args!($($words)*)) };
}
pub(crate) use say;

/// One line to standard output.
pub(crate) fn line(words: Arguments<'_>) {
    // `Out` never fails.
    let _ = writeln!(Out, "{words}").and_then(|()| Out.flush());
}

/// Standard output that drops what nobody reads and remembers what was lost.
#[derive(Debug)]
pub(crate) struct Out;

impl Write for Out {
    fn write(&mut self, words: &[u8]) -> Result<usize> {
        told(stdout().write_all(words));
        Ok(words.len())
    }

    fn flush(&mut self) -> Result<()> {
        told(stdout().flush());
        Ok(())
    }
}

fn told(done: Result<()>) {
    let Err(error) = done else { return };
    if error.kind() != ErrorKind::BrokenPipe && !LOST.swap(true, Ordering::Relaxed) {
        // If standard error is gone too, the exit code still tells.
        let _ = writeln!(stderr(), "alongside: what was said could not be written: {error}");
    }
}

/// Whether something that was said could not be written.
pub(crate) fn was_lost() -> bool {
    LOST.load(Ordering::Relaxed)
}
