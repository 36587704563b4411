//! Drop-in: a page with quick lines for the paper sheet, ticks for who is known, names later.

use access::VisibleWomen;
use access::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::session::service::{
    DropInDraft, Label, Named, Tickable, count_visits, enter_visits, name_visit, nameless, one,
    open_drop_in, tick, tickable,
};
use casework::session::{SessionError, Visits, london_start};
use kernel::{Personal, Reference};
use store::Uow;
use uuid::Uuid;

use super::common::{Choosing, session_of};
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form};
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// The most that one sheet of paper adds without labels.
const MOST_AT_ONCE: u32 = 300;

/// A drop-in: count, labels, ticks.
#[derive(Debug, Template)]
#[template(path = "sessions/drop_in.html")]
pub struct DropInPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Day and place.
    pub when: String,
    /// Where the form goes; empty while the drop-in is not open.
    pub action: String,
    /// What was typed.
    pub form: Form,
    /// Counts so far.
    pub visits: Visits,
    /// Women who may be ticked.
    pub women: Vec<Choice>,
    /// Sites, while none is open.
    pub sites: Vec<Choice>,
}

/// Visits to be named.
#[derive(Debug, Template)]
#[template(path = "sessions/names.html")]
pub struct NamesPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where the form goes.
    pub action: String,
    /// What was typed.
    pub form: Form,
    /// The sheet.
    pub back: String,
    /// Whether the reader may add a woman who is not known yet.
    pub may_add: bool,
    /// Visits without a name.
    pub visits: Vec<Choice>,
    /// Women.
    pub women: Vec<Choice>,
}

impl NamesPage {
    fn choices(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.t.say("session-choose"))];
        choices.extend_from_slice(&self.women);
        choices
    }
}

async fn women(staff: &Staff, uow: &mut Uow) -> Result<Vec<Tickable>, PageError> {
    let permit = staff.place::<act::RecordDropIn>(uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, uow).await?;
    let sees = VisibleWomen::load(&staff.ctx, uow, &actor).await?;
    Ok(tickable(uow, &permit, &sees).await?)
}

fn choices(women: &[Tickable]) -> Vec<Choice> {
    women.iter().map(|one| Choice::new(one.reference.compact(), one.called.reveal())).collect()
}

pub(super) async fn choose(staff: Staff) -> Result<Response, PageError> {
    let form = Form::blank(staff.t);
    Ok(page::show(&opening(&staff, form).await?))
}

async fn opening(staff: &Staff, form: Form) -> Result<DropInPage, PageError> {
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::RecordDropIn>(&mut uow).await?;
    let choosing = Choosing::load(staff, &mut uow).await?;
    drop(uow);
    staff.entered(Entry::about_place(&permit)).await?;
    let t = staff.t;
    let today = staff.ctx.today();
    let form = match form.is_refused() {
        true => form,
        false => form
            .with("on-day", today.day())
            .with("on-month", today.month())
            .with("on-year", today.year())
            .with("at", "10am")
            .with("minutes", 180)
            .with("site", choosing.centre()),
    };
    Ok(DropInPage {
        t,
        shell: staff.shell(Room::Calendar),
        when: String::new(),
        action: String::new(),
        form,
        visits: Visits::default(),
        women: Vec::new(),
        sites: choosing.sites(),
    })
}

pub(super) async fn open(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::RecordDropIn>(&mut uow).await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    let mut read = fields.read();
    let date = read.date("on").must("session-needs-day");
    let at = read.time("at").must("session-needs-time");
    let minutes = read.whole("minutes", 1..=720).must("session-needs-minutes");
    let site = read.choice("site", |code| choosing.place(code)).must("session-needs-site");
    if let (Ok(date), Ok(at), Ok(minutes), Ok((site, _))) = (date, at, minutes, site) {
        match london_start(date.to_datetime(at)) {
            Err(_) => {
                read.refuse("at", key("session-time-skipped"));
            }
            Ok(_) if date > staff.ctx.today() => {
                read.refuse("on", key("session-drop-in-ahead"));
            }
            Ok(starts_at) => {
                let draft = DropInDraft {
                    site,
                    room: None,
                    starts_at,
                    minutes: i64::from(minutes),
                    staff: staff.who.account,
                };
                let id = open_drop_in(&staff.ctx, &mut uow, &permit, &draft).await?;
                let reference = casework::session::service::address(&mut uow, &permit, id).await?;
                uow.commit().await?;
                return Ok(page::see_other(format!("/drop-in/{}", reference.compact())));
            }
        }
    }
    drop(uow);
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&opening(&staff, form).await?))
}

pub(super) async fn show(staff: Staff, Path(address): Path<String>) -> Result<Response, PageError> {
    Ok(page::show(&page_of(&staff, &address, None).await?))
}

