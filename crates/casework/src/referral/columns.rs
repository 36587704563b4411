//! What each column of this slice holds.

store::columns! {
    /// The columns of referrals, first words, report rows and messages.
    pub COLUMNS:
    referral {
        id: Internal Plain "random id; owner of the key until she is accepted";
        organisation_id: Internal Plain "who received it";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "which account wrote it down";
        version: Internal Plain "counts edits";
        reference: Internal Plain "short random reference on the receipt";
        programme_id: Internal Plain "which programme it is for";
        source: Personal Plain "coded kind of referrer";
        urgency: Personal Plain "coded: today, this week, usual";
        via: Internal Plain "coded: public form, staff, import";
        received_at: Internal Plain "when it came in";
        answer_due_at: Internal Plain "when the answer is due";
        woman_id: Internal Plain "whose it is, once accepted";
        custody: Special Plain "coded: community, prison, not known";
        interpreter: Personal Plain "coded: yes, no, not asked";
        name_hidden: Internal Plain "whether lists show initials only";
        named: Internal Plain "whether anybody is named in it";
        ended_at: Internal Plain "since when nothing more is to be decided about it";
        sealed: Special Sealed "names, date of birth, identifiers, referrer, reason, risks with who said them, custody and release, children, how to reach her, what she agreed to";
    }
    referral_need {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who received it";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "which account wrote it down";
        referral_id: Internal Plain "which referral";
        need: Special Plain "coded need area";
        complexity: Special Plain "coded complexity";
    }
    referral_event {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who received it";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "which account wrote it down";
        referral_id: Internal Plain "which referral";
        at: Internal Plain "when it happened";
        kind: Personal Plain "coded event";
        reason: Personal Plain "coded reason";
        sealed: Special Sealed "note for us only, and the words the referrer read";
    }
    referral_blind {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who received it";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "which account wrote it down";
        referral_id: Internal Plain "which referral";
        kind: Internal Plain "what is hashed";
        blind: Personal Blind "keyed hash of a name word, sound, full name, date of birth or identifier";
    }
    first_word {
        id: Internal Plain "random id; owner of the key until she is named";
        organisation_id: Internal Plain "who heard it";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "which account wrote it down";
        at: Internal Plain "when it was said";
        woman_id: Internal Plain "whose it is, once named";
        referral_id: Internal Plain "the referral it became";
        sealed: Special Sealed "what to call her, what was said, how she may be reached";
    }
    rm_report {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who imported it";
        made_at: Internal Plain "when it was imported";
        made_by: Internal Plain "which account imported it";
        programme_id: Internal Plain "for which programme";
        at: Internal Plain "when it was imported";
        rows: Internal Plain "how many rows it holds";
        digest: Internal Plain "hash of the file";
    }
    rm_row {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who imported it";
        made_at: Internal Plain "when it was first seen";
        made_by: Internal Plain "which account imported it";
        version: Internal Plain "counts changes";
        programme_id: Internal Plain "for which programme";
        referral_blind: Personal Blind "keyed hash of probation's referral reference";
        crn_blind: Personal Blind "keyed hash of the probation case reference number";
        referral_id: Internal Plain "which referral it belongs to";
        case_id: Internal Plain "which case it belongs to";
        owner_id: Internal Plain "under whose key it is sealed";
        last_report_id: Internal Plain "the report that said it last";
        differences: Internal Plain "how many differences wait for somebody";
        sealed: Special Sealed "the 27 columns of probation's report, and what differed with both texts";
    }
    message {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who sends it";
        made_at: Internal Plain "when it was written";
        made_by: Internal Plain "which account caused it";
        woman_id: Internal Plain "to whom, when it is a woman";
        referral_id: Internal Plain "about which referral";
        owner_id: Internal Plain "under whose key it is sealed";
        channel: Personal Plain "text or e-mail";
        due_at: Internal Plain "not before this";
        sent_at: Internal Plain "when it was sent";
        refused_why: Internal Plain "coded: why it was not sent";
        claimed_until: Internal Plain "until when one node of the program is sending it";
        sealed: Personal Sealed "address, subject, text";
    }
}
