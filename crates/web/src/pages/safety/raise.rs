//! A concern that comes from what was seen or heard, or from somebody else, and not from her own words.
//!
//! Not for danger that she told of: that is one page and asks for nothing (`told`).

use access::act;
use access::audit::Entry;
use axum::extract::Path;
use axum::response::Response;
use casework::family::{self, Child};
use casework::safety::{
    self, About, ConcernDraft, ConcernWords, SafetyError, ToldDraft, ToldWho, ToldWords,
};
use kernel::{Id, time};
use store::Uow;

use super::hers::find;
use super::steps::back;
use super::view::{RaisePage, choices};
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form, Noted, Reader};
use crate::page;
use crate::pages::family::child_called;
use crate::pages::women::Band;
use crate::shell::{Room, Staff};
use crate::text::key;

/// Her children by row, for whoever may read her family; nobody else learns that there are any.
pub(super) async fn children(
    staff: &Staff,
    uow: &mut Uow,
    band: &Band,
) -> Result<Vec<(Id<Child>, String)>, PageError> {
    let permit = match staff.permit::<act::ReadFamily>(uow, band.woman).await {
        Ok(permit) => permit,
        Err(PageError::Forbidden(_) | PageError::NotFound) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let all = family::children(uow, &permit).await?;
    if !all.is_empty() {
        staff.entered(Entry::of(&permit)).await?;
    }
    Ok(all.iter().map(|child| (child.id, child_called(staff.t, child))).collect())
}

/// The children to choose from, and that it is none of them.
pub(super) fn children_choices(staff: &Staff, all: &[(Id<Child>, String)]) -> Vec<Choice> {
    if all.is_empty() {
        return Vec::new();
    }
    let none = Choice::new("", staff.t.say("safety-child-none"));
    std::iter::once(none).chain(all.iter().map(|(id, name)| Choice::new(id.uuid(), name))).collect()
}

/// The child that a field names; `None` for none of them.
pub(super) fn child(read: &mut Reader<'_>) -> Result<Option<Id<Child>>, Noted> {
    let id = |code: &str| code.parse().ok().map(Id::from_uuid);
    read.choice("child", id).may()
}

async fn shown(
    staff: &Staff,
    mut uow: Uow,
    band: Band,
    form: Form,
) -> Result<RaisePage, PageError> {
    let all = children(staff, &mut uow, &band).await?;
    drop(uow);
    let who: Vec<&str> = ToldWho::ALL.iter().map(|who| who.code()).collect();
    Ok(RaisePage {
        t: staff.t,
        shell: staff.shell(Room::Women),
        band,
        form,
        children: children_choices(staff, &all),
        who: choices(staff.t, "who", &who),
    })
}

pub(super) async fn ask(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, band.woman).await?;
    staff.entered(Entry::of(&permit)).await?;
    let form = Form::blank(staff.t);
    Ok(page::show(&shown(&staff, uow, band, form).await?))
}

fn draft(staff: &Staff, read: &mut Reader<'_>) -> Result<ConcernDraft, Noted> {
    let about = read
        .choice("about", |code| About::parse(code).ok())
        .must(key("safety-raise-about-missing"));
    let child = child(read);
    let said = read.long("said").must(key("safety-raise-said-missing"));
    let her_wish = read.long("her_wish").may();
    let who = read.choices("told", |code| ToldWho::parse(code).ok()).may();
    let name = read.line("told_name").may();
    let at = read.time("told_at").may();
    let at = at?.map(|at| time::at_london(staff.ctx.today().to_datetime(at)));
    let name = name?.unwrap_or_default();
    let told = who?.unwrap_or_default().into_iter().map(|who| ToldDraft {
        who,
        at,
        words: ToldWords { name: name.clone().into(), ..ToldWords::default() },
    });
    let about = about?;
    Ok(ConcernDraft {
        about,
        child: child?.filter(|_| about == About::Child),
        words: ConcernWords {
            said: said?.into(),
            her_wish: her_wish?.unwrap_or_default().into(),
            ..ConcernWords::default()
        },
        told: told.collect(),
    })
}

pub(super) async fn take(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, band.woman).await?;
    let mut read = fields.read();
    if let Ok(draft) = draft(&staff, &mut read) {
        match safety::raise_concern(&staff.ctx, &mut uow, &permit, &draft).await {
            Ok(_) => {
                uow.commit().await?;
                return Ok(back(&reference, "concerns"));
            }
            Err(SafetyError::InTheFuture) => {
                read.refuse("told_at", key("safety-in-the-future"));
            }
            Err(SafetyError::ChangedMeanwhile) => {
                read.refuse("child", key("safety-child-gone"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let uow = staff.read().await?;
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&shown(&staff, uow, band, form).await?))
}
