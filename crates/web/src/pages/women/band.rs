//! The band at the top of every page of a record: who she is, how far her case has come, and how it
//! is safe to reach her now. Below it the pages of her record.

use access::accounts;
use access::action::{Woman, act};
use access::facts::WomanFacts;
use access::{ActorFacts, Gate, records};
use casework::contact::{self, Standing};
use casework::record::{self, SupportCase, WomanRecord};
use kernel::{Personal, Reference};
use store::Uow;

use super::words::{WomanId, record_href, safe_contact, stage_tag};
use crate::errors::PageError;
use crate::pages::settings::{self, Strip};
use crate::parts::{SafeContact, Tag};
use crate::shell::Staff;
use crate::text::{Text, key};

/// A page of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Overview and timeline.
    Overview,
    /// Needs and plan.
    Plan,
    /// Outcomes for those who fund her support.
    Outcomes,
    /// Sessions.
    Sessions,
    /// Safety.
    Safety,
    /// Family.
    Family,
    /// Who is kept apart from her, for leads.
    Apart,
    /// How it is safe to reach her.
    Contact,
    /// Agreement and consent.
    Consent,
    /// Who funds this.
    Funding,
    /// Tasks.
    Tasks,
    /// The case: pause, review, close.
    Case,
}

impl Tab {
    /// The pages that are built, in the order shown. A room adds its own here, one word.
    const BUILT: &'static [Self] = &[
        Self::Overview,
        Self::Plan,
        Self::Outcomes,
        Self::Sessions,
        Self::Safety,
        Self::Family,
        Self::Apart,
        Self::Contact,
        Self::Consent,
        Self::Funding,
        Self::Tasks,
        Self::Case,
    ];

    /// The end of its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Plan => "plan",
            Self::Outcomes => "outcomes",
            Self::Sessions => "sessions",
            Self::Safety => "safety",
            Self::Family => "family",
            Self::Apart => "apart",
            Self::Contact => "contact",
            Self::Consent => "consent",
            Self::Funding => "funding",
            Self::Tasks => "tasks",
            Self::Case => "case",
        }
    }

    /// The key of its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overview => key("record-tab-overview"),
            Self::Plan => key("record-tab-plan"),
            Self::Outcomes => key("record-tab-outcomes"),
            Self::Sessions => key("record-tab-sessions"),
            Self::Safety => key("record-tab-safety"),
            Self::Family => key("record-tab-family"),
            Self::Apart => key("apart-title"),
            Self::Contact => key("record-tab-contact"),
            Self::Consent => key("record-tab-consent"),
            Self::Funding => key("record-tab-funding"),
            Self::Tasks => key("record-tab-tasks"),
            Self::Case => key("record-tab-case"),
        }
    }
}

impl Tab {
    /// Whether it leads somewhere for this reader. A page that would refuse her is not offered.
    fn opens(self, gate: &Gate, reader: &ActorFacts, hers: &WomanFacts) -> bool {
        match self {
            Self::Overview | Self::Contact | Self::Consent | Self::Tasks | Self::Case => {
                gate.opens::<Woman, act::ReadRecord>(reader, hers)
            }
            Self::Plan => gate.opens::<Woman, act::ReadPlan>(reader, hers),
            Self::Outcomes | Self::Funding => gate.opens::<Woman, act::ReadFunding>(reader, hers),
            Self::Sessions => gate.opens::<Woman, act::ReadSessions>(reader, hers),
            Self::Safety => gate.opens::<Woman, act::ReadSafety>(reader, hers),
            Self::Family => gate.opens::<Woman, act::ReadFamily>(reader, hers),
            Self::Apart => gate.opens::<Woman, act::KeepApart>(reader, hers),
        }
    }
}

/// A link to a page of a record, as shown.
#[derive(Debug, Clone)]
pub struct TabLink {
    /// Where to.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Whether we are there.
    pub is_here: bool,
}

/// The band, in words.
#[derive(Debug, Clone)]
pub struct Band {
    /// Whose record it is; for the handler.
    pub woman: WomanId,
    /// What stands in addresses.
    pub reference: Reference,
    /// What to call her, or initials where her name is hidden from this reader.
    pub name: Personal<String>,
    /// How far her case has come.
    pub stage: Option<Tag>,
    /// "9 May 1994 (32)"; empty when it is not known or her name is hidden.
    pub born: Personal<String>,
    /// Who supports her; empty when nobody does.
    pub worker: String,
    /// How it is safe to reach her now.
    pub contact: SafeContact,
    /// The strip while the reader's emergency access lasts.
    pub emergency: Option<Strip>,
    /// The pages of her record.
    pub tabs: Vec<TabLink>,
    /// Which of them this is, for the fold.
    pub here: &'static str,
    /// Everything the gate asks for; for the handler.
    pub standing: Standing,
    /// Her cases, the newest first; for the handler.
    pub cases: Vec<SupportCase>,
    /// What is true of the reader; for the handler.
    pub actor: ActorFacts,
}

