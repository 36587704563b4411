//! A new woman, after a search for whoever she may already be; and changing her details, where two
//! people who edit at once both keep what they wrote.

use std::collections::BTreeMap;

use access::action::{Caseload, act};
use access::audit::Entry;
use access::{Permit, Role, accounts};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::Fault;
use casework::record::{
    self, Asked, Ethnicity, GenderCode, Identity, Likeness, Probe, Religion, WomanDraft,
};
use kernel::{PartialDate, Personal, Reference};
use store::Uow;

use super::band::{Band, Tab, born, name_for};
use super::words::{record_href, said};
use crate::errors::{Clash, ClashField, PageError};
use crate::form::Choice;
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Errors, Fields, Form};

/// A record that she may already have.
#[derive(Debug, Clone)]
pub struct DuplicateRow {
    /// Where it is; nothing where the reader may not open it.
    pub href: Option<String>,
    /// Her name, or that she is known.
    pub name: Personal<String>,
    /// Born.
    pub born: Personal<String>,
    /// Each likeness in words.
    pub likenesses: Vec<String>,
}

/// `GET /women/new`.
#[derive(Debug, Template)]
#[template(path = "women/new.html")]
pub struct NewWomanPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Fields `legal_name`, `preferred_name`, `born`, `team`, `sure`.
    pub form: Form,
    /// The teams to choose from.
    pub teams: Vec<Choice>,
    /// Whoever she may already be.
    pub duplicates: Vec<DuplicateRow>,
}

/// `GET /women/{reference}/identity`.
#[derive(Debug, Template)]
#[template(path = "women/identity.html")]
pub struct IdentityPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Every field of a record.
    pub form: Form,
    /// What the page was filled with, carried along to merge two edits.
    pub carried: Vec<(String, Personal<String>)>,
    /// Answers of each choice, by field.
    pub choices: BTreeMap<&'static str, Vec<Choice>>,
}

impl IdentityPage {
    fn of(&self, field: &str) -> &[Choice] {
        self.choices.get(field).map_or(&[], Vec::as_slice)
    }
}

async fn teams(staff: &Staff, uow: &mut Uow) -> Result<Vec<Choice>, PageError> {
    let actor = staff.desk.gate.actor(&staff.ctx, uow).await?;
    let mut teams = Vec::new();
    let everywhere = actor.roles().contains(&Role::CentreManager);
    for (id, name) in accounts::teams(uow, &actor).await? {
        // A record is held by one of the teams of whoever adds it: with another team she would not
        // see what she has just written. A manager sees them all, and her own team stands first.
        let own = actor.teams().contains(&id);
        if own || everywhere {
            teams.insert(if own { 0 } else { teams.len() }, Choice::new(id.uuid(), name));
        }
    }
    Ok(teams)
}

pub(super) async fn blank(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::AddWoman>(&mut uow).await?;
    let teams = teams(&staff, &mut uow).await?;
    let mut form = Form::blank(staff.t);
    if let Some(first) = teams.first() {
        form = form.with("team", &first.code);
    }
    let shell = staff.shell(Room::Women);
    Ok(page::show(&NewWomanPage { t: staff.t, shell, form, teams, duplicates: Vec::new() }))
}

/// Reads a date of birth as precisely as it is known.
fn read_born(
    fields: &Fields,
    prefix: &str,
    today: jiff::civil::Date,
) -> Result<Option<PartialDate>, &'static str> {
    use kernel::partial_date::TypedDateError as E;
    let part = |part: &str| fields.first(&format!("{prefix}-{part}"));
    match PartialDate::typed_past(part("day"), part("month"), part("year"), today) {
        Ok(date) => Ok(Some(date)),
        Err(E::Empty) => Ok(None),
        Err(E::Future(_)) => Err(key("women-born-future")),
        Err(E::ShortYear) => Err(key("women-born-short-year")),
        Err(_) => Err(key("women-born-wrong")),
    }
}

