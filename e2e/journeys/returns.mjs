import { readFileSync } from 'node:fs';
import { press, said } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// The same records answer three funders. A figure opens to the rows it was counted from, and nothing
// leaves before she has confirmed who she is.
journey('manager’s three returns and the rows behind one figure', async ({ as, look, proof }) => {
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

  // Nothing leaves before she has confirmed who she is; that leads back to where she was.
  await press(ruth, 'CSV');
  expect((await ruth.locator('h1').innerText()).includes('Confirm that it is you'), 'it asks who she is');
  await look(ruth, 'confirm first');
  await ruth.getByRole('link', { name: 'Confirm now' }).click();
  await look(ruth, 'confirm');
  await ruth.getByLabel('Code from your phone').fill(proof('manager'));
  await press(ruth, 'Yes, it is me');
  expect(decodeURIComponent(ruth.url()).endsWith(decodeURIComponent(opened)), `back at the return, not ${ruth.url()}`);
  const file = ruth.waitForEvent('download');
  await ruth.getByRole('button', { name: 'CSV', exact: true }).click();
  const saved = await file;
  expect(/\.csv$/.test(saved.suggestedFilename()), `a CSV file, not ${saved.suggestedFilename()}`);
  const text = readFileSync(await saved.path(), 'utf8');
  expect(!/[0-9A-Z]{4}-?[0-9A-Z]{4}\b/.test(text.replaceAll(/[A-Z]+-[A-Z]+/g, '')), 'the file holds figures and no reference');
  await ruth.reload();
  expect((await said(ruth)).includes('Downloaded before'), 'what left is written down');
  await look(ruth, 'sent');
});
