# Needs, plan, her own copy, outcomes, looking back.

record-tab-outcomes = Outcomes

plan-area-accommodation = A place to live
plan-area-work = Education, training and work
plan-area-physical-health = Physical health
plan-area-mental-health = Mind and mood
plan-area-drugs-alcohol = Drugs and alcohol
plan-area-money = Money, benefits and debt
plan-area-family = Children and family
plan-area-pregnancy = Pregnancy and early motherhood
plan-area-choices = Choices and coping
plan-area-abuse = Feeling safe
plan-area-sex-work = Sex work and exploitation
plan-area-relationships = Relationships and social life
plan-area-legal = Immigration and legal

plan-needs-heading = How hard is each part of life?
plan-needs-empty = Not asked yet. Ask her when there is time and quiet; she may leave out whatever she likes.
plan-done-once = Asked on { $on }
plan-done-twice = Asked on { $then } and { $now }
plan-score = { $score } of 10, where 10 is as hard as it gets
plan-she-says = What she says about it
plan-chart-title = How hard she says each part of life is, then and now
plan-chart-nothing = Nothing was answered both times, so nothing can be compared.
plan-chart-easier = { $easier ->
    [0] None of the { $compared } parts of life that were asked about both times is easier than on { $then }.
    [one] One of { $compared } is easier than on { $then }.
   *[other] { $easier } of { $compared } are easier than on { $then }.
}
plan-chart-harder = { $area } is harder, by { $by ->
    [one] one point.
   *[other] { $by } points.
}
plan-chart-same = { $same ->
    [one] One is the same.
   *[other] { $same } are the same.
}
plan-chart-not-compared = { $many ->
    [one] One was answered only once and cannot be compared.
   *[other] { $many } were answered only once and cannot be compared.
}

plan-heading = Her plan, in her words
plan-empty = No plan yet.
plan-about-draft = Version { $number }, being written
plan-about-sent = Version { $number }, sent to be agreed on { $at }
plan-about-returned = Version { $number }, came back to be changed
plan-about-agreed = Version { $number }, agreed on { $on }
plan-about-superseded = Version { $number }, replaced by a later one
plan-steps = { $done } of { $of } steps
plan-progress-label = Steps done
plan-progress-not-started = Not begun
plan-progress-on-the-way = On the way
plan-progress-reached = Reached
plan-progress-no-longer-wanted = No longer wanted

plan-steps-heading = Steps
plan-step-done = Done today
plan-step-undo = Not done after all
plan-step-is-done = Done:
plan-how-far = How far is it?
plan-how-far-save = Save how far
plan-do-heading = What next
plan-assess = Ask how things are
plan-begin = Begin a plan with her
plan-begin-next = Begin the next version
plan-go-on = Go on writing the plan
plan-send = Send it to be agreed
plan-asks-practitioner = Her programme asks that her probation practitioner agrees too. Send it, then write down the day and the name.
plan-asks-colleague = Her programme asks that a colleague agrees too. Send it, then a colleague opens this page.
plan-agreed-on = When was it agreed?
plan-agreed-name = Practitioner’s name
plan-agree = It is agreed
plan-why = What should change?
plan-return = Send it back
plan-take-back = Take it back and go on writing
plan-returned-because = It came back. What should change:
plan-look-back = Look back with her before closing
plan-copies-heading = Versions and her copy
plan-her-copy = Her own copy, to print
plan-closed-heading = Not open yet
plan-closed-tools = The words of these belong to others. They open once the centre has loaded them from a file that it has the right to use.
plan-on-needed = Enter a day
plan-day-cannot-be = That day cannot be: it is still to come, or before the plan was sent
plan-name-needed = Enter the practitioner’s name
plan-why-needed = Say what should change
plan-not-done = Nothing was changed
plan-not-another = Whoever sent the plan cannot agree it. Ask a colleague to open this page.
plan-not-unsent = Her programme asks that it is sent to be agreed first.
plan-not-complete = Something is missing: each goal and step needs words, and whoever else does a step needs a name.
plan-not-now = Somebody else has moved it on meanwhile. Look at how it stands now.

plan-not-answered = Not answered
plan-occasion = Which time is it?
plan-occasion-baseline = At the start
plan-occasion-review = Looking again
plan-occasion-exit = At the end
plan-occasion-follow-up = After the end
plan-occasion-needed = Say which time it is
plan-done-on = When was it asked?
plan-how = Who answered?
plan-how-with-her = Together with her
plan-how-by-her = She by herself
plan-how-without-her = Without her, from what is known
plan-how-needed = Say who answered
plan-nothing-answered = Answer at least one question
plan-her-words = What does she say about it?
plan-her-words-hint = In her words. May be left empty.
plan-disagrees = Where does she see it otherwise?
plan-disagrees-hint = Where you and she would answer differently. Both stay on record.
plan-assess-save = Save the answers
plan-leave = Leave without saving

