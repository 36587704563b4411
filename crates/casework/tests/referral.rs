//! From the public form to a record: what strangers drop, what triage does, what the referrer reads.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

use std::collections::BTreeMap;

use access::action::{Act, act};
use access::{Gate, Permit, accounts};
use casework::programme::{self, Answer, Answers};
use casework::referral::drops::{DropFolder, DropKey};
use casework::referral::form::{Flow, FormState, Question};
use casework::referral::service::{self, Decision, FirstWordSaid, Outgoing, TakenFrom};
use casework::referral::{
    Custody, EventKind, Interpreter, NameShown, Reason, ReceiptBy, Referral, ReferralDraft,
    Referrer, Said, Source, Step, StepRefused, Urgency, Via,
};
use casework::rm_import::{self, Choice, RmMode, fixture};
use jiff::{SignedDuration, civil::date};
use kernel::ctx::OrganisationMark;
use kernel::{Actor, Clock as _, Ctx, Id, IdentifierKind};
use store::{Migration, Uow};
use testkit::House;

mod sql {
    store::statements! {
        REFUSE_POLICE = "create trigger refuse_police before insert on referral when new.source = 'police' begin select raise(abort, 'refused'); end";
    }
}

fn steps() -> Vec<Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS].concat()
}

struct Centre {
    house: House,
    gate: Gate,
    ctx: Ctx,
    organisation: Id<OrganisationMark>,
    team: Id<access::action::Team>,
}

impl Centre {
    async fn in_house(house: House) -> Self {
        let gate = Gate::shipped().unwrap();
        let mut uow = house.store.begin().await.unwrap();
        let organisation =
            accounts::found_organisation(&house.ctx, &mut uow, "Teasel House").await.unwrap();
        let ctx = house.ctx.acting_as(Actor::System { organisation });
        let permit = gate.permit_place::<act::ManageTeams>(&ctx, &mut uow).await.unwrap();
        let team = accounts::add_team(&ctx, &mut uow, &permit, "Newport").await.unwrap();
        uow.commit().await.unwrap();
        Self { house, gate, ctx, organisation, team }
    }

    async fn on_each_database() -> Vec<Self> {
        let mut centres = Vec::new();
        for house in House::on_each_database(&steps()).await {
            centres.push(Self::in_house(house).await);
        }
        centres
    }

    async fn begin(&self) -> Uow {
        self.house.store.begin().await.unwrap()
    }

    async fn may<A: Act>(&self, uow: &mut Uow) -> Permit<A::On, A>
    where
        A::On: access::facts::Place,
    {
        self.gate.permit_place::<A>(&self.ctx, uow).await.unwrap()
    }

    async fn take(&self, draft: &ReferralDraft) -> Referral {
        let mut uow = self.begin().await;
        let permit = self.may::<act::TakeReferral>(&mut uow).await;
        let taken = service::take_referral(&self.ctx, &mut uow, &permit, draft, TakenFrom::Nothing)
            .await
            .unwrap();
        uow.commit().await.unwrap();
        self.read(taken.reference).await
    }

    async fn read(&self, reference: kernel::Reference) -> Referral {
        let mut uow = self.begin().await;
        let permit = self.may::<act::ReadInbox>(&mut uow).await;
        service::read_referral(&mut uow, &permit, reference).await.unwrap()
    }

    async fn inbox(&self) -> Vec<service::Listed> {
        let mut uow = self.begin().await;
        let permit = self.may::<act::ReadInbox>(&mut uow).await;
        service::inbox(&self.ctx, &mut uow, &permit).await.unwrap()
    }

    async fn decide(
        &self,
        referral: &Referral,
        decision: &Decision,
    ) -> Result<Option<service::AnswerWords>, service::ReferralError> {
        let mut uow = self.begin().await;
        let permit = self.may::<act::Triage>(&mut uow).await;
        let answer = service::decide(&self.ctx, &mut uow, &permit, referral.id, decision).await?;
        uow.commit().await.unwrap();
        Ok(answer)
    }

