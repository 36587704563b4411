//! Sessions on both databases, as workers meet them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod centre;

use access::act;
use casework::keep_apart::{Other, PairDraft, Span, keep_apart};
use casework::session::service::{
    Authority, DropInDraft, GroupEntry, Invited, Label, MoveDraft, Named, Part, Unplanned, between,
    book, both_texts, call_off, count_visits, earlier, enter_visits, expected, first_came, hers,
    make_sheet, moves, name_visit, nameless, one, open, open_drop_in, own_day, put_down, record,
    record_group, record_unplanned, record_walk_in, reschedule, tick, tickable, unrecorded,
};
use casework::session::{
    AskedBy, AttendanceState, Concern, Days, Duty, Entry, Field, Happened, MoveReason, Place,
    Probation, Rang, SessionDraft, SessionError, SessionId, SessionKind, Visits, Warning, Words,
    london_start,
};
use centre::{Centre, Worker};
use jiff::Timestamp;
use jiff::civil::date;
use kernel::{Id, Personal};

fn at(day: i8, hour: i8) -> Timestamp {
    london_start(date(2026, 11, day).at(hour, 0, 0, 0)).unwrap()
}

/// A one-to-one with Nia on that day of November 2026, an hour long.
fn draft(centre: &Centre, nia: &Worker, starts_at: Timestamp) -> SessionDraft {
    SessionDraft {
        kind: SessionKind::OneToOne,
        site: Some(centre.site),
        room: Some(centre.room),
        place: Place::default(),
        starts_at,
        minutes: 60,
        staff: nia.account,
        accepted: Vec::new(),
    }
}

fn came(summary: &str) -> Entry {
    Entry {
        state: AttendanceState::Attended,
        minutes: Some(45),
        words: Words { summary: summary.into(), ..Words::default() },
        ..Entry::default()
    }
}

async fn booked(
    centre: &Centre,
    who: &Worker,
    woman: Woman,
    draft: &SessionDraft,
) -> Result<SessionId, SessionError> {
    let mut uow = centre.store().begin().await.unwrap();
    let calendar = who.place::<act::ReadCalendar>(&mut uow).await;
    let permit = who.woman::<act::BookSession>(&mut uow, woman).await;
    let invited = Invited { permit: &permit, duty: Duty::Chosen, meet: Personal::default() };
    let id = book(&who.ctx, &mut uow, &calendar, &[invited], draft).await?;
    uow.commit().await.unwrap();
    Ok(id)
}

async fn recorded(
    centre: &Centre,
    who: &Worker,
    woman: Woman,
    session: SessionId,
    (opened, entry): (i64, &Entry),
    why: &str,
) -> Result<casework::session::service::Recorded, SessionError> {
    let mut uow = centre.store().begin().await.unwrap();
    let permit = who.woman::<act::RecordAttendance>(&mut uow, woman).await;
    let done = record(&who.ctx, &mut uow, &permit, session, (opened, entry), &why.into()).await?;
    uow.commit().await.unwrap();
    Ok(done)
}

type Woman = Id<access::action::Woman>;

#[tokio::test]
async fn a_session_is_booked_moved_with_its_reason_and_recorded() {
    for centre in Centre::on_each_database().await {
        let (nia, kay) = (centre.worker("nia").await, centre.woman("Kay Morgan").await);
        let session = booked(&centre, &nia, kay, &draft(&centre, &nia, at(24, 14))).await.unwrap();

        let mut uow = centre.store().begin().await.unwrap();
        let permit = nia.woman::<act::BookSession>(&mut uow, kay).await;
        let to = MoveDraft {
            starts_at: at(25, 11),
            minutes: 45,
            room: Some(centre.room),
            staff: nia.account,
            asked_by: AskedBy::She,
            reason: MoveReason::Childcare,
            words: "Her mother cannot have the baby".into(),
            accepted: Vec::new(),
        };
        let hers_alone = Authority::Woman(&permit);
        reschedule(&nia.ctx, &mut uow, hers_alone, session, 1, &to).await.unwrap();
        let again = reschedule(&nia.ctx, &mut uow, hers_alone, session, 1, &to).await;
        assert!(matches!(again, Err(SessionError::ChangedMeanwhile)));
        uow.commit().await.unwrap();

        let early = recorded(&centre, &nia, kay, session, (1, &came("")), "").await;
        assert!(matches!(early, Err(SessionError::NotYet)));
        centre.clock(at(25, 12));
        let done = recorded(&centre, &nia, kay, session, (1, &came("Viewing")), "").await.unwrap();
        assert_eq!((done.version, done.worry), (2, None));

        let mut uow = centre.store().read().await.unwrap();
        let reads = nia.woman::<act::ReadSessions>(&mut uow, kay).await;
        let moved = moves(&mut uow, &reads, session).await.unwrap();
        assert_eq!((moved[0].from, moved[0].to), (at(24, 14), Some(at(25, 11))));
        assert_eq!((moved[0].asked_by, moved[0].reason), (AskedBy::She, MoveReason::Childcare));
        assert_eq!(moved[0].words.reveal(), "Her mother cannot have the baby");
        let all = hers(&mut uow, &reads).await.unwrap();
        assert_eq!((all.len(), all[0].happened), (1, Some(Happened::Yes)));
        assert_eq!(all[0].entry, came("Viewing"));
        let case = all[0].case.unwrap();
        let first = first_came(&mut uow, centre.organisation, case).await.unwrap();
        assert_eq!(first, Some(at(25, 11)), "the first session she came to makes her engaged");
    }
}

