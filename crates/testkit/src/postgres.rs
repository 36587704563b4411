//! A private PostgreSQL for tests: found among Debian's binaries, initialised in a folder of its
//! own, reached by a socket only, shared by all test processes of a run, with a fresh database for
//! each test. Not for the program, and never somebody's real server.
//!
//! The folder is `ALONGSIDE_POSTGRES_DIR` when `cargo ci` sets it (and stops the server at its
//! end), otherwise one of this account's in the temporary folder, whose server stops by itself
//! after a quarter of an hour without a new database. PostgreSQL refuses to run as root, so root
//! hands it to the account `nobody`.

use std::ffi::OsString;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, process};

use crate::tally::{Database, ran_on};

/// Why a test got no database on PostgreSQL.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// The machine has no PostgreSQL server.
    #[error(
        "no PostgreSQL server is installed; looked for {looked_for}. \
         On Debian: apt-get install postgresql"
    )]
    Missing {
        /// The places that were tried.
        looked_for: &'static str,
    },
    /// One of PostgreSQL's programs failed.
    #[error("{step} failed: {output}")]
    Failed {
        /// What was being done.
        step: &'static str,
        /// What the program said.
        output: String,
    },
    /// The folder of the private server could not be made, locked or read.
    #[error("the private server's folder {folder}: {source}")]
    Folder {
        /// Which folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The caller's own preparation of a template failed.
    #[error("preparing the template database failed: {0}")]
    Template(String),
}

pub(crate) const LOOKED_FOR: &str = "/usr/lib/postgresql/*/bin/initdb and /usr/local/bin/initdb";

/// The URL of a fresh, empty database, starting the private server when it is not running yet. The
/// database is dropped some time after this process has ended.
///
/// # Errors
///
/// [`PostgresError::Missing`] when no server is installed; the others when one could not be started.
pub fn postgres_url() -> Result<String, PostgresError> {
    let server = Server::running()?;
    let url = server.fresh_database("template0")?;
    ran_on(Database::Postgres);
    Ok(url)
}

/// As [`postgres_url`], but a copy of a database that `prepare` filled once for all test processes
/// of the run, for instance by running the migrations. `key` names its state: another set of
/// migrations needs another key of `[a-z0-9_]`. `prepare` gets the template's URL and must close
/// every connection before it returns.
///
/// # Errors
///
/// As [`postgres_url`], and [`PostgresError::Template`] with the words of a failed `prepare`.
pub async fn postgres_from_template<E: std::fmt::Display>(
    key: &str,
    prepare: impl AsyncFnOnce(&str) -> Result<(), E>,
) -> Result<String, PostgresError> {
    let server = Server::running()?;
    let template = format!("template_{key}");
    {
        let _held = server.lock()?;
        let exists = format!("select 1 from pg_database where datname = '{template}'");
        if server.ask(&exists)?.is_empty() {
            let made_in = format!("making_{template}");
            server.ask(&format!("drop database if exists {made_in} with (force)"))?;
            server.ask(&format!("create database {made_in} template template0"))?;
            prepare(&server.url(&made_in))
                .await
                .map_err(|error| PostgresError::Template(error.to_string()))?;
            server.ask(&format!("alter database {made_in} rename to {template}"))?;
        }
    }
    let url = server.fresh_database(&template)?;
    ran_on(Database::Postgres);
    Ok(url)
}

