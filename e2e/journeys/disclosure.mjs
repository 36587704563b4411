import { expect, journey } from '../harness/journey.mjs';

// Something she told me, at the end of a day: concern, safety plan, MARAC and IDVA before going home,
// and the lead sees what is left.
journey('a disclosure to concern, safety plan and MARAC the same day', async ({ as, look }) => {
  const nia = await as('caseworker');
  const main = (page) => page.locator('main').innerText();
  const go = async (page, target) => {
    const answered = page.waitForEvent('load');
    await target.click();
    await answered;
  };
  const pick = (page, words) => page.getByText(words, { exact: true }).first().click();
  const open = (page, words) => page.locator('summary', { hasText: words }).first().click();

  await nia.goto('/women/new');
  await nia.getByLabel('Legal name').fill('Sorrel Hathersage');
  await go(nia, nia.locator('main form button[type="submit"]').first());
  await nia.waitForURL(/\/women\/[0-9A-Z]{8}$/);
  const her = new URL(nia.url()).pathname;

  // She agreed to calls; after tonight nobody can rely on that.
  await nia.goto(`${her}/safety`);
  await look(nia, 'nothing yet');
  await go(nia, nia.getByRole('link', { name: 'Something she told me' }));
  await look(nia, 'told blank');
  await nia.getByLabel('What did she say?').fill('He held her by the throat on Sunday. The children saw it.');
  await pick(nia, 'Danger from somebody');
  await nia.getByLabel('A child may be at risk').check();
  await nia
    .locator('fieldset', { hasText: 'Is she at high risk of serious harm?' })
    .getByText('Yes', { exact: true })
    .click();
  await pick(nia, 'Our safeguarding lead');
  await pick(nia, 'Police');
  await nia.getByLabel('Name, and any reference they gave').fill('Bronwen; PC Hughes');
  await go(nia, nia.getByRole('button', { name: 'Write it down' }));
  await nia.waitForURL(/\/told\/kept$/);
  const kept = await main(nia);
  expect(kept.includes('Send the MARAC referral'), 'a MARAC referral is due today');
  expect(kept.includes('Send the IDVA referral'), 'and an IDVA referral');
  await look(nia, 'kept');
  await go(nia, nia.getByRole('link', { name: 'Go on to her Safety page' }));
  await look(nia, 'safety');
  const safety = await main(nia);
  expect(safety.includes('About a child') && safety.includes('About an adult'), 'two concerns');
  expect(safety.includes('Very high'), 'the danger is very high');

  // Her plan, in her words.
  await go(nia, nia.getByRole('link', { name: 'Write or change the plan' }));
  await nia.getByLabel('The way out, and where to').fill('Back gate, then her sister in Usk.');
  await nia.getByLabel('A word that means: come, or ring the police').fill('Is the library open?');
  await nia.getByLabel('No, it stays here').check();
  await look(nia, 'plan');
  await go(nia, nia.getByRole('button', { name: 'Save the plan' }));
  await nia.waitForURL(/\/safety$/);
  expect((await main(nia)).includes('Back gate, then her sister in Usk.'), 'the plan stands');
  await go(nia, nia.getByRole('link', { name: 'A sheet to print' }));
  expect((await main(nia)).includes('Do not print this for her'), 'it is not safe to carry');
  await look(nia, 'sheet');

  // Both referrals, the same day.
  for (const kind of ['MARAC', 'IDVA']) {
    await nia.goto(`${her}/safety`);
    const referral = nia.locator('article', { hasText: `${kind} referral` });
    await referral.locator('summary', { hasText: 'It was sent' }).click();
    await referral.getByLabel('Asking was not safe').check();
    await referral.getByLabel('How, and to whom?').fill('Secure e-mail to the co-ordinator');
    if (kind === 'MARAC') await look(nia, 'sending');
    await go(nia, referral.getByRole('button', { name: 'Write down that it was sent' }));
  }
  const sent = await main(nia);
  expect(sent.includes('Without her consent: asking was not safe'), 'sent, and why without consent');
  expect(!sent.includes('Send the MARAC referral'), 'nothing is left to send');
  await look(nia, 'sent');

  // Her number of answers, on our own form; here only the counts.
  await go(nia, nia.getByRole('link', { name: 'Write down a DASH result' }));
  await nia.getByLabel('How many answers were yes?').fill('25');
  await go(nia, nia.getByRole('button', { name: 'Write down the result' }));
  expect((await nia.title()).startsWith('Error:'), 'there are 24 questions');
  await look(nia, 'dash refused');
  await nia.getByLabel('How many answers were yes?').fill('16');
  await nia.getByLabel('How many were no?').fill('6');
  await nia.getByLabel('High', { exact: true }).check();
  await go(nia, nia.getByRole('button', { name: 'Write down the result' }));
  await nia.waitForURL(/\/safety(#.*)?$/);
  const counted = await main(nia);
  expect(counted.includes('16 yes, 6 no'), 'the counts stand');
  expect(!counted.includes('Send the MARAC referral'), 'the result belongs to the referral that was sent');

  // Something else was told to a school, at once and without asking.
  await go(nia, nia.getByRole('link', { name: 'I shared something at once' }));
  await go(nia, nia.getByRole('button', { name: 'Write it down' }));
  expect((await nia.title()).startsWith('Error:'), 'only whom she told is asked for');
  await look(nia, 'shared refused');
  await pick(nia, 'School');
  await nia.getByLabel('What did you tell them?').fill('Not to let Dane collect Osian.');
  await go(nia, nia.getByRole('button', { name: 'Write it down' }));
  await nia.waitForURL(/\/safety\/shared\/kept$/);
  await look(nia, 'shared kept');

  // Nobody contacts her as before: he may know by now that she spoke.
  await nia.goto(`${her}/contact/try`);
  await nia.locator('fieldset', { hasText: 'Which way?' }).getByText('Call', { exact: true }).click();
  await nia.getByLabel('To which number or address?').fill('07700 900322');
  await go(nia, nia.getByRole('button', { name: 'Ask whether it is safe' }));
  await nia.locator('.gate').waitFor();

  // The children and he, as little as is needed.
  await nia.goto(`${her}/family`);
  await open(nia, 'Add an adult');
  const adult = nia.locator('form', { has: nia.getByRole('button', { name: 'Add this adult' }) });
  await adult.getByLabel('Name', { exact: true }).fill('Dane');
  await adult.getByLabel('Who is it to her?').selectOption('ex_partner');
  await adult.getByLabel('This person is a danger to her').check();
  await go(nia, adult.getByRole('button', { name: 'Add this adult' }));
  await open(nia, 'Add a child');
  const child = nia.locator('form', { has: nia.getByRole('button', { name: 'Add the child' }) });
  await child.getByLabel('First name').fill('Osian');
  await child.getByLabel('Or about how old').selectOption('5_to_10');
  await child.getByLabel('Lives with').selectOption('other_parent');
  await child.getByLabel('Who has care').selectOption({ label: 'Dane (Former partner)' });
  await look(nia, 'family open');
  await go(nia, child.getByRole('button', { name: 'Add the child' }));
  const family = await main(nia);
  expect(family.includes('With somebody who is a danger to her'), 'the child is with him');
  await look(nia, 'family');

  // The lead: the board, the review of what was shared with the police, the concern.
  const bronwen = await as('safeguarding_lead');
  await bronwen.goto('/safety');
  await look(bronwen, 'board');
  await bronwen.goto('/');
  await go(bronwen, bronwen.getByRole('link', { name: 'Shared at once' }).first());
  await bronwen.waitForURL(/\/settings\/reviews/);
  const review = bronwen.locator('form', { hasText: 'He held her by the throat' }).first();
  await look(bronwen, 'reviews');
  await review.getByLabel('What you found').fill('Right to share, with them and so much.');
  await go(bronwen, review.getByRole('button', { name: 'Save the review' }));
  await bronwen.waitForURL(/done=reviewed/);

  await bronwen.goto(`${her}/safety`);
  // Every small form at once, as somebody sees it who opens them all.
  await bronwen.evaluate(() => {
    for (const details of document.querySelectorAll('main details')) details.setAttribute('open', '');
  });
  await look(bronwen, 'all open');
  await bronwen.goto(`${her}/safety`);
  const concern = bronwen.locator('article', { hasText: 'About a child' }).first();
  await concern.locator('summary', { hasText: 'Judge the threshold' }).click();
  await concern.getByLabel('Yes', { exact: true }).check();
  await concern.getByLabel('Why?').fill('The children saw it, and are with him at weekends.');
  await go(bronwen, concern.getByRole('button', { name: 'Save the judgement' }));
  expect((await main(bronwen)).includes('Threshold met'), 'the threshold is judged');
  const again = bronwen.locator('article', { hasText: 'About a child' }).first();
  await again.locator('summary', { hasText: 'Close this concern' }).click();
  await again.getByLabel('Children’s social care took it on').check();
  await again.getByLabel('In words').fill('A social worker visits on Monday.');
  await go(bronwen, again.getByRole('button', { name: 'Close the concern' }));
  expect(
    (await main(bronwen)).includes('Closed: Children’s social care took it on'),
    'the concern is closed with what came of it',
  );

  // MARAC hears it; what was agreed stands on her page.
  const marac = bronwen.locator('article', { hasText: 'MARAC referral' });
  await marac.locator('summary', { hasText: 'It was heard at MARAC' }).click();
  const day = new Date();
  const form = bronwen.locator('form', { has: bronwen.getByRole('button', { name: 'Save what was agreed' }) }).first();
  await form.getByLabel('Day').fill(String(day.getDate()));
  await form.getByLabel('Month').fill(String(day.getMonth() + 1));
  await form.getByLabel('Year').fill(String(day.getFullYear()));
  await form.getByLabel('What was agreed?').fill('Police change the locks by Friday.');
  await go(bronwen, form.getByRole('button', { name: 'Save what was agreed' }));
  expect((await main(bronwen)).includes('Police change the locks by Friday.'), 'what was agreed');
  await look(bronwen, 'after marac');

  // Who is kept apart: for leads; a caseworker is told who can.
  await bronwen.goto(`${her}/apart`);
  await look(bronwen, 'apart');
  const closed = await nia.goto(`${her}/apart`);
  expect(closed.status() === 403, 'a caseworker does not read why');

  // From how many answers a referral is due here: for those who keep the forms.
  const ruth = await as('manager');
  await ruth.goto('/settings/threshold');
  await ruth.getByLabel('From how many yes answers').fill('12');
  await go(ruth, ruth.getByRole('button', { name: 'Save the threshold' }));
  await ruth.waitForURL(/done=saved/);
  await look(ruth, 'threshold');

  await nia.goto(her);
  await look(nia, 'timeline');
});
