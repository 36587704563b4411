// Every page that a link leads to, opened by whoever works here and looked at by axe at both widths.
// The table of routes says which pages there are; one that no link reaches fails this journey, unless
// it stands below with the reason. Not for what a page does: the other journeys do that.

import { readFileSync } from 'node:fs';
import { press } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

const TABLE = new URL('../../docs/authorisation-matrix.md', import.meta.url);
const PATTERNS = [...readFileSync(TABLE, 'utf8').matchAll(/`GET ([^`]+)`/g)].map(([, path]) => path);

/** Most who works here may open most; the others see their own versions of the same pages. */
const ROLES = ['manager', 'caseworker', 'safeguarding_lead', 'governance_lead', 'administrator', 'front_desk', 'volunteer', 'analyst'];

/** Pages that lead to pages of one person or day; one of them alone may have nothing to lead on to. */
const MORE_THAN_ONE = { '/women/{reference}': 6, '/sessions/{session}': 4, '/referrals/{reference}': 4, '/programmes/{reference}': 4, '/': 1 };

/** Looked at elsewhere, because a link alone does not open it: what it takes, and the journey that does it. */
const ELSEWHERE = {
  '/sign-in/code': 'between password and code: harness.test.mjs and every sign-in',
  '/sign-in/set-up': 'offers a new secret each time it is opened',
  '/signed-out': 'passkey.mjs signs out',
  '/drop-in/{session}/names': 'somebody came whose name is not known: drop-in.mjs',
  '/women/{reference}/emergency': 'whom to ask, then emergency access: emergency.mjs',
  '/women/{reference}/plan/write': 'a plan was begun: plan.mjs',
  '/women/{reference}/safety/shared/kept': 'something was shared: disclosure.mjs',
  '/women/{reference}/told/kept': 'something was told: disclosure.mjs',
  '/find-support/{service}': 'what was found leads there: finds-support.mjs',
  '/referrals/{reference}/person': 'a row of probation’s report that nobody knows: report-row.mjs',
};

/** Not pages: files. */
const FILES = new Set([
  '/assets/{name}',
  '/favicon.ico',
  '/sessions/{session}/sheet/pdf',
  '/women/{reference}/plan/copy/pdf',
  '/women/{reference}/plan/copy/big/pdf',
  // The directory for other programs, without a page.
  ...PATTERNS.filter((pattern) => pattern.startsWith('/open-referral/')),
]);

/** Opened by its address: a link leads there only from a letter, a refusal, or for whoever is not yet signed in. */
const BY_ADDRESS = ['/sign-in', '/sign-in/help', '/sign-in/recovery', '/find-support', '/refer', '/style'];

const matcher = (pattern) => new RegExp(`^${pattern.replace(/\{[^}]+\}/g, '[^/]+')}$`);
// A name that stands there literally goes before one that is asked for.
const MATCHERS = PATTERNS.map((pattern) => ({ pattern, is: matcher(pattern) })).sort(
  (one, other) => one.pattern.split('{').length - other.pattern.split('{').length,
);
const patternOf = (path) => MATCHERS.find(({ is }) => is.test(path))?.pattern;

journey('every page is sound at both widths, whoever opens it', async ({ as, visitor, atDoor, axe, proof, url }) => {
  const looked = new Set();
  const wrong = [];

  async function look(page, pattern) {
    looked.add(pattern);
    try {
      await axe(page);
    } catch (error) {
      wrong.push(error.message);
    }
  }

  for (const path of BY_ADDRESS) {
    const page = ['/find-support', '/refer'].includes(path) ? await visitor() : await atDoor();
    const answer = await page.goto(path);
    if (answer.status() >= 400) wrong.push(`${path} answers ${answer.status()}`);
    await look(page, path);
    await page.context().close();
  }

  for (const role of ROLES) {
    const page = await as(role);
    const opened = new Map();
    const waiting = [new URL(page.url()).pathname];
    const known = new Set(waiting);
    while (waiting.length > 0) {
      const path = waiting.shift();
      const pattern = patternOf(new URL(path, url).pathname);
      if (!pattern || FILES.has(pattern) || pattern in ELSEWHERE) continue;
      const times = opened.get(pattern) ?? 0;
      if (times >= (MORE_THAN_ONE[pattern] ?? 1)) continue;
      opened.set(pattern, times + 1);
      const answer = await page.goto(path);
      const confirm = page.locator('main a[href^="/confirm"]').first();
      if (answer.status() === 403 && (await confirm.count()) > 0) {
        await confirm.click();
        if (!looked.has('/confirm')) await look(page, '/confirm');
        await page.locator('[name="proof"]').fill(proof(role));
        await press(page, 'Yes, it is me');
        await page.goto(path);
      } else if (answer.status() >= 400) {
        wrong.push(`${role} was led to ${pattern}, which answers ${answer.status()}`);
        continue;
      }
      const there = patternOf(new URL(page.url()).pathname);
      if (there && !looked.has(there)) await look(page, there);
      const links = await page
        .locator('a[href]')
        .evaluateAll((all) => all.map((one) => one.href.split('#')[0]));
      for (const link of links) {
        const to = new URL(link);
        if (to.origin !== new URL(url).origin || known.has(to.pathname)) continue;
        known.add(to.pathname);
        waiting.push(to.pathname + to.search);
      }
    }
    await page.context().close();
  }

  // Whoever was handed a password opens one page only: the one that changes it.
  const administrator = await as('administrator');
  await administrator.goto('/settings/people/new');
  await administrator.locator('[name="name"]').fill('Tess Invented');
  await administrator.locator('[name="email"]').fill('tess@teasel-house.example.org');
  await press(administrator, 'Make the account');
  await look(administrator, 'the password, once');
  const password = await administrator.locator('main dd.mono').innerText();
  const tess = await atDoor();
  await tess.goto('/sign-in');
  await tess.locator('[name="email"]').fill('tess@teasel-house.example.org');
  await tess.locator('[name="password"]').fill(password);
  await press(tess, 'Sign in');
  await tess.goto('/first-password');
  await look(tess, '/first-password');

  const missed = PATTERNS.filter(
    (pattern) => !looked.has(pattern) && !FILES.has(pattern) && !(pattern in ELSEWHERE),
  );
  expect(wrong.length === 0, `nothing wrong, but\n${[...new Set(wrong)].join('\n')}`);
  expect(missed.length === 0, `a link to each page, but none leads to ${missed.join(', ')}`);
}, { longest: 900_000 });
