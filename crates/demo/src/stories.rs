//! Six women with a whole story, and the day of the worker who knows them. Nobody is meant.
//!
//! Kay may be sent a text until three in the afternoon. Joanne’s telephone is a new one, so her
//! rules have gone stale. Hollie said something this morning, and a MARAC referral is due today.
//! Lina and Destiny must not meet; Lina’s record is restricted, Destiny has a volunteer. Shanice
//! leaves prison next week and has no address.

use access::action::Woman;
use access::records::{self, NameShown, Sight, Support};
use access::{Gate, act};
use casework::contact::{
    Answer, Channel, Confirmed, RuleDraft, StaleMark, StaleWhy, Terms, mark_stale, set_contact_rule,
};
use casework::family::{
    AgeBand, Born, ChildDraft, ChildWords, ContactOrder, LivesWith, Relation, RelationshipDraft,
    RelationshipWords, RiskToHer, SocialCare, add_child, add_relationship,
};
use casework::keep_apart::{Other, PairDraft, Span, keep_apart};
use casework::need::NeedArea;
use casework::record::{Asked, read_woman};
use casework::record::{PauseReason, TaskDraft, TaskKind, add_task, edit_woman, pause_case};
use casework::referral::Source;
use casework::safety::{
    ChildAtRisk, Disclosure, HighRisk, RiskKind, ToldDraft, ToldWho, ToldWords, disclose,
};
use casework::session::service::{
    DropInDraft, GroupEntry, Invited, Label, book, enter_visits, open_drop_in, record_group,
};
use casework::session::{AttendanceState, Duty, Entry, Place, SessionId, SessionKind, Words};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Id, Personal, WeekHours};
use store::Uow;

use crate::DemoError;
use crate::begin::{self, Begun, no, rule};
use crate::hands::{Hands, With};
use crate::house::{House, Workers};
use crate::life::Life;
use crate::past::{Past, at, worked};
use crate::people::Person;
use crate::support::{self, Detail, booked, in_a_room};
use crate::thinking;

/// How many stories there are.
pub const STORIES: u32 = 6;

/// The hours of any day: the demo must show the same whatever the weekday.
pub const UNTIL_THREE: &str = "Mo-Su 09:30-15:00";
pub const ANY_DAY: &str = "Mo-Su 09:00-17:00";

struct Told {
    first: &'static str,
    family: &'static str,
    age: i16,
    source: Source,
    days_ago: i32,
    needs: &'static [NeedArea],
}

const TOLD: [Told; 6] = [
    Told {
        first: "Kay",
        family: "Alderbeck",
        age: 32,
        source: Source::Probation,
        days_ago: 118,
        needs: &[NeedArea::Accommodation, NeedArea::Money, NeedArea::MentalHealth, NeedArea::Abuse],
    },
    Told {
        first: "Joanne",
        family: "Hazelrigg",
        age: 47,
        source: Source::Herself,
        days_ago: 210,
        needs: &[NeedArea::DrugsAndAlcohol, NeedArea::Money, NeedArea::Relationships],
    },
    Told {
        first: "Hollie",
        family: "Marlgarth",
        age: 26,
        source: Source::Police,
        days_ago: 41,
        needs: &[NeedArea::Abuse, NeedArea::Family, NeedArea::Accommodation],
    },
    Told {
        first: "Lina",
        family: "Quilldene",
        age: 35,
        source: Source::Health,
        days_ago: 75,
        needs: &[NeedArea::SexWork, NeedArea::Legal, NeedArea::MentalHealth],
    },
    Told {
        first: "Destiny",
        family: "Sorrelholt",
        age: 23,
        source: Source::Court,
        days_ago: 96,
        needs: &[NeedArea::Choices, NeedArea::Work, NeedArea::Relationships],
    },
    Told {
        first: "Shanice",
        family: "Plovermere",
        age: 29,
        source: Source::Prison,
        days_ago: 33,
        needs: &[NeedArea::Accommodation, NeedArea::Family, NeedArea::PhysicalHealth],
    },
];

