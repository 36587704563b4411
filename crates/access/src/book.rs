//! The policies as read from `policies/`, ready to decide by, and their sentences for Settings.
//!
//! A policy's text, the schema and the action list are checked against each other once, at start.
//! For each action only the policies whose scope names it are kept together, so a decision looks
//! at three to eight policies and not at all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use cedar_policy::{
    ActionConstraint, Authorizer, EntityTypeName, Policy, PolicyId, PolicySet, Schema,
    ValidationMode, Validator,
};

use crate::action::Action;

/// The schema of the policies.
pub const SCHEMA: &str = include_str!("../policies/schema.cedarschema");

/// The policies by theme, in the order in which Settings shows them.
pub const POLICIES: [(&str, &str); 13] = [
    ("walls", include_str!("../policies/walls.cedar")),
    ("caseworker", include_str!("../policies/caseworker.cedar")),
    ("manager", include_str!("../policies/manager.cedar")),
    ("safeguarding", include_str!("../policies/safeguarding.cedar")),
    ("volunteer", include_str!("../policies/volunteer.cedar")),
    ("front-desk", include_str!("../policies/front_desk.cedar")),
    ("emergency", include_str!("../policies/emergency.cedar")),
    ("governance", include_str!("../policies/governance.cedar")),
    ("figures", include_str!("../policies/figures.cedar")),
    ("settings", include_str!("../policies/settings.cedar")),
    ("referrals", include_str!("../policies/referrals.cedar")),
    ("directory", include_str!("../policies/directory.cedar")),
    ("system", include_str!("../policies/system.cedar")),
];

/// What the installation guarantees, as queries.
pub const PROMISES: &str = include_str!("../policies/promises.cedar");

/// The policies cannot be used. The program does not start.
#[derive(Debug, thiserror::Error)]
pub enum PolicyFault {
    /// The text is no Cedar.
    #[error("the policies of {theme} cannot be read: {reason}")]
    Text {
        /// The theme whose file it is.
        theme: String,
        /// Cedar's own words.
        reason: String,
    },
    /// A policy does not fit the schema.
    #[error("the policies do not fit the schema: {0}")]
    Schema(String),
    /// A policy has no `@id` or no `@sentence`, or its id stands twice.
    #[error("a policy of {theme} lacks its id or its sentence, or has another's id: {policy}")]
    Unnamed {
        /// The theme whose file it is.
        theme: String,
        /// The policy as far as it has a name.
        policy: String,
    },
    /// The schema and the program do not know the same actions.
    #[error("the schema and the program differ about the action {0}")]
    Action(String),
}

/// One policy, for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id, such as `caseworker.team`.
    pub id: String,
    /// The theme it stands under.
    pub theme: String,
    /// What it says, plainly.
    pub sentence: String,
    /// Its Cedar text.
    pub text: String,
}

/// One guarantee, for people to read. A test proves it for every possible request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Its id, such as `organisation-wall`.
    pub id: String,
    /// What is guaranteed, plainly.
    pub sentence: String,
    /// Its query in Cedar.
    pub text: String,
}

/// The policies, checked and ready.
#[derive(Debug)]
pub struct PolicyBook {
    #[cfg_attr(not(test), allow(dead_code, reason = "the proofs ask it"))]
    pub(crate) schema: Schema,
    pub(crate) by_action: BTreeMap<Action, PolicySet>,
    pub(crate) authorizer: Authorizer,
    pub(crate) kinds: BTreeMap<&'static str, EntityTypeName>,
    #[cfg_attr(not(test), allow(dead_code, reason = "the proofs ask it"))]
    pub(crate) whole: PolicySet,
    rules: Vec<Rule>,
    promises: Vec<Promise>,
}

impl PolicyBook {
    /// The policies that ship with the program.
    ///
    /// # Errors
    /// [`PolicyFault`] when they cannot be used; a test makes sure that this build's can.
    pub fn shipped() -> Result<Self, PolicyFault> {
        Self::from_texts(POLICIES)
    }

