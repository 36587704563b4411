//! From the referral to the first agreement: how a woman of the demo comes in.

use std::collections::BTreeMap;

use access::act;
use access::action::{Team, Woman};
use access::records::{self, Support};
use casework::contact::{
    AgreedWords, Answer, Channel, Confirmed, FirstName, NumberShows, RuleDraft, StaleMark,
    StaleWhy, Terms, WhoMayAnswer, confirm_rule, mark_stale, set_contact_rule,
};
use casework::family::{
    AgeBand, Born, ChildDraft, ChildWords, ContactOrder, LivesWith, SocialCare, add_child,
};
use casework::programme::ProgrammeId;
use casework::record::{
    AgreementDraft, Asked, Case, ConsentDraft, ConsentPurpose, Ethnicity, FundingDraft, GenderCode,
    HowSigned, Identity, Religion, WomanDraft, cases, create_woman, fund_case, give_consent,
    sign_agreement,
};
use casework::referral::service::Decision;
use casework::referral::service::{TakenFrom, accept, decide, take_referral, told_by_hand};
use casework::referral::{
    Agreed, Complexity, Custody, IdentifierSaid, Interpreter, NameShown, ReachSaid, ReferralDraft,
    Referrer, Said, Source, Step, Urgency, Via, Way,
};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Id, IdentifierKind, PartialDate, Personal, WeekHours};
use store::Uow;
use uuid::Uuid;

use crate::DemoError;
use crate::hands::{Hands, With};
use crate::house::House;
use crate::life::Life;
use crate::past::Past;
use crate::people::{below, draw, fraction};
use crate::shares::RULES_FRESH;
use crate::words::{CHILDREN, HER_REASONS, PRACTITIONERS, REASONS, sentence};

/// A woman who was taken on.
pub struct Begun {
    /// Her record.
    pub woman: Id<Woman>,
    /// Her case.
    pub case: Id<Case>,
    /// The first programme that counts her.
    pub programme: ProgrammeId,
}

/// What a referral says of an invented woman.
#[must_use]
pub fn referral_of(past: &Past, house: &House, life: &Life) -> ReferralDraft {
    let ctx = past.ctx();
    let by_herself = life.source == Source::Herself;
    let via = if by_herself || fraction(ctx) < 0.4 { Via::Public } else { Via::Staff };
    let in_probation = matches!(life.source, Source::Probation | Source::Court | Source::Prison);
    let mut identifiers = Vec::new();
    if in_probation {
        identifiers.push(IdentifierSaid { kind: IdentifierKind::Crn, raw: life.crn() });
    }
    let referrer = (!by_herself).then(|| {
        let (role, organisation) = referrer_of(life.source);
        Referrer {
            name: sentence(ctx, &PRACTITIONERS).to_owned(),
            role: role.to_owned(),
            organisation: organisation.to_owned(),
            // Without an address the answer is given by telephone: nothing of the past waits to
            // be sent.
            ..Referrer::default()
        }
    });
    let reasons: &[&str] = if by_herself { &HER_REASONS } else { &REASONS };
    let levels = [Complexity::Low, Complexity::Medium, Complexity::High, Complexity::NotKnown];
    let said_needs = life.needs.iter().filter(|_| fraction(ctx) < 0.7);
    let needs: BTreeMap<_, _> = said_needs
        .map(|need| (*need, crate::words::pick(ctx, &levels, Complexity::NotKnown)))
        .collect();
    ReferralDraft {
        programme: Some(programme_of(house, life.source)),
        source: life.source,
        urgency: draw(
            ctx,
            &[(Urgency::Today, 0.05), (Urgency::Week, 0.25), (Urgency::Usual, 0.7)],
            Urgency::Usual,
        ),
        via,
        received_at: past.go_to_some_hour(life.referred),
        custody: if life.source == Source::Prison { Custody::Prison } else { Custody::Community },
        interpreter: draw(
            ctx,
            &[(Interpreter::No, 0.8), (Interpreter::NotAsked, 0.2)],
            Interpreter::NotAsked,
        ),
        name_shown: NameShown::Shown,
        needs,
        said: Said {
            name: format!("{} {}", life.person.first, life.person.family),
            called: life.person.first.clone(),
            born: life.person.born.to_string(),
            identifiers,
            lives: sentence(ctx, house.outcodes).to_owned(),
            referrer,
            reason: sentence(ctx, reasons).to_owned(),
            order: if in_probation { order_of(life.source).to_owned() } else { String::new() },
            children: match life.children {
                0 => String::new(),
                many => format!("{many}, with her"),
            },
            reach: ReachSaid {
                ways: if by_herself { vec![Way::Text] } else { Vec::new() },
                number: if by_herself { life.person.telephone.clone() } else { String::new() },
                when: if by_herself { "weekdays, mornings" } else { "" }.to_owned(),
                ..ReachSaid::default()
            },
            agreed: Agreed { referral: true, answer: true, attendance: in_probation },
            ..Said::default()
        },
    }
}

