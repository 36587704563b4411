//! "Is she known here?": before a woman is added, or when somebody rings about her.
//!
//! Outside her team the answer is only that she is known and whom to ask, after her full name with
//! date of birth or a whole identifier; never for a hidden or restricted record, counted, and shown
//! to her team. A woman whom the reader may see is shown as a link to her record.

use access::action::Woman;
use access::asking::{self, AskError};
use access::audit::{Entry, record_in};
use access::{Permit, accounts, act};
use askama::Template;
use axum::response::Response;
use casework::record;
use kernel::{Id, Identifier, PartialDate, Personal, time};
use store::Uow;

use super::account::too_often;
use crate::errors::PageError;
use crate::form::{Fields, Form};
use crate::page;
use crate::parts::{Link, Notice, Tone};
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

const ADD: Needs = Needs::action("AddWoman");

pub(super) fn routes() -> Routes {
    Routes::new().get("/women/known", ADD, blank).post("/women/known", ADD, ask)
}

/// What a question was answered.
#[derive(Debug, Clone)]
pub enum Answer {
    /// She may see the record: this leads to it.
    Hers(Link),
    /// Known to another team, and whom to ask there.
    Ask {
        /// The team.
        team: String,
        /// Names with how to reach them at work.
        people: Vec<Personal<String>>,
        /// Where her record is opened at once to prevent serious harm, when nobody of them answers.
        emergency: String,
    },
}

/// `GET /women/known`: `name` with `born`, or `identifier`; posted, so that none stands in an
/// address.
#[derive(Debug, Template)]
#[template(path = "settings/known.html")]
pub struct KnownPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Fields `name`, `born` and `identifier`.
    pub form: Form,
    /// The answers, once asked. Empty: nobody whom the reader may learn of.
    pub answers: Option<Vec<Answer>>,
}

async fn blank(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::AddWoman>(&mut uow).await?;
    let (t, shell) = (staff.t, staff.shell(Room::Women));
    Ok(page::show(&KnownPage { t, shell, form: Form::blank(t), answers: None }))
}

/// What is asked: both are exact.
enum Question {
    NameAndBirth(Personal<String>, PartialDate),
    Number(Vec<Identifier>),
}

async fn ask(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::AddWoman>(&mut uow).await?;
    let question = match question(&staff, &fields) {
        Ok(question) => question,
        Err(form) => {
            let shell = staff.shell(Room::Women);
            return Ok(page::refused(&KnownPage { t, shell, form, answers: None }));
        }
    };
    match asking::count(&staff.ctx, &mut uow, &permit).await {
        Ok(()) => {}
        Err(AskError::TooOften { until }) => return Err(too_often(&staff, until)),
        Err(AskError::Store(error)) => return Err(error.into()),
        Err(error @ AskError::NoPerson) => return Err(PageError::broken(error)),
    }
    let answers = answers(&staff, &mut uow, &question).await?;
    uow.commit().await?;
    let shell = staff.shell(Room::Women);
    let form = Form::filled(t, fields);
    Ok(page::show(&KnownPage { t, shell, form, answers: Some(answers) }))
}

fn question(staff: &Staff, fields: &Fields) -> Result<Question, Form> {
    let mut read = fields.read();
    let identifier = read.line("identifier").may();
    let name = read.line("name").may();
    let born = read.date("born").may();
    let (Ok(identifier), Ok(name), Ok(born)) = (identifier, name, born) else {
        return Err(Form::refused(staff.t, fields, read.errors()));
    };
    if let Some(typed) = identifier {
        let whole: Vec<Identifier> = Identifier::guess(&typed, staff.ctx.today().year())
            .into_iter()
            .filter(|found| found.canonical.is_some())
            .collect();
        if !whole.is_empty() {
            return Ok(Question::Number(whole));
        }
        read.refuse("identifier", key("known-identifier-wrong"));
        return Err(Form::refused(staff.t, fields, read.errors()));
    }
    match (name, born) {
        (Some(name), Some(born)) if name.split_whitespace().count() >= 2 => {
            Ok(Question::NameAndBirth(name.into(), PartialDate::day(born)))
        }
        (Some(_), Some(_)) => {
            read.refuse("name", key("known-name-whole"));
            Err(Form::refused(staff.t, fields, read.errors()))
        }
        (Some(_), None) => {
            read.refuse("born", key("known-born-missing"));
            Err(Form::refused(staff.t, fields, read.errors()))
        }
        (None, _) => {
            read.refuse("name", key("known-name-missing"));
            Err(Form::refused(staff.t, fields, read.errors()))
        }
    }
}

