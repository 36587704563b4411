//! Triage on one page: is it safe to reach her, do we know her already, may we, and the answer.

use access::action::act;
use access::audit::Entry;
use access::records::{self, Support};
use access::{Role, accounts};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::programme::{self, Answer, Answers, Fit};
use casework::record;
use casework::referral::service::{self, Decision, ReferralError};
use casework::referral::{
    Custody, Reason, Referral, SaidBy, Source, State, Step, StepRefused, Urgency, Via,
};
use kernel::{Id, Reference};

use super::inbox::clock;
use super::reference;
use crate as web;
use crate::errors::PageError;
use crate::form::{Choice, Errors, Fields, Form};
use crate::page;
use crate::pages::refer::{need_key, source_key};
use crate::parts::{Clock, Facts};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// A record that may be hers, beside the referral.
#[derive(Debug, Clone)]
pub struct AlikeRow {
    /// Its reference; empty when she may not be seen, only that she is known.
    pub reference: String,
    /// Her name.
    pub name: String,
    /// Her date of birth.
    pub born: String,
    /// In what they are alike, in words.
    pub alike: Vec<String>,
    /// Whether a number or the name with the date of birth is the same.
    pub exact: bool,
}

/// A rule of the programme, held against what is known.
#[derive(Debug, Clone)]
pub struct FitRow {
    /// `yes`, `no`, `unknown`.
    pub state: &'static str,
    /// In words.
    pub words: String,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "referrals/triage.html")]
pub struct TriagePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// What was typed.
    pub form: Form,
    /// Her name, or the reference when nobody is named.
    pub heading: String,
    /// The reference.
    pub reference: Reference,
    /// When it came in, and from whom.
    pub came: String,
    /// When the answer is due, while it is.
    pub clock: Option<Clock>,
    /// Whether anybody is named.
    pub named: bool,
    /// Her date of birth as it was said.
    pub born: String,
    /// What was said about reaching her.
    pub reach: Facts,
    /// Whether she wrote it herself.
    pub herself: bool,
    /// Who she may be.
    pub alike: Vec<AlikeRow>,
    /// Other open referrals that may be about her.
    pub same: Vec<String>,
    /// Rules of the programme.
    pub fits: Vec<FitRow>,
    /// What was said.
    pub said: Facts,
    /// What she said before any referral: when, and in which words.
    pub before: Vec<(String, String)>,
    /// Answers that the programme allows, while one is due.
    pub answers: Vec<Choice>,
    /// Teams.
    pub teams: Vec<Choice>,
    /// Workers.
    pub workers: Vec<Choice>,
    /// What the referrer would read for each answer.
    pub told: Vec<(String, String)>,
    /// The state in words.
    pub state: String,
    /// Her record, once it is accepted and where the reader may see it.
    pub record: Option<String>,
}

impl TriagePage {
    fn who(&self) -> Vec<Choice> {
        let known = self.alike.iter().filter(|each| !each.reference.is_empty());
        known
            .map(|each| Choice::new(&each.reference, format!("{}, {}", each.reference, each.name)))
            .chain([Choice::new("new", self.t.say(key("triage-new")))])
            .collect()
    }

    fn reasons(&self) -> Vec<Choice> {
        let words = |reason: &Reason| Choice::new(reason.code(), self.t.say(reason_key(*reason)));
        [Choice::new("", self.t.say(key("refer-choose")))]
            .into_iter()
            .chain(Reason::ALL.iter().map(words))
            .collect()
    }
}

const fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::NotEligible => key("triage-reason-not-eligible"),
        Reason::NoRoom => key("triage-reason-no-room"),
        Reason::SupportedElsewhere => key("triage-reason-elsewhere"),
        Reason::SheSaidNo => key("triage-reason-she-said-no"),
        Reason::NotReached => key("triage-reason-not-reached"),
        Reason::NotSafeHere => key("triage-reason-not-safe"),
        Reason::WomenOnly => key("triage-reason-women-only"),
        Reason::Mistake => key("triage-reason-mistake"),
        Reason::Other => key("triage-reason-other"),
    }
}

