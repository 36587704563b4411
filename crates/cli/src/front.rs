//! What the public side is given when it runs as a process of its own: a folder with the name of the
//! site, the organisation's public key, the directory that everybody may see and a place for sealed
//! referrals. Nothing in it is secret, and nothing in it opens what was dropped.
//!
//! Not for the staff side's own settings, which stand beside its data.

use std::path::{Path, PathBuf};

use casework::referral::drops::{DropAddress, DropFolder, DropKey};
use serde::{Deserialize, Serialize};
use store::{Store, disk};

use crate::installation;
use crate::settings::Settings;
use crate::trouble::Trouble;

/// The folder between both sides.
#[derive(Debug, Clone)]
pub struct FrontFolder(PathBuf);

/// What stands in `front.toml`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Given {
    site_name: String,
    exit_url: String,
    welsh: bool,
    to: DropAddress,
}

impl FrontFolder {
    const FILE: &str = "front.toml";

    /// This folder.
    pub fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Where the public side drops referrals.
    pub fn drops(&self) -> Result<DropFolder, Trouble> {
        DropFolder::at(self.0.join("drops")).map_err(|e| Trouble::Said(e.to_string()))
    }

    /// The public key of the organisation whose form it is, from the staff side.
    pub async fn address(store: &Store) -> Result<DropAddress, Trouble> {
        let organisation = installation::organisation(store, None).await?;
        let key = DropKey::of(&store.keys, organisation);
        Ok(key.map_err(|error| Trouble::Said(error.to_string()))?.address())
    }

    /// The staff side writes what the public side may know. A reader sees the old file or the new one.
    pub fn give(&self, settings: &Settings, to: &DropAddress) -> Result<(), Trouble> {
        let given = Given {
            site_name: settings.site_name.clone(),
            exit_url: settings.exit_url.clone(),
            welsh: settings.welsh,
            to: to.clone(),
        };
        let text = toml::to_string_pretty(&given).map_err(|e| Trouble::Said(e.to_string()))?;
        let path = self.0.join(Self::FILE);
        disk::make_folder(&self.0)
            .and_then(|()| disk::write_whole(&path, text.as_bytes()))
            .map_err(|e| Trouble::File(format!("{} cannot be written", path.display()), e))
    }

    /// The public side reads it: the settings that are its own, and to whom it seals.
    pub fn take(&self) -> Result<(Settings, DropAddress), Trouble> {
        let path = self.0.join(Self::FILE);
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let what = format!("{} (the staff side writes it when it starts)", path.display());
            Trouble::File(what, error)
        })?;
        let given: Given = toml::from_str(&text)
            .map_err(|e| Trouble::Said(format!("{}: {}", path.display(), e.message())))?;
        let settings = Settings {
            site_name: given.site_name,
            exit_url: given.exit_url,
            welsh: given.welsh,
            ..Settings::default()
        };
        Ok((settings, given.to))
    }

    /// The directory that everybody may see; the staff side writes it, the public side reads it.
    pub fn directory(&self) -> PathBuf {
        self.0.join("directory.snapshot")
    }

    /// As a path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}