/// The URL of a fresh database; `None`, said loudly, when no server is installed and
/// `ALONGSIDE_WITHOUT_POSTGRES=1` allows that.
///
/// # Panics
///
/// When there is no PostgreSQL and the variable is not set, or when the server does not start: a
/// test that silently ran on one database only would be worse than a red one.
#[must_use]
pub fn postgres_or_skip() -> Option<String> {
    match postgres_url() {
        Ok(url) => Some(url),
        Err(PostgresError::Missing { .. })
            if env::var_os("ALONGSIDE_WITHOUT_POSTGRES").is_some_and(|value| value == "1") =>
        {
            eprintln!("SKIPPED: NOT RUN ON POSTGRESQL, because ALONGSIDE_WITHOUT_POSTGRES=1");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// The private server of this run.
pub(crate) struct Server {
    pub(crate) bin: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) root: bool,
}

impl Server {
    /// The running server, started first when need be.
    fn running() -> Result<Self, PostgresError> {
        let bin = binaries().ok_or(PostgresError::Missing { looked_for: LOOKED_FOR })?;
        let account = numeric_account()?;
        let folder = match env::var_os("ALONGSIDE_POSTGRES_DIR") {
            Some(folder) => PathBuf::from(folder),
            // A socket's path may have 107 bytes, so the short /tmp and not a long TMPDIR.
            None => PathBuf::from(format!("/tmp/alongside-postgres-{account}")),
        };
        let server = Self { bin, folder, root: account == 0 };
        server.own_folder(account)?;
        let _held = server.lock()?;
        fs::write(server.folder.join("used"), []).map_err(|e| server.wrong(e))?;
        if !server.answers() {
            server.start()?;
        }
        Ok(server)
    }

    /// Makes the folder, or checks that the one found is ours and no link laid by somebody else.
    fn own_folder(&self, account: u32) -> Result<(), PostgresError> {
        match fs::create_dir(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(self.wrong(error));
            }
            _ => {}
        }
        let found = fs::symlink_metadata(&self.folder).map_err(|e| self.wrong(e))?;
        if !found.is_dir() || found.uid() != account {
            return Err(self.wrong(io::Error::other("belongs to somebody else")));
        }
        Ok(())
    }

    /// Held while the server is started or a template made, by one process at a time.
    fn lock(&self) -> Result<fs::File, PostgresError> {
        let file = fs::File::create(self.folder.join("lock")).map_err(|e| self.wrong(e))?;
        file.lock().map_err(|e| self.wrong(e))?;
        Ok(file)
    }

    fn answers(&self) -> bool {
        self.folder.join("data/postmaster.pid").exists() && self.ask("select 1").is_ok()
    }

    fn start(&self) -> Result<(), PostgresError> {
        let (data, socket) = (self.folder.join("data"), self.folder.join("socket"));
        for old in [&data, &socket] {
            if old.exists() {
                fs::remove_dir_all(old).map_err(|e| self.wrong(e))?;
            }
            fs::create_dir(old).map_err(|e| self.wrong(e))?;
        }
        if self.root {
            let mut chown = Command::new("chown");
            run("handing the folder to nobody", chown.arg("nobody").args([&data, &socket]))?;
        }
        let mut initdb = self.as_owner("initdb");
        initdb.arg("--pgdata").arg(&data).args([
            "--username=alongside",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        run("initdb", &mut initdb)?;
        // Nothing here outlives the run, so nothing is worth waiting for the disk.
        let settings = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c unix_socket_permissions=0700 \
             -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=300 \
             -c shared_buffers=64MB -c max_wal_size=256MB",
            socket.display()
        );
        let mut start = self.as_owner("pg_ctl");
        start.args(["start", "--wait", "--silent", "--pgdata"]).arg(&data);
        start.arg("--log").arg(data.join("log")).arg("--options").arg(settings);
        run("starting PostgreSQL", &mut start)?;
        self.stop_when_idle()
    }

    /// Leaves a small watch behind that stops the server and removes its folder when no test has
    /// asked for a database for a quarter of an hour.
    fn stop_when_idle(&self) -> Result<(), PostgresError> {
        // `flock` is the same lock as `File::lock`, so no test can be starting meanwhile.
        const WATCH: &str = r#"
            cd / && pid=$(head -n 1 "$1/data/postmaster.pid") || exit
            while sleep 60 && kill -0 "$pid"; do
                [ -n "$(find "$1/used" -mmin -15)" ] && continue
                flock "$1/lock" sh -c '
                    [ -n "$(find "$1/used" -mmin -15)" ] || { kill -INT "$2"; rm -rf "$1"; }
                ' sh "$1" "$pid"
            done"#;
        let mut watch = Command::new("setsid");
        watch.args(["sh", "-c", WATCH, "sh"]).arg(&self.folder);
        watch.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        watch.spawn().map_err(|e| failed("watching for idleness", e.to_string()))?;
        Ok(())
    }

    fn fresh_database(&self, template: &str) -> Result<String, PostgresError> {
        let name =
            format!("test_{}_{:016x}", process::id(), RandomState::new().build_hasher().finish());
        self.drop_what_ended()?;
        // Only one session at a time can copy a template; the lock puts the others in a queue.
        let _held = self.lock()?;
        self.ask(&format!("create database {name} template {template}"))?;
        Ok(self.url(&name))
    }

    /// Drops the databases of processes that have ended, so that a long run stays small on disk.
    fn drop_what_ended(&self) -> Result<(), PostgresError> {
        if !Path::new("/proc/self").exists() {
            return Ok(());
        }
        let names = self.ask("select datname from pg_database where datname like 'test\\_%'")?;
        for name in names.lines() {
            let made_by = name.split('_').nth(1).unwrap_or("self");
            if !Path::new("/proc").join(made_by).exists() {
                // Another test process may be dropping the same one at this moment.
                let _dropped_by_either =
                    self.ask(&format!("drop database if exists {name} with (force)"));
            }
        }
        Ok(())
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://alongside@localhost/{database}?host={}/socket", self.folder.display())
    }

    /// Runs one statement in the database `postgres`; its rows, one a line.
    pub(crate) fn ask(&self, sql: &str) -> Result<String, PostgresError> {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args([
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--quiet",
            "--username=alongside",
        ]);
        psql.args(["--set=ON_ERROR_STOP=1", "--dbname=postgres", "--host"]);
        psql.arg(self.folder.join("socket")).args(["--command", sql]);
        run("asking PostgreSQL", psql.env_remove("PGDATABASE").env_remove("PGSERVICE"))
    }

    /// One of PostgreSQL's programs, run by an account that is not root.
    pub(crate) fn as_owner(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = if self.root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]);
            command.arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/");
        command
    }

    pub(crate) fn wrong(&self, source: io::Error) -> PostgresError {
        PostgresError::Folder { folder: self.folder.clone(), source }
    }
}

