//! Emergency access: opening it, the strip that shows while it lasts, ending it early.
//!
//! Nothing delays it: one line of reason and the hours, and the record opens. Somebody else looks at
//! it within two working days (the reviews).

use access::action::{Act, Woman};
use access::emergency::{self, EmergencyError};
use access::{Permit, act};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::SignedDuration;
use kernel::{Reference, time};
use store::{StoreError, Uow};

use super::woman_at;
use crate::errors::PageError;
use crate::form::{Choice, Errors, Fields, Form};
use crate::page;
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

const OPEN: Needs = Needs::action("OpenEmergency");

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/women/{reference}/emergency", OPEN, ask)
        .post("/women/{reference}/emergency", OPEN, open)
        .post("/women/{reference}/emergency/end", OPEN, end)
}

/// `GET /women/{reference}/emergency`: `reason` and `hours`. It tells nothing of her but the
/// reference that the reader came with.
#[derive(Debug, Template)]
#[template(path = "settings/emergency.html")]
pub struct EmergencyPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Whose record.
    pub reference: Reference,
    /// Until when the reader's own emergency access lasts already.
    pub live_until: Option<String>,
    /// Fields `reason` and `hours`.
    pub form: Form,
}

async fn shown(
    staff: &Staff,
    uow: &mut Uow,
    permit: &Permit<Woman, act::OpenEmergency>,
    reference: Reference,
    form: Form,
) -> Result<EmergencyPage, PageError> {
    let live = emergency::live(&staff.ctx, uow, permit).await?;
    let live_until = live.map(|live| staff.t.moment(time::from_micros(live.ends_at)));
    let shell = staff.shell(Room::Women);
    Ok(EmergencyPage { t: staff.t, shell, reference, live_until, form })
}

async fn ask(staff: Staff, Path(typed): Path<String>) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let (woman, reference) = woman_at(&staff, &mut uow, &typed).await?;
    let permit = staff.permit::<act::OpenEmergency>(&mut uow, woman).await?;
    let form = Form::blank(staff.t).with("hours", 1);
    Ok(page::show(&shown(&staff, &mut uow, &permit, reference, form).await?))
}

async fn open(
    staff: Staff,
    Path(typed): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let (woman, reference) = woman_at(&staff, &mut uow, &typed).await?;
    let permit = staff.permit::<act::OpenEmergency>(&mut uow, woman).await?;
    let mut read = fields.read();
    let reason = read.long("reason").must(key("emergency-reason-missing"));
    let hours = read.whole("hours", 1..=8).must(key("emergency-hours-missing"));
    let (Ok(reason), Ok(hours)) = (reason, hours) else {
        let form = Form::refused(staff.t, &fields, read.errors());
        return Ok(page::refused(&shown(&staff, &mut uow, &permit, reference, form).await?));
    };
    let lasts = SignedDuration::from_hours(hours.into());
    let mut errors = Errors::new();
    match emergency::open(&staff.ctx, &mut uow, &permit, reason.into(), lasts).await {
        Ok(_) => {
            uow.commit().await?;
            return Ok(page::see_other(format!("/women/{}", reference.compact())));
        }
        Err(EmergencyError::NoReason) => errors.add("reason", key("emergency-reason-missing")),
        Err(EmergencyError::TooLong) => errors.add("hours", key("emergency-hours-missing")),
        Err(EmergencyError::Store(error)) => return Err(error.into()),
        Err(error @ (EmergencyError::NoPerson | EmergencyError::Reviewed)) => {
            return Err(PageError::broken(error));
        }
    }
    let form = Form::refused(staff.t, &fields, errors);
    Ok(page::refused(&shown(&staff, &mut uow, &permit, reference, form).await?))
}

async fn end(staff: Staff, Path(typed): Path<String>) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let (woman, _) = woman_at(&staff, &mut uow, &typed).await?;
    let permit = staff.permit::<act::OpenEmergency>(&mut uow, woman).await?;
    if let Some(live) = emergency::live(&staff.ctx, &mut uow, &permit).await? {
        match emergency::end(&staff.ctx, &mut uow, live.id).await {
            Ok(()) => uow.commit().await?,
            // It ended by itself meanwhile.
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(page::see_other("/"))
}

/// The strip on every page of a record while the reader's emergency access to it lasts: until when,
/// and a way to end it. It stands in the page's `band`.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<aside class="warning-strip emergency-strip" aria-label="{{ t.say("emergency-title") }}"><div class="wrap row"><p>{{ crate::parts::Icon::Care }}<span><strong>{{ t.say("emergency-strip").with("until", until) }}</strong> {{ t.say("emergency-strip-more") }}</span></p><form action="/women/{{ reference.compact() }}/emergency/end" method="post"><button class="button-plain" type="submit">{{ t.say("emergency-end") }}</button></form></div></aside>"#,
    ext = "html"
)]
pub struct Strip {
    t: Text,
    reference: Reference,
    until: String,
}

impl askama::filters::HtmlSafe for Strip {}

impl Strip {
    /// A strip that says until when.
    #[must_use]
    pub fn new(t: Text, reference: Reference, until: String) -> Self {
        Self { t, reference, until }
    }
}

/// The strip for this record, when the reader's emergency access to it is live.
///
/// # Errors
/// By what is wrong with the store.
pub async fn strip<A: Act<On = Woman>>(
    staff: &Staff,
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
    reference: &Reference,
) -> Result<Option<Strip>, PageError> {
    let live = emergency::live(&staff.ctx, uow, permit).await?;
    Ok(live.map(|live| {
        let until = staff.t.time(time::from_micros(live.ends_at));
        Strip::new(staff.t, *reference, until)
    }))
}

impl EmergencyPage {
    fn record(&self) -> String {
        format!("/women/{}", self.reference.compact())
    }

    fn hours(&self) -> Vec<Choice> {
        let hours = |count: u8| {
            Choice::new(count, self.t.say("emergency-hours-count").with("count", count))
        };
        (1..=8).map(hours).collect()
    }
}
