import fc from 'fast-check';
import { sumSummaries, summarizePrefixes } from './estimate.js';
import type { KeyRecord } from './key-record.js';

const key = (name: string, memoryBytes: number, more: Partial<KeyRecord> = {}): KeyRecord => ({
  name,
  nameBytes: name.length,
  memoryBytes,
  ...more,
});
const first = (name: string) => name[0]!;

/** A generator that gives the same numbers each time. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

describe('summarizePrefixes', () => {
  it('is exact, with no error, where every key was seen', () => {
    const keys = [
      key('a1', 100, { ttlSeconds: null, idleSeconds: 10 }),
      key('a2', 300, { ttlSeconds: 60, idleSeconds: 20 }),
      key('b1', 50, { ttlSeconds: 30, frequency: 7 }),
    ];
    const [a, b] = summarizePrefixes([{ keys, total: 3 }], first);
    expect(a).toMatchObject({
      prefix: 'a',
      sampled: 2,
      keys: { value: 2, error: 0 },
      memoryBytes: { value: 400, error: 0 },
      meanNameBytes: 2,
      largestKey: { name: 'a2', memoryBytes: 300 },
      persistentRatio: 0.5,
      ttlSeconds: { p50: 60, p90: 60 },
      idleSeconds: { p50: 15, p90: 19 },
    });
    expect(a).not.toHaveProperty('frequency');
    expect(b).toMatchObject({ prefix: 'b', frequency: 7, persistentRatio: 0 });
    expect(b).not.toHaveProperty('idleSeconds');
  });

  it('weights each server by its keys', () => {
    const nodes = [
      { keys: [key('a', 10)], total: 100 },
      { keys: [key('a', 10), key('b', 10)], total: 10 },
    ];
    const [a, b] = summarizePrefixes(nodes, first);
    expect([a!.keys.value, b!.keys.value]).toEqual([105, 5]);
  });

  it('states intervals that hold the truth in about 95 of 100 samples', () => {
    const random = uniform(7);
    const population = Array.from({ length: 4_000 }, (_, i) => key(i % 4 === 0 ? 'a' : 'b', 50 + 400 * random() ** 3));
    const truth = population.filter(({ name }) => name === 'a').reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    let [covered, counted] = [0, 0];
    for (let trial = 0; trial < 300; trial++) {
      const keys = population
        .map((record) => ({ record, order: random() }))
        .sort((x, y) => x.order - y.order)
        .slice(0, 400)
        .map(({ record }) => record);
      const a = summarizePrefixes([{ keys, total: 4_000 }], first).find(({ prefix }) => prefix === 'a')!;
      if (Math.abs(a.memoryBytes.value - truth) <= a.memoryBytes.error) covered++;
      if (Math.abs(a.keys.value - 1_000) <= a.keys.error) counted++;
    }
    expect(covered / 300).toBeGreaterThan(0.91);
    expect(covered / 300).toBeLessThan(0.99);
    expect(counted / 300).toBeGreaterThan(0.91);
  });

  it('adds up to all keys, whatever the groups', () => {
    const record = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      memoryBytes: fc.nat(1_000),
      nameBytes: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), fc.nat(1_000), (keys, more) => {
        const total = keys.length + more;
        const all = summarizePrefixes([{ keys, total }], first);
        expect(all.reduce((sum, one) => sum + one.keys.value, 0)).toBeCloseTo(total, 6);
        const sum = sumSummaries('rest', all);
        expect(sum.keys.value).toBeCloseTo(total, 6);
        expect(sum.largestKey.memoryBytes).toBe(Math.max(...keys.map(({ memoryBytes }) => memoryBytes)));
      }),
    );
  });
});

it('sums what a cap leaves out', () => {
  const keys = [key('a', 100, { ttlSeconds: null }), key('b', 50, { ttlSeconds: 5 }), key('b', 50, { ttlSeconds: 5 })];
  const sum = sumSummaries('$other$', summarizePrefixes([{ keys, total: 3 }], first));
  expect(sum).toMatchObject({ prefix: '$other$', sampled: 3, keys: { value: 3 }, memoryBytes: { value: 200 } });
  expect(sum.persistentRatio).toBeCloseTo(1 / 3);
});
