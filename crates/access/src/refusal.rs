//! Why not, and who can. A page turns the code into words; this file holds none.

use crate::action::Action;

/// What somebody who was refused can do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Refusal {
    /// Nothing answers: it does not exist, or another organisation holds it. The page says the
    /// same in both cases.
    NotHere,
    /// Her account is closed.
    AccountClosed,
    /// The record is her own or linked to her.
    OwnRecord,
    /// She did it herself; another person must review it.
    AnotherMustReview,
    /// She may, once she has confirmed who she is again.
    ConfirmAgain,
    /// She may open emergency access, with a reason.
    EmergencyAccess,
    /// The woman's worker can.
    AskWorker,
    /// A manager can.
    AskManager,
    /// A safeguarding lead can.
    AskSafeguardingLead,
    /// The information governance lead can.
    AskGovernanceLead,
    /// An administrator can.
    AskAdministrator,
}

impl Refusal {
    /// Every refusal, so that a test can ask for words for each.
    pub const ALL: [Self; 11] = [
        Self::NotHere,
        Self::AccountClosed,
        Self::OwnRecord,
        Self::AnotherMustReview,
        Self::ConfirmAgain,
        Self::EmergencyAccess,
        Self::AskWorker,
        Self::AskManager,
        Self::AskSafeguardingLead,
        Self::AskGovernanceLead,
        Self::AskAdministrator,
    ];

    /// The key of the words that explain it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotHere => "not-here",
            Self::AccountClosed => "account-closed",
            Self::OwnRecord => "own-record",
            Self::AnotherMustReview => "another-must-review",
            Self::ConfirmAgain => "confirm-again",
            Self::EmergencyAccess => "emergency-access",
            Self::AskWorker => "ask-worker",
            Self::AskManager => "ask-manager",
            Self::AskSafeguardingLead => "ask-safeguarding-lead",
            Self::AskGovernanceLead => "ask-governance-lead",
            Self::AskAdministrator => "ask-administrator",
        }
    }
}

/// An action was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("refused {}: {}", action.code(), refusal.code())]
pub struct Refused {
    /// What was asked.
    pub action: Action,
    /// Who can, or what to do.
    pub refusal: Refusal,
}
