import { openRecord, pick, press, said, tabTo } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// Nobody is asked for a name at the door: the paper sheet is counted first, and a worker who knows
// who somebody was says so later. The count does not change by it.
journey('drop-in, named later', async ({ as, look }) => {
  const sal = await as('front_desk');
  await look(sal, 'front desk');
  await sal.getByRole('link', { name: 'Drop-in' }).first().click();
  await look(sal, 'open');
  await pick(sal, 'Teasel House');
  await press(sal, 'Go to the sheet');
  const sheet = new URL(sal.url()).pathname;
  expect(!(await said(sal)).includes('Alderbeck'), 'the front desk sees no list of women');
  const counted = async (page) => Number(/(\d+) visits?/.exec(await said(page))?.[1] ?? 0);
  const before = await counted(sal);
  await look(sal, 'sheet');

  // By keyboard alone: two labels, three strokes.
  await tabTo(sal, sal.getByLabel('What the sheet calls the others'));
  await sal.keyboard.type('green coat');
  await sal.keyboard.press('Enter');
  await sal.keyboard.type('came with the brown dog');
  await tabTo(sal, sal.getByLabel('And how many strokes without a word?'));
  await sal.keyboard.type('3');
  await tabTo(sal, sal.getByRole('button', { name: 'Add to the count' }));
  await Promise.all([sal.waitForEvent('load'), sal.keyboard.press('Enter')]);
  expect((await counted(sal)) === before + 5, `five more than ${before}, not ${await counted(sal)}`);
  await look(sal, 'counted');

  // Later, her worker knows who the green coat was.
  const nia = await as('caseworker');
  await nia.goto(sheet);
  await nia.getByRole('link', { name: 'Add names' }).click();
  await look(nia, 'names');
  await pick(nia, 'green coat');
  await nia.getByLabel('Who was she?').selectOption({ label: 'Kay' });
  await press(nia, 'Save the name');
  expect(!(await said(nia)).includes('green coat'), 'a visit with a name is no longer asked about');

  // The other one came for the first time: she is added, then her visit is named.
  await nia.getByRole('link', { name: 'Add a woman' }).click();
  await nia.getByLabel('Legal name').fill('Wrenna Bramblewick');
  await look(nia, 'somebody new');
  await press(nia, 'Add her');
  await nia.goto(`${sheet}/names`);
  await pick(nia, 'came with the brown dog');
  await nia.getByLabel('Who was she?').selectOption({ label: 'Wrenna Bramblewick' });
  await press(nia, 'Save the name');
  await nia.goto(sheet);
  expect((await counted(nia)) === before + 5, 'a name changes no count');
  await look(nia, 'named');

  await openRecord(nia, 'Wrenna Bramblewick');
  expect((await said(nia)).includes('Came to the drop-in'), 'the visit stands in her record');
  await look(nia, 'her record');
});
