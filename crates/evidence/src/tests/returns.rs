//! Returns on real databases, held against what the database itself counts.

use jiff::civil::date;
use kernel::Personal;
use serde_json::json;
use store::{dialect, values};

use super::house::{
    ATTENDED_IN, ENTRIES, House, MINUTES_IN, Many, OPENED_BY_SOURCE, RUNS, Story,
    WOMEN_ATTENDED_IN, noon,
};
use crate::count::reconcile;
use crate::definition::words::Dim;
use crate::entered::{self, EntryKind, Tick};
use crate::export::FileType;
use crate::missing::GapKind;
use crate::report::{Audience, Shown};
use crate::service::{self, AnswerDraft, EvidenceError, ReturnMade};
use crate::{Definition, Definitions, Period, PeriodKind, probation};
use access::act;

fn quarter() -> Period {
    Period::containing(PeriodKind::Quarter, date(2026, 8, 1))
}

async fn made(house: &House, definition: &Definition, period: Period) -> ReturnMade {
    let mut uow = house.inner.store.read().await.unwrap();
    let permit = house.permit::<act::ReadReturn>(&mut uow).await.unwrap();
    service::make(&house.manager, &mut uow, &permit, definition, period).await.unwrap()
}

fn shown(made: &ReturnMade, code: &str) -> Shown {
    let report = made.report(Audience::Inside);
    report.figures.iter().find(|figure| figure.code == code).unwrap().shown
}

fn line(made: &ReturnMade, figure: &str, line: &str) -> i64 {
    let figure = made.counted.figures.iter().find(|found| found.code == figure).unwrap();
    figure.lines.iter().find(|found| found.code == line).unwrap().cell.value
}

/// A small world with everything that returns count, different for each woman.
fn stories() -> Vec<Story> {
    let sources = ["police", "court", "probation", "herself"];
    let kinds = ["one_to_one", "group", "call"];
    let states = ["attended", "late", "missed_reason", "missed_no_reason", "our_fault", "expected"];
    let groups = ["white_british", "black_african", "asian_indian", "not_asked"];
    (0i8..40)
        .map(|n| {
            let i = usize::try_from(n).unwrap();
            let opened = date(2026, 5 + n % 5, 1 + n % 27);
            let sessions = (0..(i % 6))
                .map(|k| {
                    let day = opened.checked_add(jiff::Span::new().days(3 + 9 * k as i64)).unwrap();
                    (day, kinds[(i + k) % 3], states[(i + k) % 6])
                })
                .collect();
            Story {
                ethnicity: groups[i % 4],
                carer: ["yes", "no", "not_asked"][i % 3],
                born: (i % 7 != 0).then_some(["2004-02-29", "1990-06", "1971"][i % 3]),
                source: sources[i % 4],
                needs: [vec!["abuse"], vec!["money", "work"], vec![]][i % 3].clone(),
                opened,
                closed: (i % 5 == 0).then_some((date(2026, 9, 20), "completed")),
                sessions,
                outcomes: if i % 4 == 0 {
                    vec![("G-HOME1", "achieved", date(2026, 9, 1 + n % 20))]
                } else {
                    vec![]
                },
                scores: if i % 2 == 0 {
                    vec![(opened, 7), (date(2026, 9, 15), [3, 7, 9][i % 3])]
                } else {
                    vec![]
                },
            }
        })
        .collect()
}

#[tokio::test]
async fn every_statement_prepares_on_both_databases() {
    for house in House::both("grant", 0).await {
        for statement in crate::STATEMENTS.iter().copied().flatten() {
            dialect::prepare(&house.inner.store.db, statement.sql)
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", statement.name));
        }
    }
}

