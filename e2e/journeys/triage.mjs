import { fillDate, londonDay, pick, press, said } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// Two records of one woman hide what keeps her safe: who she may be already stands beside the
// referral, and nobody makes a second record by forgetting to answer.
journey('triage with a duplicate', async ({ as, look }) => {
  const nia = await as('caseworker');
  await nia.goto('/referrals/take');
  await look(nia, 'take');
  await nia.getByLabel('Her full name').fill('Kay Alderbeck');
  await fillDate(nia, 'born', { day: 11, month: 2, year: londonDay().year - 32 });
  await nia.getByLabel('Why now').fill('Stopped with a friend’s parcel. She says she is still at his address.');
  await nia.getByLabel('From', { exact: true }).selectOption('police');
  await nia.getByLabel('Works for').fill('Gwent Police');
  await nia.getByLabel('Programme').selectOption({ label: 'Open Door: drop-in and families' });
  await press(nia, 'Save the referral');
  await nia.goto('/referrals');
  await look(nia, 'inbox');
  await nia.getByRole('link', { name: /Kay Alderbeck/ }).first().click();

  expect((await said(nia)).includes('Very likely'), 'who she very likely is stands beside the referral');
  const compared = await nia.locator('table.compare').innerText();
  expect(compared.includes('11 February'), `dates of birth as people write them, not ${compared}`);
  await look(nia, 'side by side');

  // Without saying who she is, nothing happens.
  await pick(nia, 'Accept');
  await press(nia, 'Decide and answer');
  expect((await nia.title()).startsWith('Error:'), 'it asks who she is');
  await look(nia, 'who is she');

  await pick(nia, 'Accept');
  await nia.locator('label').filter({ hasText: /^[0-9A-Z]{4}-[0-9A-Z]{4}, Kay Alderbeck/ }).click();
  await press(nia, 'Decide and answer');
  expect((await said(nia)).includes('Accepted.'), 'it is accepted');
  await look(nia, 'accepted');

  // One record still, with what the police said in it.
  const box = nia.getByRole('searchbox');
  await box.fill('Alderbeck');
  await box.press('Enter');
  await nia.waitForLoadState();
  expect((await nia.locator('main tbody tr').count()) === 1, 'she has one record');

  // The next one is a stranger whom nobody here is like: one answer, and she has a record and a case.
  await nia.goto('/referrals/take');
  await nia.getByLabel('Her full name').fill('Wrenna Bramblewick');
  await nia.getByLabel('From', { exact: true }).selectOption('health');
  await nia.getByLabel('Programme').selectOption({ label: 'Open Door: drop-in and families' });
  await press(nia, 'Save the referral');
  await nia.goto('/referrals');
  await nia.getByRole('link', { name: /Wrenna Bramblewick/ }).first().click();
  expect((await said(nia)).includes('Nobody like her is known here'), 'nobody is like her');
  await pick(nia, 'Accept');
  await nia.getByLabel('Worker').selectOption({ label: 'Nia Prosser' });
  await press(nia, 'Decide and answer');
  await nia.getByRole('link', { name: 'Open her record' }).click();
  await nia.waitForURL(/\/women\/[0-9A-Z]{8}$/);
  expect((await nia.locator('.band').innerText()).includes('Nia Prosser'), 'her worker stands in the band');
  await look(nia, 'new record');
});
