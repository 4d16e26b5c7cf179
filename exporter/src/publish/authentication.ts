import { createHash, timingSafeEqual } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { PresageError } from '../error.js';
import type { Gate } from './backend.js';

/** Who may come in: users with bcrypt hashes, and tokens. Everyone, where both are empty. */
export interface Credentials {
  users: ReadonlyMap<string, string>;
  tokens: readonly string[];
}

/** Results that are remembered, so that not every scrape costs a bcrypt run. */
const MOST_REMEMBERED = 100;
/** Hashes that may wait; each holds the event loop for some tens of milliseconds. */
const MOST_WAITING = 20;

/** Checks basic credentials and bearer tokens; `credentials` is asked each time, since the file may change. */
export class Authentication implements Gate {
  readonly #remembered = new Map<string, boolean>();
  #waiting = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly credentials: () => Credentials) {}

  challenges(): string[] {
    const { users, tokens } = this.credentials();
    return [
      ...(users.size > 0 ? ['Basic realm="presage", charset="UTF-8"'] : []),
      ...(tokens.length > 0 ? ['Bearer realm="presage"'] : []),
    ];
  }

  /** @throws PRS_OVERLOADED when too many passwords are being checked */
  async admits(authorization: string | undefined): Promise<boolean> {
    const { users, tokens } = this.credentials();
    if (users.size === 0 && tokens.length === 0) return true;
    const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(authorization ?? '') ?? [];
    if (scheme.toLowerCase() === 'bearer') return isToken(value, tokens);
    if (scheme.toLowerCase() !== 'basic' || users.size === 0) return false;
    const text = Buffer.from(value, 'base64').toString();
    const colon = text.indexOf(':');
    return colon >= 0 && this.#isUser(text.slice(0, colon), text.slice(colon + 1), users);
  }

  async #isUser(user: string, password: string, users: ReadonlyMap<string, string>): Promise<boolean> {
    // an unknown user costs as much as a wrong password, so that the time tells nothing
    const hash = users.get(user) ?? users.values().next().value!;
    const key = digest([user, hash, password].map((part) => digest(part).toString('hex')).join()).toString('hex');
    const known = this.#remembered.get(key);
    const matches = known ?? (await this.#compare(password, hash));
    if (known === undefined) this.#remember(key, matches);
    return matches && users.has(user);
  }

  /** One after the other: many wrong passwords at once must not starve everything else. */
  async #compare(password: string, hash: string): Promise<boolean> {
    if (this.#waiting >= MOST_WAITING) {
      throw new PresageError('PRS_OVERLOADED', 'too many passwords are being checked');
    }
    this.#waiting++;
    const result = this.#queue.then(() => bcrypt.compare(password, hash));
    this.#queue = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      this.#waiting--;
    }
  }

  #remember(key: string, matches: boolean): void {
    if (this.#remembered.size >= MOST_REMEMBERED) {
      // wrong passwords go first: whoever guesses must not push out who is known
      const victim = [...this.#remembered].find(([, good]) => !good)?.[0] ?? this.#remembered.keys().next().value!;
      this.#remembered.delete(victim);
    }
    this.#remembered.set(key, matches);
  }
}

function isToken(value: string, tokens: readonly string[]): boolean {
  const given = digest(value);
  // no early end: the time does not tell which token was near
  return tokens.reduce((found, token) => timingSafeEqual(given, digest(token)) || found, false);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
