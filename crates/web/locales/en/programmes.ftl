# Programmes, and probation's report.

programmes-lead = Contracts and grants, each with its own rules.
programmes-ours = Delivered here
programmes-none = None yet. A manager adds them.
programmes-known = Known from published lists
programmes-known-hint = Probation’s women’s contracts
programme-until = Until { $day }
programme-open = No day is set
programme-agreement = The agreement
programme-funder = Funder
programme-starts = From
programme-ends = Until
programme-ages = Ages
programme-ages-both = { $least } to { $most }
programme-ages-from = { $least } and over
programme-ages-to = Up to { $most }
programme-ages-any = Any
programme-answers = Answers to a referral
programme-clock = Time to answer
programme-clock-days = { $days ->
    [one] One working day, to 5:00pm
   *[other] { $days } working days, to 5:00pm
}
programme-plan = A plan is agreed by
programme-plan-she = her alone
programme-plan-colleague = her, and then a colleague
programme-plan-practitioner = her, and then her probation practitioner
programme-region = Region
programme-areas = Police areas
programme-prime = Provider
programme-subcontractors = With
programme-source = Source
programme-women = For women only
programme-activities = What is done
programme-need = Need
programme-activity = Activity
programme-method = How
programme-place = Where
report-link = What differs from probation’s report
report-title = What differs from probation’s report
report-lead = Ours stands until somebody decides. Both texts stay with the referral.
report-none = Nothing differs.
report-reference = Reference
report-fact = Fact
report-ours = Ours
report-theirs = The report
report-settle = Which is right?
report-keep = Keep ours
report-take = Take theirs
report-stale = Somebody changed this meanwhile: look again

programme-activity-count = { $count ->
    [one] one activity
   *[other] { $count } activities
}
programme-back = A woman who comes back
programme-back-months = { $months ->
    [0] Always a new case
    [one] The same case within a month
   *[other] The same case within { $months } months
}
programme-small-below = { $least ->
    [0] Every count is shown to the funder
    [one] Every count is shown to the funder
   *[other] Counts below { $least } are not shown to the funder
}
programme-framework = Outcomes
programme-framework-none = None
programme-small = Small numbers
programme-small-hint = A count below this is not shown to the funder. As its agreement says.
programme-small-needed = Enter below which count a figure is hidden
programme-women-missing = This programme is for women only, and nothing says yet on which ground. Write it down under “Change the programme”.
programme-new = Add a programme
programme-new-lead = A contract or grant that pays for support, with its own rules.
programme-change = Change the programme
programme-change-lead = What you change counts from now on. Referrals already answered stay as they are.
programme-save = Save
programme-reference = Reference
programme-reference-hint = As the contract or grant names it
programme-reference-needed = Enter the reference
programme-taken = There is a programme with this reference already
programme-name = Name
programme-name-needed = Enter the name
programme-stale = Somebody changed this programme meanwhile. Compare with its page; saving again keeps yours
programme-what-kind = What sort of agreement?
programme-kind-needed = Choose what sort of agreement it is
programme-kind-probation = Contract with probation
programme-kind-pcc = Police and crime commissioner
programme-kind-grant = Grant
programme-kind-other = Other
programme-funder-needed = Enter who pays
programme-funder-kind = What sort of body is it?
programme-funder-kind-needed = Choose what sort of body pays
programme-funder-probation = Probation
programme-funder-pcc = Police and crime commissioner
programme-funder-health = Health service
programme-funder-council = Council
programme-funder-trust = Charitable trust
programme-funder-other = Other
programme-delivery = Who delivers it?
programme-delivery-ours = We do
programme-delivery-known = Others; we only know of it
programme-delivery-needed = Choose who delivers it
programme-ends-hint = Leave empty if it is open
programme-ends-before = It cannot end before it begins
programme-summary = What it is, in a sentence or two
programme-who = Who may come
programme-least = Youngest age
programme-most = Oldest age
programme-age-hint = Leave empty if there is none
programme-ages-wrong = The oldest age is below the youngest
programme-areas-which = Where does it take women from?
programme-areas-hint = Tick none if it is not bound to an area
programme-open-to = Whom is it for?
programme-open-to-women = Women only
programme-open-to-anybody = Anybody
programme-open-to-needed = Choose whom it is for
programme-rules = Its own rules
programme-answers-needed = Tick at least one answer
programme-days = Working days to answer a referral
programme-days-hint = Ours is 2
programme-days-needed = Enter within how many working days a referral is answered
programme-agreed-needed = Choose who agrees a plan
programme-months = Months in which coming back is the same case
programme-months-hint = 0 if coming back is always a new case
programme-months-needed = Enter the months, or 0
programme-women-lead = Only for a women-only programme that we deliver. The software never asks anybody for proof.
programme-ground-needed = Enter the ground in the Equality Act
programme-aim-needed = Enter the aim
programme-proportionate-needed = Enter why it is a proportionate means to that aim
programme-decided-needed = Enter who decided
programme-review-needed = Enter when to look at it again
programme-instead-needed = Enter the service that somebody we cannot take is offered

equality-ground = Ground in the Equality Act 2010
equality-ground-hint = Such as schedule 3, paragraph 27: joint provision would not be as effective
equality-aim = Aim
equality-proportionate = Why it is proportionate
equality-proportionate-hint = What a less restrictive way would be, and why it would not do
equality-decided = Decided by
equality-decided-hint = The office, not a name
equality-review = Look at it again on
equality-instead = Whoever we cannot take is offered
equality-instead-hint = The service, by name

sites-title = Sites and rooms
sites-lead = Where support happens. A prison or court that we visit is a site too.
sites-all = Sites
sites-none = None yet.
sites-no-rooms = No rooms
site-kind-centre = Our centre
site-kind-outreach = Outreach
site-kind-prison = Prison
site-kind-court = Court
site-kind-other = Other
site-new = Add a site
site-name = Name
site-name-needed = Enter the name of the site
site-kind = What sort of place?
site-kind-needed = Choose what sort of place it is
site-taken = There is a site of this name already
site-add = Add the site
room-new = Add a room
room-site = At which site?
room-site-needed = Choose the site
room-name = Name of the room
room-name-needed = Enter the name of the room
room-taken = This site has a room of that name already
room-add = Add the room
