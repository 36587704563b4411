//! Each promise, proved for every possible request by `cedar-policy-symcc` with the solver cvc5.
//!
//! A `forbid` promise is false when some request in its scope is allowed; a `permit` promise when
//! some request in its scope is denied. Then the solver shows one such request.

use std::collections::BTreeMap;

use cedar_policy::{Effect, Policy, PolicySet};
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, CompiledPolicySet, Env};

use crate::book::{POLICIES, PROMISES, admits, named_policies};
use crate::{Action, PolicyBook};

const INSTALL: &str = "the access promises need the solver cvc5; install it with: \
     apt-get install -y cvc5   (or set CVC5 to its path)";

fn solver() -> CedarSymCompiler<LocalSolver> {
    let program = std::env::var("CVC5").unwrap_or_else(|_| "cvc5".to_owned());
    let there = std::process::Command::new(&program).arg("--version").output();
    assert!(there.is_ok_and(|answer| answer.status.success()), "{INSTALL}");
    CedarSymCompiler::new(LocalSolver::cvc5().expect(INSTALL)).expect(INSTALL)
}

fn in_own_thread<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A policy again with another effect, or without its scope's action.
fn rewritten(policy: &Policy, change: impl FnOnce(&mut serde_json::Value)) -> Policy {
    let mut json = policy.to_json().unwrap();
    change(&mut json);
    Policy::from_json(Some(policy.id().clone()), json).unwrap()
}

fn with_effect(policy: &Policy, effect: &str) -> Policy {
    rewritten(policy, |json| json["effect"] = effect.into())
}

/// The policies as they decide the action of this name, put so that they can be asked about
/// another action on the same resource.
fn as_if_for(name: &str, policies: &PolicySet) -> PolicySet {
    PolicySet::from_policies(
        policies.policies().filter(|policy| admits(policy, name)).map(|policy| {
            rewritten(policy, |json| json["action"] = serde_json::json!({"op": "All"}))
        }),
    )
    .unwrap()
}

/// A promise as queries: what is compared with the policies.
struct Claim {
    promise: Policy,
    whoever_may: Option<String>,
}

fn claims() -> Vec<Claim> {
    named_policies("promises", PROMISES)
        .unwrap()
        .into_iter()
        .map(|(promise, _)| Claim {
            whoever_may: promise.annotation("whoever_may").map(str::to_owned),
            promise,
        })
        .collect()
}

/// Tries to prove a claim about these policies. The answer is a counterexample, or none.
async fn counterexample(book: &PolicyBook, claim: &Claim) -> Option<(String, Env)> {
    // A solver of its own for each claim: cvc5 counts its time limit over its whole life.
    let mut solver = solver();
    let mut asked = 0;
    for env in book.schema.request_envs() {
        let action = env.action().id().unescaped().to_owned();
        if !admits(&claim.promise, &action) || !fits(&claim.promise, &env.resource().to_string()) {
            continue;
        }
        asked += 1;
        // Exactly the set that decides about this action, as `PolicyBook::allows` uses it.
        let deciding = &book.by_action[&Action::named(&action).unwrap()];
        let compiled = CompiledPolicySet::compile(deciding, &env, &book.schema).unwrap();
        let scope = PolicySet::from_policies([with_effect(&claim.promise, "permit")]).unwrap();
        let found = match (claim.promise.effect(), &claim.whoever_may) {
            (Effect::Forbid, _) => {
                let scope = CompiledPolicySet::compile(&scope, &env, &book.schema).unwrap();
                solver.check_disjoint_with_counterexample_opt(&compiled, &scope).await.unwrap()
            }
            (Effect::Permit, None) => {
                let scope = CompiledPolicySet::compile(&scope, &env, &book.schema).unwrap();
                solver.check_implies_with_counterexample_opt(&scope, &compiled).await.unwrap()
            }
            (Effect::Permit, Some(other)) => {
                let whoever = as_if_for(other, &book.whole);
                let whoever = CompiledPolicySet::compile(&whoever, &env, &book.schema).unwrap();
                solver.check_implies_with_counterexample_opt(&whoever, &compiled).await.unwrap()
            }
        };
        if let Some(found) = found {
            return Some((action, found));
        }
    }
    assert!(asked > 0, "{} is about no request at all", claim.promise.id());
    None
}

fn fits(promise: &Policy, kind: &str) -> bool {
    use cedar_policy::ResourceConstraint::{Any, Eq, In, Is, IsIn};
    match promise.resource_constraint() {
        Any => true,
        Is(name) => name.to_string() == kind,
        Eq(_) | In(_) | IsIn(..) => panic!("a promise is about every {kind}"),
    }
}

