//! Every action the policies know, once as a value and once as a type.
//!
//! The list is checked against `policies/schema.cedarschema` when the policies are read: an action
//! missing on either side is a fault at start, not a silent refusal later.

use kernel::ctx::AccountMark;

mod sealed {
    pub trait Sealed {}
}

/// Something an action is done to. The types are labels: an `Id<Woman>` is a woman's id.
pub trait Resource: sealed::Sealed + 'static {
    /// The entity type in the schema.
    const KIND: &'static str;
}

/// A type that stands for one [`Action`], so that a [`crate::Permit`] can name it.
pub trait Act: sealed::Sealed + 'static {
    /// What it is done to.
    type On: Resource;
    /// The same action as a value.
    const ACTION: Action;
}

/// Labels an [`kernel::Id`] as a team's.
#[derive(Debug)]
pub enum Team {}

macro_rules! resources {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $name {}
            impl sealed::Sealed for $name {}
            impl Resource for $name {
                const KIND: &'static str = stringify!($name);
            }
        )*
    };
}

resources! {
    /// A woman's record. The label of every `Id<Woman>`.
    Woman,
    /// All women of an organisation, as a list that is searched and filtered.
    Caseload,
    /// The referrals inbox of an organisation.
    Inbox,
    /// The days and bookings of an organisation.
    Calendar,
    /// The list of returns of an organisation.
    Returns,
    /// The settings of an organisation.
    Settings,
    /// The audit trail of an organisation.
    AuditTrail,
    /// One referral, as its referrer sees it.
    Referral,
    /// A funded contract or grant.
    Programme,
    /// Something done at once that another person must review.
    Deed,
    /// The directory of services that an organisation keeps.
    Directory,
}

impl sealed::Sealed for AccountMark {}
impl Resource for AccountMark {
    const KIND: &'static str = "Account";
}

