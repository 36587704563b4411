//! Her children and the adults near her: added, changed, taken off.

use access::act;
use access::audit::Entry;
use axum::extract::Path;
use axum::response::Response;
use casework::contact::{StaleMark, StaleWhy, mark_stale};
use casework::family::{
    self, AgeBand, Born, Child, ChildDraft, ChildWords, ContactOrder, LivesWith, Relation,
    Relationship, RelationshipDraft, RelationshipWords, RiskToHer, SocialCare,
};
use casework::safety::SafetyError;
use jiff::civil::Date;
use jiff::{ToSpan as _, Unit};
use kernel::{Id, Personal};
use store::Uow;

use super::phrases::{choices, coded};
use super::view::{AdultShown, ChildShown, FamilyPage, prefix};
use crate::errors::PageError;
use crate::form::{Choice, Errors, Fields, Form, Noted, Reader};
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::parts::{Tag, Tone};
use crate::shell::{Room, Staff};
use crate::text::{Text, key};

async fn find(staff: &Staff, uow: &mut Uow, reference: &str) -> Result<Band, PageError> {
    Band::open(staff, uow, reference, Tab::Family).await
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    Ok(page::show(&shown(&staff, &reference, Form::blank(staff.t)).await?))
}

/// The page again with a form that was refused; without it, when its row is off the record meanwhile.
async fn again(
    staff: &Staff,
    reference: &str,
    fields: &Fields,
    errors: Errors,
) -> Result<Response, PageError> {
    let form = Form::refused(staff.t, fields, errors)
        .prefixed(prefix(fields.first("what"), fields.first("row")));
    let page = shown(staff, reference, form).await?;
    if page.shows_refused() {
        Ok(page::refused(&page))
    } else {
        Ok(page::see_other(format!("/women/{reference}/family")))
    }
}

