# Settings: people, one's own account, rules, audit, reviews; and emergency access, who looked, who
# asked.

settings-lead = Who works here, what each may do, and proof of what was done.
settings-parts = Settings
settings-places = Where to go
settings-home = Settings
settings-home-about = Everything you may see here
settings-people = People
settings-people-about = Who has an account, and what she may do
settings-teams = Teams
settings-teams-about = Whose women somebody sees follows from her teams
settings-account = My account
settings-account-about = Your password, your codes, where you are signed in
settings-rules = Rules
settings-rules-about = Who may do what, as the program decides it
settings-promises = Guarantees
settings-promises-about = What can never happen here, whatever anybody does
settings-audit = Audit
settings-audit-about = Who did what, and whether anything was altered
settings-reviews = Reviews
settings-threshold = MARAC threshold
settings-threshold-about = From how many yes answers a MARAC referral is due here
settings-reviews-about = What was done at once to prevent harm, and somebody else must look at

settings-role-caseworker = Caseworker
settings-role-manager = Centre manager
settings-role-safeguarding = Safeguarding lead
settings-role-volunteer = Volunteer
settings-role-front-desk = Front desk
settings-role-referrer = Referrer
settings-role-governance = Information governance lead
settings-role-analyst = Analyst
settings-role-funder = Funder
settings-role-administrator = Administrator

settings-person-add = Add somebody
settings-person-add-lead = She gets an account without any role. You choose her roles next.
settings-person-make = Make the account
settings-people-open = Who works here now
settings-people-closed = Closed accounts
settings-nobody = Nobody has an account yet
settings-nobody-more = Add the first person.
settings-no-role = No role yet
settings-name = Name
settings-name-hint = As colleagues know her
settings-name-missing = Enter her name
settings-email = Work e-mail
settings-email-hint = She signs in with it. We send nothing to it now.
settings-email-missing = Enter her work e-mail
settings-email-wrong = Write an e-mail address such as nia@example.org
settings-email-taken = Somebody has an account with this e-mail already. Look under Closed accounts too
settings-does = Roles and teams
settings-state = Account
settings-open = Open
settings-closed-on = Closed { $day }

settings-once-title = Write this password down now
settings-once-lead = It is for { $name }. It is shown this once and kept nowhere.
settings-once-password = Password
settings-once-hand = Hand it over in person, on paper, or read it out on a number you know is hers. Not by e-mail or text.
settings-once-change = Ask her to change it at once, under My account.
settings-once-codes = If this installation asks for codes, she sets them up when she first signs in.
settings-once-next = Choose roles and teams

settings-roles = Roles and teams
settings-roles-which = What she does
settings-roles-hint = Roles add up. In a small centre one woman may hold several.
settings-roles-save = Save roles and teams
settings-roles-confirm = Confirm that it is you before you change roles
settings-roles-confirm-why = A role opens women’s records, so we ask once more. It then counts for five minutes.
settings-roles-own = These are your own roles
settings-roles-own-why = Nobody changes her own. Ask another administrator.
settings-teams-which = Teams she works in
settings-teams-hint = A caseworker sees the women of her teams.
settings-teams-none = There is no team yet.
settings-team-people =
    { $count ->
        [0] Nobody works in it
        [one] One person
       *[other] { $count } people
    }
settings-team-add = Add a team
settings-team-name = Name of the team
settings-team-missing = Enter a name for the team
settings-team-make = Add the team
settings-reset = She cannot sign in
settings-reset-what = This makes a new password, takes away her codes and signs her out everywhere.
settings-reset-sure = First make sure that it is she: in person, or by a call to a number you know.
settings-reset-do = Make a new password
settings-close = Close the account
settings-close-what = She is signed out at once and cannot sign in again. What she wrote stays under her name.
settings-close-do = Close it
settings-reopen = Open the account again
settings-reopen-what = She can sign in again with the password she had. Look at her roles first.
settings-reopen-do = Open it again
settings-done-roles = Roles and teams are saved
settings-done-closed = The account is closed
settings-done-reopened = The account is open again