impl Band {
    /// Opens the band of the record with this reference. Asks whether the reader may see it.
    ///
    /// # Errors
    /// [`PageError::NotFound`] where nothing answers, [`PageError::Forbidden`] who can instead.
    pub async fn open(
        staff: &Staff,
        uow: &mut Uow,
        reference: &str,
        here: Tab,
    ) -> Result<Self, PageError> {
        let reference = Reference::parse(reference).map_err(|_| PageError::NotFound)?;
        let actor = staff.desk.gate.actor(&staff.ctx, uow).await?;
        let woman = record::by_address(uow, &actor, reference).await?;
        let permit = staff.permit::<act::SeeBand>(uow, woman).await?;
        let gate = &staff.desk.gate;
        let sees_name = gate.may::<act::SeeName>(&staff.ctx, uow, &actor, woman).await?;
        let found = record::read_identity(uow, &permit).await?;
        let names = our_names(staff);
        let standing = contact::standing(&staff.ctx, uow, &permit, &names).await?;
        let cases = record::cases(uow, &permit).await?;
        let supporters = records::supported_by(uow, &permit).await?;
        let people = accounts::colleagues(uow, &actor).await?;
        let worker: Vec<String> = supporters
            .iter()
            .filter_map(|(account, _)| people.iter().find(|person| person.id == *account))
            .map(|person| person.name.reveal().clone())
            .collect();
        let t = staff.t;
        let emergency = settings::strip(staff, uow, &permit, &reference).await?;
        let facts = gate.facts_of(&staff.ctx, uow, &actor, woman).await?;
        let facts = facts.ok_or(PageError::NotFound)?;
        let opens = |tab: Tab| tab.opens(gate, &actor, &facts);
        let mut tabs = tabs(t, &reference, here, opens);
        if gate.opens::<Woman, act::ReadWhoLooked>(&actor, &facts) {
            tabs.push(TabLink {
                href: record_href(&reference, "who-looked"),
                name: t.say("settings-looked").to_string(),
                is_here: false,
            });
        }
        let reach = standing.reach(staff.ctx.now());
        let rules = record_href(&reference, "contact");
        Ok(Self {
            woman,
            reference,
            name: name_for(&found, sees_name),
            stage: cases.first().map(|case| stage_tag(t, case.stage)),
            born: if sees_name { born(t, &found, staff.ctx.today()) } else { Personal::default() },
            worker: worker.join(", "),
            contact: safe_contact(t, &standing, &reach, Some(rules)),
            emergency,
            tabs,
            here: here.name(),
            standing,
            cases,
            actor,
        })
    }

    /// The address of a page of this record.
    #[must_use]
    pub fn href(&self, page: &str) -> String {
        record_href(&self.reference, page)
    }
}

/// The names that words to her must not hold.
pub(super) fn our_names(staff: &Staff) -> Vec<String> {
    vec![staff.who.organisation_name.clone()]
}

fn tabs(t: Text, reference: &Reference, here: Tab, opens: impl Fn(Tab) -> bool) -> Vec<TabLink> {
    Tab::BUILT
        .iter()
        .filter(|tab| opens(**tab))
        .map(|tab| TabLink {
            href: record_href(reference, tab.path()),
            name: t.say(tab.name()).to_string(),
            is_here: *tab == here,
        })
        .collect()
}

/// Her name, or initials for whoever must not see it.
pub(super) fn name_for(record: &WomanRecord, sees_name: bool) -> Personal<String> {
    let identity = &record.draft.identity;
    let shown = if sees_name { identity.called().to_owned() } else { identity.initials() };
    Personal::new(if shown.is_empty() { "–".to_owned() } else { shown })
}

/// `9 May 1994 (32)`.
pub(super) fn born(t: Text, record: &WomanRecord, today: jiff::civil::Date) -> Personal<String> {
    let Some(born) = &record.draft.identity.born else { return Personal::default() };
    let spelt = born.exact().map_or_else(|| born.spelt(), |day| t.date(day));
    Personal::new(match born.age_on(today) {
        Some(age) => format!("{spelt} ({})", age.spelt()),
        None => spelt,
    })
}