async fn shown(staff: &Staff, reference: &str, form: Form) -> Result<FamilyPage, PageError> {
    let (t, today) = (staff.t, staff.ctx.today());
    let mut uow = staff.read().await?;
    let band = find(staff, &mut uow, reference).await?;
    let permit = staff.permit::<act::ReadFamily>(&mut uow, band.woman).await?;
    let children = family::children(&mut uow, &permit).await?;
    let adults = family::relationships(&mut uow, &permit).await?;
    let (gate, ctx) = (&staff.desk.gate, &staff.ctx);
    let may_write = gate.may::<act::WriteFamily>(ctx, &mut uow, &band.actor, band.woman).await?;
    let may_tell = gate.may::<act::RecordDanger>(ctx, &mut uow, &band.actor, band.woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let nobody = Choice::new("", t.say("family-carer-nobody"));
    let carers = adults.iter().map(|adult| Choice::new(adult.id.uuid(), called(t, adult)));
    Ok(FamilyPage {
        t,
        shell: staff.shell(Room::Women),
        form,
        may_write,
        may_tell,
        children: children.iter().map(|child| child_shown(t, today, child, &adults)).collect(),
        adults: adults.iter().map(|adult| adult_shown(t, adult, &children)).collect(),
        lives: choices(t, "lives", LivesWith::ALL.iter().map(|code| code.code())),
        care: choices(t, "care", SocialCare::ALL.iter().map(|code| code.code())),
        orders: choices(t, "order", ContactOrder::ALL.iter().map(|code| code.code())),
        ages: std::iter::once(Choice::new("", t.say("family-age-none")))
            .chain(choices(t, "age", AgeBand::ALL.iter().map(|code| code.code())))
            .collect(),
        carers: std::iter::once(nobody).chain(carers).collect(),
        relations: choices(t, "relation", Relation::ALL.iter().map(|code| code.code())),
        band,
    })
}

/// What an adult is called: by name, or by who it is to her.
fn called(t: Text, adult: &Relationship) -> String {
    let relation = coded(t, "relation", adult.draft.relation.code());
    match adult.draft.words.name.reveal().trim() {
        "" => relation,
        name => t.say("family-named").with("name", name).with("relation", relation).to_string(),
    }
}

fn age(t: Text, today: Date, born: Option<Born>) -> String {
    match born {
        None => String::new(),
        Some(Born::About(band)) => coded(t, "age", band.code()),
        Some(Born::On(day)) => {
            let years = day.until((Unit::Year, today)).map(|span| span.get_years());
            t.say("family-born")
                .with("date", t.date(day))
                .with("years", i64::from(years.unwrap_or_default()))
                .to_string()
        }
    }
}

/// What a child is called: by first name where it is held.
pub(crate) fn child_called(t: Text, child: &Child) -> String {
    match child.draft.words.first_name.reveal().trim() {
        "" => t.say("family-a-child").to_string(),
        name => name.to_owned(),
    }
}

fn child_shown(t: Text, today: Date, child: &Child, adults: &[Relationship]) -> ChildShown {
    let draft = &child.draft;
    let carer = draft.words.carer.reveal().and_then(|id| adults.iter().find(|one| one.id == id));
    let known = |group: &str, code: &str| match code {
        "not_known" => String::new(),
        code => coded(t, group, code),
    };
    let all = [
        (key("family-age"), age(t, today, *draft.words.born.reveal())),
        (key("family-lives"), known("lives", draft.lives_with.code())),
        (key("family-carer"), carer.map(|one| called(t, one)).unwrap_or_default()),
        (key("family-care"), known("care", draft.social_care.code())),
        (key("family-order"), known("order", draft.contact_order.code())),
        (key("family-note"), draft.words.note.reveal().clone()),
    ];
    let facts = all.into_iter().filter(|(_, words)| !words.trim().is_empty());
    let dangerous = carer.is_some_and(|one| one.draft.risk == RiskToHer::Yes);
    ChildShown {
        row: child.id.uuid().to_string(),
        version: child.version,
        name: child_called(t, child).into(),
        facts: facts.map(|(name, words)| (t.say(name).to_string(), words.into())).collect(),
        warning: dangerous.then(|| Tag::new(Tone::Red, t.say("family-carer-danger"))),
        form: child_form(t, draft),
    }
}

fn child_form(t: Text, draft: &ChildDraft) -> Form {
    let form = Form::blank(t)
        .with("first_name", draft.words.first_name.reveal())
        .with("lives_with", draft.lives_with.code())
        .with("social_care", draft.social_care.code())
        .with("contact_order", draft.contact_order.code())
        .with("note", draft.words.note.reveal());
    let form = match draft.words.carer.reveal() {
        Some(carer) => form.with("carer", carer.uuid()),
        None => form,
    };
    match draft.words.born.reveal() {
        Some(Born::On(day)) => form
            .with("born-day", day.day())
            .with("born-month", day.month())
            .with("born-year", day.year()),
        Some(Born::About(band)) => form.with("age", band.code()),
        None => form,
    }
}

fn adult_shown(t: Text, adult: &Relationship, children: &[Child]) -> AdultShown {
    let draft = &adult.draft;
    let relation = coded(t, "relation", draft.relation.code());
    let name = match draft.words.name.reveal().trim() {
        "" => relation.clone(),
        name => name.to_owned(),
    };
    let his = children.iter().filter(|child| *child.draft.words.carer.reveal() == Some(adult.id));
    let his: Vec<String> = his
        .map(|child| match child.draft.words.first_name.reveal().trim() {
            "" => t.say("family-a-child").to_string(),
            name => name.to_owned(),
        })
        .collect();
    let dangerous = draft.risk == RiskToHer::Yes;
    let form = Form::blank(t)
        .with("name", draft.words.name.reveal())
        .with("relation", draft.relation.code())
        .with("note", draft.words.note.reveal());
    AdultShown {
        row: adult.id.uuid().to_string(),
        version: adult.version,
        name: name.into(),
        relation,
        danger: dangerous.then(|| Tag::new(Tone::Red, t.say("family-danger"))),
        cares_for: his.join(", ").into(),
        note: draft.words.note.clone(),
        form: if dangerous { form.with("danger", "yes") } else { form },
    }
}

/// The row of a form: nothing for a new one.
fn row<T>(fields: &Fields) -> Result<Option<(Id<T>, i64)>, PageError> {
    if fields.first("row") == "new" {
        return Ok(None);
    }
    let id: Result<uuid::Uuid, _> = fields.first("row").parse();
    let version: Result<i64, _> = fields.first("version").parse();
    match (id, version) {
        (Ok(id), Ok(version)) => Ok(Some((Id::from_uuid(id), version))),
        _ => Err(PageError::Unreadable),
    }
}

fn read_child(read: &mut Reader<'_>, today: Date) -> Result<ChildDraft, Noted> {
    let first_name = read.line_up_to("first_name", 60).may();
    let born = read
        .date("born")
        .parsed(|day| match day {
            day if day > today => Err(key("family-born-ahead")),
            // Somebody of thirty is no child; the year was mistyped.
            day if day < today.saturating_sub(30.years()) => Err(key("family-born-long-ago")),
            day => Ok(day),
        })
        .may();
    let age = read.choice("age", |code| AgeBand::parse(code).ok()).may();
    let lives_with = read.choice("lives_with", |code| LivesWith::parse(code).ok()).may();
    let carer = read.choice("carer", |id| id.parse::<uuid::Uuid>().ok()).may();
    let social_care = read.choice("social_care", |code| SocialCare::parse(code).ok()).may();
    let contact_order = read.choice("contact_order", |code| ContactOrder::parse(code).ok()).may();
    let note = read.long("note").may();
    // The exact day says more than the band.
    let born = born?.map(Born::On).or(age?.map(Born::About));
    Ok(ChildDraft {
        lives_with: lives_with?.unwrap_or(LivesWith::NotKnown),
        social_care: social_care?.unwrap_or(SocialCare::NotKnown),
        contact_order: contact_order?.unwrap_or(ContactOrder::NotKnown),
        words: ChildWords {
            first_name: first_name?.unwrap_or_default().into(),
            born: Personal::new(born),
            carer: Personal::new(carer?.map(Id::from_uuid)),
            note: note?.unwrap_or_default().into(),
        },
    })
}

/// `POST …/family/child`: added, changed, or taken off.
pub(super) async fn child(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteFamily>(&mut uow, band.woman).await?;
    let (ctx, row) = (&staff.ctx, row::<Child>(&fields)?);
    let mut read = fields.read();
    let done = match (row, fields.first("do")) {
        (Some(row), "off") => match family::end_child(ctx, &mut uow, &permit, row).await {
            // Somebody else was faster.
            Err(SafetyError::ChangedMeanwhile) => return Ok(back(&reference, "children")),
            other => other,
        },
        (row, _) => {
            let Ok(mut draft) = read_child(&mut read, ctx.today()) else {
                drop(uow);
                return again(&staff, &reference, &fields, read.errors()).await;
            };
            // A carer stands on this record or on none.
            let reads = staff.permit::<act::ReadFamily>(&mut uow, band.woman).await?;
            let adults = family::relationships(&mut uow, &reads).await?;
            let carer =
                draft.words.carer.reveal().filter(|id| adults.iter().any(|one| one.id == *id));
            draft.words.carer = Personal::new(carer);
            match row {
                None => family::add_child(ctx, &mut uow, &permit, &draft).await.map(|_| ()),
                Some(row) => family::change_child(ctx, &mut uow, &permit, row, &draft).await,
            }
        }
    };
    settle(&staff, &reference, &fields, read, uow, done, ("first_name", "children")).await
}

fn read_adult(read: &mut Reader<'_>) -> Result<RelationshipDraft, Noted> {
    let name = read.line("name").may();
    let relation = read
        .choice("relation", |code| Relation::parse(code).ok())
        .must(key("family-relation-missing"));
    let danger = read.tick("danger").may();
    let note = read.long("note").may();
    Ok(RelationshipDraft {
        relation: relation?,
        risk: if danger?.is_some() { RiskToHer::Yes } else { RiskToHer::NotSaid },
        words: RelationshipWords {
            name: name?.unwrap_or_default().into(),
            note: note?.unwrap_or_default().into(),
        },
    })
}

/// `POST …/family/adult`: added, changed, or taken off.
pub(super) async fn adult(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteFamily>(&mut uow, band.woman).await?;
    let (ctx, row) = (&staff.ctx, row::<Relationship>(&fields)?);
    let mut read = fields.read();
    let done = match (row, fields.first("do")) {
        (Some(row), "off") => match family::end_relationship(ctx, &mut uow, &permit, row).await {
            // Somebody else was faster.
            Err(SafetyError::ChangedMeanwhile) => return Ok(back(&reference, "adults")),
            other => other,
        },
        (row, _) => {
            let Ok(draft) = read_adult(&mut read) else {
                drop(uow);
                return again(&staff, &reference, &fields, read.errors()).await;
            };
            if fields.has("lately") {
                // Somebody else reads her telephone now: nothing holds until she was asked.
                let mark = StaleMark { at: ctx.now(), why: StaleWhy::NewPartner };
                mark_stale(ctx, &mut uow, &permit, mark).await?;
            }
            match row {
                None => family::add_relationship(ctx, &mut uow, &permit, &draft).await.map(|_| ()),
                Some(row) => family::change_relationship(ctx, &mut uow, &permit, row, &draft).await,
            }
        }
    };
    settle(&staff, &reference, &fields, read, uow, done, ("name", "adults")).await
}

fn back(reference: &str, place: &str) -> Response {
    page::see_other(format!("/women/{reference}/family#{place}"))
}

async fn settle(
    staff: &Staff,
    reference: &str,
    fields: &Fields,
    mut read: Reader<'_>,
    uow: Uow,
    done: Result<(), SafetyError>,
    (field, place): (&str, &str),
) -> Result<Response, PageError> {
    match done {
        Ok(()) => {
            uow.commit().await?;
            Ok(back(reference, place))
        }
        Err(SafetyError::ChangedMeanwhile) => {
            drop(uow);
            read.refuse(field, key("safety-changed-meanwhile"));
            again(staff, reference, fields, read.errors()).await
        }
        Err(error) => Err(error.into()),
    }
}
