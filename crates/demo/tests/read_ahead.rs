//! What a list reads ahead for many women is what it would have read for each, on both databases; and a
//! unit of work that writes never takes an answer of before.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use access::action::{Woman, act};
use access::{Gate, VisibleWomen, accounts, records};
use casework::contact;
use casework::record::{self, Narrowing};
use demo::{Wish, invent};
use kernel::{Actor, Ctx, Id};
use store::{Uow, values};
use testkit::House;

mod sql {
    store::statements! {
        RESTRICT = "update record set restricted = 1 where woman_id = $1";
    }
}

/// All that a row of the list shows of her.
async fn row(ctx: &Ctx, uow: &mut Uow, gate: &Gate, woman: Id<Woman>) -> String {
    let actor = gate.actor(ctx, uow).await.unwrap();
    let facts = gate.facts_of(ctx, uow, &actor, woman).await.unwrap();
    let permit = gate.permit_as::<act::SeeBand>(ctx, uow, &actor, woman).await.unwrap();
    let her = record::read_identity(uow, &permit).await.unwrap();
    let standing = contact::standing(ctx, uow, &permit, &[]).await.unwrap();
    let terms: Vec<_> = standing
        .rules
        .iter()
        .map(|rule| (rule.terms.reveal().value.clone(), rule.terms.reveal().note.clone()))
        .collect();
    let cases = record::cases(uow, &permit).await.unwrap();
    let supporters = records::supported_by(uow, &permit).await.unwrap();
    format!(
        "{facts:?} {:?} {standing:?} {terms:?} {cases:?} {supporters:?}",
        her.draft.identity.called()
    )
}

#[tokio::test]
async fn a_row_that_was_read_ahead_says_what_it_says_when_it_is_read_alone() {
    let steps = [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS].concat();
    for house in House::on_each_database(&steps).await {
        let wish = Wish { women: 45, seed: 4, sessions: None };
        let sign_ins = invent(&house.ctx, &house.store, &wish, |_| {}).await.unwrap();
        let gate = Gate::shipped().unwrap();
        let mut uow = house.store.read().await.unwrap();
        let organisations = accounts::organisations(&mut uow).await.unwrap();
        let organisation = organisations.iter().find(|(_, name)| name == "Teasel House").unwrap().0;
        drop(uow);
        let mut seen = 0;
        for code in ["caseworker", "manager", "volunteer"] {
            let account = sign_ins.iter().find(|one| one.code == code).unwrap().account;
            let ctx = house.ctx.acting_as(Actor::Account { account, organisation });
            let mut uow = house.store.read().await.unwrap();
            let permit = gate.permit_place::<act::SearchWomen>(&ctx, &mut uow).await.unwrap();
            let actor = gate.actor(&ctx, &mut uow).await.unwrap();
            let sight = VisibleWomen::load(&ctx, &mut uow, &actor).await.unwrap();
            let any = Narrowing::default();
            let page =
                record::list_women(&ctx, &mut uow, &permit, &sight, &any, None).await.unwrap();
            // Named twice she is still read once, and whole.
            let twice: Vec<_> = page.women.iter().flat_map(|w| [w.clone(), w.clone()]).collect();
            record::read_rows_ahead(&ctx, &mut uow, &actor, &twice).await.unwrap();
            for woman in &page.women {
                let ahead = row(&ctx, &mut uow, &gate, woman.id).await;
                let mut alone = house.store.read().await.unwrap();
                assert_eq!(ahead, row(&ctx, &mut alone, &gate, woman.id).await);
                seen += 1;
            }
        }
        assert!(seen > 40, "only {seen} rows were compared");
    }
}

#[tokio::test]
async fn a_unit_of_work_that_writes_reads_again_what_it_changed() {
    let steps = [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS].concat();
    for house in House::on_each_database(&steps).await {
        let wish = Wish { women: 3, seed: 4, sessions: None };
        let sign_ins = invent(&house.ctx, &house.store, &wish, |_| {}).await.unwrap();
        let gate = Gate::shipped().unwrap();
        let mut uow = house.store.begin().await.unwrap();
        let organisations = accounts::organisations(&mut uow).await.unwrap();
        let organisation = organisations.iter().find(|(_, name)| name == "Teasel House").unwrap().0;
        let account = sign_ins.iter().find(|one| one.code == "manager").unwrap().account;
        let ctx = house.ctx.acting_as(Actor::Account { account, organisation });
        let permit = gate.permit_place::<act::SearchWomen>(&ctx, &mut uow).await.unwrap();
        let actor = gate.actor(&ctx, &mut uow).await.unwrap();
        let sight = VisibleWomen::load(&ctx, &mut uow, &actor).await.unwrap();
        let any = Narrowing::default();
        let page = record::list_women(&ctx, &mut uow, &permit, &sight, &any, None).await.unwrap();
        record::read_rows_ahead(&ctx, &mut uow, &actor, &page.women).await.unwrap();
        let woman = page.women[0].id;
        let before = gate.facts_of(&ctx, &mut uow, &actor, woman).await.unwrap().unwrap();
        assert!(!before.is_restricted());
        uow.execute(&sql::RESTRICT, values![woman]).await.unwrap();
        let after = gate.facts_of(&ctx, &mut uow, &actor, woman).await.unwrap().unwrap();
        assert!(after.is_restricted());
    }
}
