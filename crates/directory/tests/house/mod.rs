//! A centre that keeps a directory, and the people in it.
#![allow(dead_code, reason = "each test file uses what it needs")]

use std::collections::BTreeSet;

use access::accounts::{Email, NewAccount, create, found_organisation, set_roles};
use access::facts::Place;
use access::sign_in::HashedPassword;
use access::{Act, Denied, Gate, Permit, Role, act};
use directory::intake::{Taken, TakenEntry, feed_document};
use directory::model::*;
use directory::service::{
    Extent, ImportReport, SourceDraft, SourceKind, begin_import, by_service, publish_all,
};
use directory::{Audience, Published};
use kernel::ctx::OrganisationMark;
use kernel::{Actor, Ctx, Id};
use serde_json::{Value, json};
use store::{Migration, Store, Uow};
use testkit::House;
use uuid::Uuid;

pub const STREET: &str = "14 Swallow Lane";
pub const POSTCODE: &str = "NP20 4ZZ";

pub fn steps() -> Vec<Migration> {
    [access::MIGRATIONS, directory::MIGRATIONS].concat()
}

pub struct Keeper {
    pub house: House,
    pub gate: Gate,
    pub id: Id<OrganisationMark>,
}

/// Somebody who works there.
pub struct Person {
    pub ctx: Ctx,
    gate: Gate,
}

impl Person {
    pub async fn may<A: Act>(&self, uow: &mut Uow) -> Permit<A::On, A>
    where
        A::On: Place,
    {
        self.asks(uow).await.unwrap()
    }

    pub async fn asks<A: Act>(&self, uow: &mut Uow) -> Result<Permit<A::On, A>, Denied>
    where
        A::On: Place,
    {
        self.gate.permit_place(&self.ctx, uow).await
    }

    /// The same person, who has just said again who she is.
    pub fn stepped_up(&self) -> Self {
        let gate = self.gate.stepped_up(Some(self.ctx.now_micros()));
        Self { ctx: self.ctx.clone(), gate }
    }
}

impl Keeper {
    pub async fn on_each_database() -> Vec<Self> {
        let mut keepers = Vec::new();
        for house in House::on_each_database(&steps()).await {
            let mut uow = house.store.begin().await.unwrap();
            let id = found_organisation(&house.ctx, &mut uow, "Teasel House").await.unwrap();
            uow.commit().await.unwrap();
            keepers.push(Self { house, gate: Gate::shipped().unwrap(), id });
        }
        keepers
    }

    pub fn store(&self) -> &Store {
        &self.house.store
    }

    pub fn program(&self) -> Person {
        let ctx = self.house.ctx.acting_as(Actor::System { organisation: self.id });
        Person { ctx, gate: self.gate.clone() }
    }

    pub async fn person(&self, role: Role) -> Person {
        let Person { ctx, .. } = self.program();
        let password = HashedPassword::of(&ctx, "a long password of nobody".into()).await.unwrap();
        let mut uow = self.store().begin().await.unwrap();
        let permit = self.gate.permit_place::<act::ManageAccounts>(&ctx, &mut uow).await.unwrap();
        let email = Email::parse(&format!("{}@example.org", role.code())).unwrap();
        let new = NewAccount { name: role.code().into(), email, password };
        let account = create(&ctx, &mut uow, &permit, new).await.unwrap();
        let permit =
            self.gate.permit_account::<act::ChangeRoles>(&ctx, &mut uow, account).await.unwrap();
        set_roles(&ctx, &mut uow, &permit, &BTreeSet::from([role]), &BTreeSet::new())
            .await
            .unwrap();
        uow.commit().await.unwrap();
        let actor = Actor::Account { account, organisation: self.id };
        Person { ctx: ctx.acting_as(actor), gate: self.gate.clone() }
    }

    /// Takes these records in as what a source says.
    pub async fn takes(&self, source: &str, records: &[Value]) -> ImportReport {
        self.try_takes(source, records, Extent::Whole, Then::Commit).await
    }

