//! The register of this slice's columns. Must name every column of `0004_session.sql`.

store::columns! {
    /// Columns of sessions, attendance, drop-in and visit sheets.
    pub COLUMNS:
    support_session {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        reference: Internal Plain "random short reference";
        kind: Internal Plain "one-to-one, group, drop-in and so on";
        site_id: Internal Plain "the site";
        room_id: Internal Plain "the room";
        starts_at: Internal Plain "when it starts";
        minutes: Internal Plain "how long it is booked for";
        staff_id: Internal Plain "account of the worker";
        happened: Internal Plain "yes, no, or not yet recorded";
        recorded_at: Internal Plain "when it was first recorded";
        recorded_by: Internal Plain "account that recorded it";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when it was booked";
        made_by: Internal Plain "account that booked it";
        sealed: Personal Sealed "name of the group, court, prison or other place, under the organisation's key";
    }
    session_move {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        session_id: Internal Plain "the session";
        woman_id: Internal Plain "the woman, when the session is hers alone";
        from_at: Internal Plain "when it was to start";
        to_at: Internal Plain "when it is to start instead; none when it was called off";
        from_minutes: Internal Plain "how long it was booked for";
        from_room: Internal Plain "the room before";
        from_staff: Internal Plain "account of the worker before";
        asked_by: Internal Plain "who asked, coded";
        reason: Personal Plain "why, coded";
        made_at: Internal Plain "when it was moved";
        made_by: Internal Plain "account that moved it";
        sealed: Special Sealed "why, in words";
    }
    attendance {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        session_id: Internal Plain "the session";
        woman_id: Internal Plain "the woman";
        case_id: Internal Plain "the case it belongs to";
        required: Special Plain "whether she has to come under an order or licence";
        state: Personal Plain "expected, attended, late, missed with or without reason, our fault";
        probation: Special Plain "probation's acceptable or unacceptable";
        minutes: Personal Plain "how long she was there";
        concern: Special Plain "whether something worried the worker about her or a child";
        recorded_at: Internal Plain "when it was first recorded";
        recorded_by: Internal Plain "account that recorded it";
        version: Internal Plain "counts edits";
        made_at: Internal Plain "when she was put down";
        made_by: Internal Plain "account that put her down";
        sealed: Special Sealed "summary, who to tell, goals worked on, where they meet";
    }
    attendance_earlier {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        attendance_id: Internal Plain "the attendance";
        woman_id: Internal Plain "the woman";
        version: Internal Plain "which version this was";
        state: Personal Plain "as it was";
        probation: Special Plain "as it was";
        minutes: Personal Plain "as it was";
        concern: Special Plain "as it was";
        recorded_at: Internal Plain "as it was";
        recorded_by: Internal Plain "as it was";
        made_at: Internal Plain "when it was replaced";
        made_by: Internal Plain "account that replaced it";
        sealed: Special Sealed "the words as they were, and why they were changed";
    }
    drop_in_visit {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        session_id: Internal Plain "the drop-in";
        reference: Internal Plain "random short reference";
        batch: Internal Plain "random id of the form it came with, so that one sent twice counts once";
        line: Internal Plain "its line on that form";
        woman_id: Internal Plain "the woman, once named";
        named_at: Internal Plain "when she was named";
        named_by: Internal Plain "account that named her";
        made_at: Internal Plain "when it was entered";
        made_by: Internal Plain "account that entered it";
        sealed: Personal Sealed "how the paper sheet calls her, under the visit's own key";
    }
    visit_sheet {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        session_id: Internal Plain "the prison visit";
        woman_id: Internal Plain "the woman on this line";
        line: Internal Plain "the line on the paper";
        made_at: Internal Plain "when the sheet was made";
        made_by: Internal Plain "account that made it";
    }
}
