//! What support looks like while it lasts: sessions kept and missed, tasks, danger, closing.

use access::act;
use casework::record::{
    CloseDraft, CloseReason, TaskDraft, TaskKind, add_task, close_case, finish_task,
    start_exit_review,
};
use casework::safety::{
    Copy, Level, PlanDraft, PlanWords, RiskDraft, RiskKind, RiskWords, Source as Said, end_risk,
    record_risk, write_plan,
};
use casework::session::service::{Invited, Unplanned, book, record_unplanned};
use casework::session::{
    AttendanceState, Duty, Entry, Place, Probation, SessionDraft, SessionKind, Warning, Words,
};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use kernel::Personal;
use store::Uow;

use crate::DemoError;
use crate::begin::Begun;
use crate::hands::{Hands, With};
use crate::house::House;
use crate::life::Life;
use crate::past::{Past, at, to_work, worked};
use crate::people::{below, draw, fraction};
use crate::words::{DANGER, DONE, SUMMARIES, TASKS, pick, sentence};

/// How much is written down for each woman.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// As much as a busy centre writes.
    Whole,
    /// As many women as in a very large demo: the last weeks, and how it ended.
    Short,
    /// A short record with so many sessions, fewer where her time was shorter than so many days: for
    /// measuring.
    Measured(u32),
}

impl Detail {
    const fn most_sessions(self) -> u32 {
        match self {
            Self::Whole => 12,
            Self::Short => 3,
            Self::Measured(many) => many,
        }
    }

    /// Sessions in so many days of support: one a fortnight, up to the most.
    fn sessions(self, days: i32) -> u32 {
        match self {
            Self::Measured(many) => many,
            Self::Whole | Self::Short => {
                u32::try_from(days / 14 + 1).unwrap_or(1).min(self.most_sessions())
            }
        }
    }
}

/// A session in the centre.
#[must_use]
pub fn in_a_room(
    past: &Past,
    house: &House,
    hands: &Hands,
    kind: SessionKind,
    starts_at: Timestamp,
) -> SessionDraft {
    let [one, two, big] = house.rooms;
    let room = match kind {
        SessionKind::Group | SessionKind::DropIn => Some(big),
        SessionKind::OneToOne => Some(pick(past.ctx(), &[one, two], one)),
        _ => None,
    };
    SessionDraft {
        kind,
        site: room.map(|_| house.site),
        room,
        place: Place::default(),
        starts_at,
        minutes: 60,
        staff: hands.account.or(house.centre.somebody()).unwrap_or_else(|| past.ctx().new_id()),
        accepted: Warning::ALL.to_vec(),
    }
}

/// Sessions from the beginning to the end or today, and the next one when support goes on.
///
/// # Errors
/// By what is wrong.
pub async fn sessions(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    life: &Life,
    detail: Detail,
) -> Result<u32, DemoError> {
    let ctx = past.ctx();
    let permit = with.may::<act::RecordAttendance>()?;
    let until = life.until(past);
    let days = (until - life.opened).get_days().max(1);
    let many = detail.sessions(days);
    let step = days / i32::try_from(many).unwrap_or(1).max(1);
    let on_order = life.source == casework::referral::Source::Probation;
    let duty = if on_order && fraction(ctx) < 0.5 { Duty::Required } else { Duty::Chosen };
    let mut came = 0;
    for nth in 0..many {
        let offset = i32::try_from(nth).unwrap_or(0) * step + 3;
        let day = worked(life.opened.saturating_add(offset.days()));
        let starts_at = some_start(past, day);
        if day < life.opened || day > until || starts_at.saturating_add(1.hour())? > past.now() {
            continue;
        }
        past.go(starts_at.saturating_add(70.minutes())?);
        let kept = fraction(ctx) < life.keeps;
        let entry = entry(past, kept, duty);
        came += u32::from(entry.state.came());
        let kind = draw(
            ctx,
            &[
                (SessionKind::OneToOne, 0.66),
                (SessionKind::Outreach, 0.14),
                (SessionKind::Court, 0.03),
            ],
            SessionKind::OneToOne,
        );
        let session = in_a_room(past, house, hands, kind, starts_at);
        let draft = Unplanned { session, duty, entry };
        record_unplanned(&hands.ctx, uow, &permit, &draft).await?;
    }
    if life.closed.is_none() {
        next_one(past, house, uow, (hands, with), duty).await?;
    }
    Ok(came)
}

fn some_start(past: &Past, day: Date) -> Timestamp {
    let hours = [9, 10, 11, 13, 14, 15];
    at(day, pick(past.ctx(), &hours, 10), pick(past.ctx(), &[0, 15, 30], 0))
}

fn entry(past: &Past, kept: bool, duty: Duty) -> Entry {
    let ctx = past.ctx();
    let state = if kept {
        let late = fraction(ctx) < 0.08;
        if late { AttendanceState::Late } else { AttendanceState::Attended }
    } else {
        draw(
            ctx,
            &[(AttendanceState::MissedReason, 0.5), (AttendanceState::MissedNoReason, 0.42)],
            AttendanceState::OurFault,
        )
    };
    let required = duty == Duty::Required;
    let probation = match state {
        AttendanceState::MissedReason if required => Some(Probation::Acceptable),
        AttendanceState::MissedNoReason if required => Some(Probation::Unacceptable),
        _ => None,
    };
    let summary = if kept { sentence(ctx, &SUMMARIES) } else { "" };
    Entry {
        state,
        probation,
        minutes: kept.then(|| i64::from(30 + 15 * below(ctx, 4))),
        concern: None,
        words: Words { summary: Personal::new(summary.to_owned()), ..Words::default() },
    }
}

