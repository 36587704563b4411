//! Sessions as values: kinds, who came, what is warned of, and what may not be. Pure.
//!
//! Not for the database, nor for who may do it.

use access::action::Woman;
use jiff::civil::{Date, DateTime};
use jiff::tz::AmbiguousOffset;
use jiff::{Timestamp, ToSpan as _};
use kernel::conflict::{Merged, merge_field};
use kernel::ctx::AccountMark;
use kernel::{Id, Personal, Reference, time};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::safety::safety_codes;

/// The longest session, in minutes: a day at court and back.
pub const LONGEST_MINUTES: i64 = 720;

/// How far ahead a booking is usual, in months. Further is asked about once.
const USUAL_MONTHS_AHEAD: i64 = 6;

/// Labels an [`Id`] as a session's.
#[derive(Debug)]
pub enum SessionMark {}

/// The id of a session.
pub type SessionId = Id<SessionMark>;

safety_codes! {
    /// What kind of session it is.
    SessionKind {
        /// She and her worker.
        OneToOne = "one_to_one",
        /// Several women, a programme or a craft.
        Group = "group",
        /// Open door.
        DropIn = "drop_in",
        /// Where she is: street, home, hostel.
        Outreach = "outreach",
        /// A visit to prison, in person or by video.
        PrisonVisit = "prison_visit",
        /// Beside her at court.
        Court = "court",
        /// At the gate on the day of release.
        Gate = "gate",
        /// By telephone.
        Call = "call",
    }
    /// Whether it took place.
    Happened {
        /// It did.
        Yes = "yes",
        /// It did not.
        No = "no",
    }
    /// Whether she came.
    AttendanceState {
        /// Booked, nothing recorded yet.
        Expected = "expected",
        /// She came.
        Attended = "attended",
        /// She came late.
        Late = "late",
        /// She did not come and gave a reason.
        MissedReason = "missed_reason",
        /// She did not come; no reason given.
        MissedNoReason = "missed_no_reason",
        /// It was our fault, or the prison's or court's: never counted against her.
        OurFault = "our_fault",
    }
    /// Probation's own word, asked only where she has to come under an order or licence.
    Probation {
        /// An acceptable absence.
        Acceptable = "acceptable",
        /// An unacceptable absence.
        Unacceptable = "unacceptable",
    }
    /// Whom a worry is about.
    Concern {
        /// Herself.
        Her = "her",
        /// A child.
        Child = "child",
    }
    /// Who asked for another time.
    AskedBy {
        /// She did.
        She = "she",
        /// We did.
        Us = "us",
        /// Prison, court or probation.
        Justice = "justice",
        /// Somebody else, for instance a hospital.
        Other = "other",
    }
    /// Why it was moved or called off.
    MoveReason {
        /// She, or the worker, is ill.
        Ill = "ill",
        /// Children.
        Childcare = "childcare",
        /// Court, probation or another appointment.
        Appointment = "appointment",
        /// Work or training.
        Work = "work",
        /// No way to get there.
        Travel = "travel",
        /// It would not be safe.
        Safety = "safety",
        /// Room or place not to be had.
        Place = "place",
        /// Something else.
        Other = "other",
    }
    /// Who rang whom.
    Rang {
        /// She rang us.
        She = "she",
        /// We rang her, through the safe contact gate.
        We = "we",
    }
    /// Whether she chooses to come or has to.
    Duty {
        /// She comes because she wants to.
        Chosen = "chosen",
        /// An order or licence requires it.
        Required = "required",
    }
}

impl SessionKind {
    /// Whether several women may be put down for one session of this kind.
    #[must_use]
    pub const fn takes_several(self) -> bool {
        matches!(self, Self::Group | Self::DropIn | Self::PrisonVisit)
    }
}

impl AttendanceState {
    /// Whether she was there.
    #[must_use]
    pub const fn came(self) -> bool {
        matches!(self, Self::Attended | Self::Late)
    }

    /// Whether anything was recorded.
    #[must_use]
    pub const fn is_recorded(self) -> bool {
        !matches!(self, Self::Expected)
    }
}

/// Text of the organisation about a session: never about a woman.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What the group is called.
    #[serde(default)]
    pub group: String,
    /// Which court, prison or other place.
    #[serde(default)]
    pub place: String,
}

