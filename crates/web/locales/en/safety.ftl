# Safety: plain words, kind to her and quick for whoever writes at six in the evening.

safety-title = Safety
safety-yes = Yes
safety-no = No
safety-due = To do
safety-nothing-due = Nothing is due today.
safety-nothing-late = Nothing is overdue.
safety-was-due = Was due { $date }
safety-due-today = Due today
safety-due-on = By { $date }
safety-in-the-future = This time is still to come. Write when it was, or leave it empty for now
safety-who-missing = Choose who was told

safety-told-title = Something she told me
safety-told-lead = Write what you can in a minute. Nothing has to be filled in. You can add the rest later.
safety-999-heading = Is somebody in danger now?
safety-999 = Ring 999 first. Telling the police, an ambulance or social care to prevent serious harm needs nobody’s leave. Write it down afterwards.
safety-told-said = What did she say?
safety-told-said-hint = Her words, if you can. She may ask to read this.
safety-told-dangers = What is the danger?
safety-told-child = A child may be at risk
safety-told-high = Is she at high risk of serious harm?
safety-told-high-hint = Your judgement is enough. If yes, a MARAC and an IDVA referral are due today.
safety-high-yes = Yes
safety-high-no = No
safety-high-not-sure = Not sure
safety-told-who = Who was told?
safety-told-who-hint = Nobody yet? Leave it empty: it stands under “To do” until somebody is.
safety-told-name = Name, and any reference they gave
safety-told-at = What time?
safety-told-at-hint = Today, such as 5:40pm. Leave it empty if it was just now.
safety-told-more = If you have time: what you did, what she wants, the start of a safety plan
safety-told-done = What did you do?
safety-told-wish = What does she want to happen?
safety-told-she-was-told = Does she know that it is passed on?
safety-told-save = Write it down
safety-told-what-happens = This opens a concern, a danger to check and a safety plan. If somebody may hurt her, no contact rule is trusted until she confirms it again.

safety-kept-title = It is written down
safety-kept-lead = Thank you. The concern is open, her safety plan is started, and the safeguarding lead sees it on the safety board.
safety-kept-still = Still to do
safety-kept-go-on = Go on to her Safety page
safety-kept-thanks = The safeguarding lead takes it from here. If you are worried for her now, ring her or 999.
safety-kept-today = Back to today

safety-changed-meanwhile = Somebody else has just changed this. Read what stands now, then save yours again
safety-day-to-come = This day is still to come. Write when it was

safety-judge = Judge this danger again
safety-judge-level = How great is it now?
safety-judge-source = Who says so?
safety-judge-said = What was said or seen?
safety-judge-review = Look at it again by
safety-judge-review-hint = Leave it empty for our own date: very high the next working day, high in a week, medium in four weeks, low in twelve.
safety-judge-save = Save this judgement
safety-level-missing = Choose how great the danger is now
safety-review-past = This day is over. Choose one that is still to come
safety-over = This danger is over
safety-over-why = Why is it over?
safety-over-why-hint = Danger from a person often grows when she leaves. If you are not sure, judge it again instead.
safety-over-save = Save that it is over
safety-over-why-missing = Say why this danger is over
safety-past-risks = Judged again, or over
safety-past-risk = { $what }, { $level }, since { $from }. Ended { $until }

safety-wish = What she wants:
safety-threshold = Judge the threshold
safety-threshold-ask = Is the safeguarding threshold met?
safety-threshold-hint = Your local partnership says what it is. If in doubt, ring children’s or adult social care.
safety-threshold-why = Why?
safety-threshold-why-was = The threshold:
safety-threshold-save = Save the judgement
safety-threshold-missing = Choose whether the threshold is met
safety-close = Close this concern
safety-close-outcome = What came of it?
safety-close-words = In words
safety-close-save = Close the concern
safety-outcome-missing = Choose what came of it
safety-concern-outcome = Closed: { $outcome }. { $when }
safety-outcome-childrens-social-care = Children’s social care took it on
safety-outcome-adult-social-care = Adult social care took it on
safety-outcome-police = Police took it on
safety-outcome-early-help = Early help
safety-outcome-support-here = Support goes on here
safety-outcome-nothing-further = Nothing further was needed
safety-outcome-other = Something else