    async fn accept(&self, referral: &Referral) -> service::Accepted {
        let mut uow = self.begin().await;
        let permit = self.may::<act::Triage>(&mut uow).await;
        let woman = service::make_record(&self.ctx, &mut uow, &permit, self.team, referral.id)
            .await
            .unwrap();
        let hers = self.gate.permit::<act::WriteRecord>(&self.ctx, &mut uow, woman).await.unwrap();
        let accepted =
            service::accept(&self.ctx, &mut uow, &permit, &hers, referral.id, "Ruth knows her")
                .await
                .unwrap();
        uow.commit().await.unwrap();
        accepted
    }

    async fn programme(
        &self,
        reference: &str,
        answers: Answers,
        days: u16,
    ) -> Id<access::action::Programme> {
        let mut uow = self.begin().await;
        let permit = self.may::<act::ManageProgrammes>(&mut uow).await;
        let draft = programme::ProgrammeDraft {
            reference: reference.into(),
            name: "Safer Starts".into(),
            kind: programme::ProgrammeKind::Probation,
            funder: "A funder".into(),
            funder_kind: programme::FunderKind::Probation,
            delivery: programme::Delivery::Ours,
            starts_on: Some(date(2026, 4, 1)),
            ends_on: None,
            minimum_age: Some(18),
            maximum_age: None,
            open_to: programme::OpenTo::Women,
            framework: None,
            answers,
            answer_days: days,
            plan_agreed_by: programme::PlanAgreedBy::Practitioner,
            return_months: 0,
            small_numbers: 5,
            areas: ["W15000002".to_owned()].into(),
            facts: programme::Facts::default(),
        };
        let (id, saved) =
            programme::service::save_programme(&self.ctx, &mut uow, &permit, &draft).await.unwrap();
        assert_eq!(saved, programme::service::Saved::Added);
        let again =
            programme::service::save_programme(&self.ctx, &mut uow, &permit, &draft).await.unwrap();
        assert_eq!(again, (id, programme::service::Saved::Same));
        uow.commit().await.unwrap();
        id
    }
}

fn sian(ctx: &Ctx) -> ReferralDraft {
    ReferralDraft {
        programme: None,
        source: Source::Police,
        urgency: Urgency::Week,
        via: Via::Staff,
        received_at: ctx.now(),
        custody: Custody::Community,
        interpreter: Interpreter::NotAsked,
        name_shown: NameShown::Shown,
        needs: BTreeMap::new(),
        said: Said {
            name: "Siân Powell".into(),
            born: "1995-02-14".into(),
            reason: "Shop theft of baby milk".into(),
            identifiers: vec![casework::referral::IdentifierSaid {
                kind: IdentifierKind::Crn,
                raw: "x320741".into(),
            }],
            referrer: Some(Referrer {
                name: "PC Rees".into(),
                email: "rees@example.org".into(),
                ..Referrer::default()
            }),
            agreed: casework::referral::Agreed { referral: true, answer: true, attendance: true },
            ..Said::default()
        },
    }
}