impl Told {
    fn life(&self, past: &Past, nth: u32) -> Life {
        let today = past.today();
        let born = Date::new(today.year() - self.age, 2, 11).unwrap_or(today);
        let opened = worked(past.days_ago(self.days_ago));
        Life {
            nth,
            person: Person {
                first: self.first.to_owned(),
                family: self.family.to_owned(),
                born,
                telephone: format!("07700 900{:03}", 100 + nth),
                ethnicity: "white",
            },
            source: self.source,
            referred: worked(opened.saturating_sub(2.days())),
            opened,
            closed: None,
            needs: self.needs.to_vec(),
            children: 0,
            keeps: 0.94,
        }
    }
}

/// Everything that the stories share while they are told.
struct Telling<'d> {
    past: &'d Past,
    house: &'d House,
    nia: &'d Hands,
    ruth: Hands,
}

/// Tells the six stories, and fills the worker’s day.
///
/// # Errors
/// By what is wrong.
pub async fn tell(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    gate: &Gate,
    workers: &Workers,
) -> Result<(), DemoError> {
    let missing = || DemoError::Casework("somebody of the stories does not work here".to_owned());
    let (nia, _) = workers.hands.first().ok_or_else(missing)?;
    let ruth = house.centre.account_of("Ruth").ok_or_else(missing)?;
    let ruth = Hands::of(past, uow, gate, house.centre.organisation, (ruth, "Ruth")).await?;
    let telling = Telling { past, house, nia, ruth };
    let team = *house.centre.teams.first().ok_or_else(missing)?;
    let mut women = Vec::new();
    for (nth, told) in (0u32..).zip(&TOLD) {
        let life = told.life(past, nth);
        let begun = begin::begin(past, house, uow, (&workers.nobody, nia), team, &life).await?;
        let with = nia.with(uow, begun.woman).await?;
        let hers = (nia, &with);
        thinking::think(past, house, uow, hers, (&begun, &life), Detail::Whole).await?;
        support::sessions(past, house, uow, hers, &life, Detail::Whole).await?;
        women.push((begun, life));
    }
    let [kay, joanne, hollie, lina, destiny, shanice] = women.as_slice() else {
        return Err(missing());
    };
    telling.kay(uow, kay).await?;
    telling.joanne(uow, joanne).await?;
    telling.hollie(uow, hollie).await?;
    telling.lina(uow, lina).await?;
    telling.destiny(uow, destiny).await?;
    telling.shanice(uow, shanice).await?;
    telling.group(uow, [kay.0.woman, joanne.0.woman, destiny.0.woman]).await?;
    telling.day(uow, &women).await?;
    telling.apart(uow, lina.0.woman, destiny.0.woman).await
}

