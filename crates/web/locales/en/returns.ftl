# Returns: figures for funders.

returns-lead = Counted from the records each time you look. Each figure opens the rows behind it.
returns-none = No programme of ours yet. An administrator or manager adds them.
returns-no-definition = No return fits this programme. A file in the folder “returns” of this installation can define one.
returns-fault = A file in the folder “returns” cannot be used
returns-running = Now running:
returns-due = Due by { $day }.
returns-counted = Counted { $when }.
returns-whole = Nothing is missing
returns-draft = { $many ->
    [one] Draft: 1 kind of gap
   *[other] Draft: { $many } kinds of gap
 }
returns-figures = The figures
returns-brackets = { $before } in brackets
returns-number = { $many }
returns-nothing = Nothing to count
returns-not-shown = not shown
returns-nobody = not named
returns-part-of = { $part } of { $whole }
returns-average-of = Average over { $many }
returns-held-small = The funder does not see it: it is fewer than { $threshold }, or about fewer women than that.
returns-held-tells = The funder does not see it, so that a small number cannot be worked out.
returns-held-here = Not shown, as the agreement says.
returns-open-rows = { $many ->
    [one] Open the 1 row
   *[other] Open the { $many } rows
 }
returns-all-rows = { $many ->
    [one] The 1 row
   *[other] All { $many }
 }
returns-rows-many = { $many ->
    [one] 1 row is behind this figure.
   *[other] { $many } rows are behind this figure.
 }
returns-recorded = Opening a name is recorded.
returns-reference = Reference
returns-day = Day
returns-as-funder = As the funder will see it
returns-table = Table
returns-row = Row
returns-funder-sees = Funder sees
returns-truly = True number
returns-note = Note
returns-answer = Answer
returns-keep = Keep this answer
returns-most-words = Up to { $words } words.
returns-colleague = A colleague
returns-missing = What is missing
returns-missing-lead = Each line leads to where it is mended.
returns-missing-none = Nothing is missing.
returns-nothing-guessed = Nothing is guessed. What stays missing is left out of the figures.
returns-gap-asks = Funder asks
returns-gap-changes = { $many ->
    [one] Changes 1 figure
   *[other] Changes { $many } figures
 }
returns-gap-attendance = { $many ->
    [one] 1 past appointment without attendance
   *[other] { $many } past appointments without attendance
 }
returns-gap-outcome = { $many ->
    [one] 1 closed case without an outcome
   *[other] { $many } closed cases without an outcome
 }
returns-gap-answer = { $many ->
    [one] 1 referral not answered in time
   *[other] { $many } referrals not answered in time
 }
returns-gap-plan = { $many ->
    [one] 1 plan waiting to be agreed
   *[other] { $many } plans waiting to be agreed
 }
returns-gap-assessment = { $many ->
    [one] 1 case that started without an assessment
   *[other] { $many } cases that started without an assessment
 }
returns-gap-ethnicity = { $many ->
    [one] 1 woman with no ethnicity asked
   *[other] { $many } women with no ethnicity asked
 }
returns-gap-religion = { $many ->
    [one] 1 woman with no religion asked
   *[other] { $many } women with no religion asked
 }
returns-gap-disability = { $many ->
    [one] 1 woman not asked about disability
   *[other] { $many } women not asked about disability
 }
returns-gap-interpreter = { $many ->
    [one] 1 woman not asked about an interpreter
   *[other] { $many } women not asked about an interpreter
 }
returns-gap-gender = { $many ->
    [one] 1 woman not asked about gender
   *[other] { $many } women not asked about gender
 }
returns-gap-care = { $many ->
    [one] 1 woman not asked about being in care
   *[other] { $many } women not asked about being in care
 }
returns-gap-carer = { $many ->
    [one] 1 woman not asked whether she is a primary carer
   *[other] { $many } women not asked whether they are primary carers
 }
returns-gap-birth = { $many ->
    [one] 1 woman without a date of birth
   *[other] { $many } women without a date of birth
 }
returns-send = Send it
returns-send-lead = The file holds figures only, no woman’s row. You confirm again who you are. Each download keeps a copy of what it said.
returns-xlsx = Funder’s workbook, XLSX
returns-csv = CSV
returns-pdf = PDF, to read and to print
returns-pdf-programme = Programme
returns-pdf-funder = Funder
returns-pdf-counted = Counted
returns-pdf-small = Small numbers
returns-pdf-small-words = Numbers under { $threshold } are not shown
returns-pdf-number = Number
returns-pdf-unanswered = Not answered.
returns-runs = Downloaded before
returns-run = { $when }, { $form }
returns-said = Said with it
returns-enter-link = Still to enter in probation’s system
returns-enter-lead = Copy the text, enter it there, then tick it. Summaries stay in her record.
returns-enter-open = { $many ->
    [0] Nothing to enter
    [one] 1 still to enter
   *[other] { $many } still to enter
 }
returns-enter-more = and { $many } more, once these are done
returns-enter-none = Everything that is written down here stands there too.
returns-enter-tick = These are entered there
returns-enter-done = Entered last
returns-enter-back = Not entered after all
returns-entered-at = entered { $when }
returns-theirs = Their reference
returns-check-link = Probation’s report beside our records
returns-check-none = No report has been read for this programme yet.
returns-check-lead = Read { $when }: { $rows ->
    [one] 1 row
   *[other] { $rows } rows
 }, { $agree } of them agree with our records in everything both hold.
returns-check-differ = { $many ->
    [one] 1 row differs
   *[other] { $many } rows differ
 }
returns-check-table = What differs
returns-check-what = Fact
returns-check-ours = Here
returns-check-theirs = In the report
returns-check-without = { $many ->
    [one] 1 row without a case here
   *[other] { $many } rows without a case here
 }
returns-check-unnamed = { $many ->
    [one] 1 woman whom the report does not name
   *[other] { $many } women whom the report does not name
 }
