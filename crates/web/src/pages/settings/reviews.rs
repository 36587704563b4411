//! Reviews: what somebody else did at once and another person looks at: emergency access, contact
//! past a woman's rule, and what was shared to prevent serious harm; and which sharing waits to be
//! signed off before it happens.
//!
//! Not for deciding who may review: nobody sees her own deeds here, nor those about herself, because
//! the policies refuse the permit with which a deed is read.

use access::action::Woman;
use access::audit::Entry;
use access::emergency::{self, Emergency, EmergencyError, Finding};
use access::{Denied, Refusal, accounts, act};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use casework::Fault;
use casework::contact::{self, OverrideWaiting};
use casework::record;
use casework::safety::{self, SafetyError, SharingState, SharingWaiting};
use jiff::civil::Date;
use kernel::{Id, Personal, time};

use super::audit::Known;
use super::{Corner, Corners, corners};
use crate::errors::{PageError, WhoCan};
use crate::form::{Errors, Fields, Form};
use crate::page;
use crate::pages::safety::coded;
use crate::parts::{Clock, Due, Empty, Link, Notice, Tone};
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

const REVIEW: Needs = Needs::action("ReviewEmergency");

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/settings/reviews", REVIEW, list)
        .post("/settings/reviews", REVIEW, review)
        .post("/settings/reviews/override", Needs::action("ReviewOverride"), review_override)
        .post("/settings/reviews/sharing", Needs::action("ReviewSharing"), review_sharing)
}

/// One deed that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// For its form. An id, because a deed has no reference; it stands in no address.
    pub id: String,
    /// Who did it.
    pub who: Personal<String>,
    /// What was done and why: name and words, those with nothing to say left out.
    pub facts: Vec<(String, Personal<String>)>,
    /// Who looked at her record, for whoever may see that.
    pub record: Option<Link>,
    /// How near the review is.
    pub due: Clock,
    /// Field `words`, and `finding` for an emergency access.
    pub form: Form,
}

/// `GET /settings/reviews`: each with its own small form, the most urgent of each kind first.
#[derive(Debug, Template)]
#[template(path = "settings/reviews.html")]
pub struct ReviewsPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// Emergency access.
    pub emergencies: Vec<Waiting>,
    /// Contact past a woman's rule.
    pub overrides: Vec<Waiting>,
    /// What was shared at once.
    pub sharings: Vec<Waiting>,
    /// Her page, for each sharing that waits to be signed off there.
    pub proposed: Vec<Link>,
}

impl ReviewsPage {
    fn all(&self) -> impl Iterator<Item = &Waiting> {
        self.overrides.iter().chain(&self.sharings).chain(&self.emergencies)
    }

    fn refused(&self) -> Option<&Form> {
        self.all().map(|waiting| &waiting.form).find(|form| form.is_refused())
    }

    fn error_word(&self) -> String {
        self.refused().map(Form::error_word).unwrap_or_default()
    }

    fn none(&self) -> Empty {
        Empty::done(self.t.say("reviews-none"), self.t.say("reviews-none-more"))
    }
}

/// What was just done, as the address says it.
#[derive(Debug, Default, serde::Deserialize)]
struct Said {
    #[serde(default)]
    done: String,
}

async fn list(staff: Staff, Query(said): Query<Said>) -> Result<Response, PageError> {
    let mut page = shown(&staff, None).await?;
    if said.done == "reviewed" {
        let notice = Notice::new(Tone::Green, staff.t.say("reviews-done"));
        page.shell.notices.push(notice);
    }
    Ok(page::show(&page))
}

/// A form that was refused: of which deed, what was typed, what is not right.
type Refused<'a> = Option<(&'a str, &'a Fields, Errors)>;

fn form(t: Text, id: &str, refused: &Refused<'_>) -> Form {
    let form = match refused {
        Some((of, fields, errors)) if *of == id => Form::refused(t, fields, errors.clone()),
        _ => Form::blank(t),
    };
    form.prefixed(format!("review-{id}"))
}

