// What a journey file calls. A journey is named as a sentence, runs with script on and again with
// script off, each time against a server of its own over fresh data.

const registered = [];

/** Registers a journey. `walk` gets the actors and checks below. */
export function journey(name, walk, more = {}) {
  withScript(name, ['on', 'off'], walk, more);
}

/** The same under the name that says what it does. */
export const withScriptOnAndOff = journey;

/** For the few things that are only there with script, or only without. */
export function withScript(name, modes, walk, { longest } = {}) {
  for (const script of modes) registered.push({ name, script, walk, longest });
}

/** What the files loaded so far have registered; empties the register. */
export const taken = () => registered.splice(0);

/** A check that says what was expected. */
export function expect(truth, what) {
  if (!truth) throw new Error(`expected: ${what}`);
}
