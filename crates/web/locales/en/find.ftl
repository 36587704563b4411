# The public finder. Titles say nothing of what is sought. Every phrase here has Welsh.

find-nav = Find support
find-title = Near you
find-heading = Find support near you
find-lead = Services for women. You do not need an account, and nobody is told that you looked.
find-form = What you need
find-place = Postcode or town
find-place-hint = The first half of a postcode is enough
find-need = What would help?
find-need-hint = Choose the nearest
find-need-any = Anything
find-more-about = Tell us more, so that we leave out fewer
find-words = In your own words
find-words-hint = For example: bailiffs, somewhere to stay, help to stop drinking. Please give no names.
find-age = Your age
find-stage = Police, court or prison
find-rather-not = I would rather not say
find-first = Who would get in touch first?
find-language = A language you would rather speak
find-language-any = English will do
find-about = About you
find-only = Only show places that
find-only-women = are for women only
find-only-open = are open now
find-only-taking = are taking new people
find-show = Show places
find-show-more = Show more
find-none-yet-title = The list is not here yet
find-none-yet = Services will be shown here as soon as the list has been made. The helplines can help you now.

find-danger = In danger now?
find-danger-ring = Ring
find-danger-mobile = On a mobile, if you cannot speak, cough or tap the phone, then press 55 when you are asked. It does not tell the police where you are.
find-danger-landline = On a landline, stay on the line. If you cannot speak and they hear you, they can put you through to the police.
find-danger-deaf = If you cannot hear or speak, use 18000 by textphone or the Relay UK app.
find-helplines = If somebody hurts or controls you, these answer day and night, and the call is free:
find-helplines-checked = We last looked these numbers up on { $date }.
find-nation-england = England
find-nation-wales = Wales
find-nation-scotland = Scotland
find-nation-northern-ireland = Northern Ireland

find-count = { $count ->
    [one] One place could help
   *[other] { $count } places could help
}
find-none = We found no place that fits all of this
find-none-next = Try a larger town near you, or leave something out. A helpline can also tell you what there is.
find-near = Near { $place }.
find-for = For: { $asked }.
find-best-first = Best fit first.
find-guessed = We took the place to be { $place }.
find-put-right = We read “{ $typed }” as “{ $right }”.
find-unfit-count = { $count ->
    [one] One is there, but does not quite fit
   *[other] { $count } are there, but do not quite fit
}
find-unfit = We show them so that you know why. Things change: you may still ask.
find-does-not-fit = Does not fit
find-not-known = Not known
find-call = Call { $number }
find-read-more = Read more
find-holidays = On bank holidays ring first: we do not know those times.
find-share-title = A link to share
find-share = Whoever has this link sees the place and what would help, and nothing else you told us. If you open it, it stays in the browser’s history.
find-print = Print this list
find-make-link = Make a link to share
find-print-hint = The printed list leaves your postcode out. Nothing is in the address bar unless you ask for a link.
find-back = If somebody presses Back after you leave, they may come to this page again. Most browsers first ask whether to send your question again.

find-map = Map
find-map-title = Where these places are
find-map-desc = A dot for each group of postcodes, about { $miles } miles to each side. The numbers are those of the list, which says the same in words. A place that keeps its address private is not drawn.
find-map-caption = The land drawn by its postcodes, about { $miles } miles to each side. The numbers are those of the list. Places that keep their address private are not drawn, for their safety.

find-place-line = By telephone only
find-place-area = Somewhere in { $area }. Its address is kept private.
find-place-private = Its address is kept private.
find-place-none = No address given. Ring first.
find-far-less = less than a mile
find-far = { $miles ->
    [one] about 1 mile
   *[other] about { $miles } miles
}
find-checked = They checked this on { $date }.
find-unconfirmed-since = Unconfirmed: nobody has checked this since { $date }.
find-unconfirmed = Unconfirmed: nobody has checked this yet.