async fn answers(
    staff: &Staff,
    uow: &mut Uow,
    question: &Question,
) -> Result<Vec<Answer>, PageError> {
    let search = staff.place::<act::SearchWomen>(uow).await?;
    let mut found: Vec<Id<Woman>> = match question {
        Question::NameAndBirth(name, born) => {
            record::find_by_name_and_birth(uow, &search, name, born).await?
        }
        Question::Number(numbers) => {
            let mut found = Vec::new();
            for number in numbers {
                found.extend(record::find_by_identifier(uow, &search, number).await?);
            }
            found
        }
    };
    found.sort_unstable();
    found.dedup();
    let gate = &staff.desk.gate;
    let actor = gate.actor(&staff.ctx, uow).await?;
    let (mut answers, mut seen) = (Vec::new(), Vec::new());
    for woman in found {
        if let Ok(permit) = gate.permit_as::<act::SeeBand>(&staff.ctx, uow, &actor, woman).await {
            let reference = record::reference(uow, &permit).await?;
            let path = format!("/women/{}", reference.compact());
            let words = staff.t.say("known-hers").with("reference", reference);
            answers.push(Answer::Hers(Link::new(path, words)));
            seen.push(woman);
            continue;
        }
        let whom = asking::whom_to_ask(&staff.ctx, uow, gate, &actor, woman).await?;
        let Some(whom) = whom else { continue };
        // Whoever learns that she is known may open her record in an emergency; the address says
        // nothing of her. Without it she would have to be rung for, and that is delay.
        let opens = gate.permit_as::<act::OpenEmergency>(&staff.ctx, uow, &actor, woman).await.ok();
        let emergency = match &opens {
            Some(permit) => {
                let reference = record::reference(uow, permit).await?;
                format!("/women/{}/emergency", reference.compact())
            }
            None => String::new(),
        };
        let people = whom
            .people
            .into_iter()
            .map(|one| format!("{}, {}", one.name.reveal(), one.email.reveal()).into())
            .collect();
        answers.push(Answer::Ask { team: whom.team, people, emergency });
    }
    if !seen.is_empty() {
        let entry = Entry::about_place(&search).listing(seen);
        record_in(&staff.ctx, uow, entry).await?;
    }
    Ok(answers)
}

/// For the overview of a record: who outside the team was told lately that she is known.
///
/// # Errors
/// By what is wrong with the store.
pub async fn asked_notice(
    staff: &Staff,
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<Option<Notice>, PageError> {
    let t = staff.t;
    let asked = asking::who_asked(&staff.ctx, uow, permit).await?;
    if asked.is_empty() {
        return Ok(None);
    }
    let actor = staff.desk.gate.actor(&staff.ctx, uow).await?;
    let names = accounts::names(uow, &actor).await?;
    let mut notice = Notice::new(Tone::Quiet, t.say("known-asked"));
    for one in asked.into_iter().take(5) {
        let who = names.get(&one.account).cloned().unwrap_or_default();
        let when = t.moment(time::from_micros(one.at));
        let words = t.say("known-asked-by").with("who", who.reveal()).with("when", when);
        notice = notice.sentence(words);
    }
    Ok(Some(notice.sentence(t.say("known-asked-more"))))
}
