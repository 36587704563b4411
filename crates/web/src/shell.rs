//! What stands round every page: the masthead, where one is, what is true of the whole installation.

use std::sync::Arc;

use access::passkeys::Passkeys;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::header;
use axum::http::request::Parts;
use casework::record::NameIndex;
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Actor, Ctx, Id, Personal};

use crate::app::{App, Site};
use crate::assets;
use crate::desk::Desk;
use crate::errors::PageError;
use crate::parts::Notice;
use crate::printing::Printing;
use crate::text::{Language, Text, key};

/// The places of the main navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Room {
    /// What is to be done.
    Today,
    /// Search and list.
    Women,
    /// The inbox.
    Referrals,
    /// Appointments and groups.
    Calendar,
    /// Concerns, plans, what is overdue.
    Safety,
    /// Funders, contracts, frameworks.
    Programmes,
    /// Figures for funders.
    Returns,
    /// People, policies, audit.
    Settings,
    /// Every part once.
    StyleSheet,
}

impl Room {
    /// Its address.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Today => "/",
            Self::Women => "/women",
            Self::Referrals => "/referrals",
            Self::Calendar => "/calendar",
            Self::Safety => "/safety",
            Self::Programmes => "/programmes",
            Self::Returns => "/returns",
            Self::Settings => "/settings",
            Self::StyleSheet => "/style",
        }
    }

    /// The key of its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Today => key("nav-today"),
            Self::Women => key("nav-women"),
            Self::Referrals => key("nav-referrals"),
            Self::Calendar => key("nav-calendar"),
            Self::Safety => key("nav-safety"),
            Self::Programmes => key("nav-programmes"),
            Self::Returns => key("nav-returns"),
            Self::Settings => key("nav-settings"),
            Self::StyleSheet => key("nav-style-sheet"),
        }
    }
}

/// Who is signed in, put into the request's extensions by the session layer. Its `Debug` shows no
/// name.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Her account.
    pub account: Id<AccountMark>,
    /// The organisation in whose name she acts.
    pub organisation: Id<OrganisationMark>,
    /// What she is called.
    pub name: Personal<String>,
    /// What the organisation is called.
    pub organisation_name: String,
    /// The language she chose.
    pub language: Language,
    /// The rooms that her roles open, in the order shown.
    pub rooms: Vec<Room>,
    /// Referrals waiting for an answer, shown beside the inbox.
    pub waiting: u32,
    /// When she last confirmed again who she is, in microseconds UTC.
    pub confirmed_at: Option<i64>,
}

/// One place of the main navigation, as shown.
#[derive(Debug, Clone)]
pub struct Place {
    /// Which.
    pub room: Room,
    /// Whether this page is in it.
    pub is_here: bool,
    /// How many wait there; nought is not shown.
    pub waiting: u32,
}

/// What a staff page shows round its content. Templates that extend `base_staff.html` have it as
/// `shell`, and a [`Text`] as `t`.
#[derive(Debug, Clone)]
pub struct Shell {
    /// What she is called.
    pub name: Personal<String>,
    /// What the organisation is called.
    pub organisation_name: String,
    /// The main navigation.
    pub places: Vec<Place>,
    /// Where we are, when it is one of the rooms.
    pub here: Option<Room>,
    /// Whether the page must say "not for real women yet".
    pub not_for_real_women: bool,
    /// Said above the content, for instance that something was saved.
    pub notices: Vec<Notice>,
    /// Whether she may search for women.
    pub can_search: bool,
}

impl Shell {
    /// The shell of a page in this room.
    #[must_use]
    pub fn new(site: &Site, who: &SignedIn, here: Room) -> Self {
        let places = who
            .rooms
            .iter()
            .map(|&room| Place {
                room,
                is_here: room == here,
                waiting: if room == Room::Referrals { who.waiting } else { 0 },
            })
            .collect();
        Self {
            name: who.name.clone(),
            organisation_name: who.organisation_name.clone(),
            places,
            here: Some(here),
            not_for_real_women: site.not_for_real_women,
            notices: Vec::new(),
            can_search: who.rooms.contains(&Room::Women),
        }
    }

    /// With something to say above the content.
    #[must_use]
    pub fn notice(mut self, notice: Notice) -> Self {
        self.notices.push(notice);
        self
    }

    /// Where the stylesheet is.
    #[must_use]
    pub fn stylesheet(&self) -> String {
        assets::stylesheet()
    }

    /// Where the script is.
    #[must_use]
    pub fn script(&self) -> String {
        assets::script()
    }

    /// Where the mark is.
    #[must_use]
    pub fn mark(&self) -> String {
        assets::mark()
    }
}