async fn page_of(
    staff: &Staff,
    address: &str,
    form: Option<Form>,
) -> Result<DropInPage, PageError> {
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::RecordDropIn>(&mut uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let sees = VisibleWomen::load(&staff.ctx, &mut uow, &actor).await?;
    let id = session_of(staff, &mut uow, address).await?;
    let session = one(&mut uow, &permit, &sees, id).await?;
    if session.kind != casework::session::SessionKind::DropIn {
        return Err(PageError::NotFound);
    }
    let women = tickable(&mut uow, &permit, &sees).await?;
    let visits = count_visits(&mut uow, &permit, id).await?;
    let choosing = Choosing::load(staff, &mut uow).await?;
    drop(uow);
    let listed = women.iter().map(|one| one.woman).collect();
    staff.entered(Entry::about_place(&permit).listing(listed)).await?;
    let t = staff.t;
    // The form's own id: sent twice, it counts once.
    let batch = staff.ctx.new_uuid().simple().to_string();
    let form = form.unwrap_or_else(|| Form::blank(t).with("batch", batch));
    let place = choosing.called(session.site, None);
    Ok(DropInPage {
        t,
        shell: staff.shell(Room::Calendar),
        when: format!("{}, {place}", t.moment(session.starts_at)),
        action: format!("/drop-in/{address}"),
        form,
        visits,
        women: choices(&women),
        sites: Vec::new(),
    })
}

pub(super) async fn enter(
    staff: Staff,
    Path(address): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let more = read.whole("more", 0..=MOST_AT_ONCE).may();
    let labels = read.long("labels").may();
    if let (Ok(more), Ok(labels)) = (more, labels) {
        let mut uow = staff.begin().await?;
        let permit = staff.place::<act::RecordDropIn>(&mut uow).await?;
        let id = session_of(&staff, &mut uow, &address).await?;
        let batch = Uuid::parse_str(fields.first("batch")).map_err(|_| PageError::Unreadable)?;
        let labels = labels.unwrap_or_default();
        let lines = labels.lines().map(str::trim).filter(|line| !line.is_empty());
        let nameless = std::iter::repeat_n("", usize::try_from(more.unwrap_or(0)).unwrap_or(0));
        let visits: Vec<Label> =
            lines.chain(nameless).map(|line| Label(Personal::new(line.to_owned()))).collect();
        enter_visits(&staff.ctx, &mut uow, &permit, id, batch, &visits).await?;
        let ticked: Vec<&str> = fields.all("came").collect();
        if !ticked.is_empty() {
            for one in women(&staff, &mut uow).await? {
                if ticked.contains(&one.reference.compact().as_str()) {
                    let hers = staff.permit::<act::RecordAttendance>(&mut uow, one.woman).await?;
                    tick(&staff.ctx, &mut uow, &permit, id, &hers).await?;
                }
            }
        }
        uow.commit().await?;
        return Ok(page::see_other(format!("/drop-in/{address}")));
    }
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&page_of(&staff, &address, Some(form)).await?))
}

async fn names_page(staff: &Staff, address: &str, form: Form) -> Result<NamesPage, PageError> {
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::RecordDropIn>(&mut uow).await?;
    let id = session_of(staff, &mut uow, address).await?;
    let visits = nameless(&mut uow, &permit, id).await?;
    let women = women(staff, &mut uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    drop(uow);
    let listed = women.iter().map(|one| one.woman).collect();
    staff.entered(Entry::about_place(&permit).listing(listed)).await?;
    let t = staff.t;
    let visits = (1_i64..).zip(&visits).map(|(line, visit)| {
        let words = match visit.label.0.reveal().as_str() {
            "" => t.say("session-visit-line").with("line", line).to_string(),
            label => label.to_owned(),
        };
        Choice::new(visit.reference.compact(), words)
    });
    Ok(NamesPage {
        t,
        shell: staff.shell(Room::Calendar),
        action: format!("/drop-in/{address}/names"),
        form,
        back: format!("/drop-in/{address}"),
        may_add: staff.desk.gate.may_enter::<act::AddWoman>(&actor),
        visits: visits.collect(),
        women: choices(&women),
    })
}

pub(super) async fn names(
    staff: Staff,
    Path(address): Path<String>,
) -> Result<Response, PageError> {
    let form = Form::blank(staff.t);
    Ok(page::show(&names_page(&staff, &address, form).await?))
}

pub(super) async fn name(
    staff: Staff,
    Path(address): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let parse = |code: &str| Reference::parse(code).ok();
    let visit = read.choice("visit", parse).must("session-needs-visit");
    let woman = read.choice("woman", parse).must("session-needs-woman");
    if let (Ok(visit), Ok(woman)) = (visit, woman) {
        let mut uow = staff.begin().await?;
        let permit = staff.place::<act::RecordDropIn>(&mut uow).await?;
        let id = session_of(&staff, &mut uow, &address).await?;
        let all = women(&staff, &mut uow).await?;
        let her = all.iter().find(|one| one.reference == woman).ok_or(PageError::NotFound)?;
        let hers = staff.permit::<act::RecordAttendance>(&mut uow, her.woman).await?;
        match name_visit(&staff.ctx, &mut uow, &permit, (id, visit), &hers).await {
            Ok(Named::Hers(_) | Named::TickedBefore) => {
                uow.commit().await?;
                return Ok(page::see_other(format!("/drop-in/{address}/names")));
            }
            Err(SessionError::ChangedMeanwhile) => {
                read.refuse("visit", key("session-named-meanwhile"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&names_page(&staff, &address, form).await?))
}
