import { fillDate, londonDay, openRecord, pick, press, said } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// Looking back with her, an outcome for each who funds it, the case closed, and her back in spring.
journey('outcome and close', async ({ as, look }) => {
  const nia = await as('caseworker');
  const joanne = await openRecord(nia, 'Hazelrigg');
  await look(nia, 'before');
  await nia.getByRole('link', { name: 'Case', exact: true }).click();
  await look(nia, 'case');
  expect((await said(nia)).includes('Nobody has looked back with her'), 'what is missing is listed');

  await nia.goto(`${joanne}/plan/review`);
  await look(nia, 'looking back');
  await press(nia, 'Save and go on');
  expect((await nia.title()).startsWith('Error:'), 'what changed is asked for');
  await nia.getByLabel('What changed?').fill('I open my own post. I have not used since August.');
  await nia.getByLabel('What comes next for her?').fill('The women’s choir on Thursdays.');
  await nia.locator('fieldset').filter({ hasText: 'May we be in touch after closing?' }).locator('label').filter({ hasText: /^Yes$/ }).click();
  await press(nia, 'Save and go on');
  await look(nia, 'her consent');
  expect(new URL(nia.url()).pathname === `${joanne}/consent`, 'a yes is written down as a consent of its own');
  await pick(nia, 'Being in touch after closing');
  const consent = nia.locator('form').filter({ has: nia.getByRole('button', { name: 'Save her consent' }) });
  await consent.getByLabel('Version of the wording').fill('2026-02');
  await press(nia, 'Save her consent');
  expect((await said(nia)).includes('Being in touch after closing'), 'her consent stands there');
  await look(nia, 'consented');

  await nia.goto(`${joanne}/outcomes`);
  await look(nia, 'outcomes');
  await press(nia, 'Save the judgement');
  expect((await nia.title()).startsWith('Error:'), 'a judgement needs its evidence');
  const items = await nia.getByLabel('Outcome', { exact: true }).locator('option').allInnerTexts();
  await nia.getByLabel('Outcome', { exact: true }).selectOption({ label: items.find((one) => /debt|money|financ/i.test(one)) ?? items[1] });
  await pick(nia, 'Achieved');
  await nia.getByLabel('What does it rest on?').fill('Her plan with the court is paid up; she showed the letter.');
  await press(nia, 'Save the judgement');
  expect((await said(nia)).includes('she showed the letter'), 'the judgement stands with its evidence');
  await look(nia, 'judged');

  // Her open tasks are warned of; they do not stop it.
  await nia.goto(`${joanne}/case`);
  expect((await said(nia)).includes('Not finished yet'), 'open tasks are listed');
  await fillDate(nia, 'on', londonDay(1));
  await press(nia, 'Close the case');
  expect((await nia.title()).startsWith('Error:'), 'a day still to come cannot be the last one');
  await look(nia, 'cannot be');
  await fillDate(nia, 'on', londonDay());
  await pick(nia, 'What she came for is done');
  await nia.getByLabel('In a line or two').fill('All her goals are reached.');
  await press(nia, 'Close the case');
  const band = await nia.locator('.band').innerText();
  expect(band.includes('Closed'), `the band says so: ${band}`);
  expect((await said(nia)).includes('Closed: what she came for is done'), 'and her timeline');
  await look(nia, 'closed');

  // In spring she is back.
  await nia.getByRole('link', { name: 'Case', exact: true }).click();
  expect((await said(nia)).includes(`Her case was closed on ${londonDay().shown}`), 'since when, and why');
  await look(nia, 'closed case');
  await press(nia, 'She is back: open a new case');
  await nia.goto(joanne);
  expect(!(await nia.locator('.band').innerText()).includes('Closed'), 'her case is open again');
  await look(nia, 'back');
});
