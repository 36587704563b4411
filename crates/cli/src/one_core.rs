//! Long work that goes through the embedded database one statement after the other, on one core.
//!
//! Each statement is handed to the database's thread and its answer back. While nothing else runs, the
//! other core sleeps and is woken for each: that costs more than the work (docs/decisions/0063). Not for
//! serving, where several people keep both cores awake.

use std::thread;

use crate::trouble::Trouble;

/// Runs work to its end on a thread of its own that stays on one core, with whatever it starts.
///
/// # Errors
/// Those of the work, and that no thread could be started.
pub async fn run<W, F, T>(work: W) -> Result<T, Trouble>
where
    W: FnOnce() -> F + Send + 'static,
    F: Future<Output = Result<T, Trouble>>,
    T: Send + 'static,
{
    let wrong = |error: std::io::Error| Trouble::Said(format!("no thread could start: {error}"));
    let (tell, told) = tokio::sync::oneshot::channel();
    let doing = move || {
        stay_here();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let done = match runtime {
            Ok(runtime) => runtime.block_on(work()),
            Err(error) => Err(wrong(error)),
        };
        // Whoever waited has gone only when the whole program ends.
        let _ = tell.send(done);
    };
    thread::Builder::new().name("one core".to_owned()).spawn(doing).map_err(wrong)?;
    told.await.map_err(|_| Trouble::Said("the work ended before its time".to_owned()))?
}

/// Keeps this thread, and the threads that it starts, on the core where it runs now. Where that is
/// refused all goes on as before, only slower.
#[cfg(target_os = "linux")]
fn stay_here() {
    let mut here = rustix::thread::CpuSet::new();
    here.set(rustix::thread::sched_getcpu());
    let _ = rustix::thread::sched_setaffinity(None, &here);
}

#[cfg(not(target_os = "linux"))]
fn stay_here() {}
