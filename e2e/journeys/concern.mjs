import { openRecord, pick, press, said, tabTo } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// A school rings the centre about bruises. Nobody told of it: Nia raises a concern about the child, and
// about which of hers; a volunteer who supports her learns neither.
journey('a concern from what somebody else saw, about one child', async ({ as, look }) => {
  const nia = await as('caseworker');
  await nia.goto('/women/new');
  await nia.getByLabel('Legal name').fill('Tansy Oldcastle');
  await press(nia, await nia.locator('main form button[type="submit"]').first().innerText());
  await nia.waitForURL(/\/women\/[0-9A-Z]{8}$/);
  const her = new URL(nia.url()).pathname;

  // Before a child stands on her record none is offered.
  await nia.goto(`${her}/safety`);
  await nia.getByRole('link', { name: 'Raise a concern' }).click();
  expect((await nia.getByLabel('Which child is it about?').count()) === 0, 'no child to choose yet');
  await press(nia, 'Raise the concern');
  const missing = await said(nia);
  expect(missing.includes('Choose who it is about') && missing.includes('Say what you saw or heard'), 'what is missing');
  await look(nia, 'missing');
  await pick(nia, 'About a child');
  const seen = nia.getByLabel('What did you see or hear?');
  await tabTo(nia, seen);
  await nia.keyboard.type('Her son’s school rang: bruises on both arms, on Thursday.');
  await pick(nia, 'Children’s social care');
  await press(nia, 'Raise the concern');
  await nia.waitForURL(/\/safety#concerns$/);
  let page = await said(nia);
  expect(page.includes('bruises on both arms') && page.includes('Children’s social care'), 'it stands, with who was told');
  await look(nia, 'raised');

  // Later his name is written down, and the concern says whom it is about.
  await nia.goto(`${her}/family`);
  await nia.locator('summary', { hasText: 'Add a child' }).first().click();
  await nia.getByLabel('First name').first().fill('Osian');
  await press(nia, 'Add the child');
  await nia.goto(`${her}/safety`);
  const concern = nia.locator('article').filter({ hasText: 'bruises on both arms' });
  await concern.locator('summary', { hasText: 'Which child is it about?' }).click();
  await concern.getByLabel('Which child is it about?').selectOption({ label: 'Osian' });
  await look(nia, 'which child');
  await press(nia, 'Save which child', concern);
  page = await said(nia);
  expect(/About\s+Osian/.test(page), 'whom it is about');
  await look(nia, 'tied');

  await nia.goto(`${her}/safety/raise`);
  expect((await nia.getByLabel('Which child is it about?').count()) === 1, 'now he can be chosen from the start');
  await look(nia, 'with a child');
  await openRecord(nia, 'Oldcastle');
});
