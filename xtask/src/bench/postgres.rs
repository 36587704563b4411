//! A PostgreSQL of the benchmarks' own, as its makers ship it: durable at each commit, nothing tuned but
//! where it listens. Its data stays under `target/bench` between runs. Not the tests' server, which
//! waits for no disk.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running server.
pub(super) struct Postgres {
    bin: PathBuf,
    folder: PathBuf,
    is_root: bool,
}

impl Postgres {
    /// Starts it, and makes its data the first time.
    pub(super) fn start(folder: &Path) -> Result<Self, String> {
        let bin = binaries().ok_or("no PostgreSQL is installed (apt-get install postgresql)")?;
        let is_root = said(Command::new("id").arg("-u"))?.trim() == "0";
        let server = Self { bin, folder: folder.join("postgres"), is_root };
        let (data, socket) = (server.folder.join("data"), server.socket());
        if !data.join("PG_VERSION").exists() {
            let made =
                std::fs::create_dir_all(&data).and_then(|()| std::fs::create_dir_all(&socket));
            made.map_err(|error| format!("{}: {error}", data.display()))?;
            if is_root {
                said(Command::new("chown").arg("nobody").args([&data, &socket]))?;
            }
            let mut init = server.as_owner("initdb");
            init.arg("--pgdata").arg(&data);
            said(init.args([
                "--username=alongside",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ]))?;
        }
        let mut start = server.as_owner("pg_ctl");
        start.args(["start", "--wait", "--silent", "--pgdata"]).arg(&data);
        start.arg("--log").arg(data.join("log"));
        let listens =
            format!("-c listen_addresses='' -c unix_socket_directories='{}'", socket.display());
        // The server would keep a pipe of ours open.
        start.args(["--options", &listens]).stdout(Stdio::null()).stderr(Stdio::null());
        match start.status() {
            Ok(status) if status.success() => Ok(server),
            Ok(status) => {
                Err(format!("PostgreSQL did not start ({status}): {}", data.join("log").display()))
            }
            Err(error) => Err(format!("PostgreSQL did not start: {error}")),
        }
    }

    /// The address of the database for so many women, made when it is not there.
    pub(super) fn url(&self, women: u32) -> Result<String, String> {
        let name = format!("women_{women}");
        let socket = self.socket();
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args([
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--username=alongside",
            "--dbname=postgres",
            "--host",
        ]);
        psql.arg(&socket).args(["--command", "select datname from pg_database"]);
        if !said(&mut psql)?.lines().any(|line| line == name) {
            let mut create = Command::new(self.bin.join("createdb"));
            said(create.args(["--username=alongside", "--host"]).arg(&socket).arg(&name))?;
        }
        Ok(format!("postgres://alongside@localhost/{name}?host={}", socket.display()))
    }

    fn socket(&self) -> PathBuf {
        // A socket's path may have 107 bytes.
        PathBuf::from(format!("/tmp/alongside-bench-{}", if self.is_root { "root" } else { "own" }))
    }

    /// One of its programs, run by an account that is not root.
    fn as_owner(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command =
            Command::new(if self.is_root { "setpriv".as_ref() } else { program.as_path() });
        if self.is_root {
            command
                .args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"])
                .arg(program);
        }
        command.current_dir("/");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = self.as_owner("pg_ctl");
        stop.args(["stop", "--wait", "--silent", "--mode=fast", "--pgdata"])
            .arg(self.folder.join("data"));
        let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// The folder of the newest installed server's programs, where Debian puts them.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let newest = versions.filter_map(|version| {
        let number: u32 = version.file_name().to_str()?.parse().ok()?;
        let bin = version.path().join("bin");
        bin.join("initdb").exists().then_some((number, bin))
    });
    Some(newest.max()?.1)
}

fn said(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}
