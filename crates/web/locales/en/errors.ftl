# Pages for what did not happen. Each says why, and what to do next.

error-signed-out-title = You are signed out
error-signed-out = Nothing was saved. Sign in first, then send it again.
error-keep-typed = If you were typing, go back in your browser: most browsers keep what you wrote. Copy it before you try again.

error-forbidden-title = You cannot see this record
error-forbidden-page-title = This page is not open to you
error-forbidden = Ask your team lead: she can see who holds it, or say why you need it. If a life is in danger, ring 999 first.
error-forbidden-team = { $team } holds it. Ask { $ask }.
error-forbidden-emergency = If you must see it now to prevent serious harm, use emergency access. Somebody else reviews it within two working days.
error-forbidden-lead = Only the safeguarding lead can do this. Ask her.
error-forbidden-manager = A manager can do this. Ask her.
error-forbidden-worker = Her worker can do this. Ask her.
error-forbidden-governance = The information governance lead can do this. Ask her.
error-forbidden-administrator = An administrator can do this. Ask her.
error-forbidden-another = You did this yourself, so somebody else must look at it.
error-forbidden-own = This record is your own or linked to you, so you cannot open it here. You can ask to see what is held about you: ask the information governance lead.
error-forbidden-closed = Your account is closed. Ask an administrator.

error-confirm-title = Confirm that it is you
error-confirm = For this we ask once more whether it is you. It then counts for five minutes.
error-to-confirm = Confirm now

error-elsewhere-title = This was not sent from our page
error-elsewhere = Nothing was saved. Open the page here, and send the form from it. If you did, your browser may be too old or a filter may stand between us.

error-not-found-title = There is nothing here
error-not-found = The address may be mistyped, or what stood here may be gone. References have eight letters and figures, like 7KQW-4RMT.

error-method-title = This page cannot be opened like that
error-method = It is the answer to a form. Go back to the form and send it from there.

error-too-large-title = This is too large to send
error-too-large = Nothing was saved. Send a smaller file, or the text in two parts.

error-unreadable-title = We could not read what was sent
error-unreadable = Nothing was saved. Something between you and us changed it on the way.

error-too-often-title = Too many tries
error-too-often =
    { $minutes ->
        [one] Wait one minute, then try again.
       *[other] Wait { $minutes } minutes, then try again.
    }

error-stopped-title = We cannot do this just now
error-disk-full = Nothing was saved, and nothing saved before is lost. There is no room left on the computer that keeps the records. Tell whoever looks after it: it goes on by itself when there is room.
error-read-only = Nothing was saved, and nothing saved before is lost. The computer that keeps the records cannot write. Tell whoever looks after it.
error-audit = No record can be opened now, because we cannot write down who looked. That is a promise to every woman here. Tell whoever looks after the computer that keeps the records. If a life is in danger, ring 999.
error-busy = Nothing was saved. Too much is happening at once. Try again in a minute.

error-pdf-title = There is no PDF just now
error-pdf-not-there = The program that makes PDFs is not installed here, or is still being prepared.
error-pdf-too-large = There is too much in it for a PDF.
error-pdf-failed = The PDF could not be made. That is our fault, and it is written down, with no names in it.
error-pdf-print = You can print the page itself from your browser.
error-pdf-to-page = Back to the page

error-broken-title = Something went wrong on our side
error-broken = It is written down, with no names in it. If it happens again, tell whoever looks after this installation.
error-reference = Read this to them:

error-to-sign-in = Sign in
error-to-start = Go to the first page
error-foot = If you or someone else is in danger now, ring 999.

clash-title = Somebody else changed this while you wrote
clash-who = { $name } saved at { $time }. Both texts are below. What only one of you changed is already joined; nothing is lost.
clash-theirs = Saved by { $name }
clash-yours = Yours, not saved yet: { $field }
clash-hint = Keep yours, copy from the other, or join them.
clash-save = Save this text
clash-keep-theirs = Leave theirs as it is
clash-foot = Nothing is overwritten without somebody having seen both texts.
