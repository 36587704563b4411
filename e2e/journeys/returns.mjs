import { press, said } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// The same records answer three funders. A figure opens to the rows it was counted from, and nothing
// leaves before she has confirmed who she is.
journey('manager’s three returns and the rows behind one figure', async ({ as, look, confirm }) => {
  const ruth = await as('manager');
  await ruth.getByRole('link', { name: 'Returns' }).click();
  await look(ruth, 'list');
  const kinds = await ruth.locator('main h3').allInnerTexts();
  expect(new Set(kinds).size >= 3, `three kinds of return, not ${kinds}`);
  const addresses = await ruth.locator('main h3 ~ p:not(.small) a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));

  let opened;
  for (const [nth, address] of addresses.slice(0, 3).entries()) {
    await ruth.goto(address);
    const figures = await ruth.locator('.figures > li').count();
    expect(figures > 0, `${address} has figures`);
    await look(ruth, `return ${nth + 1}`);
    opened ??= (await ruth.locator('.figures details').count()) > 0 ? address : undefined;
  }
  expect(opened !== undefined, 'a figure of one of them can be opened');

  await ruth.goto(opened);
  const figure = ruth.locator('.figures > li').filter({ has: ruth.locator('details') }).first();
  const shown = Number((await figure.locator('.value').innerText()).trim().split(/\s/)[0].replaceAll(',', ''));
  await figure.locator('summary').focus();
  await ruth.keyboard.press('Enter');
  await figure.locator('table').waitFor({ state: 'visible' });
  await look(ruth, 'figure open');
  await figure.locator('details > p a').click();
  await look(ruth, 'rows');
  const rows = await ruth.locator('main tbody tr').count();
  expect(rows === shown, `${rows} rows behind a figure that says ${shown}`);
  const women = await ruth.locator('main tbody').innerText();
  expect(/[0-9A-Z]{4}-[0-9A-Z]{4}/.test(women), 'rows carry references');

  // What is missing leads to where it is mended.
  await ruth.goto(opened);
  const gaps = ruth.locator('section[aria-labelledby="r-miss"] a');
  if ((await gaps.count()) > 0) {
    await gaps.first().click();
    await look(ruth, 'missing');
    await ruth.goto(opened);
  }

  await confirm.wearsOff();
  await press(ruth, 'CSV');
  await look(ruth, 'confirm first');
});