const fn answer_keys(answer: Answer) -> (&'static str, &'static str) {
    match answer {
        Answer::Accept => (key("triage-accept"), key("triage-accept-hint")),
        Answer::Wait => (key("triage-wait"), key("triage-wait-hint")),
        Answer::Signpost => (key("triage-signpost"), key("triage-signpost-hint")),
        Answer::Decline => (key("triage-decline"), key("triage-decline-hint")),
        Answer::Return => (key("triage-return"), key("triage-return-hint")),
    }
}

const fn state_key(state: State) -> &'static str {
    match state {
        State::Received => key("referrals-state-received"),
        State::Triaged => key("referrals-state-triaged"),
        State::Waiting(_) => key("referrals-state-waiting"),
        State::Ended(ending, _) => match ending {
            casework::referral::Ending::Accepted => key("referrals-state-accepted"),
            casework::referral::Ending::Signposted => key("referrals-state-signposted"),
            casework::referral::Ending::Declined => key("referrals-state-declined"),
            casework::referral::Ending::Returned => key("referrals-state-returned"),
            casework::referral::Ending::Withdrawn => key("referrals-state-withdrawn"),
            casework::referral::Ending::Duplicate => key("referrals-state-duplicate"),
        },
    }
}

const fn likeness_key(likeness: record::Likeness) -> &'static str {
    match likeness {
        record::Likeness::SameIdentifier(_) => key("triage-same-number"),
        record::Likeness::OtherIdentifier(_) => key("triage-other-number"),
        record::Likeness::SameName => key("triage-same-name"),
        record::Likeness::NameAlike => key("triage-name-alike"),
        record::Likeness::NameSoundsAlike => key("triage-name-sounds"),
        record::Likeness::SameBorn => key("triage-same-born"),
        record::Likeness::BornCouldBeSame(_) => key("triage-born-could"),
        record::Likeness::BornSwapped => key("triage-born-swapped"),
        record::Likeness::BornDiffers => key("triage-born-differs"),
    }
}

pub(super) async fn show(staff: Staff, Path(text): Path<String>) -> Result<Response, PageError> {
    let form = Form::blank(staff.t);
    Ok(page::show(&triage_page(&staff, reference(&text)?, form).await?))
}

