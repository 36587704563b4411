//! Something she told me: one page, sent in a minute, never refused for what it lacks.

use access::act;
use access::action::Woman;
use access::audit::Entry;
use axum::extract::Path;
use axum::response::Response;
use casework::safety::{
    self, ChildAtRisk, Disclosure, HighRisk, PlanWords, RiskKind, SafetyError, SheWasTold,
    ToldDraft, ToldWho, ToldWords, Words,
};
use jiff::Timestamp;
use kernel::{Id, time};
use store::Uow;

use super::hers::{due_work, find};
use super::view::{KeptPage, ToldPage, choices};
use crate::errors::PageError;
use crate::form::{Fields, Form, Noted, Reader};
use crate::page;
use crate::pages::women::Band;
use crate::shell::{Room, Staff};
use crate::text::key;

pub(super) async fn ask(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let woman = band.woman;
    let permit = staff.permit::<act::RecordDanger>(&mut uow, woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    Ok(page::show(&told_page(&staff, band, Form::blank(staff.t))))
}

fn told_page(staff: &Staff, band: Band, form: Form) -> ToldPage {
    let kinds: Vec<&str> = RiskKind::ALL.iter().map(|kind| kind.code()).collect();
    let who: Vec<&str> = ToldWho::ALL.iter().map(|who| who.code()).collect();
    ToldPage {
        t: staff.t,
        shell: staff.shell(Room::Women),
        band,
        form,
        dangers: choices(staff.t, "risk", &kinds),
        who: choices(staff.t, "who", &who),
    }
}

pub(super) async fn take(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let woman = band.woman;
    let permit = staff.permit::<act::RecordDanger>(&mut uow, woman).await?;
    let mut read = fields.read();
    let Ok(told) = disclosure(&staff, &mut read) else {
        drop(uow);
        staff.entered(Entry::of(&permit)).await?;
        let form = Form::refused(staff.t, &fields, read.errors());
        return Ok(page::refused(&told_page(&staff, band, form)));
    };
    match safety::disclose(&staff.ctx, &mut uow, &permit, &told).await {
        Ok(_) => uow.commit().await?,
        Err(SafetyError::InTheFuture) => {
            drop(uow);
            staff.entered(Entry::of(&permit)).await?;
            read.refuse("told_at", key("safety-in-the-future"));
            let form = Form::refused(staff.t, &fields, read.errors());
            return Ok(page::refused(&told_page(&staff, band, form)));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(page::see_other(format!("/women/{reference}/told/kept")))
}

fn long(read: &mut Reader<'_>, field: &str) -> Result<Words, Noted> {
    Ok(read.long(field).may()?.unwrap_or_default().into())
}

fn disclosure(staff: &Staff, read: &mut Reader<'_>) -> Result<Disclosure, Noted> {
    let said = long(read, "said");
    let done = long(read, "done");
    let her_wish = long(read, "her_wish");
    let dangers = read.choices("dangers", |code| RiskKind::parse(code).ok()).may();
    let child = read.tick("child").may();
    let high_risk = read
        .choice("high", |code| match code {
            "yes" => Some(HighRisk::Yes),
            "no" => Some(HighRisk::No),
            "not_sure" => Some(HighRisk::NotSure),
            _ => None,
        })
        .may();
    let who = read.choices("told", |code| ToldWho::parse(code).ok()).may();
    let told_name = read.line("told_name").may();
    let told_at = read.time("told_at").may();
    let she_was_told = read.choice("she_was_told", |code| SheWasTold::parse(code).ok()).may();
    let (way_out, word, help) = (long(read, "way_out"), long(read, "word"), long(read, "help"));
    let at: Option<Timestamp> =
        told_at?.map(|at| time::at_london(staff.ctx.today().to_datetime(at)));
    let told_name = told_name?.unwrap_or_default();
    let told = who?.unwrap_or_default().into_iter().map(|who| ToldDraft {
        who,
        at,
        words: ToldWords { name: told_name.clone().into(), ..ToldWords::default() },
    });
    Ok(Disclosure {
        said: said?,
        dangers: dangers?.unwrap_or_default().into_iter().collect(),
        child: if child?.is_some() { ChildAtRisk::Yes } else { ChildAtRisk::NotSaid },
        high_risk: high_risk?.unwrap_or_default(),
        done: done?,
        her_wish: her_wish?,
        told: told.collect(),
        she_was_told: she_was_told?,
        plan: PlanWords { way_out: way_out?, word: word?, help: help?, ..PlanWords::default() },
    })
}

pub(super) async fn kept(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let woman = band.woman;
    let permit = staff.permit::<act::RecordDanger>(&mut uow, woman).await?;
    let due = still_to_do(&staff, &mut uow, woman, &reference).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let (t, shell) = (staff.t, staff.shell(Room::Women));
    Ok(page::show(&KeptPage { t, shell, band, due }))
}

/// What is due today, for those who may read safety; a volunteer is thanked and no more is shown.
async fn still_to_do(
    staff: &Staff,
    uow: &mut Uow,
    woman: Id<Woman>,
    reference: &str,
) -> Result<Option<crate::parts::Work>, PageError> {
    match staff.permit::<act::ReadSafety>(uow, woman).await {
        Ok(permit) => {
            let today = staff.ctx.today();
            let until = safety::due::same_working_day(staff.ctx.now());
            let items = safety::due_of(uow, &permit, until).await?;
            Ok(Some(due_work(staff.t, &items, today, reference)))
        }
        Err(PageError::Forbidden(_) | PageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
