//! Erasing a record, when the law asks for it. It names nobody: whoever decides it need not know
//! the woman's name, and the page may be seen over her shoulder.

use access::act;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::record::{EraseDraft, EraseGround, erase_woman};
use kernel::Reference;

use super::woman_at;
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form};
use crate::page;
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

const ERASE: Needs = Needs::action("EraseWoman");

pub(super) fn routes() -> Routes {
    Routes::new().get("/women/{reference}/erase", ERASE, ask).post(
        "/women/{reference}/erase",
        ERASE,
        erase,
    )
}

/// `GET /women/{reference}/erase`: `ground`, `decided`, `nothing_waits`, `again`.
#[derive(Debug, Template)]
#[template(path = "settings/erase.html")]
pub struct ErasePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Whose record.
    pub reference: Reference,
    /// Fields as above.
    pub form: Form,
}

/// What `POST /women/{reference}/erase` answers: what went.
#[derive(Debug, Template)]
#[template(path = "settings/erased.html")]
pub struct ErasedPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Whose record it was.
    pub reference: Reference,
    /// What kind of rows, as the database calls them, and how many.
    pub rows: Vec<(String, u64)>,
}

async fn ask(staff: Staff, Path(typed): Path<String>) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let (woman, reference) = woman_at(&staff, &mut uow, &typed).await?;
    staff.permit::<act::EraseWoman>(&mut uow, woman).await?;
    let (t, shell) = (staff.t, staff.shell(Room::Settings));
    Ok(page::show(&ErasePage { t, shell, reference, form: Form::blank(t) }))
}

async fn erase(
    staff: Staff,
    Path(typed): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let (woman, reference) = woman_at(&staff, &mut uow, &typed).await?;
    let permit = staff.permit::<act::EraseWoman>(&mut uow, woman).await?;
    let mut read = fields.read();
    let ground = read.choice("ground", EraseGround::from_code).must(key("erase-ground-missing"));
    let decided = read.long("decided").must(key("erase-decided-missing"));
    let nothing_waits = read.tick("nothing_waits").must(key("erase-nothing-waits-missing"));
    let again = read.reference("again").must(key("erase-again-wrong"));
    if again.is_ok_and(|again| again != reference) {
        read.refuse("again", key("erase-again-wrong"));
    }
    let (t, shell) = (staff.t, staff.shell(Room::Settings));
    let errors = read.errors();
    let (Ok(ground), Ok(decided), Ok(()), true) =
        (ground, decided, nothing_waits, errors.is_empty())
    else {
        let form = Form::refused(t, &fields, errors);
        return Ok(page::refused(&ErasePage { t, shell, reference, form }));
    };
    let draft = EraseDraft { ground, decided: decided.into() };
    let erased = erase_woman(&staff.ctx, &mut uow, &permit, &draft).await?;
    uow.commit().await?;
    staff.names.forget(permit.organisation(), woman);
    let rows = erased.into_iter().collect();
    Ok(page::show(&ErasedPage { t, shell, reference, rows }))
}

impl ErasePage {
    fn here(&self) -> String {
        format!("/women/{}/erase", self.reference.compact())
    }

    fn grounds(&self) -> Vec<Choice> {
        let word = |ground: &EraseGround| match ground {
            EraseGround::SheAsked => key("erase-ground-asked"),
            EraseGround::KeptLongEnough => key("erase-ground-kept"),
            EraseGround::NeverRight => key("erase-ground-never"),
            EraseGround::Ordered => key("erase-ground-ordered"),
        };
        EraseGround::ALL
            .iter()
            .map(|ground| Choice::new(ground.code(), self.t.say(word(ground))))
            .collect()
    }
}
