// Looks at a report of the engines as whoever is sent it would: node e2e/report.mjs FILE.html
// axe at both widths, by day and by night, no sideways scrolling, no request, and on paper every
// table is open.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { axe, launch } from './harness/browser.mjs';

const file = pathToFileURL(path.resolve(process.argv[2])).href;
const browser = await launch();
const wrong = [];
try {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.on('request', (request) => {
      if (request.url() !== file) wrong.push(`it asks for ${request.url()}`);
    });
    page.on('console', (message) => wrong.push(`console: ${message.text()}`));
    await page.goto(file);
    await axe(page).catch((error) => wrong.push(`${colorScheme}: ${error.message}`));
    await page.emulateMedia({ media: 'print' });
    const hidden = await page.evaluate(() =>
      [...document.querySelectorAll('table')].filter((table) => !table.checkVisibility()).length,
    );
    if (hidden > 0) wrong.push(`${hidden} tables do not come out on paper`);
    await context.close();
  }
} finally {
  await browser.close();
}
for (const one of wrong) console.log(one);
console.log(wrong.length === 0 ? 'The report is sound.' : `${wrong.length} faults.`);
process.exitCode = wrong.length === 0 ? 0 : 1;
