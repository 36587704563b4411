# Today.

today-morning = Good morning, { $name }
today-afternoon = Good afternoon, { $name }
today-evening = Good evening, { $name }
today-glance = Today at a glance
today-record = Calendar
today-drop-in = Drop-in
today-nothing = Nothing waits for you today.
today-appointments = Appointments
today-glance-appointments = { $count ->
    [one] appointment
   *[other] appointments
}
today-to-record = Still to record
today-glance-to-record = { $count ->
    [one] session still to record
   *[other] sessions still to record
}
today-tasks = Tasks
today-glance-tasks = { $count ->
    [one] task due
   *[other] tasks due
}
today-referrals = New referrals
today-glance-referrals = { $count ->
    [one] referral to answer
   *[other] referrals to answer
}
today-safety = Safety to look at again
today-glance-safety = { $count ->
    [one] safety step due
   *[other] safety steps due
}
today-reviews = To review
today-glance-reviews = { $count ->
    [one] thing done at once, to review
   *[other] things done at once, to review
}
today-review-emergency = Emergency access
today-review-override = Contact past her rule
today-review-sharing = Shared at once
today-contact = Safe contact to check again
today-glance-contact = { $count ->
    [one] safe-contact rule to check again
   *[other] safe-contact rules to check again
}
today-consents = Consents ending
today-glance-consents = { $count ->
    [one] consent ending
   *[other] consents ending
}
today-visits = { $count ->
    [one] One came
   *[other] { $count } came
}; { $nameless ->
    [0] all have names
    [one] one name to add
   *[other] { $nameless } names to add
}
today-put-down = { $count ->
    [one] One woman
   *[other] { $count } women
}
today-days-late = { $count ->
    [one] 1 day late
   *[other] { $count } days late
}
today-due-today = Today
today-by = By { $time } today
today-nobody-named = Referral without a person