safety-accepted = It was accepted
safety-meet-marac = It was heard at MARAC
safety-meet-idva = The IDVA spoke with her
safety-met-on = On which day?
safety-met-actions = What was agreed?
safety-met-actions-hint = Who does what by when. The minutes stay with the MARAC; write only what we have to do or to know.
safety-met-save = Save what was agreed
safety-met-when = Enter the day
safety-marac-sent-line = Sent { $when }. { $consent }
safety-marac-met-line = { $date }: what was agreed
safety-marac-actions = What was agreed
safety-marac-closed-line = Closed: { $why }
safety-marac-spoke = She was spoken with
safety-end = Close this referral
safety-end-why = Why is it closed?
safety-end-save = Close the referral
safety-end-missing = Choose why it is closed
safety-end-actions-done = Everything agreed is done
safety-end-not-accepted = It was not accepted
safety-end-not-needed = It proved not to be needed
safety-end-other = Another reason
safety-consent-not-safe-to-ask = Without her consent: asking was not safe
safety-consent-she-said-no = Without her consent: the danger was too great
safety-consent-not-recorded = Nobody wrote down whether she agreed

safety-dashes = DASH results
safety-no-dashes = None is written down.
safety-dash-write = Write down a DASH result
safety-dash-title = A DASH result
safety-dash-lead = Go through the list on your own form, with her, when she is alone. Write down here only how many answers there were, and your judgement.
safety-dash-on = On which day?
safety-dash-yes = How many answers were yes?
safety-dash-no = How many were no?
safety-dash-unknown = How many were not known?
safety-dash-unknown-hint = There are 24 questions. You need not have asked them all.
safety-dash-judgement = What is your own judgement?
safety-dash-judgement-hint = It counts more than any number. High always makes a MARAC and an IDVA referral due today.
safety-dash-escalation = Does it happen more often, or is it getting worse?
safety-dash-not-seen = No, or not asked
safety-dash-why = Why do you judge so?
safety-dash-due = { $count ->
    [one] From one yes answer a MARAC and an IDVA referral are due the same working day. So they are when you judge it high, or when it is getting worse.
   *[other] From { $count } yes answers a MARAC and an IDVA referral are due the same working day. So they are when you judge it high, or when it is getting worse.
}
safety-dash-save = Write down the result
safety-dash-too-many = These are more than 24 answers together. Count them again
safety-dash-counts = { $yes } yes, { $no } no, { $unknown } not known.
safety-dash-worse = It is getting worse.
safety-judgement-not-yet = Not judged yet
safety-judgement-standard = Standard
safety-judgement-medium = Medium
safety-judgement-high = High

safety-shared-title = I shared something at once
safety-shared-lead = You told somebody outside, without asking for leave, to prevent serious harm. That was yours to decide. Write it down today.
safety-shared-who = Whom did you tell?
safety-shared-who-missing = Choose whom you told
safety-shared-items = What did you tell them?
safety-shared-items-hint = In a line or two: the name, the danger, where she is.
safety-shared-why = What harm does it prevent?
safety-shared-at-hint = Such as 5:40pm. Leave it empty if it was just now.
safety-shared-on = On which day?
safety-shared-on-hint = Leave it empty if it was today.
safety-shared-not-told = If she does not know: why not?
safety-shared-basis = On what basis?
safety-shared-basis-hint = Leave it as it is if you are not sure.
safety-shared-what-happens = Somebody else looks at it by the next working day. Nobody reviews her own.
safety-shared-kept = Thank you. Somebody else looks at it by the next working day.
safety-raise-title = Raise a concern
safety-raise-lead = For what you saw, or heard from somebody else. What she told you herself goes under “Something she told me”.
safety-raise-about = Who is it about?
safety-raise-about-missing = Choose who it is about
safety-raise-child-hint = Only for a concern about a child.
safety-raise-said = What did you see or hear?
safety-raise-said-hint = What happened, when, and who said so. She may ask to read this.
safety-raise-said-missing = Say what you saw or heard
safety-raise-save = Raise the concern
safety-child = Which child is it about?
safety-child-none = None of these, or not known
safety-child-save = Save which child
safety-child-gone = This child is no longer on her record. Choose again
safety-about-which = About