/// One of the programs that come with the server.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    binaries().map(|folder| folder.join(name)).filter(|program| program.exists())
}

/// The folder of the newest installed server's programs.
pub(crate) fn binaries() -> Option<PathBuf> {
    let newest = fs::read_dir("/usr/lib/postgresql").ok().and_then(|versions| {
        versions
            .filter_map(Result::ok)
            .filter_map(|version| {
                let number: u32 = version.file_name().to_str()?.parse().ok()?;
                let bin = version.path().join("bin");
                bin.join("initdb").exists().then_some((number, bin))
            })
            .max()
            .map(|(_, bin)| bin)
    });
    newest.or_else(|| {
        let local = PathBuf::from("/usr/local/bin");
        local.join("initdb").exists().then_some(local)
    })
}

pub(crate) fn numeric_account() -> Result<u32, PostgresError> {
    let said = run("id", Command::new("id").arg("-u"))?;
    said.trim().parse().map_err(|_| failed("id", said))
}

/// What the command printed. Its output goes to a file's end and not a pipe's, because a server
/// that it leaves behind would keep a pipe open for ever.
pub(crate) fn run(step: &'static str, command: &mut Command) -> Result<String, PostgresError> {
    let log = env::temp_dir().join(unique_name());
    let result = run_into(&log, command);
    let said = fs::read_to_string(&log).unwrap_or_default();
    let _gone_anyway = fs::remove_file(&log);
    match result {
        Ok(status) if status.success() => Ok(said),
        Ok(_) => Err(failed(step, said)),
        Err(error) => Err(failed(step, error.to_string())),
    }
}

fn run_into(log: &Path, command: &mut Command) -> io::Result<process::ExitStatus> {
    let out = fs::OpenOptions::new().create_new(true).append(true).open(log)?;
    let err = out.try_clone()?;
    command.stdin(Stdio::null()).stdout(out).stderr(err).status()
}

pub(crate) fn unique_name() -> OsString {
    let chance = RandomState::new().build_hasher().finish();
    format!("alongside-{}-{chance:016x}.out", process::id()).into()
}

fn failed(step: &'static str, output: String) -> PostgresError {
    PostgresError::Failed { step, output }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_gives_an_empty_database_of_its_own() {
        let Some(first) = postgres_or_skip() else { return };
        let second = postgres_url().unwrap();
        assert_ne!(first, second);
        let server = Server::running().unwrap();
        let there = server.ask("select datname from pg_database").unwrap();
        for url in [&first, &second] {
            let name = url.split(['/', '?']).nth(3).unwrap();
            assert!(there.lines().any(|found| found == name), "{url} is not in {there}");
        }
    }

    #[test]
    fn a_wrong_statement_is_an_error_with_the_servers_words() {
        if postgres_or_skip().is_none() {
            return;
        }
        let said = Server::running().unwrap().ask("selec 1").unwrap_err().to_string();
        assert!(said.contains("syntax error"), "{said}");
    }

    #[test]
    fn the_server_runs_under_an_account_that_is_not_root() {
        if postgres_or_skip().is_none() {
            return;
        }
        let server = Server::running().unwrap();
        let pid = fs::read_to_string(server.folder.join("data/postmaster.pid")).unwrap();
        let process = Path::new("/proc").join(pid.lines().next().unwrap());
        assert_ne!(fs::metadata(process).unwrap().uid(), 0);
    }
}
