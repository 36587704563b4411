//! A PostgreSQL that waits for its disk, and standbys of it by its own streaming replication, to be
//! killed and promoted. Not for tests of statements: those share the fast server of `postgres`.

use std::path::PathBuf;
use std::process::{self, Command};
use std::time::Duration;
use std::{env, fs, thread};

use crate::postgres::{
    LOOKED_FOR, PostgresError, Server, binaries, numeric_account, run, unique_name,
};
use crate::tally::{Database, ran_on};

/// When a commit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replication {
    /// When the standby has it on its disk too.
    Synchronous,
    /// When the primary has it; the standby hears of it a moment later.
    Asynchronous,
}

/// One server with data of its own. What is left of it goes away with it.
pub struct Cluster {
    server: Server,
}

impl Cluster {
    /// A server alone. Nothing, said loudly, where no server is installed and
    /// `ALONGSIDE_WITHOUT_POSTGRES=1` allows that.
    ///
    /// # Panics
    /// When it cannot be started otherwise.
    #[must_use]
    pub fn primary() -> Option<Self> {
        let made = Self::empty().and_then(|cluster| {
            let mut initdb = cluster.server.as_owner("initdb");
            initdb.arg("--pgdata").arg(cluster.data());
            let how =
                ["--username=alongside", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"];
            run("initdb", initdb.args(how))?;
            cluster.start()?;
            cluster.server.ask("create database alongside")?;
            ran_on(Database::Postgres);
            Ok(cluster)
        });
        match made {
            Ok(cluster) => Some(cluster),
            Err(PostgresError::Missing { .. })
                if env::var_os("ALONGSIDE_WITHOUT_POSTGRES").is_some_and(|value| value == "1") =>
            {
                eprintln!("SKIPPED: NOT RUN ON POSTGRESQL, because ALONGSIDE_WITHOUT_POSTGRES=1");
                None
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// A standby that follows this server from now on.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn standby(&self, replication: Replication) -> Self {
        let made = Self::empty().and_then(|standby| {
            let mut copy = standby.server.as_owner("pg_basebackup");
            copy.arg("--pgdata").arg(standby.data()).arg("--host").arg(self.socket());
            let how = ["--username=alongside", "--wal-method=stream", "--checkpoint=fast"];
            run("pg_basebackup", copy.args(how).arg("--write-recovery-conf"))?;
            standby.start()?;
            if replication == Replication::Synchronous {
                self.server.ask("alter system set synchronous_standby_names = '*'")?;
                self.server.ask("select pg_reload_conf()")?;
            }
            Ok(standby)
        });
        let standby = made.unwrap_or_else(|error| panic!("{error}"));
        let follows = match replication {
            Replication::Synchronous => "state = 'streaming' and sync_state = 'sync'",
            Replication::Asynchronous => "state = 'streaming' and sync_state = 'async'",
        };
        self.wait_for(&format!("select 1 from pg_stat_replication where {follows}"));
        standby
    }

    /// Waits until the standby has on its disk what the primary has.
    ///
    /// # Panics
    /// When it never has.
    pub fn catch_up_with(&self, primary: &Self) {
        let at = primary.server.ask("select pg_current_wal_flush_lsn()");
        let at = at.unwrap_or_else(|error| panic!("{error}"));
        let there = format!("select 1 where pg_last_wal_receive_lsn() >= '{}'", at.trim());
        self.wait_for(&there);
        self.wait_for(&there.replace("receive", "replay"));
    }

    /// The standby hears nothing more, as when the line between both machines is cut.
    ///
    /// # Panics
    /// When it goes on hearing.
    pub fn cut_off(&self) {
        let asked = self
            .server
            .ask("alter system set primary_conninfo = ''")
            .and_then(|_| self.server.ask("select pg_reload_conf()"));
        assert!(asked.is_ok(), "the line could not be cut: {asked:?}");
        self.wait_for("select 1 where not exists (select 1 from pg_stat_wal_receiver)");
    }

    /// Kills the server and everything it started, at once, as a machine that loses its power.
    ///
    /// # Panics
    /// When there is no server.
    pub fn kill(&self) {
        let pid = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let pid = pid.lines().next().unwrap_or_default().to_owned();
        assert!(!pid.is_empty(), "there is no server to kill");
        let mut all = vec![pid.clone()];
        all.extend(children(&pid));
        let killed = Command::new("kill").arg("-9").args(&all).status();
        assert!(killed.is_ok(), "it could not be killed: {killed:?}");
        for tried in 0.. {
            if self.server.ask("select 1").is_err() {
                break;
            }
            assert!(tried < 1_000, "it lives");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Makes the standby the primary.
    ///
    /// # Panics
    /// When it does not become one.
    pub fn promote(&self) {
        let mut promote = self.server.as_owner("pg_ctl");
        let done =
            run("promoting", promote.args(["promote", "--wait", "--pgdata"]).arg(self.data()));
        assert!(done.is_ok(), "{done:?}");
    }

    /// The address of the database `alongside`.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url("alongside")
    }

    /// A folder for data, a folder for the socket, and no server yet.
    fn empty() -> Result<Self, PostgresError> {
        let bin = binaries().ok_or(PostgresError::Missing { looked_for: LOOKED_FOR })?;
        let account = numeric_account()?;
        // A socket's path may have 107 bytes, so the short /tmp and not a long TMPDIR.
        let folder = PathBuf::from("/tmp").join(unique_name()).with_extension("d");
        let server = Server { bin, folder, root: account == 0 };
        let cluster = Self { server };
        for made in [&cluster.server.folder, &cluster.data(), &cluster.socket()] {
            fs::create_dir(made).map_err(|error| cluster.server.wrong(error))?;
        }
        let mut private = Command::new("chmod");
        run("closing the folder", private.arg("700").args([cluster.data(), cluster.socket()]))?;
        if cluster.server.root {
            let mut chown = Command::new("chown");
            chown.arg("nobody").args([cluster.data(), cluster.socket()]);
            run("handing the folder to nobody", &mut chown)?;
        }
        Ok(cluster)
    }

    fn start(&self) -> Result<(), PostgresError> {
        let settings = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c unix_socket_permissions=0700 \
             -c shared_buffers=32MB -c max_connections=60",
            self.socket().display()
        );
        let mut start = self.server.as_owner("pg_ctl");
        start.args(["start", "--wait", "--silent", "--pgdata"]).arg(self.data());
        start.arg("--log").arg(self.data().join("log")).arg("--options").arg(settings);
        run("starting PostgreSQL", &mut start).map(|_| ())
    }

    fn data(&self) -> PathBuf {
        self.server.folder.join("data")
    }

    fn socket(&self) -> PathBuf {
        self.server.folder.join("socket")
    }

    fn wait_for(&self, sql: &str) {
        for tried in 0.. {
            if !self.server.ask(sql).is_ok_and(|rows| rows.trim().is_empty()) {
                break;
            }
            assert!(tried < 1_500, "never: {sql}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.server.as_owner("pg_ctl");
        stop.args(["stop", "--wait", "--silent", "--mode=immediate", "--pgdata"]).arg(self.data());
        // One that was killed is stopped already.
        let _stopped_either_way = run("stopping", &mut stop);
        let _gone_either_way = fs::remove_dir_all(&self.server.folder);
    }
}

/// The processes that a process started, as Linux tells.
fn children(of: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok) {
        let pid = entry.file_name().to_string_lossy().into_owned();
        if !pid.bytes().all(|byte| byte.is_ascii_digit()) || pid == process::id().to_string() {
            continue;
        }
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // The name in brackets may hold spaces; the parent is the second word after it.
        let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1));
        if parent == Some(of) {
            found.push(pid);
        }
    }
    found
}