/// Gathers the page, and enters that it was read before it leaves.
async fn triage_page(
    staff: &Staff,
    reference: Reference,
    form: Form,
) -> Result<TriagePage, PageError> {
    let (t, ctx) = (staff.t, &staff.ctx);
    let mut uow = staff.read().await?;
    let inbox = staff.place::<act::ReadInbox>(&mut uow).await?;
    let referral = service::read_referral(&mut uow, &inbox, reference).await?;
    let programme = match referral.draft.programme {
        None => None,
        Some(id) => programme::service::programme(&mut uow, staff.who.organisation, id).await?,
    };
    let open = !matches!(referral.state(), State::Ended(..));
    let mut shown = Vec::new();
    let alike =
        if open { alike(staff, &mut uow, &referral, &mut shown).await? } else { Vec::new() };
    // Where nobody is like her there is nothing to choose; else it is never taken for granted.
    let form = match alike.is_empty() && form.typed("who").is_empty() {
        true => form.with("who", "new"),
        false => form,
    };
    let record = match referral.woman {
        None => None,
        Some(woman) => match staff.permit::<act::SeeBand>(&mut uow, woman).await {
            Ok(permit) => {
                let reference = record::reference(&mut uow, &permit).await?;
                shown.push(woman);
                Some(format!("/women/{}", reference.compact()))
            }
            Err(PageError::Forbidden(_) | PageError::NotFound) => None,
            Err(other) => return Err(other),
        },
    };
    let (_, same) = service::alike(&mut uow, &inbox, referral.id).await?;
    let mut others = Vec::new();
    if open {
        let listed = service::inbox(ctx, &mut uow, &inbox).await?;
        for other in same {
            let found = listed.iter().find(|each| each.id == other.referral);
            others.extend(found.map(|each| each.reference.compact()));
        }
    }
    let before = service::words_of_referral(&mut uow, &inbox, referral.id).await?;
    let actor = staff.desk.gate.actor(ctx, &mut uow).await?;
    let teams = accounts::teams(&mut uow, &actor).await?;
    let workers = accounts::colleagues(&mut uow, &actor).await?;
    let rules = programme.as_ref().map_or_else(Answers::all, |p| p.draft.answers.clone());
    let page = TriagePage {
        t,
        shell: staff.shell(Room::Referrals),
        form,
        heading: if referral.draft.said.is_named() {
            referral.draft.said.shown_name().to_owned()
        } else {
            t.say(key("referrals-nobody")).with("reference", reference.to_string()).to_string()
        },
        reference,
        came: came(t, &referral),
        clock: referral.state().awaits_answer().then(|| clock(t, ctx, referral.answer_due_at)),
        named: referral.draft.said.is_named(),
        born: referral
            .draft
            .said
            .born()
            .map_or_else(|| referral.draft.said.born.clone(), |day| spelt(t, &day)),
        reach: reach(t, &referral),
        herself: referral.draft.source == Source::Herself,
        alike,
        same: others,
        fits: fits(t, ctx, &referral, programme.as_ref()),
        said: said(t, &referral),
        before: before.into_iter().map(|word| (t.moment(word.at), word.said.words)).collect(),
        answers: if open { answers(t, &referral, &rules) } else { Vec::new() },
        teams: teams.into_iter().map(|(id, name)| Choice::new(id.uuid(), name)).collect(),
        workers: [Choice::new("", t.say(key("triage-no-worker")))]
            .into_iter()
            .chain(
                workers
                    .into_iter()
                    .filter(|person| {
                        person.roles.contains(&Role::Caseworker)
                            || person.roles.contains(&Role::CentreManager)
                    })
                    .map(|person| Choice::new(&person.reference, person.name.reveal())),
            )
            .collect(),
        told: told(t, &referral, &rules),
        state: t.say(state_key(referral.state())).to_string(),
        record,
    };
    drop(uow);
    staff.entered(Entry::about_place(&inbox).listing(shown)).await?;
    Ok(page)
}

async fn alike(
    staff: &Staff,
    uow: &mut store::Uow,
    referral: &Referral,
    shown: &mut Vec<Id<access::action::Woman>>,
) -> Result<Vec<AlikeRow>, PageError> {
    let Ok(search) = staff.place::<act::SearchWomen>(uow).await else { return Ok(Vec::new()) };
    let probe = service::probe_of(&referral.draft.said, staff.ctx.today().year());
    let candidates =
        record::possible_duplicates(uow, &search, &probe).await.map_err(ReferralError::from)?;
    let mut rows = Vec::new();
    for candidate in candidates {
        let alike = candidate
            .likenesses
            .iter()
            .map(|likeness| staff.t.say(likeness_key(*likeness)).to_string())
            .collect();
        let permit = staff.permit::<act::SeeName>(uow, candidate.woman).await;
        let band = staff.permit::<act::SeeBand>(uow, candidate.woman).await;
        match (permit, band) {
            (Ok(_), Ok(band)) => {
                let hers = record::read_identity(uow, &band).await.map_err(ReferralError::from)?;
                let identity = &hers.draft.identity;
                shown.push(candidate.woman);
                rows.push(AlikeRow {
                    reference: hers.reference.to_string(),
                    name: identity.legal_name.clone(),
                    born: identity.born.as_ref().map(|day| spelt(staff.t, day)).unwrap_or_default(),
                    alike,
                    exact: candidate.exact,
                });
            }
            // Outside her team nothing is said but that somebody is known, and only when a whole
            // number or the full name with the date of birth is the same.
            _ if candidate.exact => {
                shown.push(candidate.woman);
                rows.push(AlikeRow {
                    reference: String::new(),
                    name: staff.t.say(key("triage-known-elsewhere")).to_string(),
                    born: String::new(),
                    alike: Vec::new(),
                    exact: true,
                });
            }
            _ => {}
        }
    }
    Ok(rows)
}