pub(super) async fn add(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let t = staff.t;
    let mut read = fields.read();
    let legal = read.line("legal_name").must(key("women-name-needed"));
    let preferred = read.line("preferred_name").may();
    let team = read
        .line("team")
        .parsed(|id| id.parse::<uuid::Uuid>().map_err(|_| key("women-team-needed")))
        .must(key("women-team-needed"));
    let day = read_born(&fields, "born", staff.ctx.today());
    if let Err(words) = day {
        read.refuse("born", words);
    }
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::AddWoman>(&mut uow).await?;
    let teams = teams(&staff, &mut uow).await?;
    let team = team.and_then(|team| match teams.iter().any(|t| t.code == team.to_string()) {
        true => Ok(team),
        false => Err(read.refuse("team", key("women-team-needed"))),
    });
    let shell = staff.shell(Room::Women);
    let (Ok(legal_name), Ok(preferred_name), Ok(team), Ok(day)) = (legal, preferred, team, day)
    else {
        let form = Form::refused(t, &fields, read.errors());
        let page = NewWomanPage { t, shell, form, teams, duplicates: Vec::new() };
        return Ok(page::refused(&page));
    };
    let identity = Identity {
        legal_name,
        preferred_name: preferred_name.unwrap_or_default(),
        born: day,
        ..Identity::default()
    };
    // Search before create: whoever may be her already is shown first, and she is only added once
    // somebody has looked and says that she is another.
    if !fields.has("sure") {
        let search = staff.place::<act::SearchWomen>(&mut uow).await?;
        let duplicates = duplicates(&staff, &mut uow, &search, &identity).await?;
        if !duplicates.0.is_empty() {
            drop(uow);
            let entry = Entry::about_place(&search).listing(duplicates.1);
            staff.entered(entry).await?;
            let form = Form::filled(t, fields);
            let page = NewWomanPage { t, shell, form, teams, duplicates: duplicates.0 };
            return Ok(page::refused(&page));
        }
    }
    let draft = WomanDraft { identity, ..WomanDraft::default() };
    let team = kernel::Id::from_uuid(team);
    let (woman, reference) =
        record::create_woman(&staff.ctx, &mut uow, &permit, team, &draft).await?;
    let organisation = permit.organisation();
    uow.commit().await?;
    staff.names.put(organisation, woman, &draft.identity);
    Ok(page::see_other(record_href(&reference, "")))
}

type Found = (Vec<DuplicateRow>, Vec<kernel::Id<access::action::Woman>>);

async fn duplicates(
    staff: &Staff,
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    identity: &Identity,
) -> Result<Found, PageError> {
    let t = staff.t;
    let probe = Probe {
        names: identity.all_names().into_iter().map(Personal::from).collect(),
        born: identity.born,
        identifiers: Vec::new(),
    };
    let actor = staff.desk.gate.actor(&staff.ctx, uow).await?;
    let mut rows = Vec::new();
    let mut women = Vec::new();
    for candidate in record::possible_duplicates(uow, permit, &probe).await? {
        let gate = &staff.desk.gate;
        let likenesses = candidate.likenesses.iter().map(|l| likeness(t, *l)).collect();
        let sees = gate.permit_as::<act::SeeBand>(&staff.ctx, uow, &actor, candidate.woman).await;
        if let Ok(band) = sees {
            let found = record::read_identity(uow, &band).await?;
            let sees_name =
                gate.may::<act::SeeName>(&staff.ctx, uow, &actor, candidate.woman).await?;
            let today = staff.ctx.today();
            rows.push(DuplicateRow {
                href: Some(record_href(&found.reference, "")),
                name: name_for(&found, sees_name),
                born: if sees_name { born(t, &found, today) } else { Personal::default() },
                likenesses,
            });
            women.push(candidate.woman);
        } else if candidate.exact
            && gate.may::<act::KnowSheIsKnown>(&staff.ctx, uow, &actor, candidate.woman).await?
        {
            // Outside her team, and after a whole name with date of birth: that she is known.
            rows.push(DuplicateRow {
                href: None,
                name: t.say("women-known-elsewhere").to_string().into(),
                born: Personal::default(),
                likenesses,
            });
            women.push(candidate.woman);
        }
    }
    Ok((rows, women))
}

/// A likeness in words.
fn likeness(t: Text, likeness: Likeness) -> String {
    let phrase = said(t, "likeness", likeness.code());
    match likeness {
        Likeness::SameIdentifier(kind) | Likeness::OtherIdentifier(kind) => {
            format!("{phrase}: {}", said(t, "identifier", kind.code()))
        }
        _ => phrase,
    }
}

/// The fields of a record, as a form carries them.
fn filled(t: Text, draft: &WomanDraft) -> Form {
    let mut form = Form::blank(t);
    for (name, value) in answers(draft) {
        form = form.with(name, value.reveal());
    }
    if let Some(day) = &draft.identity.born {
        let iso = day.iso();
        // An estimate between two years has no boxes; it stays as it is until somebody knows more.
        let mut parts = iso.split('-').filter(|_| !iso.contains('/'));
        for part in ["born-year", "born-month", "born-day"] {
            form = form.with(part, parts.next().unwrap_or_default());
        }
    }
    form
}

