import { expect, journey } from '../harness/journey.mjs';

// Nobody knows how it is safe to reach her, so the gate says no; what she agreed grows stale, so it
// says no again; somebody goes past it to prevent harm, and somebody else looks at that.
journey(
  'unknown and stale contact rules refuse a call and a voicemail, an override is reviewed',
  async ({ as, look }) => {
    const nia = await as('caseworker');
    const main = (page) => page.locator('main').innerText();
    const go = async (page, target) => {
      const answered = page.waitForEvent('load');
      await target.click();
      await answered;
    };

    await nia.goto('/women/new');
    await nia.getByLabel('Legal name').fill('Tansy Applegarth');
    await go(nia, nia.locator('main form button[type="submit"]').first());
    await nia.waitForURL(/\/women\/[0-9A-Z]{8}$/);
    const her = new URL(nia.url()).pathname;

    // A pick is one large target: its label lies over the box.
    const way = (page, words) =>
      page.locator('fieldset', { hasText: 'Which way?' }).getByText(words, { exact: true }).click();
    const askTheGate = async (words) => {
      await nia.goto(`${her}/contact/try`);
      await way(nia, words);
      await nia.getByLabel('To which number or address?').fill('07700 900321');
      await nia.getByLabel('What do you want to say?').fill('Please ring me. Nia');
      await nia.getByLabel('The worker’s mobile').check();
      await go(nia, nia.getByRole('button', { name: 'Ask whether it is safe' }));
      await nia.locator('.gate, #allowed').first().waitFor();
    };

    // Unknown.
    for (const words of ['Call', 'Voicemail']) {
      await askTheGate(words);
      const said = await main(nia);
      expect(said.includes('Nothing was sent.'), `a ${words} to an unknown number is refused`);
      expect(said.includes('Nothing is agreed for this number'), 'and it says why');
      await look(nia, `unknown ${words}`);
    }

    // She agrees to calls and voicemail; both are safe now.
    for (const words of ['Call', 'Voicemail']) {
      await nia.goto(`${her}/contact/rule`);
      await way(nia, words);
      await nia.getByLabel('Yes, it is safe').check();
      await nia.getByLabel('Number, address or person').fill('07700 900321');
      for (const day of ['Saturday', 'Sunday']) await nia.getByLabel(day).check();
      await nia.getByLabel('From', { exact: true }).fill('12am');
      await nia.getByLabel('To', { exact: true }).fill('12am');
      await nia.getByLabel('Plain words, signed with a first name').check();
      await nia.getByLabel('First name that signs').fill('Nia');
      await nia.getByLabel('The worker’s mobile').check();
      await nia.getByLabel('She said so, face to face').check();
      if (words === 'Call') await look(nia, 'what she agreed');
      await go(nia, nia.getByRole('button', { name: 'Save what she agreed' }));
      await nia.waitForURL(new RegExp(`${her}/contact$`));
    }
    await askTheGate('Call');
    expect((await main(nia)).includes('Her rule allows it. Go on now.'), 'a call is safe now');
    await look(nia, 'allowed');

    // She has another phone: from now on nothing holds.
    await nia.goto(`${her}/contact`);
    await nia.getByLabel('She has another phone').check();
    await go(nia, nia.getByRole('button', { name: 'Stop contact until she was asked' }));
    await look(nia, 'stale');
    for (const words of ['Call', 'Voicemail']) {
      await askTheGate(words);
      const said = await main(nia);
      expect(said.includes('Nothing was sent.'), `a ${words} by a stale rule is refused`);
      expect(said.includes('she has another phone'), 'and it says since what');
      await look(nia, `stale ${words}`);
    }

    // Serious harm, and no time: not without a reason, and then at once.
    const override = nia.getByRole('button', { name: 'Contact her now, past her rule' });
    await go(nia, override);
    expect((await nia.title()).startsWith('Error:'), 'a reason is needed');
    await look(nia, 'reason needed');
    await nia.getByLabel('What harm does this prevent?').fill('He is on his way to her flat');
    await go(nia, override);
    await nia.locator('#allowed').waitFor();
    expect((await main(nia)).includes('Somebody else looks at it'), 'it goes at once');
    await look(nia, 'overridden');

    // Whoever did it does not review it.
    const answer = await nia.goto('/settings/reviews');
    expect(answer.status() === 403, 'a caseworker reviews nothing');
    await nia.goto('/');
    expect(!(await main(nia)).includes('Contact past her rule'), 'and is not asked to');

    // Somebody else finds it on Today, and says what she found.
    const ruth = await as('manager');
    await ruth.goto('/');
    await look(ruth, 'today of the manager');
    await go(ruth, ruth.getByRole('link', { name: 'Contact past her rule' }).first());
    await ruth.waitForURL(/\/settings\/reviews/);
    const panel = ruth.locator('form', { hasText: 'He is on his way to her flat' });
    await look(ruth, 'reviews');
    await go(ruth, panel.getByRole('button', { name: 'Save the review' }));
    expect((await ruth.title()).startsWith('Error:'), 'a review without words is none');
    await panel.getByLabel('What you found').fill('Right: she was warned in time. Ask her again tomorrow.');
    await go(ruth, panel.getByRole('button', { name: 'Save the review' }));
    await ruth.waitForURL(/done=reviewed/);
    const left = await main(ruth);
    expect(!left.includes('He is on his way to her flat'), 'it waits no longer');
    await look(ruth, 'reviewed');

    // Her timeline says that it was looked at, and not what was found.
    await nia.goto(her);
    const record = await main(nia);
    expect(record.includes('Going past her rule was reviewed'), 'the record says so');
    expect(!record.includes('warned in time'), 'the finding stays with the review');
    await look(nia, 'timeline');
  },
);