async fn shown(staff: &Staff, refused: Refused<'_>) -> Result<ReviewsPage, PageError> {
    let (t, ctx, gate) = (staff.t, &staff.ctx, &staff.desk.gate);
    let mut uow = staff.read().await?;
    let uow_ref = &mut uow;
    let (actor, corners) = corners(staff, uow_ref, Corner::Reviews).await?;
    let Some(permit) = super::reviewer(staff, uow_ref).await? else {
        return Err(PageError::Forbidden(WhoCan::By(Refusal::AskManager)));
    };
    let names = accounts::names(uow_ref, &actor).await?;
    let name_of = |account: Option<uuid::Uuid>| match account {
        Some(id) => names.get(&Id::from_uuid(id)).cloned().unwrap_or_default(),
        None => Personal::from(t.say("settings-audit-program").to_string()),
    };
    let mut known = Known::default();
    let mut listed: Vec<Id<Woman>> = Vec::new();

    let mut emergencies = Vec::new();
    for one in emergency::to_review(ctx, uow_ref, gate).await? {
        listed.push(one.woman);
        let id = one.id.uuid().to_string();
        emergencies.push(Waiting {
            form: form(t, &id, &refused),
            id,
            who: name_of(Some(one.account.uuid())),
            record: known.link(staff, uow_ref, &actor, one.woman).await?,
            due: due(staff, one.review_by),
            facts: of_emergency(t, one),
        });
    }
    let mut overrides = Vec::new();
    for OverrideWaiting { attempt, .. } in contact::overrides_to_review(ctx, uow_ref, gate).await? {
        listed.push(attempt.woman);
        let id = attempt.id.to_string();
        overrides.push(Waiting {
            form: form(t, &id, &refused),
            id,
            who: name_of(attempt.by),
            record: known.link(staff, uow_ref, &actor, attempt.woman).await?,
            due: due(staff, attempt.review_by),
            facts: of_override(t, attempt),
        });
    }
    let mut sharings = Vec::new();
    for SharingWaiting { woman, sharing, .. } in
        safety::sharings_to_review(ctx, uow_ref, gate).await?
    {
        listed.push(woman);
        let id = sharing.id.uuid().to_string();
        let by = match sharing.state {
            SharingState::ToReview { by, .. } => Some(by),
            _ => None,
        };
        sharings.push(Waiting {
            form: form(t, &id, &refused),
            id,
            who: name_of(sharing.made.by.map(Id::uuid)),
            record: known.link(staff, uow_ref, &actor, woman).await?,
            due: due(staff, by),
            facts: of_sharing(t, sharing),
        });
    }
    let mut proposed = Vec::new();
    for one in safety::sharings_to_sign_off(ctx, uow_ref, gate).await? {
        let woman = one.permit.id();
        let seen = match staff.permit::<act::SeeBand>(uow_ref, woman).await {
            Ok(seen) => seen,
            Err(PageError::Forbidden(_)) => continue,
            Err(error) => return Err(error),
        };
        listed.push(woman);
        let reference = record::reference(uow_ref, &seen).await?;
        let words = t
            .say("reviews-proposed-line")
            .with("reference", reference.to_string())
            .with("who", coded(t, "who", one.sharing.recipient.code()))
            .with("day", t.date(time::london(one.sharing.made.at).date()));
        let href = format!("/women/{}/safety#shared", reference.compact());
        proposed.push(Link::new(href, words));
    }
    drop(uow);
    if !listed.is_empty() {
        // What was done says something about each woman: that it was read is entered for her.
        staff.entered(Entry::about_place(&permit).listing(listed)).await?;
    }
    let shell = staff.shell(Room::Settings);
    Ok(ReviewsPage { t, shell, corners, emergencies, overrides, sharings, proposed })
}

