//! Who is kept apart from her: for leads, with the reason. Everybody else learns only "not this slot"
//! from a booking.

use access::action::Woman;
use access::audit::Entry;
use access::{accounts, act};
use axum::extract::Path;
use axum::response::Response;
use casework::keep_apart::{self, Other, Pair, PairDraft, Person, Span};
use casework::record;
use casework::safety::SafetyError;
use jiff::civil::Date;
use kernel::{Id, Personal, Reference};
use store::Uow;

use super::view::{ApartPage, PairShown, prefix};
use crate::errors::PageError;
use crate::form::{Choice, Errors, Fields, Form, Reader};
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::parts::{Tag, Tone};
use crate::shell::{Room, Staff};
use crate::text::key;

async fn find(staff: &Staff, uow: &mut Uow, reference: &str) -> Result<Band, PageError> {
    Band::open(staff, uow, reference, Tab::Apart).await
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    Ok(page::show(&shown(&staff, &reference, Form::blank(staff.t)).await?))
}

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
        Ok(page::see_other(format!("/women/{reference}/apart")))
    }
}

async fn shown(staff: &Staff, reference: &str, form: Form) -> Result<ApartPage, PageError> {
    let (t, today) = (staff.t, staff.ctx.today());
    let mut uow = staff.read().await?;
    let band = find(staff, &mut uow, reference).await?;
    let permit = staff.permit::<act::KeepApart>(&mut uow, band.woman).await?;
    let names = accounts::names(&mut uow, &band.actor).await?;
    let people = accounts::colleagues(&mut uow, &band.actor).await?;
    let mut listed = Vec::new();
    let mut pairs = Vec::new();
    for pair in keep_apart::pairs(&mut uow, &permit).await? {
        let (who, href, open) = match other_of(&pair, band.woman) {
            Person::Woman(other) => {
                listed.push(other);
                another(staff, &mut uow, other).await?
            }
            Person::Worker(account) => {
                (names.get(&account).cloned().unwrap_or_default(), None, true)
            }
        };
        // The reason stands in the record of the woman for whom it was written.
        let hers = pair.apart.woman == band.woman || open;
        let by = pair.made.by.and_then(|by| names.get(&by));
        pairs.push(PairShown {
            row: pair.id.uuid().to_string(),
            who,
            href,
            span: span(staff, &pair.apart.span),
            state: state(staff, &pair.apart.span),
            can_lift: pair.apart.span.until.is_none_or(|until| until > today)
                && pair.apart.span.from <= today,
            why: hers.then(|| pair.words.why.clone()),
            lifted: if hers { pair.words.lifted.clone() } else { Personal::default() },
            meta: t
                .say("apart-meta")
                .with("by", by.map(|name| name.reveal().as_str()).unwrap_or_default())
                .with("when", t.moment(pair.made.at))
                .to_string(),
        });
    }
    drop(uow);
    // Those that hold first; each group stays the newest first.
    pairs.sort_by_key(|pair| !pair.can_lift);
    staff.entered(Entry::of(&permit).listing(listed)).await?;
    let colleagues = people.iter().map(|one| Choice::new(&one.reference, one.name.reveal()));
    let nobody = Choice::new("", t.say("apart-worker-none"));
    Ok(ApartPage {
        t,
        shell: staff.shell(Room::Women),
        band,
        form,
        pairs,
        colleagues: std::iter::once(nobody).chain(colleagues).collect(),
    })
}

/// The other of the two, whichever is named first.
fn other_of(pair: &Pair, woman: Id<Woman>) -> Person {
    match pair.apart.other {
        Person::Woman(other) if other == woman => Person::Woman(pair.apart.woman),
        other => other,
    }
}

/// What the other woman is called, where her page is, and whether the reader may keep her apart too.
async fn another(
    staff: &Staff,
    uow: &mut Uow,
    other: Id<Woman>,
) -> Result<(Personal<String>, Option<String>, bool), PageError> {
    let nobody = || (Personal::from(staff.t.say("apart-another-woman").to_string()), None, false);
    match staff.permit::<act::KeepApart>(uow, other).await {
        Ok(_) => {}
        Err(PageError::Forbidden(_) | PageError::NotFound) => return Ok(nobody()),
        Err(error) => return Err(error),
    }
    let band = match staff.permit::<act::SeeBand>(uow, other).await {
        Ok(band) => band,
        Err(PageError::Forbidden(_) | PageError::NotFound) => return Ok(nobody()),
        Err(error) => return Err(error),
    };
    let found = record::read_identity(uow, &band).await?;
    let named = staff.permit::<act::SeeName>(uow, other).await.is_ok();
    let identity = &found.draft.identity;
    let name = if named { identity.called().to_owned() } else { identity.initials() };
    let href = format!("/women/{}/apart", found.reference.compact());
    Ok((name.into(), Some(href), true))
}

fn span(staff: &Staff, span: &Span) -> String {
    let t = staff.t;
    match span.until {
        Some(until) => t
            .say("apart-from-until")
            .with("from", t.date(span.from))
            .with("until", t.date(until))
            .to_string(),
        None => t.say("apart-from-on").with("from", t.date(span.from)).to_string(),
    }
}