/// A date of birth as people write it, as precisely as it is known.
fn spelt(t: Text, born: &kernel::PartialDate) -> String {
    born.exact().map_or_else(|| born.spelt(), |day| t.date(day))
}

fn came(t: Text, referral: &Referral) -> String {
    let via = match referral.draft.via {
        Via::Public => key("triage-via-public"),
        Via::Staff => key("triage-via-staff"),
        Via::Import => key("triage-via-import"),
    };
    format!(
        "{}, {}, {}",
        t.moment(referral.draft.received_at),
        t.say(source_key(referral.draft.source)),
        t.say(via)
    )
}

/// Adds a fact when there is one.
fn told_fact(facts: Facts, name: impl std::fmt::Display, value: &str) -> Facts {
    if value.trim().is_empty() { facts } else { facts.fact(name, value) }
}

fn reach(t: Text, referral: &Referral) -> Facts {
    let reach = &referral.draft.said.reach;
    let ways: Vec<&str> = reach.ways.iter().map(|way| way.code()).collect();
    let mut facts = told_fact(Facts::new(), t.say(key("refer-f-way")), &ways.join(", "));
    for (name, value) in [
        (key("refer-f-number"), &reach.number),
        (key("refer-f-email"), &reach.email),
        (key("refer-f-address"), &reach.address),
        (key("refer-f-through"), &reach.through),
        (key("refer-f-when"), &reach.when),
        (key("refer-f-say"), &reach.words),
    ] {
        facts = told_fact(facts, t.say(name), value);
    }
    facts
}

fn said(t: Text, referral: &Referral) -> Facts {
    let said = &referral.draft.said;
    let mut facts = Facts::new();
    let by = said.referrer.as_ref().map_or_else(String::new, |r| {
        let parts = [&r.name, &r.role, &r.organisation, &r.email, &r.telephone];
        let kept: Vec<&str> =
            parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        kept.join(", ")
    });
    let numbers: Vec<&str> = said.identifiers.iter().map(|each| each.raw.as_str()).collect();
    let needs: Vec<String> =
        referral.draft.needs.keys().map(|need| t.say(need_key(*need)).to_string()).collect();
    let urgency = t.say(match referral.draft.urgency {
        Urgency::Today => key("refer-urgency-today"),
        Urgency::Week => key("refer-urgency-week"),
        Urgency::Usual => key("refer-urgency-usual"),
    });
    let custody = t.say(match referral.draft.custody {
        Custody::Community => key("refer-custody-community"),
        Custody::Prison => key("refer-custody-prison"),
        Custody::NotKnown => key("refer-custody-not-known"),
    });
    facts = facts.fact(t.say(key("refer-f-urgency")), urgency);
    facts = facts.fact(t.say(key("refer-f-custody")), custody);
    for (name, value) in [
        (key("triage-by"), &by),
        (key("refer-f-name"), &said.name),
        (key("refer-f-called"), &said.called),
        (key("refer-f-other-names"), &said.other_names.join(", ")),
        (key("triage-numbers"), &numbers.join(", ")),
        (key("refer-f-lives"), &said.lives),
        (key("refer-f-reason"), &said.reason),
        (key("refer-f-order"), &said.order),
        (key("refer-f-prison"), &said.prison),
        (key("refer-f-release"), &said.release),
        (key("refer-f-release-unknown"), &said.release_unknown),
        (key("refer-f-sentence"), &said.sentence_end),
        (key("refer-f-need"), &needs.join(", ")),
        (key("refer-f-needs"), &said.needs),
        (key("refer-f-children"), &said.children),
        (key("refer-f-language"), &said.language),
    ] {
        facts = told_fact(facts, t.say(name), value);
    }
    for risk in &said.risks {
        let by = t.say(match risk.said_by {
            SaidBy::She => key("triage-risk-she"),
            SaidBy::Referrer => key("triage-risk-referrer"),
            SaidBy::Record => key("triage-risk-record"),
            SaidBy::OtherPerson => key("triage-risk-other"),
        });
        facts = facts.fact(by, &risk.words);
    }
    let agreed: Vec<String> = [
        (said.agreed.referral, key("refer-agreed-referral")),
        (said.agreed.answer, key("triage-agreed-answer")),
        (said.agreed.attendance, key("triage-agreed-attendance")),
    ]
    .into_iter()
    .filter(|(agreed, _)| *agreed)
    .map(|(_, key)| t.say(key).to_string())
    .collect();
    told_fact(facts, t.say(key("refer-f-agreed")), &agreed.join("\n"))
}

