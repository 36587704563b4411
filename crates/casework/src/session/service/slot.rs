//! Who and what else is there at that time: warnings, and the one thing that blocks.

use std::collections::BTreeSet;

use access::action::Woman;
use jiff::{Timestamp, ToSpan as _};
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Ctx, Id, time};
use store::{Uow, values};
use uuid::Uuid;

use crate::keep_apart::{self, Answer, Person};
use crate::session::SessionError;
use crate::session::model::{SessionId, Warning, far_ahead};
use crate::session::sql::{self, IdRow};

/// Two who must not meet are kept apart by so many minutes at one site: people come early, and wait
/// for a lift.
const APART_MINUTES: i64 = 30;

/// A time at a place with a worker.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub organisation: Id<OrganisationMark>,
    pub site: Option<Uuid>,
    pub room: Option<Uuid>,
    pub staff: Id<AccountMark>,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// The session that is moved, when one is.
    pub moved: Option<SessionId>,
}

impl Slot {
    fn myself(&self) -> Uuid {
        self.moved.map_or(Uuid::nil(), Id::uuid)
    }

    /// What to ask about once, for these women. Sorted, each once.
    pub(super) async fn warnings(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        women: &[Id<Woman>],
    ) -> Result<Vec<Warning>, SessionError> {
        let mut found = Vec::new();
        if far_ahead(ctx.today(), self.starts_at) {
            found.push(Warning::FarAhead);
        }
        let (from, to, myself) = (self.starts_at, self.ends_at, self.myself());
        if let Some(room) = self.room {
            let taken: Option<IdRow> = uow
                .optional(&sql::ROOM_TAKEN, values![self.organisation, room, from, to, myself])
                .await?;
            found.extend(taken.map(|_| Warning::RoomTaken));
        }
        let busy: Option<IdRow> = uow
            .optional(&sql::WORKER_BUSY, values![self.organisation, self.staff, from, to, myself])
            .await?;
        found.extend(busy.map(|_| Warning::WorkerBusy));
        for woman in women {
            let busy: Option<IdRow> = uow
                .optional(&sql::SHE_IS_BUSY, values![self.organisation, *woman, from, to, myself])
                .await?;
            found.extend(busy.map(|_| Warning::SheIsBusy));
            let case: Option<IdRow> =
                uow.optional(&sql::OPEN_CASE, values![self.organisation, *woman]).await?;
            if case.is_none() {
                found.push(Warning::NoOpenCase);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Refuses a slot in which one of these women would meet somebody she is kept apart from: in the
    /// same session, with its worker, or about the same site half an hour before and after.
    pub(super) async fn keeps_apart(
        &self,
        uow: &mut Uow,
        women: &[Id<Woman>],
    ) -> Result<(), SessionError> {
        let margin = APART_MINUTES.minutes();
        let from = self.starts_at.saturating_sub(margin).unwrap_or(Timestamp::MIN);
        let to = self.ends_at.saturating_add(margin).unwrap_or(Timestamp::MAX);
        let near = values![self.organisation, self.site, from, to, self.myself()];
        let others: Vec<IdRow> = uow.all(&sql::WOMEN_NEAR, near).await?;
        let workers: Vec<IdRow> = uow.all(&sql::WORKERS_NEAR, near).await?;
        let people = others.into_iter().map(|row| Person::Woman(row.id.into()));
        let with: BTreeSet<Person> = people
            .chain(workers.into_iter().map(|row| Person::Worker(row.id.into())))
            .chain(women.iter().copied().map(Person::Woman))
            .chain([Person::Worker(self.staff)])
            .collect();
        let on = time::london(self.starts_at).date();
        let slot = keep_apart::Slot { organisation: self.organisation, on, with };
        for woman in women {
            match keep_apart::check(uow, Person::Woman(*woman), &slot).await? {
                Answer::Free => {}
                Answer::NotThisSlot => return Err(SessionError::NotThisSlot),
            }
        }
        Ok(())
    }
}