    pub async fn try_takes(
        &self,
        source: &str,
        records: &[Value],
        extent: Extent,
        then: Then,
    ) -> ImportReport {
        let program = self.program();
        let mut uow = self.store().begin().await.unwrap();
        let permit = program.may(&mut uow).await;
        let draft = draft(source, SourceKind::Document);
        let mut arrival = begin_import(&program.ctx, &mut uow, &permit, draft).await.unwrap();
        let page = json!({ "contents": records }).to_string();
        let (taken, _) = feed_document(&mut arrival.intake, &page).unwrap();
        arrival.take(&program.ctx, &mut uow, taken).await.unwrap();
        let report = arrival.finish(&program.ctx, &mut uow, extent).await.unwrap();
        if then == Then::Commit {
            uow.commit().await.unwrap();
        }
        report
    }

    /// Takes in entries as they stand, confirmed or not.
    pub async fn keeps(&self, entries: Vec<Entry>) -> ImportReport {
        let program = self.program();
        let mut uow = self.store().begin().await.unwrap();
        let permit = program.may(&mut uow).await;
        let draft = draft("invented", SourceKind::Invented);
        let mut arrival = begin_import(&program.ctx, &mut uow, &permit, draft).await.unwrap();
        let entries = entries.into_iter().map(|entry| {
            let raw = json!({ "id": entry.service.ident.id, "name": entry.service.name });
            TakenEntry { entry, raw }
        });
        let taken = Taken { entries: entries.collect(), ..Taken::default() };
        arrival.take(&program.ctx, &mut uow, taken).await.unwrap();
        let report = arrival.finish(&program.ctx, &mut uow, Extent::Whole).await.unwrap();
        uow.commit().await.unwrap();
        report
    }

    pub async fn shown_to(&self, audience: Audience) -> Vec<Published> {
        let mut uow = self.store().read().await.unwrap();
        let mut shown = Vec::new();
        let today = self.house.ctx.today();
        publish_all(&mut uow, self.id, audience, today, |one| shown.push(one)).await.unwrap();
        shown
    }

    pub async fn entry(&self, service: Uuid) -> Entry {
        let mut uow = self.store().read().await.unwrap();
        by_service(&mut uow, self.id, service).await.unwrap().unwrap().entry
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Commit,
    LeaveIt,
}

pub fn draft(name: &str, kind: SourceKind) -> SourceDraft {
    SourceDraft { name: SourceName::new(name), kind, address: format!("{name}.json") }
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x4000_8000_0000_0000_0000 + number)
}

/// A service as a feed tells it, at a library of its own.
pub fn service(number: u128, name: &str) -> Value {
    json!({
        "id": id(number), "name": name, "status": "active", "description": "Somebody to talk to.",
        "url": "https://example.org/", "email": "hello@example.org",
        "organization": {"id": id(number + 50_000), "name": format!("House {number}"),
            "description": "A charity"},
        "service_at_locations": [{"id": id(number + 10_000), "location": {
            "id": id(number + 20_000), "location_type": "physical", "latitude": 51.5881,
            "longitude": -2.9975,
            "addresses": [{"id": id(number + 30_000), "address_1": format!("{number} Market Square"),
                "city": "Newport", "postal_code": "NP20 1PA", "country": "GB",
                "address_type": "physical"}]}}],
    })
}

/// The same at Swallow Lane.
pub fn at_swallow_lane(mut service: Value) -> Value {
    let location = &mut service["service_at_locations"][0]["location"];
    location["latitude"] = json!(51.5871);
    location["longitude"] = json!(-2.9983);
    location["addresses"][0]["address_1"] = json!(STREET);
    location["addresses"][0]["postal_code"] = json!(POSTCODE);
    service
}

/// What of Swallow Lane a text tells.
pub fn tells(text: &str) -> Option<&'static str> {
    ["Swallow", "swallow", "NP204ZZ", "NP20 4ZZ", "51.587", "2.9983"]
        .into_iter()
        .find(|secret| text.contains(secret))
}