/// Books her next session, in the coming fortnight.
///
/// # Errors
/// By what is wrong.
pub async fn next_one(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    duty: Duty,
) -> Result<(), DemoError> {
    let ahead = i32::try_from(1 + below(past.ctx(), 13)).unwrap_or(1);
    let day = to_work(past.today().saturating_add(ahead.days()));
    past.go(past.now());
    let starts_at = some_start(past, day);
    let draft = in_a_room(past, house, hands, SessionKind::OneToOne, starts_at);
    booked(uow, (hands, with), duty, &draft).await
}

/// Books one woman in.
///
/// # Errors
/// By what is wrong.
pub async fn booked(
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    duty: Duty,
    draft: &SessionDraft,
) -> Result<(), DemoError> {
    let permit = with.may::<act::BookSession>()?;
    let invited = [Invited { permit: &permit, duty, meet: Personal::default() }];
    book(&hands.ctx, uow, &hands.calendar, &invited, draft).await?;
    Ok(())
}

/// What is to be done about her, some of it overdue; nothing once her support has ended.
///
/// # Errors
/// By what is wrong.
pub async fn tasks(
    past: &Past,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    life: &Life,
) -> Result<(), DemoError> {
    let ctx = past.ctx();
    let permit = with.may::<act::WriteRecord>()?;
    let Some(owner) = hands.account else { return Ok(()) };
    let draft = |due: Date, kind: TaskKind, words: &str| TaskDraft {
        owner,
        due,
        kind,
        words: words.to_owned().into(),
    };
    past.go_to_some_hour(worked(life.opened));
    if life.closed.is_some() || fraction(ctx) < 0.5 {
        let due = life.opened.saturating_add(5.days());
        let done = draft(due, TaskKind::Other, sentence(ctx, &TASKS));
        let task = add_task(&hands.ctx, uow, &permit, &done).await?;
        past.go_to_some_hour(worked(due.min(past.today())));
        finish_task(&hands.ctx, uow, &permit, task).await?;
    }
    if life.closed.is_none() && fraction(ctx) < 0.6 {
        let in_days = i32::try_from(below(ctx, 16)).unwrap_or(0) - 4;
        past.go_to_some_hour(worked(past.days_ago(6)));
        let kind = if fraction(ctx) < 0.15 { TaskKind::EnterElsewhere } else { TaskKind::Other };
        let words = sentence(ctx, &TASKS);
        let open = draft(past.today().saturating_add(in_days.days()), kind, words);
        add_task(&hands.ctx, uow, &permit, &open).await?;
    }
    Ok(())
}

/// What is dangerous, for some; most of it is over by now, and some is to be looked at again.
///
/// # Errors
/// By what is wrong.
pub async fn danger(
    past: &Past,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    life: &Life,
) -> Result<(), DemoError> {
    let ctx = past.ctx();
    if !life.is_in_danger() || fraction(ctx) >= 0.45 {
        return Ok(());
    }
    let permit = with.may::<act::WriteSafety>()?;
    let day = worked(life.opened.saturating_add(10.days())).max(life.opened);
    past.go_to_some_hour(day.min(life.until(past)));
    let level = draw(ctx, &[(Level::Low, 0.4), (Level::Medium, 0.4)], Level::High);
    let going_on = life.closed.is_none();
    // Open dangers are looked at again around now, so that some are due and a few overdue.
    let review =
        past.today().saturating_add((i32::try_from(below(ctx, 40)).unwrap_or(0) - 4).days());
    let draft = RiskDraft {
        kind: RiskKind::FromOthers,
        level,
        source: Said::SheSaid,
        review_by: going_on.then_some(review),
        words: RiskWords {
            said: sentence(ctx, &DANGER).to_owned().into(),
            done: sentence(ctx, &DONE).to_owned().into(),
            ended: Personal::default(),
        },
    };
    let risk = record_risk(&hands.ctx, uow, &permit, &draft).await?;
    if fraction(ctx) < 0.7 {
        let plan = PlanDraft {
            from: 0,
            words: safety_words(),
            review_by: going_on.then(|| past.today().saturating_add(12.days())),
        };
        write_plan(&hands.ctx, uow, &permit, plan).await?;
    }
    if let Some((last, _)) = life.closed {
        past.go_to_some_hour(last);
        let why = Personal::new("She says it has been quiet for months.".to_owned());
        end_risk(&hands.ctx, uow, &permit, risk, why).await?;
    }
    Ok(())
}

/// A safety plan in plain words.
#[must_use]
pub fn safety_words() -> PlanWords {
    let words = |text: &str| Personal::new(text.to_owned());
    PlanWords {
        signs: words("I stop answering my sister. I do not sleep."),
        alone: words("Tea, the radio, the dog. A walk by the canal in daylight."),
        people: words("My sister. Bev from the Thursday group."),
        help: words("The centre by day. The night line on the card."),
        way_out: words("Back door, over to number nine. Keys on the hook."),
        take: words("Bag by the door: papers, charger, the little one’s bear."),
        copy: Copy::KeepHere,
        ..PlanWords::default()
    }
}

/// Looks back and closes the case, when her support has ended.
///
/// # Errors
/// By what is wrong.
pub async fn close(
    past: &Past,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    begun: &Begun,
    life: &Life,
) -> Result<(), DemoError> {
    let Some((on, reason)) = life.closed else { return Ok(()) };
    past.go_to(on, 16, 40);
    if reason == CloseReason::Completed {
        let permit = with.may::<act::WriteRecord>()?;
        start_exit_review(&hands.ctx, uow, &permit, begun.case, "").await?;
    }
    past.go_to(on, 16, 50);
    let permit = with.may::<act::CloseCase>()?;
    let draft = CloseDraft { case: begun.case, on, reason, note: Personal::default() };
    close_case(&hands.ctx, uow, &permit, &draft).await?;
    Ok(())
}
