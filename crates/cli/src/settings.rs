//! The settings of an installation: `settings.toml` in its folder, and `ALONGSIDE_…` variables
//! above it. Nothing secret stands here.

use std::path::PathBuf;

use documents::Press;
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};
use store::Place;

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

    /// Writes them.
    pub fn write(&self, place: &Place) -> Result<(), Trouble> {
        let path = place.folder.join(Self::FILE);
        let body = toml::to_string_pretty(self).map_err(|e| Trouble::Said(e.to_string()))?;
        std::fs::write(&path, body)
            .map_err(|e| Trouble::File(format!("{} cannot be written", path.display()), e))
    }
}