const fn referrer_of(source: Source) -> (&'static str, &'static str) {
    match source {
        Source::Police => ("Constable", "Gwent Police (invented officer)"),
        Source::Liaison => ("Liaison and diversion worker", "Liaison and diversion, Newport"),
        Source::Court => ("Court officer", "Newport magistrates’ court"),
        Source::Probation => ("Probation practitioner", "Probation, Newport"),
        Source::Prison => ("Resettlement worker", "HMP Eastwood Park"),
        Source::Health => ("Practice nurse", "A surgery in Newport"),
        Source::Council => ("Housing officer", "The council"),
        Source::Herself | Source::Other => ("Worker", "Another charity"),
    }
}

const fn order_of(source: Source) -> &'static str {
    match source {
        Source::Prison => "Licence after release",
        Source::Court => "Out-of-court resolution",
        _ => "Community order with rehabilitation activity days",
    }
}

/// Which programme a referral is for.
#[must_use]
pub fn programme_of(house: &House, source: Source) -> ProgrammeId {
    match source {
        Source::Probation | Source::Prison => house.contract.unwrap_or(house.commissioner),
        Source::Court | Source::Police | Source::Liaison => house.commissioner,
        Source::Herself | Source::Health | Source::Council | Source::Other => {
            house.grant.unwrap_or(house.commissioner)
        }
    }
}

fn ethnicity_of(past: &Past, group: &str) -> Ethnicity {
    let choices: &[Ethnicity] = match group {
        "white" => &[
            Ethnicity::WhiteBritish,
            Ethnicity::WhiteBritish,
            Ethnicity::WhiteBritish,
            Ethnicity::WhiteBritish,
            Ethnicity::WhiteBritish,
            Ethnicity::WhiteIrish,
            Ethnicity::WhiteGypsyTraveller,
            Ethnicity::WhiteOther,
        ],
        "mixed" => &[Ethnicity::MixedBlackCaribbean, Ethnicity::MixedAsian, Ethnicity::MixedOther],
        "asian" => &[Ethnicity::AsianPakistani, Ethnicity::AsianIndian, Ethnicity::AsianOther],
        "black" => &[Ethnicity::BlackCaribbean, Ethnicity::BlackAfrican, Ethnicity::BlackOther],
        "other" => &[Ethnicity::Arab, Ethnicity::Other, Ethnicity::Declined],
        _ => &[Ethnicity::NotAsked],
    };
    crate::words::pick(past.ctx(), choices, Ethnicity::NotAsked)
}

fn woman_of(past: &Past, life: &Life) -> WomanDraft {
    let ctx = past.ctx();
    let asked = |share: f64| match fraction(ctx) {
        drawn if drawn < share => Asked::Yes,
        drawn if drawn < 0.9 => Asked::No,
        _ => Asked::NotAsked,
    };
    WomanDraft {
        identity: Identity {
            legal_name: format!("{} {}", life.person.first, life.person.family),
            preferred_name: life.person.first.clone(),
            born: Some(PartialDate::day(life.person.born)),
            nationality: if fraction(ctx) < 0.9 { "British" } else { "" }.to_owned(),
            ..Identity::default()
        },
        ethnicity: ethnicity_of(past, life.person.ethnicity),
        religion: draw(
            ctx,
            &[
                (Religion::None, 0.5),
                (Religion::Christian, 0.3),
                (Religion::Muslim, 0.06),
                (Religion::Other, 0.02),
            ],
            Religion::NotAsked,
        ),
        disability: asked(0.3),
        interpreter: Asked::No,
        gender: GenderCode::Woman,
        care_experienced: asked(0.25),
        primary_carer: if life.children > 0 { Asked::Yes } else { Asked::No },
    }
}

