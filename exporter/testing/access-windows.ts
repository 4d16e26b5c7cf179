import { mix } from '../src/analysis/caching/hash.js';
import { NO_PREFIX, OPERATION, OUTCOME, type AccessWindow } from '../src/analysis/caching/streams/access-window.js';
import type { TestReference } from './references.js';

export interface TestAccess {
  key: number;
  time: number;
  operation: keyof typeof OPERATION;
  outcome?: keyof typeof OUTCOME;
  size?: number;
  ttl?: number;
  prefix?: string;
}

/** A window that holds these accesses; key numbers are spread over all hashes. */
export function windowOf(accesses: readonly TestAccess[], rest: Partial<AccessWindow> = {}): AccessWindow {
  const prefixes = [...new Set(accesses.flatMap(({ prefix }) => (prefix === undefined ? [] : [prefix])))];
  return {
    rate: 1,
    from: 0,
    to: Math.max(0, ...accesses.map(({ time }) => time)),
    lookups: [],
    lost: 0,
    prefixes,
    hashes: Uint32Array.from(accesses, ({ key }) => mix(key + 1)),
    times: Float64Array.from(accesses, ({ time }) => time),
    sizes: Float64Array.from(accesses, ({ size = 0 }) => size),
    ttls: Float64Array.from(accesses, ({ ttl = 0 }) => ttl),
    operations: Uint8Array.from(accesses, ({ operation }) => OPERATION[operation]),
    outcomes: Uint8Array.from(accesses, ({ outcome = 'unknown' }) => OUTCOME[outcome]),
    prefixNumbers: Uint16Array.from(accesses, ({ prefix }) =>
      prefix === undefined ? NO_PREFIX : prefixes.indexOf(prefix),
    ),
    ...rest,
  };
}

/** Look-ups as accesses, each with the size and time to live of its fill. */
export function lookupsOf(references: readonly TestReference[], prefix?: string): TestAccess[] {
  return references.map(({ key, time, size, ttl }) => ({
    key: Number(key.slice(key.indexOf(':') + 1)),
    time,
    size,
    ttl,
    operation: 'get',
    ...(prefix !== undefined && { prefix }),
  }));
}

/** The part of the window that a sampler with this rate would have sent. */
export function sampledWindow(window: AccessWindow, rate: number): AccessWindow {
  const kept = [...window.hashes.keys()].filter((index) => window.hashes[index]! < rate * 2 ** 32);
  const lookups = [...window.times].map((time, index) => ({ time, count: index + 1 }));
  return {
    ...window,
    rate,
    lookups,
    hashes: Uint32Array.from(kept, (index) => window.hashes[index]!),
    times: Float64Array.from(kept, (index) => window.times[index]!),
    sizes: Float64Array.from(kept, (index) => window.sizes[index]!),
    ttls: Float64Array.from(kept, (index) => window.ttls[index]!),
    operations: Uint8Array.from(kept, (index) => window.operations[index]!),
    outcomes: Uint8Array.from(kept, (index) => window.outcomes[index]!),
    prefixNumbers: Uint16Array.from(kept, (index) => window.prefixNumbers[index]!),
  };
}
