// The harness can go red: known answers for the codes, and a small made-up site that breaks each
// promise which a journey checks. Run by `node --test e2e/harness/harness.test.mjs`.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { axe, launch } from './browser.mjs';
import { signIns } from './server.mjs';
import { Codes, codeAt, stepAt } from './totp.mjs';
import { walk } from './walk.mjs';

const HEAD = '<!doctype html><html lang="en-GB"><head><title>Made up</title></head><body><main><h1>Made up</h1>';
const SIGN_IN = `${HEAD}<form method="post"><label>E-mail <input name="email" autocomplete="username"></label>
  <label>Password <input name="password" autocomplete="current-password"></label><button type="submit">Sign in</button></form>`;
const CODE = `${HEAD}<form method="post" action="/code"><label>Code <input name="code" autocomplete="one-time-code"></label>
  <button type="submit">Go on</button></form>`;
const BAR = `${HEAD}<div style="position: sticky; top: 0; height: 6rem; background: #fff">bar</div>`;
const LINKS = '<p><a href="/">One of many links</a></p>'.repeat(60);
const PAGES = {
  '/': `${HEAD}<p>Nothing wrong here.</p>`,
  '/elsewhere': `${HEAD}<img src="http://elsewhere.invalid/a.png" alt="far">`,
  '/nameless': `${HEAD}<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">`,
  '/covered': `${BAR}${LINKS}`,
  '/clear': `${BAR}<style>html { scroll-padding-block-start: 7rem }</style>${LINKS}`,
  '/wide': `${HEAD}<p style="inline-size: 900px">wide</p>`,
  '/error': `${HEAD}<script>throw new Error('made up')</script>`,
  '/marked': `${HEAD}<script>document.querySelector('h1').textContent = 'Script ran'</script>`,
};

let site;
let browser;
let url;
const codesSeen = [];

before(async () => {
  site = createServer((request, response) => {
    const html = (text) => response.writeHead(200, { 'content-type': 'text/html' }).end(text);
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      if (request.url === '/sign-in') return html(request.method === 'POST' ? CODE : SIGN_IN);
      if (request.url === '/code') {
        codesSeen.push(new URLSearchParams(body).get('code'));
        return response.writeHead(303, { location: '/' }).end();
      }
      return html(PAGES[request.url] ?? HEAD);
    });
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${site.address().port}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
});

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const people = signIns([`sign-in: caseworker one@example.org correct-horse ${SECRET}`]);
const go = (steps, script = 'on') =>
  walk({ name: 'made up', script, walk: steps }, { browser, url, signIns: people });
const open = (path) => async ({ visitor }) => {
  await (await visitor()).goto(path, { waitUntil: 'load' });
};

test('codes are those of RFC 6238', () => {
  const known = [[59, '287082'], [1111111109, '081804'], [1111111111, '050471'], [20000000000, '353130']];
  for (const [seconds, code] of known) assert.equal(codeAt(SECRET, stepAt(seconds * 1000)), code);
});

test('a code is never given twice', () => {
  const codes = new Codes(SECRET);
  const now = 1_111_111_109_000;
  assert.notEqual(codes.next(now), codes.next(now));
});

test('sign-ins are read from lines and from JSON', () => {
  const json = JSON.stringify({
    url: 'http://localhost:1',
    sign_ins: [{ role: 'manager', email: 'two@example.org', password: 'p', totp_secret: SECRET }],
  });
  assert.equal(signIns([json]).get('manager').secret, SECRET);
  assert.equal(people.get('caseworker').password, 'correct-horse');
});

test('a page with nothing wrong passes, with script and without', async () => {
  for (const script of ['on', 'off']) {
    await go(async ({ visitor, axe: check }) => {
      const page = await visitor();
      await page.goto('/');
      await check(page);
    }, script);
  }
});

test('a worker is signed in with password and code', async () => {
  await go(async ({ as }) => assert.equal(new URL((await as('caseworker')).url()).pathname, '/'));
  assert.match(codesSeen.at(-1), /^\d{6}$/);
});

test('an unknown role is said by name', async () => {
  await assert.rejects(go(({ as }) => as('nobody')), /no sign-in for nobody; there are caseworker/);
});

test('a request to another host fails the journey', async () => {
  await assert.rejects(go(open('/elsewhere')), /left the host: http:\/\/elsewhere\.invalid/);
});

test('an error of a script fails the journey', async () => {
  await assert.rejects(go(open('/error')), /script error: made up/);
});

test('script is really off when it should be', async () => {
  const heading = (into) => async ({ visitor }) => {
    const page = await visitor();
    await page.goto('/marked');
    into.push(await page.locator('h1').innerText());
  };
  const seen = [];
  await go(heading(seen), 'on');
  await go(heading(seen), 'off');
  assert.deepEqual(seen, ['Script ran', 'Made up']);
});

test('axe finds what is wrong on a page without script, too', async () => {
  const steps = async ({ visitor, axe: check }) => {
    const page = await visitor();
    await page.goto('/nameless');
    await check(page);
  };
  await assert.rejects(go(steps, 'off'), /image-alt/);
});

test('axe and the narrow window find what is wrong', async () => {
  const page = await browser.newPage();
  await page.goto(`${url}/nameless`);
  await assert.rejects(axe(page), /320 px: image-alt/);
  await page.goto(`${url}/wide`);
  await assert.rejects(axe(page), /320 px: scrolls sideways/);
  await page.goto(`${url}/covered`);
  await assert.rejects(axe(page), /320 px: focus is hidden under a sticky bar \(a One of many/);
  await page.goto(`${url}/clear`);
  await axe(page);
  await page.close();
});
