//! The authorisation table: role × relation → actions, checked in as
//! `policies/authorisation.txt`. A change of policy shows there as a change of lines.

use std::fmt::Write as _;

use kernel::ctx::Actor;

use super::worlds::{ME, ORGANISATION, actor, id, woman};
use crate::action::{Action, Resource};
use crate::book::{POLICIES, only_for};
use crate::facts::{
    AccountFacts, ActorFacts, Bond, DeedFacts, PlaceFacts, ProgrammeFacts, Proof, ReferralFacts,
    Standing, Target, WomanFacts,
};
use crate::{PolicyBook, Role};

const CHECKED_IN: &str = include_str!("../../policies/authorisation.txt");

fn actors() -> Vec<(String, ActorFacts)> {
    let mut actors: Vec<_> =
        Role::ALL.into_iter().map(|role| (role.code().to_owned(), actor([role]))).collect();
    for role in [Role::CentreManager, Role::GovernanceLead, Role::Analyst, Role::Administrator] {
        actors.push((
            format!("{}, confirmed again", role.code()),
            ActorFacts { proof: Proof::Again, ..actor([role]) },
        ));
    }
    actors.push(("no role".to_owned(), actor([])));
    actors.push((
        "closed account, every role".to_owned(),
        ActorFacts { standing: Standing::Closed, proof: Proof::Again, ..actor(Role::ALL) },
    ));
    actors.push((
        "every role, confirmed again".to_owned(),
        ActorFacts { proof: Proof::Again, ..actor(Role::ALL) },
    ));
    actors.push((
        "the program itself".to_owned(),
        ActorFacts {
            actor: Actor::System { organisation: id(ORGANISATION) },
            proof: Proof::Again,
            ..actor([])
        },
    ));
    actors
}

fn women() -> Vec<(&'static str, WomanFacts)> {
    let other_team = |bonds: &[Bond]| WomanFacts { team: id(0x11), ..woman(bonds.iter().copied()) };
    let restricted = |facts: WomanFacts| WomanFacts { restricted: true, ..facts };
    let hidden = |facts: WomanFacts| WomanFacts { name_hidden: true, ..facts };
    use Bond::{Assigned, Barred, Emergency, Named, Volunteer};
    vec![
        ("of her team", woman([])),
        ("of her team, restricted", restricted(woman([]))),
        ("of her team, name hidden", hidden(woman([]))),
        ("of another team", other_team(&[])),
        ("of another team, restricted", restricted(other_team(&[]))),
        ("of another team, name hidden", hidden(other_team(&[]))),
        ("whose worker she is", other_team(&[Assigned])),
        ("whose worker she is, restricted, hidden", hidden(restricted(other_team(&[Assigned])))),
        ("whose volunteer she is", other_team(&[Volunteer])),
        ("whose volunteer she is, name hidden", hidden(other_team(&[Volunteer]))),
        ("whose volunteer she is, restricted", restricted(other_team(&[Volunteer]))),
        ("under her emergency access", restricted(hidden(other_team(&[Emergency])))),
        ("for whom she is named", other_team(&[Named])),
        ("she herself", woman([Barred, Assigned, Emergency, Named, Volunteer])),
        (
            "of another organisation",
            WomanFacts { organisation: id(2), ..woman([Assigned, Emergency, Named, Volunteer]) },
        ),
    ]
}

/// Every line of the table, as role, relation and allowed actions.
fn lines(book: &PolicyBook, only: &dyn Fn(Action) -> bool) -> Vec<(String, String, Vec<Action>)> {
    let referral = |made_by: Option<u128>| ReferralFacts {
        referral: id(0x2000),
        organisation: id(ORGANISATION),
        made_by: made_by.map(id),
    };
    let programme = |nameless_rows, viewers: &[u128]| ProgrammeFacts {
        programme: id(0x3000),
        organisation: id(ORGANISATION),
        nameless_rows,
        viewers: viewers.iter().copied().map(id).collect(),
    };
    let deed = |done_by: u128, bonds: &[Bond]| DeedFacts {
        deed: id(0x4000),
        organisation: id(ORGANISATION),
        done_by: id(done_by),
        bonds: bonds.iter().copied().collect(),
    };
    let account =
        |account: u128| AccountFacts { account: id(account), organisation: id(ORGANISATION) };
    let (women, here) = (women(), PlaceFacts { organisation: id(ORGANISATION) });
    let elsewhere = PlaceFacts { organisation: id(2) };
    let referrals = [referral(Some(ME)), referral(Some(0x101)), referral(None)];
    let programmes = [
        programme(true, &[ME]),
        programme(false, &[ME]),
        programme(true, &[]),
        ProgrammeFacts { organisation: id(2), ..programme(true, &[ME]) },
    ];
    let accounts = [account(0x101), account(ME)];
    let deeds = [deed(0x101, &[]), deed(ME, &[]), deed(0x101, &[Bond::Barred])];

    let mut targets: Vec<(String, &'static str, Target<'_>)> = Vec::new();
    for (relation, facts) in &women {
        targets.push((format!("a woman {relation}"), "Woman", Target::Woman(facts)));
    }
    let names = ["her own referral", "another's referral", "a referral without account"];
    for (name, facts) in names.into_iter().zip(&referrals) {
        targets.push((name.to_owned(), "Referral", Target::Referral(facts)));
    }
    let names = [
        "a programme she was let into, rows allowed",
        "a programme she was let into, no rows",
        "a programme she was not let into",
        "a programme of another organisation",
    ];
    for (name, facts) in names.into_iter().zip(&programmes) {
        targets.push((name.to_owned(), "Programme", Target::Programme(facts)));
    }
    for (name, facts) in ["another's account", "her own account"].into_iter().zip(&accounts) {
        targets.push((name.to_owned(), "Account", Target::Account(facts)));
    }
    let names = ["another's deed", "her own deed", "another's deed about herself"];
    for (name, facts) in names.into_iter().zip(&deeds) {
        targets.push((name.to_owned(), "Deed", Target::Deed(facts)));
    }
    use crate::action::{AuditTrail, Calendar, Caseload, Directory, Inbox, Returns, Settings};
    for kind in [
        Caseload::KIND,
        Inbox::KIND,
        Calendar::KIND,
        Returns::KIND,
        Settings::KIND,
        AuditTrail::KIND,
        Directory::KIND,
    ] {
        targets.push((format!("{kind} here"), kind, Target::Place(kind, &here)));
        targets.push((format!("{kind} elsewhere"), kind, Target::Place(kind, &elsewhere)));
    }

    let mut lines = Vec::new();
    for (who, facts) in actors() {
        for (what, kind, target) in &targets {
            let allowed = Action::ALL
                .iter()
                .copied()
                .filter(|action| action.on() == *kind && only(*action))
                .filter(|action| book.allows(&facts, *action, *target))
                .collect();
            lines.push((who.clone(), what.clone(), allowed));
        }
    }
    lines
}