/// Extracts who is signed in, with her language. A handler that takes it cannot run for nobody.
#[derive(Debug, Clone)]
pub struct Staff {
    /// Who.
    pub who: SignedIn,
    /// Her language.
    pub t: Text,
    /// When, by what chance, and in whose name.
    pub ctx: Ctx,
    /// The installation she works on; its gate knows whether she confirmed again who she is.
    pub desk: Desk,
    /// The names of women, in memory.
    pub names: Arc<NameIndex>,
    /// The way to PDFs.
    pub printing: Printing,
    site: Site,
}

impl Staff {
    /// The shell of a page in this room.
    #[must_use]
    pub fn shell(&self, here: Room) -> Shell {
        Shell::new(&self.site, &self.who, here)
    }

    /// Passkeys of this installation, where it can have some.
    #[must_use]
    pub fn passkeys(&self) -> Option<Passkeys> {
        self.site.passkeys()
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let who = parts.extensions.get::<SignedIn>().cloned().ok_or(PageError::NotSignedIn)?;
        let actor = Actor::Account { account: who.account, organisation: who.organisation };
        let t = Text::new(who.language);
        let mut desk = app.desk().cloned().ok_or(PageError::NotFound)?;
        desk.gate = desk.gate.stepped_up(who.confirmed_at);
        let names = Arc::clone(app.names());
        let (ctx, printing, site) = (app.ctx(actor), app.printing().clone(), app.site().clone());
        Ok(Self { t, ctx, desk, names, printing, site, who })
    }
}

/// The places of the public navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicRoom {
    /// The finder.
    Find,
    /// The referral form.
    Refer,
    /// Anything else.
    Elsewhere,
}

/// What a public page shows round its content. Templates that extend `base_public.html` have it as
/// `shell`.
#[derive(Debug, Clone)]
pub struct PublicShell {
    /// The name of the installation.
    pub site_name: String,
    /// Where leaving leads.
    pub exit_url: String,
    /// Where we are.
    pub here: PublicRoom,
    /// Whether the page must say "not for real women yet".
    pub not_for_real_women: bool,
    /// The other language, where it is offered.
    pub other_language: Option<Language>,
    /// This page's own address, for the link to the other language.
    pub path: String,
}

impl PublicShell {
    /// Where the stylesheet is.
    #[must_use]
    pub fn stylesheet(&self) -> String {
        assets::stylesheet()
    }

    /// Where the script is.
    #[must_use]
    pub fn script(&self) -> String {
        assets::script()
    }

    /// Where the mark is.
    #[must_use]
    pub fn mark(&self) -> String {
        assets::mark()
    }

    /// What the address of the next public page carries, so that it has the same language.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        if self.other_language == Some(Language::English) { "?lang=cy" } else { "" }
    }
}

/// Extracts what we know of a visitor: the language she reads, and nothing else.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Her language: `?lang=`, else what her browser asks for first.
    pub t: Text,
    /// When and by what chance.
    pub ctx: Ctx,
    site: Site,
    path: String,
}

impl Visitor {
    /// The shell of a public page.
    #[must_use]
    pub fn shell(&self, here: PublicRoom) -> PublicShell {
        let other = match self.t.language() {
            Language::English => Language::Welsh,
            Language::Welsh => Language::English,
        };
        PublicShell {
            site_name: self.site.name.clone(),
            exit_url: self.site.exit_url.clone(),
            here,
            not_for_real_women: self.site.not_for_real_women,
            other_language: offers_welsh(&self.site, &self.path).then_some(other),
            path: self.path.clone(),
        }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let path = uri.path().to_owned();
        let t = Text::new(asked_language(app.site(), parts));
        Ok(Self { t, ctx: app.ctx(Actor::Visitor), site: app.site().clone(), path })
    }
}

/// The finder is whole in Welsh, so it is offered there whatever the house has chosen for the rest.
fn offers_welsh(site: &Site, path: &str) -> bool {
    site.offers_welsh || path == "/find-support" || path.starts_with("/find-support/")
}

/// The language of a request: `?lang=`, else the account's, else what the browser asks for first.
/// Always English where Welsh is not offered.
pub(crate) fn asked_language(site: &Site, parts: &Parts) -> Language {
    if let Some(who) = parts.extensions.get::<SignedIn>() {
        return who.language;
    }
    if !offers_welsh(site, parts.uri.path()) {
        return Language::English;
    }
    let by_address = parts.uri.query().and_then(|query| {
        query.split('&').find_map(|pair| pair.strip_prefix("lang=").map(Language::asked_for))
    });
    let header = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    by_address.unwrap_or_else(|| Language::asked_for(header.unwrap_or_default()))
}
