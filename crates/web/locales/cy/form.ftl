form-error-title = Gwall:
form-day = Diwrnod
form-month = Mis
form-year = Blwyddyn
