//! Her Safety sub-page: what is due, dangers, plan, concerns, referrals, sharing.

use access::audit::Entry;
use access::{accounts, act};
use axum::extract::Path;
use axum::response::Response;
use casework::safety::{self, DueItem, Level, Outcome, ReferralEnd, SafetyError, Source, ToldWho};
use jiff::civil::Date;
use kernel::{Personal, time};
use store::Uow;

use super::phrases::coded;
use super::view::{May, SafetyPage, choices, clock, place_of, prefix, to_do};
use super::{raise, shown};
use crate::errors::PageError;
use crate::form::{Errors, Fields, Form};
use crate::page;
use crate::pages::settings;
use crate::pages::women::{Band, Tab};
use crate::parts::{Row, Work};
use crate::shell::{Room, Staff};
use crate::text::Text;

/// Her record, opened at its Safety page.
pub(super) async fn find(staff: &Staff, uow: &mut Uow, reference: &str) -> Result<Band, PageError> {
    Band::open(staff, uow, reference, Tab::Safety).await
}

impl From<SafetyError> for PageError {
    fn from(error: SafetyError) -> Self {
        match error {
            SafetyError::Store(error) => error.into(),
            SafetyError::Contact(fault) => fault.into(),
            other => Self::broken(other),
        }
    }
}

/// What is due, each line leading to where it is dealt with.
pub(super) fn due_work(t: Text, items: &[DueItem], today: Date, reference: &str) -> Work {
    let row = |item: &DueItem| {
        let href = format!("/women/{reference}/safety#{}", place_of(item));
        Row::new(href, to_do(t, item)).clock(clock(t, item.on, today))
    };
    Work::new(items.iter().map(row).collect())
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let page = hers(&staff, &reference, Form::blank(staff.t)).await?;
    Ok(page::show(&page))
}

/// The page again with a small form that was refused; without it, when somebody else has closed its
/// row meanwhile. Call it with no unit of work open that writes.
pub(super) async fn again(
    staff: &Staff,
    reference: &str,
    fields: &Fields,
    errors: Errors,
) -> Result<Response, PageError> {
    let form = Form::refused(staff.t, fields, errors)
        .prefixed(prefix(fields.first("what"), fields.first("row")));
    let page = hers(staff, reference, form).await?;
    if page.shows_refused() {
        Ok(page::refused(&page))
    } else {
        Ok(page::see_other(format!("/women/{reference}/safety")))
    }
}

async fn hers(staff: &Staff, reference: &str, form: Form) -> Result<SafetyPage, PageError> {
    let (t, today) = (staff.t, staff.ctx.today());
    let mut uow = staff.read().await?;
    let band = find(staff, &mut uow, reference).await?;
    let woman = band.woman;
    let permit = staff.permit::<act::ReadSafety>(&mut uow, woman).await?;
    let uow = &mut uow;
    let (gate, ctx, actor) = (&staff.desk.gate, &staff.ctx, &band.actor);
    let may = May {
        write: gate.may::<act::WriteSafety>(ctx, uow, actor, woman).await?,
        tell: gate.may::<act::RecordDanger>(ctx, uow, actor, woman).await?,
        share: gate.may::<act::ShareToPreventHarm>(ctx, uow, actor, woman).await?,
        review: settings::may_review(staff, uow).await?,
        propose: gate.may::<act::ProposeSharing>(ctx, uow, actor, woman).await?,
        approve: gate.may::<act::ApproveSharing>(ctx, uow, actor, woman).await?,
    };
    let names = accounts::names(uow, actor).await?;
    let until = safety::due::same_working_day(ctx.now());
    let due = safety::due_of(uow, &permit, until).await?;
    let risks = safety::risks(uow, &permit).await?;
    let plan = safety::standing_plan(uow, &permit).await?;
    let concerns = safety::concerns(uow, &permit).await?;
    let maracs = safety::maracs(uow, &permit).await?;
    let dashes = safety::dashes(uow, &permit).await?;
    let sharings = safety::sharings(uow, &permit).await?;
    let children = raise::children(staff, uow, &band).await?;
    staff.entered(Entry::of(&permit)).await?;
    let said = shown::Said { t, today, names: &names };
    let who: Vec<&str> = ToldWho::ALL.iter().map(|who| who.code()).collect();
    let judged = Level::ALL.iter().filter(|level| **level != Level::ToCheck);
    let levels: Vec<&str> = judged.map(|level| level.code()).collect();
    let sources: Vec<&str> = Source::ALL.iter().map(|source| source.code()).collect();
    let outcomes: Vec<&str> = Outcome::ALL.iter().map(|outcome| outcome.code()).collect();
    let ends: Vec<&str> = ReferralEnd::ALL.iter().map(|end| end.code()).collect();
    Ok(SafetyPage {
        t,
        shell: staff.shell(Room::Women),
        may,
        due: due_work(t, &due, today, reference),
        form,
        risks: risks
            .iter()
            .filter(|risk| risk.ended.is_none())
            .map(|risk| said.risk(risk))
            .collect(),
        past_risks: risks.iter().filter_map(|risk| said.past_risk(risk)).collect(),
        plan_meta: plan.as_ref().map_or_else(String::new, |plan| {
            let date = t.date(time::london(plan.made.at).date());
            t.say("safety-plan-version").with("number", plan.number).with("date", date).to_string()
        }),
        plan_handed: plan.as_ref().and_then(|plan| said.handed(plan)),
        plan: plan.map(|plan| parts(t, &plan.words)).unwrap_or_default(),
        concerns: concerns.iter().map(|concern| said.concern(concern, &children)).collect(),
        maracs: maracs.iter().map(|marac| said.marac(marac)).collect(),
        dashes: dashes.iter().map(|dash| said.dash(dash)).collect(),
        sharings: sharings.iter().map(|one| said.sharing(one, may, ctx.account())).collect(),
        who: choices(t, "who", &who),
        levels: choices(t, "level", &levels),
        sources: choices(t, "source", &sources),
        outcomes: choices(t, "outcome", &outcomes),
        children: raise::children_choices(staff, &children),
        ends: choices(t, "end", &ends),
        band,
    })
}

/// The parts of a plan that hold something.
pub(super) fn parts(t: Text, words: &safety::PlanWords) -> Vec<(String, Personal<String>)> {
    let written = words.parts().into_iter().filter(|(_, said)| !said.reveal().trim().is_empty());
    written.map(|(part, said)| (coded(t, "plan", part), said.clone())).collect()
}
