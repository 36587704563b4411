//! The rules: every policy as a sentence with its text, and what they guarantee together.

use access::{PolicyBook, act};
use askama::Template;
use axum::response::Response;

use super::{Corner, Corners, corners};
use crate::errors::PageError;
use crate::page;
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

const READ: Needs = Needs::action("ReadPolicies");

pub(super) fn routes() -> Routes {
    Routes::new().get("/settings/rules", READ, rules).get("/settings/promises", READ, promises)
}

/// The policies of one theme: most themes are a role.
#[derive(Debug, Clone)]
pub struct Theme {
    /// As the policies name it.
    pub code: String,
    /// As the page names it.
    pub name: String,
    /// Each policy: its sentence and its text.
    pub rules: Vec<(String, String)>,
}

impl Theme {
    /// Every theme of a book, in its order.
    #[must_use]
    pub fn all(t: Text, book: &PolicyBook) -> Vec<Self> {
        let mut themes: Vec<Self> = Vec::new();
        for rule in book.rules() {
            let told = (rule.sentence.clone(), rule.text.clone());
            match themes.iter_mut().find(|theme| theme.code == rule.theme) {
                Some(theme) => theme.rules.push(told),
                None => themes.push(Self {
                    code: rule.theme.clone(),
                    name: theme_name(&rule.theme)
                        .map_or_else(|| rule.theme.clone(), |name| t.say(name).to_string()),
                    rules: vec![told],
                }),
            }
        }
        themes
    }
}

/// What a theme is called. A theme that is new shows its own code until it has a name here.
fn theme_name(code: &str) -> Option<&'static str> {
    Some(match code {
        "walls" => key("settings-theme-walls"),
        "caseworker" => key("settings-theme-caseworker"),
        "manager" => key("settings-theme-manager"),
        "safeguarding" => key("settings-theme-safeguarding"),
        "volunteer" => key("settings-theme-volunteer"),
        "front-desk" => key("settings-theme-front-desk"),
        "emergency" => key("settings-theme-emergency"),
        "governance" => key("settings-theme-governance"),
        "figures" => key("settings-theme-figures"),
        "settings" => key("settings-theme-settings"),
        "referrals" => key("settings-theme-referrals"),
        "directory" => key("settings-theme-directory"),
        "system" => key("settings-theme-system"),
        _ => return None,
    })
}

/// `GET /settings/rules`.
#[derive(Debug, Template)]
#[template(path = "settings/rules.html")]
pub struct RulesPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// The policies by theme.
    pub themes: Vec<Theme>,
}

async fn rules(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::ReadPolicies>(&mut uow).await?;
    let (_, corners) = corners(&staff, &mut uow, Corner::Rules).await?;
    let themes = Theme::all(staff.t, staff.desk.gate.book());
    let shell = staff.shell(Room::Settings);
    Ok(page::show(&RulesPage { t: staff.t, shell, corners, themes }))
}

/// `GET /settings/promises`.
#[derive(Debug, Template)]
#[template(path = "settings/promises.html")]
pub struct PromisesPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// Each guarantee: its sentence and its query.
    pub promises: Vec<(String, String)>,
}

impl PromisesPage {
    /// The guarantees of a book.
    #[must_use]
    pub fn promises_of(book: &PolicyBook) -> Vec<(String, String)> {
        let told = |promise: &access::Promise| (promise.sentence.clone(), promise.text.clone());
        book.promises().iter().map(told).collect()
    }
}

async fn promises(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::ReadPolicies>(&mut uow).await?;
    let (_, corners) = corners(&staff, &mut uow, Corner::Promises).await?;
    let promises = PromisesPage::promises_of(staff.desk.gate.book());
    let shell = staff.shell(Room::Settings);
    Ok(page::show(&PromisesPage { t: staff.t, shell, corners, promises }))
}
