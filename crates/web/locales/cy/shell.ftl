# Cymraeg. A phrase that is not here yet is said in English.

shell-skip = Neidio i’r dudalen
shell-sign-out = Allgofnodi

nav-label = Prif ddewislen
nav-menu = Dewislen
nav-today = Heddiw
nav-women = Menywod
nav-settings = Gosodiadau

month-january = Ionawr
month-february = Chwefror
month-march = Mawrth
month-april = Ebrill
month-may = Mai
month-june = Mehefin
month-july = Gorffennaf
month-august = Awst
month-september = Medi
month-october = Hydref
month-november = Tachwedd
month-december = Rhagfyr
weekday-monday = Dydd Llun
weekday-tuesday = Dydd Mawrth
weekday-wednesday = Dydd Mercher
weekday-thursday = Dydd Iau
weekday-friday = Dydd Gwener
weekday-saturday = Dydd Sadwrn
weekday-sunday = Dydd Sul