fn decision(step: Step) -> Decision {
    Decision { step, reason: None, note: String::new(), service: String::new() }
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn her_own_form(ctx: &Ctx, receipt: &str) -> FormState {
    let mut form = FormState::begin(ctx, Flow::Herself, None);
    for (question, said) in [
        (Question::Her, vec![("called", "Anwen"), ("name", "Anwen Mathias")]),
        (Question::Reach, vec![("way", "text"), ("number", "07700 900412"), ("say", "Nothing")]),
        (Question::Place, vec![("lives", "NP20 4AB")]),
        (Question::Needs, vec![("need", "abuse"), ("needs", "He has my bank card")]),
        (Question::Safety, vec![("risk", "He said he will find me")]),
        (Question::Receipt, vec![("receipt", receipt)]),
    ] {
        form.answer(ctx, question, &pairs(&said)).unwrap();
    }
    form
}

#[tokio::test]
async fn every_statement_of_referrals_programmes_and_reports_can_be_prepared() {
    for house in House::on_each_database(&steps()).await {
        let registers = [
            casework::referral::sql::ALL,
            casework::rm_import::sql::ALL,
            casework::programme::sql::ALL,
        ];
        for statement in registers.into_iter().flatten() {
            store::dialect::prepare(&house.store.db, statement.sql)
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", statement.name));
        }
    }
}

#[tokio::test]
async fn a_referral_is_taken_answered_by_its_clock_and_accepted_into_a_record_under_her_key() {
    for centre in Centre::on_each_database().await {
        let programme = centre.programme("SAFER", Answers::all(), 2).await;
        let draft = ReferralDraft { programme: Some(programme), ..sian(&centre.ctx) };
        let referral = centre.take(&draft).await;
        // Tuesday 24 November, two working days: Thursday, 5pm.
        let due = kernel::time::spelt_with_time(referral.answer_due_at);
        assert_eq!(due, "26 November 2026, 5:00pm");
        let listed = centre.inbox().await;
        assert_eq!((listed[0].name.as_str(), listed[0].age), ("Siân Powell", Some(31)));

        centre.decide(&referral, &decision(Step::Triage)).await.unwrap();
        let accepted = centre.accept(&referral).await;
        let words = accepted.answer.unwrap();
        for secret in ["Siân", "Powell", "theft", "1995", "milk"] {
            assert!(!words.text.contains(secret) && !words.subject.contains(secret));
        }
        assert!(words.text.contains("accepted"));
        assert!(centre.inbox().await.is_empty());
        let after = centre.read(referral.reference).await;
        assert_eq!(after.woman, Some(accepted.woman));
        assert_eq!(after.state().code(), "accepted");
        assert!(after.events.iter().any(|event| event.kind == EventKind::Answered));

        // Erasing her erases the referral too.
        let keys = &centre.house.store.keys;
        keys.destroy(accepted.woman.uuid(), centre.ctx.today()).await.unwrap();
        assert!(keys.load(referral.id.uuid()).await.is_err());
    }
}

#[tokio::test]
async fn a_referral_that_was_answered_is_not_answered_again_and_rules_are_kept() {
    let centre = Centre::in_house(House::sqlite(&steps()).await).await;
    let rules = Answers::new([Answer::Accept, Answer::Return]);
    let programme = centre.programme("CRS", rules, 3).await;
    let draft = ReferralDraft { programme: Some(programme), ..sian(&centre.ctx) };
    let referral = centre.take(&draft).await;
    let wait = centre.decide(&referral, &decision(Step::Answer(Answer::Wait))).await;
    assert!(matches!(wait, Err(service::ReferralError::Step(StepRefused::NotAllowed))));
    let back = decision(Step::Answer(Answer::Return));
    let no_reason = centre.decide(&referral, &back).await;
    assert!(matches!(no_reason, Err(service::ReferralError::ReasonMissing)));
    let back = Decision { reason: Some(Reason::NotEligible), note: "17".into(), ..back };
    let words = centre.decide(&referral, &back).await.unwrap().unwrap();
    assert!(words.text.contains("return it to you") && !words.text.contains("17"));
    let again = centre.decide(&referral, &decision(Step::Withdraw)).await;
    assert!(matches!(again, Err(service::ReferralError::Step(StepRefused::Ended))));
}

#[tokio::test]
async fn a_referrer_learns_nothing_that_she_did_not_agree_to() {
    let centre = Centre::in_house(House::sqlite(&steps()).await).await;
    let mut draft = sian(&centre.ctx);
    draft.said.agreed.answer = false;
    let referral = centre.take(&draft).await;
    let mut answers = std::collections::BTreeSet::new();
    for kind in
        [EventKind::Accepted, EventKind::Waiting, EventKind::Declined, EventKind::Signposted]
    {
        answers.insert(service::answer_words(&referral, kind).unwrap().text);
    }
    assert_eq!(answers.len(), 1, "the same words whatever was decided");
    assert!(!answers.first().unwrap().contains("accepted"));
}

#[tokio::test]
async fn her_own_form_is_dropped_collected_once_and_her_receipt_passes_the_gate() {
    for centre in Centre::on_each_database().await {
        let key = DropKey::of(&centre.house.store.keys, centre.organisation).unwrap();
        let folder = DropFolder::at(centre.house.folder.path().join("drops")).unwrap();
        let sent = her_own_form(&centre.ctx, "text").finish(&centre.ctx).unwrap();
        folder.put(&centre.ctx, &key.address(), &sent).unwrap();
        folder.put(&centre.ctx, &key.address(), &sent).unwrap();
        let store = &centre.house.store;
        let collected = service::collect_drops(&centre.ctx, store, &key, &folder).await.unwrap();
        assert_eq!((collected.new, collected.again, collected.do_not_open), (1, 1, 0));
        let nothing = service::collect_drops(&centre.ctx, store, &key, &folder).await.unwrap();
        assert_eq!(nothing, service::Collected::default());

        let referral = centre.read(sent.reference().unwrap()).await;
        assert_eq!(referral.draft.said.needs, "He has my bank card");
        assert_eq!(service::answer_words(&referral, EventKind::Accepted), None);

        let mut uow = centre.begin().await;
        let due = service::due_messages(&centre.ctx, &mut uow, centre.organisation).await.unwrap();
        assert_eq!(due.len(), 1);
        let out =
            service::release(&centre.ctx, &mut uow, centre.organisation, due[0]).await.unwrap();
        let Some(Outgoing::Her { reachable, subject }) = out else { panic!("not to her") };
        let sending = reachable.send(centre.ctx.now()).unwrap();
        assert_eq!(sending.to.reveal(), "07700 900412");
        for secret in ["Anwen", "Mathias", "bank", "find me", "NP20", "Teasel"] {
            assert!(!sending.words.reveal().contains(secret) && !subject.contains(secret));
        }
        // Another node that asks meanwhile gets nothing.
        let again = service::release(&centre.ctx, &mut uow, centre.organisation, due[0]).await;
        assert!(again.unwrap().is_none());
        uow.commit().await.unwrap();

        // A day later it would surprise her: it is refused for good.
        let later = centre.house.clock.now() + SignedDuration::from_hours(25);
        centre.house.clock.set(later);
        let mut uow = centre.begin().await;
        let late =
            service::release(&centre.ctx, &mut uow, centre.organisation, due[0]).await.unwrap();
        assert!(late.is_none());
        let none = service::due_messages(&centre.ctx, &mut uow, centre.organisation).await.unwrap();
        assert!(none.is_empty());
    }
}

#[tokio::test]
async fn two_forms_that_drew_the_same_reference_are_both_collected() {
    for centre in Centre::on_each_database().await {
        let key = DropKey::of(&centre.house.store.keys, centre.organisation).unwrap();
        let folder = DropFolder::at(centre.house.folder.path().join("drops")).unwrap();
        let one = her_own_form(&centre.ctx, "page").finish(&centre.ctx).unwrap();
        let mut other = her_own_form(&centre.ctx, "page").finish(&centre.ctx).unwrap();
        other.reference = one.reference.clone();
        let store = &centre.house.store;
        for (nth, sent) in [&one, &other].into_iter().enumerate() {
            folder.put(&centre.ctx, &key.address(), sent).unwrap();
            let collected = service::collect_drops(&centre.ctx, store, &key, &folder).await;
            assert_eq!(collected.unwrap().new, 1, "form {nth}");
        }
        // The reference still leads to whom it was given first.
        assert_eq!(centre.read(one.reference().unwrap()).await.id.uuid(), one.id);
    }
}

#[tokio::test]
async fn no_receipt_goes_to_her_unless_she_says_that_it_is_safe() {
    let centre = Centre::in_house(House::sqlite(&steps()).await).await;
    let key = DropKey::of(&centre.house.store.keys, centre.organisation).unwrap();
    let folder = DropFolder::at(centre.house.folder.path().join("drops")).unwrap();
    let sent = her_own_form(&centre.ctx, "page").finish(&centre.ctx).unwrap();
    assert_eq!(sent.receipt, ReceiptBy::Page);
    folder.put(&centre.ctx, &key.address(), &sent).unwrap();
    let store = &centre.house.store;
    service::collect_drops(&centre.ctx, store, &key, &folder).await.unwrap();
    let mut uow = centre.begin().await;
    let due = service::due_messages(&centre.ctx, &mut uow, centre.organisation).await.unwrap();
    assert!(due.is_empty());
}

#[tokio::test]
async fn a_drop_that_was_changed_is_put_aside_and_the_next_is_collected() {
    let centre = Centre::in_house(House::sqlite(&steps()).await).await;
    let key = DropKey::of(&centre.house.store.keys, centre.organisation).unwrap();
    let place = centre.house.folder.path().join("drops");
    let folder = DropFolder::at(&place).unwrap();
    std::fs::write(place.join("0.drop"), [7u8; 300]).unwrap();
    let sent = her_own_form(&centre.ctx, "page").finish(&centre.ctx).unwrap();
    folder.put(&centre.ctx, &key.address(), &sent).unwrap();
    let store = &centre.house.store;
    let collected = service::collect_drops(&centre.ctx, store, &key, &folder).await.unwrap();
    assert_eq!((collected.new, collected.do_not_open), (1, 1));
    assert!(place.join("0.does-not-open").exists());
}

#[tokio::test]
async fn a_drop_whose_collection_was_cut_short_behind_its_key_is_collected_the_next_time() {
    for centre in Centre::on_each_database().await {
        let key = DropKey::of(&centre.house.store.keys, centre.organisation).unwrap();
        let folder = DropFolder::at(centre.house.folder.path().join("drops")).unwrap();
        let sent = her_own_form(&centre.ctx, "page").finish(&centre.ctx).unwrap();
        folder.put(&centre.ctx, &key.address(), &sent).unwrap();
        // Keys are on the disk before rows are; the machine died in between.
        let mut uow = centre.begin().await;
        uow.new_key(&centre.ctx, sent.id, store::SubjectKind::Referral);
        uow.commit().await.unwrap();
        let store = &centre.house.store;
        let collected = service::collect_drops(&centre.ctx, store, &key, &folder).await.unwrap();
        assert_eq!(collected.new, 1);
        let referral = centre.read(sent.reference().unwrap()).await;
        assert_eq!(referral.draft.said.needs, "He has my bank card");
    }
}

#[tokio::test]
async fn a_drop_that_cannot_be_written_down_does_not_hold_up_the_others() {
    let centre = Centre::in_house(House::sqlite(&steps()).await).await;
    let key = DropKey::of(&centre.house.store.keys, centre.organisation).unwrap();
    let folder = DropFolder::at(centre.house.folder.path().join("drops")).unwrap();
    let form = || her_own_form(&centre.ctx, "page").finish(&centre.ctx).unwrap();
    let (mut refused, mut none) = (form(), form());
    refused.source = Source::Police;
    none.reference = "no reference".to_owned();
    for sent in [&none, &form(), &refused, &form(), &form()] {
        folder.put(&centre.ctx, &key.address(), sent).unwrap();
    }
    let store = &centre.house.store;
    let mut uow = centre.begin().await;
    uow.execute(&sql::REFUSE_POLICE, &[]).await.unwrap();
    uow.commit().await.unwrap();
    assert!(service::collect_drops(&centre.ctx, store, &key, &folder).await.is_err());
    let left = folder.waiting().unwrap();
    assert_eq!(left.len(), 1, "the one that the database refuses");
    assert!(service::collect_drops(&centre.ctx, store, &key, &folder).await.is_err());
    assert_eq!(folder.waiting().unwrap().len(), 1, "it is kept");
}

#[tokio::test]
async fn a_first_word_belongs_to_the_referral_it_becomes_and_then_to_her() {
    let centre = Centre::in_house(House::sqlite(&steps()).await).await;
    let mut uow = centre.begin().await;
    let permit = centre.may::<act::TakeReferral>(&mut uow).await;
    let said = FirstWordSaid { label: "red coat".into(), ..FirstWordSaid::default() };
    let now = centre.ctx.now();
    let word = service::take_first_word(&centre.ctx, &mut uow, &permit, now, &said).await.unwrap();
    let from = TakenFrom::FirstWord(word);
    let draft = sian(&centre.ctx);
    let taken = service::take_referral(&centre.ctx, &mut uow, &permit, &draft, from).await.unwrap();
    let twice = service::take_referral(&centre.ctx, &mut uow, &permit, &draft, from).await;
    assert!(matches!(twice, Err(service::ReferralError::NotFound)));
    uow.commit().await.unwrap();
    let referral = centre.read(taken.reference).await;
    let accepted = centre.accept(&referral).await;
    let keys = &centre.house.store.keys;
    assert!(keys.load(word).await.is_ok());
    keys.destroy(accepted.woman.uuid(), centre.ctx.today()).await.unwrap();
    assert!(keys.load(word).await.is_err(), "her first word went with her");
}

#[tokio::test]
async fn what_did_not_lead_to_support_is_forgotten_after_its_time() {
    let centre = Centre::in_house(House::sqlite(&steps()).await).await;
    let referral = centre.take(&sian(&centre.ctx)).await;
    let no = Decision { reason: Some(Reason::NoRoom), ..decision(Step::Answer(Answer::Decline)) };
    centre.decide(&referral, &no).await.unwrap();
    let (store, organisation) = (&centre.house.store, centre.organisation);
    let early = service::forget_old_referrals(&centre.ctx, store, organisation, 365).await.unwrap();
    assert_eq!(early.referrals, 0);
    let later = centre.house.clock.now() + SignedDuration::from_hours(24 * 366);
    centre.house.clock.set(later);
    let done = service::forget_old_referrals(&centre.ctx, store, organisation, 365).await.unwrap();
    assert_eq!(done.referrals, 1);
    assert!(store.keys.load(referral.id.uuid()).await.is_err());
    let after = centre.read(referral.reference).await;
    assert_eq!(after.draft.said, Said::default());
    assert_eq!(after.draft.source, Source::Police, "codes are left for counting");
    let again = service::forget_old_referrals(&centre.ctx, store, organisation, 365).await.unwrap();
    assert_eq!(again.referrals, 0);
}

#[tokio::test]
async fn two_referrals_of_one_woman_are_proposed_side_by_side() {
    let centre = Centre::in_house(House::sqlite(&steps()).await).await;
    let first = centre.take(&sian(&centre.ctx)).await;
    let mut other = sian(&centre.ctx);
    other.said.name = "Sian Powel".into();
    other.said.identifiers.clear();
    let second = centre.take(&other).await;
    let mut uow = centre.begin().await;
    let permit = centre.may::<act::ReadInbox>(&mut uow).await;
    let (_, found) = service::alike(&mut uow, &permit, second.id).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].referral, found[0].likeness), (first.id, service::Likeness::Likely));
}