safety-propose-title = Propose to share something
safety-propose-lead = For what is not urgent. Nothing leaves before somebody else has signed it off.
safety-propose-urgent = Is somebody in danger? Then share at once, and write it down after.
safety-propose-who = With whom?
safety-propose-who-missing = Choose with whom
safety-propose-items = What should they be told?
safety-propose-items-hint = Only what they need, and no more.
safety-propose-items-missing = Say what they should be told
safety-propose-why = What for?
safety-propose-why-missing = Say what it is for
safety-propose-told = Does she know?
safety-propose-told-missing = Say whether she knows
safety-propose-not-told-missing = Say why she does not know
safety-propose-basis-missing = Choose on what basis
safety-propose-send = Ask for the sign-off
safety-propose-what-happens = A manager or safeguarding lead finds it under Reviews. Nobody signs off her own.
safety-sign-off-words = What you think of it
safety-sign-off-hint = Needed only when it must not be shared.
safety-sign-off-why-missing = Say why it must not be shared
safety-sign-off-own = Somebody else must sign off what you proposed
safety-sign-off-yes = It may be shared
safety-sign-off-no = It must not be shared
safety-sharing-done = I have shared it now
safety-shared-to-reviews = Go to the reviews
safety-shared-review = The review:
safety-basis-safeguarding = Safeguarding
safety-basis-vital-interest = To save a life
safety-basis-legal-duty = The law says that we must
safety-basis-contract-or-court = A contract or a court’s order
safety-basis-consent = She agreed
safety-she-knows-yes = Yes, she was told
safety-she-knows-no = No
safety-she-knows-not-recorded = Nobody wrote it down

safety-hand = Hand the plan on
safety-hand-lead = At the end of support: go through it with her, or with whoever supports her next.
safety-hand-to = With whom?
safety-hand-to-hint = With her, or the name and service of whoever goes on
safety-hand-how = How?
safety-hand-how-hint = Such as: read through together, or by secure e-mail
safety-hand-on = When?
safety-hand-on-hint = Leave it empty if it was today.
safety-hand-save = Save that it was handed on
safety-hand-to-missing = Say with whom
safety-plan-handed = Handed on { $date }

safety-risks = Dangers
safety-no-risks = No danger is written down.
safety-said-on = { $who }, { $when }
safety-stamped = { $when }, { $who }
safety-concerns = Safeguarding concerns
safety-no-concerns = No concern has been raised.
safety-nobody-told = Nobody has been told yet.
safety-add-told = Somebody was told
safety-add-told-save = Add who was told
safety-told-line = { $who }, { $when }
safety-maracs = MARAC and IDVA
safety-no-maracs = No referral is due.
safety-is-repeat = A repeat: there was one in the twelve months before.
safety-send = It was sent
safety-send-consent = With her consent?
safety-send-consent-hint = Ask her if it is safe to. If not, send it without.
safety-consent-with = Yes, she agreed
safety-consent-not-safe = Asking was not safe
safety-consent-no = She said no; the danger is too great
safety-send-how = How, and to whom?
safety-send-save = Write down that it was sent
safety-plan = Her safety plan
safety-plan-version = Version { $number }, { $date }
safety-plan-change = Write or change the plan
safety-plan-print = A sheet to print
safety-plan-lead = In her words, with her. Any part may stay empty.
safety-plan-theirs = Somebody else wrote this meanwhile
safety-plan-clash = Somebody else changed this part too. Join both texts here, then save
safety-plan-copy = Is it safe for her to carry a copy?
safety-plan-copy-hint = Ask her. A sheet can be found, and so can a telephone.
safety-copy-safe = Yes, she says it is safe
safety-copy-here = No, it stays here
safety-copy-not-asked = Not asked yet
safety-plan-save = Save the plan
safety-sheet-title = My plan
safety-sheet-stop-heading = Do not print this for her
safety-sheet-stop = She has not said that it is safe to carry. Ask her first, and write down what she says.
safety-sheet-back = Back to her Safety page
safety-no-plan = Nothing is written yet.
safety-shared = What was shared
safety-nothing-shared = Nothing was shared.

safety-board-title = Safety board
safety-board-lead = What is due today and what is overdue, for the women you may see. At a weekend also what is due on the next working day.
safety-board-late = Overdue
safety-board-today = Today

safety-review-risk = Look again at: { $what }
safety-review-sharing = Review what was shared: { $who }
safety-review-plan = Go through her safety plan again
safety-send-marac = Send the MARAC referral
safety-send-idva = Send the IDVA referral
safety-tell-child = Tell somebody: a child may be at risk
safety-tell-adult = Tell somebody: a concern about an adult
safety-open-child = Open concern about a child
safety-open-adult = Open concern about an adult
safety-check-self-harm = Self-harm check with her
safety-check-suicide = Ask her about ending her life
safety-check-overdose = Overdose check with her
safety-check-from-others = Judge the danger from others: DASH or your judgement
safety-check-to-others = Judge the danger to others

