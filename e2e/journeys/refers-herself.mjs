import { expect, journey } from '../harness/journey.mjs';

journey('a woman refers herself and leaves by the exit', async ({ visitor, look, script }) => {
  const page = await visitor();
  await page.goto('/refer');
  await page.getByLabel('Me', { exact: true }).check();
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByLabel('What shall we call you?').fill('Wrenna');
  await page.getByRole('button', { name: 'Carry on' }).click();
  await look(page, 'safe ways');

  // The way out is the first thing that a keyboard reaches.
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement?.getAttribute('href'));
  const exit = page.locator('[data-exit]').first();
  expect(first === (await exit.getAttribute('href')), 'the exit is first in the order of tabs');

  // Leaving goes to another house, which does not answer here; what matters is what is left behind.
  await page.context().route(/^https?:\/\/(?!localhost|127\.0\.0\.1)/, (route) =>
    route.fulfill({ status: 200, contentType: 'text/html', body: '<title>Weather</title>' }),
  );
  await exit.click();
  await page.waitForURL((url) => url.hostname !== 'localhost');
  await page.goBack().catch(() => {});
  const after = await page.content();
  expect(!after.includes('Wrenna'), 'what she wrote is gone');
  if (script === 'on') expect(!page.url().includes('/refer/next'), 'Back does not lead to the form');
  expect((await page.context().cookies()).length === 0, 'nothing is kept on the device');
});