impl Place {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.group.is_empty() && self.place.is_empty()
    }
}

/// A booking as somebody asks for it.
#[derive(Debug, Clone)]
pub struct SessionDraft {
    /// What kind.
    pub kind: SessionKind,
    /// At which site of ours, when at one.
    pub site: Option<Uuid>,
    /// In which room.
    pub room: Option<Uuid>,
    /// Group's name and place elsewhere.
    pub place: Place,
    /// When.
    pub starts_at: Timestamp,
    /// How long, in minutes.
    pub minutes: i64,
    /// With whom.
    pub staff: Id<AccountMark>,
    /// What she who books was warned of and books all the same.
    pub accepted: Vec<Warning>,
}

impl SessionDraft {
    /// When it ends.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        ends_at(self.starts_at, self.minutes)
    }
}

/// When a session ends.
#[must_use]
pub fn ends_at(starts_at: Timestamp, minutes: i64) -> Timestamp {
    starts_at.saturating_add(minutes.minutes()).unwrap_or(Timestamp::MAX)
}

/// What is asked about once before a booking stands. Only the impossible blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Warning {
    /// More than six months ahead.
    FarAhead,
    /// Another session has the room then.
    RoomTaken,
    /// The worker has another session then.
    WorkerBusy,
    /// She has another session then.
    SheIsBusy,
    /// No open case: what happens is counted to none.
    NoOpenCase,
}

impl Warning {
    /// Every warning.
    pub const ALL: [Self; 5] =
        [Self::FarAhead, Self::RoomTaken, Self::WorkerBusy, Self::SheIsBusy, Self::NoOpenCase];

    /// The code that a form carries and the catalogue has words for.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FarAhead => "far-ahead",
            Self::RoomTaken => "room-taken",
            Self::WorkerBusy => "worker-busy",
            Self::SheIsBusy => "she-is-busy",
            Self::NoOpenCase => "no-open-case",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|warning| warning.code() == code)
    }
}

/// Whether that day is further ahead than is usual.
#[must_use]
pub fn far_ahead(today: Date, starts_at: Timestamp) -> bool {
    time::london(starts_at).date() > today.saturating_add(USUAL_MONTHS_AHEAD.months())
}

/// That clock time does not exist on that day: the clocks go forward over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the clocks go forward over that time")]
pub struct SkippedByTheClocks;

/// The instant of a London date and time. In the hour that comes twice, the first.
///
/// # Errors
/// [`SkippedByTheClocks`] in the hour that the clocks skip: a time that cannot be is refused, and
/// not moved to another without saying so.
pub fn london_start(when: DateTime) -> Result<Timestamp, SkippedByTheClocks> {
    match time::london_zone().to_ambiguous_zoned(when).offset() {
        AmbiguousOffset::Gap { .. } => Err(SkippedByTheClocks),
        AmbiguousOffset::Fold { .. } | AmbiguousOffset::Unambiguous { .. } => {
            Ok(time::at_london(when))
        }
    }
}

/// From the first instant of a London day to the first of another. A day is 23 or 25 hours long
/// when the clocks change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    first: Date,
    many: i32,
}

impl Days {
    /// One day.
    #[must_use]
    pub const fn one(day: Date) -> Self {
        Self { first: day, many: 1 }
    }

    /// The week from Monday to Sunday that holds this day.
    #[must_use]
    pub fn week_of(day: Date) -> Self {
        let back = i32::from(day.weekday().to_monday_zero_offset());
        Self { first: day.saturating_sub(back.days()), many: 7 }
    }

    /// Each day, in order.
    pub fn each(self) -> impl Iterator<Item = Date> {
        (0..self.many).map(move |n| self.first.saturating_add(n.days()))
    }

    /// The first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// The first instant.
    #[must_use]
    pub fn begins(self) -> Timestamp {
        time::at_london(self.first.at(0, 0, 0, 0))
    }

    /// The first instant after it.
    #[must_use]
    pub fn ends(self) -> Timestamp {
        time::at_london(self.first.saturating_add(self.many.days()).at(0, 0, 0, 0))
    }

    /// The same number of days, this many spans later, or earlier when negative.
    #[must_use]
    pub fn moved(self, spans: i32) -> Self {
        let days = self.many.saturating_mul(spans);
        Self { first: self.first.saturating_add(days.days()), many: self.many }
    }
}