#[tokio::test]
async fn a_fourth_return_defined_only_in_a_file_comes_out_and_reconciles_with_its_rows() {
    for house in House::both("grant", 0).await {
        house.put(&stories()).await;
        let folder = house.inner.folder.path().join("returns");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(
            folder.join("fourth.toml"),
            r#"
            title = "A fourth return"
            for = ["grant"]
            period = "quarter"

            [[figure]]
            code = "attended"
            label = "Appointments attended"
            count = "attendances"
            where = { attendance = ["attended", "late"] }
            by = "kind"
            rows = [{ code = "1:1", label = "One to one", of = ["one_to_one"] }]

            [[figure]]
            code = "women"
            label = "Women who came"
            count = "attendances"
            distinct = "women"
            where = { attendance = ["attended", "late"] }

            [[figure]]
            code = "minutes"
            label = "Minutes"
            count = "attendances"
            where = { attendance = ["attended", "late"] }
            sum = "minutes"

            [[figure]]
            code = "opened"
            label = "Cases opened"
            count = "cases"
            in = "opened"
            by = "source"
            "#,
        )
        .unwrap();
        let all = Definitions::of_installation(house.inner.folder.path());
        assert_eq!(all.faults, []);
        let fourth = all.by_code("fourth").expect("it is there by its file alone");
        let made = made(&house, fourth, quarter()).await;
        assert_eq!(reconcile(fourth, &made.counted, &made.facts), Ok(()));

        // The database itself says the same, past everything that this crate does.
        let (from, before) = quarter().instants();
        let mut uow = house.inner.store.read().await.unwrap();
        let o = house.organisation;
        let span = values![o, from, before];
        let attended: Many = uow.one(&ATTENDED_IN, span).await.unwrap();
        let women: Many = uow.one(&WOMEN_ATTENDED_IN, span).await.unwrap();
        let minutes: Many = uow.one(&MINUTES_IN, span).await.unwrap();
        assert!(attended.many > 10);
        assert_eq!(shown(&made, "attended"), Shown::Count(attended.many));
        assert_eq!(shown(&made, "women"), Shown::Count(women.many));
        assert_eq!(shown(&made, "minutes"), Shown::Sum(minutes.many));
        for source in ["police", "court", "probation", "herself"] {
            let key = values![o, source, from, before];
            let opened: Many = uow.one(&OPENED_BY_SOURCE, key).await.unwrap();
            assert_eq!(line(&made, "opened", source), opened.many, "{source}");
        }
        // The form's only line and what it has no line for are the whole.
        assert_eq!(
            line(&made, "attended", "1:1") + line(&made, "attended", "not_in_form"),
            attended.many
        );

        // Opening a figure gives as many rows as it says, each of them that day, and all audited.
        let permit = house.permit::<act::OpenReturnRows>(&mut uow).await.unwrap();
        let rows = service::rows(&permit, &made, "attended", None).unwrap();
        assert_eq!(rows.len() as i64, attended.many);
        assert!(rows.iter().all(|row| quarter().holds(row.day)));
        assert!(rows.iter().all(|row| row.women.len() == 1 && !row.women[0].1.is_empty()));
        assert!(matches!(
            service::rows(&permit, &made, "nothing", None),
            Err(EvidenceError::NoSuchFigure)
        ));
    }
}

