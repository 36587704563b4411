form-error-title = Gwall:
form-day = Diwrnod
form-month = Mis
form-year = Blwyddyn
form-errors =
    { $count ->
        [one] Mae angen edrych eto ar un ateb
       *[other] Mae angen edrych eto ar { $count } ateb
    }
form-one-line = Ysgrifennwch hyn ar un llinell
form-too-long = Gwnewch hyn yn fyrrach: { $most } llythyren ar y mwyaf
form-choice = Dewiswch un o’r atebion a gynigir
form-whole-number = Ysgrifennwch rif cyfan o { $from } i { $to }
