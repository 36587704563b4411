// Runs the browser journeys: node e2e/run.mjs [WORD…] runs those whose file or name has a word.
// The last line printed is "journeys: N passed, N failed". Called by `cargo ci`.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { RESULTS, launch } from './harness/browser.mjs';
import { taken } from './harness/journey.mjs';
import { House, makeDemo, signIns } from './harness/server.mjs';
import { walk } from './harness/walk.mjs';

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'journeys');

const journeys = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith('.mjs')).sort()) {
  await import(pathToFileURL(path.join(folder, file)));
  journeys.push(...taken().map((one) => ({ ...one, file })));
}
const chosen = journeys.filter(({ file, name }) =>
  words.every((word) => `${file} ${name}`.toLowerCase().includes(word)),
);

let passed = 0;
let failed = 0;
if (chosen.length === 0) {
  console.log('No journey has these words.');
  failed = 1;
} else {
  rmSync(RESULTS, { recursive: true, force: true });
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'alongside-journeys-'));
  const template = path.join(scratch, 'template');
  let browser;
  try {
    const people = await makeDemo(template);
    browser = await launch();
    for (const [index, one] of chosen.entries()) {
      const begun = Date.now();
      const title = `${one.name} (script ${one.script})`;
      let house;
      try {
        house = await House.over(template, path.join(scratch, `journey-${index}`));
        const known = new Map([...people, ...signIns(house.said)]);
        const command = (words) => house.command(words);
        await walk(one, { browser, url: house.staff.url, openUrl: house.open.url, signIns: known, command });
        passed += 1;
        console.log(`ok      ${title}  ${((Date.now() - begun) / 1000).toFixed(1)} s`);
      } catch (error) {
        failed += 1;
        console.log(`FAILED  ${title}\n${error.stack ?? error}`);
        console.log(`   the servers' last lines:\n${(house?.said ?? []).slice(-15).join('\n')}`);
      } finally {
        await house?.stop();
        rmSync(path.join(scratch, `journey-${index}`), { recursive: true, force: true });
      }
    }
  } catch (error) {
    failed += 1;
    console.log(`FAILED before any journey: ${error.stack ?? error}`);
  } finally {
    await browser?.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
console.log(`journeys: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
