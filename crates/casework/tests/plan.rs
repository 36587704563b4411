//! Assess, plan, agree, judge, look back: on both databases, with the permits of real accounts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod plan_house;

use access::act;
use casework::assessment::{
    self, AnswerError, Answers, AssessmentDraft, AssessmentError, DoneHow, Occasion, Offered,
    OpenInstrument, SelfHarm, assessments, changes, correct_assessment, load_wording, offered,
    open_instrument, record_assessment, summary,
};
use casework::need::NeedArea;
use casework::outcome::{
    self, ContactAfter, ExitReviewDraft, JudgementDraft, OutcomeError, OutcomeResult, exit_reviews,
    hold_exit_review, judge_outcome, judgements,
};
use casework::plan::{
    ActionOwner, ActionText, AgreeDraft, GoalText, NotNow, OnHerCopy, Plan, PlanError, PlanGap,
    PlanMark, PlanState, PlanText, Progress, Saved, Step, WhoAgrees, agree_plan, begin_plan,
    her_copy, mark_step, plan, plans, return_plan, save_plan, saved_texts, send_plan, set_progress,
    take_plan_back, timeline_items,
};
use casework::programme::framework;
use casework::record::{Stage, cases};
use casework::safety::{Level, RiskKind, risks};
use kernel::{Ctx, Id, Personal};
use plan_house::Centre;

fn own() -> OpenInstrument {
    assessment::instrument::by_code(assessment::instrument::OWN).unwrap().open_own().unwrap()
}

fn answers(of: &[(&str, u8)]) -> Personal<Answers> {
    of.iter().map(|(code, answer)| ((*code).to_owned(), *answer)).collect::<Answers>().into()
}

fn asked(centre: &Centre, occasion: Occasion, of: &[(&str, u8)]) -> AssessmentDraft {
    AssessmentDraft {
        case: centre.case,
        occasion,
        done_on: centre.nia.today(),
        how: DoneHow::WithHer,
        answers: answers(of),
        her_words: "It is the weekends".into(),
        disagrees: "Nia says 4, I say 6".into(),
    }
}

fn goal(words: &str, steps: &[&str]) -> GoalText {
    GoalText {
        id: None,
        need: NeedArea::Accommodation,
        words: words.to_owned(),
        note: String::new(),
        copy: OnHerCopy::Shown,
        actions: steps
            .iter()
            .map(|what| ActionText {
                id: None,
                what: (*what).to_owned(),
                owner: ActionOwner::She,
                who: String::new(),
                name: OnHerCopy::LeftOut,
                due: None,
            })
            .collect(),
    }
}

fn text(goals: Vec<GoalText>) -> PlanText {
    PlanText { helps: "A walk".to_owned(), goals }
}

async fn begun(centre: &Centre, goals: Vec<GoalText>) -> Id<PlanMark> {
    let mut uow = centre.store().begin().await.unwrap();
    let permit = centre.permit::<act::WritePlan>(&centre.nia, &mut uow).await;
    let id = begin_plan(&centre.nia, &mut uow, &permit, centre.case).await.unwrap();
    let saved = save_plan(&centre.nia, &mut uow, &permit, id, 1, text(goals)).await.unwrap();
    assert!(matches!(saved, Saved::Version(2)));
    uow.commit().await.unwrap();
    id
}

async fn saved(
    centre: &Centre,
    who: &Ctx,
    id: Id<PlanMark>,
    from: i64,
    mine: PlanText,
) -> Result<Saved, PlanError> {
    let mut uow = centre.store().begin().await.unwrap();
    let permit = centre.permit::<act::WritePlan>(who, &mut uow).await;
    let saved = save_plan(who, &mut uow, &permit, id, from, mine).await;
    uow.commit().await.unwrap();
    saved
}

async fn read(centre: &Centre, id: Id<PlanMark>) -> Plan {
    let mut uow = centre.store().begin().await.unwrap();
    let permit = centre.permit::<act::ReadPlan>(&centre.nia, &mut uow).await;
    plan(&mut uow, &permit, id).await.unwrap()
}