fn answers(draft: &WomanDraft) -> Vec<(&'static str, Personal<String>)> {
    let identity = &draft.identity;
    let text = |text: &str| Personal::new(text.to_owned());
    vec![
        ("legal_name", text(&identity.legal_name)),
        ("preferred_name", text(&identity.preferred_name)),
        ("other_names", Personal::new(identity.other_names.join("\n"))),
        ("languages", Personal::new(identity.languages.join("\n"))),
        ("nationality", text(&identity.nationality)),
        ("gender_words", text(&identity.gender_words)),
        ("what_helps", text(&identity.what_helps)),
        ("ethnicity", text(draft.ethnicity.code())),
        ("religion", text(draft.religion.code())),
        ("disability", text(draft.disability.code())),
        ("interpreter", text(draft.interpreter.code())),
        ("gender", text(draft.gender.code())),
        ("care_experienced", text(draft.care_experienced.code())),
        ("primary_carer", text(draft.primary_carer.code())),
    ]
}

/// What the page was filled with, as hidden fields.
fn carried(draft: &WomanDraft) -> Vec<(String, Personal<String>)> {
    let mut carried: Vec<(String, Personal<String>)> =
        answers(draft).into_iter().map(|(name, value)| (format!("base-{name}"), value)).collect();
    let iso = draft.identity.born.as_ref().map(PartialDate::iso).unwrap_or_default();
    carried.push(("base-born".to_owned(), iso.into()));
    carried
}

/// The state that the page was filled with.
fn base_of(fields: &Fields) -> WomanDraft {
    let first = |name: &str| fields.first(&format!("base-{name}")).replace("\r\n", "\n");
    let lines = |name: &str| lines(&first(name));
    WomanDraft {
        identity: Identity {
            legal_name: first("legal_name"),
            preferred_name: first("preferred_name"),
            other_names: lines("other_names"),
            born: PartialDate::from_iso(&first("born")).ok(),
            languages: lines("languages"),
            nationality: first("nationality"),
            gender_words: first("gender_words"),
            what_helps: first("what_helps"),
        },
        ethnicity: Ethnicity::from_code(&first("ethnicity")).unwrap_or(Ethnicity::NotAsked),
        religion: Religion::from_code(&first("religion")).unwrap_or(Religion::NotAsked),
        disability: asked(&first("disability")),
        interpreter: asked(&first("interpreter")),
        gender: GenderCode::from_code(&first("gender")).unwrap_or(GenderCode::NotAsked),
        care_experienced: asked(&first("care_experienced")),
        primary_carer: asked(&first("primary_carer")),
    }
}

fn asked(code: &str) -> Asked {
    Asked::from_code(code).unwrap_or(Asked::NotAsked)
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn identity_choices(t: Text) -> BTreeMap<&'static str, Vec<Choice>> {
    let of = |family: &'static str, codes: Vec<&'static str>| -> Vec<Choice> {
        codes.into_iter().map(|code| Choice::new(code, said(t, family, code))).collect()
    };
    BTreeMap::from([
        ("asked", of("asked", Asked::ALL.iter().map(|v| v.code()).collect())),
        ("ethnicity", of("ethnicity", Ethnicity::ALL.iter().map(|v| v.code()).collect())),
        ("religion", of("religion", Religion::ALL.iter().map(|v| v.code()).collect())),
        ("gender", of("gender", GenderCode::ALL.iter().map(|v| v.code()).collect())),
    ])
}

pub(super) async fn edit(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Overview).await?;
    staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
    let permit = staff.permit::<act::ReadRecord>(&mut uow, band.woman).await?;
    let found = record::read_woman(&mut uow, &permit).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    Ok(page::show(&IdentityPage {
        t,
        shell: staff.shell(Room::Women),
        band,
        form: filled(t, &found.draft),
        carried: carried(&found.draft),
        choices: identity_choices(t),
    }))
}

