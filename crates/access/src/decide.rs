//! From facts to Cedar entities, to a decision, to a permit.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Context, Decision, Entities, Entity, EntityId, EntityUid, Request, RestrictedExpression,
};
use kernel::Id;
use kernel::ctx::Actor;
use uuid::Uuid;

use crate::action::Action;
use crate::book::PolicyBook;
use crate::facts::{ActorFacts, Bond, Proof, Standing, Target, WomanFacts};
use crate::refusal::{Refusal, Refused};
use crate::role::Role;

/// The account id under which the program itself acts. No row has it: ids of rows are UUIDs.
const SYSTEM: &str = "system";

/// The id of every woman in a question. The policies know a woman by what is true of her record and
/// never by who she is; so the answer for one is the answer for all of whom the same is true.
const SHE: &str = "she";

impl PolicyBook {
    /// Whether the policies allow it. Anything that cannot be put as a question is a no.
    pub(crate) fn allows(&self, actor: &ActorFacts, action: Action, target: Target<'_>) -> bool {
        let Some(policies) = self.by_action.get(&action) else { return false };
        let Some(question) = self.question(actor, action, target) else { return false };
        let answer = self.authorizer.is_authorized(&question.request, policies, &question.entities);
        // A forbid that errs is skipped by Cedar; with an error we never allow.
        answer.decision() == Decision::Allow && answer.diagnostics().errors().next().is_none()
    }

    /// Says who can instead.
    pub(crate) fn refuse(&self, actor: &ActorFacts, action: Action, target: Target<'_>) -> Refused {
        Refused { action, refusal: self.refusal(actor, action, target) }
    }

    fn refusal(&self, actor: &ActorFacts, action: Action, target: Target<'_>) -> Refusal {
        if target.organisation() != actor.organisation {
            return Refusal::NotHere;
        }
        if actor.standing == Standing::Closed {
            return Refusal::AccountClosed;
        }
        if actor.proof == Proof::Once {
            let again = ActorFacts { proof: Proof::Again, ..actor.clone() };
            if self.allows(&again, action, target) {
                return Refusal::ConfirmAgain;
            }
        }
        match target {
            Target::Woman(woman) => self.refusal_of_woman(actor, action, woman),
            Target::Deed(_) => Refusal::AnotherMustReview,
            Target::Referral(_) => Refusal::NotHere,
            Target::Account(_) => Refusal::AskAdministrator,
            Target::Programme(_) => Refusal::AskManager,
            Target::Place(..) => match action {
                Action::ReadAudit | Action::VerifyAudit | Action::ManageRetention => {
                    Refusal::AskGovernanceLead
                }
                Action::ReadSettings
                | Action::ManageAccounts
                | Action::ManageTeams
                | Action::ManageForms
                | Action::ManageInstallation => Refusal::AskAdministrator,
                Action::ReadSafetyBoard => Refusal::AskSafeguardingLead,
                _ => Refusal::AskManager,
            },
        }
    }

    fn refusal_of_woman(&self, actor: &ActorFacts, action: Action, woman: &WomanFacts) -> Refusal {
        if woman.bonds.contains(&Bond::Barred) {
            return Refusal::OwnRecord;
        }
        // Whoever could not learn of her in any other way does not learn from a refusal either that
        // she is here: it reads as for a record that never was.
        let learns = [Action::SeeBand, Action::OpenEmergency];
        if !learns.iter().any(|seen| self.allows(actor, *seen, Target::Woman(woman))) {
            return Refusal::NotHere;
        }
        if matches!(action, Action::EraseWoman | Action::AnswerRequest) {
            return Refusal::AskGovernanceLead;
        }
        if action == Action::LinkAccount {
            return Refusal::AskSafeguardingLead;
        }
        let mut in_emergency = woman.clone();
        in_emergency.bonds.insert(Bond::Emergency);
        if self.allows(actor, Action::OpenEmergency, Target::Woman(woman))
            && self.allows(actor, action, Target::Woman(&in_emergency))
        {
            return Refusal::EmergencyAccess;
        }
        let for_lead = matches!(
            action,
            Action::ReadSafety
                | Action::WriteSafety
                | Action::ReadFamily
                | Action::WriteFamily
                | Action::ApproveSharing
        );
        match () {
            () if actor.roles.contains(&Role::Volunteer) => Refusal::AskWorker,
            () if for_lead => Refusal::AskSafeguardingLead,
            () => Refusal::AskManager,
        }
    }

    /// The question as Cedar takes it, or nothing when a name cannot be written, which the check
    /// at start rules out.
    pub(crate) fn question(
        &self,
        actor: &ActorFacts,
        action: Action,
        target: Target<'_>,
    ) -> Option<Question> {
        let principal = self.principal(actor)?;
        let resource = self.resource(actor, &principal, target)?;
        let action = self.action_uid(action)?;
        let stepped_up = RestrictedExpression::new_bool(actor.proof == Proof::Again);
        let context = Context::from_pairs([("stepped_up".to_owned(), stepped_up)]).ok()?;
        let request = Request::new(principal.uid(), action, resource.uid(), context, None).ok()?;
        // An account may be asked about itself; then it is one entity.
        let same = principal.uid() == resource.uid();
        let both = [Some(principal), (!same).then_some(resource)];
        let entities = Entities::from_entities(both.into_iter().flatten(), None).ok()?;
        Some(Question { request, entities })
    }

