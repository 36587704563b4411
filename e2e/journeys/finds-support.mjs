import { expect, journey } from '../harness/journey.mjs';

journey('a woman finds help by the first half of her postcode and leaves by the exit', async ({ visitor, look, script }) => {
  const page = await visitor();
  const elsewhere = [];
  page.on('request', (request) => {
    const { hostname } = new URL(request.url());
    if (!['localhost', '127.0.0.1'].includes(hostname)) elsewhere.push(request.url());
  });
  await page.setViewportSize({ width: 320, height: 640 });
  // The list is read in the background when the house opens.
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto('/find-support');
    if (!(await page.locator('main').innerText()).includes('The list is not here yet')) break;
    await page.waitForTimeout(250);
  }
  await look(page, 'start');
  await page.getByLabel('Postcode or town').fill('NP20');
  await page.getByRole('button', { name: 'Show places' }).click();
  const found = await page.locator('main').innerText();
  expect(/could help/.test(found), 'something is found near NP20');
  expect(/Serves/.test(found), 'each says why');
  expect(!page.url().includes('NP20'), 'nothing stands in the address');
  expect((await page.title()).startsWith('Near you'), 'the title says nothing of what is sought');
  await look(page, 'found');

  await page.locator('.place h3 a').first().click();
  expect((await page.title()).startsWith('One place'), 'nor does the title of a service');
  await look(page, 'one service');
  await page.getByRole('link', { name: 'Look again' }).click();
  await page.getByLabel('Postcode or town').fill('NP20');
  await page.getByRole('button', { name: 'Show places' }).click();

  const foot = await page.locator('footer').innerText();
  expect(/presses Back after you leave/.test(foot), 'the page has said what Back may do');
  // The way out is the first thing that a keyboard reaches.
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement?.hasAttribute('data-exit'));
  expect(first, 'the exit is first in the order of tabs');
  expect(elsewhere.length === 0, `nobody else was asked for anything, but ${elsewhere[0]} was`);
  await page.context().route(/^https?:\/\/(?!localhost|127\.0\.0\.1)/, (route) =>
    route.fulfill({ status: 200, contentType: 'text/html', body: '<title>Weather</title>' }),
  );
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.hostname !== 'localhost');
  let sentAgain = false;
  page.on('request', (request) => {
    if (request.method() === 'POST') sentAgain = true;
  });
  await page.goBack({ timeout: 5_000 }).catch(() => {});
  const after = await page.content();
  if (script === 'on') expect(!/could help/.test(after), 'Back does not return to what was found');
  else expect(!/could help/.test(after) || sentAgain, 'what was found is not shown again without being sent again');
  expect((await page.context().cookies()).length === 0, 'nothing is kept on the device');
});

journey('a list is printed without her postcode, and a link is made only when she asks', async ({ visitor, look }) => {
  const page = await visitor();
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto('/find-support');
    if (!(await page.locator('main').innerText()).includes('The list is not here yet')) break;
    await page.waitForTimeout(250);
  }
  await page.getByLabel('Postcode or town').fill('NP20 4AA');
  await page.getByLabel('What would help?').selectOption('accommodation');
  await page.getByRole('button', { name: 'Show places' }).click();
  await look(page, 'found, wide');
  await page.getByRole('button', { name: 'Make a link to share' }).click();
  const link = await page.locator('main .mono').innerText();
  expect(link.endsWith('/find-support?place=NP20&need=accommodation'), `half of the postcode, not ${link}`);
  await page.getByRole('button', { name: 'Print this list' }).click();
  const sheet = await page.locator('main').innerText();
  expect(!sheet.includes('NP20 4') && !/mile/.test(sheet), 'nothing of where she asked from');
  await look(page, 'sheet');
  await page.getByRole('link', { name: 'Cymraeg' }).click();
  expect((await page.locator('h1').innerText()).includes('Dod o hyd i gymorth'), 'in Welsh too');
  await look(page, 'in Welsh');
});
