//! The way to the program that sets documents: content goes in by its standard input, the PDF comes
//! out by its standard output. Nothing of anybody stands in its arguments, its environment, a file or
//! a log, and it is ended when it takes too long.
//!
//! Blocks while the program runs: a server calls it on a thread that may wait.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::model::{Request, Unreadable};

/// How long one document may take.
const LONGEST: Duration = Duration::from_secs(60);

/// How long the program may take to end once it has closed its output.
const TO_END: Duration = Duration::from_secs(2);

/// The most bytes of a PDF that are taken.
const LARGEST_PDF: u64 = 32 * 1024 * 1024;

/// What the program says by its exit code.
pub mod exit {
    /// The request cannot be read.
    pub const NOT_UNDERSTOOD: u8 = 2;
    /// The request is of another version.
    pub const OTHER_VERSION: u8 = 3;
    /// The request is too large.
    pub const TOO_LARGE: u8 = 4;
    /// The document could not be set.
    pub const NOT_SET: u8 = 5;
    /// It took too long.
    pub const TOO_SLOW: u8 = 6;
}

/// A finished PDF. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf(Vec<u8>);

impl Pdf {
    /// Takes what looks like a whole PDF; nothing else.
    fn whole(bytes: Vec<u8>) -> Option<Self> {
        let ends = bytes.len().checked_sub(8).and_then(|from| bytes.get(from..))?;
        let is_whole = bytes.starts_with(b"%PDF-") && ends.windows(5).any(|end| end == b"%%EOF");
        is_whole.then_some(Self(bytes))
    }

    /// The file.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl std::fmt::Debug for Pdf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pdf({} bytes)", self.0.len())
    }
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// The program is not installed, or not built yet.
    #[error("the program for documents is not there")]
    NotThere,
    /// There is too much to set.
    #[error("the document is too large")]
    TooLarge,
    /// It took too long and was ended.
    #[error("setting the document took too long")]
    TooSlow,
    /// The program is of another version than this one.
    #[error("the program for documents is of another version")]
    OtherVersion,
    /// The program could not be started or spoken to.
    #[error("the program for documents could not be run: {0}")]
    Io(#[from] std::io::Error),
    /// The program ended without a PDF.
    #[error("the program for documents ended without a document ({0:?})")]
    Broken(Option<i32>),
}

/// Where the program is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    program: PathBuf,
    longest: Duration,
}

impl Press {
    /// The program's file name.
    pub const PROGRAM: &str = "alongside-documents";

    /// The program beside this one, as both are installed and built.
    #[must_use]
    pub fn beside(executable: &Path) -> Self {
        Self::at(
            executable
                .with_file_name(Self::PROGRAM)
                .with_extension(std::env::consts::EXE_EXTENSION),
        )
    }

    /// The program at this path.
    #[must_use]
    pub fn at(program: PathBuf) -> Self {
        Self { program, longest: LONGEST }
    }

    /// The same, which ends the program sooner or later than usual.
    #[must_use]
    pub fn within(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// Whether the program is there now. It may come while the server runs.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.program.is_file()
    }

    /// Sets a document.
    ///
    /// # Errors
    /// As [`PressError`] says.
    pub fn set(&self, request: &Request) -> Result<Pdf, PressError> {
        let request = request.written().map_err(|error| match error {
            Unreadable::TooLarge => PressError::TooLarge,
            Unreadable::OtherVersion(_) | Unreadable::NotUnderstood => PressError::Broken(None),
        })?;
        let mut child = self.start()?;
        let pipes = (child.stdin.take(), child.stdout.take());
        let (Some(mut to), Some(from)) = pipes else {
            end(&mut child);
            return Err(PressError::Broken(None));
        };
        // A program that stops reading closes the pipe; what it then says by its code is enough.
        thread::spawn(move || to.write_all(&request));
        let (send, receive) = mpsc::channel();
        thread::spawn(move || send.send(taken(from)));
        let Ok(taken) = receive.recv_timeout(self.longest) else {
            end(&mut child);
            return Err(PressError::TooSlow);
        };
        let bytes = match taken {
            Ok(bytes) => bytes,
            Err(error) => {
                end(&mut child);
                return Err(error);
            }
        };
        let status = ended(&mut child)?;
        match (status.code().and_then(|code| u8::try_from(code).ok()), Pdf::whole(bytes)) {
            (Some(0), Some(pdf)) => Ok(pdf),
            (Some(exit::TOO_LARGE), _) => Err(PressError::TooLarge),
            (Some(exit::TOO_SLOW), _) => Err(PressError::TooSlow),
            (Some(exit::OTHER_VERSION), _) => Err(PressError::OtherVersion),
            _ => Err(PressError::Broken(status.code())),
        }
    }

