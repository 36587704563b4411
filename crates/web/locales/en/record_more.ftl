# A record's numbers, and who funds her support.

numbers-title = Her numbers
numbers-lead = Police, court, prison, probation and other numbers. They find her again; they are never shown outside her record.
numbers-held = On record
numbers-none = None yet.
numbers-not-hers = Not hers
numbers-same = Record { $reference } has the same number. Compare the two.
numbers-seen = { $source }, { $day }
numbers-source-herself = She told us or showed it
numbers-source-document = On a paper of a court, prison or the police
numbers-source-referral = In a referral
numbers-source-import = In an imported file
numbers-new = Add a number
numbers-kind = Which number?
numbers-kind-needed = Choose which number it is
numbers-number = The number
numbers-number-hint = As it is written. If it looks wrong it is kept and marked, and nobody is matched on it.
numbers-number-needed = Enter the number
numbers-source = Where is it from?
numbers-source-needed = Choose where it is from
numbers-seen-on = When was it seen?
numbers-seen-needed = Enter the day when it was seen
numbers-seen-later = That day is still to come
numbers-add = Add the number

record-tab-funding = Who funds this
funding-lead = Her support can count for several funders at once. Each sees only its own figures.
funding-who = Who funds her support
funding-none = Nobody yet. Her support counts in no return.
funding-from = From { $from }
funding-from-until = From { $from } to { $until }
funding-now = Counts now
funding-over = Over
funding-to-come = To come
funding-external-is = Their reference for her:
funding-new = Add a funder
funding-no-case = Open a case first: a funder pays for a case.
funding-no-programme = No programme is delivered here yet.
funding-programme = Programme
funding-programme-needed = Choose a programme
funding-twice = This programme counts her in that time already
funding-from-day = From
funding-from-needed = Enter the first day
funding-until-day = Until
funding-until-hint = Leave empty while it goes on
funding-ends-before = It cannot end before it begins
funding-external = The funder’s own reference for her
funding-external-hint = Leave empty if there is none. Probation’s looks like AB1234CD.
funding-add = Add
funding-end = End one
funding-which = Which?
funding-which-needed = Choose which one ends
funding-last = Last day
funding-last-needed = Enter the last day
funding-end-button = End it

case-return-programme = Which programme does she come back to?
case-return-same = Goes on with the case closed on { $day }: coming back within { $months ->
    [one] a month
   *[other] { $months } months
} is the same case.
case-return-new = A new case: it is more than { $months ->
    [one] a month
   *[other] { $months } months
} since { $day }.
case-return-always-new = A new case.
case-return-none = None of these
