//! The systemd units of an installation: one that serves, and one that backs up every night.

use std::path::{Path, PathBuf};

use super::answers::Reach;

/// What the units are written for.
pub struct For<'a> {
    /// This program.
    pub program: &'a Path,
    /// The folder of the installation.
    pub data: &'a Path,
    /// Under whose account it runs.
    pub user: &'a str,
    /// How people reach it.
    pub reach: &'a Reach,
    /// Where the nightly backup goes.
    pub backup: Option<&'a Path>,
}

/// Names and contents of the files.
pub fn units(of: &For<'_>) -> Vec<(&'static str, String)> {
    let mut files = vec![("alongside.service", service(of))];
    if let Some(to) = of.backup {
        files.push(("alongside-backup.service", backup(of, to)));
        files.push(("alongside-backup.timer", TIMER.to_owned()));
    }
    files
}

/// A word as a unit has it: in quotation marks, with what systemd would read as its own taken back.
fn word(text: &str) -> String {
    let text =
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    format!("\"{text}\"")
}

fn path(path: &Path) -> String {
    word(&path.display().to_string())
}

fn service(of: &For<'_>) -> String {
    let mut words = vec![path(of.program), "serve".to_owned(), "--data".to_owned(), path(of.data)];
    let mut low_port = false;
    let name_of = |name: &str| format!("https://{name}");
    match of.reach {
        Reach::ThisMachine => {}
        Reach::Name { name, contact } => {
            low_port = true;
            words.extend(["--bind", "0.0.0.0", "--port", "443", "--acme"].map(str::to_owned));
            words.push(word(name));
            if let Some(contact) = contact {
                words.extend(["--acme-contact".to_owned(), word(contact)]);
            }
            words.extend(["--public-url".to_owned(), word(&name_of(name))]);
        }
        Reach::Certificate { name, certificate, key } => {
            low_port = true;
            words.extend(["--bind", "0.0.0.0", "--port", "443"].map(str::to_owned));
            words.extend(["--certificate".to_owned(), path(certificate)]);
            words.extend(["--certificate-key".to_owned(), path(key)]);
            words.extend(["--public-url".to_owned(), word(&name_of(name))]);
        }
        Reach::Proxy { name, proxy } => {
            let bind = if proxy.is_loopback() { "127.0.0.1" } else { "0.0.0.0" };
            words.extend(["--bind", bind, "--behind-proxy"].map(str::to_owned));
            words.push(proxy.to_string());
            words.extend(["--public-url".to_owned(), word(&name_of(name))]);
        }
    }
    let ports = if low_port {
        "AmbientCapabilities=CAP_NET_BIND_SERVICE\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\n"
    } else {
        "CapabilityBoundingSet=\n"
    };
    format!(
        "[Unit]\nDescription=Alongside\nAfter=network-online.target\nWants=network-online.target\n\n\
         [Service]\nExecStart={}\nUser={}\nRestart=on-failure\nRestartSec=5\n{ports}{SHUT}ReadWritePaths={}\n\n\
         [Install]\nWantedBy=multi-user.target\n",
        words.join(" "),
        of.user,
        path(of.data),
    )
}

/// What a unit of ours may not do. It needs its own folder, the network, and nothing else.
const SHUT: &str = "UMask=0077\nNoNewPrivileges=yes\nProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes\nPrivateDevices=yes\n\
                    ProtectKernelTunables=yes\nProtectKernelModules=yes\nProtectControlGroups=yes\nRestrictSUIDSGID=yes\n\
                    RestrictNamespaces=yes\nLockPersonality=yes\nRestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX\n\
                    SystemCallArchitectures=native\nLimitCORE=0\n";

fn backup(of: &For<'_>, to: &Path) -> String {
    format!(
        "[Unit]\nDescription=The nightly backup of Alongside\n\n[Service]\nType=oneshot\nExecStart={} backup {} --data {}\n\
         User={}\nCapabilityBoundingSet=\n{SHUT}ReadWritePaths={} {}\n",
        path(of.program),
        path(to),
        path(of.data),
        of.user,
        path(of.data),
        path(to),
    )
}

/// Half past two, or as soon as the machine is on again.
const TIMER: &str = "[Unit]\nDescription=Every night: the backup of Alongside\n\n[Timer]\nOnCalendar=*-*-* 02:30:00\nPersistent=true\n\
                     RandomizedDelaySec=600\n\n[Install]\nWantedBy=timers.target\n";

/// Where units are kept: where systemd looks when we may write there, otherwise beside the data.
pub fn folder(asked: Option<PathBuf>, data: &Path) -> PathBuf {
    let system = Path::new("/etc/systemd/system");
    asked.unwrap_or_else(|| {
        let may = tempfile::Builder::new().prefix(".alongside").tempfile_in(system).is_ok();
        if may { system.to_path_buf() } else { data.join("systemd") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_spaces_and_signs_is_one_word_to_systemd() {
        let of = For {
            program: Path::new("/opt/along side/alongside"),
            data: Path::new("/srv/100% ours/$data"),
            user: "alongside",
            reach: &Reach::ThisMachine,
            backup: Some(Path::new("/mnt/stick")),
        };
        let files = units(&of);
        assert_eq!(files.len(), 3);
        assert!(files[0].1.contains(
            "ExecStart=\"/opt/along side/alongside\" serve --data \"/srv/100%% ours/$$data\"\n"
        ));
        assert!(files[1].1.contains("backup \"/mnt/stick\" --data"));
    }

    #[test]
    fn only_a_port_under_1024_asks_for_a_capability() {
        let with = |reach: &Reach| {
            let of = For {
                program: Path::new("/a"),
                data: Path::new("/b"),
                user: "u",
                reach,
                backup: None,
            };
            units(&of)[0].1.contains("CAP_NET_BIND_SERVICE")
        };
        assert!(!with(&Reach::ThisMachine));
        assert!(with(&Reach::Name { name: "a.example.org".to_owned(), contact: None }));
    }
}