safety-risk-self-harm = Hurting herself
safety-risk-suicide = Thoughts of ending her life
safety-risk-overdose = Overdose
safety-risk-from-others = Danger from somebody
safety-risk-to-others = Danger to somebody else
safety-level-to-check = Still to check
safety-level-low = Low
safety-level-medium = Medium
safety-level-high = High
safety-level-very-high = Very high
safety-source-she-said = She said
safety-source-we-saw = We saw
safety-source-assessment = From an assessment
safety-source-family = Family or friend
safety-source-referrer = The referrer
safety-source-probation = Probation
safety-source-police = Police
safety-source-prison = Prison
safety-source-health = Health service
safety-source-social-care = Social care
safety-source-other = Somebody else
safety-about-child = About a child
safety-about-adult = About an adult
safety-concern-raised = Nobody told yet
safety-concern-told = Told
safety-concern-met = Threshold met
safety-concern-not-met = Threshold not met
safety-concern-closed = Closed
safety-who-safeguarding-lead = Our safeguarding lead
safety-who-manager = Our manager
safety-who-childrens-social-care = Children’s social care
safety-who-adult-social-care = Adult social care
safety-who-police = Police
safety-who-idva = IDVA
safety-who-health = Ambulance, hospital or GP
safety-who-probation = Probation
safety-who-school = School
safety-who-other = Somebody else
safety-who-marac = MARAC co-ordinator
safety-who-prison = Prison
safety-who-housing = Housing
safety-referral-marac = MARAC referral
safety-referral-idva = IDVA referral
safety-criterion-judgement = Somebody’s judgement
safety-criterion-score = The number of yes answers
safety-criterion-escalation = It is getting worse
safety-criterion-repeat = A new incident within twelve months
safety-marac-identified = Not sent yet
safety-marac-sent = Sent
safety-marac-accepted = Accepted
safety-marac-met = Met
safety-marac-closed = Closed
safety-sharing-to-review = To be reviewed
safety-sharing-reviewed = Reviewed
safety-sharing-proposed = Waits for sign-off
safety-sharing-signed-off = Signed off
safety-sharing-refused = Not to be shared
safety-sharing-shared = Shared
safety-plan-signs = How she notices danger coming
safety-plan-alone = What helps when she is alone
safety-plan-people = People and places that help
safety-plan-help = Whom she can ask at any hour
safety-plan-way-out = The way out, and where to
safety-plan-take = What to take
safety-plan-word = A word that means: come, or ring the police
safety-plan-children = The children
safety-plan-safer = Making home, phone and the way safer
safety-plan-reasons = What she goes on for

# The record's timeline. Codes come from the room of safety.
safety-happened-risk =
    { $code ->
        [self_harm] Danger seen: hurting herself
        [suicide] Danger seen: thoughts of ending her life
        [overdose] Danger seen: overdose
        [to_others] Danger seen: to somebody else
       *[from_others] Danger seen: from somebody
    }
safety-happened-risk-ended =
    { $code ->
        [self_harm] Judged again or over: hurting herself
        [suicide] Judged again or over: thoughts of ending her life
        [overdose] Judged again or over: overdose
        [to_others] Judged again or over: danger to somebody else
       *[from_others] Judged again or over: danger from somebody
    }
safety-happened-plan = Safety plan, version { $code }
safety-happened-concern =
    { $code ->
        [child] Safeguarding concern about a child
       *[adult] Safeguarding concern about an adult
    }
safety-happened-told =
    { $code ->
        [safeguarding_lead] Our safeguarding lead was told
        [manager] Our manager was told
        [childrens_social_care] Children’s social care was told
        [adult_social_care] Adult social care was told
        [police] Police were told
        [idva] An IDVA was told
        [health] A health service was told
        [probation] Probation was told
        [school] A school was told
       *[other] Somebody else was told
    }
safety-happened-concern-closed = Safeguarding concern closed
safety-happened-dash = DASH gone through
safety-happened-referral-due =
    { $code ->
        [idva] IDVA referral due
       *[marac] MARAC referral due
    }
safety-happened-referral-sent =
    { $code ->
        [idva] IDVA referral sent
       *[marac] MARAC referral sent
    }
safety-happened-shared =
    { $code ->
        [police] Shared with police
        [health] Shared with a health service
        [childrens_social_care] Shared with children’s social care
        [adult_social_care] Shared with adult social care
        [idva] Shared with an IDVA
        [marac] Shared with the MARAC co-ordinator
        [probation] Shared with probation
        [prison] Shared with the prison
        [housing] Shared with housing
        [school] Shared with a school
       *[other] Shared with somebody else
    }
