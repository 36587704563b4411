//! What happens to one invented woman, drawn before any of it is written down.

use casework::need::NeedArea;
use casework::record::CloseReason;
use casework::referral::Source;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::past::{DAYS_BACK, Past, worked};
use crate::people::{self, Person, below, draw, fraction};
use crate::shares::{
    ATTENDED, CARES_FOR_CHILDREN, CLOSED_BECAUSE, DAYS_OF_SUPPORT, NEEDS, SOURCES,
};

/// One woman's way.
pub struct Life {
    /// Which woman of the demo, from nought. Numbers that must be hers alone are made of it.
    pub nth: u32,
    /// Who she is.
    pub person: Person,
    /// Who referred her.
    pub source: Source,
    /// The day it came in.
    pub referred: Date,
    /// The day she was taken on.
    pub opened: Date,
    /// The last day and why, when her support has ended.
    pub closed: Option<(Date, CloseReason)>,
    /// What is hard, in the order of the areas.
    pub needs: Vec<NeedArea>,
    /// Children who depend on her.
    pub children: u32,
    /// How she keeps appointments, between nought and one.
    pub keeps: f64,
}

fn source_of(code: &str) -> Source {
    match code {
        "self" => Source::Herself,
        "liaison_and_diversion" => Source::Liaison,
        other => Source::from_code(other).unwrap_or(Source::Other),
    }
}

impl Life {
    /// The next one.
    #[must_use]
    pub fn drawn(past: &Past, nth: u32) -> Self {
        let ctx = past.ctx();
        let person = people::person(ctx, past.today());
        let days_ago = i32::try_from(12 + below(ctx, DAYS_BACK - 30)).unwrap_or(12);
        let opened = worked(past.days_ago(days_ago));
        let waited = i32::try_from(1 + below(ctx, 4)).unwrap_or(1);
        let referred = worked(opened.saturating_sub(waited.days()));
        let (least, most) = DAYS_OF_SUPPORT;
        let lasts = i32::try_from(least + below(ctx, most - least)).unwrap_or(120);
        let ends = worked(opened.saturating_add(lasts.days()));
        let reason = draw(ctx, &CLOSED_BECAUSE, CloseReason::Completed);
        let mut needs: Vec<NeedArea> = NeedArea::ALL
            .iter()
            .zip(NEEDS)
            .filter(|(_, need)| fraction(ctx) < need.share)
            .map(|(area, _)| *area)
            .collect();
        if needs.is_empty() {
            needs.push(NeedArea::MentalHealth);
        }
        let cares = fraction(ctx) < CARES_FOR_CHILDREN.share;
        Self {
            nth,
            source: source_of(draw(ctx, &SOURCES, "other")),
            referred,
            opened,
            closed: (ends < past.today()).then_some((ends, reason)),
            needs,
            children: if cares { 1 + below(ctx, 3) } else { 0 },
            // Some come nearly always and some seldom; together as many as the share says.
            keeps: (ATTENDED.share + (fraction(ctx) - 0.5) * 0.4).clamp(0.0, 1.0),
            person,
        }
    }

    /// What is called her CRN. The letter is one that is not given out in this form together with
    /// these digits to anybody of the demo twice.
    #[must_use]
    pub fn crn(&self) -> String {
        format!("Z{:06}", self.nth % 1_000_000)
    }

    /// How probation's own system calls her referral.
    #[must_use]
    pub fn funder_reference(&self) -> String {
        const LETTERS: [char; 12] = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M'];
        let place = usize::try_from(self.nth / 10_000).unwrap_or(0);
        let letter = LETTERS.get(place).copied().unwrap_or('Z');
        format!("Z{letter}{:04}ZZ", self.nth % 10_000)
    }

    /// The last day on which something can have happened.
    #[must_use]
    pub fn until(&self, past: &Past) -> Date {
        self.closed.map_or_else(|| past.today(), |(day, _)| day)
    }

    /// Whether abuse is part of it.
    #[must_use]
    pub fn is_in_danger(&self) -> bool {
        self.needs.contains(&NeedArea::Abuse)
    }
}
