//! Writing a referral down for somebody who rang or came in, and saying who a referral is about.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::need::NeedArea;
use casework::programme;
use casework::referral::service::{self, ReferralError, TakenFrom};
use casework::referral::{
    Agreed, Complexity, Custody, IdentifierSaid, Interpreter, NameShown, ReachSaid, ReferralDraft,
    Referrer, RiskSaid, Said, SaidBy, Source, Urgency, Via,
};
use kernel::{Ctx, Id, IdentifierKind};
use std::collections::BTreeMap;

use super::reference;
use crate as web;
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form, Noted, Reader};
use crate::page;
use crate::pages::refer::{need_key, source_key};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// The page that takes a referral, or completes one.
#[derive(Debug, Template)]
#[template(path = "referrals/take.html")]
pub struct TakePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// What was typed.
    pub form: Form,
    /// Where it is sent.
    pub action: String,
    /// Whether it completes one without a person.
    pub completes: bool,
    /// The organisation's own programmes, by reference.
    pub programmes: Vec<Choice>,
}

impl TakePage {
    fn sources(&self) -> Vec<Choice> {
        let words = |source: &Source| Choice::new(source.code(), self.t.say(source_key(*source)));
        Source::ALL.iter().map(words).collect()
    }

    fn needs(&self) -> Vec<Choice> {
        let words = |need: &NeedArea| Choice::new(need.code(), self.t.say(need_key(*need)));
        NeedArea::ALL.iter().map(words).collect()
    }
}

async fn take_page(
    staff: &Staff,
    form: Form,
    action: String,
    completes: bool,
) -> Result<TakePage, PageError> {
    let mut uow = staff.read().await?;
    let all = programme::service::programmes(&mut uow, staff.who.organisation).await?;
    let ours = all.iter().filter(|each| each.draft.delivery == programme::Delivery::Ours);
    let programmes =
        ours.map(|each| Choice::new(&each.draft.reference, &each.draft.name)).collect();
    Ok(TakePage {
        t: staff.t,
        shell: staff.shell(Room::Referrals),
        form,
        action,
        completes,
        programmes,
    })
}

pub(super) async fn blank(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::TakeReferral>(&mut uow).await?;
    drop(uow);
    let form = Form::blank(staff.t).with("custody", "not_known").with("urgency", "usual");
    Ok(page::show(&take_page(&staff, form, "/referrals/take".to_owned(), false).await?))
}

/// The page with what was said in a conversation before.
pub(super) async fn from_conversation(staff: &Staff, form: Form) -> Result<Response, PageError> {
    Ok(page::show(&take_page(staff, form, "/referrals/take".to_owned(), false).await?))
}

/// What was typed, with the reference of a programme.
struct Typed {
    draft: ReferralDraft,
    programme: Option<String>,
}

