//! Every programme with its returns and the periods one would look at now.

use access::Act;
use access::action::{Programme, act};
use access::audit::Entry;
use askama::Template;
use axum::response::Response;
use evidence::Period;
use evidence::service::{self, ProgrammeLine};
use store::Uow;

use super::{address, definitions, permit, piece};
use crate as web;
use crate::errors::PageError;
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

/// One return of a programme.
#[derive(Debug, Clone)]
pub struct ReturnLine {
    /// Its title.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// The period that ended last, and its address.
    pub ended: (String, String),
    /// The period that runs, and its address.
    pub running: (String, String),
    /// When the one that ended is due, in words; empty when it says nothing.
    pub due: String,
}

/// One programme.
#[derive(Debug, Clone)]
pub struct ProgrammeBlock {
    /// Its name.
    pub name: String,
    /// Funder and reference.
    pub meta: String,
    /// Its returns.
    pub returns: Vec<ReturnLine>,
    /// Where what is still to be entered elsewhere stands; nothing where there is no such system.
    pub enter: Option<String>,
    /// Where probation's report is checked.
    pub check: Option<String>,
}

/// `GET /returns`.
#[derive(Debug, Template)]
#[template(path = "returns/list.html")]
pub struct ReturnsPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Programmes that we deliver.
    pub programmes: Vec<ProgrammeBlock>,
    /// Files that cannot be used, with line and word.
    pub faults: Vec<String>,
}

/// The last day a return of a period is in time.
pub(super) fn due_on(period: Period, working_days: u16) -> jiff::civil::Date {
    (0..working_days).fold(period.last(), |day, _| kernel::working_day::next_working_day(day))
}

async fn opens<A: Act<On = Programme>>(
    staff: &Staff,
    uow: &mut Uow,
    programme: &ProgrammeLine,
) -> Result<bool, PageError> {
    match permit::<A>(staff, uow, programme).await {
        Ok(_) => Ok(true),
        Err(PageError::Forbidden(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) async fn show(staff: Staff) -> Result<Response, PageError> {
    let t = staff.t;
    let today = staff.ctx.today();
    let mut uow = staff.read().await?;
    let reads = staff.place::<act::ReadReturns>(&mut uow).await?;
    // A funder or analyst sees the programmes she was let into, and rows where the agreement allows.
    let mut programmes = Vec::new();
    for programme in service::programmes(&mut uow, &reads).await? {
        if opens::<act::ReadReturn>(&staff, &mut uow, &programme).await? {
            let rows = opens::<act::OpenReturnRows>(&staff, &mut uow, &programme).await?;
            programmes.push((programme, rows));
        }
    }
    drop(uow);
    staff.entered(Entry::about_place(&reads)).await?;
    let all = definitions(&staff);
    let programmes = programmes
        .iter()
        .map(|(programme, rows)| {
            let returns = all.fitting(&programme.kind, &programme.reference).map(|definition| {
                let ended = Period::ended_before(definition.period, today);
                let running = ended.next();
                ReturnLine {
                    title: definition.title.clone(),
                    about: definition.about.clone(),
                    ended: (ended.words(), address(programme, definition, ended)),
                    running: (running.words(), address(programme, definition, running)),
                    due: definition.due_working_days.map_or_else(String::new, |days| {
                        t.say("returns-due").with("day", t.date(due_on(ended, days))).to_string()
                    }),
                }
            });
            let own_system = programme.kind == "probation" && *rows;
            let place = |what| format!("/returns/{}/{what}", piece(&programme.reference));
            ProgrammeBlock {
                name: programme.name.clone(),
                meta: format!("{}, {}", programme.funder, programme.reference),
                returns: returns.collect(),
                enter: own_system.then(|| place("still-to-enter")),
                check: own_system.then(|| place("report-check")),
            }
        })
        .collect();
    Ok(page::show(&ReturnsPage {
        t,
        shell: staff.shell(Room::Returns),
        programmes,
        faults: all.faults.iter().map(ToString::to_string).collect(),
    }))
}
