//! A fresh installation for one test, on either database, with a clock that the test moves.

use std::sync::Arc;

use kernel::ctx::{Seeded, SetClock};
use kernel::{Actor, Clock, Ctx};
use store::{Migration, Place, Store};
use tempfile::TempDir;

use crate::{Database, postgres_or_skip, ran_on};

/// An installation that lives as long as its test.
pub struct House {
    /// The open store, migrated.
    pub store: Store,
    /// A context of nobody in particular; `ctx.acting_as(…)` gives an actor's.
    pub ctx: Ctx,
    /// The clock of every context made from it. Starts on Tuesday 24 November 2026, 10am London.
    pub clock: Arc<SetClock>,
    /// The installation's folder.
    pub folder: TempDir,
}

impl House {
    /// An embedded installation.
    ///
    /// # Panics
    /// When it cannot be made: then the test cannot say anything.
    pub async fn sqlite(steps: &[Migration]) -> Self {
        ran_on(Database::Sqlite);
        Self::make(None, steps).await
    }

    /// One installation on each database, SQLite first. PostgreSQL is left out, loudly, only where
    /// `ALONGSIDE_WITHOUT_POSTGRES=1` allows it.
    ///
    /// # Panics
    /// As [`Self::sqlite`].
    pub async fn on_each_database(steps: &[Migration]) -> Vec<Self> {
        let mut houses = vec![Self::sqlite(steps).await];
        if let Some(url) = postgres_or_skip() {
            houses.push(Self::make(Some(url), steps).await);
        }
        houses
    }

    async fn make(database: Option<String>, steps: &[Migration]) -> Self {
        let fail = |what: &str, error: &dyn std::fmt::Display| -> ! { panic!("{what}: {error}") };
        let folder = TempDir::new().unwrap_or_else(|error| fail("a folder", &error));
        let start = "2026-11-24T10:00:00Z".parse();
        let clock = Arc::new(SetClock::new(start.unwrap_or_else(|error| fail("a time", &error))));
        let chance = Arc::new(Seeded::new(20_261_124));
        let shared: Arc<dyn Clock> = Arc::<SetClock>::clone(&clock);
        let ctx = Ctx::new(shared, chance, Actor::Visitor);
        let place = Place { folder: folder.path().to_owned(), database };
        let store = Store::create(&ctx, place, steps)
            .await
            .unwrap_or_else(|error| fail("an installation", &error));
        Self { store, ctx, clock, folder }
    }
}
