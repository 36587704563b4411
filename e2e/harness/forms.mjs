// How a person fills in a form of ours, and today in London.

/** A day in London, so many days from today, as a form asks for it and as a page shows it. */
export function londonDay(ahead = 0) {
  const parts = (at) =>
    Object.fromEntries(
      new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', day: 'numeric', month: 'numeric', year: 'numeric' })
        .formatToParts(at)
        .map(({ type, value }) => [type, value]),
    );
  const { day, month, year } = parts(new Date());
  // Noon: no change of the clocks can move it to another day.
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + ahead, 12));
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', dateStyle: 'long' }).format(at);
  return { day: at.getUTCDate(), month: at.getUTCMonth() + 1, year: at.getUTCFullYear(), shown };
}

/** The time in London now, to the minute: "2:05pm". */
export function londonTime() {
  const words = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    hour: 'numeric',
    minute: '2-digit',
    hour12: true,
  }).format(new Date());
  return words.replace(/\s/g, '').toLowerCase().replace(/^0:/, '12:');
}

/** Fills the three boxes of a date. */
export async function fillDate(page, name, { day, month, year }) {
  for (const [part, value] of Object.entries({ day, month, year })) {
    await page.locator(`[name="${name}-${part}"]`).fill(String(value));
  }
}

/** Picks a radio or ticks a box by what stands beside it, as a pointer does: on its label. */
export async function pick(within, words) {
  const label = within.locator('label').filter({ hasText: new RegExp(`^\\s*${escaped(words)}\\s*$`) });
  await label.first().click();
}

/** Goes to a field with the tab key alone, and stops when it has the focus. */
export async function tabTo(page, target, most = 80) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the tab key does not reach ${target} within ${most} presses`);
}

/** Sends the form that a button belongs to, and waits until the next page stands. */
export async function press(page, name, within = page) {
  const before = page.url();
  const answered = page.waitForEvent('load');
  await within.getByRole('button', { name, exact: true }).first().click();
  await answered;
  return before;
}

/** What the main part of the page says. */
export const said = (page) => page.locator('main').innerText();

/** Finds a woman by a name that only she has, as her worker does, and opens her record. */
export async function openRecord(page, name) {
  await page.goto('/women');
  const box = page.getByRole('searchbox');
  await box.fill(name);
  await box.press('Enter');
  await page.waitForLoadState();
  const rows = page.locator('main tbody tr').filter({ hasText: name });
  if ((await rows.count()) !== 1) throw new Error(`${await rows.count()} rows for ${name}`);
  await rows.getByRole('link').first().click();
  await page.waitForURL(/\/women\/[0-9A-Z]{8}$/);
  return new URL(page.url()).pathname;
}

const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
