//! Invented services in the demo's directory, so that the finder has something to find.
//!
//! They are invented as a whole directory of the kingdom would be: in real towns, by organisations that
//! do not exist. Beside them stand published facts (`data/programmes`, `data/directory`): real contracts
//! and services, unconfirmed, for professionals only.

use access::{Gate, act};
use directory::intake::{Taken, TakenEntry, carried_contracts, known_services};
use directory::invented::invented;
use directory::model::{Entry, SourceName};
use directory::service::{Extent, SourceDraft, SourceKind, begin_import};
use kernel::ctx::Seeded;
use kernel::{Actor, Ctx};
use store::Store;

use crate::DemoError;

/// Entries that are written down before the next are invented into memory.
const PAGE: usize = 1_000;

/// Puts so many invented services into the directory of the centre of this name, confirmed by those
/// who offer them. The same seed invents the same services.
///
/// # Errors
/// By what is wrong.
pub async fn invent_services(
    ctx: &Ctx,
    store: &Store,
    centre: &str,
    many: usize,
    seed: u64,
) -> Result<(), DemoError> {
    if many == 0 {
        return Ok(());
    }
    let gate = Gate::shipped().map_err(|error| DemoError::Denied(error.to_string()))?;
    let mut uow = store.begin().await?;
    let organisations = access::accounts::organisations(&mut uow).await?;
    let Some((organisation, _)) = organisations.iter().find(|(_, name)| name == centre) else {
        return Err(DemoError::Denied("nobody keeps a directory here".to_owned()));
    };
    let ctx = &ctx.acting_as(Actor::System { organisation: *organisation });
    let permit = gate.permit_place::<act::ImportDirectory>(ctx, &mut uow).await?;
    let facts = SourceDraft {
        name: SourceName::new("published facts"),
        kind: SourceKind::Carried,
        address: "data/programmes and data/directory of the program".to_owned(),
    };
    let mut arrival = begin_import(ctx, &mut uow, &permit, facts).await?;
    for taken in [carried_contracts(&mut arrival.intake), known_services(&mut arrival.intake)] {
        arrival.take(ctx, &mut uow, taken).await?;
    }
    arrival.finish(ctx, &mut uow, Extent::Whole).await?;
    let source = SourceDraft {
        name: SourceName::new("invented"),
        kind: SourceKind::Invented,
        address: "invented for the demo".to_owned(),
    };
    let mut arrival = begin_import(ctx, &mut uow, &permit, source).await?;
    let mut entries = invented(&Seeded::new(seed), ctx.today(), many).into_iter();
    loop {
        let page: Vec<TakenEntry> = entries.by_ref().take(PAGE).map(taken).collect();
        if page.is_empty() {
            break;
        }
        let page = Taken { entries: page, ..Taken::default() };
        arrival.take(ctx, &mut uow, page).await?;
    }
    arrival.finish(ctx, &mut uow, Extent::Whole).await?;
    uow.commit().await?;
    Ok(())
}

/// No source sent a record of something invented; its id stands for one.
fn taken(entry: Entry) -> TakenEntry {
    let raw = serde_json::json!({ "id": entry.service.ident.id, "invented": true });
    TakenEntry { entry, raw }
}