/// Refers her, takes her on, and writes down what she signed and who depends on her.
///
/// # Errors
/// By what is wrong.
pub async fn begin(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    (nobody, hands): (&Hands, &Hands),
    team: Id<Team>,
    life: &Life,
) -> Result<Begun, DemoError> {
    let draft = referral_of(past, house, life);
    let by = if draft.via == Via::Public { nobody } else { hands };
    let taken = take_referral(&by.ctx, uow, &by.take, &draft, TakenFrom::Nothing).await?;
    let triage =
        Decision { step: Step::Triage, reason: None, note: String::new(), service: String::new() };
    past.go_to_some_hour(life.opened);
    decide(&hands.ctx, uow, &hands.triage, taken.id, &triage).await?;
    let (woman, _) = create_woman(&hands.ctx, uow, &hands.add, team, &woman_of(past, life)).await?;
    let with = hands.with(uow, woman).await?;
    if let Some(account) = hands.account {
        let permit = with.may::<act::AssignWorker>()?;
        records::assign(&hands.ctx, uow, &permit, account, Support::Worker).await?;
    }
    let write = with.may::<act::WriteRecord>()?;
    accept(&hands.ctx, uow, &hands.triage, &write, taken.id, "").await?;
    if draft.source != Source::Herself {
        let told = "Told by telephone that she is taken on.";
        told_by_hand(&hands.ctx, uow, &hands.triage, taken.id, told).await?;
    }
    let case = the_case(uow, &with).await?;
    let programme = fund(past, house, uow, (hands, &with), case, life).await?;
    papers(past, uow, (hands, &with), life).await?;
    children(past, uow, (hands, &with), life).await?;
    Ok(Begun { woman, case, programme })
}

/// Her newest case.
///
/// # Errors
/// By what is wrong.
pub async fn the_case(uow: &mut Uow, with: &With<'_>) -> Result<Id<Case>, DemoError> {
    let all = cases(uow, &with.may::<act::SeeBand>()?).await?;
    let case = all.first().map(|case| case.id);
    case.ok_or_else(|| DemoError::Casework("an accepted referral without a case".to_owned()))
}

async fn fund(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    case: Id<Case>,
    life: &Life,
) -> Result<ProgrammeId, DemoError> {
    let permit = with.may::<act::WriteFunding>()?;
    let first = programme_of(house, life.source);
    let external =
        if Some(first) == house.contract { life.funder_reference() } else { String::new() };
    let until = life.closed.map(|(day, _)| day);
    let draft = |programme: ProgrammeId, external: String| FundingDraft {
        case,
        programme: programme.uuid(),
        from: life.opened,
        until,
        external: external.into(),
    };
    fund_case(&hands.ctx, uow, &permit, &draft(first, external)).await?;
    if let Some(grant) = house.grant.filter(|grant| *grant != first)
        && fraction(past.ctx()) < 0.25
    {
        fund_case(&hands.ctx, uow, &permit, &draft(grant, String::new())).await?;
    }
    Ok(first)
}

/// A rule on the telephone, as it is usually agreed.
#[must_use]
pub fn rule(channel: Channel, number: &str, hours: &str, signs: &str, on: Date) -> RuleDraft {
    let words = match (channel, FirstName::parse(signs)) {
        (Channel::Call, _) => AgreedWords::AnythingToHer,
        (_, Ok(name)) => AgreedWords::SignedWith(name),
        (_, Err(_)) => AgreedWords::None,
    };
    RuleDraft {
        channel,
        answer: Answer::Yes,
        confirmed: Confirmed::InPerson,
        confirmed_on: Some(on),
        recheck_by: None,
        terms: Personal::new(Terms {
            value: number.to_owned(),
            hours: WeekHours::parse(hours).unwrap_or_else(|_| WeekHours::never()),
            words,
            number_shows: Some(NumberShows::Withheld),
            who_may_answer: Some(WhoMayAnswer::OnlyShe),
            ..Terms::default()
        }),
        replaces: None,
    }
}

/// A no for a whole channel.
#[must_use]
pub fn no(channel: Channel, on: Date) -> RuleDraft {
    RuleDraft {
        answer: Answer::No,
        terms: Personal::new(Terms::default()),
        ..rule(channel, "", "", "", on)
    }
}

const HOURS: [&str; 5] = [
    "Mo-Fr 09:00-17:00",
    "Mo-Fr 09:30-15:00",
    "Mo-Fr 10:00-14:30",
    "Mo-Su 08:00-20:00",
    "Tu-Th 12:00-16:00",
];