    fn start(&self) -> Result<Child, PressError> {
        Command::new(&self.program)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| match error.kind() {
                // Busy: it is being written just now.
                std::io::ErrorKind::NotFound | std::io::ErrorKind::ExecutableFileBusy => {
                    PressError::NotThere
                }
                _ => PressError::Io(error),
            })
    }
}

/// Everything that the program says, unless it never stops.
fn taken(from: ChildStdout) -> Result<Vec<u8>, PressError> {
    let mut bytes = Vec::new();
    let most = LARGEST_PDF + 1;
    let many = from.take(most).read_to_end(&mut bytes)?;
    if u64::try_from(many).unwrap_or(most) >= most { Err(PressError::TooLarge) } else { Ok(bytes) }
}

/// Waits a little for a program that has said everything, and ends it when it stays.
fn ended(child: &mut Child) -> Result<ExitStatus, PressError> {
    const STEP: Duration = Duration::from_millis(5);
    let mut waited = Duration::ZERO;
    while waited < TO_END {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        thread::sleep(STEP);
        waited += STEP;
    }
    end(child);
    Err(PressError::TooSlow)
}

/// Ends a program and leaves nothing of it behind.
fn end(child: &mut Child) {
    // Both fail only for a program that has ended already.
    let (_, _) = (child.kill(), child.wait());
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::model::{Document, Language, VisitSheet};

    fn request() -> Request {
        let sheet = VisitSheet {
            title: "Visit sheet".to_owned(),
            day: "Tuesday".to_owned(),
            columns: Default::default(),
            lines: Vec::new(),
        };
        Request::new(Language::English, Document::VisitSheet(sheet))
    }

    /// A program that does as the script says, in a folder that goes with the test.
    fn program(script: &str) -> (tempfile::TempDir, Press) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(Press::PROGRAM);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let press = Press::beside(&folder.path().join("alongside"));
        (folder, press)
    }

    #[test]
    fn a_program_that_is_not_there_is_said_to_be_missing() {
        let folder = tempfile::tempdir().unwrap();
        let press = Press::beside(&folder.path().join("alongside"));
        assert!(!press.is_there());
        assert!(matches!(press.set(&request()), Err(PressError::NotThere)));
    }

    #[test]
    fn the_content_goes_in_by_standard_input_only() {
        let script =
            "printf '%%PDF-1.7 %s %s ' \"$#\" \"$(env | grep -c Tuesday)\"; /bin/cat; echo '%%EOF'";
        let (_folder, press) = program(script);
        let pdf = String::from_utf8(press.set(&request()).unwrap().into_bytes()).unwrap();
        assert!(pdf.starts_with("%PDF-1.7 0 0 {\"version\":2,"), "{pdf}");
        assert!(pdf.contains("Tuesday"));
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let (_folder, press) = program("exec /bin/sleep 600");
        let press = press.within(Duration::from_millis(50));
        assert!(matches!(press.set(&request()), Err(PressError::TooSlow)));
    }

    #[test]
    fn a_program_that_never_stops_talking_is_ended() {
        let (_folder, press) = program("exec /usr/bin/yes");
        assert!(matches!(press.set(&request()), Err(PressError::TooLarge)));
    }

    #[test]
    fn what_the_program_says_by_its_code_reaches_the_caller() {
        for (code, wanted) in [
            (exit::TOO_LARGE, "TooLarge"),
            (exit::TOO_SLOW, "TooSlow"),
            (exit::OTHER_VERSION, "OtherVersion"),
            (exit::NOT_UNDERSTOOD, "Broken(Some(2))"),
            (exit::NOT_SET, "Broken(Some(5))"),
            (0, "Broken(Some(0))"),
        ] {
            let (_folder, press) = program(&format!("exit {code}"));
            assert_eq!(format!("{:?}", press.set(&request()).unwrap_err()), wanted);
        }
    }

    #[test]
    fn half_a_pdf_is_no_pdf() {
        let (_folder, press) = program("printf '%%PDF-1.7 and no end'");
        assert!(matches!(press.set(&request()), Err(PressError::Broken(Some(0)))));
    }
}
