//! Her Safety sub-page: what is due, dangers, plan, concerns, referrals, sharing.

use access::act;
use access::audit::Entry;
use axum::extract::Path;
use axum::response::Response;
use casework::safety::{
    self, Concern, ConcernState, DueItem, Marac, MaracState, PlanWords, Risk, SafetyError,
    SentWith, Sharing, SharingState, ToldDraft, ToldWho, ToldWords,
};
use jiff::civil::Date;
use kernel::{Id, Personal, time};
use store::Uow;

use super::phrases::coded;
use super::view::{
    ConcernShown, MaracShown, RiskShown, SafetyPage, SharingShown, ToldShown, choices, clock,
    level_tag, to_do,
};
use crate::errors::PageError;
use crate::form::{Fields, Form};
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::parts::{Row, Tag, Tone, Work};
use crate::shell::{Room, Staff};
use crate::text::{Text, key};

/// Her record, opened at its Safety page.
pub(super) async fn find(staff: &Staff, uow: &mut Uow, reference: &str) -> Result<Band, PageError> {
    Band::open(staff, uow, reference, Tab::Safety).await
}

impl From<SafetyError> for PageError {
    fn from(error: SafetyError) -> Self {
        match error {
            SafetyError::Store(error) => error.into(),
            SafetyError::Contact(fault) => fault.into(),
            other => Self::broken(other),
        }
    }
}

/// What is due, each line leading to where it is dealt with.
pub(super) fn due_work(t: Text, items: &[DueItem], today: Date, reference: &str) -> Work {
    let row = |item: &DueItem| {
        Row::new(format!("/women/{reference}/safety"), to_do(t, item))
            .clock(clock(t, item.on, today))
    };
    Work::new(items.iter().map(row).collect())
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let page = hers(&staff, reference, Form::blank(staff.t)).await?;
    Ok(page::show(&page))
}

async fn hers(staff: &Staff, reference: String, form: Form) -> Result<SafetyPage, PageError> {
    let (t, today) = (staff.t, staff.ctx.today());
    let mut uow = staff.read().await?;
    let band = find(staff, &mut uow, &reference).await?;
    let woman = band.woman;
    let permit = staff.permit::<act::ReadSafety>(&mut uow, woman).await?;
    let uow = &mut uow;
    let due = safety::due_of(uow, &permit, today).await?;
    let risks = safety::risks(uow, &permit).await?;
    let plan = safety::standing_plan(uow, &permit).await?;
    let concerns = safety::concerns(uow, &permit).await?;
    let maracs = safety::maracs(uow, &permit).await?;
    let sharings = safety::sharings(uow, &permit).await?;
    staff.entered(Entry::of(&permit)).await?;
    let standing = risks.iter().filter(|risk| risk.ended.is_none());
    let who: Vec<&str> = ToldWho::ALL.iter().map(|who| who.code()).collect();
    Ok(SafetyPage {
        t,
        shell: staff.shell(Room::Women),
        due: due_work(t, &due, today, &reference),
        band,
        form,
        risks: standing.map(|risk| risk_shown(t, risk, today)).collect(),
        plan_meta: plan.as_ref().map_or_else(String::new, |plan| {
            let date = t.date(time::london(plan.made.at).date());
            t.say("safety-plan-version").with("number", plan.number).with("date", date).to_string()
        }),
        plan: plan.map(|plan| parts(t, &plan.words)).unwrap_or_default(),
        concerns: concerns.iter().map(|concern| concern_shown(t, concern)).collect(),
        maracs: maracs.iter().map(|marac| marac_shown(t, marac, today)).collect(),
        sharings: sharings.iter().map(|sharing| sharing_shown(t, sharing, today)).collect(),
        who: choices(t, "who", &who),
    })
}

fn risk_shown(t: Text, risk: &Risk, today: Date) -> RiskShown {
    let meta = t
        .say("safety-said-on")
        .with("who", coded(t, "source", risk.source.code()))
        .with("when", t.moment(risk.made.at));
    RiskShown {
        what: coded(t, "risk", risk.kind.code()),
        level: level_tag(t, risk.level),
        meta: meta.to_string(),
        said: risk.words.said.clone(),
        done: risk.words.done.clone(),
        clock: Some(clock(t, risk.review_by, today)),
    }
}

pub(super) fn parts(t: Text, words: &PlanWords) -> Vec<(String, Personal<String>)> {
    let written = words.parts().into_iter().filter(|(_, said)| !said.reveal().trim().is_empty());
    written.map(|(part, said)| (coded(t, "plan", part), said.clone())).collect()
}