/// What is written about her at one session. Sealed with her key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What happened, in a line or two.
    #[serde(default)]
    pub summary: Personal<String>,
    /// Who has to be told.
    #[serde(default)]
    pub tell: Personal<String>,
    /// Where they meet, for a session that is hers alone.
    #[serde(default)]
    pub place: Personal<String>,
    /// Goals of her plan that were worked on.
    #[serde(default)]
    pub goals: Vec<Uuid>,
    /// Of a call: who rang whom.
    #[serde(default)]
    pub rang: Option<Rang>,
}

impl Words {
    /// Whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Everything recorded about one woman at one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whether she came.
    pub state: AttendanceState,
    /// Probation's word.
    pub probation: Option<Probation>,
    /// How long she was there.
    pub minutes: Option<i64>,
    /// Whether something was worrying.
    pub concern: Option<Concern>,
    /// The words.
    pub words: Words,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            state: AttendanceState::Expected,
            probation: None,
            minutes: None,
            concern: None,
            words: Words::default(),
        }
    }
}

/// A field of an [`Entry`], to name a clash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Whether she came.
    State,
    /// Probation's word.
    Probation,
    /// How long.
    Minutes,
    /// Worry.
    Concern,
    /// The summary.
    Summary,
    /// Who to tell.
    Tell,
    /// Where.
    Place,
    /// Goals.
    Goals,
    /// Who rang.
    Rang,
}

impl Field {
    /// The field's name in a form and in the catalogue.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Probation => "probation",
            Self::Minutes => "minutes",
            Self::Concern => "concern",
            Self::Summary => "summary",
            Self::Tell => "tell",
            Self::Place => "place",
            Self::Goals => "goals",
            Self::Rang => "rang",
        }
    }
}

/// Two people recorded the same session, and a person has to choose between their words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Which fields differ. Never empty.
    pub fields: Vec<Field>,
    /// What the second one, who is saving now, wrote; fields that only the first changed are hers.
    pub mine: Entry,
    /// What stands in the record.
    pub theirs: Entry,
    /// The version that stands, with which she saves her choice.
    pub version: i64,
}

/// What two edits of one entry come to: the settled entry, or the fields in which they clash and
/// the second one's entry with everything settled that could be.
///
/// # Errors
/// The clashing fields.
pub fn merge(
    base: &Entry,
    mine: &Entry,
    theirs: &Entry,
) -> Result<Entry, Box<(Vec<Field>, Entry)>> {
    let mut clashes = Vec::new();
    macro_rules! field {
        ($name:ident, $($path:ident).+) => {{
            let (b, m, t) = (&base.$($path).+, mine.$($path).+.clone(), theirs.$($path).+.clone());
            match merge_field(b, m, t) {
                Merged::Clash { mine, .. } => {
                    clashes.push(Field::$name);
                    mine
                }
                Merged::Same(value) | Merged::Mine(value) | Merged::Theirs(value) => value,
            }
        }};
    }
    let merged = Entry {
        state: field!(State, state),
        probation: field!(Probation, probation),
        minutes: field!(Minutes, minutes),
        concern: field!(Concern, concern),
        words: Words {
            summary: field!(Summary, words.summary),
            tell: field!(Tell, words.tell),
            place: field!(Place, words.place),
            goals: field!(Goals, words.goals),
            rang: field!(Rang, words.rang),
        },
    };
    if clashes.is_empty() { Ok(merged) } else { Err(Box::new((clashes, merged))) }
}

/// One woman's line in a calendar, a day or her record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// Its id.
    pub id: Uuid,
    /// She.
    pub woman: Id<Woman>,
    /// The case it is counted to.
    pub case: Option<Uuid>,
    /// Whether she has to come.
    pub duty: Duty,
    /// Whether she came.
    pub state: AttendanceState,
    /// How long she was there.
    pub minutes: Option<i64>,
    /// Edits so far.
    pub version: i64,
}