settings-account-as = You sign in as { $email }.
settings-password = Change your password
settings-password-what = This signs you out everywhere else.
settings-old = Password you have now
settings-old-missing = Enter the password you have now
settings-old-wrong = That is not the password you have now
settings-new = New password
settings-new-hint = 12 letters at least. Three random words are good. You may paste it.
settings-new-missing = Enter a new password
settings-password-save = Change it
settings-done-password = Your password is changed
settings-codes = Codes from your phone
settings-codes-what = Set up codes on a new phone, or for the first time. The old phone stops working when the new one is confirmed.
settings-codes-do = Set up codes
settings-passkeys = Passkeys
settings-passkeys-what = A passkey lives in your own phone, computer or security key and opens with its lock. It stands for password and code, and nobody can trick you into typing it elsewhere.
settings-passkey-add = Add a passkey
settings-passkey-what = Your device makes it and keeps it. We only learn how to recognise it.
settings-passkey-own = Only on a device that is yours alone. Whoever can unlock it can sign in as you.
settings-passkey-name = What is the device called?
settings-passkey-name-hint = For instance “my work phone”. You see this name when you want to take it away.
settings-passkey-name-missing = Give the device a name
settings-passkey-make = Make the passkey
settings-passkey-leave = Leave it
settings-passkey-script = This page needs script, because the browser itself makes the passkey. Password and code go on without.
settings-passkey-stopped = Nothing was made: your device stopped, or it has one for this place already. Try again.
settings-passkey-wrong = That did not become a passkey. Try again
settings-passkey-too-late = This took too long. Try again
settings-passkey-most = You have ten passkeys. Take one away first
settings-passkey-since = Since { $since }. Not used yet.
settings-passkey-end = Take it away
settings-done-passkey = The passkey is ready. It signs you in from now on
settings-done-passkey-ended = The passkey is taken away
settings-sessions = Where you are signed in
settings-session-here = This one
settings-session-when = Since { $since }. Last used { $used }.
settings-session-end = End it
settings-browser-unknown = A browser we do not know
settings-done-session = It is signed out

settings-rules-lead = The program decides by exactly these rules. What none of them allows is refused.
settings-rules-themes = Rules by role
settings-rule-text = As the program reads it
settings-rule-text-of = Text of the rule: { $sentence }
settings-theme-walls = For everybody
settings-theme-caseworker = Caseworkers
settings-theme-manager = Centre managers
settings-theme-safeguarding = Safeguarding leads
settings-theme-volunteer = Volunteers
settings-theme-front-desk = Front desk
settings-theme-emergency = Emergency access
settings-theme-governance = Information governance leads
settings-theme-figures = Analysts and funders
settings-theme-settings = Administrators, and what everybody may read
settings-theme-referrals = Referrers
settings-theme-directory = The directory of services
settings-theme-system = The program itself

settings-promises-title = What this installation guarantees
settings-promises-lead = These hold whatever roles somebody has and whatever is written in the records.
settings-promises-proof = Each is proved, not only tried out
settings-promises-proof-how = Before a version is released, a solver looks for any request at all that would break one of these sentences. It finds none: not for any account, any woman, any mix of roles.
settings-promises-proof-run = Whoever has the source can run the proof again with “cargo ci”. A rule that would break a sentence stops the release and shows the request.
settings-promise-text = As it is proved
settings-promises-count =
    { $count ->
        [one] One guarantee
       *[other] { $count } guarantees
    }

settings-audit-lead = Every time a record was opened, changed or listed, and every sign-in. The newest first.
settings-audit-table = Entries of the audit trail
settings-audit-when = When
settings-audit-who = Who
settings-audit-what = What
settings-audit-record = Record
settings-audit-none = No entries
settings-audit-none-more = Nothing stands here.
settings-audit-program = The program itself
settings-audit-somebody = Somebody whose account was erased
settings-audit-listed =
    { $count ->
        [one] one woman shown
       *[other] { $count } women shown
    }
