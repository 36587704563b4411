//! Builds the program that makes PDFs while the demo already serves. It takes minutes, and the first
//! page does not wait for it (docs/decisions/0085). Not for `cargo ci`, which tests it as well.

use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use std::{env, ffi::OsString};

use crate::root;

/// How cargo is told which program.
pub(crate) const PROGRAM: [&str; 4] =
    ["--package", "documents-typst", "--features", "documents-typst/typesetting"];

/// A build under way. It ends with the demo.
pub(crate) struct Beside(Arc<Mutex<Child>>);

impl Beside {
    /// Begins, at the lowest priority, and says when it is done. Nothing when cargo cannot be started.
    pub(crate) fn begin() -> Option<Self> {
        let child = Arc::new(Mutex::new(build().ok()?));
        let watched = Arc::clone(&child);
        thread::spawn(move || {
            for seconds in 0_u32.. {
                thread::sleep(Duration::from_secs(1));
                let ended = watched.lock().unwrap_or_else(PoisonError::into_inner).try_wait();
                match ended {
                    Ok(None) if seconds == 3 => eprintln!(
                        "PDFs are being prepared, which takes some minutes the first time. Until \
                         then pages print from the browser."
                    ),
                    Ok(None) => {}
                    Ok(Some(status)) if status.success() => {
                        eprintln!("PDFs are ready: of a plan, a visit sheet, a return.");
                        return;
                    }
                    _ => {
                        eprintln!("PDFs could not be prepared. Pages print from the browser.");
                        return;
                    }
                }
            }
        });
        Some(Self(child))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Both fail only for a build that has ended already.
        let (_, _) = (child.kill(), child.wait());
    }
}

fn build() -> std::io::Result<Child> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let gently = [OsString::from("-n"), "19".into(), cargo.clone()];
    let words = ["build", "--quiet"].into_iter().chain(PROGRAM);
    let begin = |program: OsString, first: &[OsString]| {
        let mut command = Command::new(program);
        command.args(first).args(words.clone()).current_dir(root()).stdin(Stdio::null());
        command.stdout(Stdio::null()).spawn()
    };
    begin("nice".into(), &gently).or_else(|_| begin(cargo, &[]))
}