async fn agree(
    centre: &Centre,
    who: &Ctx,
    id: Id<PlanMark>,
    rule: WhoAgrees,
) -> Result<(), PlanError> {
    let mut uow = centre.store().begin().await.unwrap();
    let permit = centre.permit::<act::WritePlan>(who, &mut uow).await;
    let draft = AgreeDraft { rule, on: who.today(), name: "B. Achebe".into() };
    let agreed = agree_plan(who, &mut uow, &permit, id, &draft).await;
    if agreed.is_ok() {
        uow.commit().await.unwrap();
    }
    agreed
}

#[tokio::test]
async fn an_assessment_is_repeated_and_change_is_computed_over_what_was_answered_both_times() {
    for centre in Centre::on_each_database().await {
        let (nia, entries) = (&centre.nia, centre.entries().await);
        let mut uow = centre.store().begin().await.unwrap();
        let write = centre.permit::<act::WritePlan>(nia, &mut uow).await;
        let first = asked(&centre, Occasion::Baseline, &[("abuse", 1), ("money", 8), ("work", 2)]);
        let done = record_assessment(nia, &mut uow, &write, &own(), &first).await.unwrap();
        assert_eq!(done.self_harm, SelfHarm::NothingSaid);
        for _ in 0..2 {
            let next = asked(&centre, Occasion::Review, &[("abuse", 6), ("money", 9)]);
            record_assessment(nia, &mut uow, &write, &own(), &next).await.unwrap();
        }
        uow.commit().await.unwrap();
        assert_eq!(centre.entries().await, entries + 3, "each writing is in the audit trail");

        let mut uow = centre.store().begin().await.unwrap();
        let see = centre.permit::<act::ReadNeeds>(nia, &mut uow).await;
        let all = assessments(&mut uow, &see).await.unwrap();
        let reviews: Vec<_> = all.iter().filter_map(|one| one.review).collect();
        assert_eq!(reviews.len(), 2);
        assert!(reviews.contains(&1) && reviews.contains(&2));
        let start = all.iter().find(|one| one.occasion == Occasion::Baseline).unwrap();
        let now = all.iter().find(|one| one.review == Some(2)).unwrap();
        assert_eq!(start.her_words.reveal(), "It is the weekends");
        assert_eq!(start.answers.reveal().get("abuse"), Some(&1), "as she was asked");
        assert_eq!(start.scores.reveal().get(&NeedArea::Abuse), Some(&9), "as it is drawn");
        let summary = summary(&changes(start.scores.reveal(), now.scores.reveal()));
        assert_eq!((summary.compared, summary.easier, summary.not_compared), (2, 1, 1));
        assert_eq!(summary.harder, vec![(NeedArea::Money, 1)]);
    }
}

