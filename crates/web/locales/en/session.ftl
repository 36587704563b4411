# Calendar, booking, recording, groups, drop-in, visit sheets, the front desk.

session-band = { $name } at a glance
session-book = Book a session
session-book-it = Book the session
session-book-anyway = Book it all the same
session-not-now = Not now
session-kind-one-to-one = One-to-one
session-kind-group = Group
session-kind-drop-in = Drop-in
session-kind-outreach = Outreach
session-kind-prison-visit = Prison visit
session-kind-court = Court
session-kind-gate = At the gate
session-kind-call = Call
session-ask-kind = What kind of session?
session-ask-day = Which day?
session-ask-time = What time?
session-ask-time-hint = For example, 2:30pm
session-ask-minutes = How many minutes?
session-ask-minutes-hint = As long as she was there
session-ask-place = Where?
session-ask-staff = With whom?
session-ask-site = Which site?
session-ask-elsewhere = Somewhere else?
session-ask-elsewhere-hint = Only when it is not at one of our sites. Kept with her record.
session-ask-duty = Does she have to come?
session-duty-chosen = No, she chooses to
session-duty-required = Yes, an order or licence requires it
session-elsewhere = Somewhere else
session-choose = Choose a name
session-every-worker = Everybody
session-every-site = Every site
session-needs-day = Give the day
session-needs-time = Give the time, for example 2:30pm
session-needs-minutes = Give the length: 1 to 720 minutes
session-needs-worker = Say with whom
session-needs-kind = Say what kind of session it is
session-needs-women = Choose at least one woman for this kind of session
session-needs-name = Say what the group or the prison is called
session-needs-site = Say at which site
session-needs-state = Say whether she came, or leave it as a draft
session-needs-reason = Say why you are changing what was recorded
session-needs-asked = Say who asked
session-needs-why = Say why it is moved
session-needs-visit = Choose which visit
session-needs-woman = Choose who she was
session-time-skipped = The clocks go forward over that time. Choose another.
session-not-this-slot = Not this slot. Choose another time, place or worker.
session-in-the-past = That has passed. Choose a day to come.
session-changed-meanwhile = Somebody else changed this meanwhile. Open the page again to see what stands now.
session-not-yet = It has not been yet. Record it on the day.
session-amend-one = To change what was recorded, open her own session and say why
session-warned = Look twice before you book
session-warn-far-ahead = It is more than six months ahead.
session-warn-room-taken = Another session has this room then.
session-warn-worker-busy = The worker has another session then.
session-warn-she-is-busy = She has another session then.
session-warn-no-open-case = She has no open case, so it will be counted to none.
session-span = { $from } to { $to }

session-reach-until = { $ways }, until { $time }
session-reach-open = { $ways }
session-reach-closed = Case closed: no contact
session-reach-nothing = Nothing known: no contact
session-reach-reported = Not confirmed with her: no contact
session-reach-stale = Ask her again first
session-reach-not-now = Not before { $moment }
session-reach-said-no = She said no
session-reach-care = Take care: { $what }
session-reach-stop = Stop: { $what }
session-reach-rules = All her rules
session-by-call = Call
session-by-text = Text
session-by-voicemail = Voicemail
session-by-email = E-mail
session-by-post = Post
session-by-in-person = In person
session-by-via-someone = Through someone
session-by-in-custody = Through the prison
session-by-other = Another way

session-move = Change a session
session-booked-for = Booked for
session-ask-asked = Who asked?
session-asked-she = She did
session-asked-us = We did
session-asked-justice = Prison, court or probation
session-asked-other = Somebody else
session-ask-reason = Why?
session-why-ill = Illness
session-why-childcare = Children
session-why-appointment = Another appointment
session-why-work = Work or training
session-why-travel = No way to get there
session-why-safety = It would not be safe
session-why-place = No room or place
session-why-other = Something else
session-ask-why-words = In a few words
session-she-can-read = She can ask to read it. Write what she would recognise.
session-move-it = Move the session
session-move-anyway = Move it all the same
session-call-off = Call it off instead

session-was-moved = Moved from { $from }. Who asked: { $asked }. Why: { $why }.
session-was-called-off = Called off, was { $from }. Who asked: { $asked }. Why: { $why }.
session-unplanned = Record what was not booked
session-ask-was = What was it?
session-ask-began = When did it begin?
session-rang-hint = Only for a call
session-not-been = That has not been yet. Book it instead, or correct the time.
session-record = Record a session
session-number = { $kind }, number { $number }
session-not-right = Another time, or called off?
session-ask-state = Did she come?
session-to-record = To record
session-ahead = Booked
session-came = Came
session-came-late = Came late
session-missed-reason = Missed, with a reason
session-missed-no-reason = Missed, no reason given
session-our-fault = Our fault, or the prison’s or court’s
session-ask-rang = Who rang?
session-rang-she = She rang us
session-rang-we = We rang her
session-rang-unsaid = Not said
session-ask-probation = Probation’s word
session-ask-probation-hint = Only because an order or licence requires her to come
session-probation-none = None
session-probation-acceptable = Acceptable
session-probation-unacceptable = Unacceptable
session-ask-note = In a line or two
session-ask-tell = Who needs to know?
session-ask-tell-hint = For example, her solicitor about the new date
session-ask-worry = Did anything worry you?
session-ask-worry-hint = Yes leads on to the page for safety, where you write it down and say who was told.
session-worry-none = No
session-worry-her = Yes, about her
session-worry-child = Yes, about a child
session-recorded-at = First recorded { $moment }. What stood before is kept.
session-ask-why = Why are you changing it?
session-ask-why-hint = For example, the wrong woman was ticked
session-save = Save the session
session-save-draft = Leave it as a draft
session-gate-title = This call is not recorded yet
session-gate-why = When we ring her, her safe contact rule is asked first, and it was not asked today. Nothing you typed is lost.
session-gate-ask = Ask her rule
session-gate-first = If we rang her, ask her rule first. If she rang us, say so.
session-clash = You and a colleague wrote different things
session-clash-how = Your words are still in the form below. Change them to what should stand, then save. Nothing of your colleague’s is lost until you do.
session-clash-theirs = Your colleague wrote
session-clash-yours = You wrote
session-joined = Joined with what a colleague wrote at the same time