find-open-until = Open today until { $time }.
find-opens-today = Opens today at { $time }.
find-opens-on = Closed now, opens { $day } at { $time }.
find-from-to = { $from } to { $to }
find-some-days = Not every week: ask them.
find-and = { $first } and { $last }
find-nth-1 = the first { $day } of the month
find-nth-2 = the second { $day } of the month
find-nth-3 = the third { $day } of the month
find-nth-4 = the fourth { $day } of the month
find-nth-5 = the fifth { $day } of the month
find-nth-last = the last { $day } of the month

find-fit-need = Helps with { $need }
find-fit-near-need = Helps with { $has }. Ask whether that takes in { $asked }
find-fit-word = Says “{ $word }” in what it does
find-fit-serves = Serves all of { $area }
find-fit-part = Serves { $area }. Ask whether that is where you live
find-fit-near = It is near, but does not say which area it serves
find-fit-children = Children can come too
find-fit-pregnant = Takes women who are pregnant
find-fit-no-recourse = Takes women with no recourse to public funds
find-fit-step-free = Step-free
find-fit-sign-language = Can meet in British Sign Language
find-fit-speaks = Can speak { $language }
find-fit-herself = You can go by yourself
find-fit-referrer = Takes people whom you send
find-fit-women = For women only
find-fit-women-times = For everybody, with times for women only
find-fit-open = Open now
find-fit-taking = Was taking new people on { $date }
find-ages-between = Women aged { $from } to { $to }
find-ages-from = Women aged { $from } and over
find-ages-to = Women up to the age of { $to }
find-ages-any = No age is given

find-no-need = Does not say that it helps with this
find-no-words = Does not have your words
find-no-area = Serves another area
find-no-children = Children cannot come
find-no-pregnant = Does not take women who are pregnant
find-no-no-recourse = Cannot take women with no recourse to public funds
find-no-step-free = Not step-free
find-no-sign-language = No British Sign Language
find-no-stage = Takes women at another point of police, court or prison
find-no-herself = Somebody has to send you: { $by }
find-no-referrer = Takes people sent by: { $by }
find-no-women = For women and men
find-no-open = Closed now
find-no-taking = Was full on { $date }
find-no-running = Closed for the time being

find-ask-area = Ask whether they come to where you live
find-ask-children = Ask about children: we do not know
find-ask-pregnant = Ask about pregnancy: we do not know
find-ask-no-recourse = Ask about public funds: we do not know
find-ask-step-free = Ask about steps: we do not know
find-ask-sign-language = Ask about sign language: we do not know
find-ask-language = Ask about languages: we do not know
find-ask-stage = Ask whether they take you at this point: we do not know
find-ask-referrer = Ask how to come to them: we do not know
find-ask-women = Ask whether it is for women only: we do not know
find-ask-hours = Ask when they are open: we do not know
find-ask-capacity = Ask whether they take new people now: we do not know

find-service-title = One place
find-look-again = Look again
find-alert = Know first
find-what-it-does = What it does
find-whom = Who it is for
find-helps-with = Helps with
find-for-whom = For
find-areas = Area
find-who-refers = Who can get in touch
find-stages = Police, court or prison
find-languages = Also speaks
find-cost = Cost
find-cost-free = Free
find-waiting = Waiting
find-waiting-weeks = { $weeks ->
    [0] Within a week, as of { $date }
    [one] About one week, as of { $date }
   *[other] About { $weeks } weeks, as of { $date }
}
find-where = Where it is
find-address = Address
find-way-in = Way in
find-telephone = Telephone
find-hours = When it is open
find-reach = How to reach them
find-write = E-mail:
find-website = Their own page:
find-website-hint = It opens another site, and stays in your browser’s history.
find-no-way = We were given no telephone number, e-mail or page.
find-told = The entry was last changed by its source on { $date }.