    fn action_uid(&self, action: Action) -> Option<EntityUid> {
        Some(EntityUid::from_type_name_and_id(
            self.kinds.get("Action")?.clone(),
            EntityId::new(action.name()),
        ))
    }

    fn uid(&self, kind: &str, id: Uuid) -> Option<EntityUid> {
        let mut text = Uuid::encode_buffer();
        let text: &str = id.hyphenated().encode_lower(&mut text);
        Some(EntityUid::from_type_name_and_id(self.kinds.get(kind)?.clone(), EntityId::new(text)))
    }

    fn link<T>(&self, kind: &str, id: Id<T>) -> Option<RestrictedExpression> {
        Some(RestrictedExpression::new_entity_uid(self.uid(kind, id.uuid())?))
    }

    fn principal(&self, actor: &ActorFacts) -> Option<Entity> {
        let (uid, roles) = match actor.actor {
            Actor::Account { account, .. } => (
                self.uid("Account", account.uuid())?,
                actor.roles.iter().map(|role| word(role.code())).collect::<Vec<_>>(),
            ),
            Actor::System { .. } => (
                EntityUid::from_type_name_and_id(
                    self.kinds.get("Account")?.clone(),
                    EntityId::new(SYSTEM),
                ),
                vec![word(SYSTEM)],
            ),
            // A stranger is nobody to the policies.
            Actor::Visitor => return None,
        };
        let teams: Option<Vec<_>> =
            actor.teams.iter().map(|team| self.link("Team", *team)).collect();
        let attributes = HashMap::from([
            ("organisation".to_owned(), self.link("Organisation", actor.organisation)?),
            ("teams".to_owned(), RestrictedExpression::new_set(teams?)),
            ("roles".to_owned(), RestrictedExpression::new_set(roles)),
            ("active".to_owned(), RestrictedExpression::new_bool(actor.standing == Standing::Open)),
        ]);
        Entity::new(uid, attributes, HashSet::new()).ok()
    }

    fn resource(
        &self,
        actor: &ActorFacts,
        principal: &Entity,
        target: Target<'_>,
    ) -> Option<Entity> {
        // The loader reads only the bonds of this actor, so a set holds her or nobody.
        let me = RestrictedExpression::new_entity_uid(principal.uid());
        let me_if = |yes: bool| RestrictedExpression::new_set(yes.then(|| me.clone()));
        let mut attributes = HashMap::from([(
            "organisation".to_owned(),
            self.link("Organisation", target.organisation())?,
        )]);
        let mut put = |name: &str, value| {
            attributes.insert(name.to_owned(), value);
        };
        let uid = match target {
            Target::Woman(woman) => {
                put("team", self.link("Team", woman.team)?);
                put("restricted", RestrictedExpression::new_bool(woman.restricted));
                put("name_hidden", RestrictedExpression::new_bool(woman.name_hidden));
                put("assigned", me_if(woman.bonds.contains(&Bond::Assigned)));
                put("volunteers", me_if(woman.bonds.contains(&Bond::Volunteer)));
                put("barred", me_if(woman.bonds.contains(&Bond::Barred)));
                put("emergency", me_if(woman.bonds.contains(&Bond::Emergency)));
                put("named", me_if(woman.bonds.contains(&Bond::Named)));
                EntityUid::from_type_name_and_id(
                    self.kinds.get("Woman")?.clone(),
                    EntityId::new(SHE),
                )
            }
            Target::Referral(referral) => {
                let mine = referral.made_by.is_some() && referral.made_by == actor.account();
                put("made_by", me_if(mine));
                self.uid("Referral", referral.referral.uuid())?
            }
            Target::Programme(programme) => {
                let let_in =
                    actor.account().is_some_and(|account| programme.viewers.contains(&account));
                put("nameless_rows", RestrictedExpression::new_bool(programme.nameless_rows));
                put("viewers", me_if(let_in));
                self.uid("Programme", programme.programme.uuid())?
            }
            Target::Deed(deed) => {
                put("done_by", self.link("Account", deed.done_by)?);
                put("barred", me_if(deed.bonds.contains(&Bond::Barred)));
                self.uid("Deed", deed.deed.uuid())?
            }
            Target::Account(account) if Some(account.account) == actor.account() => {
                return Some(principal.clone());
            }
            Target::Account(account) => {
                // No policy looks at another account's roles or teams; empty sets stand for them.
                put("teams", me_if(false));
                put("roles", me_if(false));
                put("active", RestrictedExpression::new_bool(true));
                self.uid("Account", account.account.uuid())?
            }
            Target::Place(kind, place) => self.uid(kind, place.organisation.uuid())?,
        };
        Entity::new(uid, attributes, HashSet::new()).ok()
    }
}

impl Target<'_> {
    pub(crate) fn organisation(&self) -> Id<kernel::ctx::OrganisationMark> {
        match self {
            Self::Woman(facts) => facts.organisation,
            Self::Referral(facts) => facts.organisation,
            Self::Programme(facts) => facts.organisation,
            Self::Account(facts) => facts.organisation,
            Self::Deed(facts) => facts.organisation,
            Self::Place(_, facts) => facts.organisation,
        }
    }
}

fn word(text: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(text.to_owned())
}

/// A request with the entities it speaks about.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) request: Request,
    pub(crate) entities: Entities,
}
