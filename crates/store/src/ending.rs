//! The end of the process waits until the embedded databases are closed.
//!
//! sqlx closes each SQLite connection on a thread of its own, which nobody can wait for. SQLCipher
//! frees its cipher, its heap and its locks when the process exits (`atexit`), and so does OpenSSL. A
//! connection that is still being closed then reads what is gone, and a program that had done its
//! work ends with a segmentation fault.

use std::sync::Once;
use std::time::Duration;

/// How the threads of sqlx begin, as far as Linux keeps a name.
const THREAD: &str = "sqlx-sqlite-wor";
/// One look every so often, and how many at most: a thread that nobody told to end is only waiting,
/// and does no harm.
const STEP: Duration = Duration::from_millis(2);
const STEPS: u32 = 250;

/// Call it when a database is open: what is registered last runs first, so before SQLCipher's own.
pub(crate) fn wait_for_databases() {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        // Where the system has no room for another handler, the end is as it was before.
        let _registered = shutdown_hooks::add_shutdown_hook(wait);
    });
}

extern "C" fn wait() {
    for _ in 0..STEPS {
        if !any_is_open() {
            return;
        }
        std::thread::sleep(STEP);
    }
}

/// Whether a connection's thread is still there. Where the system does not tell, none is.
fn any_is_open() -> bool {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return false };
    threads
        .filter_map(Result::ok)
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("comm")).ok())
        .any(|name| name.starts_with(THREAD))
}