/// Names and words, those with nothing to say left out.
fn facts<const N: usize>(
    t: Text,
    all: [(&'static str, Personal<String>); N],
) -> Vec<(String, Personal<String>)> {
    let said = all.into_iter().filter(|(_, words)| !words.reveal().trim().is_empty());
    said.map(|(name, words)| (t.say(name).to_string(), words)).collect()
}

fn of_emergency(t: Text, one: Emergency) -> Vec<(String, Personal<String>)> {
    let when = t
        .say("reviews-when")
        .with("from", t.moment(time::from_micros(one.opened_at)))
        .with("until", t.time(time::from_micros(one.ends_at)));
    let erased = || t.say("reviews-erased").to_string().into();
    facts(
        t,
        [
            (key("reviews-opened"), when.to_string().into()),
            (key("reviews-reason"), one.reason.unwrap_or_else(erased)),
        ],
    )
}

fn of_override(t: Text, attempt: contact::Attempt) -> Vec<(String, Personal<String>)> {
    let way = format!("channel-name-{}", attempt.channel.code().replace('_', "-"));
    let way = t.say(&way).to_string();
    facts(
        t,
        [
            (key("reviews-at"), t.moment(attempt.at).into()),
            (key("reviews-way"), way.into()),
            (key("reviews-to"), attempt.to),
            (key("reviews-said"), attempt.words),
            (key("reviews-harm"), attempt.reason),
        ],
    )
}

fn of_sharing(t: Text, sharing: safety::Sharing) -> Vec<(String, Personal<String>)> {
    let at = match sharing.state {
        SharingState::ToReview { at, .. } | SharingState::Reviewed { at, .. } => at,
        _ => sharing.made.at,
    };
    let with = coded(t, "who", sharing.recipient.code());
    let with = match sharing.words.name.reveal().trim() {
        "" => with,
        name => format!("{with}: {name}"),
    };
    facts(
        t,
        [
            (key("reviews-at"), t.moment(at).into()),
            (key("reviews-with"), with.into()),
            (key("reviews-items"), sharing.words.items),
            (key("reviews-why"), sharing.words.why),
            (key("reviews-basis"), coded(t, "basis", sharing.basis.code()).into()),
            (key("reviews-she-knows"), coded(t, "she-knows", sharing.told.code()).into()),
            (key("reviews-not-told"), sharing.words.not_told),
        ],
    )
}

fn due(staff: &Staff, by: Option<Date>) -> Clock {
    let (t, today) = (staff.t, staff.ctx.today());
    let Some(day) = by else { return Clock::new(Due::Soon, t.say("reviews-due-soon")) };
    let words = t.say("reviews-due").with("day", t.weekday_date(day));
    match day.cmp(&today) {
        std::cmp::Ordering::Less => {
            Clock::new(Due::Late, t.say("reviews-late").with("day", t.weekday_date(day)))
        }
        std::cmp::Ordering::Equal => Clock::new(Due::Soon, words),
        std::cmp::Ordering::Greater => Clock::new(Due::Fine, words),
    }
}

fn done() -> Response {
    page::see_other("/settings/reviews?done=reviewed")
}

async fn review(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let id = fields.first("deed").to_owned();
    let mine = emergency::to_review(&staff.ctx, &mut uow, &staff.desk.gate).await?;
    let Some(one) = mine.into_iter().find(|one| one.id.uuid().to_string() == id) else {
        // Somebody else was first, or it never was hers to review: the list says what is left.
        drop(uow);
        return Ok(page::show(&shown(&staff, None).await?));
    };
    let mut read = fields.read();
    let finding = read
        .choice("finding", |code| match code {
            "right" => Some(Finding::Right),
            "wrong" => Some(Finding::Wrong),
            "follow_up" => Some(Finding::FollowUp),
            _ => None,
        })
        .must(key("reviews-finding-missing"));
    let words = match finding {
        Ok(Finding::Right) => read.long("words").may().map(Option::unwrap_or_default),
        _ => read.long("words").must(key("reviews-words-missing")),
    };
    let (Ok(finding), Ok(words)) = (finding, words) else {
        drop(uow);
        let refused = Some((id.as_str(), &fields, read.errors()));
        return Ok(page::refused(&shown(&staff, refused).await?));
    };
    let for_review = emergency::for_review(&staff.ctx, &mut uow, &staff.desk.gate, one.id).await;
    let permit = match for_review {
        Ok((permit, _)) => permit,
        Err(denied @ (Denied::Refused(_) | Denied::Store(_))) => return Err(denied.into()),
    };
    match emergency::review(&staff.ctx, &mut uow, &permit, finding, words.into()).await {
        Ok(()) => uow.commit().await?,
        Err(EmergencyError::Reviewed) => {}
        Err(EmergencyError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(PageError::broken(error)),
    }
    Ok(done())
}

async fn review_override(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    reviewers_only(&staff, &mut uow).await?;
    let id = fields.first("deed").to_owned();
    let mine = contact::overrides_to_review(&staff.ctx, &mut uow, &staff.desk.gate).await?;
    let Some(one) = mine.into_iter().find(|one| one.attempt.id.to_string() == id) else {
        drop(uow);
        return Ok(page::show(&shown(&staff, None).await?));
    };
    let mut read = fields.read();
    let Ok(words) = read.long("words").must(key("reviews-found-missing")) else {
        drop(uow);
        let refused = Some((id.as_str(), &fields, read.errors()));
        return Ok(page::refused(&shown(&staff, refused).await?));
    };
    match contact::review_override(&staff.ctx, &mut uow, &one.permit, &words.into()).await {
        Ok(()) => uow.commit().await?,
        Err(Fault::AlreadyDone) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(done())
}

async fn review_sharing(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    reviewers_only(&staff, &mut uow).await?;
    let id = fields.first("deed").to_owned();
    let mine = safety::sharings_to_review(&staff.ctx, &mut uow, &staff.desk.gate).await?;
    let Some(one) = mine.into_iter().find(|one| one.sharing.id.uuid().to_string() == id) else {
        drop(uow);
        return Ok(page::show(&shown(&staff, None).await?));
    };
    let mut read = fields.read();
    let Ok(words) = read.long("words").must(key("reviews-found-missing")) else {
        drop(uow);
        let refused = Some((id.as_str(), &fields, read.errors()));
        return Ok(page::refused(&shown(&staff, refused).await?));
    };
    match safety::review_sharing(&staff.ctx, &mut uow, &one.permit, words.into()).await {
        Ok(()) => uow.commit().await?,
        Err(SafetyError::ChangedMeanwhile) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(done())
}

/// Whoever reviews nothing at all is told who does; the list itself is asked deed by deed.
async fn reviewers_only(staff: &Staff, uow: &mut store::Uow) -> Result<(), PageError> {
    match super::reviewer(staff, uow).await? {
        Some(_) => Ok(()),
        None => Err(PageError::Forbidden(WhoCan::By(Refusal::AskManager))),
    }
}