settings-audit-more = More entries
settings-audit-older = Older entries
settings-audit-shown =
    { $count ->
        [0] No entries shown
        [one] One entry shown
       *[other] { $count } entries shown
    }
settings-check-now = Check the chain now
settings-check-title = Was anything altered?
settings-check-lead = Each entry carries a seal over itself and the one before. We read them all again, from the first.
settings-check-whole =
    { $count ->
        [one] One entry read. It is whole
       *[other] { $count } entries read. All are whole
    }
settings-check-whole-means = None was changed, none is missing, and the end is where it was noted.
settings-check-broken = The audit trail was altered
settings-check-altered = Entry { $number } was changed, or it and all before it were written anew by somebody without the key. Everything before it is whole.
settings-check-missing = Entry { $number } is missing. Everything before it is whole.
settings-check-cut =
    { $gone ->
        [one] The last entry was cut off: entry { $last } is the last one left.
       *[other] The last { $gone } entries were cut off: entry { $last } is the last one left.
    }
settings-check-replaced = The entries fit together, but entry { $number } is not the one that was noted outside the database. They may have been replaced by an older copy.
settings-check-do = Change nothing. Keep the computer and its backups as they are, and tell the information governance lead and whoever looks after this installation. It may have to be reported to the Information Commissioner within 72 hours.
settings-check-head = The note beside the data
settings-check-head-missing = The file that notes where the trail ends is not there. It is written every minute; if it is missing again in five minutes, tell whoever looks after this installation.
settings-check-head-forged = The file that notes where the trail ends was not written by this installation. Tell whoever looks after it.

settings-looked = Who looked
settings-looked-lead = Everybody who opened this record, changed it, or saw her in a list. She can ask to see this.
settings-looked-back = Her record
settings-looked-listed = Saw her in a list