session-week-of = Week of { $date }
session-week-before = The week before
session-week-after = The week after
session-weeks = Other weeks
session-show-week = Show
session-nothing-booked = Nothing booked
session-taken = Taken
session-book-group = Book a group or prison visit
session-book-group-lead = Tick who is to come. You can add more later, and on the day.
session-ask-name = What is the group, or the prison, called?
session-ask-name-hint = No woman’s name
session-ask-women = Who is to come?
session-who-came = Who came?
session-who-came-hint = Those you leave out stay open
session-note-of = A line about { $name }
session-nobody-down = Nobody is put down yet.
session-unseen = { $count ->
    [one] One more woman is put down. Her own worker records her.
   *[other] { $count } more women are put down. Their own workers record them.
}
session-add-others = Add others
session-ask-more = Who else?
session-save-group = Save
session-print-sheet = Print the sheet

session-drop-in-open = Open a drop-in
session-drop-in-open-lead = One for each site and day. If it is open already, this leads to it.
session-drop-in-go = Go to the sheet
session-drop-in-ahead = A drop-in is entered on its day or afterwards
session-drop-in-sheet = The paper sheet
session-ask-opened = When did it open?
session-visits = { $count ->
    [0] Nobody entered yet
    [one] One visit
   *[other] { $count } visits
}
session-visits-nameless = { $count ->
    [0] All have names
    [one] One without a name
   *[other] { $count } without a name
}
session-add-names = Add names
session-add-names-lead = Say who a visit was. The count does not change.
session-all-named = Every visit has a name.
session-ask-came = Who came that we know?
session-ask-came-hint = Tick each once
session-ask-labels = What the sheet calls the others
session-ask-labels-hint = One a line: a first name or a mark. Only to name her later.
session-ask-strokes = And how many strokes without a word?
session-ask-strokes-hint = A number up to 300
session-add-visits = Add to the count
session-visit-line = Stroke { $line }
session-ask-visit = Which visit?
session-ask-woman = Who was she?
session-not-here-yet = Is she not in the list? Then come back here afterwards:
session-name-it = Save the name
session-named-meanwhile = Somebody else has just named that visit

session-sheet = Visit sheet
session-sheet-enter = Enter it afterwards
session-sheet-line = Line
session-sheet-reference = Reference
session-sheet-initials = Initials
session-sheet-came = Seen
session-sheet-minutes = Minutes
session-sheet-note = To remember

session-desk = Front desk
session-desk-lead = Who is expected today. Ring the worker; say no name aloud.
session-desk-nobody = Nobody is expected today.
session-desk-visitor = Visitor
session-desk-many = { $count ->
    [one] One person
   *[other] { $count } people
}
session-desk-time = Time
session-desk-who = Who
session-desk-what = What for
session-desk-with = With
session-desk-where = Where

timeline-session-ahead = Session booked
timeline-session-ahead-group = Group booked
timeline-session-ahead-call = Call booked
timeline-session-ahead-prison = Prison visit booked
timeline-session-ahead-court = Court booked
timeline-session-ahead-gate = Meeting at the gate booked
timeline-session-to-record = Session still to record
timeline-session-came = Came to a session
timeline-session-came-group = Came to a group
timeline-session-came-drop-in = Came to the drop-in
timeline-session-came-call = Spoke by telephone
timeline-session-came-prison = Seen in prison
timeline-session-came-court = Met at court
timeline-session-came-gate = Met at the gate
timeline-session-came-late = Came late to a session
timeline-session-missed = Missed a session, with a reason
timeline-session-missed-no-reason = Missed a session, no reason given
timeline-session-our-fault = A session did not happen through no fault of hers

session-off-link = Call it off
session-off-title = Call the session off
session-off-asked = Who calls it off?
session-off-told = Who has been told?
session-off-told-hint = Whoever is not ticked becomes a task for her worker today, so that nobody comes for nothing. It is never counted against her.
session-off-unseen = { $count ->
    [one] One more woman is put down whom you do not see. Her worker gets a task.
   *[other] { $count } more women are put down whom you do not see. Their workers get a task each.
}
session-off-do = Call it off
session-off-task = Tell her, as her safe-contact rule allows, that “{ $group }” on { $when } is called off.
session-is-off = This session did not take place.
