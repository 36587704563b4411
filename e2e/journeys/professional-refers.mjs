import { expect, journey } from '../harness/journey.mjs';

// One question a page, without an account: what a probation officer does between two appointments.
journey('a professional refers a woman and gets a reference that says nothing', async ({ visitor, as, look }) => {
  const page = await visitor();
  await page.goto('/refer');
  await look(page, 'start');
  await page.getByLabel('A woman I work with or know').check();
  await page.getByRole('button', { name: 'Begin' }).click();

  // A pick is one large target: its label lies over the box.
  const tick = (words) => page.getByText(words, { exact: true }).first().click();
  const carryOn = () => page.getByRole('button', { name: 'Carry on' }).click();
  await carryOn();
  expect((await page.title()).startsWith('Error:'), 'an empty page says what is missing');
  await look(page, 'missing');
  await page.getByLabel('I am from').selectOption('probation');
  await page.getByLabel('Your name').fill('Pat Example');
  await page.getByLabel('For whom you work').fill('Probation, Newport');
  await page.getByLabel('Your work e-mail').fill('pat@probation.example.org');
  await carryOn();

  await tick('Being referred to us');
  await tick('That we tell you whether we take her on');
  await carryOn();

  await page.getByLabel('Her full name').fill('Wrenna Bramblewick-Ŵyn');
  await look(page, 'who is she');
  await carryOn();

  await tick('Not safe, or I do not know');
  await look(page, 'safe ways');
  await carryOn();

  await page.getByLabel('Where home is').fill('NP20');
  await page.getByLabel('Not in prison').check();
  await carryOn();

  await page.getByLabel('Why now').fill('Released last week; nowhere settled. "; drop table woman; -- 🌼');
  await page.getByLabel('As usual, within two working days').check();
  await carryOn();

  await page.locator('label[for^="need"]').first().click();
  await carryOn();

  await carryOn();
  await page.getByLabel('Not at all: the next page is enough').check();
  await carryOn();

  await look(page, 'check');
  await page.getByRole('button', { name: 'Send' }).click();
  const receipt = await page.locator('main').innerText();
  const reference = await page.locator('main .mono').first().innerText();
  expect(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(reference), `a short reference, not ${reference}`);
  expect(!receipt.includes('Wrenna') && !page.url().includes('Wrenna'), 'the receipt names nobody');
  await look(page, 'receipt');
  const cookies = await page.context().cookies();
  expect(cookies.length === 0, 'a visitor carries nothing away');

  const nia = await as('caseworker');
  // The staff side collects what was dropped within seconds.
  for (let tries = 0; tries < 20; tries += 1) {
    await nia.goto('/referrals');
    if ((await nia.locator('main').innerText()).includes('Wrenna')) break;
    await nia.waitForTimeout(500);
  }
  expect((await nia.locator('main').innerText()).includes('Wrenna'), 'it is in the inbox at once');
  await look(nia, 'inbox');
});