#[tokio::test]
async fn probations_report_updates_what_is_known_and_never_overwrites() {
    for centre in Centre::on_each_database().await {
        let programme = centre.programme("CRS", Answers::all(), 2).await;
        let mut rows = fixture::made_up(3, 4);
        rows[0].crn = "X320741".into();
        rows[0].sentence_end = Some(date(2027, 5, 1));
        rows[1].crn = "X320742".into();
        rows[1].sentence_end = Some(date(2027, 6, 1));
        let mut draft = sian(&centre.ctx);
        let blank = centre.take(&draft).await;
        draft.said.identifiers[0].raw = "X320742".into();
        draft.said.name = "Mair Ellis".into();
        draft.said.sentence_end = "2027-01-31".into();
        let differs = centre.take(&draft).await;

        let file = fixture::write(&rows);
        let import = async |mode, file: &str| {
            let mut uow = centre.begin().await;
            let permit = centre.may::<act::ImportReferrals>(&mut uow).await;
            let outcome = rm_import::import_rm_report(
                &centre.ctx,
                &mut uow,
                &permit,
                "CRS",
                file.as_bytes(),
                mode,
            )
            .await
            .unwrap();
            uow.commit().await.unwrap();
            outcome
        };
        let dry = import(RmMode::DryRun, &file).await;
        assert_eq!((dry.matched, dry.without_person, dry.differs.len()), (2, 2, 1));
        assert_eq!(centre.inbox().await.len(), 2, "a dry run changes nothing");

        let done = import(RmMode::Apply, &file).await;
        assert_eq!((done.matched, done.without_person), (2, 2));
        let inbox = centre.inbox().await;
        assert_eq!(inbox.iter().filter(|listed| !listed.named).count(), 2);
        assert_eq!(centre.read(blank.reference).await.draft.said.sentence_end, "2027-05-01");
        let kept = centre.read(differs.reference).await;
        assert_eq!(kept.draft.said.sentence_end, "2027-01-31", "ours stands");

        let again = import(RmMode::Apply, &file).await;
        assert_eq!((again.changes(), again.unchanged), (0, 4), "{again}");
        assert!(!again.to_string().contains("X32"), "no value in the report");

        let mut uow = centre.begin().await;
        let read = centre.may::<act::ReadInbox>(&mut uow).await;
        let shown = rm_import::differing_rows(&mut uow, &read, programme).await.unwrap();
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].differences[0].ours, "2027-01-31");
        let triage = centre.may::<act::Triage>(&mut uow).await;
        rm_import::settle(
            &centre.ctx,
            &mut uow,
            &triage,
            shown[0].id,
            shown[0].version,
            "end_of_sentence_date",
            Choice::Theirs,
        )
        .await
        .unwrap();
        uow.commit().await.unwrap();
        let settled = centre.read(differs.reference).await;
        assert_eq!(settled.draft.said.sentence_end, "2027-06-01");

        // A row without a person is completed and only then accepted.
        let nobody = inbox.iter().find(|listed| !listed.named).unwrap().clone();
        let mut whole = centre.read(nobody.reference).await;
        let mut uow = centre.begin().await;
        let permit = centre.may::<act::Triage>(&mut uow).await;
        let early =
            service::make_record(&centre.ctx, &mut uow, &permit, centre.team, whole.id).await;
        assert!(matches!(early, Err(service::ReferralError::WithoutPerson)));
        whole.draft.said.name = "Lowri Hughes".into();
        let take = centre.may::<act::TakeReferral>(&mut uow).await;
        service::change_referral(
            &centre.ctx,
            &mut uow,
            &take,
            whole.id,
            whole.version,
            &whole.draft,
        )
        .await
        .unwrap();
        let stale = service::change_referral(
            &centre.ctx,
            &mut uow,
            &take,
            whole.id,
            whole.version,
            &whole.draft,
        )
        .await;
        assert!(matches!(stale, Err(service::ReferralError::Stale)));
        uow.commit().await.unwrap();
        centre.accept(&whole).await;
        let after = import(RmMode::Apply, &file).await;
        assert_eq!(after.changes(), 0, "{after}");
    }
}

