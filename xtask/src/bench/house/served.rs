//! The program as it serves: started, watched by what the system says of its process, stopped. Only on
//! Linux, whose `/proc` tells. Not for asking it anything but its first page.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::client::Client;

/// A serving process.
pub(super) struct Served {
    child: Child,
    pub(super) port: u16,
    /// From the start of the process to the whole first page.
    pub(super) cold: Duration,
}

/// Ticks of the processor's clock in a second, as Linux tells them to everybody.
const TICKS: f64 = 100.0;

impl Served {
    /// Starts it over this folder and asks for its first page.
    pub(super) fn start(
        program: &Path,
        data: &Path,
        database: Option<&str>,
    ) -> Result<Self, String> {
        let mut command = Command::new(program);
        command.arg("serve").arg("--data").arg(data).args(["--port", "0", "--side", "staff"]);
        if let Some(database) = database {
            command.env("ALONGSIDE_DATABASE", database);
        }
        let begun = Instant::now();
        let child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn();
        let mut child = child.map_err(|error| format!("{}: {error}", program.display()))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            let _ = BufReader::new(out).read_line(&mut line);
        }
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        let mut served = Self { child, port: port.unwrap_or_default(), cold: Duration::ZERO };
        if served.port == 0 {
            return Err(format!("it did not listen: {line}"));
        }
        let answer = Client::open(served.port)?.get("/sign-in")?;
        served.cold = begun.elapsed();
        if answer.status == 200 { Ok(served) } else { Err(format!("/sign-in: {}", answer.status)) }
    }

    /// Seconds that the process has computed, on all cores together.
    pub(super) fn computed(&self) -> f64 {
        computed(&self.child.id().to_string())
    }

    /// Megabytes (2^20) that it held in memory at most.
    pub(super) fn peak(&self) -> f64 {
        let told = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let told = told.unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kilobytes.unwrap_or(f64::NAN) / 1024.0
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It is told to stop, so that it closes its database; a second later it must.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Seconds that a process, or `self`, has computed.
pub(super) fn computed(process: &str) -> f64 {
    let told = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in brackets may hold spaces; user and system time are the 12th and 13th after it.
    let rest = told.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = rest.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS
}