#[tokio::test]
async fn the_built_in_returns_reconcile_on_both_databases() {
    for (kind, code) in
        [("probation", "prime-month"), ("pcc", "pcc-quarter"), ("grant", "grant-story")]
    {
        for house in House::both(kind, 5).await {
            let put = house.put(&stories()).await;
            house.visits(date(2026, 8, 5), &[None, Some(put[0].woman), None]).await;
            let all = Definitions::built_in();
            let definition = all.by_code(code).unwrap();
            let period = Period::containing(definition.period, date(2026, 8, 5));
            let made = made(&house, definition, period).await;
            assert_eq!(reconcile(definition, &made.counted, &made.facts), Ok(()), "{code}");
            let truly = made.report(Audience::Inside);
            assert!(truly.figures.iter().all(|figure| figure.shown != Shown::Hidden));
            let funder = made.report(Audience::Funder);
            for (seen, held) in funder.figures.iter().zip(&made.held) {
                assert_eq!(seen.shown == Shown::Hidden, held.figure.is_some());
                for line in &seen.lines {
                    if let Shown::Count(many) = line.shown {
                        assert!(many >= 5, "{} {}", seen.code, line.code);
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_number_that_was_tampered_with_does_not_reconcile() {
    let house = House::embedded("grant", 0).await;
    house.put(&stories()).await;
    let all = Definitions::built_in();
    let definition = all.by_code("grant-story").unwrap();
    let made = made(&house, definition, quarter()).await;
    let mut wrong = made.counted.clone();
    wrong.figures[0].cell.value += 1;
    assert!(reconcile(definition, &wrong, &made.facts).is_err());
    let mut wrong = made.counted.clone();
    wrong.figures[0].cell.behind.pop();
    assert!(reconcile(definition, &wrong, &made.facts).is_err());
    // Women who stand in their own line and, by mistake, in that of another age too.
    let lines = &made.counted.figures[1].lines;
    let full = lines.iter().position(|line| line.cell.value > 0).expect("a line with women");
    let empty = lines.iter().position(|line| line.cell.value == 0).expect("a line without");
    let mut wrong = made.counted.clone();
    wrong.figures[1].lines[empty].cell = lines[full].cell.clone();
    assert!(reconcile(definition, &wrong, &made.facts).is_err());
    // Two lines that changed places.
    let mut wrong = made.counted.clone();
    wrong.figures[1].lines[full].cell = lines[empty].cell.clone();
    wrong.figures[1].lines[empty].cell = lines[full].cell.clone();
    assert!(reconcile(definition, &wrong, &made.facts).is_err());
}

#[tokio::test]
async fn a_woman_with_two_cases_or_two_records_is_one_woman() {
    let house = House::embedded("grant", 0).await;
    let put = house.put(&[Story::default(), Story::default(), Story::default()]).await;
    house.merge(put[1].woman, put[0].woman).await;
    let all = Definitions::built_in();
    let made = made(&house, all.by_code("grant-story").unwrap(), quarter()).await;
    assert_eq!(shown(&made, "reached"), Shown::Count(2));
}

#[tokio::test]
async fn another_programmes_women_and_days_outside_the_funding_are_not_counted() {
    let house = House::embedded("grant", 0).await;
    let other = house.another_programme("OTHER").await;
    let came = Story {
        sessions: vec![
            (date(2026, 8, 10), "group", "attended"),
            (date(2026, 8, 11), "group", "missed_reason"),
            // After closing, so another pays for it.
            (date(2026, 9, 21), "group", "attended"),
        ],
        closed: Some((date(2026, 9, 1), "completed")),
        ..Story::default()
    };
    house.put(std::slice::from_ref(&came)).await;
    house.put_for(&came, other).await;
    let all = Definitions::built_in();
    let made = made(&house, all.by_code("grant-story").unwrap(), quarter()).await;
    assert_eq!(shown(&made, "reached"), Shown::Count(1));
    assert_eq!(shown(&made, "groups"), Shown::Count(1));
    assert_eq!(shown(&made, "new"), Shown::Count(1));
    assert_eq!(line(&made, "new", "35-44"), 1);
}

#[tokio::test]
async fn change_is_from_the_first_to_the_latest_and_below_nought_is_easier() {
    let house = House::embedded("grant", 0).await;
    let with = |scores| Story { scores, ..Story::default() };
    house
        .put(&[
            with(vec![(date(2026, 8, 3), 8), (date(2026, 8, 20), 6), (date(2026, 9, 20), 5)]),
            with(vec![(date(2026, 8, 3), 4), (date(2026, 9, 1), 6)]),
            // Looked at once only: no change to speak of.
            with(vec![(date(2026, 8, 3), 9)]),
        ])
        .await;
    let all = Definitions::built_in();
    let made = made(&house, all.by_code("grant-story").unwrap(), quarter()).await;
    assert_eq!(shown(&made, "change"), Shown::Average { hundredths: -50, of: 2 });
}

#[tokio::test]
async fn what_is_missing_is_said_with_the_women_it_is_about() {
    let house = House::embedded("pcc", 0).await;
    house
        .put(&[
            Story {
                ethnicity: "not_asked",
                born: None,
                sessions: vec![(date(2026, 9, 2), "one_to_one", "expected")],
                ..Story::default()
            },
            Story { closed: Some((date(2026, 9, 3), "moved")), ..Story::default() },
            Story { ethnicity: "declined", ..Story::default() },
        ])
        .await;
    let all = Definitions::built_in();
    let made = made(&house, all.by_code("pcc-quarter").unwrap(), quarter()).await;
    let many = |kind| made.gaps.iter().find(|gap| gap.kind == kind).map_or(0, |gap| gap.at.len());
    assert_eq!(many(GapKind::NoAttendance), 1);
    assert_eq!(many(GapKind::NotAsked(Dim::Ethnicity)), 1, "prefers not to say is an answer");
    assert_eq!(many(GapKind::NoBirth), 1);
    assert_eq!(many(GapKind::NoOutcome), 1);
    assert!(made.gaps.iter().all(|gap| gap.at.iter().all(|at| !at.reference.is_empty())));
}

#[tokio::test]
async fn a_download_needs_to_be_confirmed_again_and_leaves_a_copy_and_an_entry() {
    for house in House::both("grant", 5).await {
        house.put(&stories()).await;
        let all = Definitions::built_in();
        let definition = all.by_code("grant-story").unwrap();
        let mut uow = house.inner.store.begin().await.unwrap();
        let refused = house.permit::<act::ExportReturn>(&mut uow).await.unwrap_err();
        assert!(matches!(
            refused,
            access::Denied::Refused(access::Refused { refusal: access::Refusal::ConfirmAgain, .. })
        ));
        let permit = house.export_permit(&mut uow).await;
        let file = service::download(
            &house.manager,
            &mut uow,
            &permit,
            definition,
            quarter(),
            FileType::Csv,
        )
        .await
        .unwrap();
        uow.commit().await.unwrap();
        assert_eq!(file.file_name, "ss-2214-grant-story-2026-q3.csv");

        let mut uow = house.inner.store.read().await.unwrap();
        let runs: Many = uow.one(&RUNS, values![house.organisation]).await.unwrap();
        let key = values![house.organisation, "export-return"];
        let entries: Many = uow.one(&ENTRIES, key).await.unwrap();
        assert_eq!((runs.many, entries.many), (1, 1));
        let permit = house.permit::<act::ReadReturn>(&mut uow).await.unwrap();
        let kept = service::runs(&mut uow, &permit, definition, quarter()).await.unwrap();
        assert_eq!(kept[0].report, file.report);
        assert_eq!(file.report.audience, Audience::Funder);
    }
}

#[tokio::test]
async fn two_who_answer_one_question_do_not_overwrite_each_other() {
    let house = House::embedded("grant", 0).await;
    let all = Definitions::built_in();
    let definition = all.by_code("grant-story").unwrap();
    let write = async |question: &str, version, text: &str| {
        let mut uow = house.inner.store.begin().await.unwrap();
        let permit = house.permit::<act::OpenReturnRows>(&mut uow).await.unwrap();
        let draft = AnswerDraft {
            question: question.to_owned(),
            version,
            text: Personal::new(text.to_owned()),
        };
        let done =
            service::write_answer(&house.manager, &mut uow, &permit, definition, quarter(), &draft)
                .await;
        if done.is_ok() {
            uow.commit().await.unwrap();
        }
        done
    };
    write("difference", None, "Ūn <b>‘story’</b>").await.unwrap();
    write("difference", None, "Ūn <b>‘story’</b>").await.expect("a second press of the button");
    assert!(matches!(write("difference", None, "Other").await, Err(EvidenceError::Stale)));
    write("difference", Some(1), "Two").await.unwrap();
    assert!(matches!(write("difference", Some(1), "Three").await, Err(EvidenceError::Stale)));
    assert!(matches!(write("no-such", None, "x").await, Err(EvidenceError::NoSuchQuestion)));
    let long = "x".repeat(service::LONGEST_ANSWER + 1);
    assert!(matches!(write("learnt", None, &long).await, Err(EvidenceError::TooLong)));
    let made = made(&house, definition, quarter()).await;
    assert_eq!(made.report(Audience::Funder).answers[0].answer, "Two");
    assert_eq!(made.unanswered(), 2);
}

#[tokio::test]
async fn what_is_still_to_enter_at_probation_is_ready_to_copy_until_it_is_ticked() {
    for house in House::both("probation", 0).await {
        let put = house
            .put(&[Story {
                sessions: vec![
                    (date(2026, 8, 10), "one_to_one", "late"),
                    (date(2026, 8, 17), "call", "expected"),
                ],
                outcomes: vec![("G-HOME1", "achieved", date(2026, 9, 1))],
                ..Story::default()
            }])
            .await;
        let mut uow = house.inner.store.begin().await.unwrap();
        let permit = house.permit::<act::OpenReturnRows>(&mut uow).await.unwrap();
        let list = entered::still_to_enter(&house.manager, &mut uow, &permit).await.unwrap();
        let texts: Vec<&str> = list.iter().map(|entry| entry.text.reveal().as_str()).collect();
        assert_eq!(
            texts,
            [
                "Appointment on 10 August 2026, 12:00pm (one to one). She attended and came late. \
                 50 minutes.",
                "Outcome G-HOME1 (has somewhere safe to live): achieved. Judged on \
                 1 September 2026.",
            ]
        );
        assert_eq!(list[0].theirs.reveal(), "AB1234CD");
        let row = (EntryKind::Attendance, put[0].attendances[0]);
        let foreign = (EntryKind::Outcome, put[0].woman);
        for (tick, changed) in
            [(Tick::Entered, 1), (Tick::Entered, 0), (Tick::NotEntered, 1), (Tick::Entered, 1)]
        {
            let rows = [row, foreign];
            let done = entered::tick(&house.manager, &mut uow, &permit, &rows, tick).await.unwrap();
            assert_eq!(done, changed, "{tick:?}");
        }
        let list = entered::still_to_enter(&house.manager, &mut uow, &permit).await.unwrap();
        assert!(list[0].entered_at.is_some() && list[1].entered_at.is_none());
    }
}

#[tokio::test]
async fn probations_report_is_held_against_our_records() {
    let house = House::embedded("probation", 0).await;
    let story = Story {
        sessions: vec![(date(2026, 8, 10), "one_to_one", "attended")],
        outcomes: vec![
            ("G-HOME1", "achieved", date(2026, 9, 1)),
            ("G-HOME2", "partly", date(2026, 9, 1)),
        ],
        ..Story::default()
    };
    let put = house.put(&[story.clone(), story.clone(), story]).await;
    let columns = |attended: &str, first: &str| {
        json!({
            "referral_ref": "AB1234CD",
            "date_referral_received": "2026-08-03T10:00:00Z",
            "date_of_first_attended_session": first,
            "count_of_sessions_attended": attended,
            "outcomes_achieved": "1.50",
            "concluded_at": "",
        })
    };
    let at = noon(date(2026, 11, 2));
    house
        .rm_report(
            at,
            &[
                (Some(put[0].referral), columns("1", "2026-08-10 09:00:00")),
                (Some(put[1].referral), columns("3", "2026-08-11T09:00:00Z")),
                (None, columns("0", "")),
            ],
        )
        .await;
    let mut uow = house.inner.store.read().await.unwrap();
    let permit = house.permit::<act::OpenReturnRows>(&mut uow).await.unwrap();
    let checked = probation::check_report(&house.manager, &mut uow, &permit).await.unwrap();
    assert_eq!((checked.rows, checked.agree, checked.without_case.len()), (3, 1, 1));
    let differs: Vec<_> = checked.differing[0]
        .differs
        .iter()
        .map(|d| (d.what, d.ours.reveal().as_str(), d.theirs.reveal().as_str()))
        .collect();
    assert_eq!(
        differs,
        [
            ("First session attended", "10 August 2026", "11 August 2026"),
            ("Sessions attended", "1", "3"),
        ]
    );
    assert_eq!(checked.not_in_report.len(), 1);
    assert_eq!(checked.not_in_report[0].0, put[2].woman);
    assert_eq!(checked.women().len(), 2);
}
