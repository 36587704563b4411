//! The demo's own clock: what is invented happened over the last eighteen months, so it is written
//! down at the hour when it happened. Not the clock of the program.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use kernel::ctx::{Seeded, SetClock};
use kernel::{Actor, Ctx, time, working_day};

use crate::people::below;

/// How far back the demo reaches.
pub const DAYS_BACK: u32 = 540;

/// A clock that is moved from event to event, never past the real present.
pub struct Past {
    clock: Arc<SetClock>,
    now: Timestamp,
    ctx: Ctx,
}

impl Past {
    /// Starts so far back that everything fits after it.
    #[must_use]
    pub fn new(now: Timestamp, seed: u64) -> Self {
        let begins =
            now.saturating_sub(jiff::SignedDuration::from_hours(24 * i64::from(DAYS_BACK + 30)));
        let clock = Arc::new(SetClock::new(begins.unwrap_or(now)));
        let shared: Arc<dyn kernel::Clock> = Arc::<SetClock>::clone(&clock);
        // Another stream than the installation's own, which is made from the same number.
        let chance = Arc::new(Seeded::new(seed ^ 0x5ea5_1e00_0000_0000));
        Self { clock, now, ctx: Ctx::new(shared, chance, Actor::Visitor) }
    }

    /// The context of an actor, on this clock.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Ctx {
        self.ctx.acting_as(actor)
    }

    /// The context of nobody: for drawing.
    #[must_use]
    pub const fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// The real present.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Today in London.
    #[must_use]
    pub fn today(&self) -> Date {
        time::london(self.now).date()
    }

    /// The day so many days ago, or to come when negative.
    #[must_use]
    pub fn days_ago(&self, days: i32) -> Date {
        self.today().saturating_sub(days.days())
    }

    /// Moves the clock, at most to the present.
    pub fn go(&self, at: Timestamp) -> Timestamp {
        let at = at.min(self.now);
        self.clock.set(at);
        at
    }

    /// Moves the clock to an hour of a day.
    pub fn go_to(&self, day: Date, hour: i8, minute: i8) -> Timestamp {
        self.go(at(day, hour, minute))
    }

    /// Moves the clock to some time in the working hours of a day.
    pub fn go_to_some_hour(&self, day: Date) -> Timestamp {
        let hour = i8::try_from(9 + below(&self.ctx, 8)).unwrap_or(9);
        let minute = i8::try_from(5 * below(&self.ctx, 12)).unwrap_or(0);
        self.go_to(day, hour, minute)
    }
}

/// A time of a day in London.
#[must_use]
pub fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    time::at_london(day.at(hour, minute, 0, 0))
}

/// That day, or the last working day before it.
#[must_use]
pub fn worked(day: Date) -> Date {
    let mut day = day;
    while !working_day::is_working_day(day) {
        day = day.saturating_sub(1.day());
    }
    day
}

/// That day, or the first working day after it.
#[must_use]
pub fn to_work(day: Date) -> Date {
    if working_day::is_working_day(day) { day } else { working_day::next_working_day(day) }
}
