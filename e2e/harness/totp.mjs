// One-time codes as RFC 6238 and RFC 4226 describe them (SHA-1, six digits, thirty seconds), so that
// a journey can sign in like a person with an authenticator app.

import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a secret in base32; white space and padding do not count. */
export function fromBase32(text) {
  const bytes = [];
  let bits = 0;
  let value = 0;
  for (const letter of text.toUpperCase().replace(/[\s=]/g, '')) {
    const index = ALPHABET.indexOf(letter);
    if (index < 0) throw new Error('a one-time secret has a letter that is not base32');
    value = (value << 5) | index;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >>> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}

/** The step of thirty seconds that this moment lies in. */
export const stepAt = (milliseconds) => Math.floor(milliseconds / 30_000);

/** The six digits for a step. */
export function codeAt(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = digest[digest.length - 1] & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/**
 * Codes for one account that never repeat: a code may be used once, so a second sign-in within
 * thirty seconds takes the next step's code, which servers accept for clocks that are fast.
 */
export class Codes {
  #secret;
  #last = -1;

  constructor(secret) {
    this.#secret = secret;
  }

  next(now = Date.now()) {
    this.#last = Math.max(stepAt(now), this.#last + 1);
    return codeAt(this.#secret, this.#last);
  }
}
