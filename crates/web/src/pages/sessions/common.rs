//! What these pages share: her band, choices of place and worker, and what went wrong in words.

use access::accounts::{Person, colleagues};
use access::act;
use access::action::Woman;
use access::audit::Entry;
use casework::Fault;
use casework::contact::{Headline, Reach as Reached, ReachState, standing};
use casework::programme::service::sites;
use casework::programme::{Site, SiteKind};
use casework::record::{find_by_reference, read_identity};
use casework::session::service::find;
use casework::session::{SessionError, SessionId, Warning};
use jiff::ToSpan as _;
use kernel::ctx::AccountMark;
use kernel::{Id, Personal, Reference};
use store::Uow;
use uuid::Uuid;

use crate::errors::PageError;
use crate::form::Choice;
use crate::parts::{Reach, SafeContact};
use crate::shell::Staff;
use crate::text::{Text, key};

/// The band at the top of a page about one session of hers.
#[derive(Debug, Clone)]
pub struct HerBand {
    /// What to call her.
    pub called: Personal<String>,
    /// Where her record is.
    pub href: String,
    /// How to reach her now.
    pub contact: SafeContact,
}

impl From<SessionError> for PageError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::NotFound => Self::NotFound,
            SessionError::Store(error) => error.into(),
            SessionError::Record(fault) => failed(*fault),
            other => Self::broken(other),
        }
    }
}

/// A failure of the record, as a page.
pub(super) fn failed(fault: Fault) -> PageError {
    match fault {
        Fault::NotFound => PageError::NotFound,
        Fault::Store(error) => error.into(),
        other => PageError::broken(other),
    }
}

pub(super) fn reference(text: &str) -> Result<Reference, PageError> {
    Reference::parse(text).map_err(|_| PageError::NotFound)
}

/// Her id by the reference in the address.
pub(super) async fn woman_of(
    staff: &Staff,
    uow: &mut Uow,
    address: &str,
) -> Result<Id<Woman>, PageError> {
    let permit = staff.place::<act::SearchWomen>(uow).await?;
    let found = find_by_reference(uow, &permit, reference(address)?).await.map_err(failed)?;
    found.ok_or(PageError::NotFound)
}

/// The session by the reference in the address.
pub(super) async fn session_of(
    staff: &Staff,
    uow: &mut Uow,
    address: &str,
) -> Result<SessionId, PageError> {
    Ok(find(uow, staff.who.organisation, reference(address)?).await?)
}

/// Her band, entered in the audit trail as a read.
pub(super) async fn her_band(
    staff: &Staff,
    uow: &mut Uow,
    woman: Id<Woman>,
) -> Result<HerBand, PageError> {
    let permit = staff.permit::<act::SeeBand>(uow, woman).await?;
    let record = read_identity(uow, &permit).await.map_err(failed)?;
    let called = match staff.permit::<act::SeeName>(uow, woman).await {
        Ok(_) => record.draft.identity.called().to_owned(),
        Err(PageError::Forbidden(_)) => record.draft.identity.initials(),
        Err(other) => return Err(other),
    };
    let href = format!("/women/{}", record.reference.compact());
    let ours = [staff.who.organisation_name.clone()];
    let standing = standing(&staff.ctx, uow, &permit, &ours).await.map_err(failed)?;
    let contact = contact(staff.t, &standing.reach(staff.ctx.now()), &href);
    Ok(HerBand { called: called.into(), href, contact })
}

/// Enters a list that was read. Nothing of it is shown before.
pub(super) async fn listed<A: access::Act<On = access::action::Calendar>>(
    staff: &Staff,
    permit: &access::Permit<access::action::Calendar, A>,
    women: Vec<Id<Woman>>,
) -> Result<(), PageError> {
    staff.entered(Entry::about_place(permit).listing(women)).await
}

/// How to reach her, in words.
pub(super) fn contact(t: Text, reach: &Reached, href: &str) -> SafeContact {
    let state = match reach.state {
        ReachState::Go => Reach::Go,
        ReachState::Care => Reach::Care,
        ReachState::Stop => Reach::Stop,
    };
    let brief = match &reach.headline {
        Headline::Open { channels, until } => {
            let ways: Vec<String> =
                channels.iter().map(|way| t.say(channel_key(way.code())).to_string()).collect();
            let ways = ways.join(", ");
            match until {
                Some(until) => t
                    .say("session-reach-until")
                    .with("ways", ways)
                    .with("time", t.time(*until))
                    .to_string(),
                None => t.say("session-reach-open").with("ways", ways).to_string(),
            }
        }
        Headline::Closed => t.say("session-reach-closed").to_string(),
        Headline::NothingKnown => t.say("session-reach-nothing").to_string(),
        Headline::OnlyReported => t.say("session-reach-reported").to_string(),
        Headline::AskAgain { .. } => t.say("session-reach-stale").to_string(),
        Headline::NotNow { next, .. } => {
            t.say("session-reach-not-now").with("moment", t.moment(*next)).to_string()
        }
        Headline::SaidNo => t.say("session-reach-said-no").to_string(),
    };
    let heading = match state {
        Reach::Go => brief.clone(),
        Reach::Care => t.say("session-reach-care").with("what", brief.clone()).to_string(),
        Reach::Stop => t.say("session-reach-stop").with("what", brief.clone()).to_string(),
    };
    SafeContact { reach: state, brief, heading, more: String::new(), rules: None }
        .with_rules(t, href)
}

trait WithRules {
    fn with_rules(self, t: Text, href: &str) -> Self;
}