emergency-title = Emergency access
emergency-lead = You are not in her team. You can open her record at once to prevent serious harm.
emergency-999 = If a life is in danger now, ring 999 first.
emergency-reason = Why do you need it now?
emergency-reason-hint = One line will do. Do not name anybody else.
emergency-reason-missing = Say why in a few words
emergency-hours = For how long?
emergency-hours-hint = Take as little as you need. You can end it early.
emergency-hours-missing = Choose from one hour to eight
emergency-hours-count =
    { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
emergency-then = Everything you open is written down. Somebody else looks at it within two working days.
emergency-do = Open her record
emergency-not = Leave it
emergency-live = Your emergency access lasts until { $until }
emergency-go = Go to her record
emergency-strip = Emergency access until { $until }.
emergency-strip-more = Somebody else reviews what you open.
emergency-end = End it now
emergency-open-link = Open emergency access

threshold-lead = Your local partnership agrees when a case goes to MARAC. Ask it before you change this.
threshold-heading = The local threshold
threshold-ask = From how many yes answers in a DASH is a referral due?
threshold-hint = 1 to 24. Most areas use 14.
threshold-judgement = A worker’s own judgement always makes a referral due, whatever the number. So does danger that is getting worse.
threshold-save = Save the threshold
threshold-missing = Enter a number from 1 to 24
threshold-saved = The threshold is saved

reviews-lead = What colleagues did at once, to prevent harm. Look at each by the next working day. Nobody reviews her own.
reviews-none = Nothing waits for a review
reviews-none-more = When somebody goes past a woman’s contact rule, shares something at once, or opens emergency access, it appears here.
reviews-overrides = Contact past her rule
reviews-overrides-lead = A worker contacted a woman although her rule says no, to prevent serious harm.
reviews-override-hint = Was it right to go past her rule? Does somebody have to ask her again, or do something else?
reviews-sharings = Shared at once
reviews-sharings-lead = Something about a woman was shared without sign-off, to prevent serious harm.
reviews-sharing-hint = Was it right to share it, with them, and so much? Does she have to be told?
reviews-proposed = To be signed off
reviews-proposed-lead = Nothing of this has been shared yet. Read it on her page, then say yes or no.
reviews-proposed-line = { $reference }: { $who }, proposed on { $day }
reviews-emergencies = Emergency access
reviews-emergencies-lead = Somebody opened a record that is not among hers. Say whether it was right.
reviews-at = When
reviews-way = Way
reviews-to = To
reviews-said = What was said
reviews-harm = What harm it prevents
reviews-with = With whom
reviews-items = What was shared
reviews-why = Why
reviews-basis = On what basis
reviews-she-knows = Does she know?
reviews-not-told = Why not
reviews-found-missing = Say what you found
reviews-opened = Opened
reviews-when = { $from }, until { $until }
reviews-reason = Her reason
reviews-erased = Gone: the woman was erased since.
reviews-looked = Who looked at the record
reviews-due = Review by { $day }
reviews-due-soon = Review it soon
reviews-late = Was due { $day }
reviews-finding = Was it right to open it?
reviews-finding-missing = Say whether it was right
reviews-right = Yes, it was right
reviews-wrong = No, it should not have been opened
reviews-follow = Something has to follow
reviews-words = What you found
reviews-words-hint = Needed unless it was right. It is kept with the record.
reviews-words-missing = Say what you found, or what has to follow
reviews-save = Save the review
reviews-done = The review is saved

known-title = Is she known here?
known-lead = Before you add a woman, see whether another team works with her already.
known-name = Her full name
known-name-hint = First name and surname
known-name-missing = Enter her full name and date of birth, or a whole number of hers
known-name-whole = Enter her first name and her surname
known-born = Date of birth
known-born-missing = Add her date of birth
known-identifier = Or a whole number of hers
known-identifier-hint = PNC, CRO, prison number, CRN, National Insurance
known-identifier-wrong = Check the number: it is not whole, or a letter in it is wrong
known-limits = You may ask ten times an hour. Each question is written down, and her team sees who asked.
known-do = Ask
known-answer = Answer
known-nobody = Nobody of whom you may learn.
known-nobody-more = She may still be known: some records are kept closer. If you fear for her, ask the safeguarding lead.
known-hers = Yes. Her record is { $reference }
known-ask = Yes. { $team } works with her. Ask there:
known-ask-lead = Nobody is assigned to her now. Ask your manager.
known-emergency = Nobody answers, and serious harm must be prevented now?
known-shown = Her team sees that you asked.
known-asked = Somebody outside the team asked whether she is known
known-asked-by = { $who }, { $when }
known-asked-more = They were told that she is known and whom to ask, nothing else.

# What was done, in the audit trail.

audit-act-band = Saw her in a list
audit-act-known = Was told that she is known
audit-act-read-record = Opened the record
audit-act-write-record = Changed the record
audit-act-write-contact = Changed how she may be reached
audit-act-contact = Got in touch with her
audit-act-read-needs = Read what her assessments say
audit-act-read-numbers = Read her reference numbers
audit-act-read-plan = Read her plan
audit-act-write-plan = Wrote needs or plan
audit-act-read-sessions = Read sessions
audit-act-book-session = Booked or moved a session
audit-act-attendance = Recorded a session
audit-act-read-safety = Read safety
audit-act-write-safety = Wrote in safety
audit-act-read-family = Read family
audit-act-write-family = Wrote in family
audit-act-read-documents = Read documents
audit-act-write-documents = Changed documents
audit-act-read-funding = Read who funds her support
audit-act-write-funding = Changed who funds her support
audit-act-danger = Recorded danger
audit-act-share-urgent = Shared at once to prevent serious harm
audit-act-share = Proposed or signed off sharing
audit-act-close-case = Closed her case, or opened it again
audit-act-assign = Changed who works with her
audit-act-restrict = Changed who may see the record
audit-act-keep-apart = Looked at or changed who is kept apart
audit-act-merge = Merged two records
audit-act-link = Barred an account from the record, or lifted it
audit-act-who-looked = Looked at who looked
audit-act-emergency = Opened emergency access
audit-act-end-emergency = Ended emergency access
audit-act-request = Answered her request
audit-act-erase = Erased her
audit-act-search = Searched for women
audit-act-add-woman = Added a woman
audit-act-board = Looked at caseload, releases or safety reviews
audit-act-inbox = Read the referrals inbox
audit-act-triage = Answered a referral
audit-act-referral = Wrote a referral down
audit-act-import = Imported referrals
audit-act-concern = Raised a concern
audit-act-answer = Read the answer to a referral
audit-act-calendar = Looked at the calendar
audit-act-visits = Looked at today’s visits
audit-act-drop-in = Recorded a drop-in
audit-act-read-return = Read a return
audit-act-return-rows = Opened the rows behind a figure
audit-act-export = Took a return out
audit-act-read-settings = Read the settings
audit-act-accounts = Made an account, or helped somebody sign in again
audit-act-teams = Changed the teams
audit-act-programmes = Changed a programme
audit-act-forms = Changed a form
audit-act-retention = Changed how long things are kept
audit-act-installation = Looked after the installation
audit-act-roles = Changed somebody’s roles or teams
audit-act-close-account = Closed or opened an account
audit-act-read-audit = Read the audit trail
audit-act-verify = Checked the audit trail
audit-act-review-emergency = Reviewed emergency access
audit-act-review-override = Reviewed a contact override
audit-act-review-sharing = Reviewed urgent sharing
audit-act-directory-read = Looked at the directory of services
audit-act-directory-propose = Proposed a change to an entry of the directory
audit-act-directory-withhold = Withheld an address in the directory
audit-act-directory-import = Took services into the directory, or took an import back
audit-act-directory-edit = Kept the directory of services
audit-act-directory-merge = Merged or parted entries of the directory
audit-act-directory-lift = Let a withheld address be shown again
audit-act-found-organisation = Founded the organisation
audit-act-sign-in = Signed in
audit-act-set-up-codes = Set up codes
audit-act-step-up = Confirmed who she is
audit-act-change-password = Changed her password
audit-act-end-session = Signed out
audit-act-collect-referral = A referral came in by the public form
audit-act-forget-referral = An old referral that led to no support was forgotten
audit-act-accept-loss = After a machine was lost, it was accepted that the last entries went with it
audit-act-ask-if-known = Asked whether a woman is known

erase-title = Erase this record
erase-lead = This cannot be undone, by us or by anybody.
erase-what-goes = Everything written about her goes: who she is, her family, her plans, sessions, referrals, messages. Her key is destroyed, so older data backups show nothing of her once the next backup has replaced the old keys. A group session stays, without her.
erase-what-stays = What stays: that a record was erased, when, by whom, on what ground, and who looked at it before. Figures that were already sent to a funder do not change.
erase-ground = On what ground?
erase-ground-missing = Choose the ground
erase-ground-asked = She asked, and no law says it must be kept
erase-ground-kept = It was kept as long as our retention rule says
erase-ground-never = It should never have been recorded
erase-ground-ordered = A court or the Information Commissioner ordered it
erase-decided = Who decided, and where is it written down?
erase-decided-hint = This stays. Do not write her name here.
erase-decided-missing = Write who decided and where it is written down
erase-nothing-waits = No court, inquiry, safeguarding review, complaint or request of hers needs this record
erase-nothing-waits-missing = Tick this only when you have checked. If something needs the record, do not erase it
erase-again = Type the reference of the record once more
erase-again-hint = So that it is this one and no other
erase-again-wrong = Type the reference as it stands at the top of this page
erase-do = Erase it for good
erase-not = Do not erase
erased-title = The record is erased
erased-lead = This is the only time that this list is shown. Print it if somebody must be told.
erased-went = What went
erased-kind = Kind of row
erased-many = Rows
erased-keep = The next backup replaces the old keys. Until then keep the old key backup under lock: with it and an old data backup she could still be read.
settings-looked-erase = Erase this record