fn read_draft(ctx: &Ctx, read: &mut Reader<'_>) -> Result<Typed, Noted> {
    let source = read.choice("source", Source::from_code).must(key("refer-wrong-source"));
    let name = read.line("name").must(key("refer-wrong-name"));
    let called = read.line("called").may();
    let born = read
        .date("born")
        .parsed(|day| if day > ctx.today() { Err(key("refer-wrong-future")) } else { Ok(day) });
    let born = born.may();
    let reason = read.long("reason").may();
    let urgency = read.choice("urgency", Urgency::from_code).may();
    let custody = read.choice("custody", Custody::from_code).may();
    let needs = read.choices("need", NeedArea::from_code).may();
    let said_by = read.choice("said_by", SaidBy::from_code).may();
    let risk = read.long("risk").may();
    if let (Ok(Some(_)), Ok(None)) = (&risk, &said_by) {
        return Err(read.refuse("said_by", key("refer-wrong-said-by")));
    }
    let programme = read.line("programme").may();
    let mut line = |field: &str| read.line(field).may().map(Option::unwrap_or_default);
    let (crn, pnc, prison_number, lives) =
        (line("crn"), line("pnc"), line("prison_number"), line("lives"));
    let (through, number, when) = (line("through"), line("number"), line("when"));
    let (by_name, by_organisation, by_email, by_telephone) =
        (line("your_name"), line("your_organisation"), line("your_email"), line("your_telephone"));
    let agreed = Agreed {
        referral: read.tick("agreed_referral").may()?.is_some(),
        answer: read.tick("agreed_answer").may()?.is_some(),
        attendance: read.tick("agreed_attendance").may()?.is_some(),
    };
    let hidden = read.tick("name_hidden").may()?.is_some();
    let source = source?;
    let identifiers = [
        (IdentifierKind::Crn, crn?),
        (IdentifierKind::Pnc, pnc?),
        (IdentifierKind::PrisonNumber, prison_number?),
    ]
    .into_iter()
    .filter(|(_, raw)| !raw.is_empty())
    .map(|(kind, raw)| IdentifierSaid { kind, raw })
    .collect();
    let referrer = Referrer {
        name: by_name?,
        organisation: by_organisation?,
        email: by_email?,
        telephone: by_telephone?,
        ..Referrer::default()
    };
    let said_by = said_by?.unwrap_or(SaidBy::Referrer);
    let said = Said {
        name: name?,
        called: called?.unwrap_or_default(),
        born: born?.map(|day| day.to_string()).unwrap_or_default(),
        identifiers,
        lives: lives?,
        referrer: (source != Source::Herself).then_some(referrer),
        reason: reason?.unwrap_or_default(),
        risks: risk?.map(|words| RiskSaid { words, said_by }).into_iter().collect(),
        reach: ReachSaid {
            number: number?,
            when: when?,
            through: through?,
            ..ReachSaid::default()
        },
        agreed,
        ..Said::default()
    };
    let needs: BTreeMap<NeedArea, Complexity> =
        needs?.unwrap_or_default().into_iter().map(|n| (n, Complexity::NotKnown)).collect();
    Ok(Typed {
        programme: programme?,
        draft: ReferralDraft {
            programme: None,
            source,
            urgency: urgency?.unwrap_or(Urgency::Usual),
            via: Via::Staff,
            received_at: ctx.now(),
            custody: custody?.unwrap_or(Custody::NotKnown),
            interpreter: Interpreter::NotAsked,
            name_shown: if hidden { NameShown::Hidden } else { NameShown::Shown },
            needs,
            said,
        },
    })
}

pub(super) async fn save(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut read = fields.read();
    let Ok(mut typed) = read_draft(&staff.ctx, &mut read) else {
        let form = Form::refused(staff.t, &fields, read.errors());
        let page = take_page(&staff, form, "/referrals/take".to_owned(), false).await?;
        return Ok(page::refused(&page));
    };
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::TakeReferral>(&mut uow).await?;
    typed.draft.programme = programme_of(&staff, &mut uow, typed.programme.as_deref()).await?;
    let from = match fields.first("word") {
        "" => TakenFrom::Nothing,
        word => TakenFrom::FirstWord(word.parse().map_err(|_| PageError::Unreadable)?),
    };
    let taken = service::take_referral(&staff.ctx, &mut uow, &permit, &typed.draft, from).await?;
    uow.commit().await?;
    let told = staff.t.say("take-kept").with("reference", taken.reference.to_string());
    let path = format!("/referrals/{}", taken.reference.compact());
    super::conversations::kept(&staff, path, told.to_string()).await
}

async fn programme_of(
    staff: &Staff,
    uow: &mut store::Uow,
    reference: Option<&str>,
) -> Result<Option<Id<access::action::Programme>>, PageError> {
    let Some(reference) = reference else { return Ok(None) };
    let organisation = staff.who.organisation;
    let found = programme::service::programme_by_reference(uow, organisation, reference).await?;
    Ok(found.map(|programme| programme.id))
}