impl WithRules for SafeContact {
    fn with_rules(mut self, t: Text, href: &str) -> Self {
        let words = t.say("session-reach-rules");
        self.rules = Some(crate::parts::Link::new(format!("{href}/contact"), words));
        self
    }
}

const fn channel_key(code: &str) -> &'static str {
    match code.as_bytes() {
        b"call" => key("session-by-call"),
        b"text" => key("session-by-text"),
        b"voicemail" => key("session-by-voicemail"),
        b"email" => key("session-by-email"),
        b"post" => key("session-by-post"),
        b"in_person" => key("session-by-in-person"),
        b"via_someone" => key("session-by-via-someone"),
        b"in_custody" => key("session-by-in-custody"),
        _ => key("session-by-other"),
    }
}

/// Sites with rooms, and colleagues: what a booking chooses from.
#[derive(Debug, Clone)]
pub(super) struct Choosing {
    sites: Vec<Site>,
    people: Vec<Person>,
}

impl Choosing {
    pub(super) async fn load(staff: &Staff, uow: &mut Uow) -> Result<Self, PageError> {
        let actor = staff.desk.gate.actor(&staff.ctx, uow).await?;
        let people = colleagues(uow, &actor).await?;
        Ok(Self { sites: sites(uow, staff.who.organisation).await?, people })
    }

    /// Rooms as `Site: Room`, after "somewhere else".
    pub(super) fn places(&self, t: Text) -> Vec<Choice> {
        let mut places = vec![Choice::new("", t.say("session-elsewhere"))];
        for site in &self.sites {
            places.push(Choice::new(&site.name, &site.name));
            for room in &site.rooms {
                let both = both(site, &room.name);
                places.push(Choice::new(&both, &both));
            }
        }
        places
    }

    /// The site and room of a chosen place.
    pub(super) fn place(&self, chosen: &str) -> Option<(Uuid, Option<Uuid>)> {
        self.sites.iter().find_map(|site| {
            if site.name == chosen {
                return Some((site.id, None));
            }
            let room = site.rooms.iter().find(|room| both(site, &room.name) == chosen)?;
            Some((site.id, Some(room.id)))
        })
    }

    /// How a place is called: the room, else the site.
    pub(super) fn called(&self, site: Option<Uuid>, room: Option<Uuid>) -> String {
        let Some(site) = self.sites.iter().find(|one| Some(one.id) == site) else {
            return String::new();
        };
        let room = site.rooms.iter().find(|one| Some(one.id) == room);
        room.map_or_else(|| site.name.clone(), |room| both(site, &room.name))
    }

    /// Our sites by name.
    pub(super) fn sites(&self) -> Vec<Choice> {
        self.sites.iter().map(|site| Choice::new(&site.name, &site.name)).collect()
    }

    /// The centre's own building, where most happens; empty where there is none.
    pub(super) fn centre(&self) -> &str {
        let own = self.sites.iter().find(|site| site.kind == SiteKind::Centre);
        own.map(|site| site.name.as_str()).unwrap_or_default()
    }

    /// Colleagues, herself first.
    pub(super) fn workers(&self, me: Id<AccountMark>) -> Vec<Choice> {
        let mut people: Vec<&Person> = self.people.iter().collect();
        people.sort_by_key(|one| (one.id != me, one.name.reveal().clone()));
        people.iter().map(|one| Choice::new(&one.reference, one.name.reveal())).collect()
    }

    pub(super) fn worker(&self, reference: &str) -> Option<Id<AccountMark>> {
        self.people.iter().find(|one| one.reference == reference).map(|one| one.id)
    }

    pub(super) fn reference_of(&self, id: Id<AccountMark>) -> String {
        let found = self.people.iter().find(|one| one.id == id);
        found.map(|one| one.reference.clone()).unwrap_or_default()
    }

    pub(super) fn name_of(&self, id: Id<AccountMark>) -> String {
        let found = self.people.iter().find(|one| one.id == id);
        found.map(|one| one.name.reveal().clone()).unwrap_or_default()
    }
}

fn both(site: &Site, room: &str) -> String {
    format!("{}: {room}", site.name)
}

/// The key of a kind of session.
pub(super) const fn kind_key(kind: casework::session::SessionKind) -> &'static str {
    use casework::session::SessionKind as K;
    match kind {
        K::OneToOne => key("session-kind-one-to-one"),
        K::Group => key("session-kind-group"),
        K::DropIn => key("session-kind-drop-in"),
        K::Outreach => key("session-kind-outreach"),
        K::PrisonVisit => key("session-kind-prison-visit"),
        K::Court => key("session-kind-court"),
        K::Gate => key("session-kind-gate"),
        K::Call => key("session-kind-call"),
    }
}

/// The key of a warning.
pub(super) const fn warning_key(warning: Warning) -> &'static str {
    match warning {
        Warning::FarAhead => key("session-warn-far-ahead"),
        Warning::RoomTaken => key("session-warn-room-taken"),
        Warning::WorkerBusy => key("session-warn-worker-busy"),
        Warning::SheIsBusy => key("session-warn-she-is-busy"),
        Warning::NoOpenCase => key("session-warn-no-open-case"),
    }
}

/// `2:00pm to 3:00pm`.
pub(super) fn span(t: Text, starts_at: jiff::Timestamp, minutes: i64) -> String {
    let ends = starts_at.saturating_add(minutes.minutes()).unwrap_or(starts_at);
    let (from, to) = (t.time(starts_at), t.time(ends));
    t.say("session-span").with("from", from).with("to", to).to_string()
}
