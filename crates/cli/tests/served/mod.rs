//! The program serving, as a process of its own that a test can look into.
#![allow(dead_code, reason = "each test file uses what it needs")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_alongside");

pub struct Process {
    pub child: Child,
    pub port: u16,
}

impl Process {
    pub fn serving(words: &[&str], at: &Path) -> Self {
        Self::of(Command::new(PROGRAM).args(["serve", "--port", "0", "--json"]).args(words), at)
    }

    /// As [`Self::serving`], with at most so many open files, which it cannot raise.
    pub fn serving_with_handles(handles: u32, words: &[&str], at: &Path) -> Self {
        let limited = format!("ulimit -n {handles}; exec \"$0\" serve --port 0 --json \"$@\"");
        Self::of(Command::new("/bin/sh").args(["-c", &limited, PROGRAM]).args(words), at)
    }

    /// A command that serves, with its log told at this level into a file.
    pub fn telling(command: &mut Command, at: &Path, level: &str, log: std::fs::File) -> Self {
        Self::begun(command.env_clear().env("ALONGSIDE_LOG", level).stderr(log), at)
    }

    fn of(command: &mut Command, at: &Path) -> Self {
        Self::begun(command.env_clear(), at)
    }

    fn begun(command: &mut Command, at: &Path) -> Self {
        let mut child =
            command.current_dir(at).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: serde_json::Value = serde_json::from_str(&line).unwrap();
        let port = told["url"].as_str().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        Self { child, port }
    }

    /// The status of a page, and all that came with it.
    pub fn get(&self, path: &str) -> (u16, String) {
        self.asked(path).unwrap()
    }

    /// As [`Self::get`], when it may not be answered.
    pub fn asked(&self, path: &str) -> std::io::Result<(u16, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        let host = format!("localhost:{}", self.port);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        Ok((status.ok_or(std::io::ErrorKind::UnexpectedEof)?, answer))
    }

    pub fn proc(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.child.id()))
    }

    /// How many sockets it holds.
    pub fn sockets(&self) -> usize {
        let all = std::fs::read_dir(self.proc("fd")).unwrap();
        all.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
            .filter(|target| target.to_string_lossy().starts_with("socket:"))
            .count()
    }

    /// A line of its status in kilobytes: VmRSS, VmHWM.
    pub fn kilobytes(&self, what: &str) -> u64 {
        let status = std::fs::read_to_string(self.proc("status")).unwrap();
        let line = status.lines().find(|line| line.starts_with(what)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Processor time so far, in hundredths of a second.
    pub fn hundredths(&self) -> u64 {
        let stat = std::fs::read_to_string(self.proc("stat")).unwrap();
        let after_name = stat.rsplit_once(')').unwrap().1;
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An installation with a few invented women.
pub fn invented(data: &str) {
    let words = ["demo", "--data", data, "--women", "6", "--services", "200", "--no-serve"];
    let made = Command::new(PROGRAM).args(words).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}