fn concern_shown(t: Text, concern: &Concern) -> ConcernShown {
    let (tone, state) = match concern.state {
        ConcernState::Raised => (Tone::Red, "raised"),
        ConcernState::Told => (Tone::Amber, "told"),
        ConcernState::Decided(safety::Threshold::Met) => (Tone::Amber, "met"),
        ConcernState::Decided(safety::Threshold::NotMet) => (Tone::Plain, "not-met"),
        ConcernState::Closed(_) => (Tone::Plain, "closed"),
    };
    let told = concern.told.iter().map(|told| ToldShown {
        line: t
            .say("safety-told-line")
            .with("who", coded(t, "who", told.who.code()))
            .with("when", t.moment(told.at))
            .to_string(),
        words: told.words.name.clone(),
    });
    ConcernShown {
        row: concern.id.uuid().to_string(),
        about: coded(t, "about", concern.about.code()),
        state: Tag::new(tone, coded(t, "concern", state)),
        meta: t.moment(concern.made.at),
        said: concern.words.said.clone(),
        told: told.collect(),
        is_open: concern.closed.is_none(),
    }
}

fn marac_shown(t: Text, marac: &Marac, today: Date) -> MaracShown {
    let (tone, state) = match marac.state {
        MaracState::Identified => (Tone::Red, "identified"),
        MaracState::Sent => (Tone::Amber, "sent"),
        MaracState::Accepted => (Tone::Violet, "accepted"),
        MaracState::Met(_) => (Tone::Green, "met"),
        MaracState::Closed(_) => (Tone::Plain, "closed"),
    };
    let unsent = marac.state == MaracState::Identified;
    MaracShown {
        row: marac.id.uuid().to_string(),
        version: marac.version,
        kind: coded(t, "referral", marac.kind.code()),
        why: coded(t, "criterion", marac.criterion.code()),
        state: Tag::new(tone, coded(t, "marac", state)),
        clock: unsent.then(|| clock(t, marac.due_on, today)),
        is_repeat: marac.repeat_of.is_some(),
    }
}

fn sharing_shown(t: Text, sharing: &Sharing, today: Date) -> SharingShown {
    let (tone, state, at, by) = match sharing.state {
        SharingState::ToReview { at, by } => (Tone::Amber, "to-review", at, Some(by)),
        SharingState::Reviewed { at, .. } => (Tone::Green, "reviewed", at, None),
        SharingState::Proposed => (Tone::Amber, "proposed", sharing.made.at, None),
        SharingState::SignedOff(signed) => (Tone::Violet, "signed-off", signed.at, None),
        SharingState::Refused(at) => (Tone::Plain, "refused", at, None),
        SharingState::Shared(at) => (Tone::Green, "shared", at, None),
    };
    SharingShown {
        line: t
            .say("safety-told-line")
            .with("who", coded(t, "who", sharing.recipient.code()))
            .with("when", t.moment(at))
            .to_string(),
        state: Tag::new(tone, coded(t, "sharing", state)),
        clock: by.map(|by| clock(t, by, today)),
    }
}

/// The row that a hidden field names. A form of ours always sends one.
fn row<T>(fields: &Fields) -> Result<Id<T>, PageError> {
    let id: Result<uuid::Uuid, _> = fields.first("row").parse();
    id.map(Id::from_uuid).map_err(|_| PageError::Unreadable)
}

pub(super) async fn sent(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let woman = band.woman;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, woman).await?;
    let version: i64 = fields.first("version").parse().map_err(|_| PageError::Unreadable)?;
    // A referral that was sent is never refused for a missing answer: it is then "not recorded".
    let consent = SentWith::parse(fields.first("consent")).unwrap_or(SentWith::NotRecorded);
    let how = fields.first("how").trim().to_owned().into();
    let marac = (row(&fields)?, version);
    match safety::send_marac(&staff.ctx, &mut uow, &permit, marac, None, consent, how).await {
        Ok(()) => uow.commit().await?,
        // Somebody else has just sent it: the page shows what stands.
        Err(SafetyError::ChangedMeanwhile) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(page::see_other(format!("/women/{reference}/safety")))
}

pub(super) async fn told(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let woman = band.woman;
    let permit = staff.permit::<act::RecordDanger>(&mut uow, woman).await?;
    let mut read = fields.read();
    let who = read.choice("who", |code| ToldWho::parse(code).ok()).must(key("safety-who-missing"));
    let at = read.time("at").may();
    let (Ok(who), Ok(at)) = (who, at) else {
        drop(uow);
        let form = Form::refused(staff.t, &fields, read.errors()).prefixed(fields.first("row"));
        return Ok(page::refused(&hers(&staff, reference, form).await?));
    };
    let at = at.map(|at| time::at_london(staff.ctx.today().to_datetime(at)));
    let name = fields.first("told_name").trim().to_owned().into();
    let draft = ToldDraft { who, at, words: ToldWords { name, ..ToldWords::default() } };
    match safety::add_told(&staff.ctx, &mut uow, &permit, row(&fields)?, &draft).await {
        Ok(_) => uow.commit().await?,
        Err(SafetyError::InTheFuture) => {
            drop(uow);
            read.refuse("at", key("safety-in-the-future"));
            let form = Form::refused(staff.t, &fields, read.errors()).prefixed(fields.first("row"));
            return Ok(page::refused(&hers(&staff, reference, form).await?));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(page::see_other(format!("/women/{reference}/safety")))
}
