//! The settings of an installation: `settings.toml` in its folder, and `ALONGSIDE_…` variables
//! above it. Nothing secret stands here.

use std::path::PathBuf;

use documents::Press;
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};
use store::{Place, Store};

use crate::trouble::Trouble;

/// What an installation can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// The name on the public pages and at the door.
    pub site_name: String,
    /// Whose referral form the public side shows, and for whom imports are; the organisation that
    /// was founded first when left out.
    pub organisation: Option<String>,
    /// Where "Leave this page" leads.
    pub exit_url: String,
    /// Whether pages offer Welsh.
    pub welsh: bool,
    /// Whether everybody must set up codes.
    pub codes: Codes,
    /// The program that makes PDFs; the one beside this program when left out.
    pub documents_program: Option<PathBuf>,
    /// The mail server; without one, messages wait in the outbox.
    pub mail: Option<Mail>,
    /// Invented staff, shown at the door of a demo.
    pub demo_sign_ins: Vec<DemoSignIn>,
}

/// Whether everybody must set up codes at her first sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Codes {
    /// Yes. The only choice for real women.
    Required,
    /// No, so that a demo can be looked at.
    IfSetUp,
}

/// The centre's mail server. Its password stands alone in `mail.password` beside the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mail {
    /// Its name.
    pub server: String,
    /// Its port, when it is not the usual one.
    pub port: Option<u16>,
    /// How the way there is encrypted.
    #[serde(default)]
    pub encryption: Encryption,
    /// Who signs in there, when somebody must.
    pub user: Option<String>,
    /// Whom a message is from. Its name and address must not tell what the centre is.
    pub from: String,
}

/// How the way to the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encryption {
    /// From the first byte (usually port 465).
    #[default]
    Tls,
    /// After STARTTLS, which must succeed (usually port 587).
    StartTls,
    /// Not at all; only for a server on this machine.
    None,
}

/// An invented member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoSignIn {
    /// Her role in words.
    pub role: String,
    /// Her address.
    pub email: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            site_name: "Alongside".to_owned(),
            organisation: None,
            exit_url: "https://www.bbc.co.uk/weather".to_owned(),
            welsh: false,
            codes: Codes::Required,
            documents_program: None,
            mail: None,
            demo_sign_ins: Vec::new(),
        }
    }
}

impl Settings {
    const FILE: &str = "settings.toml";

    /// Reads the settings of an installation; a file that is not there means the defaults.
    pub fn of(place: &Place) -> Result<Self, Trouble> {
        // The variables that say where the installation is are no settings of it.
        let variables = Env::prefixed("ALONGSIDE_SETTING_")
            .map(|key| key.as_str().to_lowercase().replace('_', "-").into());
        Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file(place.folder.join(Self::FILE)))
            .merge(variables)
            .extract()
            .map_err(|error| Trouble::Said(format!("{}: {error}", Self::FILE)))
    }

    /// The program that makes PDFs. It may come, and go, while this one serves.
    pub fn press(&self) -> Option<Press> {
        let named = self.documents_program.clone().map(Press::at);
        named.or_else(|| std::env::current_exe().ok().map(|here| Press::beside(&here)))
    }

    /// Puts the file into the key store, so that a backup holds it and no reader of the backup does.
    pub async fn keep(store: &Store) -> Result<(), Trouble> {
        let path = store.place.folder.join(Self::FILE);
        match std::fs::read(&path) {
            Ok(text) => Ok(store.keys.set_mark(Self::FILE, text).await?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(Trouble::File(format!("{} cannot be read", path.display()), error)),
        }
    }

    /// Writes the file as it was when the backup was taken.
    pub async fn bring_back(store: &Store) -> Result<(), Trouble> {
        let Some(text) = store.keys.mark(Self::FILE).await? else { return Ok(()) };
        let path = store.place.folder.join(Self::FILE);
        store::disk::write_whole(&path, &text)
            .map_err(|e| Trouble::File(format!("{} cannot be written", path.display()), e))
    }

    /// Writes them.
    pub fn write(&self, place: &Place) -> Result<(), Trouble> {
        let path = place.folder.join(Self::FILE);
        let body = toml::to_string_pretty(self).map_err(|e| Trouble::Said(e.to_string()))?;
        store::disk::write_whole(&path, body.as_bytes())
            .map_err(|e| Trouble::File(format!("{} cannot be written", path.display()), e))
    }
}
