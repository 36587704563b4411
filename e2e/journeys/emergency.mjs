import { fillDate, londonDay, openRecord, pick, press, said, tabTo } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// Half past eight in the evening: a hostel rings Carys about a woman of the other team. She opens the
// record at once, with a reason and an end, and somebody else looks at it afterwards.
journey('emergency access and its review', async ({ as, look }) => {
  const carys = await as('caseworker_other_team');
  const box = carys.getByRole('searchbox');
  await box.fill('Alderbeck');
  await box.press('Enter');
  await carys.waitForLoadState();
  expect(!(await said(carys)).includes('Kay'), 'a name alone finds nobody of another team');
  await look(carys, 'not found');

  // With her whole name and date of birth she learns that she is known, and whom to ask.
  await carys.getByLabel('Fits “Alderbeck”').getByRole('link', { name: 'Is she known here?' }).click();
  await look(carys, 'is she known');
  await tabTo(carys, carys.getByLabel('Her full name'));
  await carys.keyboard.type('Kay Alderbeck');
  await tabTo(carys, carys.locator('[name="born-day"]'));
  for (const part of ['11', '2', String(londonDay().year - 32)]) {
    await carys.keyboard.type(part);
    await carys.keyboard.press('Tab');
  }
  await tabTo(carys, carys.getByRole('button', { name: 'Ask' }));
  await Promise.all([carys.waitForEvent('load'), carys.keyboard.press('Enter')]);
  const known = await said(carys);
  expect(known.includes('Newport works with her') && known.includes('Nia Prosser'), `whom to ask: ${known}`);
  await look(carys, 'whom to ask');

  await carys.getByRole('link', { name: 'Open emergency access' }).click();
  const kay = new URL(carys.url()).pathname.replace('/emergency', '');
  await look(carys, 'emergency');
  const refused = await carys.goto(kay);
  expect(refused.status() === 403, 'without it her record stays shut');
  await look(carys, 'shut');
  await carys.getByRole('link', { name: 'Open emergency access' }).click();
  await press(carys, 'Open her record');
  expect((await carys.title()).startsWith('Error:'), 'a reason is asked for');
  await look(carys, 'no reason');
  await carys.getByLabel('Why do you need it now?').fill('The hostel rings: she is outside, hurt, and nobody of her team answers.');
  await press(carys, 'Open her record');
  expect(new URL(carys.url()).pathname === kay, 'her record is open');
  expect((await carys.locator('body').innerText()).includes('Emergency access until'), 'until when stands above it');
  await look(carys, 'open');
  for (const page of ['safety', 'contact', 'plan', 'sessions']) {
    const answer = await carys.goto(`${kay}/${page}`);
    expect(answer.ok(), `${page} is open too`);
    expect((await carys.locator('body').innerText()).includes('Emergency access until'), `and ${page} says so`);
  }

  await press(carys, 'End it now');
  expect((await carys.goto(kay)).status() === 403, 'ended, her record is shut again');

  // Nobody reviews her own; Bronwen does.
  expect((await carys.goto('/settings/reviews')).status() === 403, 'she does not review it herself');
  const bronwen = await as('safeguarding_lead');
  expect((await said(bronwen)).includes('Emergency access'), 'it stands on the lead’s day');
  await look(bronwen, 'lead today');
  await bronwen.locator('main a').filter({ hasText: 'Emergency access' }).first().click();
  await look(bronwen, 'reviews');
  const waiting = await said(bronwen);
  expect(waiting.includes('Carys Meredew') && waiting.includes('she is outside, hurt'), 'who, and why');
  await press(bronwen, 'Save the review');
  expect((await bronwen.title()).startsWith('Error:'), 'a finding is asked for');
  await look(bronwen, 'no finding');
  await pick(bronwen, 'Yes, it was right');
  await press(bronwen, 'Save the review');
  expect((await said(bronwen)).includes('The review is saved'), 'the review is saved');
  await look(bronwen, 'reviewed');

  // It stands for good in who looked, which she can ask to see.
  await openRecord(bronwen, 'Alderbeck');
  await bronwen.getByRole('link', { name: 'Who looked' }).click();
  expect((await said(bronwen)).includes('Carys Meredew'), 'Carys stands among who looked');
  await look(bronwen, 'who looked');
});
