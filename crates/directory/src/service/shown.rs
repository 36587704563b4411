//! What is published of all that is kept, audience by audience.

use jiff::civil::Date;
use store::{Uow, values};

use super::entries::{self, Which};
use super::withhold::WithheldPlaceRow;
use super::{DirectoryError, Keeper};
use crate::model::Withheld;
use crate::publish::{Audience, NotShown, Published, publish};
use crate::sql::{self, WithheldRow};

/// How many entries an audience sees, and why it does not see the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Shown.
    pub shown: usize,
    /// Never confirmed by their provider.
    pub not_confirmed: usize,
    /// Confirmed too long ago.
    pub too_old: usize,
    /// Past their last day, or ended.
    pub over: usize,
    /// For professionals only.
    pub for_professionals: usize,
}

/// Every place that nobody's entry may tell: those in the register, and those that entries hide,
/// also of entries that were taken back.
///
/// # Errors
/// By what is wrong with the store.
pub async fn register(uow: &mut Uow, keeper: Keeper) -> Result<Withheld, DirectoryError> {
    let mut register = Withheld::default();
    let rows: Vec<WithheldRow> = uow.all(&sql::WITHHELD, values![keeper]).await?;
    for row in rows {
        let place = WithheldPlaceRow::opened(uow, keeper, &row).await?;
        register.note_place(row.provider_id, &place.location);
    }
    entries::each(uow, keeper, Which::Hiding, |kept| register.note(&kept.entry)).await?;
    Ok(register)
}

/// Hands over what an audience may see of every entry that is kept, in the order in which they came
/// in.
///
/// # Errors
/// By what is wrong with the store.
pub async fn publish_all(
    uow: &mut Uow,
    keeper: Keeper,
    audience: Audience,
    today: Date,
    mut each: impl FnMut(Published),
) -> Result<Counts, DirectoryError> {
    let withheld = register(uow, keeper).await?;
    let mut counts = Counts::default();
    entries::each(uow, keeper, Which::Kept, |kept| {
        match publish(&kept.entry, &withheld, audience, today) {
            Ok(published) => {
                counts.shown += 1;
                each(published);
            }
            Err(NotShown::NotConfirmed) => counts.not_confirmed += 1,
            Err(NotShown::TooOld) => counts.too_old += 1,
            Err(NotShown::Over | NotShown::Ended) => counts.over += 1,
            Err(NotShown::ForProfessionals) => counts.for_professionals += 1,
        }
    })
    .await?;
    Ok(counts)
}
