import { fillDate, londonDay, pick, press, said, tabTo } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// What is hard, asked with her; a plan in her words; agreed; and her own copy on paper, on which
// nothing tells where it came from.
journey('understand, plan, agree, print', async ({ as, look }) => {
  const nia = await as('caseworker');
  await nia.goto('/women/new');
  await nia.getByLabel('Legal name').fill('Wrenna Bramblewick');
  await fillDate(nia, 'born', { day: 3, month: 5, year: 1991 });
  await press(nia, 'Add her');
  const record = new URL(nia.url()).pathname;
  await look(nia, 'record');
  await nia.goto(`${record}/case`);
  await press(nia, 'Open a case');
  await nia.goto(`${record}/plan`);
  await look(nia, 'nothing yet');

  await nia.getByRole('link', { name: 'Ask how things are' }).click();
  await look(nia, 'asking');
  await press(nia, 'Save the answers');
  expect((await nia.title()).startsWith('Error:'), 'an empty sheet is no answer');
  await nia.getByLabel('How hard is it with a place to live?').selectOption('9');
  // The rest by keyboard alone: typing a figure chooses it.
  await tabTo(nia, nia.getByLabel('How hard is it with money', { exact: false }).first());
  await nia.keyboard.type('7');
  await tabTo(nia, nia.getByLabel('What does she say about it?'));
  await nia.keyboard.type('I sleep at my sister’s, on the floor. I lie awake about the rent I owe.');
  await tabTo(nia, nia.getByLabel('Where does she see it otherwise?'));
  await tabTo(nia, nia.getByRole('button', { name: 'Save the answers' }));
  await Promise.all([nia.waitForEvent('load'), nia.keyboard.press('Enter')]);
  expect(new URL(nia.url()).pathname === `${record}/plan`, `on the plan, not ${nia.url()}`);
  await look(nia, 'understood');

  await press(nia, 'Begin a plan with her');
  await look(nia, 'writing');
  await nia.getByLabel('The goal, in her words').first().fill('My own front door');
  await nia.getByLabel('Part of life').first().selectOption({ label: 'A place to live' });
  await nia.getByLabel('What is to be done?').first().fill('Ring the council with me about the duty to refer');
  await nia.getByLabel('Who does it?').first().selectOption({ label: 'Her worker' });
  await fillDate(nia, 'goal-0-step-0-due', londonDay(7));
  await press(nia, 'Save and add more');
  await nia.getByLabel('The goal, in her words').nth(1).fill('He does not find me');
  await nia.getByLabel('Part of life').nth(1).selectOption({ label: 'Feeling safe' });
  await nia.getByLabel('Leave this goal out of her printed copy').nth(1).check();
  await nia.getByLabel('What helps her?').fill('Ringing my sister. Walking by the river.');
  await look(nia, 'written');
  await press(nia, 'Save the plan');
  await look(nia, 'draft');

  await press(nia, 'It is agreed');
  expect((await said(nia)).includes('agreed on'), 'the plan is agreed today');
  await look(nia, 'agreed');

  await nia.getByRole('link', { name: 'Her own copy, to print' }).click();
  await look(nia, 'her copy');
  await nia.emulateMedia({ media: 'print' });
  const paper = (await nia.locator('body').innerText()).trim();
  expect(paper.includes('My own front door'), 'her goal is on the paper');
  expect(!paper.includes('He does not find me'), 'what she left out is not');
  for (const word of ['Teasel', 'Wrenna', 'Bramblewick', 'Nia', 'Alongside', 'recorded']) {
    expect(!paper.includes(word), `the paper does not say ${word}: ${paper}`);
  }
  await nia.emulateMedia({ media: 'screen' });

  await nia.goto(record);
  expect((await said(nia)).includes('My own front door'), 'the plan stands on her record');
  await look(nia, 'her record');
});