fn table(book: &PolicyBook) -> String {
    let mut text = String::from(
        "# Who may do what: role | relation | actions. Made by the test\n\
         # `the_authorisation_table_is_as_checked_in`; ALONGSIDE_BLESS=1 writes it anew.\n\
         # A role and relation that stand on no line may do nothing; one confirmed again that stands on no\n\
         # line may do what it may without.\n",
    );
    let lines = lines(book, &|_| true);
    for (who, what, allowed) in &lines {
        let unconfirmed = who
            .strip_suffix(", confirmed again")
            .and_then(|role| lines.iter().find(|(other, on, _)| other == role && on == what));
        if !allowed.is_empty() && unconfirmed.is_none_or(|(_, _, without)| without != allowed) {
            let names: Vec<_> = allowed.iter().map(|action| action.name()).collect();
            writeln!(text, "{who} | {what} | {}", names.join(" ")).unwrap();
        }
    }
    text
}

#[test]
fn the_authorisation_table_is_as_checked_in() {
    let now = table(&PolicyBook::shipped().unwrap());
    if std::env::var_os("ALONGSIDE_BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/authorisation.txt");
        std::fs::write(path, &now).unwrap();
        return;
    }
    let differing: Vec<_> = CHECKED_IN
        .lines()
        .filter(|line| !now.lines().any(|other| other == *line))
        .map(|line| format!("- {line}"))
        .chain(
            now.lines()
                .filter(|line| !CHECKED_IN.lines().any(|other| other == *line))
                .map(|line| format!("+ {line}")),
        )
        .collect();
    assert!(differing.is_empty(), "the table changed:\n{}", differing.join("\n"));
}

#[test]
fn removing_any_policy_changes_the_authorisation_table() {
    let mut book = PolicyBook::shipped().unwrap();
    let ids: Vec<_> = book.whole.policies().map(|policy| policy.id().clone()).collect();
    assert!(ids.len() > 50, "only {} policies were read", ids.len());
    let mut idle = Vec::new();
    for id in ids {
        let touched = |action: Action| {
            only_for(action, &book.whole).policies().any(|policy| *policy.id() == id)
        };
        let before = lines(&book, &touched);
        let mut without = book.whole.clone();
        without.remove_static(id.clone()).unwrap();
        let kept = std::mem::take(&mut book.by_action);
        let names: Vec<_> = Action::ALL.iter().copied().filter(|a| touched(*a)).collect();
        book.by_action = Action::ALL.iter().map(|a| (*a, only_for(*a, &without))).collect();
        let after = lines(&book, &|action| names.contains(&action));
        book.by_action = kept;
        if before == after {
            idle.push(id.to_string());
        }
    }
    assert!(idle.is_empty(), "these policies change nothing: {idle:?}");
}

#[test]
fn every_policy_is_read_from_a_file_that_the_program_carries() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/policies");
    let on_disk = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".cedar") && name != "promises.cedar")
        .count();
    assert_eq!(on_disk, POLICIES.len());
}

#[test]
fn settings_shows_a_sentence_for_every_policy_and_promise() {
    let book = PolicyBook::shipped().unwrap();
    assert_eq!(book.rules().len(), book.whole.num_of_policies());
    assert!(book.promises().len() >= 20);
    for sentence in book
        .rules()
        .iter()
        .map(|rule| &rule.sentence)
        .chain(book.promises().iter().map(|promise| &promise.sentence))
    {
        assert!(sentence.ends_with('.') && sentence.len() > 20, "{sentence}");
    }
}
