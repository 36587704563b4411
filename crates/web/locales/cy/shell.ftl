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

shell-warning = Cymerwch ofal
public-exit-region = Gadael yn gyflym
public-exit = Gadael y dudalen hon
public-exit-hint = Oes rhywun yn dod? Mae hwn yn mynd â chi i dudalen arall.
public-exit-limits-link = Yr hyn na all ei guddio
public-exit-limits-title = Yr hyn na all gadael ei guddio
public-exit-limits = Mae “Gadael y dudalen hon” yn rhoi tudalen arall yn ei lle. Ni all glirio hanes eich porwr, sgrinlun, na meddalwedd y mae rhywun wedi’i rhoi ar eich ffôn. Os oes rhywun yn edrych ar eich ffôn, defnyddiwch ffôn ffrind neu gyfrifiadur llyfrgell, neu ffoniwch ni o linell dir. Nid ydym yn gosod cwcis yma, nac yn cadw nodyn o’r hyn y buoch yn edrych arno.
public-refer = Cyfeirio eich hun neu rywun arall
public-not-for-real = Rydym yn dal i roi cynnig ar hwn. Peidiwch â rhoi enw na rhif person go iawn i ni yma eto.
