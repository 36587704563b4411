//! The register of this room's columns. Must name every column of `0001_evidence.sql`.

store::columns! {
    /// Columns of returns.
    pub COLUMNS:
    return_run {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        programme_id: Internal Plain "the programme";
        definition: Internal Plain "which return";
        period: Internal Plain "which period";
        format: Internal Plain "xlsx, csv or pdf";
        digest: Internal Plain "SHA-256 of the figures as the funder sees them";
        made_at: Internal Plain "when it was downloaded";
        made_by: Internal Plain "account that downloaded it";
        sealed: Internal Sealed "the figures and answers as the funder sees them";
    }
    return_answer {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        programme_id: Internal Plain "the programme";
        definition: Internal Plain "which return";
        period: Internal Plain "which period";
        question: Internal Plain "which question";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was first written";
        made_by: Internal Plain "account that wrote it";
        sealed: Personal Sealed "what was written in answer";
    }
    entered_elsewhere {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        programme_id: Internal Plain "the programme";
        woman_id: Internal Plain "the woman";
        kind: Internal Plain "attendance or outcome";
        row_id: Internal Plain "the attendance or outcome";
        at: Internal Plain "when it was entered there";
        made_at: Internal Plain "when that was written down";
        made_by: Internal Plain "account that ticked it";
    }
}