impl Telling<'_> {
    async fn rules(
        &self,
        uow: &mut Uow,
        woman: Id<Woman>,
        rules: &[RuleDraft],
    ) -> Result<(), DemoError> {
        let permit = self.nia.with(uow, woman).await?.may::<act::WriteContact>()?;
        let names = &self.house.our_names;
        for draft in rules {
            set_contact_rule(&self.nia.ctx, uow, &permit, names, draft).await?;
        }
        Ok(())
    }

    async fn task(
        &self,
        uow: &mut Uow,
        woman: Id<Woman>,
        (in_days, kind, words): (i32, TaskKind, &str),
    ) -> Result<(), DemoError> {
        let permit = self.nia.with(uow, woman).await?.may::<act::WriteRecord>()?;
        let Some(owner) = self.nia.account else { return Ok(()) };
        let due = self.past.today().saturating_add(in_days.days());
        self.past.go_to(worked(self.past.days_ago(5)), 15, 10);
        let draft = TaskDraft { owner, due, kind, words: words.to_owned().into() };
        add_task(&self.nia.ctx, uow, &permit, &draft).await?;
        Ok(())
    }

    async fn kay(&self, uow: &mut Uow, (begun, life): &(Begun, Life)) -> Result<(), DemoError> {
        let day = worked(self.past.days_ago(8));
        self.past.go_to(day, 12, 20);
        let number = life.person.telephone.as_str();
        let mut text = rule(Channel::Text, number, UNTIL_THREE, "Nia", day);
        let mut terms = text.terms.into_inner();
        "Until three only: he is home after that and looks at her telephone."
            .clone_into(&mut terms.note);
        "sparrow".clone_into(&mut terms.check_word);
        text.terms = Personal::new(terms);
        let rules =
            [text, no(Channel::Call, day), no(Channel::Voicemail, day), no(Channel::Post, day)];
        self.rules(uow, begun.woman, &rules).await?;
        self.task(
            uow,
            begun.woman,
            (0, TaskKind::Other, "Send her the bus times for Thursday, before three"),
        )
        .await?;
        self.task(
            uow,
            begun.woman,
            (2, TaskKind::EnterElsewhere, "Enter the plan’s date in probation’s system"),
        )
        .await
    }

    async fn joanne(&self, uow: &mut Uow, (begun, life): &(Begun, Life)) -> Result<(), DemoError> {
        let day = worked(self.past.days_ago(61));
        self.past.go_to(day, 10, 30);
        let number = life.person.telephone.as_str();
        let rules = [
            rule(Channel::Text, number, ANY_DAY, "Nia", day),
            rule(Channel::Call, number, ANY_DAY, "Nia", day),
        ];
        self.rules(uow, begun.woman, &rules).await?;
        let at = self.past.go_to(worked(self.past.days_ago(2)), 14, 0);
        let permit = self.nia.with(uow, begun.woman).await?.may::<act::WriteContact>()?;
        let mark = StaleMark { at, why: StaleWhy::NewPhone };
        mark_stale(&self.nia.ctx, uow, &permit, mark).await?;
        let words = "She has another telephone: ask her again how it is safe, when she comes";
        self.task(uow, begun.woman, (0, TaskKind::AskContactAgain, words)).await?;
        self.task(uow, begun.woman, (3, TaskKind::Other, "Exit review: all goals are reached"))
            .await
    }

    /// What she said this morning, and what follows the same day.
    async fn hollie(&self, uow: &mut Uow, (begun, life): &(Begun, Life)) -> Result<(), DemoError> {
        let day = worked(self.past.days_ago(20));
        self.past.go_to(day, 11, 0);
        let number = life.person.telephone.as_str();
        self.rules(uow, begun.woman, &[rule(Channel::Text, number, ANY_DAY, "Nia", day)]).await?;
        let with = self.nia.with(uow, begun.woman).await?;
        self.child(uow, &with, "Mabli", AgeBand::OneToFour).await?;
        self.child(uow, &with, "Jac", AgeBand::FiveToTen).await?;
        let him = RelationshipDraft {
            relation: Relation::ExPartner,
            risk: RiskToHer::Yes,
            words: RelationshipWords {
                name: Personal::new("Dane".to_owned()),
                note: Personal::new("Knows the school. Not the flat.".to_owned()),
            },
        };
        let permit = with.may::<act::WriteFamily>()?;
        add_relationship(&self.nia.ctx, uow, &permit, &him).await?;
        let now = self.past.now();
        // This morning; just after midnight there has been none yet, and then it is now.
        let early = at(self.past.today(), 9, 5);
        let told_at = if early < now { early } else { now };
        self.past.go(told_at);
        let text = |words: &str| Personal::new(words.to_owned());
        let told = Disclosure {
            said: text(
                "He found out where the school is. He said he would take the children, and that \
                 she would not see it coming.",
            ),
            dangers: [RiskKind::FromOthers].into(),
            child: ChildAtRisk::Yes,
            high_risk: HighRisk::Yes,
            done: text("Rang the school with her. She and the children stay at her aunt’s."),
            her_wish: text("To keep the children close, and not to go home this week."),
            told: vec![ToldDraft {
                who: ToldWho::SafeguardingLead,
                at: None,
                words: ToldWords { name: text("Bronwen"), ..ToldWords::default() },
            }],
            she_was_told: None,
            plan: support::safety_words(),
        };
        let permit = with.may::<act::RecordDanger>()?;
        disclose(&self.nia.ctx, uow, &permit, &told).await?;
        self.task(
            uow,
            begun.woman,
            (-2, TaskKind::ReviewSafety, "Go over her safety plan with her"),
        )
        .await
    }

    async fn child(
        &self,
        uow: &mut Uow,
        with: &With<'_>,
        name: &str,
        band: AgeBand,
    ) -> Result<(), DemoError> {
        let draft = ChildDraft {
            lives_with: LivesWith::Her,
            social_care: SocialCare::Enquiries,
            contact_order: ContactOrder::None,
            words: ChildWords {
                first_name: name.to_owned().into(),
                born: Personal::new(Some(Born::About(band))),
                ..ChildWords::default()
            },
        };
        let permit = with.may::<act::WriteFamily>()?;
        add_child(&self.nia.ctx, uow, &permit, &draft).await?;
        Ok(())
    }

    async fn lina(&self, uow: &mut Uow, (begun, life): &(Begun, Life)) -> Result<(), DemoError> {
        let day = worked(self.past.days_ago(12));
        self.past.go_to(day, 16, 0);
        let mut call = rule(Channel::Call, &life.person.telephone, "Mo-Su 16:00-17:00", "Nia", day);
        let mut terms = call.terms.into_inner();
        "With an Arabic interpreter. Only she picks up at that hour.".clone_into(&mut terms.note);
        call.terms = Personal::new(terms);
        self.rules(uow, begun.woman, &[call, no(Channel::Text, day), no(Channel::Post, day)])
            .await?;
        let with = self.nia.with(uow, begun.woman).await?;
        let read = read_woman(uow, &with.may::<act::ReadRecord>()?).await?;
        let mut mine = read.draft.clone();
        mine.interpreter = Asked::Yes;
        mine.identity.languages = vec!["Arabic".to_owned(), "English".to_owned()];
        let permit = with.may::<act::WriteRecord>()?;
        edit_woman(&self.nia.ctx, uow, &permit, &read.draft, mine).await?;
        let ruth = self.ruth.with(uow, begun.woman).await?;
        let permit = ruth.may::<act::RestrictRecord>()?;
        records::guard(&self.ruth.ctx, uow, &permit, Sight::Restricted, NameShown::Hidden).await?;
        let words = "Book the interpreter for next week, a woman, not from Newport";
        self.task(uow, begun.woman, (1, TaskKind::Other, words)).await
    }

    async fn destiny(&self, uow: &mut Uow, (begun, life): &(Begun, Life)) -> Result<(), DemoError> {
        let day = worked(self.past.days_ago(30));
        self.past.go_to(day, 13, 0);
        let number = life.person.telephone.as_str();
        let rules = [
            rule(Channel::Text, number, ANY_DAY, "Nia", day),
            rule(Channel::Call, number, ANY_DAY, "Nia", day),
        ];
        self.rules(uow, begun.woman, &rules).await?;
        if let Some(mona) = self.house.centre.account_of("Mona") {
            let with = self.nia.with(uow, begun.woman).await?;
            let permit = with.may::<act::AssignWorker>()?;
            records::assign(&self.nia.ctx, uow, &permit, mona, Support::Volunteer).await?;
        }
        let words = "Finish the letter for the court; the review is this week";
        self.task(uow, begun.woman, (-1, TaskKind::Other, words)).await
    }

    async fn shanice(&self, uow: &mut Uow, (begun, _): &(Begun, Life)) -> Result<(), DemoError> {
        let day = worked(self.past.days_ago(9));
        self.past.go_to(day, 15, 0);
        let prison = RuleDraft {
            channel: Channel::InCustody,
            answer: Answer::Yes,
            confirmed: Confirmed::InPerson,
            confirmed_on: Some(day),
            recheck_by: None,
            terms: Personal::new(Terms {
                value: "HMP Eastwood Park, by the visits room".to_owned(),
                hours: WeekHours::parse(ANY_DAY).unwrap_or_else(|_| WeekHours::never()),
                ..Terms::default()
            }),
            replaces: None,
        };
        self.rules(uow, begun.woman, &[prison]).await?;
        let release = worked(self.past.today().saturating_add(7.days()));
        let with = self.nia.with(uow, begun.woman).await?;
        let permit = with.may::<act::WriteRecord>()?;
        let note = format!(
            "In HMP Eastwood Park. Released on {}. No address yet: her aunt has no room, the \
             council was asked and has not answered.",
            kernel::time::spelt(release)
        );
        pause_case(&self.nia.ctx, uow, &permit, begun.case, PauseReason::Custody, &note).await?;
        let words = "Ring the council about the duty to refer: released next week, no address";
        self.task(uow, begun.woman, (0, TaskKind::Other, words)).await?;
        self.task(uow, begun.woman, (-4, TaskKind::Other, "Ask the prison about her prescription"))
            .await
    }

    async fn apart(
        &self,
        uow: &mut Uow,
        one: Id<Woman>,
        other: Id<Woman>,
    ) -> Result<(), DemoError> {
        let from = worked(self.past.days_ago(25));
        self.past.go_to(from, 17, 0);
        let first = self.ruth.with(uow, one).await?.may::<act::KeepApart>()?;
        let second = self.ruth.with(uow, other).await?.may::<act::KeepApart>()?;
        let span = Span::new(from, None)
            .ok_or_else(|| DemoError::Casework("a span without an end".to_owned()))?;
        let why =
            Personal::new("They know the same man, and each fears the other’s word.".to_owned());
        let draft = PairDraft { span, why };
        keep_apart(&self.ruth.ctx, uow, &first, Other::Woman(&second), &draft).await?;
        Ok(())
    }

    /// Last week’s group, taken by ticking, and today’s.
    async fn group(&self, uow: &mut Uow, women: [Id<Woman>; 3]) -> Result<(), DemoError> {
        let last = worked(self.past.days_ago(7));
        let session = self.book_group(uow, &women, last).await?;
        self.past.go_to(last, 15, 0);
        let mut permits = Vec::new();
        for woman in women {
            permits.push(self.nia.with(uow, woman).await?.may::<act::RecordAttendance>()?);
        }
        let entries: Vec<GroupEntry<'_>> = permits
            .iter()
            .map(|permit| GroupEntry { permit, opened: 1, entry: came("Cooked together.") })
            .collect();
        record_group(&self.nia.ctx, uow, session, &entries).await?;
        self.book_group(uow, &women, self.past.today()).await?;
        Ok(())
    }

    async fn book_group(
        &self,
        uow: &mut Uow,
        women: &[Id<Woman>],
        day: Date,
    ) -> Result<SessionId, DemoError> {
        self.past.go_to(worked(day.saturating_sub(3.days())), 10, 0);
        let mut permits = Vec::new();
        for woman in women {
            permits.push(self.nia.with(uow, *woman).await?.may::<act::BookSession>()?);
        }
        let invited: Vec<Invited<'_>> = permits
            .iter()
            .map(|permit| Invited { permit, duty: Duty::Chosen, meet: Personal::default() })
            .collect();
        let mut draft =
            in_a_room(self.past, self.house, self.nia, SessionKind::Group, at(day, 13, 0));
        draft.minutes = 90;
        draft.place = Place { group: "Kitchen table".to_owned(), place: String::new() };
        Ok(book(&self.nia.ctx, uow, &self.nia.calendar, &invited, &draft).await?)
    }

    /// Today: a drop-in, one to one, the group, a visit, a call.
    async fn day(&self, uow: &mut Uow, women: &[(Begun, Life)]) -> Result<(), DemoError> {
        let today = self.past.today();
        let slots = [
            (0, SessionKind::OneToOne, 11, 0),
            (4, SessionKind::Court, 14, 45),
            (5, SessionKind::PrisonVisit, 9, 30),
            (3, SessionKind::Call, 16, 15),
            (2, SessionKind::OneToOne, 17, 0),
        ];
        for (nth, kind, hour, minute) in slots {
            let Some((begun, _)) = women.get(nth) else { continue };
            let with = self.nia.with(uow, begun.woman).await?;
            self.past.go_to(worked(self.past.days_ago(3)), 10, 0);
            let mut draft =
                in_a_room(self.past, self.house, self.nia, kind, at(today, hour, minute));
            draft.minutes = 45;
            booked(uow, (self.nia, &with), Duty::Chosen, &draft).await?;
        }
        let starts_at = at(today, 9, 30);
        let [_, _, big] = self.house.rooms;
        let Some(staff) = self.nia.account else { return Ok(()) };
        let drop_in =
            DropInDraft { site: self.house.site, room: Some(big), starts_at, minutes: 150, staff };
        self.past.go_to(worked(self.past.days_ago(3)), 10, 5);
        let session = open_drop_in(&self.nia.ctx, uow, &self.nia.drop_in, &drop_in).await?;
        if starts_at < self.past.now() {
            self.past.go(self.past.now());
            let labels = ["", "", "", "", "red coat, second time", "came with Bev"]
                .map(|words| Label(Personal::new(words.to_owned())));
            let batch = self.nia.ctx.new_uuid();
            let permit = &self.nia.drop_in;
            enter_visits(&self.nia.ctx, uow, permit, session, batch, &labels).await?;
        }
        Ok(())
    }
}

fn came(summary: &str) -> Entry {
    Entry {
        state: AttendanceState::Attended,
        words: Words { summary: Personal::new(summary.to_owned()), ..Words::default() },
        ..Entry::default()
    }
}
