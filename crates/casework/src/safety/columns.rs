//! The register of this slice's columns. Must name every column of `0002_safety.sql`.

store::columns! {
    /// Columns of risks, plans, concerns, referrals, sharing, family and keep-apart pairs.
    pub COLUMNS:
    risk_item {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        kind: Special Plain "what the danger is: self-harm, suicide, overdose, from others, to others";
        level: Special Plain "how great, or still to check";
        source: Special Plain "who said it, coded";
        review_by: Internal Plain "day by which it is looked at again";
        ended_at: Internal Plain "when it was judged over or judged anew";
        ended_by: Internal Plain "account that ended it";
        replaced_by: Internal Plain "the newer judgement";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "what was said or seen, what was done, why it ended";
    }
    safety_plan {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        number: Internal Plain "version of her plan, from 1";
        review_by: Internal Plain "day by which it is gone through again";
        handed_on: Internal Plain "day it was handed on at the end of support";
        handed_by: Internal Plain "account that handed it on";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "her safety plan in her words, whether she may carry a copy, to whom and how it was handed";
    }
    child {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        lives_with: Special Plain "with whom the child lives, coded";
        social_care: Special Plain "social-care status, coded";
        contact_order: Special Plain "contact order, coded";
        ended_at: Internal Plain "when the row was found wrong or no longer needed";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "first name, date of birth or age band, who has care, a note";
    }
    relationship {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        kind: Special Plain "who the adult is to her, coded";
        is_risk: Special Plain "whether the adult is a risk to her";
        ended_at: Internal Plain "when it ended";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "name and note";
    }
    concern {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        child_id: Internal Plain "the child it is about";
        about: Special Plain "child or adult";
        tell_by: Internal Plain "day by which somebody must have been told";
        threshold: Special Plain "whether the safeguarding threshold was judged met";
        decided_at: Internal Plain "when that was judged";
        decided_by: Internal Plain "account that judged";
        outcome: Special Plain "what came of it, coded";
        closed_at: Internal Plain "when it was closed";
        closed_by: Internal Plain "account that closed it";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "what was said or seen, what she wants, why the threshold was judged so, the outcome in words";
    }
    concern_told {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        concern_id: Internal Plain "the concern";
        woman_id: Internal Plain "the woman";
        who: Special Plain "who was told, coded";
        at: Personal Plain "when they were told";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "name of the person told, reference given, what they said";
    }
    dash_result {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        done_on: Special Plain "day it was gone through";
        yes: Special Plain "how many answers were yes";
        no: Special Plain "how many answers were no";
        dont_know: Special Plain "how many answers were not known";
        judgement: Special Plain "the worker's own judgement";
        escalation: Special Plain "whether it is getting worse or more frequent";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "reason for the judgement";
    }
    marac {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        kind: Special Plain "MARAC or IDVA";
        criterion: Special Plain "why it is due: judgement, score, escalation or repeat";
        identified_at: Special Plain "when high risk was seen";
        due_on: Internal Plain "the working day it is due";
        sent_at: Special Plain "when it was sent";
        sent_by: Internal Plain "account that sent it";
        consent: Special Plain "with her consent, or why without";
        repeat_of: Internal Plain "the referral of the twelve months before";
        accepted_at: Special Plain "when it was accepted";
        met_on: Special Plain "day of the meeting or of the first contact";
        closed_at: Internal Plain "when it was closed";
        closed_by: Internal Plain "account that closed it";
        close_reason: Special Plain "why it was closed, coded";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "what made the risk high, how it was sent, actions agreed, closing words";
    }
    sharing {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        recipient_kind: Special Plain "to whom, coded";
        basis: Special Plain "legal basis, coded";
        at: Special Plain "when it was shared";
        told: Special Plain "whether she was told";
        urgent: Special Plain "whether it was shared at once to prevent serious harm";
        approved_at: Internal Plain "when sharing that is not urgent was signed off";
        approved_by: Internal Plain "account that signed it off";
        refused_at: Internal Plain "when sign-off was refused";
        review_by: Internal Plain "working day by which it is reviewed";
        reviewed_at: Internal Plain "when it was reviewed";
        reviewed_by: Internal Plain "account that reviewed it";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "recipient, what was shared, why, why she was not told, the reviewer's words";
    }
    keep_apart {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        other_woman_id: Internal Plain "the other woman";
        worker_id: Internal Plain "the worker";
        from_on: Internal Plain "first day";
        until_on: Internal Plain "last day";
        ended_by: Internal Plain "account that set the last day";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "why, and why it was lifted";
    }
    safety_setting {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        marac_threshold: Internal Plain "number of yes answers from which a MARAC referral is due";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
    }
}
