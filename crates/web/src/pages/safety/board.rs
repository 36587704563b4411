//! The safety board: what is due today and overdue, over all the women she may see.

use std::collections::BTreeMap;

use access::act;
use access::action::Woman;
use access::audit::Entry;
use axum::response::Response;
use casework::{record, safety};
use kernel::Id;

use super::view::{BoardPage, clock, place_of, to_do};
use crate::errors::PageError;
use crate::page;
use crate::parts::{Row, Work};
use crate::shell::{Room, Staff};

pub(super) async fn show(staff: Staff) -> Result<Response, PageError> {
    let (t, today) = (staff.t, staff.ctx.today());
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ReadSafetyBoard>(&mut uow).await?;
    let items = safety::board(&staff.ctx, &mut uow, &permit).await?;
    // Each woman once: what she is called for those who may read her safety, nothing for others.
    let mut names: BTreeMap<Id<Woman>, Option<(String, String)>> = BTreeMap::new();
    for item in &items {
        if names.contains_key(&item.woman) {
            continue;
        }
        let readable = staff.permit::<act::ReadSafety>(&mut uow, item.woman).await.is_ok();
        let shown = match staff.permit::<act::SeeBand>(&mut uow, item.woman).await {
            Ok(band) if readable => {
                let who = record::read_identity(&mut uow, &band).await;
                let who = who.map_err(PageError::broken)?;
                let named = staff.permit::<act::SeeName>(&mut uow, item.woman).await.is_ok();
                let reference = who.reference.to_string();
                let called = who.draft.identity.called().to_owned();
                let name = if named { called } else { reference };
                Some((name, who.reference.compact()))
            }
            Ok(_) | Err(PageError::Forbidden(_) | PageError::NotFound) => None,
            Err(error) => return Err(error),
        };
        names.insert(item.woman, shown);
    }
    drop(uow);
    let listed: Vec<Id<Woman>> =
        names.iter().filter(|(_, shown)| shown.is_some()).map(|(woman, _)| *woman).collect();
    staff.entered(Entry::about_place(&permit).listing(listed)).await?;
    let rows = |late: bool| {
        let items = items.iter().filter(|item| item.is_late(today) == late);
        let rows = items.filter_map(|item| {
            let (name, reference) = names.get(&item.woman)?.as_ref()?;
            let href = format!("/women/{reference}/safety#{}", place_of(item));
            let row = Row::new(href, name);
            Some(row.more(to_do(t, item)).clock(clock(t, item.on, today)))
        });
        Work::new(rows.collect())
    };
    let (late, due_today) = (rows(true), rows(false));
    let shell = staff.shell(Room::Safety);
    Ok(page::show(&BoardPage { t, shell, late, today: due_today }))
}
