//! Who looked at one record: opened, changed, or saw her in a list.

use access::audit::{self, Entry};
use access::{accounts, act};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use kernel::Reference;

use super::audit::{From, ShownEntry, in_words, older};
use super::woman_at;
use crate::errors::PageError;
use crate::page;
use crate::parts::Pager;
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

pub(super) fn routes() -> Routes {
    Routes::new().get("/women/{reference}/who-looked", Needs::action("ReadWhoLooked"), looked)
}

/// `GET /women/{reference}/who-looked`. It names nobody but those who looked: whoever answers for
/// the audit need not know the woman's name.
#[derive(Debug, Template)]
#[template(path = "settings/looked.html")]
pub struct LookedPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Whose record.
    pub reference: Reference,
    /// The newest first.
    pub entries: Vec<ShownEntry>,
    /// Older ones.
    pub pager: Pager,
}

async fn looked(
    staff: Staff,
    Path(typed): Path<String>,
    Query(from): Query<From>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let (woman, reference) = woman_at(&staff, &mut uow, &typed).await?;
    let permit = staff.permit::<act::ReadWhoLooked>(&mut uow, woman).await?;
    let lines = audit::about(&mut uow, &permit, from.before()).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let names = accounts::names(&mut uow, &actor).await?;
    drop(uow);
    let entries = lines.iter().map(|line| {
        let mut entry = in_words(t, line, &names);
        if line.woman.is_none() {
            entry.what = t.say("settings-looked-listed").to_string();
            entry.listed = String::new();
        }
        entry
    });
    let entries = entries.collect();
    staff.entered(Entry::of(&permit)).await?;
    let path = format!("/women/{}/who-looked", reference.compact());
    let pager = older(t, &path, &lines);
    let shell = staff.shell(Room::Women);
    Ok(page::show(&LookedPage { t, shell, reference, entries, pager }))
}

impl LookedPage {
    fn record(&self) -> String {
        format!("/women/{}", self.reference.compact())
    }
}
