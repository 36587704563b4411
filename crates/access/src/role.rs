//! The roles an account may hold. They combine: in a small centre one woman is manager,
//! safeguarding lead and administrator.

use std::fmt;

/// A role of an account. What it opens stands in `policies/`, nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Works with the women of her teams.
    Caseworker,
    /// Leads a centre.
    CentreManager,
    /// Holds safety, children and concerns.
    SafeguardingLead,
    /// Supports women assigned to her.
    Volunteer,
    /// Receives visitors.
    FrontDesk,
    /// Refers women from another agency.
    Referrer,
    /// Answers for personal information.
    GovernanceLead,
    /// Works with figures.
    Analyst,
    /// Pays, and reads returns.
    Funder,
    /// Keeps accounts and settings.
    Administrator,
}

/// The text names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a role")]
pub struct NotARole;

impl Role {
    /// Every role, in the order in which Settings lists them.
    pub const ALL: [Self; 10] = [
        Self::Caseworker,
        Self::CentreManager,
        Self::SafeguardingLead,
        Self::Volunteer,
        Self::FrontDesk,
        Self::Referrer,
        Self::GovernanceLead,
        Self::Analyst,
        Self::Funder,
        Self::Administrator,
    ];

    /// The code as stored and as the policies write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Caseworker => "caseworker",
            Self::CentreManager => "manager",
            Self::SafeguardingLead => "safeguarding_lead",
            Self::Volunteer => "volunteer",
            Self::FrontDesk => "front_desk",
            Self::Referrer => "referrer",
            Self::GovernanceLead => "governance_lead",
            Self::Analyst => "analyst",
            Self::Funder => "funder",
            Self::Administrator => "administrator",
        }
    }

    /// Reads a stored code.
    ///
    /// # Errors
    /// [`NotARole`] when no role has this code.
    pub fn parse(code: &str) -> Result<Self, NotARole> {
        Self::ALL.into_iter().find(|role| role.code() == code).ok_or(NotARole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