/// A session with those of its women whom the reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// What stands in addresses.
    pub reference: Reference,
    /// Kind.
    pub kind: SessionKind,
    /// Site of ours.
    pub site: Option<Uuid>,
    /// Room.
    pub room: Option<Uuid>,
    /// Group's name and place elsewhere.
    pub place: Place,
    /// When.
    pub starts_at: Timestamp,
    /// How long it is booked for, in minutes.
    pub minutes: i64,
    /// The worker.
    pub staff: Id<AccountMark>,
    /// Whether it took place.
    pub happened: Option<Happened>,
    /// Edits so far.
    pub version: i64,
    /// Women whom the reader may see.
    pub women: Vec<Attendance>,
    /// How many are put down in all.
    pub put_down: i64,
    /// Of a drop-in: how many visits were entered, and how many of them have no name.
    pub visits: Visits,
}

impl Session {
    /// The London day on which it starts.
    #[must_use]
    pub fn day(&self) -> Date {
        time::london(self.starts_at).date()
    }

    /// Whether it is over and nothing was recorded.
    #[must_use]
    pub fn waits_to_be_recorded(&self, now: Timestamp) -> bool {
        let of_women = self.women.iter().any(|woman| !woman.state.is_recorded());
        ends_at(self.starts_at, self.minutes) < now && (self.happened.is_none() || of_women)
    }
}

/// Counts of a drop-in. `named + nameless == all`, always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Visits {
    /// Everybody who came through the door.
    pub all: i64,
    /// With a name.
    pub named: i64,
    /// Without, as yet.
    pub nameless: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_time_that_the_clocks_skip_is_refused_and_the_one_that_comes_twice_is_the_first() {
        let skipped = date(2026, 3, 29).at(1, 30, 0, 0);
        assert_eq!(london_start(skipped), Err(SkippedByTheClocks));
        let twice = london_start(date(2026, 10, 25).at(1, 30, 0, 0)).unwrap();
        assert_eq!(twice.to_string(), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn the_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer() {
        let hours = |day| {
            let week = Days::week_of(day);
            week.ends().duration_since(week.begins()).as_hours()
        };
        assert_eq!(hours(date(2026, 3, 25)), 167);
        assert_eq!(hours(date(2026, 10, 20)), 169);
        assert_eq!(hours(date(2026, 11, 24)), 168);
    }

    #[test]
    fn six_months_ahead_is_usual_and_the_day_after_is_asked_about() {
        let today = date(2026, 8, 31);
        let at = |day: Date| time::at_london(day.at(11, 0, 0, 0));
        assert!(!far_ahead(today, at(date(2027, 2, 28))));
        assert!(far_ahead(today, at(date(2027, 3, 1))));
    }

    proptest! {
        #[test]
        fn every_london_time_of_a_week_falls_on_exactly_one_of_its_days(
            day in 0i32..4_000, hour in 0i8..24, minute in 0i8..60,
        ) {
            let date = date(2024, 1, 1).saturating_add(day.days());
            let Ok(at) = london_start(date.at(hour, minute, 0, 0)) else { return Ok(()) };
            let week = Days::week_of(date);
            prop_assert!(week.begins() <= at && at < week.ends());
            let on: Vec<Date> = week
                .each()
                .filter(|d| Days::one(*d).begins() <= at && at < Days::one(*d).ends())
                .collect();
            prop_assert_eq!(on, vec![date]);
            prop_assert_eq!(week.moved(1).begins(), week.ends());
            prop_assert_eq!(week.moved(1).moved(-1), week);
        }

        #[test]
        fn a_merge_keeps_every_edit_or_names_the_field(
            base in entries(), mine in entries(), theirs in entries(),
        ) {
            match merge(&base, &mine, &theirs) {
                Ok(merged) => {
                    prop_assert!(mine.state == base.state || merged.state == mine.state);
                    prop_assert!(theirs.state == base.state || merged.state == theirs.state);
                    let text = |e: &Entry| e.words.summary.clone();
                    prop_assert!(text(&mine) == text(&base) || text(&merged) == text(&mine));
                    prop_assert!(text(&theirs) == text(&base) || text(&merged) == text(&theirs));
                }
                Err(clash) => prop_assert!(!clash.0.is_empty()),
            }
        }
    }

    fn entries() -> impl Strategy<Value = Entry> {
        (0usize..3, prop::option::of(0i64..3), "[ab]?").prop_map(|(state, minutes, text)| Entry {
            state: AttendanceState::ALL[state],
            minutes,
            words: Words { summary: Personal::new(text), ..Words::default() },
            ..Entry::default()
        })
    }
}
