//! What setup is told, whether it was asked on a terminal or stands in a file.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use access::accounts::Email;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::settings::Mail;
use crate::trouble::Trouble;

/// All answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Answers {
    /// What the organisation is called.
    pub organisation: String,
    /// The first manager. She makes all other accounts.
    pub manager: Person,
    /// Somebody else: nobody reviews herself, or gives herself a role.
    pub second: Person,
    /// How people reach it.
    #[serde(default)]
    pub reach: Reach,
    /// The mail server, where there is one.
    pub mail: Option<Mail>,
    /// Where the nightly backup goes.
    pub backup: Option<PathBuf>,
}

/// What belongs to the machine and not to the records: asked again when records were restored on
/// another. The file of the first day serves; what else stands in it is passed over.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Machine {
    /// How people reach it.
    #[serde(default)]
    pub reach: Reach,
    /// Where the nightly backup goes.
    pub backup: Option<PathBuf>,
}

/// Somebody who gets an account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Her name.
    pub name: String,
    /// The address she signs in with.
    pub email: String,
}

/// How people reach the installation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(tag = "how", deny_unknown_fields, rename_all = "kebab-case")]
pub enum Reach {
    /// From this machine only.
    #[default]
    ThisMachine,
    /// By a name on the internet, with a certificate that is fetched and renewed by itself.
    Name {
        /// The name: records.example.org.
        name: String,
        /// Whom the certificate authority may write to.
        contact: Option<String>,
    },
    /// By a name, with a certificate of one's own.
    Certificate {
        /// The name.
        name: String,
        /// The chain, PEM.
        certificate: PathBuf,
        /// Its key, PEM.
        key: PathBuf,
    },
    /// Behind a proxy that encrypts.
    Proxy {
        /// The name by which visitors reach the proxy.
        name: String,
        /// The proxy's own address as this machine sees it.
        proxy: IpAddr,
    },
}

impl Answers {
    /// Reads a file of answers.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn read(path: &Path) -> Result<Self, Trouble> {
        read(path, Self::check)
    }

    /// What cannot be, in a sentence.
    pub fn check(&self) -> Result<(), String> {
        named(&self.organisation)?;
        for person in [&self.manager, &self.second] {
            named(&person.name)?;
            address(&person.email)?;
        }
        another(&self.manager, &self.second.email)?;
        self.reach.check()
    }

    /// The part that belongs to the machine.
    pub fn machine(&self) -> Machine {
        Machine { reach: self.reach.clone(), backup: self.backup.clone() }
    }
}

impl Machine {
    /// Reads the part of a file of answers that belongs to the machine.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn read(path: &Path) -> Result<Self, Trouble> {
        read(path, |machine: &Self| machine.reach.check())
    }
}

impl Reach {
    fn check(&self) -> Result<(), String> {
        match self {
            Self::ThisMachine => Ok(()),
            Self::Name { name, .. } | Self::Proxy { name, .. } => host(name),
            Self::Certificate { name, certificate, key } => {
                host(name)?;
                readable(certificate)?;
                readable(key)
            }
        }
    }
}

fn read<T: DeserializeOwned>(
    path: &Path,
    check: impl Fn(&T) -> Result<(), String>,
) -> Result<T, Trouble> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Trouble::File(format!("{} cannot be read", path.display()), error))?;
    let answers: T = toml::from_str(&text)
        .map_err(|error| Trouble::Said(format!("{}: {}", path.display(), error.message())))?;
    check(&answers).map_err(|what| Trouble::Said(format!("{}: {what}", path.display())))?;
    Ok(answers)
}

/// Something stands there, in at most 200 letters.
pub fn named(name: &str) -> Result<(), String> {
    match name.trim().chars().count() {
        0 => Err("a name is missing".to_owned()),
        1..=200 => Ok(()),
        _ => Err("a name is longer than 200 letters".to_owned()),
    }
}

/// It is an e-mail address.
pub fn address(email: &str) -> Result<(), String> {
    let parsed = Email::parse(email);
    parsed.map(|_| ()).map_err(|_| format!("'{email}' is no e-mail address"))
}

/// The second person is not the first.
pub fn another(manager: &Person, email: &str) -> Result<(), String> {
    if manager.email.trim().eq_ignore_ascii_case(email.trim()) {
        return Err(
            "the second person must be somebody else, with an address of her own".to_owned()
        );
    }
    Ok(())
}

/// It is the name of a machine: letters, figures, dots and hyphens.
pub fn host(name: &str) -> Result<(), String> {
    let sound = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    if name.contains('.') && name.split('.').all(sound) {
        return Ok(());
    }
    Err(format!("'{name}' is no name on the internet, such as records.example.org (no https://)"))
}

fn readable(path: &Path) -> Result<(), String> {
    std::fs::File::open(path)
        .map(|_| ())
        .map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_on_the_internet_is_told_from_an_address_of_a_page() {
        assert!(host("records.example.org").is_ok());
        for wrong in ["https://records.example.org", "records", "records..org", "-a.org", "a b.org"]
        {
            assert!(host(wrong).is_err(), "{wrong}");
        }
    }
}