#[tokio::test]
async fn the_carried_contracts_are_added_once() {
    let centre = Centre::in_house(House::sqlite(&steps()).await).await;
    let carried = programme::carried::built_in();
    let mut uow = centre.begin().await;
    let permit = centre.may::<act::ManageProgrammes>(&mut uow).await;
    let contracts = &carried.contracts;
    let first =
        programme::save_contracts(&centre.ctx, &mut uow, &permit, contracts, &carried.providers)
            .await
            .unwrap();
    assert_eq!((first.read, first.added, first.changed), (58, 58, 0));
    let second =
        programme::save_contracts(&centre.ctx, &mut uow, &permit, contracts, &carried.providers)
            .await
            .unwrap();
    assert_eq!((second.read, second.added, second.changed), (58, 0, 0));
    let all = programme::service::programmes(&mut uow, centre.organisation).await.unwrap();
    assert!(all.iter().all(|p| !p.draft.areas.is_empty() && !p.draft.facts.providers.is_empty()));
}

#[tokio::test]
async fn one_organisation_never_reads_anothers_referral() {
    let centre = Centre::in_house(House::sqlite(&steps()).await).await;
    let referral = centre.take(&sian(&centre.ctx)).await;
    let mut uow = centre.begin().await;
    let other = accounts::found_organisation(&centre.ctx, &mut uow, "Other").await.unwrap();
    let theirs = centre.ctx.acting_as(Actor::System { organisation: other });
    let permit = centre.gate.permit_place::<act::ReadInbox>(&theirs, &mut uow).await.unwrap();
    let read = service::read_referral(&mut uow, &permit, referral.reference).await;
    assert!(matches!(read, Err(service::ReferralError::NotFound)));
    assert!(service::inbox(&theirs, &mut uow, &permit).await.unwrap().is_empty());
}