plan-write-title = Her plan
plan-write-lead = Write it with her, in her words. Nothing has to be filled in twice: what is agreed stays until the next version is.
plan-goal = Goal { $number }
plan-goal-new = One more goal
plan-words = The goal, in her words
plan-words-hint = As she says it: “My own front door”.
plan-words-needed = Write the goal in her words
plan-need = Part of life
plan-need-needed = Choose the part of life
plan-choose = Choose
plan-note = How it stands
plan-left-out = Leave this goal out of her printed copy
plan-left-out-hint = Somebody may find the paper. Ask her.
plan-step-number = Step { $number }
plan-what = What is to be done?
plan-owner = Who does it?
plan-owner-she = She
plan-owner-worker = Her worker
plan-owner-other = Somebody else
plan-who = Name, if it is somebody else
plan-who-hint = Stays here. On her copy it stands only if she wants it.
plan-named = She wants this name on her copy
plan-due = By when?
plan-oncopy-shown = on her copy
plan-oncopy-left-out = left out of her copy

plan-helps-heading = When it gets hard
plan-helps = What helps her?
plan-save = Save the plan
plan-save-more = Save and add more
plan-remove-hint = To take out a goal or a step, empty its words and those of its steps. Every saved version is kept.
plan-clash-title = Somebody else changed the same words
plan-clash-lead = Nothing is saved yet and nothing is lost. Both texts stand below; the form holds yours. Choose, then save again.
plan-clash-theirs = What stands there now
plan-clash-mine = What you wrote

plan-copy-title = My plan
plan-copy-back = Back to the record
plan-copy-how = Or print this page from the browser, with the browser’s headers and footers switched off. These lines are not printed. No other person’s name is on it unless she chose it.
plan-copy-left-out = { $many ->
    [one] One goal is left out, as she asked.
   *[other] { $many } goals are left out, as she asked.
}
plan-copy-names = These names stand in the words. Ask her whether they may be on paper.
plan-copy-big = Big print
plan-copy-usual = Usual print
plan-copy-me = I
plan-copy-worker = My worker
plan-copy-somebody = Somebody
plan-copy-step = { $who }: { $what }
plan-copy-due = { $who }: { $what } (by { $due })
plan-copy-done = { $who }: { $what } (done)
plan-pdf-done = { $who }, done
plan-pdf-due = { $who }, by { $due }
plan-copy-reached = reached
plan-copy-helps = What helps me

outcome-heading = Outcomes for those who fund this
outcome-empty = Nothing judged yet.
outcome-item = Outcome
outcome-result = What became of it?
outcome-achieved = Achieved
outcome-partly = In part
outcome-not = Not achieved
outcome-on = When was it judged?
outcome-evidence = What does it rest on?
outcome-evidence-hint = What you saw, what she said, a letter. A later judgement takes its place; this one is kept.
outcome-judge = Judge an outcome
outcome-save = Save the judgement
outcome-no-programme = No programme with a list of outcomes funds this case, or you may not judge it.
outcome-proposed-heading = What her answers propose
outcome-proposed-lead = Worked out from how hard things were and are. It is not a judgement.
outcome-proposed = { $programme }, { $outcome }: { $result }
outcome-item-needed = Choose the outcome
outcome-result-needed = Say what became of it
outcome-evidence-needed = Say what it rests on

review-title = Looking back
review-lead = What changed, what comes next, and whether we may be in touch. Then the case can be closed.
review-on = When did you look back?
review-changed = What changed?
review-changed-hint = In her words where she is there. Also what did not get easier.
review-changed-needed = Say what changed
review-next = What comes next for her?
review-about-us = What does she want to tell us about us?
review-contact = May we be in touch after closing?
review-contact-hint = Ask. A yes is written down as a consent of its own on the next page, with how it is safe.
review-contact-yes = Yes
review-contact-no = No
review-contact-not-asked = She could not be asked
review-contact-needed = Say whether she was asked, and her answer
review-save = Save and go on
review-outcomes = Judge the outcomes

timeline-assessment-baseline = How things are, asked at the start
timeline-assessment-review = How things are, asked again ({ $number })
timeline-assessment-exit = How things are, asked at the end
timeline-assessment-follow-up = How things are, asked after the end
timeline-plan-sent = Plan sent to be agreed, version { $number }
timeline-plan-returned = Plan came back, version { $number }
timeline-plan-agreed = Plan agreed, version { $number }
timeline-step-done = A step done
timeline-exit-review-held = Looked back together

plan-answers-title = Everything she was asked
plan-answers-lead = The newest first. What was put right stays here and counts nowhere.
plan-answers-none = Nothing yet.
plan-answers-count = Counts
plan-answers-corrected = Put right since
plan-answers-why = Took the place of an earlier one because:
plan-answers-show = Questions and answers
plan-correct-title = Put it right
plan-correct-lead = The wrong one stays, marked, with your reason. Only this one counts from now on.
plan-correct-why = Why is it put right?
plan-correct-why-hint = Such as: written down for another woman, or a slip of the hand
plan-correct-why-needed = Say why it is put right