/// Says a counterexample so that a person sees what went wrong.
fn spoken(claim: &Claim, action: &str, found: &Env) -> String {
    format!(
        "The promise \"{}\" is false. {action} on\n{}\nwith\n{}",
        claim.promise.annotation("sentence").unwrap(),
        found.request,
        found
            .entities
            .iter()
            .filter(|entity| entity.uid().type_name().to_string() != "Action")
            .map(|entity| format!("  {}", entity.to_json_string().unwrap()))
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

#[test]
fn every_promise_is_proved_for_every_possible_request() {
    in_own_thread(async {
        let book = PolicyBook::shipped().unwrap();
        let claims = claims();
        assert!(claims.len() >= 20);
        let mut broken = Vec::new();
        for claim in &claims {
            if let Some((action, found)) = counterexample(&book, claim).await {
                broken.push(spoken(claim, &action, &found));
            }
        }
        assert!(broken.is_empty(), "\n{}", broken.join("\n\n"));
        println!("{} promises proved", claims.len());
    });
}

#[test]
fn no_policy_ever_errs() {
    // A forbid that errs is skipped by Cedar; so none may err on any possible request.
    in_own_thread(async {
        let book = PolicyBook::shipped().unwrap();
        for env in book.schema.request_envs() {
            let mut solver = solver();
            let action = Action::named(env.action().id().unescaped()).unwrap();
            for policy in book.by_action[&action].policies() {
                let compiled = CompiledPolicy::compile(policy, &env, &book.schema).unwrap();
                let fine = solver.check_never_errors_opt(&compiled).await.unwrap();
                assert!(fine, "{} can err on {}", policy.id(), env.action());
            }
        }
    });
}

#[test]
fn each_weakened_policy_is_caught_with_a_counterexample() {
    // Each pair: words in a policy file, and what a careless hand makes of them; then the promise
    // that must be found false.
    let weakenings = [
        (
            "principal.organisation == resource.organisation",
            "principal.organisation == resource.organisation || principal.roles.contains(\"manager\")",
            "organisation-wall",
        ),
        (
            "when { resource.barred.contains(principal) };",
            "when { resource.barred.contains(principal) } unless { principal.roles.contains(\"manager\") };",
            "never-herself",
        ),
        (
            "unless { principal.active };",
            "unless { principal.active || context.stepped_up };",
            "closed-account",
        ),
        (
            "  principal.roles.contains(\"caseworker\") &&\n  principal.teams.contains(resource.team) &&\n  !resource.restricted\n",
            "  principal.roles.contains(\"caseworker\") &&\n  principal.teams.contains(resource.team)\n",
            "restricted-record",
        ),
        (
            "Action::\"RecordDanger\", Action::\"ShareToPreventHarm\"\n  ],\n  resource is Woman\n)\nwhen {\n  principal.roles.contains(\"volunteer\")",
            "Action::\"RecordDanger\"\n  ],\n  resource is Woman\n)\nwhen {\n  principal.roles.contains(\"volunteer\")",
            "danger-is-never-blocked",
        ),
        (
            "action in [Action::\"ReadToday\", Action::\"FrontDeskVisits\", Action::\"RecordDropIn\"],\n  resource is Calendar\n)\nwhen { principal.roles.contains(\"front_desk\") };",
            "action,\n  resource\n)\nwhen { principal.roles.contains(\"front_desk\") };",
            "front-desk-no-record",
        ),
    ];
    let claims: BTreeMap<String, Claim> =
        claims().into_iter().map(|claim| (claim.promise.id().to_string(), claim)).collect();
    in_own_thread(async {
        for (strong, weak, promise) in weakenings {
            let texts: Vec<(&str, String)> = POLICIES
                .iter()
                .map(|(theme, text)| (*theme, text.replacen(strong, weak, 1)))
                .collect();
            let hit = texts.iter().zip(POLICIES).filter(|((_, new), (_, old))| new != old).count();
            assert!(hit >= 1, "no policy says: {strong}");
            let book =
                PolicyBook::from_texts(texts.iter().map(|(t, text)| (*t, text.as_str()))).unwrap();
            let claim = &claims[promise];
            let Some((action, found)) = counterexample(&book, claim).await else {
                panic!("{promise} was still proved after: {weak}");
            };
            println!("{}\n", spoken(claim, &action, &found));
            // The counterexample is no word game: the weakened policies really allow (or deny) it.
            let really = cedar_policy::Authorizer::new().is_authorized(
                &found.request,
                &book.whole,
                &found.entities,
            );
            let allowed = really.decision() == cedar_policy::Decision::Allow;
            assert_eq!(allowed, claim.promise.effect() == Effect::Forbid, "{promise}");
        }
    });
}

#[test]
fn a_promise_about_nothing_is_no_promise() {
    // An id that stands twice or a sentence left out would let a promise vanish unseen.
    assert!(
        named_policies("promises", "@id(\"a\") permit (principal, action, resource);").is_err()
    );
    let twice = "@id(\"a\") @sentence(\"A b.\") permit (principal, action, resource);\n";
    assert!(named_policies("promises", &twice.repeat(2)).is_err());
}
