import { summarizePrefixes } from './estimate.js';
import type { KeyRecord } from './key-record.js';
import { keyProblems } from './problems.js';
import { serverProblems, type ServerInterval } from './server-problems.js';

const DAY = 86_400;
const prefixOf = (name: string) => name.split(':')[0]!;

function problems(
  build: (index: number) => Partial<KeyRecord>,
  total = 100_000,
  count = 1_000,
  uptimeSeconds = 90 * DAY,
) {
  const keys = Array.from(
    { length: count },
    (_, i): KeyRecord => ({
      name: `a:${i}`,
      nameBytes: 8,
      memoryBytes: 1_000,
      ...build(i),
    }),
  );
  const nodes = [{ keys, total }];
  return keyProblems({ nodes, prefixes: summarizePrefixes(nodes, prefixOf), prefixOf, uptimeSeconds });
}

/** Three of ten keys are used every minute, the others idle for up to 30 days. */
const forgotten = (i: number) => (i % 10 < 3 ? i % 60 : (i / 1_000) * 30 * DAY);

describe('keyProblems', () => {
  it('proposes a time to live for keys without one that nobody asks for', () => {
    const [problem, ...others] = problems((i) => ({ ttlSeconds: null, idleSeconds: forgotten(i) }));
    expect(others).toEqual([]);
    if (problem?.kind !== 'no_ttl') throw new Error('another problem');
    expect(problem.advice.seconds).toBeLessThan(7 * DAY);
    expect(problem.freedBytes).toBeGreaterThan(0.5 * 100_000 * 1_000);
    expect(problem.freedBytes).toBeLessThanOrEqual(0.7 * 100_000 * 1_000);
  });

  it('proposes a shorter one where there is one', () => {
    const [problem] = problems((i) => ({ idleSeconds: forgotten(i), ttlSeconds: 30 * DAY - forgotten(i) }));
    expect(problem).toMatchObject({ kind: 'long_ttl' });
    if (problem?.kind !== 'long_ttl') throw new Error('another problem');
    expect(problem.presentSeconds! / (30 * DAY)).toBeCloseTo(1, 2);
  });

  it('is content with keys that are in use, with few keys, and with little memory', () => {
    expect(problems((i) => ({ ttlSeconds: null, idleSeconds: i % 60 }))).toEqual([]);
    expect(problems((i) => ({ ttlSeconds: null, idleSeconds: forgotten(i) }), 100_000, 150)).toEqual([]);
    expect(problems((i) => ({ ttlSeconds: null, idleSeconds: forgotten(i), memoryBytes: 100 }), 1_000)).toEqual([]);
  });

  it('does not look back further than the server has run', () => {
    const young = problems((i) => ({ ttlSeconds: null, idleSeconds: i % 3_600 }), 100_000, 1_000, 60);
    expect(young).toEqual([]);
  });

  it('says where small keys, long names and loose collections waste memory', () => {
    const kinds = (build: (index: number) => Partial<KeyRecord>) => problems(build).map(({ kind }) => kind);
    expect(kinds(() => ({ memoryBytes: 90, ttlSeconds: null }))).toEqual(['small_keys']);
    expect(kinds(() => ({ memoryBytes: 90, ttlSeconds: 60 }))).toEqual([]);
    expect(kinds(() => ({ memoryBytes: 200, nameBytes: 120 }))).toEqual(['long_names']);
    expect(kinds((i) => (i < 200 ? { type: 'hash', encoding: 'hashtable' } : {}))).toEqual(['encoding']);
    expect(kinds((i) => (i < 200 ? { type: 'hash', encoding: 'listpack' } : {}))).toEqual([]);
    expect(kinds((i) => (i < 200 ? { type: 'zset', encoding: 'skiplist', memoryBytes: 9e5 } : {}))).toEqual([]);
  });

  it('lists big and hot keys, the largest first, ten at most', () => {
    const [big] = problems((i) => ({ memoryBytes: i < 20 ? 1_048_576 + i : 100 }));
    if (big?.kind !== 'big_keys') throw new Error('another problem');
    expect(big.keys).toHaveLength(10);
    expect(big.keys[0]).toEqual({ name: 'a:19', memoryBytes: 1_048_595 });
    const [hot] = problems((i) => ({ frequency: i === 5 ? 200 : 5 }));
    expect(hot).toMatchObject({ kind: 'hot_keys', keys: [{ name: 'a:5', frequency: 200 }], typicalFrequency: 5 });
    expect(problems(() => ({ frequency: 120 }))).toEqual([]);
  });
});

describe('serverProblems', () => {
  const calm: ServerInterval = {
    seconds: 60,
    keysBefore: 1_000,
    keys: 1_000,
    keysExpiring: 900,
    hits: 6_000,
    misses: 600,
    deletes: 0,
    flushes: 0,
    usedBytes: 95,
    limitBytes: 100,
    policy: 'volatile-lru',
  };
  const kinds = (change: Partial<ServerInterval>) => serverProblems({ ...calm, ...change }).map(({ kind }) => kind);

  it('is content with a calm server', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ policy: 'allkeys-lru', keysExpiring: 0 })).toEqual([]);
    expect(kinds({ keysExpiring: 10, usedBytes: 10 })).toEqual([]);
  });

  it('sees flushes of a cache in use, not those of an empty or unused one', () => {
    expect(kinds({ flushes: 1, keys: 10 })).toEqual(['flushed']);
    expect(kinds({ flushes: 1, keys: 10, keysBefore: 20 })).toEqual([]);
    expect(kinds({ flushes: 1, keys: 10, hits: 0 })).toEqual([]);
    expect(kinds({ flushes: 1 })).toEqual([]);
  });

  it('sees deletions that make the misses, and what they cost', () => {
    const [problem] = serverProblems({ ...calm, deletes: 480 });
    expect(problem).toEqual({
      kind: 'deletes',
      deletesPerSecond: 8,
      missesPerSecond: 10,
      deletedHitRatio: 6_480 / 6_600,
    });
    expect(kinds({ deletes: 100 })).toEqual([]);
    expect(kinds({ deletes: 50, misses: 50 })).toEqual([]);
  });

  it('sees a policy that may evict only a few keys', () => {
    expect(kinds({ keysExpiring: 10 })).toEqual(['volatile_policy']);
  });
});