/// How she can be reached, as it is usually agreed, and confirmed again for most.
///
/// # Errors
/// By what is wrong.
pub async fn contact(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    life: &Life,
) -> Result<(), DemoError> {
    let ctx = past.ctx();
    let permit = with.may::<act::WriteContact>()?;
    let number = life.person.telephone.as_str();
    let hours = sentence(ctx, &HOURS);
    let day = life.opened;
    let mut rules = vec![rule(Channel::Text, number, hours, &hands.first_name, day)];
    match below(ctx, 4) {
        0 => rules.push(no(Channel::Call, day)),
        1 => {}
        _ => rules.push(rule(Channel::Call, number, hours, &hands.first_name, day)),
    }
    if fraction(ctx) < 0.5 {
        rules.push(no(Channel::Post, day));
    }
    let mut kept: Vec<Uuid> = Vec::new();
    for draft in &rules {
        kept.push(set_contact_rule(&hands.ctx, uow, &permit, &house.our_names, draft).await?);
    }
    let today = past.today();
    let age = (today - day).get_days();
    if life.closed.is_some() || age <= 60 || fraction(ctx) >= RULES_FRESH.share {
        return Ok(());
    }
    let ago = i32::try_from(below(ctx, 58)).unwrap_or(0);
    past.go_to_some_hour(crate::past::worked(past.days_ago(ago)));
    for rule in kept {
        let how = Confirmed::InPerson;
        confirm_rule(&hands.ctx, uow, &permit, &house.our_names, rule, how).await?;
    }
    if fraction(ctx) < 0.05 {
        let mark = StaleMark { at: past.go(past.now()), why: StaleWhy::NewPhone };
        mark_stale(&hands.ctx, uow, &permit, mark).await?;
    }
    Ok(())
}

async fn papers(
    past: &Past,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    life: &Life,
) -> Result<(), DemoError> {
    let ctx = past.ctx();
    let permit = with.may::<act::WriteRecord>()?;
    let signed = life.opened;
    past.go_to(signed, 17, 30);
    let agreement = AgreementDraft {
        wording_version: "2025-04".to_owned(),
        signed_on: signed,
        how: if fraction(ctx) < 0.8 { HowSigned::OnPaper } else { HowSigned::Spoken },
    };
    sign_agreement(&hands.ctx, uow, &permit, &agreement).await?;
    for (purpose, share) in [
        (ConsentPurpose::ContactAfterClosing, 0.5),
        (ConsentPurpose::Research, 0.25),
        (ConsentPurpose::Story, 0.12),
    ] {
        if fraction(ctx) < share {
            let draft = ConsentDraft {
                purpose,
                wording_version: "2025-04".to_owned(),
                from: signed,
                until: Some(signed.saturating_add(1.year())),
            };
            give_consent(&hands.ctx, uow, &permit, &draft).await?;
        }
    }
    Ok(())
}

async fn children(
    past: &Past,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    life: &Life,
) -> Result<(), DemoError> {
    if life.children == 0 {
        return Ok(());
    }
    let ctx = past.ctx();
    let permit = with.may::<act::WriteFamily>()?;
    for _ in 0..life.children {
        let lives_with = draw(
            ctx,
            &[(LivesWith::Her, 0.62), (LivesWith::Family, 0.16), (LivesWith::OtherParent, 0.1)],
            LivesWith::Foster,
        );
        let at_home = lives_with == LivesWith::Her;
        let bands = [AgeBand::OneToFour, AgeBand::FiveToTen, AgeBand::ElevenToFifteen];
        let draft = ChildDraft {
            lives_with,
            social_care: match below(ctx, 6) {
                0 => SocialCare::EarlyHelp,
                1 => SocialCare::InNeed,
                2 if !at_home => SocialCare::LookedAfter,
                _ => SocialCare::None,
            },
            contact_order: if at_home { ContactOrder::None } else { ContactOrder::Supervised },
            words: ChildWords {
                first_name: sentence(ctx, &CHILDREN).to_owned().into(),
                born: Personal::new(Some(Born::About(crate::words::pick(
                    ctx,
                    &bands,
                    AgeBand::FiveToTen,
                )))),
                ..ChildWords::default()
            },
        };
        add_child(&hands.ctx, uow, &permit, &draft).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stories::{ANY_DAY, UNTIL_THREE};

    #[test]
    fn every_hour_that_a_rule_states_is_read_as_hours() {
        for hours in HOURS.into_iter().chain([UNTIL_THREE, ANY_DAY]) {
            assert!(WeekHours::parse(hours).is_ok_and(|read| !read.is_never()), "{hours}");
        }
    }
}
