//! What every handler shares: the clock, chance, and how this installation presents itself.
//!
//! Not for: anything of one request or one person; that stands in extensions and extractors.

use std::net::IpAddr;
use std::sync::Arc;

use access::passkeys::Passkeys;
use access::sign_in::SecondStep;
use casework::record::NameIndex;
use directory::served::Shelf;
use kernel::{Actor, Chance, Clock, Ctx};

use crate::desk::Desk;
use crate::front::Front;
use crate::printing::Printing;

/// How this installation presents itself.
#[derive(Debug, Clone)]
pub struct Site {
    /// The name on the public pages and the sign-in page: "Teasel House Women’s Centre".
    pub name: String,
    /// `https://…` as visitors reach it; links in letters begin with it.
    pub public_url: String,
    /// Where the referral form is, for whoever comes to the staff side's door by mistake: `/refer` where
    /// one process serves both sides, otherwise the public side's address; nothing when it is not known.
    pub form_url: Option<String>,
    /// Where "Leave this page" leads: somewhere harmless that many people open.
    pub exit_url: String,
    /// While true every page says that no real woman may be entered yet.
    pub not_for_real_women: bool,
    /// Whether pages offer Welsh.
    pub offers_welsh: bool,
    /// Whether whoever has no codes must set them up at the first sign-in.
    pub second_step: SecondStep,
    /// The proxy before this program. Only it is believed when it says where a request came from.
    pub behind_proxy: Option<IpAddr>,
    /// Sign-ins of invented staff, shown at the door of the demo only: role and address.
    pub demo: Vec<(String, String)>,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            name: "Alongside".to_owned(),
            public_url: "http://localhost".to_owned(),
            form_url: Some("/refer".to_owned()),
            exit_url: "https://www.bbc.co.uk/weather".to_owned(),
            not_for_real_women: true,
            offers_welsh: false,
            second_step: SecondStep::Required,
            behind_proxy: None,
            demo: Vec::new(),
        }
    }
}

impl Site {
    /// Whether visitors reach us by TLS; then browsers are told to come back by it only.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Passkeys of this address; nothing where it is a number and no name.
    #[must_use]
    pub fn passkeys(&self) -> Option<Passkeys> {
        Passkeys::of(&self.public_url, &self.name)
    }
}

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    desk: Option<Desk>,
    front: Option<Front>,
    directory: Option<Arc<Shelf>>,
    printing: Printing,
}

struct Inner {
    names: Arc<NameIndex>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    site: Site,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("site", &self.inner.site).finish_non_exhaustive()
    }
}

impl App {
    /// An application with this clock and chance.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, chance: Arc<dyn Chance>, site: Site) -> Self {
        let inner = Inner { names: Arc::default(), clock, chance, site };
        Self {
            inner: Arc::new(inner),
            desk: None,
            front: None,
            directory: None,
            printing: Printing::default(),
        }
    }

    /// The same with a staff side. Without it, no page for staff answers.
    #[must_use]
    pub fn with_desk(self, desk: Desk) -> Self {
        Self { desk: Some(desk), ..self }
    }

    /// The same with a public side that takes referrals. Without it, the form does not answer.
    #[must_use]
    pub fn with_front(self, front: Front) -> Self {
        Self { front: Some(front), ..self }
    }

    /// The same with a program that sets documents as PDF. Without it, pages print from the browser.
    #[must_use]
    pub fn with_printing(self, printing: Printing) -> Self {
        Self { printing, ..self }
    }

    /// The same with a directory to show to strangers. Without it, the finder says that there is none.
    #[must_use]
    pub fn with_directory(self, directory: Arc<Shelf>) -> Self {
        Self { directory: Some(directory), ..self }
    }

    /// Where the directory lies that strangers are shown.
    #[must_use]
    pub fn directory(&self) -> Option<&Arc<Shelf>> {
        self.directory.as_ref()
    }

    /// The way to PDFs.
    #[must_use]
    pub fn printing(&self) -> &Printing {
        &self.printing
    }

    /// The public side; nothing in a process that serves staff only.
    #[must_use]
    pub fn front(&self) -> Option<&Front> {
        self.front.as_ref()
    }

    /// The staff side's installation; nothing in a process that serves the public only.
    #[must_use]
    pub fn desk(&self) -> Option<&Desk> {
        self.desk.as_ref()
    }

    /// The names of women, in memory, for any-part search. Whoever searches brings it up to date
    /// first; filling it after start saves the first searcher the wait.
    #[must_use]
    pub fn names(&self) -> &Arc<NameIndex> {
        &self.inner.names
    }

    /// How this installation presents itself.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.inner.site
    }

    /// The circumstances of a request by this actor.
    #[must_use]
    pub fn ctx(&self, actor: Actor) -> Ctx {
        Ctx::new(Arc::clone(&self.inner.clock), Arc::clone(&self.inner.chance), actor)
    }
}
