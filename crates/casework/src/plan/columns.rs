//! The register of the columns of `0005_plan.sql`: assessments, plans, outcomes, exit review.

store::columns! {
    /// Columns of assessments, plans and outcomes.
    pub COLUMNS:
    instrument_wording {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        instrument: Internal Plain "code of the questionnaire";
        instrument_version: Internal Plain "its version";
        digest: Internal Plain "SHA-256 of the wording";
        definition: Internal Plain "the form of a questionnaire, no personal data";
        wording: Internal Plain "the words of a questionnaire, no personal data";
        right_words: Internal Plain "by what right the centre uses the wording";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
    }
    assessment {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        case_id: Internal Plain "the case";
        instrument: Internal Plain "code of the questionnaire";
        instrument_version: Internal Plain "its version";
        wording_digest: Internal Plain "SHA-256 of the wording that was used";
        occasion: Personal Plain "baseline, review, exit or follow-up";
        review_number: Personal Plain "which review it is";
        done_on: Personal Plain "the day it was done";
        with_her: Personal Plain "whether she took part";
        how: Personal Plain "with her, by her or without her";
        corrected_by: Internal Plain "the assessment that corrects it";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "her answers, what she says about them, where she disagrees, why it was corrected";
    }
    assessment_score {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        assessment_id: Internal Plain "the assessment";
        woman_id: Internal Plain "the woman";
        area: Special Plain "coded part of life";
        score: Special Plain "how hard it is";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
    }
    plan {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        case_id: Internal Plain "the case";
        number: Personal Plain "which version of her plan";
        sent_at: Personal Plain "when it was sent";
        sent_by: Internal Plain "account that sent it";
        returned_at: Personal Plain "when it came back";
        agreed_at: Personal Plain "when its agreement was written down";
        agreed_on: Personal Plain "the day it was agreed";
        agreed_by: Personal Plain "she, colleague or practitioner";
        agreed_account: Internal Plain "account that agreed it";
        superseded_at: Internal Plain "when a later one took its place";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "what helps her, why it came back, name of the practitioner who agreed";
    }
    plan_text {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        plan_id: Internal Plain "the plan";
        woman_id: Internal Plain "the woman";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "the whole text of one saved version";
    }
    goal {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        plan_id: Internal Plain "the plan";
        woman_id: Internal Plain "the woman";
        follows: Internal Plain "the same one in the version before";
        need: Special Plain "coded part of life";
        position: Internal Plain "its place";
        progress: Special Plain "coded progress";
        dropped_at: Internal Plain "when it was taken out";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "the goal in her words, a note, whether it stands on her copy";
    }
    plan_action {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        goal_id: Internal Plain "the goal";
        plan_id: Internal Plain "the plan";
        woman_id: Internal Plain "the woman";
        follows: Internal Plain "the same one in the version before";
        owner: Personal Plain "she, worker or other";
        position: Internal Plain "its place";
        due_on: Personal Plain "the day it is due";
        done_on: Personal Plain "the day it was done";
        dropped_at: Internal Plain "when it was taken out";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "what is to be done, by whom by name, whether the name stands on her copy";
    }
    outcome_judgement {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        case_id: Internal Plain "the case";
        woman_id: Internal Plain "the woman";
        programme_id: Internal Plain "the programme";
        framework: Internal Plain "code of the outcome framework";
        item: Special Plain "coded outcome";
        result: Special Plain "achieved, partly or not";
        judged_on: Personal Plain "the day it was judged";
        mapping: Internal Plain "code of the mapping that proposed it";
        superseded_at: Internal Plain "when a later one took its place";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "the evidence";
    }
    exit_review {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        case_id: Internal Plain "the case";
        held_on: Personal Plain "the day of looking back";
        how: Personal Plain "with her, by her or without her";
        contact_after: Personal Plain "whether she agreed to contact after closing";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "what changed, what comes next, in her words and the worker’s";
    }
}