#[tokio::test]
async fn an_answer_about_self_harm_above_nought_opens_the_check_in_the_same_unit_of_work() {
    for centre in Centre::on_each_database().await {
        let nia = &centre.nia;
        let mut uow = centre.store().begin().await.unwrap();
        let write = centre.permit::<act::WritePlan>(nia, &mut uow).await;
        let draft = asked(&centre, Occasion::Baseline, &[("self_harm", 1)]);
        let done = record_assessment(nia, &mut uow, &write, &own(), &draft).await.unwrap();
        assert_eq!(done.self_harm, SelfHarm::CheckOpened);
        uow.commit().await.unwrap();
        let mut uow = centre.store().begin().await.unwrap();
        let see = centre.permit::<act::ReadSafety>(nia, &mut uow).await;
        let risks = risks(&mut uow, &see).await.unwrap();
        assert_eq!(risks.len(), 1);
        assert_eq!((risks[0].kind, risks[0].level), (RiskKind::SelfHarm, Level::ToCheck));
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_another_womans_case_is_not_hers() {
    for centre in Centre::on_each_database().await {
        let nia = &centre.nia;
        let (_, other_case) = centre.woman("Jade").await;
        let mut uow = centre.store().begin().await.unwrap();
        let write = centre.permit::<act::WritePlan>(nia, &mut uow).await;
        let off = asked(&centre, Occasion::Baseline, &[("money", 11)]);
        let refused = record_assessment(nia, &mut uow, &write, &own(), &off).await.unwrap_err();
        let AssessmentError::Answers(errors) = refused else { panic!("{refused}") };
        assert_eq!(errors, vec![AnswerError::OffTheScale("money".to_owned())]);
        let mut draft = asked(&centre, Occasion::Baseline, &[("money", 1)]);
        draft.case = other_case;
        let refused = record_assessment(nia, &mut uow, &write, &own(), &draft).await;
        assert!(matches!(refused, Err(AssessmentError::NotFound)));
        let refused = begin_plan(nia, &mut uow, &write, other_case).await;
        assert!(matches!(refused, Err(PlanError::NotFound)));
    }
}

#[tokio::test]
async fn a_corrected_assessment_stays_and_no_longer_counts() {
    for centre in Centre::on_each_database().await {
        let nia = &centre.nia;
        let mut uow = centre.store().begin().await.unwrap();
        let write = centre.permit::<act::WritePlan>(nia, &mut uow).await;
        let wrong = asked(&centre, Occasion::Baseline, &[("money", 1)]);
        let wrong = record_assessment(nia, &mut uow, &write, &own(), &wrong).await.unwrap().id;
        let right = asked(&centre, Occasion::Baseline, &[("money", 10)]);
        let without = correct_assessment(nia, &mut uow, &write, wrong, &own(), &right, " ").await;
        assert!(matches!(without, Err(AssessmentError::ReasonNeeded)));
        let why = "10 was typed as 1";
        correct_assessment(nia, &mut uow, &write, wrong, &own(), &right, why).await.unwrap();
        let again = correct_assessment(nia, &mut uow, &write, wrong, &own(), &right, why).await;
        assert!(matches!(again, Err(AssessmentError::AlreadyCorrected)));
        let see = centre.permit::<act::ReadNeeds>(nia, &mut uow).await;
        let all = assessments(&mut uow, &see).await.unwrap();
        assert_eq!(all.len(), 2);
        let old = all.iter().find(|one| one.id == wrong).unwrap();
        assert!(old.corrected_by.is_some() && old.scores.reveal().is_empty());
        assert_eq!(old.answers.reveal().get("money"), Some(&1), "what was written is still there");
        let new = all.iter().find(|one| one.id != wrong).unwrap();
        assert_eq!(new.corrects_why.reveal(), why);
    }
}

#[tokio::test]
async fn a_questionnaire_of_others_opens_only_once_the_centre_loads_its_wording() {
    let definition = include_str!("../../../data/instruments/gad-7-1.toml");
    let mut wording = String::from("instrument = \"gad-7\"\nversion = 1\n");
    for code in 1..=7 {
        wording.push_str(&format!("[[item]]\ncode = \"{code}\"\ntext = \"Invented {code}?\"\n"));
    }
    for value in 0..=3 {
        wording.push_str(&format!(
            "[[answer]]\nscale = \"days\"\nvalue = {value}\ntext = \"Answer {value}\"\n"
        ));
    }
    for centre in Centre::on_each_database().await {
        let organisation = centre.system.organisation().unwrap();
        let mut uow = centre.store().begin().await.unwrap();
        let closed = open_instrument(&mut uow, organisation, "gad-7").await;
        assert!(matches!(closed, Err(AssessmentError::NotOpen)));
        let write = centre.permit::<act::WritePlan>(&centre.nia, &mut uow).await;
        let before = offered(&mut uow, &write).await.unwrap();
        assert!(
            before
                .iter()
                .any(|one| matches!(one, Offered::WordingMissing { code, .. } if code == "gad-7"))
        );
        let settings = centre.place::<act::ManageForms>(&centre.system, &mut uow).await;
        let ctx = &centre.system;
        let no_right = load_wording(ctx, &mut uow, &settings, definition, &wording, " ").await;
        assert!(matches!(no_right, Err(AssessmentError::ReasonNeeded)));
        let right = "Licence of the rights holder, 2026";
        let loaded =
            load_wording(ctx, &mut uow, &settings, definition, &wording, right).await.unwrap();
        assert_eq!((loaded.instrument.as_str(), loaded.sha256.len()), ("gad-7", 64));
        let open = open_instrument(&mut uow, organisation, "gad-7").await.unwrap();
        let of = [("1", 3), ("2", 3), ("3", 3), ("4", 0), ("5", 0), ("6", 0), ("7", 0)];
        let draft = asked(&centre, Occasion::Baseline, &of);
        record_assessment(&centre.nia, &mut uow, &write, &open, &draft).await.unwrap();
        let see = centre.permit::<act::ReadNeeds>(&centre.nia, &mut uow).await;
        let all = assessments(&mut uow, &see).await.unwrap();
        assert_eq!(all[0].scores.reveal().get(&NeedArea::MentalHealth), Some(&9));
    }
}

#[tokio::test]
async fn she_agrees_alone_then_a_new_version_takes_its_place_and_what_was_done_stays_done() {
    for centre in Centre::on_each_database().await {
        let nia = &centre.nia;
        let id = begun(&centre, vec![goal("My own front door", &["Ring them", "View it"])]).await;
        agree(&centre, nia, id, WhoAgrees::She).await.unwrap();
        let first = read(&centre, id).await;
        assert!(matches!(&first.state, PlanState::Agreed(a) if a.by == WhoAgrees::She));

        let mut uow = centre.store().begin().await.unwrap();
        let band = centre.permit::<act::SeeBand>(nia, &mut uow).await;
        assert_eq!(cases(&mut uow, &band).await.unwrap()[0].stage, Stage::Planned);
        let write = centre.permit::<act::WritePlan>(nia, &mut uow).await;
        let step = first.goals[0].actions[0].id;
        mark_step(nia, &mut uow, &write, step, Step::Done(nia.today())).await.unwrap();
        set_progress(nia, &mut uow, &write, first.goals[0].id, Progress::OnTheWay).await.unwrap();
        let next = begin_plan(nia, &mut uow, &write, centre.case).await.unwrap();
        uow.commit().await.unwrap();

        let mut draft = read(&centre, next).await;
        assert_eq!((draft.number, draft.goals.len()), (2, 1));
        let mut mine = draft.text();
        mine.goals.push(goal("See the kids", &[]));
        let _ = saved(&centre, nia, next, draft.version, mine).await.unwrap();
        // Done while the new version was being written: it counts there too.
        let mut uow = centre.store().begin().await.unwrap();
        let write = centre.permit::<act::WritePlan>(nia, &mut uow).await;
        let other = first.goals[0].actions[1].id;
        mark_step(nia, &mut uow, &write, other, Step::Done(nia.today())).await.unwrap();
        let early =
            mark_step(nia, &mut uow, &write, draft.goals[0].actions[0].id, Step::Done(nia.today()));
        assert!(matches!(early.await, Err(PlanError::NotNow(NotNow::NotAgreed))));
        uow.commit().await.unwrap();
        agree(&centre, nia, next, WhoAgrees::She).await.unwrap();
        draft = read(&centre, next).await;
        assert_eq!(draft.goals[0].steps(), (2, 2));
        assert_eq!(draft.goals[0].progress, Progress::OnTheWay);
        assert_eq!(draft.goals[1].steps(), (0, 0));
        assert!(matches!(read(&centre, id).await.state, PlanState::Superseded { .. }));
        let late = saved(&centre, nia, id, 2, text(vec![])).await;
        assert!(matches!(late, Err(PlanError::NotNow(NotNow::IsSuperseded))));
    }
}

#[tokio::test]
async fn a_plan_is_sent_returned_with_words_sent_again_and_agreed_by_a_colleague() {
    for centre in Centre::on_each_database().await {
        let (nia, carys) = (&centre.nia, &centre.carys);
        let id = begun(&centre, vec![goal("My own front door", &["Ring them"])]).await;
        let early = agree(&centre, carys, id, WhoAgrees::Colleague).await;
        assert!(matches!(early, Err(PlanError::NotNow(NotNow::MustBeSentFirst))));
        let mut uow = centre.store().begin().await.unwrap();
        let write = centre.permit::<act::WritePlan>(nia, &mut uow).await;
        send_plan(nia, &mut uow, &write, id).await.unwrap();
        take_plan_back(nia, &mut uow, &write, id).await.unwrap();
        send_plan(nia, &mut uow, &write, id).await.unwrap();
        let twice = begin_plan(nia, &mut uow, &write, centre.case).await;
        assert!(matches!(twice, Err(PlanError::BeingWritten(open)) if open == id));
        uow.commit().await.unwrap();
        let closed = saved(&centre, nia, id, 2, text(vec![])).await;
        assert!(matches!(closed, Err(PlanError::NotNow(NotNow::IsSent))));
        let own = agree(&centre, nia, id, WhoAgrees::Colleague).await;
        assert!(matches!(own, Err(PlanError::NotNow(NotNow::AnotherMustAgree))));

        let mut uow = centre.store().begin().await.unwrap();
        let write = centre.permit::<act::WritePlan>(carys, &mut uow).await;
        let wordless = return_plan(carys, &mut uow, &write, id, "").await;
        assert!(matches!(wordless, Err(PlanError::ReasonNeeded)));
        return_plan(carys, &mut uow, &write, id, "Who comes along?").await.unwrap();
        uow.commit().await.unwrap();
        let back = read(&centre, id).await;
        let PlanState::Returned { why, .. } = &back.state else { panic!("{:?}", back.state) };
        assert_eq!(why.reveal(), "Who comes along?");
        let mut uow = centre.store().begin().await.unwrap();
        let write = centre.permit::<act::WritePlan>(nia, &mut uow).await;
        send_plan(nia, &mut uow, &write, id).await.unwrap();
        uow.commit().await.unwrap();
        agree(&centre, carys, id, WhoAgrees::Colleague).await.unwrap();
        let agreed = read(&centre, id).await;
        let PlanState::Agreed(agreed) = agreed.state else { panic!("{:?}", agreed.state) };
        assert_eq!(agreed.account, carys.account().map(Id::uuid));
    }
}

#[tokio::test]
async fn a_plan_without_words_is_neither_sent_nor_agreed() {
    for centre in Centre::on_each_database().await {
        let id = begun(&centre, vec![goal(" ", &[""])]).await;
        let refused = agree(&centre, &centre.nia, id, WhoAgrees::She).await.unwrap_err();
        let PlanError::Gaps(gaps) = refused else { panic!("{refused}") };
        assert_eq!(gaps, [PlanGap::GoalWithoutWords(0), PlanGap::ActionWithoutWords(0, 0)]);
    }
}

#[tokio::test]
async fn two_people_edit_one_plan_fields_merge_and_a_true_clash_shows_both_texts() {
    for centre in Centre::on_each_database().await {
        let (nia, carys) = (&centre.nia, &centre.carys);
        let id = begun(&centre, vec![goal("Door", &["Ring"]), goal("Kids", &[])]).await;
        let base = read(&centre, id).await;
        let mut nias = base.text();
        nias.goals[0].words = "My own front door".to_owned();
        let mut carys_text = base.text();
        carys_text.goals[1].words = "Two nights, then three".to_owned();
        carys_text.goals[0].actions[0].due = Some(nia.today());
        let _ = saved(&centre, nia, id, base.version, nias).await.unwrap();
        let merged = saved(&centre, carys, id, base.version, carys_text).await.unwrap();
        assert!(matches!(merged, Saved::Version(4)));
        let both = read(&centre, id).await;
        assert_eq!(both.goals[0].text.words, "My own front door");
        assert_eq!(both.goals[1].text.words, "Two nights, then three");
        assert_eq!(both.goals[0].actions[0].text.due, Some(nia.today()));

        let mut late = base.text();
        late.goals[0].words = "A safe home".to_owned();
        let clash = saved(&centre, carys, id, base.version, late).await.unwrap();
        let Saved::Clash { clashes, version, text } = clash else { panic!("no clash") };
        assert_eq!(clashes.len(), 1);
        assert_eq!(clashes[0].mine, "A safe home");
        assert_eq!(clashes[0].theirs, "My own front door");
        assert_eq!(read(&centre, id).await.goals[0].text.words, "My own front door");
        // She chose: sent again from the version that stands, it is kept.
        let chosen = saved(&centre, carys, id, version, text).await.unwrap();
        assert!(matches!(chosen, Saved::Version(5)));
        assert_eq!(read(&centre, id).await.goals[0].text.words, "A safe home");
        let mut uow = centre.store().begin().await.unwrap();
        let see = centre.permit::<act::ReadPlan>(nia, &mut uow).await;
        let texts = saved_texts(&mut uow, &see, id).await.unwrap();
        assert_eq!(texts.len(), 5, "every saved text is still there");
        drop(uow);
        let unknown = saved(&centre, nia, id, 99, base.text()).await;
        assert!(matches!(unknown, Err(PlanError::NotFound)));
    }
}

#[tokio::test]
async fn one_page_cannot_reach_into_another_womans_plan() {
    for centre in Centre::on_each_database().await {
        let id = begun(&centre, vec![goal("Door", &[])]).await;
        let (jade, _) = centre.woman("Jade").await;
        let mut uow = centre.store().begin().await.unwrap();
        let other = centre.permit_on::<act::WritePlan>(&centre.nia, &mut uow, jade).await;
        let reached = save_plan(&centre.nia, &mut uow, &other, id, 2, text(vec![])).await;
        assert!(matches!(reached, Err(PlanError::NotFound)));
        let see = centre.permit_on::<act::ReadPlan>(&centre.nia, &mut uow, jade).await;
        assert!(plans(&mut uow, &see).await.unwrap().is_empty());
        assert!(matches!(plan(&mut uow, &see, id).await, Err(PlanError::NotFound)));
    }
}

#[tokio::test]
async fn hostile_texts_go_in_and_come_out_unchanged() {
    let million = "ŵ🌼'".repeat(150_000);
    let hostile = [
        "'; drop table plan; --",
        "<script>alert(1)</script>",
        "\u{202e}nalp ym",
        "Llanfairpwllgwyngyll ŵ ŷ",
        "line\r\nline\u{0}end",
        "👩‍👧‍👦",
        million.as_str(),
    ];
    for centre in Centre::on_each_database().await {
        let nia = &centre.nia;
        let goals: Vec<_> = hostile.iter().map(|words| goal(words, &[words])).collect();
        let id = begun(&centre, goals).await;
        let back = read(&centre, id).await;
        for (goal, words) in back.goals.iter().zip(hostile) {
            assert!(goal.text.words == words && goal.actions[0].text.what == words);
        }
        let mut uow = centre.store().begin().await.unwrap();
        let write = centre.permit::<act::WritePlan>(nia, &mut uow).await;
        let see = centre.permit::<act::ReadNeeds>(nia, &mut uow).await;
        for words in hostile {
            let mut draft = asked(&centre, Occasion::Review, &[("money", 1)]);
            draft.her_words = words.into();
            draft.disagrees = words.into();
            let done = record_assessment(nia, &mut uow, &write, &own(), &draft).await.unwrap();
            let all = assessments(&mut uow, &see).await.unwrap();
            let one = all.iter().find(|one| one.id == done.id).unwrap();
            assert!(one.her_words.reveal() == words && one.disagrees.reveal() == words);
        }
    }
}

#[tokio::test]
async fn an_outcome_is_judged_with_evidence_and_the_last_judgement_counts() {
    for centre in Centre::on_each_database().await {
        let nia = &centre.nia;
        let grant = framework::by_code("generic-grant").unwrap();
        let mut uow = centre.store().begin().await.unwrap();
        let fund = centre.permit::<act::WriteFunding>(nia, &mut uow).await;
        let mut draft = JudgementDraft {
            case: centre.case,
            programme: nia.new_uuid(),
            item: "G-HOME1".to_owned(),
            result: OutcomeResult::Partly,
            on: nia.today(),
            evidence: " ".into(),
            mapping: None,
        };
        let bare = judge_outcome(nia, &mut uow, &fund, grant, &draft).await;
        assert!(matches!(bare, Err(OutcomeError::EvidenceNeeded)));
        draft.evidence = "Tenancy seen".into();
        judge_outcome(nia, &mut uow, &fund, grant, &draft).await.unwrap();
        draft.result = OutcomeResult::Achieved;
        judge_outcome(nia, &mut uow, &fund, grant, &draft).await.unwrap();
        let other = JudgementDraft { item: "ACC1".to_owned(), ..draft.clone() };
        let other = judge_outcome(nia, &mut uow, &fund, grant, &other).await;
        assert!(matches!(other, Err(OutcomeError::UnknownItem)));
        let see = centre.permit::<act::ReadFunding>(nia, &mut uow).await;
        let all = judgements(&mut uow, &see).await.unwrap();
        let counts: Vec<_> = all.iter().filter(|one| one.superseded_at.is_none()).collect();
        assert_eq!((all.len(), counts.len()), (2, 1));
        assert_eq!(counts[0].result, OutcomeResult::Achieved);
        assert_eq!(counts[0].evidence.reveal(), "Tenancy seen");
    }
}

#[tokio::test]
async fn looking_back_says_what_changed_and_stands_in_the_timeline_with_the_rest() {
    for centre in Centre::on_each_database().await {
        let nia = &centre.nia;
        let id = begun(&centre, vec![goal("Door", &["Ring Owain"])]).await;
        agree(&centre, nia, id, WhoAgrees::She).await.unwrap();
        let mut uow = centre.store().begin().await.unwrap();
        let write = centre.permit::<act::WritePlan>(nia, &mut uow).await;
        let draft = asked(&centre, Occasion::Baseline, &[("money", 4)]);
        record_assessment(nia, &mut uow, &write, &own(), &draft).await.unwrap();
        let mut review = ExitReviewDraft {
            case: centre.case,
            held_on: nia.today(),
            how: DoneHow::WithHer,
            changed: Personal::default(),
            next: "A course".into(),
            about_us: "Keep the crèche".into(),
            contact_after: ContactAfter::Yes,
        };
        let bare = hold_exit_review(nia, &mut uow, &write, &review).await;
        assert!(matches!(bare, Err(OutcomeError::NothingSaid)));
        review.changed = "I open my letters".into();
        hold_exit_review(nia, &mut uow, &write, &review).await.unwrap();
        let see = centre.permit::<act::ReadPlan>(nia, &mut uow).await;
        let held = outcome::exit_reviews(&mut uow, &see).await.unwrap();
        assert_eq!(held[0].review.changed.reveal(), "I open my letters");
        assert_eq!(held[0].review.contact_after, ContactAfter::Yes);
        assert_eq!(exit_reviews(&mut uow, &see).await.unwrap().len(), 1);
        let lines = timeline_items(&mut uow, &see).await.unwrap();
        let keys: Vec<_> = lines.iter().map(|line| line.title_key).collect();
        for key in
            ["timeline-assessment-baseline", "timeline-plan-agreed", "timeline-exit-review-held"]
        {
            assert!(keys.contains(&key), "{key}");
        }
        let copy = her_copy(&plan(&mut uow, &see, id).await.unwrap(), &["Owain"]);
        assert_eq!(copy.names_in_words, ["Owain"]);
    }
}
