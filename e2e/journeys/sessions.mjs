import { fillDate, londonDay, londonTime, openRecord, pick, press, said, tabTo } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// Lina and Destiny must not meet. Whoever books learns that the slot cannot be had, never why.
journey('three sessions with one rescheduled and a keep-apart clash', async ({ as, look }) => {
  const nia = await as('caseworker');
  const fill = async ({ day, at, place }) => {
    await fillDate(nia, 'on', day);
    await nia.getByLabel('What time?').fill(at);
    await nia.getByLabel('Where?').selectOption({ label: place });
  };
  const book = async (record, slot) => {
    await nia.goto(`${record}/sessions/book`);
    await fill(slot);
    await press(nia, 'Book the session');
    // A worker may have two things at once if she says so; it is told first.
    if ((await nia.getByRole('button', { name: 'Book it all the same' }).count()) > 0) {
      await press(nia, 'Book it all the same');
    }
    return said(nia);
  };
  const row = (...words) => {
    const rows = words.reduce((found, text) => found.filter({ hasText: text }), nia.locator('main .work > li'));
    return rows.first().getByRole('link').first();
  };
  // At hours when no invented session has a room, whatever day it is today.
  const [soon, later, latest] = [londonDay(2), londonDay(9), londonDay(16)];

  const lina = await openRecord(nia, 'Quilldene');
  await book(lina, { day: soon, at: '7:20am', place: 'Teasel House: Room 1' });

  const destiny = await openRecord(nia, 'Sorrelholt');
  await nia.goto(`${destiny}/sessions/book`);
  await look(nia, 'book');
  await press(nia, 'Book the session');
  expect((await nia.title()).startsWith('Error:'), 'a day and a time are asked for');
  await look(nia, 'nothing said');

  // The same house at the same hour: refused, and nothing says that it is Lina, or anybody.
  const refused = await book(destiny, { day: soon, at: '7:35am', place: 'Teasel House: Room 2' });
  expect(refused.includes('Not this slot'), `the slot is refused: ${refused}`);
  for (const word of ['Quilldene', 'Quilldene', 'apart', 'same man']) {
    expect(!refused.includes(word), `the refusal does not say ${word}`);
  }
  expect((await nia.getByLabel('What time?').inputValue()) === '7:35am', 'what was typed stays');
  await look(nia, 'not this slot');

  // Three for Destiny: now, next week, the week after. The first two by pointer, the third by keyboard.
  await book(destiny, { day: londonDay(), at: londonTime(), place: 'Teasel House: Room 2' });
  await book(destiny, { day: later, at: '7:05am', place: 'Teasel House: Room 2' });
  await nia.goto(`${destiny}/sessions/book`);
  await tabTo(nia, nia.locator('[name="on-day"]'));
  for (const part of [latest.day, latest.month, latest.year]) {
    await nia.keyboard.type(String(part));
    await nia.keyboard.press('Tab');
  }
  await nia.keyboard.type('7:05am');
  await tabTo(nia, nia.getByLabel('Where?'));
  await nia.keyboard.type('Teasel House: Room 2');
  await tabTo(nia, nia.getByRole('button', { name: 'Book the session' }));
  await Promise.all([nia.waitForEvent('load'), nia.keyboard.press('Enter')]);
  expect((await said(nia)).includes(latest.shown), 'three are booked');
  await look(nia, 'booked');

  // Her boy is ill next week: she asks for the day after.
  await row(later.shown).click();
  await look(nia, 'one session');
  await nia.getByRole('link', { name: 'Another time, or called off?' }).click();
  await look(nia, 'move');
  await press(nia, 'Move the session');
  expect((await nia.title()).startsWith('Error:'), 'it asks who wants it and why');
  await pick(nia, 'She did');
  await pick(nia, 'Children');
  await nia.getByLabel('In a few words').fill('Her boy is ill.');
  const moved = londonDay(10);
  await fillDate(nia, 'on', moved);
  await press(nia, 'Move the session');
  const listed = await said(nia);
  expect(listed.includes(moved.shown) && !listed.includes(later.shown), 'it stands at its new day');
  await look(nia, 'moved');
  await row(moved.shown).click();
  const one = await said(nia);
  expect(one.includes(later.shown) && one.includes('Her boy is ill.'), 'what was before is kept, with why');
  await look(nia, 'moved one');

  // The first one is recorded in three answers.
  await nia.goto(`${destiny}/sessions`);
  await row(londonDay().shown, 'One-to-one').click();
  await pick(nia, 'Came');
  await nia.getByLabel('In a line or two').fill('Read the letter for the court together. She wants to say it herself.');
  await pick(nia, 'No');
  await look(nia, 'recording');
  await press(nia, 'Save the session');
  expect((await said(nia)).includes('Read the letter for the court together'), 'what happened stands there');
  await look(nia, 'recorded');
  await nia.goto(destiny);
  expect((await said(nia)).includes('Came to a session'), 'and on her timeline');
});