fn fits(
    t: Text,
    ctx: &kernel::Ctx,
    referral: &Referral,
    programme: Option<&programme::Programme>,
) -> Vec<FitRow> {
    let Some(programme) = programme else {
        return vec![FitRow {
            state: "unknown",
            words: t.say(key("triage-no-programme")).to_string(),
        }];
    };
    let lives = places::Places::built_in().by_postcode_text(&referral.draft.said.lives).ok();
    let area = lives.and_then(|located| located.police_area).map(|area| area.code.clone());
    let today = ctx.today();
    let age = referral.age_on(today);
    let fit = programme.draft.eligibility(age, area.as_deref(), today);
    [
        (fit.age, key("triage-fit-age")),
        (fit.area, key("triage-fit-area")),
        (fit.dates, key("triage-fit-dates")),
    ]
    .into_iter()
    .map(|(fit, rule)| {
        let (state, verdict) = match fit {
            Fit::Yes => ("yes", key("triage-fits")),
            Fit::No => ("no", key("triage-fits-not")),
            Fit::Unknown => ("unknown", key("triage-fit-unknown")),
        };
        let name = &programme.draft.name;
        FitRow { state, words: format!("{name}: {} {}", t.say(rule), t.say(verdict)) }
    })
    .collect()
}

fn answers(t: Text, referral: &Referral, rules: &Answers) -> Vec<Choice> {
    let allowed = rules.iter().filter(|answer| {
        referral.state().check(Step::Answer(*answer), rules).is_ok()
            && (*answer != Answer::Accept || referral.draft.said.is_named())
    });
    let mut choices: Vec<Choice> = allowed
        .map(|answer| {
            let (words, hint) = answer_keys(answer);
            Choice::new(answer.code(), t.say(words)).hint(t.say(hint))
        })
        .collect();
    choices.push(
        Choice::new("withdraw", t.say(key("triage-withdraw")))
            .hint(t.say(key("triage-withdraw-hint"))),
    );
    choices.push(
        Choice::new("duplicate", t.say(key("triage-duplicate")))
            .hint(t.say(key("triage-duplicate-hint"))),
    );
    choices
}

fn told(t: Text, referral: &Referral, rules: &Answers) -> Vec<(String, String)> {
    rules
        .iter()
        .filter_map(|answer| {
            let words = service::answer_words(referral, Step::Answer(answer).event())?;
            Some((t.say(answer_keys(answer).0).to_string(), words.text))
        })
        .collect()
}

pub(super) async fn decide(
    staff: Staff,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let reference = reference(&text)?;
    let mut read = fields.read();
    let step = read
        .choice("decision", |code| match code {
            "withdraw" => Some(Step::Withdraw),
            "duplicate" => Some(Step::Duplicate),
            other => Answer::from_code(other).map(Step::Answer),
        })
        .must(key("triage-decision-missing"));
    let reason = read.choice("reason", Reason::from_code).may();
    let note = read.long("note").may();
    let service_offered = read.line("service").may();
    let (Ok(step), Ok(reason), Ok(note), Ok(service_offered)) =
        (step, reason, note, service_offered)
    else {
        let form = Form::refused(staff.t, &fields, read.errors());
        return Ok(page::refused(&triage_page(&staff, reference, form).await?));
    };
    let decision = Decision {
        step,
        reason,
        note: note.unwrap_or_default(),
        service: service_offered.unwrap_or_default(),
    };
    let done = if step == Step::Answer(Answer::Accept) {
        accept(&staff, reference, &fields, &decision.note).await
    } else {
        answer(&staff, reference, &decision).await
    };
    match done {
        Ok(()) => Ok(page::see_other(format!("/referrals/{}", reference.compact()))),
        Err(Undone::Page(error)) => Err(error),
        Err(Undone::Field(field, key)) => {
            let mut errors = Errors::new();
            errors.add(field, key);
            let form = Form::refused(staff.t, &fields, errors);
            Ok(page::refused(&triage_page(&staff, reference, form).await?))
        }
    }
}

