import { londonDay, openRecord, press, said } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// Mona visits Destiny. Of every other woman she does not even learn whether she exists.
journey('volunteer sees only her woman', async ({ as, look }) => {
  const nia = await as('caseworker');
  const kay = await openRecord(nia, 'Alderbeck');
  const destiny = await openRecord(nia, 'Sorrelholt');
  const pages = await nia.locator('.subnav a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));

  const mona = await as('volunteer');
  await look(mona, 'today');
  await mona.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Women' }).click();
  const list = mona.locator('main tbody tr');
  expect((await list.count()) === 1 && (await list.innerText()).includes('Destiny'), 'Destiny, and nobody else');
  await look(mona, 'women');

  // However she asks, the answer is the one she gets for somebody who was never here.
  const answer = async (words) => {
    const box = mona.getByRole('searchbox');
    await box.fill(words);
    await box.press('Enter');
    await mona.waitForLoadState();
    return (await said(mona)).replaceAll(words, '…');
  };
  const never = await answer('Nobody Atall');
  const born = londonDay().year - 32;
  for (const words of ['Kay', 'Alderbeck', 'Kay Alderbeck', `Kay Alderbeck 11 2 ${born}`, `11/02/${born}`, kay.slice(-8)]) {
    const told = await answer(words);
    expect(told === never, `“${words}” is answered as if she had never been here: ${told}`);
  }
  await look(mona, 'searched');

  // Nor by address: what is there and what is not look the same.
  const missing = await mona.goto('/women/7KQW4RMT');
  const nothing = await mona.locator('body').innerText();
  for (const page of ['', '/plan', '/sessions', '/safety', '/contact', '/consent', '/tasks', '/case', '/emergency', '/outcomes', '/who-looked', '/told']) {
    const refused = await mona.goto(kay + page);
    const told = await mona.locator('body').innerText();
    expect(refused.status() === missing.status() && told === nothing, `${page || 'her record'}: ${refused.status()} ${told}`);
  }
  await look(mona, 'nothing there');

  // Her own woman: her name, how to reach her, her sessions; no danger, no family, no papers.
  const opened = await mona.goto(destiny);
  expect(opened.ok(), 'Destiny’s record opens');
  await look(mona, 'her woman');
  const links = await mona.locator('.subnav a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  for (const href of links) {
    expect((await mona.goto(href)).ok(), `the page ${href} that she is offered opens`);
  }
  for (const href of pages.filter((page) => /safety|family|outcomes|who-looked/.test(page))) {
    expect(!links.includes(href), `${href} is not offered`);
    expect((await mona.goto(href)).status() === 403, `and ${href} is shut`);
  }
  for (const room of ['/referrals', '/safety', '/returns', '/settings/people', '/settings/audit', '/calendar']) {
    expect(!(await mona.goto(room)).ok(), `${room} is shut to a volunteer`);
  }
  await look(mona, 'shut');

  // Nobody books her visits: she writes one down on one page.
  await mona.goto(`${destiny}/sessions`);
  await mona.getByRole('link', { name: 'Record what was not booked' }).click();
  await look(mona, 'not booked');
  await mona.getByLabel('In a line or two').fill('Tea at the library. She has read the letter twice.');
  await press(mona, 'Save the session');
  expect((await said(mona)).includes('Tea at the library'), 'it stands among her sessions');
  await look(mona, 'her sessions');

  // She may count a drop-in, and tick nobody but her woman.
  await mona.goto('/drop-in');
  await press(mona, 'Go to the sheet');
  const ticks = await mona.locator('label[for^="came"]').allInnerTexts();
  expect(ticks.length === 1 && ticks[0].includes('Destiny'), `she can tick Destiny, not ${ticks}`);
  await look(mona, 'drop-in');
});