macro_rules! actions {
    ($($on:ident { $($(#[$doc:meta])* $name:ident $code:literal,)* })*) => {
        /// Something an account may or may not do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($($(#[$doc])* $name,)*)*
        }

        impl Action {
            /// Every action, in the order of the schema.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)*)*];

            /// The name in the policies, such as `ReadRecord`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$name => stringify!($name),)*)* }
            }

            /// The code in the audit trail, such as `read-record`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($(Self::$name => $code,)*)* }
            }

            /// The entity type it is done to.
            #[must_use]
            pub const fn on(self) -> &'static str {
                match self { $($(Self::$name => <$on as Resource>::KIND,)*)* }
            }
        }

        /// The actions as types, for [`crate::Permit`].
        pub mod act {
            $($(
                $(#[$doc])*
                #[derive(Debug)]
                pub enum $name {}
                impl super::sealed::Sealed for $name {}
                impl super::Act for $name {
                    type On = super::$on;
                    const ACTION: super::Action = super::Action::$name;
                }
            )*)*
        }
    };
}

actions! {
    Woman {
        /// See her in a list and the band of her record: reference, worker, how it is safe to
        /// contact her now.
        SeeBand "see-band",
        /// See her name, which some records hide.
        SeeName "see-name",
        /// Learn, outside the team, that she is known and whom to ask.
        KnowSheIsKnown "know-she-is-known",
        /// Read the overview and timeline.
        ReadRecord "read-record",
        /// Change her details.
        WriteRecord "write-record",
        /// Change contact points and safe contact rules.
        WriteContact "write-contact",
        /// Contact her, through the safe contact gate.
        ContactWoman "contact-woman",
        /// Read what her assessments say: answers, scores, how they changed.
        ReadNeeds "read-needs",
        /// Read her reference numbers, which tell of prison and probation.
        ReadNumbers "read-numbers",
        /// Read her plan.
        ReadPlan "read-plan",
        /// Write needs, assessments and plan.
        WritePlan "write-plan",
        /// Read sessions.
        ReadSessions "read-sessions",
        /// Book and reschedule sessions.
        BookSession "book-session",
        /// Record what happened at a session.
        RecordAttendance "record-attendance",
        /// Read risks, safety plan and concerns.
        ReadSafety "read-safety",
        /// Write risks, safety plan and concerns.
        WriteSafety "write-safety",
        /// Read children and relationships.
        ReadFamily "read-family",
        /// Write children and relationships.
        WriteFamily "write-family",
        /// Read documents.
        ReadDocuments "read-documents",
        /// Add and change documents.
        WriteDocuments "write-documents",
        /// Read who funds her support.
        ReadFunding "read-funding",
        /// Set who funds her support, and outcomes per framework.
        WriteFunding "write-funding",
        /// Record danger and whom it was told to. Open to whoever may read the record.
        RecordDanger "record-danger",
        /// Share at once to prevent serious harm. Open to whoever may read the record.
        ShareToPreventHarm "share-to-prevent-harm",
        /// Propose sharing that is not urgent.
        ProposeSharing "propose-sharing",
        /// Sign off sharing that is not urgent.
        ApproveSharing "approve-sharing",
        /// Close her case.
        CloseCase "close-case",
        /// Assign a worker or volunteer.
        AssignWorker "assign-worker",
        /// Restrict the record or hide the name.
        RestrictRecord "restrict-record",
        /// Keep her apart from another woman or a worker, and read why.
        KeepApart "keep-apart",
        /// Merge two records of one woman.
        MergeRecords "merge-records",
        /// Bar an account from her record because it is hers or linked to her.
        LinkAccount "link-account",
        /// See who looked at the record.
        ReadWhoLooked "read-who-looked",
        /// Open emergency access.
        OpenEmergency "open-emergency",
        /// Answer her subject access request.
        AnswerRequest "answer-request",
        /// Erase her, key and rows.
        EraseWoman "erase-woman",
    }
    Caseload {
        /// Search among the women one may see.
        SearchWomen "search-women",
        /// Add a woman.
        AddWoman "add-woman",
        /// See caseloads and waiting.
        ReadCaseload "read-caseload",
        /// See who is released soon.
        ReadReleaseBoard "read-release-board",
        /// See overdue safety reviews.
        ReadSafetyBoard "read-safety-board",
    }
    Inbox {
        /// Read the referrals inbox.
        ReadInbox "read-inbox",
        /// Answer a referral.
        Triage "triage",
        /// Write a referral down.
        TakeReferral "take-referral",
        /// Import referrals from a file.
        ImportReferrals "import-referrals",
        /// Raise a concern with the safeguarding lead.
        RaiseConcern "raise-concern",
    }
    Referral {
        /// Read the answer given to a referrer.
        ReadReferralAnswer "read-referral-answer",
    }
    Calendar {
        /// See one's own day.
        ReadToday "read-today",
        /// See the calendar.
        ReadCalendar "read-calendar",
        /// See today's visits and bookings at the front desk.
        FrontDeskVisits "front-desk-visits",
        /// Record a drop-in.
        RecordDropIn "record-drop-in",
    }
    Returns {
        /// See the list of returns.
        ReadReturns "read-returns",
    }
    Programme {
        /// Read a programme's figures.
        ReadReturn "read-return",
        /// Open the women behind a figure.
        OpenReturnRows "open-return-rows",
        /// Open the rows behind a figure without identity.
        OpenNamelessRows "open-nameless-rows",
        /// Export a return.
        ExportReturn "export-return",
    }
    Settings {
        /// Read the policies and promises.
        ReadPolicies "read-policies",
        /// Read the settings.
        ReadSettings "read-settings",
        /// Create accounts and help people sign in again.
        ManageAccounts "manage-accounts",
        /// Keep teams.
        ManageTeams "manage-teams",
        /// Keep programmes and outcome frameworks.
        ManageProgrammes "manage-programmes",
        /// Keep forms.
        ManageForms "manage-forms",
        /// Keep retention rules and holds.
        ManageRetention "manage-retention",
        /// Keep backups and keys.
        ManageInstallation "manage-installation",
    }
    AccountMark {
        /// Give or take roles and teams.
        ChangeRoles "change-roles",
        /// Close or open an account.
        CloseAccount "close-account",
    }
    AuditTrail {
        /// Read the audit trail.
        ReadAudit "read-audit",
        /// Check the audit chain.
        VerifyAudit "verify-audit",
    }
    Deed {
        /// Review an emergency access.
        ReviewEmergency "review-emergency",
        /// Review an override of a safe contact rule.
        ReviewOverride "review-override",
        /// Review sharing done at once.
        ReviewSharing "review-sharing",
    }
    Directory {
        /// Read the directory as a professional does.
        ReadDirectory "read-directory",
        /// Propose a change to an entry.
        ProposeEdit "propose-edit",
        /// Withhold the address of a place.
        WithholdPlace "withhold-place",
        /// Take in feeds and files, and undo that.
        ImportDirectory "import-directory",
        /// Answer proposed changes and problem reports, confirm entries, name their owners.
        EditDirectory "edit-directory",
        /// Merge entries that stand twice, and part them again.
        MergeEntries "merge-entries",
        /// Let a withheld address be shown again.
        LiftWithheld "lift-withheld",
    }
}

impl Action {
    /// Reads the name that the policies use.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }
}
