//! What `alongside demo` makes: as many as wished, the same for the same seed, shaped like the
//! shares, and nobody with the number of somebody else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod rows;

use std::collections::BTreeMap;

use demo::{Wish, invent};
use rows::{Counted, counts, each, many};
use testkit::House;

fn steps() -> Vec<store::Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS].concat()
}

async fn made(women: u32, seed: u64) -> House {
    let house = House::sqlite(&steps()).await;
    let mut heard = 0;
    invent(&house.ctx, &house.store, &Wish { women, seed, sessions: None }, |done| heard = done)
        .await
        .unwrap();
    assert_eq!(heard, women);
    house
}

async fn all(house: &House) -> BTreeMap<&'static str, i64> {
    let mut uow = house.store.read().await.unwrap();
    counts(&mut uow).await
}

#[tokio::test]
async fn the_same_seed_gives_the_same_rows_and_another_seed_gives_others() {
    let (one, two, other) = (made(24, 5).await, made(24, 5).await, made(24, 6).await);
    let first = all(&one).await;
    assert_eq!(first, all(&two).await);
    assert_eq!(first["women"], 24);
    assert_ne!(first, all(&other).await);
    let references = |house: House| async move {
        let mut uow = house.store.read().await.unwrap();
        each(&mut uow).await
    };
    assert_eq!(references(one).await, references(two).await);
}

#[tokio::test]
async fn as_many_women_as_wished_and_their_shares_are_those_cited() {
    let house = made(200, 7).await;
    let mut uow = house.store.read().await.unwrap();
    let women = many(&mut uow, Counted::Women).await;
    assert_eq!(women, 200);
    assert_eq!(many(&mut uow, Counted::WomenOfTheFirstCentre).await, 170);
    let share = |some: i64, of: i64| some as f64 / of as f64;
    let white = share(many(&mut uow, Counted::White).await, women);
    assert!((white - 0.80).abs() < 0.09, "{white}");
    let came = many(&mut uow, Counted::Came).await;
    let recorded = many(&mut uow, Counted::Recorded).await;
    let kept = share(came, recorded);
    assert!((kept - demo::shares::ATTENDED.share).abs() < 0.06, "{kept} of {recorded}");
    let assessed = many(&mut uow, Counted::Assessed).await;
    let abuse = share(many(&mut uow, Counted::HardByAbuse).await, assessed);
    assert!((abuse - demo::shares::DOMESTIC_ABUSE.share).abs() < 0.12, "{abuse} of {assessed}");
    let waiting = many(&mut uow, Counted::Waiting).await;
    assert_eq!(waiting, 12);
}

#[tokio::test]
async fn no_two_women_share_a_number_and_no_message_of_the_past_waits_to_be_sent() {
    let house = made(60, 8).await;
    let mut uow = house.store.read().await.unwrap();
    let numbers = many(&mut uow, Counted::Numbers).await;
    assert!(numbers > 10, "{numbers}");
    assert_eq!(numbers, many(&mut uow, Counted::DifferentNumbers).await);
    assert_eq!(many(&mut uow, Counted::Messages).await, 0);
}

#[tokio::test]
async fn the_caseworkers_day_is_full_at_any_hour_of_any_day() {
    for now in ["2026-11-22T00:05:00Z", "2026-11-28T22:50:00Z", "2026-12-25T11:00:00Z"] {
        let house = House::sqlite(&steps()).await;
        house.clock.set(now.parse().unwrap());
        let wish = Wish { women: 12, seed: 9, sessions: None };
        let sign_ins = invent(&house.ctx, &house.store, &wish, |_| ()).await.unwrap();
        let nia = sign_ins.iter().find(|one| one.code == "caseworker").unwrap().account;
        let mut uow = house.store.read().await.unwrap();
        let day = rows::day_of(&mut uow, nia, house.ctx.today()).await;
        assert!(day.appointments >= 6, "{now}: {day:?}");
        assert!(day.tasks_due >= 5, "{now}: {day:?}");
        assert!(day.stale >= 1, "{now}: {day:?}");
        assert!(day.marac_due >= 1, "{now}: {day:?}");
    }
}