find-sheet-title = A list to print
find-sheet-heading = Services for women
find-sheet-lead = As of { $date }. Times and places change: ring first.
find-sheet-how = Print this page from your browser. Your postcode and what you told us are not on it. It stays in the printer’s memory and where you put it: keep it somewhere safe.

find-wrong-nothing = Give a place, or choose what would help
find-wrong-place = We do not know a town or council of that name. Try a larger town, or the first half of a postcode, like NP20
find-wrong-postcode = Check the postcode. The first half is enough, like NP20
find-wrong-ni = That is in Northern Ireland, which we do not cover yet. The helpline below can tell you what there is
find-wrong-islands = That is in the Channel Islands or the Isle of Man, which we do not cover

find-asked-age = age { $age }
find-about-children = children with you
find-about-pregnant = pregnant
find-about-no-recourse = no recourse to public funds
find-about-step-free = step-free
find-about-sign-language = British Sign Language
find-stage-police = arrested or under investigation
find-stage-out-of-court = a caution, or another way without a court
find-stage-awaiting = waiting for court or to be sentenced
find-stage-community = a community order or suspended sentence
find-stage-licence = on licence after prison
find-stage-custody = in prison
find-stage-none = none of these
find-takes-police = Takes women who were arrested or are under investigation
find-takes-out-of-court = Takes women with a caution or another way without a court
find-takes-awaiting = Takes women waiting for court or to be sentenced
find-takes-community = Takes women on a community order or suspended sentence
find-takes-licence = Takes women on licence
find-takes-custody = Takes women in prison
find-takes-none = Takes women who have nothing to do with police or courts
find-first-herself = I would myself
find-first-police = The police
find-first-liaison = Liaison and diversion
find-first-court = A court
find-first-probation = Probation
find-first-prison = A prison
find-first-health = A doctor, midwife or hospital
find-first-council = The council
find-first-other = A charity or a friend
find-by-herself = you yourself
find-by-police = the police
find-by-liaison = liaison and diversion
find-by-court = a court
find-by-probation = probation
find-by-prison = a prison
find-by-health = a doctor, midwife or hospital
find-by-council = the council
find-by-other = another charity or a friend

find-language-cy = Welsh
find-language-ar = Arabic
find-language-bn = Bengali
find-language-fa = Farsi
find-language-pa = Punjabi
find-language-pl = Polish
find-language-pt = Portuguese
find-language-ro = Romanian
find-language-so = Somali
find-language-es = Spanish
find-language-uk = Ukrainian
find-language-ur = Urdu

find-term-accommodation = somewhere to live
find-term-hostel = hostels and supported housing
find-term-tenancy = keeping a tenancy
find-term-work = education, training and work
find-term-reading = reading, writing and numbers
find-term-disclosure = work with a conviction
find-term-physical-health = physical health
find-term-mental-health = mental health and wellbeing
find-term-counselling = counselling
find-term-trauma = trauma
find-term-self-harm = self-harm and thoughts of suicide
find-term-bereavement = bereavement
find-term-drugs-alcohol = drugs and alcohol
find-term-alcohol = alcohol
find-term-drugs = drugs
find-term-money = money, benefits and debt
find-term-debt = debt
find-term-benefits = benefits
find-term-food = food and things for the home
find-term-family = children and family
find-term-social-care = children’s social care and family courts
find-term-prison-visits = family and prison
find-term-pregnancy = pregnancy and early motherhood
find-term-choices = choices and coping
find-term-abuse = domestic and sexual abuse
find-term-refuge = a refuge
find-term-sexual-violence = rape and sexual violence
find-term-stalking = stalking and harassment
find-term-honour-abuse = forced marriage and honour-based abuse
find-term-sex-work = sex work and exploitation
find-term-trafficking = trafficking and modern slavery
find-term-relationships = relationships and social life
find-term-mentoring = mentoring and support from other women
find-term-legal = immigration and the law
find-term-immigration = immigration and asylum
find-term-court = going to court
