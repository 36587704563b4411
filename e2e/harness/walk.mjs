// One journey's surroundings: its server, its browser contexts and the people in it.

import { writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Complaints, RESULTS, axe, screenshot } from './browser.mjs';
import { Codes } from './totp.mjs';

/** Milliseconds that a journey may take, unless it says otherwise. */
const LONGEST = 240_000;

const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

/**
 * Walks one journey. `browser` is shared; `url` (where staff sign in), `openUrl` (where anybody refers) and
 * `signIns` are its own servers', `command` runs one over their data. Throws with what
 * went wrong, after keeping a picture and the HTML of each open page.
 */
export async function walk({ name, script, walk: steps, longest = LONGEST }, { browser, url, openUrl = url, signIns, command }) {
  const complaints = new Complaints();
  const contexts = [];
  const codes = new Map();
  const label = `${plain(name)}-${script === 'on' ? 'script' : 'no-script'}`;

  /** A new browser with nothing in it, on one of the two sides. */
  async function arrive(at) {
    const context = await browser.newContext({
      baseURL: at,
      javaScriptEnabled: script === 'on',
      locale: 'en-GB',
      timezoneId: 'Europe/London',
      viewport: { width: 1280, height: 900 },
      // Smooth scrolling never comes to rest in a browser without script, and a click waits for that.
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15_000);
    await complaints.watch(context, at);
    contexts.push(context);
    return context.newPage();
  }

  /** A visitor of the public side. */
  const visitor = () => arrive(openUrl);
  /** Somebody at the door of the staff side. */
  const atDoor = () => arrive(url);

  /** Signs a page in by the form, as this role. */
  async function signIn(page, role) {
    const who = signIns.get(role);
    if (!who) throw new Error(`no sign-in for ${role}; there are ${[...signIns.keys()].join(', ')}`);
    await page.goto('/sign-in');
    await page.locator('input[autocomplete="username"]').fill(who.email);
    await page.locator('input[autocomplete="current-password"]').fill(who.password);
    const code = page.locator('input[autocomplete="one-time-code"]');
    if ((await code.count()) === 0) {
      await page.locator('main form button[type="submit"]').first().click();
      await page.waitForLoadState();
    }
    if ((await code.count()) > 0) {
      if (!codes.has(role)) codes.set(role, new Codes(who.secret));
      await code.fill(codes.get(role).next());
      await page.locator('main form button[type="submit"]').first().click();
      await page.waitForLoadState();
    }
    if (new URL(page.url()).pathname.startsWith('/sign-in')) {
      throw new Error(`${role} could not sign in: ${await page.locator('main').innerText()}`);
    }
    return page;
  }

  const surroundings = {
    script,
    url,
    visitor,
    atDoor,
    command,
    signIn,
    /** A new browser, signed in as this role. */
    as: async (role) => signIn(await atDoor(), role),
    /** What this role shows when asked once more who she is: a code, or her password without one. */
    proof: (role) => {
      const who = signIns.get(role);
      if (!who.secret) return who.password;
      if (!codes.has(role)) codes.set(role, new Codes(who.secret));
      return codes.get(role).next();
    },
    axe: (page) => axe(page, script),
    screenshot: (page, picture) => screenshot(page, `${label}-${plain(picture)}`),
    /** axe and a picture: what every page of a journey should get. */
    look: async (page, picture) => {
      await axe(page, script);
      await screenshot(page, `${label}-${plain(picture)}`);
    },
  };

  let clock;
  const late = new Promise((_, reject) => {
    clock = setTimeout(() => reject(new Error(`not done after ${longest / 1000} s`)), longest);
  });
  try {
    await Promise.race([steps(surroundings), late]);
    if (complaints.found.length > 0) throw new Error([...new Set(complaints.found)].join('\n'));
  } catch (error) {
    await keep(contexts, label);
    throw error;
  } finally {
    clearTimeout(clock);
    await Promise.all(contexts.map((context) => context.close()));
  }
}

async function keep(contexts, label) {
  mkdirSync(RESULTS, { recursive: true });
  const pages = contexts.flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) {
    const file = path.join(RESULTS, `FAILED-${label}-${index + 1}`);
    try {
      writeFileSync(`${file}.html`, `<!-- ${page.url()} -->\n${await page.content()}`);
      await page.screenshot({ path: `${file}.png`, fullPage: true });
    } catch (error) {
      console.log(`   a page could not be kept: ${error.message}`);
    }
  }
}
