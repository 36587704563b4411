// Makes demo data once, and serves a copy of it to each journey. The contract with the program:
//   alongside demo --data DIR --women N --seed S --no-serve    only makes the data
//   alongside serve --data DIR --port 0 …                      prints "Listening on http://localhost:PORT"
// Both sides run as processes of their own, as a careful installation has it: the public one is given
// the folder between both and nothing else.
// and one line for each role, from either: "sign-in: ROLE EMAIL PASSWORD TOTPSECRET", or with
// --json one JSON line {"url", "sign_ins": [{"role", "email", "password", "totp_secret"}]}.

import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The program as just built. `ALONGSIDE_BIN` names another. */
export function program() {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target');
  const found = process.env.ALONGSIDE_BIN ?? path.join(target, 'debug', 'alongside');
  if (!existsSync(found)) {
    throw new Error(`${found} is not there: cargo build --package alongside`);
  }
  return found;
}

/** The sign-ins among printed lines, by role: email, password, secret. */
export function signIns(lines) {
  const found = new Map();
  const add = (role, email, password, secret) => {
    if (!found.has(role)) found.set(role, { role, email, password, secret });
  };
  for (const line of lines) {
    if (line.startsWith('{')) {
      const said = JSON.parse(line);
      for (const one of said.sign_ins ?? []) add(one.role, one.email, one.password, one.totp_secret);
    } else if (line.startsWith('sign-in: ')) {
      add(...line.slice('sign-in: '.length).trim().split(/\s+/));
    }
  }
  return found;
}

/** Makes demo data in a folder; its sign-ins. */
export async function makeDemo(folder, { women = 60, seed = 7 } = {}) {
  const words = ['demo', '--data', folder, '--women', String(women), '--seed', String(seed)];
  words.push('--no-serve');
  const { stdout } = await promisify(execFile)(program(), words, { maxBuffer: 16 << 20 });
  return signIns(stdout.split('\n'));
}

/** Both sides over their own copy of the data. */
export class House {
  static async over(template, folder) {
    cpSync(template, folder, { recursive: true });
    const house = new House();
    house.folder = folder;
    const front = ['--front', path.join(folder, 'front')];
    try {
      // The staff side writes what the public side reads, so it is first; where the form is it learns
      // from a port that was free a moment ago.
      const port = await freePort();
      const form = `http://localhost:${port}/refer`;
      house.staff = await Server.serving(['--side', 'staff', '--data', folder, ...front, '--form-url', form, '--port', '0']);
      house.open = await Server.serving(['--side', 'public', ...front, '--port', String(port)]);
      return house;
    } catch (error) {
      await house.stop();
      throw error;
    }
  }

  folder = undefined;
  staff = undefined;
  open = undefined;

  /** Runs a command over the data that is being served, as whoever looks after the machine does. */
  async command(words) {
    const { stdout } = await promisify(execFile)(program(), [...words, '--data', this.folder]);
    return stdout;
  }

  /** What both printed. */
  get said() {
    return [this.staff, this.open].flatMap((server) => server?.said ?? []);
  }

  async stop() {
    await Promise.all([this.staff, this.open].map((server) => server?.stop()));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** A running process of the program. */
export class Server {
  static async serving(words) {
    const child = spawn(program(), ['serve', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new Server(child);
    await server.#listening();
    return server;
  }

  url = undefined;
  said = [];
  #child;

  constructor(child) {
    this.#child = child;
  }

  #listening() {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the server does not listen after 60 s')), 60_000);
      const hear = (line) => {
        this.said.push(line);
        const heard = /Listening on (http:\/\/\S+)/.exec(line) ?? /"url":"(http:[^"]+)"/.exec(line);
        if (heard) {
          clearTimeout(late);
          this.url = heard[1].replace(/\/$/, '');
          resolve();
        }
      };
      for (const stream of [this.#child.stdout, this.#child.stderr]) {
        createInterface({ input: stream }).on('line', hear);
      }
      this.#child.on('error', reject);
      this.#child.on('exit', (code) => {
        clearTimeout(late);
        reject(new Error(`the server ended with ${code}:\n${this.said.slice(-20).join('\n')}`));
      });
    });
  }

  /** Ends the server and waits until it has. */
  stop() {
    return new Promise((resolve) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) return resolve();
      const hard = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
      this.#child.once('exit', () => {
        clearTimeout(hard);
        resolve();
      });
      this.#child.kill('SIGTERM');
    });
  }
}
