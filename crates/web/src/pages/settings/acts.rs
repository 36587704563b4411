//! What was done, in words, for whoever reads the audit trail.

use access::Action;

use crate::text::{Text, key};

/// What an entry's code says. A code that came with a newer room is shown as it is.
#[must_use]
pub fn done_in_words(t: Text, code: &str) -> String {
    words(code).map_or_else(|| code.replace('-', " "), |key| t.say(key).to_string())
}

fn words(code: &str) -> Option<&'static str> {
    match Action::ALL.iter().find(|action| action.code() == code) {
        Some(action) => Some(of_action(*action)),
        None => outside_the_policies(code),
    }
}

fn outside_the_policies(code: &str) -> Option<&'static str> {
    Some(match code {
        "found-organisation" => key("audit-act-found-organisation"),
        "sign-in" => key("audit-act-sign-in"),
        "set-up-codes" => key("audit-act-set-up-codes"),
        "step-up" => key("audit-act-step-up"),
        "change-password" => key("audit-act-change-password"),
        "end-session" => key("audit-act-end-session"),
        "end-emergency" => key("audit-act-end-emergency"),
        "ask-if-known" => key("audit-act-ask-if-known"),
        "collect-referral" => key("audit-act-collect-referral"),
        "forget-referral" => key("audit-act-forget-referral"),
        "accept-loss" => key("audit-act-accept-loss"),
        _ => return None,
    })
}

/// Several actions say the same in the trail: what matters there is that a record was read, written
/// in, or shared, and by whom.
fn of_action(action: Action) -> &'static str {
    use Action as A;
    match action {
        A::SeeBand | A::SeeName => key("audit-act-band"),
        A::KnowSheIsKnown => key("audit-act-known"),
        A::ReadRecord => key("audit-act-read-record"),
        A::WriteRecord => key("audit-act-write-record"),
        A::WriteContact => key("audit-act-write-contact"),
        A::ContactWoman => key("audit-act-contact"),
        A::ReadNeeds => key("audit-act-read-needs"),
        A::ReadNumbers => key("audit-act-read-numbers"),
        A::ReadPlan => key("audit-act-read-plan"),
        A::WritePlan => key("audit-act-write-plan"),
        A::ReadSessions => key("audit-act-read-sessions"),
        A::BookSession => key("audit-act-book-session"),
        A::RecordAttendance => key("audit-act-attendance"),
        A::ReadSafety => key("audit-act-read-safety"),
        A::WriteSafety => key("audit-act-write-safety"),
        A::ReadFamily => key("audit-act-read-family"),
        A::WriteFamily => key("audit-act-write-family"),
        A::ReadDocuments => key("audit-act-read-documents"),
        A::WriteDocuments => key("audit-act-write-documents"),
        A::ReadFunding => key("audit-act-read-funding"),
        A::WriteFunding => key("audit-act-write-funding"),
        A::RecordDanger => key("audit-act-danger"),
        A::ShareToPreventHarm => key("audit-act-share-urgent"),
        A::ProposeSharing | A::ApproveSharing => key("audit-act-share"),
        A::CloseCase => key("audit-act-close-case"),
        A::AssignWorker => key("audit-act-assign"),
        A::RestrictRecord => key("audit-act-restrict"),
        A::KeepApart => key("audit-act-keep-apart"),
        A::MergeRecords => key("audit-act-merge"),
        A::LinkAccount => key("audit-act-link"),
        A::ReadWhoLooked => key("audit-act-who-looked"),
        A::OpenEmergency => key("audit-act-emergency"),
        A::AnswerRequest => key("audit-act-request"),
        A::EraseWoman => key("audit-act-erase"),
        A::SearchWomen => key("audit-act-search"),
        A::AddWoman => key("audit-act-add-woman"),
        A::ReadCaseload | A::ReadReleaseBoard | A::ReadSafetyBoard => key("audit-act-board"),
        A::ReadInbox => key("audit-act-inbox"),
        A::Triage => key("audit-act-triage"),
        A::TakeReferral => key("audit-act-referral"),
        A::ImportReferrals => key("audit-act-import"),
        A::RaiseConcern => key("audit-act-concern"),
        A::ReadReferralAnswer => key("audit-act-answer"),
        A::ReadToday | A::ReadCalendar => key("audit-act-calendar"),
        A::FrontDeskVisits => key("audit-act-visits"),
        A::RecordDropIn => key("audit-act-drop-in"),
        A::ReadReturns | A::ReadReturn => key("audit-act-read-return"),
        A::OpenReturnRows | A::OpenNamelessRows => key("audit-act-return-rows"),
        A::ExportReturn => key("audit-act-export"),
        A::ReadPolicies | A::ReadSettings => key("audit-act-read-settings"),
        A::ManageAccounts => key("audit-act-accounts"),
        A::ManageTeams => key("audit-act-teams"),
        A::ManageProgrammes => key("audit-act-programmes"),
        A::ManageForms => key("audit-act-forms"),
        A::ManageRetention => key("audit-act-retention"),
        A::ManageInstallation => key("audit-act-installation"),
        A::ChangeRoles => key("audit-act-roles"),
        A::CloseAccount => key("audit-act-close-account"),
        A::ReadAudit => key("audit-act-read-audit"),
        A::VerifyAudit => key("audit-act-verify"),
        A::ReviewEmergency => key("audit-act-review-emergency"),
        A::ReviewOverride => key("audit-act-review-override"),
        A::ReviewSharing => key("audit-act-review-sharing"),
        A::ReadDirectory => key("audit-act-directory-read"),
        A::ProposeEdit => key("audit-act-directory-propose"),
        A::WithholdPlace => key("audit-act-directory-withhold"),
        A::ImportDirectory => key("audit-act-directory-import"),
        A::EditDirectory => key("audit-act-directory-edit"),
        A::MergeEntries => key("audit-act-directory-merge"),
        A::LiftWithheld => key("audit-act-directory-lift"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_words_in_the_trail() {
        for action in Action::ALL {
            let said = done_in_words(Text::default(), action.code());
            assert!(!said.is_empty() && !said.contains('⟦'), "{}: {said}", action.code());
        }
        assert_eq!(done_in_words(Text::default(), "some-new-code"), "some new code");
    }
}
