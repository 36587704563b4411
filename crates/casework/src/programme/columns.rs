//! What each column of this slice holds.

store::columns! {
    /// The columns of programmes, sites and rooms.
    pub COLUMNS:
    funder {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "whose list it stands on";
        made_at: Internal Plain "when it was added";
        made_by: Internal Plain "which account added it";
        name: Public Plain "name of the funder";
        kind: Public Plain "coded kind of funder";
    }
    programme {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "whose list it stands on";
        made_at: Internal Plain "when it was added";
        made_by: Internal Plain "which account added it";
        version: Internal Plain "counts edits";
        reference: Public Plain "reference of the contract or grant";
        name: Public Plain "its title";
        kind: Public Plain "coded kind of programme";
        funder_id: Internal Plain "which funder";
        ours: Internal Plain "whether this organisation delivers it";
        starts_on: Public Plain "first day";
        ends_on: Public Plain "last day";
        minimum_age: Public Plain "youngest age it takes";
        maximum_age: Public Plain "oldest age it takes";
        women_only: Public Plain "whether it is for women only";
        framework: Public Plain "code of its outcome framework";
        answers: Public Plain "which answers to a referral it allows";
        answer_days: Public Plain "working days in which a referral is answered";
        plan_agreed_by: Public Plain "who agrees a plan";
        return_months: Public Plain "months within which a return is the same case";
        small_numbers: Public Plain "counts below this are not shown to the funder";
        facts: Public Plain "providers, areas, activities, and the women-only note, as published";
    }
    programme_area {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "whose list it stands on";
        made_at: Internal Plain "when it was added";
        made_by: Internal Plain "which account added it";
        programme_id: Internal Plain "which programme";
        area_code: Public Plain "code of a police area";
    }
    women_only_post {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "whose post it is";
        made_at: Internal Plain "when it was written down";
        made_by: Internal Plain "which account wrote it down";
        title: Internal Plain "what the post is called";
        note: Internal Plain "its ground in the Equality Act, aim, why it is proportionate, who decided by office, when to look again";
        ended_at: Internal Plain "when it ended";
    }
    site {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "whose list it stands on";
        made_at: Internal Plain "when it was added";
        made_by: Internal Plain "which account added it";
        name: Internal Plain "name of a place of work";
        kind: Internal Plain "coded kind of place";
    }
    room {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "whose list it stands on";
        made_at: Internal Plain "when it was added";
        made_by: Internal Plain "which account added it";
        site_id: Internal Plain "at which site";
        name: Internal Plain "name of the room";
    }
}