#[tokio::test]
async fn what_was_recorded_changes_only_with_a_reason_and_the_old_is_kept() {
    for centre in Centre::on_each_database().await {
        let (nia, kay) = (centre.worker("nia").await, centre.woman("Kay Morgan").await);
        let session = booked(&centre, &nia, kay, &draft(&centre, &nia, at(24, 14))).await.unwrap();
        centre.clock(at(24, 15));
        let draft_only = Entry { words: came("half a line").words, ..Entry::default() };
        recorded(&centre, &nia, kay, session, (1, &draft_only), "").await.unwrap();
        recorded(&centre, &nia, kay, session, (2, &came("a line")), "").await.unwrap();
        let missed = Entry { state: AttendanceState::MissedReason, ..came("a line") };
        let silent = recorded(&centre, &nia, kay, session, (3, &missed), " ").await;
        assert!(matches!(silent, Err(SessionError::ReasonNeeded)));
        recorded(&centre, &nia, kay, session, (3, &missed), "wrong row").await.unwrap();
        let undone = recorded(&centre, &nia, kay, session, (4, &draft_only), "why").await;
        assert!(matches!(undone, Err(SessionError::StateNeeded)));

        let mut uow = centre.store().read().await.unwrap();
        let reads = nia.woman::<act::ReadSessions>(&mut uow, kay).await;
        let old = earlier(&mut uow, &reads, session).await.unwrap();
        assert_eq!(old.iter().map(|e| e.version).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(old[2].entry, came("a line"));
        assert_eq!(old[2].ended.why.reveal(), "wrong row");
        let all = hers(&mut uow, &reads).await.unwrap();
        assert_eq!(all[0].happened, Some(Happened::No), "nobody came after all");
    }
}

#[tokio::test]
async fn two_who_record_the_same_session_are_merged_and_a_clash_shows_both_texts() {
    for centre in Centre::on_each_database().await {
        let (nia, kay) = (centre.worker("nia").await, centre.woman("Kay Morgan").await);
        let ruth = centre.worker("ruth").await;
        let session = booked(&centre, &nia, kay, &draft(&centre, &nia, at(24, 14))).await.unwrap();
        centre.clock(at(24, 15));
        recorded(&centre, &nia, kay, session, (1, &came("Asked about the flat")), "")
            .await
            .unwrap();

        // Ruth had the same empty page open; she adds only whom to tell, and says the same of her.
        let mut second = came("");
        second.words.tell = "Her solicitor".into();
        let merged = recorded(&centre, &ruth, kay, session, (1, &second), "").await.unwrap();
        assert_eq!(merged.version, 3);

        let other = came("Talked about the children");
        let clash = recorded(&centre, &ruth, kay, session, (1, &other), "").await;
        let Err(SessionError::Clash(clash)) = clash else { panic!("no clash") };
        assert_eq!((clash.fields.as_slice(), clash.version), (&[Field::Summary][..], 3));
        let (mine, theirs) = both_texts(&clash, Field::Summary).unwrap();
        assert_eq!(mine.reveal(), "Talked about the children");
        assert_eq!(theirs.reveal(), "Asked about the flat");
        assert_eq!(clash.mine.words.tell.reveal(), "Her solicitor");

        let mut uow = centre.store().read().await.unwrap();
        let permit = nia.woman::<act::RecordAttendance>(&mut uow, kay).await;
        let stands = open(&mut uow, &permit, session).await.unwrap();
        assert_eq!(stands.entry.words.summary.reveal(), "Asked about the flat");
        assert_eq!(stands.entry.words.tell.reveal(), "Her solicitor");
    }
}

#[tokio::test]
async fn those_kept_apart_get_another_slot_and_nobody_learns_why() {
    for centre in Centre::on_each_database().await {
        let nia = centre.worker("nia").await;
        let ruth = centre.worker("ruth").await;
        let lead = centre.lead().await;
        let (kay, lina) = (centre.woman("Kay Morgan").await, centre.woman("Lina Haddad").await);
        let joan = centre.woman("Joan Price").await;
        let mut uow = centre.store().begin().await.unwrap();
        let span = Span::new(date(2026, 11, 1), None).unwrap();
        let why = PairDraft { span, why: casework::safety::Words::from("co-defendants") };
        let (one, two) = (
            lead.woman::<act::KeepApart>(&mut uow, kay).await,
            lead.woman::<act::KeepApart>(&mut uow, lina).await,
        );
        keep_apart(&lead.ctx, &mut uow, &one, Other::Woman(&two), &why).await.unwrap();
        let with_ruth = Other::Worker(ruth.account);
        keep_apart(&lead.ctx, &mut uow, &one, with_ruth, &why).await.unwrap();
        uow.commit().await.unwrap();

        booked(&centre, &nia, kay, &draft(&centre, &nia, at(25, 11))).await.unwrap();
        let beside =
            SessionDraft { room: None, staff: ruth.account, ..draft(&centre, &nia, at(25, 12)) };
        let refused = booked(&centre, &nia, lina, &beside).await.unwrap_err();
        assert!(matches!(refused, SessionError::NotThisSlot));
        assert_eq!(refused.to_string(), "not this slot");
        booked(&centre, &nia, joan, &beside).await.expect("Joan meets nobody she must not");
        let later = SessionDraft { starts_at: at(25, 14), ..beside.clone() };
        booked(&centre, &nia, lina, &later).await.expect("two hours later is another slot");
        let with_ruth = SessionDraft { starts_at: at(26, 10), ..beside };
        let refused = booked(&centre, &nia, kay, &with_ruth).await;
        assert!(matches!(refused, Err(SessionError::NotThisSlot)), "nor with that worker");

        // A group asks too, whoever is put down first.
        let mut uow = centre.store().begin().await.unwrap();
        let calendar = nia.place::<act::ReadCalendar>(&mut uow).await;
        let group = SessionDraft {
            kind: SessionKind::Group,
            place: Place { group: "Letters and debt".to_owned(), ..Place::default() },
            ..draft(&centre, &nia, at(27, 10))
        };
        let (kay_in, lina_in) = (
            nia.woman::<act::BookSession>(&mut uow, kay).await,
            nia.woman::<act::BookSession>(&mut uow, lina).await,
        );
        let invite = |permit| Invited { permit, duty: Duty::Chosen, meet: Personal::default() };
        let group = book(&nia.ctx, &mut uow, &calendar, &[invite(&kay_in)], &group).await.unwrap();
        let refused = put_down(&nia.ctx, &mut uow, group, &[invite(&lina_in)], &[]).await;
        assert!(matches!(refused, Err(SessionError::NotThisSlot)));
    }
}

#[tokio::test]
async fn what_is_unusual_is_asked_about_once_and_only_the_impossible_is_refused() {
    for centre in Centre::on_each_database().await {
        let (nia, kay) = (centre.worker("nia").await, centre.woman("Kay Morgan").await);
        let lina = centre.woman("Lina Haddad").await;
        booked(&centre, &nia, kay, &draft(&centre, &nia, at(25, 11))).await.unwrap();
        let twice = draft(&centre, &nia, at(25, 11));
        let Err(SessionError::Warned(warned)) = booked(&centre, &nia, lina, &twice).await else {
            panic!("a room and a worker were booked twice without a word")
        };
        assert_eq!(warned, [Warning::RoomTaken, Warning::WorkerBusy]);
        let seen = SessionDraft { accepted: warned, ..twice };
        booked(&centre, &nia, lina, &seen).await.unwrap();

        let june = london_start(date(2027, 6, 1).at(11, 0, 0, 0)).unwrap();
        let far = draft(&centre, &nia, june);
        let warned = booked(&centre, &nia, lina, &far).await;
        assert!(matches!(warned, Err(SessionError::Warned(w)) if w == [Warning::FarAhead]));
        let past = booked(&centre, &nia, lina, &draft(&centre, &nia, at(20, 11))).await;
        assert!(matches!(past, Err(SessionError::InThePast)));
        let long = SessionDraft { minutes: 721, ..draft(&centre, &nia, at(26, 8)) };
        assert!(matches!(booked(&centre, &nia, lina, &long).await, Err(SessionError::Minutes)));
    }
}

#[tokio::test]
async fn a_call_of_ours_is_recorded_only_after_the_gate_and_hers_at_once() {
    for centre in Centre::on_each_database().await {
        let (nia, kay) = (centre.worker("nia").await, centre.woman("Kay Morgan").await);
        let call = SessionDraft { kind: SessionKind::Call, ..draft(&centre, &nia, at(24, 11)) };
        let session = booked(&centre, &nia, kay, &call).await.unwrap();
        centre.clock(at(24, 12));
        let refused = recorded(&centre, &nia, kay, session, (1, &came("")), "").await;
        assert!(matches!(refused, Err(SessionError::GateFirst)));
        let mut she_rang = came("");
        she_rang.words.rang = Some(Rang::She);
        recorded(&centre, &nia, kay, session, (1, &she_rang), "").await.unwrap();
    }
}

#[tokio::test]
async fn probations_word_is_only_for_a_session_she_has_to_come_to() {
    for centre in Centre::on_each_database().await {
        let (nia, kay) = (centre.worker("nia").await, centre.woman("Kay Morgan").await);
        centre.clock(at(24, 12));
        let entry = Entry {
            state: AttendanceState::MissedNoReason,
            probation: Some(Probation::Unacceptable),
            ..Entry::default()
        };
        let mut unplanned =
            Unplanned { session: draft(&centre, &nia, at(24, 11)), duty: Duty::Chosen, entry };
        let mut uow = centre.store().begin().await.unwrap();
        let permit = nia.woman::<act::RecordAttendance>(&mut uow, kay).await;
        let refused = record_unplanned(&nia.ctx, &mut uow, &permit, &unplanned).await;
        assert!(matches!(refused, Err(SessionError::NotRequired)));
        drop(uow);
        unplanned.duty = Duty::Required;
        let mut uow = centre.store().begin().await.unwrap();
        record_unplanned(&nia.ctx, &mut uow, &permit, &unplanned).await.unwrap();
        uow.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_worry_leads_on_to_safety_once() {
    for centre in Centre::on_each_database().await {
        let (nia, kay) = (centre.worker("nia").await, centre.woman("Kay Morgan").await);
        let session = booked(&centre, &nia, kay, &draft(&centre, &nia, at(24, 11))).await.unwrap();
        centre.clock(at(24, 12));
        let worried = Entry { concern: Some(Concern::Child), ..came("He is back") };
        let done = recorded(&centre, &nia, kay, session, (1, &worried), "").await.unwrap();
        assert_eq!(done.worry, Some(Concern::Child));
        let again = Entry { minutes: Some(50), ..worried };
        let done = recorded(&centre, &nia, kay, session, (2, &again), "minutes").await.unwrap();
        assert_eq!(done.worry, None);
    }
}

#[tokio::test]
async fn a_group_is_taken_by_ticking_names_one_row_a_woman() {
    for centre in Centre::on_each_database().await {
        let nia = centre.worker("nia").await;
        let names = ["Kay Morgan", "Lina Haddad", "Joan Price"];
        let mut women = Vec::new();
        for name in names {
            women.push(centre.woman(name).await);
        }
        let mut uow = centre.store().begin().await.unwrap();
        let calendar = nia.place::<act::ReadCalendar>(&mut uow).await;
        let mut permits = Vec::new();
        for woman in &women {
            permits.push(nia.woman::<act::BookSession>(&mut uow, *woman).await);
        }
        let invited: Vec<Invited> = permits
            .iter()
            .map(|permit| Invited { permit, duty: Duty::Chosen, meet: Personal::default() })
            .collect();
        let draft = SessionDraft { kind: SessionKind::Group, ..draft(&centre, &nia, at(24, 14)) };
        let group = book(&nia.ctx, &mut uow, &calendar, &invited, &draft).await.unwrap();
        uow.commit().await.unwrap();

        centre.clock(at(24, 16));
        let walked_in = centre.woman("Ceri Maddox").await;
        let mut uow = centre.store().begin().await.unwrap();
        let mut permits = Vec::new();
        for woman in &women {
            permits.push(nia.woman::<act::RecordAttendance>(&mut uow, *woman).await);
        }
        let entries: Vec<GroupEntry> = permits
            .iter()
            .enumerate()
            .map(|(n, permit)| GroupEntry {
                permit,
                opened: 1,
                entry: match n {
                    2 => Entry { state: AttendanceState::MissedNoReason, ..Entry::default() },
                    _ => came(""),
                },
            })
            .collect();
        record_group(&nia.ctx, &mut uow, group, &entries).await.unwrap();
        let ceri = nia.woman::<act::RecordAttendance>(&mut uow, walked_in).await;
        record_walk_in(&nia.ctx, &mut uow, &ceri, group, &came("")).await.unwrap();
        record_walk_in(&nia.ctx, &mut uow, &ceri, group, &came("")).await.unwrap();
        uow.commit().await.unwrap();

        let mut uow = centre.store().read().await.unwrap();
        let calendar = nia.place::<act::ReadCalendar>(&mut uow).await;
        let sees = nia.sees(&mut uow).await;
        let session = one(&mut uow, &calendar, &sees, group).await.unwrap();
        let came = session.women.iter().filter(|line| line.state.came()).count();
        assert_eq!((session.put_down, came, session.happened), (4, 3, Some(Happened::Yes)));
    }
}

#[tokio::test]
async fn a_drop_in_of_two_hundred_counts_the_same_before_and_after_naming() {
    for centre in Centre::on_each_database().await {
        let nia = centre.worker("nia").await;
        let (kay, lina) = (centre.woman("Kay Morgan").await, centre.woman("Lina Haddad").await);
        let opened = DropInDraft {
            site: centre.site,
            room: None,
            starts_at: at(24, 9),
            minutes: 180,
            staff: nia.account,
        };
        let mut uow = centre.store().begin().await.unwrap();
        let desk = nia.place::<act::RecordDropIn>(&mut uow).await;
        let drop_in = open_drop_in(&nia.ctx, &mut uow, &desk, &opened).await.unwrap();
        assert_eq!(open_drop_in(&nia.ctx, &mut uow, &desk, &opened).await.unwrap(), drop_in);
        let labels: Vec<Label> = (0..200)
            .map(|n| Label(if n % 3 == 0 { format!("mark {n}").into() } else { "".into() }))
            .collect();
        let batch = nia.ctx.new_uuid();
        let sheet = enter_visits(&nia.ctx, &mut uow, &desk, drop_in, batch, &labels).await;
        assert_eq!(sheet.unwrap(), 200);
        uow.commit().await.unwrap();
        let mut uow = centre.store().begin().await.unwrap();
        let twice = enter_visits(&nia.ctx, &mut uow, &desk, drop_in, batch, &labels).await;
        assert_eq!(twice.unwrap(), 0, "the same form sent twice counts once");
        let ticks = nia.woman::<act::RecordAttendance>(&mut uow, lina).await;
        tick(&nia.ctx, &mut uow, &desk, drop_in, &ticks).await.unwrap();
        tick(&nia.ctx, &mut uow, &desk, drop_in, &ticks).await.unwrap();
        let unnamed = nameless(&mut uow, &desk, drop_in).await.unwrap();
        assert_eq!(unnamed[0].label.0.reveal(), "mark 0");
        assert_eq!(unnamed.len(), 200);
        uow.commit().await.unwrap();

        let mut uow = centre.store().begin().await.unwrap();
        let permit = nia.woman::<act::RecordAttendance>(&mut uow, kay).await;
        let named = name_visit(&nia.ctx, &mut uow, &desk, (drop_in, unnamed[0].reference), &permit)
            .await
            .unwrap();
        assert!(matches!(named, Named::Hers(_)));
        let again =
            name_visit(&nia.ctx, &mut uow, &desk, (drop_in, unnamed[0].reference), &permit).await;
        assert!(matches!(again, Err(SessionError::ChangedMeanwhile)));
        let second =
            name_visit(&nia.ctx, &mut uow, &desk, (drop_in, unnamed[1].reference), &permit)
                .await
                .unwrap();
        assert_eq!(second, Named::TickedBefore);
        uow.commit().await.unwrap();

        let mut uow = centre.store().read().await.unwrap();
        let counts = count_visits(&mut uow, &desk, drop_in).await.unwrap();
        assert_eq!(counts, Visits { all: 201, named: 3, nameless: 198 });
        let sees = nia.sees(&mut uow).await;
        let calendar = nia.place::<act::ReadCalendar>(&mut uow).await;
        let day = Days::one(date(2026, 11, 24));
        let week = between(&mut uow, &calendar, &sees, day, Part::default()).await.unwrap();
        assert_eq!((week[0].visits, week[0].women.len()), (counts, 2));

        // Erasing her erases what the paper called her; everybody else's line still opens.
        centre.store().keys.destroy(kay.uuid(), date(2026, 11, 25)).await.unwrap();
        assert!(centre.store().keys.load(unnamed[0].id).await.is_err());
        assert_eq!(nameless(&mut uow, &desk, drop_in).await.unwrap().len(), 198);
    }
}

#[tokio::test]
async fn a_visit_sheet_holds_references_and_initials_and_keeps_its_lines() {
    for centre in Centre::on_each_database().await {
        let nia = centre.worker("nia").await;
        let (kay, lina) = (centre.woman("Kay Morgan").await, centre.woman("Lina Haddad").await);
        let mut uow = centre.store().begin().await.unwrap();
        let calendar = nia.place::<act::ReadCalendar>(&mut uow).await;
        let permits = [
            nia.woman::<act::BookSession>(&mut uow, kay).await,
            nia.woman::<act::BookSession>(&mut uow, lina).await,
        ];
        let invite = |permit| Invited { permit, duty: Duty::Chosen, meet: Personal::default() };
        let visit = SessionDraft {
            kind: SessionKind::PrisonVisit,
            site: None,
            room: None,
            place: Place { place: "HMP Eastwood Park".to_owned(), ..Place::default() },
            ..draft(&centre, &nia, at(26, 14))
        };
        let visit =
            book(&nia.ctx, &mut uow, &calendar, &[invite(&permits[0])], &visit).await.unwrap();
        let kay = nia.woman::<act::ReadSessions>(&mut uow, kay).await;
        let sheet = make_sheet(&nia.ctx, &mut uow, visit, std::slice::from_ref(&kay)).await;
        assert_eq!(sheet.unwrap()[0].initials.reveal(), "K. M.");
        put_down(&nia.ctx, &mut uow, visit, &[invite(&permits[1])], &[]).await.unwrap();
        let lina = nia.woman::<act::ReadSessions>(&mut uow, lina).await;
        let sheet = make_sheet(&nia.ctx, &mut uow, visit, &[lina, kay]).await.unwrap();
        let lines: Vec<(i64, &str)> =
            sheet.iter().map(|line| (line.line, line.initials.reveal().as_str())).collect();
        assert_eq!(lines, [(1, "K. M."), (2, "L. H.")]);
    }
}

#[tokio::test]
async fn nobody_sees_another_teams_women_in_the_calendar_and_the_desk_sees_initials() {
    for centre in Centre::on_each_database().await {
        let (nia, kay) = (centre.worker("nia").await, centre.woman("Kay Morgan").await);
        let stranger = centre.worker_of_another_team("ivy").await;
        let desk = centre.front_desk().await;
        booked(&centre, &nia, kay, &draft(&centre, &nia, at(24, 14))).await.unwrap();
        let mut uow = centre.store().read().await.unwrap();
        let week = Days::week_of(date(2026, 11, 24));
        for (who, many) in [(&nia, 1), (&stranger, 0)] {
            let calendar = who.place::<act::ReadCalendar>(&mut uow).await;
            let sees = who.sees(&mut uow).await;
            let sessions =
                between(&mut uow, &calendar, &sees, week, Part::default()).await.unwrap();
            assert_eq!((sessions.len(), sessions[0].put_down), (1, 1), "the room is taken");
            assert_eq!(sessions[0].women.len(), many);
        }
        let mine = nia.place::<act::ReadToday>(&mut uow).await;
        let sees = nia.sees(&mut uow).await;
        let day = own_day(&nia.ctx, &mut uow, &mine, &sees, Days::one(date(2026, 11, 24)));
        assert_eq!(day.await.unwrap().len(), 1);
        let visits = desk.place::<act::FrontDeskVisits>(&mut uow).await;
        let expected = expected(&mut uow, &visits, Days::one(date(2026, 11, 24))).await.unwrap();
        assert_eq!(expected[0].initials.as_ref().unwrap().reveal(), "K. M.");

        centre.clock(at(26, 9));
        let waiting = unrecorded(&nia.ctx, &mut uow, &mine, &sees).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert!(waiting[0].waits_to_be_recorded(nia.ctx.now()));
    }
}

#[tokio::test]
async fn a_session_that_is_called_off_by_us_is_never_held_against_her() {
    for centre in Centre::on_each_database().await {
        let (nia, kay) = (centre.worker("nia").await, centre.woman("Kay Morgan").await);
        let session = booked(&centre, &nia, kay, &draft(&centre, &nia, at(24, 14))).await.unwrap();
        let mut uow = centre.store().begin().await.unwrap();
        let permit = nia.woman::<act::BookSession>(&mut uow, kay).await;
        let why = (AskedBy::Us, MoveReason::Ill, &Personal::default());
        call_off(&nia.ctx, &mut uow, Authority::Woman(&permit), session, 1, why).await.unwrap();
        uow.commit().await.unwrap();
        let mut uow = centre.store().read().await.unwrap();
        let reads = nia.woman::<act::ReadSessions>(&mut uow, kay).await;
        let all = hers(&mut uow, &reads).await.unwrap();
        assert_eq!(all[0].entry.state, AttendanceState::OurFault);
        assert_eq!(all[0].happened, Some(Happened::No));
        let moved = moves(&mut uow, &reads, session).await.unwrap();
        assert_eq!(moved[0].to, None);
    }
}

#[tokio::test]
async fn every_statement_of_sessions_prepares_on_both_databases() {
    for centre in Centre::on_each_database().await {
        for statement in casework::session::STATEMENTS {
            let prepared = store::dialect::prepare(&centre.store().db, statement.sql).await;
            prepared.unwrap_or_else(|error| panic!("{}: {error}", statement.name));
        }
        for list in casework::session::LISTS {
            let whole = list.with(access::VisibleWomen::FRAGMENT);
            let prepared = store::dialect::prepare(&centre.store().db, whole.as_str()).await;
            prepared.unwrap_or_else(|error| panic!("{}: {error}", list.name));
        }
    }
}

#[tokio::test]
async fn two_of_one_name_are_told_apart_where_somebody_ticks() {
    for centre in Centre::on_each_database().await {
        let nia = centre.worker("nia").await;
        for name in ["Kay Morgan", "Shanice Plover", "Shanice Plover"] {
            centre.woman(name).await;
        }
        let mut uow = centre.store().read().await.unwrap();
        let permit = nia.place::<act::RecordDropIn>(&mut uow).await;
        let sees = nia.sees(&mut uow).await;
        let women = tickable(&mut uow, &permit, &sees).await.unwrap();
        let names: Vec<&str> = women.iter().map(|one| one.called.reveal().as_str()).collect();
        assert!(names.contains(&"Kay Morgan"), "a name that only one has stays as it is");
        let apart: Vec<&&str> = names.iter().filter(|name| name.starts_with("Shanice")).collect();
        assert_eq!(apart.len(), 2);
        assert_ne!(apart[0], apart[1]);
        assert!(apart.iter().all(|name| name.starts_with("Shanice Plover, ")));
    }
}

#[tokio::test]
async fn a_woman_who_never_had_a_case_can_be_named_at_the_drop_in() {
    for centre in Centre::on_each_database().await {
        let nia = centre.worker("nia").await;
        centre.woman_without_a_case("Wrenna Bramble").await;
        let mut uow = centre.store().read().await.unwrap();
        let permit = nia.place::<act::RecordDropIn>(&mut uow).await;
        let sees = nia.sees(&mut uow).await;
        let women = tickable(&mut uow, &permit, &sees).await.unwrap();
        assert!(women.iter().any(|one| one.called.reveal() == "Wrenna Bramble"));
    }
}
