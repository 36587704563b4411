//! What each column of the directory holds.

store::columns! {
    /// The columns of the directory.
    pub COLUMNS:
    directory_source {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when it was first read";
        made_by: Internal Plain "which account read it first";
        name: Public Plain "short name of the feed or file";
        kind: Public Plain "coded kind of source";
        read_at: Internal Plain "when it was last read";
        services: Public Plain "services in it at the last reading";
        per_cent: Public Plain "how good it was at the last reading";
        sealed: Internal Sealed "its address or file, and how its quality was counted";
    }
    directory_import {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when it was taken in";
        made_by: Internal Plain "which account took it in";
        reference: Internal Plain "short random reference of the import";
        source_id: Internal Plain "from which source";
        added: Internal Plain "how many entries are new by it";
        changed: Internal Plain "how many entries it changed";
        unchanged: Internal Plain "how many said what they said before";
        troubles: Internal Plain "how many things could not be read";
        undone_at: Internal Plain "when it was taken back";
        undone_by: Internal Plain "which account took it back";
        sealed: Internal Sealed "what could not be read, row by row";
    }
    directory_entry {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when it came in";
        made_by: Internal Plain "which account brought it in";
        number: Internal Plain "number of its present version";
        service_id: Public Plain "public id of the service";
        provider_id: Public Plain "public id of the organisation that offers it";
        source_id: Internal Plain "which source it came from";
        standing: Internal Plain "whether it is kept, was taken back, or is part of another";
        hides: Internal Plain "whether it has a place that not everybody may know";
        confirmed_on: Public Plain "day on which its provider last said that it is right";
        ends_on: Public Plain "last day on which it is shown";
        said: Internal Blind "keyed digest of what its source last said";
        edited: Internal Plain "whether it was changed here since its source was read";
        asked_at: Internal Plain "when its owners were last asked whether it is right";
    }
    directory_version {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when it was approved";
        made_by: Internal Plain "which account approved it";
        entry_id: Internal Plain "of which entry";
        number: Internal Plain "counts the versions of an entry";
        how: Internal Plain "coded: by import, edit, confirmation and so on";
        appears: Internal Plain "whether the entry was not there before this version";
        import_id: Internal Plain "by which import";
        sealed: Internal Sealed "the whole entry, with places that not everybody may know";
        record: Internal Sealed "the record as the source sent it";
    }
    directory_withheld {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when it was withheld";
        made_by: Internal Plain "which account withheld it";
        location_id: Internal Plain "public id that the place had";
        provider_id: Public Plain "public id of the organisation whose place it is";
        lifted_at: Internal Plain "when its owner let it be shown again";
        lifted_by: Internal Plain "which account wrote that down";
        sealed: Internal Sealed "where the place is, why it is withheld, and the owner's leave";
    }
    directory_owner {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when the owner was named";
        made_by: Internal Plain "which account named the owner";
        provider_id: Public Plain "public id of the organisation whose entries are owned";
        service_id: Public Plain "public id of the one service that is owned, if only one";
        ended_at: Internal Plain "when it ended";
        sealed: Personal Sealed "mailbox of the owner";
    }
    directory_edit {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when the change was proposed";
        made_by: Internal Plain "which account proposed it";
        entry_id: Internal Plain "of which entry";
        base: Internal Plain "on which version it was made";
        by_whom: Internal Plain "coded: owner, staff, source";
        state: Internal Plain "coded: waiting, approved, declined";
        answered_at: Internal Plain "when it was answered";
        answered_by: Internal Plain "which account answered";
        sealed: Internal Sealed "the whole entry as proposed, with places that not everybody may know, note, answer, the record of a source";
    }
    directory_link {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when the link was made";
        made_by: Internal Plain "which account made it";
        digest: Internal Blind "keyed digest of the link";
        purpose: Internal Plain "coded: what it is for";
        entry_id: Internal Plain "for which entry";
        expires_at: Internal Plain "until when it is good";
        used_at: Internal Plain "when it was used or ended";
    }
    directory_problem {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when it was reported";
        made_by: Internal Plain "which account took it; none for the public";
        reference: Internal Plain "short random reference of the report";
        entry_id: Internal Plain "about which entry";
        kind: Internal Plain "coded: what is wrong";
        answered_at: Internal Plain "when it was answered";
        answered_by: Internal Plain "which account answered";
        sealed: Personal Sealed "words of the report, mailbox for the answer, the answer";
    }
    directory_merge {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when they were merged";
        made_by: Internal Plain "which account merged them";
        entry_id: Internal Plain "the entry that is not shown any more";
        into_id: Internal Plain "the entry that is shown in its place";
        parted_at: Internal Plain "when they were parted again";
        parted_by: Internal Plain "which account parted them";
    }
    directory_watcher {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "who keeps the directory";
        made_at: Internal Plain "when she began to watch";
        account_id: Internal Plain "which account watches";
        entry_id: Internal Plain "which entry";
        seen: Internal Plain "which version she saw last";
    }
    directory_state {
        organisation_id: Internal Plain "who keeps the directory";
        changes: Internal Plain "how many times something changed";
    }
}
