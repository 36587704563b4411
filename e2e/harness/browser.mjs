// Debian's Chromium, and what a journey may ask of a page: nothing leaves this host, nothing is
// wrong in the console, axe finds nothing, nothing scrolls sideways.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HERE = path.dirname(fileURLToPath(import.meta.url));
export const RESULTS = path.resolve(HERE, '../test-results');

/** The two widths that every page is looked at in. */
export const WIDTHS = [
  { width: 320, height: 640 },
  { width: 1280, height: 900 },
];

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function launch() {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error('Chromium is not there: apt-get install chromium');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Everything wrong that a browser noticed by itself while a journey went on. */
export class Complaints {
  found = [];

  /** Watches a context: no other host, no error in a page. */
  async watch(context, url) {
    const own = new URL(url).host;
    await context.route('**/*', (route) => {
      const asked = new URL(route.request().url());
      if (['data:', 'blob:'].includes(asked.protocol) || asked.host === own) return route.continue();
      this.found.push(`a request left the host: ${asked.origin}${asked.pathname}`);
      return route.abort();
    });
    context.on('weberror', (error) => this.found.push(`script error: ${error.error().message}`));
    context.on('console', (message) => {
      // A page that answers 4xx on purpose is also an error in the console; the journey looks at it.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) {
        this.found.push(`console: ${message.text()}`);
      }
    });
  }
}

/**
 * axe, at both widths, and no sideways scrolling. Throws with what it found. axe is itself a script,
 * so a page without script is looked at as a twin: its HTML as it is, its scripts left out.
 */
export async function axe(page, script = 'on') {
  // A click goes on when the next page has begun; before its stylesheet is there, nothing is true.
  await page.waitForLoadState('load');
  if (script === 'on') return axeOn(page);
  const html = (await page.content()).replaceAll(/<\/?noscript>/gi, '');
  const context = await page.context().browser().newContext({ reducedMotion: 'reduce' });
  try {
    await context.route('**/*', (route) => {
      const type = route.request().resourceType();
      if (type === 'document') return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' });
      return type === 'script' ? route.abort() : route.continue();
    });
    const twin = await context.newPage();
    await twin.goto(page.url());
    await axeOn(twin);
  } finally {
    await context.close();
  }
}

async function axeOn(page) {
  const before = page.viewportSize();
  const found = [];
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    // From the top: lower down, a sticky bar covers whatever happens to lie under it, and axe takes
    // a half covered field for a small one. That a bar covers nothing in focus is asked below.
    await page.evaluate(() => scrollTo({ top: 0, left: 0, behavior: 'instant' }));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > size.width) {
      const what = await page.evaluate(sticksOut);
      found.push(`${size.width} px: scrolls sideways, ${wide} px wide (${what})`);
    }
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(
      (tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }),
      TAGS,
    );
    for (const violation of violations) {
      const where = violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join('; ');
      found.push(`${size.width} px: ${violation.id}: ${violation.help} (${where})`);
    }
    for (const hidden of await page.evaluate(focusHidden)) {
      found.push(`${size.width} px: focus is hidden under a sticky bar (${hidden})`);
    }
  }
  if (before) await page.setViewportSize(before);
  if (found.length > 0) throw new Error(`axe on ${page.url()}:\n  ${found.join('\n  ')}`);
}

/** Runs in the page. The innermost thing that sticks out of the window and scrolls in no frame of its own. */
function sticksOut() {
  const framed = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== 'visible') return true;
    }
    return false;
  };
  const out = [...document.body.querySelectorAll('*')].filter(
    (element) => element.getBoundingClientRect().right > innerWidth + 1 && !framed(element),
  );
  const last = out.at(-1);
  return last ? `${last.localName}.${last.className} ${last.textContent.trim().slice(0, 40)}` : 'not found';
}

/**
 * Runs in the page. WCAG 2.4.11: walks the focus backwards, the way in which a bar at the top can hide
 * it, and names whatever then lies under something sticky that is not its own.
 */
function focusHidden() {
  const was = document.activeElement;
  const sticks = (element) => ['sticky', 'fixed'].includes(getComputedStyle(element).position);
  const bar = (element) => {
    for (let at = element; at; at = at.parentElement) if (sticks(at)) return at;
    return null;
  };
  const able = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]';
  const hidden = [];
  for (const element of [...document.querySelectorAll(able)].reverse()) {
    if (element.disabled || element.getClientRects().length === 0) continue;
    element.focus();
    if (document.activeElement !== element) continue;
    const box = element.getBoundingClientRect();
    const covered = [0.1, 0.5, 0.9].every((share) => {
      const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height * share);
      const above = hit && bar(hit);
      return above && !above.contains(element);
    });
    if (covered) hidden.push(element.id ? `#${element.id}` : `${element.localName} ${element.textContent.trim().slice(0, 30)}`);
  }
  // Back to where it was; from the body, so that the next Tab goes where it would have gone.
  const body = document.body;
  body.setAttribute('tabindex', '-1');
  body.focus({ preventScroll: true });
  body.removeAttribute('tabindex');
  if (was && was !== body) was.focus({ preventScroll: true });
  scrollTo({ top: 0, left: 0, behavior: 'instant' });
  return hidden.slice(0, 3);
}

/** A picture of the whole page at both widths, in test-results. */
export async function screenshot(page, name) {
  mkdirSync(RESULTS, { recursive: true });
  const before = page.viewportSize();
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    // A sticky bar is drawn where the page was left, and that is in the middle of it.
    await page.evaluate(() => scrollTo({ top: 0, left: 0, behavior: 'instant' }));
    await page.screenshot({ path: path.join(RESULTS, `${name}-${size.width}.png`), fullPage: true });
  }
  if (before) await page.setViewportSize(before);
}