fn read_draft(
    fields: &Fields,
    base: &WomanDraft,
    today: jiff::civil::Date,
) -> Result<WomanDraft, Errors> {
    let mut read = fields.read();
    let legal_name = read.line("legal_name").must(key("women-name-needed"));
    let preferred_name = read.line("preferred_name").may();
    let other_names = read.long("other_names").may();
    let languages = read.long("languages").may();
    let nationality = read.line("nationality").may();
    let gender_words = read.line("gender_words").may();
    let what_helps = read.long("what_helps").may();
    let is_estimate = base.identity.born.as_ref().is_some_and(|born| born.iso().contains('/'));
    let born = match read_born(fields, "born", today) {
        // Empty boxes beside an estimate: nobody knows more yet.
        Ok(None) if is_estimate => Ok(base.identity.born),
        Ok(born) => Ok(born),
        Err(words) => Err(read.refuse("born", words)),
    };
    let (
        Ok(legal_name),
        Ok(preferred_name),
        Ok(other_names),
        Ok(languages),
        Ok(nationality),
        Ok(gender_words),
        Ok(what_helps),
        Ok(born),
    ) = (
        legal_name,
        preferred_name,
        other_names,
        languages,
        nationality,
        gender_words,
        what_helps,
        born,
    )
    else {
        return Err(read.errors());
    };
    Ok(WomanDraft {
        identity: Identity {
            legal_name,
            preferred_name: preferred_name.unwrap_or_default(),
            other_names: lines(&other_names.unwrap_or_default()),
            born,
            languages: lines(&languages.unwrap_or_default()),
            nationality: nationality.unwrap_or_default(),
            gender_words: gender_words.unwrap_or_default(),
            what_helps: what_helps.unwrap_or_default(),
        },
        ethnicity: Ethnicity::from_code(fields.first("ethnicity")).unwrap_or(base.ethnicity),
        religion: Religion::from_code(fields.first("religion")).unwrap_or(base.religion),
        disability: Asked::from_code(fields.first("disability")).unwrap_or(base.disability),
        interpreter: Asked::from_code(fields.first("interpreter")).unwrap_or(base.interpreter),
        gender: GenderCode::from_code(fields.first("gender")).unwrap_or(base.gender),
        care_experienced: Asked::from_code(fields.first("care_experienced"))
            .unwrap_or(base.care_experienced),
        primary_carer: Asked::from_code(fields.first("primary_carer"))
            .unwrap_or(base.primary_carer),
    })
}

pub(super) async fn save(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Overview).await?;
    let permit = staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
    let base = base_of(&fields);
    let mine = match read_draft(&fields, &base, staff.ctx.today()) {
        Ok(mine) => mine,
        Err(errors) => {
            drop(uow);
            staff.entered(Entry::of(&permit)).await?;
            let page = IdentityPage {
                t,
                shell: staff.shell(Room::Women),
                band,
                form: Form::refused(t, &fields, errors),
                carried: carried(&base),
                choices: identity_choices(t),
            };
            return Ok(page::refused(&page));
        }
    };
    match record::edit_woman(&staff.ctx, &mut uow, &permit, &base, mine).await {
        Ok(record) => {
            uow.commit().await?;
            staff.names.put(record.organisation, record.id, &record.draft.identity);
            Ok(page::see_other(band.href("")))
        }
        Err(Fault::Clash(clashes)) => {
            let read = staff.permit::<act::ReadRecord>(&mut uow, band.woman).await?;
            let stored = record::read_woman(&mut uow, &read).await?;
            drop(uow);
            staff.entered(Entry::of(&read)).await?;
            Err(PageError::Clash(Box::new(clash(
                &staff,
                &band.reference,
                &fields,
                clashes,
                &stored.draft,
            ))))
        }
        Err(other) => Err(other.into()),
    }
}

/// Both texts, and everything else of the form with the newest state as its base.
fn clash(
    staff: &Staff,
    reference: &Reference,
    fields: &Fields,
    clashes: Vec<record::FieldClash>,
    stored: &WomanDraft,
) -> Clash {
    let t = staff.t;
    let clashing: Vec<&str> = clashes.iter().map(|clash| clash.field).collect();
    let mut rest: Vec<(String, Personal<String>)> = fields
        .iter()
        .filter(|(name, _)| !name.starts_with("base-") && !clashing.contains(name))
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    rest.extend(carried(stored));
    let fields = clashes
        .into_iter()
        .map(|clash| ClashField {
            name: clash.field.to_owned(),
            label: said(t, "women", clash.field),
            theirs: clash.theirs,
            yours: clash.mine,
        })
        .collect();
    Clash {
        by: t.say("women-a-colleague").to_string().into(),
        at: t.time(staff.ctx.now()),
        action: record_href(reference, "identity"),
        back: record_href(reference, ""),
        fields,
        carried: rest,
    }
}
