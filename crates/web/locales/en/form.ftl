# What every form may say. An error says what to do next.

form-error-title = Error:
form-errors =
    { $count ->
        [one] One answer needs another look
        [2] Two answers need another look
       *[other] { $count } answers need another look
    }
form-day = Day
form-month = Month
form-year = Year
form-needed = Answer this question
form-one-line = Write this on one line
form-too-long = Make this shorter: at most { $most } letters
form-strange-letter = Take out the unseen sign in this text, then save again
form-choice = Choose one of the answers offered
form-whole-number = Write a whole number from { $from } to { $to }
form-money = Write an amount such as 12.50
form-time = Write a time such as 2:30pm
form-reference = Check the reference: eight letters and figures, like 7KQW-4RMT
form-date-day = Add the day
form-date-month = Add the month
form-date-year = Add the year
form-date-four-figures = Write the year with four figures, like 1994
form-date-real = Check the date: there is no such day
