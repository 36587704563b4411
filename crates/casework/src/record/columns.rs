//! The register of this slice's columns. Must name every column of `0001_record.sql`.

store::columns! {
    /// Columns of the woman's record.
    pub COLUMNS:
    woman {
        id: Internal Plain "random id, the same as her record in access";
        organisation_id: Internal Plain "the organisation that holds the record";
        reference: Internal Plain "random short reference";
        ethnicity: Special Plain "coded ethnic group, ONS 2021";
        religion: Special Plain "coded religion";
        disability: Special Plain "yes, no, not asked or declined";
        interpreter: Personal Plain "yes, no, not asked or declined";
        gender_code: Special Plain "gender as coded for a return, asked and never inferred";
        care_experienced: Personal Plain "yes, no, not asked or declined";
        primary_carer: Personal Plain "yes, no, not asked or declined";
        merged_into: Internal Plain "the record this one proved to be";
        name_change: Internal Plain "the organisation's count of changed names at her last change";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when the record was made";
        made_by: Internal Plain "account that made it";
        sealed: Special Sealed "legal, preferred and other names, date of birth with precision, languages, nationality, gender in her words, what helps with a disability";
    }
    name_count {
        organisation_id: Internal Plain "the organisation";
        changes: Internal Plain "how often a name was added or changed";
    }
    woman_blind {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        kind: Internal Plain "what the digest is of";
        blind: Personal Blind "keyed digest of a name word, its sound, the full name with date of birth, the date of birth or an identifier";
        made_at: Internal Plain "when it was written";
    }
    identifier {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        kind: Internal Plain "PNC, CRO, prison number and so on";
        validity: Internal Plain "what its check said";
        source: Internal Plain "coded source";
        seen_on: Internal Plain "when it was seen";
        ended_at: Internal Plain "when it was found to be not hers";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "the number as typed and in canonical form";
    }
    contact_rule {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        channel: Personal Plain "call, text, voicemail and so on";
        answer: Personal Plain "yes or no";
        confirmed_on: Personal Plain "when it was confirmed with her";
        confirmed_how: Personal Plain "with her, or only reported, and by whom in kind";
        recheck_by: Personal Plain "when to ask again";
        ended_at: Internal Plain "when another rule took its place";
        replaces: Internal Plain "the rule before it";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "number or address, hours, words agreed, first name that signs, how the number shows, who may answer, check word, note";
    }
    contact_stale {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        at: Personal Plain "when it happened";
        why: Special Plain "coded reason why her rules can no longer be trusted";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
    }
    contact_attempt {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        rule_id: Internal Plain "the rule that was asked";
        channel: Personal Plain "call, text, voicemail and so on";
        at: Personal Plain "the instant it was for";
        result: Personal Plain "allowed, refused or override";
        refused_why: Personal Plain "coded reason of a refusal";
        review_by: Internal Plain "next working day for an override";
        reviewed_at: Internal Plain "when it was reviewed";
        reviewed_by: Internal Plain "account that reviewed it";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "the words, the reason of an override, what the review said";
    }
    support_case {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        referral_id: Internal Plain "the referral it came from";
        opened_at: Personal Plain "when it was opened";
        closed_on: Personal Plain "the day it was closed";
        close_reason: Special Plain "coded reason of closing";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
    }
    case_event {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        case_id: Internal Plain "the case";
        woman_id: Internal Plain "the woman";
        at: Personal Plain "when it happened";
        kind: Personal Plain "opened, engaged, paused, resumed, exit review, closed";
        reason: Special Plain "coded reason";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "a note in the worker's words";
    }
    funding {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        case_id: Internal Plain "the case";
        woman_id: Internal Plain "the woman";
        programme_id: Internal Plain "the programme";
        from_on: Personal Plain "first day";
        until_on: Personal Plain "last day";
        external_blind: Personal Blind "keyed digest of the funder's reference";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Personal Sealed "the funder's references for her";
    }
    task {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman it is about, if any";
        owner_id: Internal Plain "account whose task it is";
        due_on: Internal Plain "the day it is due";
        kind: Internal Plain "coded kind";
        done_at: Internal Plain "when it was done";
        done_by: Internal Plain "account that did it";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
        sealed: Special Sealed "what is to be done";
    }
    lawful_basis {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        purpose: Internal Plain "coded purpose";
        article6: Internal Plain "UK GDPR Article 6 basis";
        article9: Internal Plain "UK GDPR Article 9 condition";
        article10: Internal Plain "DPA 2018 Schedule 1 condition";
        controller: Internal Plain "name of the controller, an organisation";
        notice_version: Internal Plain "version of the privacy notice";
        from_on: Internal Plain "first day";
        until_on: Internal Plain "last day";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
    }
    agreement {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        wording_version: Internal Plain "version of the wording";
        signed_on: Personal Plain "the day she signed";
        how: Personal Plain "coded way of signing";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
    }
    consent {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        purpose: Personal Plain "coded purpose";
        wording_version: Internal Plain "version of the wording";
        from_on: Personal Plain "first day";
        until_on: Personal Plain "last day";
        withdrawn_on: Personal Plain "the day she withdrew it";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "account that wrote it down";
    }
}