pub(super) async fn person(staff: Staff, Path(text): Path<String>) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::TakeReferral>(&mut uow).await?;
    let permit = staff.place::<act::ReadInbox>(&mut uow).await?;
    let referral = service::read_referral(&mut uow, &permit, reference(&text)?).await?;
    drop(uow);
    staff.entered(Entry::about_place(&permit)).await?;
    let said = &referral.draft.said;
    let number = |kind| {
        let found = said.identifiers.iter().find(|each| each.kind == kind);
        found.map(|each| each.raw.clone()).unwrap_or_default()
    };
    let form = Form::blank(staff.t)
        .with("version", referral.version)
        .with("source", referral.draft.source.code())
        .with("urgency", referral.draft.urgency.code())
        .with("custody", referral.draft.custody.code())
        .with("name", &said.name)
        .with("called", &said.called)
        .with("crn", number(IdentifierKind::Crn))
        .with("pnc", number(IdentifierKind::Pnc))
        .with("prison_number", number(IdentifierKind::PrisonNumber))
        .with("lives", &said.lives)
        .with("reason", &said.reason);
    let action = format!("/referrals/{}/person", referral.reference.compact());
    Ok(page::show(&take_page(&staff, form, action, true).await?))
}

pub(super) async fn complete(
    staff: Staff,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let reference = reference(&text)?;
    let action = format!("/referrals/{}/person", reference.compact());
    let mut read = fields.read();
    let typed = read_draft(&staff.ctx, &mut read);
    let version = read.version("version").must(key("form-choice"));
    let (Ok(typed), Ok(version)) = (typed, version) else {
        let form = Form::refused(staff.t, &fields, read.errors());
        return Ok(page::refused(&take_page(&staff, form, action, true).await?));
    };
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::TakeReferral>(&mut uow).await?;
    let inbox = staff.place::<act::ReadInbox>(&mut uow).await?;
    let there = service::read_referral(&mut uow, &inbox, reference).await?;
    let draft = joined(there.draft, typed.draft);
    match service::change_referral(&staff.ctx, &mut uow, &permit, there.id, version, &draft).await {
        Err(ReferralError::Stale) => {
            drop(uow);
            let mut read = fields.read();
            read.refuse("name", key("referrals-stale"));
            let form = Form::refused(staff.t, &fields, read.errors());
            return Ok(page::refused(&take_page(&staff, form, action, true).await?));
        }
        changed => changed?,
    }
    uow.commit().await?;
    Ok(page::see_other(format!("/referrals/{}", reference.compact())))
}

/// What the page typed over what it does not ask: nothing that was said before is lost.
fn joined(there: ReferralDraft, typed: ReferralDraft) -> ReferralDraft {
    let mut identifiers = there.said.identifiers.clone();
    for new in typed.said.identifiers {
        if !identifiers.contains(&new) {
            identifiers.push(new);
        }
    }
    let keep = |typed: String, there: String| if typed.is_empty() { there } else { typed };
    let mut risks = there.said.risks.clone();
    risks.extend(typed.said.risks);
    let mut needs = there.needs;
    for (need, complexity) in typed.needs {
        needs.entry(need).or_insert(complexity);
    }
    ReferralDraft {
        source: typed.source,
        urgency: typed.urgency,
        custody: typed.custody,
        name_shown: typed.name_shown,
        needs,
        said: Said {
            name: typed.said.name,
            called: keep(typed.said.called, there.said.called),
            born: keep(typed.said.born, there.said.born),
            lives: keep(typed.said.lives, there.said.lives),
            reason: keep(typed.said.reason, there.said.reason),
            referrer: typed.said.referrer.or(there.said.referrer),
            agreed: typed.said.agreed,
            reach: typed.said.reach,
            identifiers,
            risks,
            other_names: there.said.other_names,
            language: there.said.language,
            order: there.said.order,
            prison: there.said.prison,
            release: there.said.release,
            release_unknown: there.said.release_unknown,
            sentence_end: there.said.sentence_end,
            children: there.said.children,
            needs: there.said.needs,
        },
        programme: there.programme,
        via: there.via,
        received_at: there.received_at,
        interpreter: there.interpreter,
    }
}