    /// Reads policies from texts, each with its theme.
    ///
    /// # Errors
    /// [`PolicyFault`] names the theme and the policy at fault.
    pub fn from_texts<'a>(
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, PolicyFault> {
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA)
            .map_err(|fault| PolicyFault::Schema(fault.to_string()))?;
        check_actions(&schema)?;
        let mut whole = PolicySet::new();
        let mut rules = Vec::new();
        for (theme, text) in texts {
            for (policy, sentence) in named_policies(theme, text)? {
                let id = policy.id().to_string();
                rules.push(Rule {
                    id: id.clone(),
                    theme: theme.to_owned(),
                    sentence,
                    text: without_annotations(&policy),
                });
                whole
                    .add(policy)
                    .map_err(|_| PolicyFault::Unnamed { theme: theme.to_owned(), policy: id })?;
            }
        }
        let verdict = Validator::new(schema.clone()).validate(&whole, ValidationMode::Strict);
        if !verdict.validation_passed_without_warnings() {
            return Err(PolicyFault::Schema(format!("{verdict:?}")));
        }
        let mut by_action = BTreeMap::new();
        for action in Action::ALL {
            by_action.insert(*action, only_for(*action, &whole));
        }
        let promises = named_policies("promises", PROMISES)?
            .into_iter()
            .map(|(policy, sentence)| Promise {
                id: policy.id().to_string(),
                sentence,
                text: without_annotations(&policy),
            })
            .collect();
        let mut kinds = BTreeMap::new();
        let names =
            Action::ALL.iter().map(|a| a.on()).chain(["Account", "Organisation", "Team", "Action"]);
        for name in names {
            let kind = EntityTypeName::from_str(name)
                .map_err(|fault| PolicyFault::Schema(fault.to_string()))?;
            kinds.insert(name, kind);
        }
        let authorizer = Authorizer::new();
        Ok(Self { schema, by_action, authorizer, kinds, whole, rules, promises })
    }

    /// Every policy with its sentence, in the order of the files.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Every guarantee with its sentence.
    #[must_use]
    pub fn promises(&self) -> &[Promise] {
        &self.promises
    }
}

/// Reads a file's policies under the ids of their `@id`, with their sentences.
pub(crate) fn named_policies(
    theme: &str,
    text: &str,
) -> Result<Vec<(Policy, String)>, PolicyFault> {
    let read = PolicySet::from_str(text).map_err(|fault| PolicyFault::Text {
        theme: theme.to_owned(),
        reason: fault.to_string(),
    })?;
    let mut policies = Vec::new();
    let mut seen = BTreeSet::new();
    for policy in read.policies() {
        let unnamed =
            || PolicyFault::Unnamed { theme: theme.to_owned(), policy: policy.id().to_string() };
        let id = policy.annotation("id").ok_or_else(unnamed)?.to_owned();
        let sentence = policy.annotation("sentence").ok_or_else(unnamed)?.to_owned();
        if id.is_empty() || sentence.is_empty() || !seen.insert(id.clone()) {
            return Err(unnamed());
        }
        // Cedar numbers the policies of a text; the number keeps the order of the file.
        let place: u32 = policy.id().to_string().trim_start_matches("policy").parse().unwrap_or(0);
        policies.push((place, policy.new_id(PolicyId::new(id)), sentence));
    }
    policies.sort_by_key(|(place, _, _)| *place);
    Ok(policies.into_iter().map(|(_, policy, sentence)| (policy, sentence)).collect())
}

fn without_annotations(policy: &Policy) -> String {
    let text = policy.to_string();
    text.lines().filter(|line| !line.starts_with('@')).collect::<Vec<_>>().join("\n")
}

/// The policies whose scope admits the action: exactly those that can match its requests.
pub(crate) fn only_for(action: Action, whole: &PolicySet) -> PolicySet {
    let mut kept = PolicySet::new();
    for policy in whole.policies() {
        if admits(policy, action.name()) {
            // The ids are unique in `whole`, so adding cannot clash.
            let _ = kept.add(policy.clone());
        }
    }
    kept
}

/// Whether the policy's scope admits an action of this name. There are no action groups.
pub(crate) fn admits(policy: &Policy, name: &str) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(uid) => uid.id().unescaped() == name,
        ActionConstraint::In(uids) => uids.iter().any(|uid| uid.id().unescaped() == name),
    }
}

fn check_actions(schema: &Schema) -> Result<(), PolicyFault> {
    let mut in_schema = BTreeSet::new();
    for env in schema.request_envs() {
        let name = env.action().id().unescaped().to_owned();
        let known =
            Action::named(&name).is_some_and(|action| action.on() == env.resource().to_string());
        if !known {
            return Err(PolicyFault::Action(name));
        }
        in_schema.insert(name);
    }
    match Action::ALL.iter().find(|action| !in_schema.contains(action.name())) {
        Some(missing) => Err(PolicyFault::Action(missing.name().to_owned())),
        None => Ok(()),
    }
}