fn state(staff: &Staff, span: &Span) -> Tag {
    let (t, today) = (staff.t, staff.ctx.today());
    if span.holds(today) {
        Tag::new(Tone::Red, t.say("apart-holds"))
    } else if span.from > today {
        Tag::new(Tone::Amber, t.say("apart-ahead"))
    } else {
        Tag::new(Tone::Plain, t.say("apart-over"))
    }
}

/// `POST …/apart`: another pair, or one lifted.
pub(super) async fn change(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::KeepApart>(&mut uow, band.woman).await?;
    let mut read = fields.read();
    let kept = match fields.first("what") {
        "lift" => {
            let pair: uuid::Uuid =
                fields.first("row").parse().map_err(|_| PageError::Unreadable)?;
            let why = read.long("why").must(key("apart-lift-why-missing"));
            let on = read.date("on").may();
            match (why, on) {
                (Ok(why), Ok(on)) => {
                    let last = on.unwrap_or_else(|| staff.ctx.today());
                    let pair = Id::from_uuid(pair);
                    let ctx = &staff.ctx;
                    keep_apart::end_pair(ctx, &mut uow, &permit, pair, last, why.into()).await
                }
                _ => Err(SafetyError::OneAndTheSame),
            }
        }
        "add" => match add(&staff, &mut uow, &permit, &mut read).await? {
            Ok(()) => Ok(()),
            Err(Refused) => Err(SafetyError::OneAndTheSame),
        },
        _ => return Err(PageError::Unreadable),
    };
    match kept {
        Ok(()) => {
            uow.commit().await?;
            return Ok(page::see_other(format!("/women/{reference}/apart")));
        }
        // Noted beside its field already.
        Err(SafetyError::OneAndTheSame) => {}
        Err(SafetyError::ChangedMeanwhile) => {
            read.refuse("on", key("apart-lift-cannot"));
        }
        Err(error) => return Err(error.into()),
    }
    drop(uow);
    again(&staff, &reference, &fields, read.errors()).await
}

/// Something in the form is not right, and is noted beside its field.
struct Refused;

async fn add(
    staff: &Staff,
    uow: &mut Uow,
    permit: &access::Permit<Woman, act::KeepApart>,
    read: &mut Reader<'_>,
) -> Result<Result<(), Refused>, PageError> {
    let other = read.reference("reference").may();
    let worker = read.line("worker").may();
    let why = read.long("why").must(key("apart-why-missing"));
    let from = read.date("from").may();
    let until = read.date("until").may();
    let (Ok(other), Ok(worker), Ok(why), Ok(from), Ok(until)) = (other, worker, why, from, until)
    else {
        return Ok(Err(Refused));
    };
    let from: Date = from.unwrap_or_else(|| staff.ctx.today());
    let Some(span) = Span::new(from, until) else {
        read.refuse("until", key("apart-backwards"));
        return Ok(Err(Refused));
    };
    let draft = PairDraft { span, why: why.into() };
    let standing = keep_apart::pairs(uow, permit).await?;
    let already = |other: Person| {
        standing.iter().any(|pair| {
            other_of(pair, permit.id()) == other
                && pair.apart.span.until.is_none_or(|until| until >= span.from)
                && span.until.is_none_or(|until| until >= pair.apart.span.from)
        })
    };
    let done = match (other, worker) {
        (Some(reference), None) => {
            let Some(of_other) = permit_of(staff, uow, reference).await? else {
                // The same words for a record that is not here and for one she may not open.
                read.refuse("reference", key("apart-not-here"));
                return Ok(Err(Refused));
            };
            if already(Person::Woman(of_other.id())) {
                read.refuse("reference", key("apart-already"));
                return Ok(Err(Refused));
            }
            let other = Other::Woman(&of_other);
            keep_apart::keep_apart(&staff.ctx, uow, permit, other, &draft).await
        }
        (None, Some(worker)) => {
            let actor = staff.desk.gate.actor(&staff.ctx, uow).await?;
            let people = accounts::colleagues(uow, &actor).await?;
            let Some(person) = people.iter().find(|person| person.reference == worker) else {
                read.refuse("worker", key("apart-who-missing"));
                return Ok(Err(Refused));
            };
            if already(Person::Worker(person.id)) {
                read.refuse("worker", key("apart-already"));
                return Ok(Err(Refused));
            }
            keep_apart::keep_apart(&staff.ctx, uow, permit, Other::Worker(person.id), &draft).await
        }
        (None, None) => {
            read.refuse("reference", key("apart-who-missing"));
            return Ok(Err(Refused));
        }
        (Some(_), Some(_)) => {
            read.refuse("worker", key("apart-one-only"));
            return Ok(Err(Refused));
        }
    };
    match done {
        Ok(_) => Ok(Ok(())),
        Err(SafetyError::OneAndTheSame) => {
            read.refuse("reference", key("apart-herself"));
            Ok(Err(Refused))
        }
        Err(error) => Err(error.into()),
    }
}

async fn permit_of(
    staff: &Staff,
    uow: &mut Uow,
    reference: Reference,
) -> Result<Option<access::Permit<Woman, act::KeepApart>>, PageError> {
    let search = staff.place::<act::SearchWomen>(uow).await?;
    let Some(woman) = record::find_by_reference(uow, &search, reference).await? else {
        return Ok(None);
    };
    match staff.permit::<act::KeepApart>(uow, woman).await {
        Ok(permit) => Ok(Some(permit)),
        Err(PageError::Forbidden(_) | PageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
