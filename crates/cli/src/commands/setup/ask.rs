//! The questions of setup on a terminal. A wrong answer is told, and asked for again.

use std::io::{BufRead, IsTerminal as _, StdinLock, Write as _};
use std::net::IpAddr;
use std::path::PathBuf;

use super::answers::{Answers, Machine, Person, Reach, address, another, host, named};
use crate::settings::{Encryption, Mail};
use crate::speech::say;
use crate::trouble::Trouble;

/// Asks everything.
pub fn everything() -> Result<Answers, Trouble> {
    let mut desk = on_a_terminal()?;
    say!(
        "Alongside asks a few questions and then makes the installation. Nothing is kept before the end;"
    );
    say!("Ctrl-C leaves. What stands in [brackets] is taken when you press Enter.\n");
    let organisation = desk.ask("What is your organisation called?", None, named)?;
    say!("\nThe first manager makes the accounts of everybody else.");
    let manager = desk.person(|_| Ok(()))?;
    say!("\nThe second person stands in for her, and looks at what she may not review herself.");
    let second = desk.person(|email| another(&manager, email))?;
    let reach = desk.reach(Some(&manager.email))?;
    say!("\nReceipts of referrals can go out by e-mail. Without a mail server they wait.");
    let mail =
        if desk.yes("Have you a mail server to name now?")? { Some(desk.mail()?) } else { None };
    let backup = desk.backup()?;
    Ok(Answers { organisation, manager, second, reach, mail, backup })
}

/// Asks what belongs to the machine and not to the records.
pub fn machine() -> Result<Machine, Trouble> {
    let mut desk = on_a_terminal()?;
    Ok(Machine { reach: desk.reach(None)?, backup: desk.backup()? })
}

fn on_a_terminal() -> Result<Desk<StdinLock<'static>>, Trouble> {
    if std::io::stdin().is_terminal() {
        return Ok(Desk { lines: std::io::stdin().lock() });
    }
    Err(Trouble::Said(
        "setup asks questions, and here is nobody to answer. Run it on a terminal, or give --answers FILE (docs/operations.md has one)".to_owned(),
    ))
}

struct Desk<R> {
    lines: R,
}

impl<R: BufRead> Desk<R> {
    /// One answer that is sound, without white space at its ends.
    fn ask(
        &mut self,
        question: &str,
        usual: Option<&str>,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String, Trouble> {
        loop {
            match usual {
                Some(usual) if !usual.is_empty() => print!("{question} [{usual}] "),
                _ => print!("{question} "),
            }
            let broken = |error| Trouble::File("the terminal".to_owned(), error);
            std::io::stdout().flush().map_err(broken)?;
            let mut line = String::new();
            if self.lines.read_line(&mut line).map_err(broken)? == 0 {
                return Err(Trouble::Said("setup was left; nothing was made".to_owned()));
            }
            let answer = match (line.trim(), usual) {
                ("", Some(usual)) => usual.to_owned(),
                (answer, _) => answer.to_owned(),
            };
            match check(&answer) {
                Ok(()) => return Ok(answer),
                Err(what) => say!("  {what}. Once more:"),
            }
        }
    }

    fn yes(&mut self, question: &str) -> Result<bool, Trouble> {
        let answer =
            self.ask(&format!("{question} (yes or no)"), Some("no"), |answer| {
                match answer.to_lowercase().as_str() {
                    "yes" | "y" | "no" | "n" => Ok(()),
                    _ => Err("answer yes or no".to_owned()),
                }
            })?;
        Ok(answer.to_lowercase().starts_with('y'))
    }

    fn reach(&mut self, usual_contact: Option<&str>) -> Result<Reach, Trouble> {
        say!("\nHow will people reach it?");
        say!("  1  from this machine only");
        say!("  2  by a name on the internet; Alongside fetches and renews a certificate");
        say!("  3  by a name on the internet; we have a certificate in files");
        say!("  4  through a proxy of ours that encrypts");
        let how = self.ask("Which?", Some("1"), |answer| match answer {
            "1" | "2" | "3" | "4" => Ok(()),
            _ => Err("answer 1, 2, 3 or 4".to_owned()),
        })?;
        Ok(match how.as_str() {
            "2" => Reach::Name {
                name: self.ask("The name, such as records.example.org:", None, host)?,
                contact: Some(self.ask(
                    "An address for the certificate authority:",
                    usual_contact,
                    address,
                )?),
            },
            "3" => Reach::Certificate {
                name: self.ask("The name, such as records.example.org:", None, host)?,
                certificate: self.file("The file of the certificate chain (PEM):")?,
                key: self.file("The file of its key (PEM):")?,
            },
            "4" => Reach::Proxy {
                name: self.ask("The name by which visitors reach the proxy:", None, host)?,
                proxy: self.proxy()?,
            },
            _ => Reach::ThisMachine,
        })
    }

    fn backup(&mut self) -> Result<Option<PathBuf>, Trouble> {
        say!(
            "\nA backup is made every night. It should go to another disk, or another machine's folder."
        );
        let backup =
            self.ask("The folder for backups (Enter for none yet):", Some(""), |_| Ok(()))?;
        Ok((!backup.is_empty()).then(|| PathBuf::from(backup)))
    }

    fn person(&mut self, check: impl Fn(&str) -> Result<(), String>) -> Result<Person, Trouble> {
        let name = self.ask("Her name:", None, named)?;
        let email = self.ask("Her e-mail address, to sign in with:", None, |email| {
            address(email)?;
            check(email)
        })?;
        Ok(Person { name, email })
    }

    fn file(&mut self, question: &str) -> Result<PathBuf, Trouble> {
        let there = |path: &str| match std::fs::File::open(path) {
            Ok(_) => Ok(()),
            Err(error) => Err(format!("{path} cannot be read: {error}")),
        };
        self.ask(question, None, there).map(PathBuf::from)
    }

    fn proxy(&mut self) -> Result<IpAddr, Trouble> {
        let sound = |answer: &str| match answer.parse::<IpAddr>() {
            Ok(_) => Ok(()),
            Err(_) => Err(format!("'{answer}' is no IP address")),
        };
        let answer =
            self.ask("The proxy's IP address, as this machine sees it:", Some("127.0.0.1"), sound)?;
        answer.parse().map_err(|_| Trouble::Said(format!("'{answer}' is no IP address")))
    }

    fn mail(&mut self) -> Result<Mail, Trouble> {
        let server = self.ask("The server's name:", None, host)?;
        let encryption = self.ask(
            "Encrypted from the start (tls, usually port 465), or by STARTTLS (start-tls, usually 587)?",
            Some("tls"),
            |answer| match answer {
                "tls" | "start-tls" => Ok(()),
                _ => Err("answer tls or start-tls".to_owned()),
            },
        )?;
        let encryption = if encryption == "tls" { Encryption::Tls } else { Encryption::StartTls };
        let user = self.ask("Who signs in there (Enter for nobody):", Some(""), |_| Ok(()))?;
        say!(
            "Whom is a message from? Whoever sees it must not learn what you are: a plain first name, say."
        );
        let from = self.ask("The address it is from:", None, address)?;
        Ok(Mail { server, port: None, encryption, user: (!user.is_empty()).then_some(user), from })
    }
}