/// A decision was not taken.
enum Undone {
    Field(&'static str, &'static str),
    Page(PageError),
}

impl<E: Into<PageError>> From<E> for Undone {
    fn from(error: E) -> Self {
        Self::Page(error.into())
    }
}

fn undone(error: ReferralError) -> Undone {
    match error {
        ReferralError::ReasonMissing => Undone::Field("reason", key("triage-reason-missing")),
        ReferralError::ServiceMissing => Undone::Field("service", key("triage-service-missing")),
        ReferralError::WithoutPerson => Undone::Field("decision", key("triage-person-first")),
        ReferralError::Stale | ReferralError::Step(StepRefused::Ended) => {
            Undone::Field("decision", key("triage-answered-already"))
        }
        ReferralError::Step(_) => Undone::Field("decision", key("triage-not-allowed")),
        other => Undone::Page(other.into()),
    }
}

async fn answer(staff: &Staff, reference: Reference, decision: &Decision) -> Result<(), Undone> {
    let mut uow = staff.begin().await?;
    let inbox = staff.place::<act::ReadInbox>(&mut uow).await?;
    let triage = staff.place::<act::Triage>(&mut uow).await?;
    let referral = service::read_referral(&mut uow, &inbox, reference).await?;
    service::decide(&staff.ctx, &mut uow, &triage, referral.id, decision).await.map_err(undone)?;
    uow.commit().await?;
    Ok(())
}

async fn accept(
    staff: &Staff,
    reference: Reference,
    fields: &Fields,
    note: &str,
) -> Result<(), Undone> {
    let ctx = &staff.ctx;
    let mut uow = staff.begin().await?;
    let inbox = staff.place::<act::ReadInbox>(&mut uow).await?;
    let triage = staff.place::<act::Triage>(&mut uow).await?;
    let referral = service::read_referral(&mut uow, &inbox, reference).await?;
    let woman = match fields.first("who") {
        "new" => {
            let team = fields.first("team").parse::<uuid::Uuid>();
            let actor = staff.desk.gate.actor(ctx, &mut uow).await?;
            let teams = accounts::teams(&mut uow, &actor).await?;
            let team = teams.iter().find(|(id, _)| team.as_ref() == Ok(&id.uuid()));
            let (team, _) = team.ok_or(Undone::Field("team", key("triage-team-missing")))?;
            service::make_record(ctx, &mut uow, &triage, *team, referral.id)
                .await
                .map_err(undone)?
        }
        known => {
            let search = staff.place::<act::SearchWomen>(&mut uow).await?;
            let hers = Reference::parse(known)
                .map_err(|_| Undone::Field("who", key("triage-who-missing")))?;
            record::find_by_reference(&mut uow, &search, hers)
                .await
                .map_err(ReferralError::from)?
                .ok_or(Undone::Field("who", key("triage-who-missing")))?
        }
    };
    let hers = staff.permit::<act::WriteRecord>(&mut uow, woman).await?;
    service::accept(ctx, &mut uow, &triage, &hers, referral.id, note).await.map_err(undone)?;
    let worker = fields.first("worker");
    if !worker.is_empty() {
        let actor = staff.desk.gate.actor(ctx, &mut uow).await?;
        let worker =
            Reference::parse(worker).map_err(|_| Undone::Field("worker", key("form-choice")))?;
        let person = accounts::by_reference(&mut uow, &actor, &worker).await?;
        let person = person.ok_or(Undone::Field("worker", key("form-choice")))?;
        let assign = staff.permit::<act::AssignWorker>(&mut uow, woman).await?;
        records::assign(ctx, &mut uow, &assign, person.id, Support::Worker).await?;
    }
    uow.commit().await?;
    Ok(())
}
