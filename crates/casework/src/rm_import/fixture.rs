//! Made-up performance reports, for tests and for the demo. Nobody in them exists.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp, civil::Date};
use kernel::Ctx;
use kernel::ctx::{Actor, Seeded, SetClock};

use super::report::COLUMNS;

const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

/// One made-up row, before it is written as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeUp {
    /// Reference, two letters, four digits, two letters.
    pub reference: String,
    /// Case reference number.
    pub crn: String,
    /// When it was received.
    pub received: Timestamp,
    /// End of sentence.
    pub sentence_end: Option<Date>,
    /// When it was concluded.
    pub concluded: Option<Timestamp>,
    /// Sessions attended.
    pub attended: Option<u32>,
}

/// A whole report of so many rows from a seed; the same seed gives the same text.
#[must_use]
pub fn report(seed: u64, rows: usize) -> String {
    write(&made_up(seed, rows))
}

/// So many rows from a seed.
#[must_use]
pub fn made_up(seed: u64, rows: usize) -> Vec<MadeUp> {
    let start: Timestamp = Timestamp::from_second(1_772_400_000).unwrap_or(Timestamp::UNIX_EPOCH);
    let clock = std::sync::Arc::new(SetClock::new(start));
    let ctx = Ctx::new(clock, std::sync::Arc::new(Seeded::new(seed)), Actor::Visitor);
    let below = |many: u16| -> u16 { u16::from_le_bytes(ctx.random()) % many.max(1) };
    let letter = || {
        let at = usize::from(below(24));
        LETTERS.get(at).map_or('A', |byte| char::from(*byte))
    };
    (0..rows)
        .map(|row| {
            let received = start + SignedDuration::from_mins(i64::from(below(60_000)));
            let serial = row % 10_000;
            let reference = format!("{}{}{serial:04}{}{}", letter(), letter(), letter(), letter());
            let concluded = (below(3) == 0)
                .then(|| received + SignedDuration::from_hours(24 * i64::from(below(120) + 1)));
            MadeUp {
                reference,
                crn: format!("X{:06}", 100_000 + row),
                received,
                sentence_end: (below(4) != 0)
                    .then(|| kernel::time::london(received).date())
                    .and_then(|day| day.checked_add(jiff::Span::new().days(below(700))).ok()),
                concluded,
                attended: (below(2) == 0).then(|| u32::from(below(20))),
            }
        })
        .collect()
}

/// Writes rows as the report has them: some instants without seconds, some with fractions, some
/// fields in quotes.
#[must_use]
pub fn write(rows: &[MadeUp]) -> String {
    let mut text = COLUMNS.join(",");
    text.push('\n');
    for (place, row) in rows.iter().enumerate() {
        let instant = |at: Timestamp| match place % 3 {
            0 => at.strftime("%Y-%m-%dT%H:%MZ").to_string(),
            1 => at.strftime("%Y-%m-%dT%H:%M:%S.123Z").to_string(),
            _ => at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        };
        let id = uuid::Uuid::from_u128(0x5eed_0000 + u128::try_from(place).unwrap_or(0));
        let end_state = if row.concluded.is_some() { "completed" } else { "" };
        let first_session = row.attended.filter(|n| *n > 0).map(|_| instant(row.received));
        let due =
            kernel::time::london(row.received).date().saturating_add(jiff::Span::new().days(180));
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{},{id},PRJ_0000,\"A made-up, provider\",worker@example.org,{},{},,,,,,,,,{},3,,{},{},,,,{},{end_state},{due},{}",
            row.reference,
            row.crn,
            instant(row.received),
            first_session.unwrap_or_default(),
            row.attended.map_or_else(String::new, |n| (n + 2).to_string()),
            row.attended.map_or_else(String::new, |n| n.to_string()),
            row.concluded.map(instant).unwrap_or_default(),
            row.sentence_end.map(|d| d.to_string()).unwrap_or_default(),
        );
    }
    text
}
