# What stands round every page.

shell-skip = Skip to the page
shell-find-label = Find a woman
shell-find-hint = Name, date of birth, any number
shell-find = Find
shell-sign-out = Sign out
shell-not-for-real = Not for real women yet: enter invented people only.
shell-warning = Take care
shell-recorded = Everything you open here is recorded. The woman it is about can ask to see who looked.

nav-label = Main
nav-menu = Menu
nav-current = Menu: { $place }
nav-waiting = waiting
pdf-get = Get it as PDF
pdf-not-there = There is no PDF just now: the program that makes it is not here, or is still being prepared. Print this page from the browser instead.

nav-today = Today
nav-women = Women
nav-referrals = Referrals
nav-calendar = Calendar and groups
nav-safety = Safety
nav-programmes = Programmes
nav-returns = Returns
nav-settings = Settings
nav-style-sheet = Style sheet

public-exit-region = Leave quickly
public-exit = Leave this page
public-exit-hint = Someone coming? This takes you to another page.
public-exit-limits-link = What it cannot hide
public-exit-limits-title = What leaving cannot hide
public-exit-limits = “Leave this page” swaps it for another one. It cannot clear your browser’s history, a screenshot, or software that someone put on your phone. If someone checks your phone, use a friend’s or a library’s, or ring us from a landline. We set no cookies here and keep no note of what you looked at.
public-refer = Refer yourself or someone
public-not-for-real = We are still trying this out. Please do not give us a real person’s name or number here yet.

list-change = Change
list-remove-filter = remove this filter

month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday

chart-before = Before
chart-now = Now
chart-key-harder = { $now }, and harder
chart-harder = harder
chart-not-asked = not asked
chart-not-hard = 0, not hard
chart-hardest = 10, as hard as it gets
chart-as-table = The same as a table
chart-part-of-life = Part of life
chart-change = Change
